//! YAML: keys, and values on their line or in a block below.

use super::scan::{Class, Scan, is_word};

/// Values that are no text.
const LITERALS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "~", ".nan"];

pub(super) fn lex(scan: &mut Scan<'_>) {
    while !scan.ends() {
        let start = scan.at;
        scan.blanks();
        let indent = scan.at - start;
        line(scan);
        if opens_block(scan.code[start..scan.at].trim_end()) {
            block(scan, indent);
        }
        scan.skip((scan.at + 1).min(scan.code.len()));
    }
}

/// One line, from its first character to its end.
fn line(scan: &mut Scan<'_>) {
    while matches!(scan.byte(), b'-' | b'?') && matches!(scan.ahead(1), b' ' | b'\n' | 0) {
        scan.skip(scan.at + 1);
        scan.blanks();
    }
    let end = scan.line_end(scan.at);
    if scan.sees("---") || scan.sees("...") || scan.byte() == b'%' {
        return scan.take(end, Class::Comment);
    }
    if !matches!(scan.byte(), b'"' | b'\'' | b'#' | b'&' | b'*' | b'!' | b'[' | b'{')
        && let Some(key) = key(&scan.code[scan.at..end])
    {
        scan.take(scan.at + key, Class::Name);
    }
    while scan.at < end {
        value(scan, end);
    }
}

/// How long the key is that a line begins with.
fn key(line: &str) -> Option<usize> {
    let colon = line.match_indices(':').map(|(at, _)| at);
    let comment = line.find(" #").unwrap_or(line.len());
    colon
        .take_while(|at| *at < comment)
        .find(|at| matches!(line.as_bytes().get(at + 1), None | Some(b' ' | b'\t' | b'\r')))
}

/// A piece of a value.
fn value(scan: &mut Scan<'_>, end: usize) {
    let from = scan.at;
    match scan.byte() {
        b'#' if matches!(scan.behind(), b' ' | b'\t' | b'\n') => scan.take(end, Class::Comment),
        quote @ (b'"' | b'\'') if !is_word(scan.behind()) => {
            let close = scan.quoted(from + 1, quote, quote == b'"', true);
            let is_key = scan.code.as_bytes().get(close) == Some(&b':');
            scan.take(close, if is_key { Class::Name } else { Class::String });
        }
        b'&' | b'*' | b'!' if !is_word(scan.behind()) => {
            let name = scan.run(from + 1, |byte| is_word(byte) || matches!(byte, b'!' | b'-' | b'/'));
            scan.take(name, Class::Type);
        }
        byte if is_word(byte) || matches!(byte, b'~' | b'.') => plain(scan, end),
        _ => scan.skip(from + 1),
    }
}

/// A value without quotes: it ends at the line, or in brackets at a comma.
fn plain(scan: &mut Scan<'_>, end: usize) {
    let stop = scan.run(scan.at, |byte| !matches!(byte, b',' | b']' | b'}' | b'#' | b'\n' | b'\r' | b':'));
    let text = scan.code[scan.at..stop.min(end)].trim_end();
    let known = LITERALS.iter().any(|word| word.eq_ignore_ascii_case(text));
    let is_number = text.bytes().next().is_some_and(|byte| byte.is_ascii_digit() || byte == b'.')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'+' | b'-'));
    if known || is_number {
        scan.take(scan.at + text.len(), Class::Literal);
    }
    scan.skip(stop.max(scan.at + 1).min(end));
}

/// Whether a line ends in a sign that the lines below are one text.
fn opens_block(line: &str) -> bool {
    let before = line.trim_end_matches(['+', '-', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    before.strip_suffix(['|', '>']).is_some_and(|rest| rest.ends_with([' ', ':']) || rest.is_empty())
}

/// The lines of a text that stand further in than `indent`, and empty ones between them.
fn block(scan: &mut Scan<'_>, indent: usize) {
    while !scan.ends() {
        let start = scan.at + 1;
        if start >= scan.code.len() {
            return;
        }
        let (text, end) = (scan.run(start, |byte| byte == b' '), scan.line_end(start));
        if text < end && text - start <= indent {
            return;
        }
        scan.skip(text.min(end));
        scan.take(end, Class::String);
    }
}
