//! Texts of diagrams as they are drawn: without marks, tags and entities.

/// A label of a flowchart in one line, as it is read on the drawing. Where it breaks, a stroke stands. One in Markdown has a mark before
/// it.
pub(super) fn drawn(text: &str) -> String {
    match text.trim().strip_prefix('`') {
        Some(markdown) => in_markdown(markdown.strip_suffix('`').unwrap_or(markdown)),
        None => plain(text),
    }
}

/// A text in which `\n` breaks lines, and no other sign means anything.
pub(super) fn plain(text: &str) -> String {
    let text = text.trim();
    if is_plain(text) {
        return text.to_owned();
    }
    with_formulas(text, |text| entities(&without_tags(&text.replace("\\n", BREAK))))
}

/// A text that Mermaid reads as Markdown.
pub(super) fn in_markdown(text: &str) -> String {
    let text = text.trim();
    if is_plain(text) && !text.contains(['*', '_']) {
        return text.to_owned();
    }
    with_formulas(text, |text| without_emphasis(&entities(&without_tags(text))))
}

/// Whether a text is drawn as it is written: most are.
fn is_plain(text: &str) -> bool {
    let mut before = b' ';
    let is_sign = |byte: u8| matches!(byte, b'<' | b'#' | b'&' | b'\\' | b'$' | b'`' | b'\n' | b'\t');
    let has_signs = text.bytes().any(|byte| {
        let doubled = byte == b' ' && before == b' ';
        before = byte;
        doubled || is_sign(byte)
    });
    !has_signs && !text.contains(":fa-")
}

/// Stands for the end of a line until all lines are joined.
const BREAK: &str = "\n";

/// Reads what is between formulas with `read`. A formula stays as it is written.
fn with_formulas(text: &str, read: impl Fn(&str) -> String) -> String {
    let parts: Vec<&str> = text.split("$$").collect();
    if parts.len() < 3 || parts.len().is_multiple_of(2) {
        return joined(&read(text));
    }
    let parts = parts.iter().enumerate().map(|(n, part)| match n % 2 {
        0 => joined(&read(part)),
        _ => part.replace("\\\\", "\\").trim().to_owned(),
    });
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The lines of a text in one, without icons. Punctuation parts two lines by itself.
fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split(BREAK) {
        let words: Vec<&str> = line.split_whitespace().filter(|word| !is_icon(word)).collect();
        if words.is_empty() {
            continue;
        }
        out.push_str(match out.chars().last() {
            None => "",
            _ if words[0].starts_with(['(', '（']) => " ",
            Some(last) if "，。、；：！？（".contains(last) => "",
            Some(last) if ",;:!?.".contains(last) => " ",
            Some(_) => " / ",
        });
        out.push_str(&words.join(" "));
    }
    out
}

/// Without the asterisks and underscores around what is emphasised. An underscore inside of a word is one.
fn without_emphasis(text: &str) -> String {
    let mut open: Vec<(char, usize, usize)> = Vec::new();
    let mut dropped: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(['*', '_']).map(|found| at + found) {
        let mark = if text[start..].starts_with('*') { '*' } else { '_' };
        let end = start + text[start..].bytes().take_while(|byte| char::from(*byte) == mark).count();
        at = end;
        let (before, after) = (text[..start].chars().last(), text[end..].chars().next());
        let is_inside = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
        let is_word = |c: Option<char>| mark == '_' && c.is_some_and(char::is_alphanumeric);
        let length = end - start;
        let opener = open.iter().rposition(|(other, _, _)| *other == mark);
        match opener.filter(|_| is_inside(before) && !is_word(after)) {
            Some(place) => {
                let (_, from, count) = open[place];
                open.truncate(place);
                let count = count.min(length);
                dropped.extend([(from, from + count), (start, start + count)]);
            }
            None if is_inside(after) && !is_word(before) => open.push((mark, start, length)),
            None => {}
        }
    }
    dropped.sort_unstable();
    let mut out = String::with_capacity(text.len());
    let mut kept = 0;
    for (start, end) in dropped {
        out.push_str(&text[kept..start]);
        kept = end;
    }
    out + &text[kept..]
}

/// `fa:fa-book`, which is drawn as a picture where the page has that font.
fn is_icon(word: &str) -> bool {
    word.split_once(":fa-").is_some_and(|(set, _)| set.starts_with("fa") && set.len() <= 3)
}

/// What is taken for a tag of HTML; of all else, such as `Vec<T>`, the page draws what is written (see `sandbox.js`).
const NAMES: &str = "a abbr b big blockquote body br button center code dd del details div dl dt em font form h1 h2 h3 h4 h5 h6 \
    head hr html i iframe img input ins kbd label li link mark math meta nav object ol option p pre q s samp script section \
    select small span strike strong style sub summary sup svg table tbody td th thead title tr tt u ul var video audio";

/// Without the tags of HTML.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        let name = tag.trim_start_matches('/');
        let length = name.bytes().take(MAX_ENTITY).take_while(u8::is_ascii_alphanumeric).count();
        let is_name = NAMES.split(' ').any(|known| known.eq_ignore_ascii_case(&name[..length]));
        let is_tag = length > 0 && is_name && name[length..].starts_with(['>', '/', ' ']);
        match tag.split_once('>').filter(|(inside, _)| is_tag && !inside.contains('<')) {
            Some((_, after)) => {
                if matches!(&name[..length].to_ascii_lowercase()[..], "br" | "p" | "div" | "li") {
                    out.push_str(BREAK);
                }
                rest = after;
            }
            None => {
                out.push('<');
                rest = tag;
            }
        }
    }
    out + rest
}

/// No name of an entity is longer.
const MAX_ENTITY: usize = 10;

/// With the signs that `#quot;`, `&lt;`, `#35;` and the like stand for.
fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['#', '&']) {
        out.push_str(&rest[..at]);
        let name = &rest[at + 1..];
        let length = name
            .bytes()
            .take(MAX_ENTITY)
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#')
            .count();
        match sign(&name[..length]).filter(|_| name[length..].starts_with(';')) {
            Some(sign) => {
                out.push(sign);
                rest = &name[length + 1..];
            }
            None => {
                out.push_str(&rest[at..=at]);
                rest = name;
            }
        }
    }
    out + rest
}

/// The sign of an entity's name.
fn sign(name: &str) -> Option<char> {
    Some(match name {
        "quot" => '"',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "apos" => '\'',
        "nbsp" => ' ',
        "hearts" => '♥',
        "infin" => '∞',
        "rarr" => '→',
        "larr" => '←',
        "middot" => '·',
        "times" => '×',
        _ => {
            let number = name.trim_start_matches('#');
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            return char::from_u32(code.ok()?);
        }
    })
}
