//! A transcript of speech recognition, which is often one line of thousands of characters, is laid out
//! in paragraphs. Not a character is changed: the paragraphs, one after the other, are the transcript.

use crate::base::text::{ends_sentence, is_cjk};

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
    let too_long = text.ceil_char_boundary(TOO_LONG);
    let mut at = comfortable;
    while let Some(step) = text.as_bytes()[at..too_long].iter().position(|byte| may_end(*byte)) {
        at += step;
        let (c, next) = two_chars(&text[at..]);
        let ends_empty_line = c == '\n' && text[..at].ends_with('\n') && next != Some('\n');
        if ends_empty_line || breaks_after(c, next, at) {
            return at + c.len_utf8();
        }
        at += c.len_utf8();
    }
    let may_break = |(at, _): &(usize, char)| {
        let (c, next) = two_chars(&text[too_long + at..]);
        (c.is_whitespace() || is_cjk(c)) && !next.is_none_or(clings)
    };
    text[too_long..].char_indices().find(may_break).map_or(text.len(), |(at, c)| too_long + at + c.len_utf8())
}

fn two_chars(text: &str) -> (char, Option<char>) {
    let mut chars = text.chars();
    (chars.next().unwrap_or('\n'), chars.next())
}

/// Whether a byte may begin a character that ends a paragraph: ASCII marks, and the first bytes of
/// `…` and `”`, of `。` and `、`, and of full-width marks.
fn may_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'.' | b',' | b';' | b'!' | b'?' | 0xE2 | 0xE3 | 0xEF)
}

/// The end of the first run of line feeds, more than one, that ends before `limit`: an empty line
/// always ends a paragraph.
fn empty_line_end(text: &str, limit: usize) -> Option<usize> {
    let at = memchr::memmem::find(&text.as_bytes()[..limit], b"\n\n")?;
    Some(at + text[at..].bytes().take_while(|b| *b == b'\n').count())
}

/// Closing quotes, further marks and line feeds belong to what they follow.
fn clings(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '）' | ')' | '"' | '\n' | ',' | '，' | '、') || ends_sentence(c)
}

fn breaks_after(c: char, next: Option<char>, length: usize) -> bool {
    if next.is_none_or(clings) {
        return false;
    }
    match c {
        '\n' => true,
        '.' | ';' | '；' | '”' | '」' => is_gap(c, next),
        ',' | '，' | '、' => length >= LONG && is_gap(c, next),
        c => ends_sentence(c),
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
