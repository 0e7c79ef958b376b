//! A transcript of speech recognition, which is often one line of thousands of characters, is laid out
//! in paragraphs. Not a character is changed: the paragraphs, one after the other, are the transcript.

use super::timestamp;
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
    if let Some(end) = lines_end(text, comfortable) {
        return end;
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

/// The end of the first lines that stand together before `limit`: an empty line always ends a paragraph, and a line with a
/// time mark or a speaker always begins one.
fn lines_end(text: &str, limit: usize) -> Option<usize> {
    memchr::memchr_iter(b'\n', &text.as_bytes()[..limit]).find_map(|at| {
        let rest = &text[at + 1..];
        let feeds = rest.bytes().take_while(|b| *b == b'\n').count();
        let is_end = feeds > 0 || !rest.is_empty() && at > 0 && begins_apart(rest);
        is_end.then_some(at + 1 + feeds)
    })
}

/// Whether a line begins with a time mark, or with the name of a speaker and a colon.
fn begins_apart(text: &str) -> bool {
    const MAX_NAME_CHARS: usize = 20;
    if timestamp::begins_with_mark(text) {
        return true;
    }
    let mut chars = text.chars().take(MAX_NAME_CHARS + 1);
    let Some(colon) = chars.position(|c| !(c.is_alphanumeric() || matches!(c, ' ' | '·' | '.' | '-' | '_')))
    else {
        return false;
    };
    let mut rest = text.chars().skip(colon);
    match (colon, rest.next(), rest.next()) {
        (0, ..) => false,
        (_, Some('：'), _) => true,
        (_, Some(':'), after) => after.is_none_or(char::is_whitespace),
        _ => false,
    }
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
    fn lines_with_marks_or_speakers_stay_lines() {
        let panel = "0:00\n大家好\n欢迎\n0:04\n再见";
        assert_eq!(paragraphs(panel), ["0:00\n大家好\n欢迎\n", "0:04\n再见"]);
        assert_eq!(paragraphs("[00:01] one\n[00:09] two"), ["[00:01] one\n", "[00:09] two"]);
        let talk = "Ada Li: hello\nand welcome\nSpeaker 2: thanks\n老陈：好\nsee https://example.org";
        assert_eq!(paragraphs(talk).len(), 3, "{:?}", paragraphs(talk));
    }

    #[test]
    fn short_lines_flow_together_and_numbers_stay_whole() {
        assert_eq!(paragraphs("one\ntwo\nthree").len(), 1);
        let text = format!("{}3,000 more", "word ".repeat(200));
        assert!(paragraphs(&text).iter().any(|p| p.contains("3,000")));
    }
}
