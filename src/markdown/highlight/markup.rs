//! HTML, XML, and what is written like them; scripts and style sheets within.

use super::languages::{scripts::JAVASCRIPT, settings::CSS};
use super::scan::{Class, Scan, Token, is_word};
use super::words::{self, Language};

pub(super) fn lex(scan: &mut Scan<'_>) {
    while !scan.ends() {
        let from = scan.at;
        match scan.byte() {
            b'<' if scan.sees("<!--") => scan.take(scan.after(from, "-->"), Class::Comment),
            b'<' if scan.sees("<![CDATA[") => scan.take(scan.after(from, "]]>"), Class::String),
            b'<' if scan.sees("<!") || scan.sees("<?") => {
                let end = scan.run(from, |byte| byte != b'>');
                scan.take((end + 1).min(scan.code.len()), Class::Comment);
            }
            b'<' if is_word(scan.ahead(1)) || scan.ahead(1) == b'/' => tag(scan),
            b'&' => entity(scan),
            _ => scan.skip(scan.run(from + 1, |byte| !matches!(byte, b'<' | b'&'))),
        }
    }
}

fn entity(scan: &mut Scan<'_>) {
    let end = scan.run(scan.at + 1, |byte| is_word(byte) || byte == b'#');
    match scan.code.as_bytes().get(end) {
        Some(b';') => scan.take(end + 1, Class::Literal),
        _ => scan.skip(end),
    }
}

fn is_name(byte: u8) -> bool {
    is_word(byte) || matches!(byte, b'-' | b':' | b'.' | b'@' | b'#')
}

/// A tag, and the script or the style sheet that it begins.
fn tag(scan: &mut Scan<'_>) {
    let name = scan.at + 1 + usize::from(scan.ahead(1) == b'/');
    scan.skip(name);
    let end = scan.run(name, is_name);
    let element = &scan.code[name..end];
    scan.take(end, Class::Type);
    while !scan.ends() {
        let from = scan.at;
        match scan.byte() {
            b'>' => {
                scan.skip(from + 1);
                break;
            }
            b'<' => break,
            quote @ (b'"' | b'\'') => scan.take(scan.quoted(from + 1, quote, false, false), Class::String),
            byte if is_name(byte) => {
                let value = scan.behind() == b'=';
                scan.take(scan.run(from, is_name), if value { Class::String } else { Class::Name });
            }
            _ => scan.skip(from + 1),
        }
    }
    let is = |known: &str| element.eq_ignore_ascii_case(known) && scan.code.as_bytes()[name - 1] == b'<';
    if is("script") {
        within(scan, "</script", &JAVASCRIPT);
    } else if is("style") {
        within(scan, "</style", &CSS);
    }
}

/// Code of another language, up to its end tag.
fn within(scan: &mut Scan<'_>, close: &str, language: &'static Language) {
    let start = scan.at;
    let end = scan.code[start..].find(close).map_or(scan.code.len(), |found| start + found);
    let mut inner = Scan::new(&scan.code[start..end]);
    words::lex(&mut inner, language);
    for Token { range, class } in inner.tokens {
        scan.skip(start + range.start);
        scan.take(start + range.end, class);
    }
    scan.skip(end);
}
