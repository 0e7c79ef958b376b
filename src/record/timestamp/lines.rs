//! Time marks at the beginning of a transcript's lines, without brackets: `0:04` alone, as the panel beside a video has it,
//! `12:34 text`, `**0:00** · text` as clippers write it, and `Ada 0:04` above what Ada says, as notes of meetings have it.

use std::ops::Range;

use super::{Seconds, is_between, time};

/// So many lines have to begin with a time before any is a mark: a sentence may begin with one.
const MANY: usize = 3;

/// The marks of a transcript's lines; empty where too few begin with a time.
pub(super) fn marks(text: &str) -> Vec<(Range<usize>, Seconds)> {
    let mut marks = Vec::new();
    each(text, |range, second| marks.push((range, second)));
    if marks.len() < MANY { Vec::new() } else { marks }
}

/// The same for a part of a transcript of which it is known that its lines have marks.
pub(super) fn marks_of_part(text: &str) -> Vec<(Range<usize>, Seconds)> {
    let mut marks = Vec::new();
    each(text, |range, second| marks.push((range, second)));
    marks
}

/// Whether the lines of a transcript have marks.
pub(super) fn are_marked(text: &str) -> bool {
    // Most transcripts are a line or two.
    memchr::memchr_iter(b'\n', text.as_bytes()).nth(1).is_some() && {
        let mut count = 0;
        each(text, |_, _| count += 1);
        count >= MANY
    }
}

fn each(text: &str, mut found: impl FnMut(Range<usize>, Seconds)) {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes());
    for start in std::iter::once(0).chain(ends.map(|end| end + 1)) {
        if let Some((range, second)) = at_beginning(&text[start..]) {
            found(start + range.start..start + range.end, second);
        }
    }
}

/// The time with which a line begins, or that follows the name which is all else in it; and how far it is from there.
pub(super) fn at_beginning(text: &str) -> Option<(Range<usize>, Seconds)> {
    first(text).or_else(|| after_name(text))
}

/// A longer line is no name.
const MAX_NAME_BYTES: usize = 60;

fn after_name(text: &str) -> Option<(Range<usize>, Seconds)> {
    let head = &text.as_bytes()[..text.len().min(MAX_NAME_BYTES)];
    let end = match memchr::memchr(b'\n', head) {
        Some(end) => end,
        None if text.len() <= MAX_NAME_BYTES => text.len(),
        None => return None,
    };
    let line = text[..end].trim_end();
    let start = line
        .rfind([' ', '\t', '\u{3000}'])
        .map(|at| at + line[at..].chars().next().map_or(1, char::len_utf8))?;
    let name = line[..start].trim();
    let is_name = name.starts_with(char::is_alphabetic)
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '·' | '.' | '-' | '_'));
    let (second, rest) = time(&line[start..]).filter(|_| is_name)?;
    rest.is_empty().then_some((start..line.len(), second))
}

fn first(text: &str) -> Option<(Range<usize>, Seconds)> {
    let bare = text.trim_start_matches([' ', '\t', '*', '>', '-', '(', '（']);
    let start = text.len() - bare.len();
    if !bare.as_bytes().first()?.is_ascii_digit() {
        return None;
    }
    let (second, rest) = time(bare)?;
    let after = rest.trim_start_matches(['*', ')', '）']);
    let ends = after.chars().next().is_none_or(is_between);
    ends.then(|| (start..text.len() - rest.len(), second))
}
