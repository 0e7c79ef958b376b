//! Headings and list items whose mark has no blank after it, and lists in lists that stand too far left.

use super::code::Code;
use super::{Fix, lines, margin};
use crate::base::text::is_cjk;

pub(super) fn fix(text: &str, code: &Code, fixes: &mut Vec<Fix>) {
    let mut list = List::default();
    for (start, line) in lines(text, code) {
        let at = margin(line);
        let bare = &line[at..];
        let is_quoted = line[..at].contains('>');
        if bare.is_empty() {
            continue;
        }
        let (mark, blank) = mark(bare);
        if !is_quoted && let Some(shift) = list.shift(at, mark, bare) {
            fixes.push((start..start, " ".repeat(shift)));
        }
        if let Some(heading) = heading(bare) {
            fixes.push((start + at..start + at + heading.0, heading.1));
        } else if blank && mark > 0 {
            fixes.push((start + at + mark..start + at + mark, " ".to_owned()));
        }
    }
}

/// The marks of a heading that are none to Markdown, and those that are: `###标题`, `＃＃ 标题`.
///
/// One `#` before a word is a tag, so two are needed, unless they are full width.
fn heading(bare: &str) -> Option<(usize, String)> {
    let is_hash = |c: &char| matches!(c, '#' | '＃');
    if !bare.starts_with(['#', '＃']) {
        return None;
    }
    let hashes = bare.chars().take_while(is_hash).count();
    let length: usize = bare.chars().take_while(is_hash).map(char::len_utf8).sum();
    let rest = &bare[length..];
    let has_blank = rest.starts_with([' ', '\t']);
    let is_wide = length > hashes;
    let is_one = hashes <= 6 && !rest.trim().is_empty() && (is_wide || (hashes > 1 && !has_blank));
    // `##1` and `##)` are no titles, `##1.` and `##（一）` are.
    let is_title = has_blank
        || rest
            .starts_with(|c: char| c.is_alphanumeric() || is_cjk(c) || !c.is_ascii() || "*[`\"".contains(c));
    (is_one && is_title)
        .then(|| (length, format!("{}{}", "#".repeat(hashes), if has_blank { "" } else { " " })))
}

/// How long the mark of a list item is, and whether the blank after it is missing; 0 where there is none.
fn mark(bare: &str) -> (usize, bool) {
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    let length = match bare.as_bytes()[digits..] {
        [b'-' | b'*' | b'+', ..] if digits == 0 => 1,
        [b'.' | b')', ..] if (1..=2).contains(&digits) => digits + 1,
        _ => return (0, false),
    };
    let rest = &bare[length..];
    if rest.is_empty() || rest.starts_with([' ', '\t']) {
        return (length, false);
    }
    // `-5`, `3.14`, `--x` and `*emphasis*` are none.
    let is_word = rest
        .chars()
        .next()
        .is_some_and(|c| is_cjk(c) || (c == '*' && rest.starts_with("**") && !bare.starts_with('*')));
    let is_emphasis = bare.starts_with('*') && rest.contains('*');
    if is_word && !is_emphasis { (length, true) } else { (0, false) }
}

/// The numbered item that the lines stand in. What is in it has to stand below its words, while models indent by two blanks.
#[derive(Default)]
struct List {
    /// How far the mark of the numbered item is indented, and how long it is with its blank.
    item: Option<(usize, usize)>,
    /// How far left the lines in it stand, and by how much they are moved.
    inner: Option<(usize, usize)>,
}

impl List {
    /// By how much a line has to be moved.
    fn shift(&mut self, indent: usize, mark: usize, bare: &str) -> Option<usize> {
        if let Some((inner, shift)) = self.inner {
            if indent >= inner {
                return Some(shift);
            }
            self.inner = None;
        }
        if let Some((outer, length)) = self.item
            && mark > 0
            && indent > outer
            && indent < outer + length
        {
            let shift = outer + length - indent;
            self.inner = Some((indent, shift));
            return Some(shift);
        }
        if self.item.is_some_and(|(outer, length)| indent >= outer + length) {
            return None;
        }
        let is_numbered = mark > 1 && bare.as_bytes()[0].is_ascii_digit();
        self.item = is_numbered.then_some((indent, mark + 1));
        None
    }
}
