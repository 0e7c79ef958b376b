//! Marks in a line: emphasis with blanks inside, Obsidian's marks, and those that chat programs leave.

use std::fmt::Write;
use std::ops::Range;

use super::Fix;
use super::code::Code;
use crate::base::text::is_cjk;

pub(super) fn fix(text: &str, code: &Code, fixes: &mut Vec<Fix>) {
    let has = |mark: &str| code.has(text, mark);
    if has("** ") || has(" **") {
        strong(text, code, fixes);
    }
    if has("==") {
        marked(text, code, fixes);
    }
    if has("%%") {
        comments(text, code, fixes);
    }
    if has(" ^") {
        block_ids(text, code, fixes);
    }
    if has("^[") {
        footnotes(text, code, fixes);
    }
    if has("[cite") || has("†") || has("\u{E200}") || has("turn0") || has("[oaicite") {
        chat_marks(text, code, fixes);
    }
}

/// `**bold **` and `** bold**`, of which CommonMark makes no emphasis.
fn strong(text: &str, code: &Code, fixes: &mut Vec<Fix>) {
    let mark = memchr::memmem::Finder::new("**");
    for line in pieces_of_lines(text, code) {
        let marks: Vec<usize> =
            mark.find_iter(text[line.clone()].as_bytes()).map(|at| line.start + at).collect();
        // One more or less, and nobody knows which belong together.
        if marks.is_empty() || marks.len() % 2 == 1 {
            continue;
        }
        for pair in marks.chunks_exact(2) {
            let inside = pair[0] + 2..pair[1];
            let words = text[inside.clone()].trim_matches(' ');
            let is_spaced = words.len() < inside.len();
            if !is_spaced || !words.chars().any(|c| c.is_alphabetic() || is_cjk(c)) || words.starts_with('*')
            {
                continue;
            }
            let start = inside.start + text[inside.clone()].len()
                - text[inside.clone()].trim_start_matches(' ').len();
            let end = start + words.len();
            fixes.extend((start > inside.start).then(|| (pair[0]..start, " **".to_owned())));
            fixes.extend((end < inside.end).then(|| (end..pair[1] + 2, "** ".to_owned())));
        }
    }
}

/// The pieces of the lines of a text that are no code.
fn pieces_of_lines<'a>(text: &'a str, code: &'a Code) -> impl Iterator<Item = Range<usize>> {
    code.outside(0..text.len()).flat_map(|piece| {
        let mut at = piece.start;
        text[piece].split_inclusive('\n').map(move |line| {
            let start = at;
            at += line.len();
            start..at
        })
    })
}

/// `==marked==`, in a line.
fn marked(text: &str, code: &Code, fixes: &mut Vec<Fix>) {
    let mark = memchr::memmem::Finder::new("==");
    for line in pieces_of_lines(text, code) {
        let mut open: Option<usize> = None;
        for at in mark.find_iter(text[line.clone()].as_bytes()).map(|at| line.start + at) {
            let before = text[line.start..at].chars().next_back();
            let after = text[at + 2..line.end].chars().next();
            let is_word = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && c != '=');
            let closes = is_word(before) && after != Some('=');
            // Between two words of code it compares: `x==1`.
            let opens = is_word(after) && before.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '=');
            match open {
                Some(start) if closes && at > start + 2 => {
                    fixes.push((start..start + 2, "<mark>".to_owned()));
                    fixes.push((at..at + 2, "</mark>".to_owned()));
                    open = None;
                }
                _ if opens => open = Some(at),
                _ => {}
            }
        }
    }
}

/// `%%comment%%`, in a line or over several.
fn comments(text: &str, code: &Code, fixes: &mut Vec<Fix>) {
    let mut open = None;
    for at in memchr::memmem::find_iter(text.as_bytes(), "%%").filter(|at| !code.covers(*at)) {
        // `100%%` is none.
        let opens = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '%');
        match open {
            None if opens => open = Some(at),
            Some(start) if at > start + 2 => {
                fixes.push((start..at + 2, String::new()));
                open = None;
            }
            _ => {}
        }
    }
}

