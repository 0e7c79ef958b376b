//! A transcript of speech recognition, which is often one line of thousands of characters, is laid out
//! in paragraphs. Not a character is changed: the paragraphs, one after the other, are the transcript.

use crate::text::{ends_sentence, is_cjk};

// Lengths are in bytes of UTF-8, of which a Chinese character has three and a Latin letter one: that is
// about the room they take on a page, and what takes as long to read.

/// A paragraph ends with the first sentence after this many bytes …
const COMFORTABLE: usize = 480;
/// … or, where there are no sentences, at the first comma after this many …
const LONG: usize = 780;
/// … or at the first place where a line may break.
const TOO_LONG: usize = 1800;

/// Splits a transcript into paragraphs.
pub fn paragraphs(text: &str) -> Vec<&str> {
    let mut paragraphs = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (paragraph, next) = rest.split_at(paragraph_end(rest));
        paragraphs.push(paragraph);
        rest = next;
    }
    paragraphs
}

/// Where the first paragraph of a text ends, in bytes.
fn paragraph_end(text: &str) -> usize {
    let comfortable = text.ceil_char_boundary(COMFORTABLE);
    if let Some(empty) = empty_line_end(text, comfortable) {
        return empty;
    }
    let mut before = None;
    let mut chars = text[comfortable..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        let after_empty_line = c == '\n' && before == Some('\n') && next != Some('\n');
        if after_empty_line || breaks_after(c, next, comfortable + at) {
            return comfortable + at + c.len_utf8();
        }
        before = Some(c);
    }
    text.len()
}

/// The end of the first run of line feeds, more than one, that ends before `limit`: an empty line
/// always ends a paragraph.
fn empty_line_end(text: &str, limit: usize) -> Option<usize> {
    let at = memchr::memmem::find(&text.as_bytes()[..limit], b"\n\n")?;
    Some(at + text[at..].bytes().take_while(|b| *b == b'\n').count())
}

fn breaks_after(c: char, next: Option<char>, length: usize) -> bool {
    // Closing quotes and further line feeds belong to what they close.
    if next.is_none_or(|n| matches!(n, '”' | '’' | '」' | '』' | '）' | ')' | '"' | '\n') || ends_sentence(n))
    {
        return false;
    }
    match c {
        '\n' => true,
        '.' | ';' | '；' | '”' | '」' => next != Some('.') && is_gap(c, next),
        c if ends_sentence(c) => true,
        ',' | '，' | '、' => length >= LONG && is_gap(c, next),
        c => length >= TOO_LONG && (c.is_whitespace() || is_cjk(c)),
    }
}

/// An ASCII mark between digits or letters (`3,000`, `e.g.`) ends nothing.
fn is_gap(c: char, next: Option<char>) -> bool {
    !c.is_ascii() || next.is_some_and(|n| n.is_whitespace() || is_cjk(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_changed() {
        let line = "今天讲日志,先写日志再改状态,为什么呢".repeat(200);
        let english = "Well, so 3,000 nodes. That is e.g. too many. ".repeat(100);
        for text in [line.as_str(), english.as_str(), "a\n\nb\n", "", "\n", "短"] {
            assert_eq!(paragraphs(text).concat(), text);
        }
    }

    #[test]
    fn a_long_line_becomes_readable_paragraphs() {
        let line = "今天讲日志,先写日志再改状态,为什么呢".repeat(200);
        let longest = paragraphs(&line).iter().map(|p| p.chars().count()).max().unwrap();
        assert!(longest < 300, "{longest}");
        assert!(paragraphs(&"无标点".repeat(500)).len() > 1);
    }

    #[test]
    fn an_empty_line_always_ends_a_paragraph() {
        assert_eq!(paragraphs("one\n\ntwo\n\n\nthree"), ["one\n\n", "two\n\n\n", "three"]);
    }

    #[test]
    fn short_lines_flow_together_and_numbers_stay_whole() {
        assert_eq!(paragraphs("one\ntwo\nthree").len(), 1);
        let text = format!("{}3,000 more", "word ".repeat(200));
        assert!(paragraphs(&text).iter().any(|p| p.contains("3,000")));
    }
}