/// ` ^name` at the end of a line, by which a notebook finds a paragraph.
fn block_ids(text: &str, code: &Code, fixes: &mut Vec<Fix>) {
    for at in memchr::memmem::find_iter(text.as_bytes(), " ^").filter(|at| !code.covers(*at)) {
        let name = text[at + 2..].bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
        let end = at + 2 + name;
        if name > 0 && (end == text.len() || text[end..].starts_with(['\n', '\r'])) {
            fixes.push((at..end, String::new()));
        }
    }
}

/// No note is longer, in bytes.
const LONGEST_NOTE: usize = 1_000;

/// `^[a note]`, which becomes a footnote behind the text.
fn footnotes(text: &str, code: &Code, fixes: &mut Vec<Fix>) {
    let mut notes = String::new();
    let mut number = 0;
    for at in memchr::memmem::find_iter(text.as_bytes(), "^[").filter(|at| !code.covers(*at)) {
        let near = &text[at + 2..text.floor_char_boundary((at + LONGEST_NOTE).min(text.len())).max(at + 2)];
        let line = near.split('\n').next().unwrap_or_default();
        let Some(note) = line.find(']').map(|end| &line[..end]).filter(|note| !note.trim().is_empty()) else {
            continue;
        };
        number += 1;
        fixes.push((at..at + 3 + note.len(), format!("[^inline-{number}]")));
        // Writing to a String cannot fail.
        let _ = write!(notes, "\n\n[^inline-{number}]: {}", note.trim());
    }
    if !notes.is_empty() {
        fixes.push((text.len()..text.len(), notes));
    }
}

/// What chat programs put for a source and do not resolve: `【12†source】`, `[cite_start]`, `[cite: 1, 2]`, `citeturn0search0` between
/// characters of private use, `:contentReference[oaicite:0]{index=0}`.
fn chat_marks(text: &str, code: &Code, fixes: &mut Vec<Fix>) {
    let starts = memchr::memchr3_iter(b'[', 0xE3, 0xEE, text.as_bytes())
        .chain(memchr::memmem::find_iter(text.as_bytes(), "citeturn"))
        .chain(memchr::memmem::find_iter(text.as_bytes(), ":contentReference["));
    for at in starts.filter(|at| text.is_char_boundary(*at) && !code.covers(*at)) {
        let rest = &text[at..];
        let length = if rest.starts_with("[cite_start]") {
            Some("[cite_start]".len())
        } else if rest.starts_with("[cite:") {
            within(rest, ']')
                .filter(|length| rest[6..length - 1].chars().all(|c| c.is_ascii_digit() || ", -".contains(c)))
        } else if rest.starts_with('【') {
            within(rest, '】').filter(|length| rest[..*length].contains('†'))
        } else if rest.starts_with('\u{E200}') {
            within(rest, '\u{E201}')
        } else if rest.starts_with("citeturn") {
            Some(rest.bytes().take_while(u8::is_ascii_alphanumeric).count())
                .filter(|length| rest[..*length].ends_with(|c: char| c.is_ascii_digit()))
        } else if rest.starts_with(":contentReference[oaicite:") {
            within(rest, ']').map(|length| {
                length + within(&rest[length..], '}').filter(|_| rest[length..].starts_with('{')).unwrap_or(0)
            })
        } else {
            None
        };
        if let Some(length) = length {
            fixes.push((at..at + length, String::new()));
        }
    }
}

/// No mark is longer.
const LONGEST_MARK: usize = 120;

/// The length of a mark up to and with its end.
fn within(text: &str, end: char) -> Option<usize> {
    let near = &text[..text.floor_char_boundary(LONGEST_MARK)];
    let line = near.split('\n').next().unwrap_or_default();
    line.find(end).map(|at| at + end.len_utf8())
}
