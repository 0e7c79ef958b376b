//! Markdown between Chinese characters: emphasis next to punctuation, and line ends without a space.
//!
//! CommonMark decides whether `**` opens or closes by the spaces and the punctuation around it, which
//! goes wrong where words are not separated: in `从**“甲”**和` nothing is emphasised. Until the
//! parser knows better (pulldown-cmark, pull request 1059), a mark that counts as punctuation is put
//! between the letter and the asterisks, and taken out of the result.

use pulldown_cmark::Event;

use super::changed::Changed;
use crate::base::text::{is_cjk, is_shared_punctuation};

/// Punctuation that hardly any text holds; the first one that a text does not hold is its mark.
const MARKS: [char; 4] = ['\u{1039F}', '\u{103D0}', '\u{10100}', '\u{10101}'];

/// Puts a mark wherever a run of `*` or `~` stands between a letter and punctuation, one of them
/// Chinese, Japanese or Korean. Gives the mark to take out of what comes of the text, where it has any.
pub(super) fn mark_emphasis(text: Changed) -> (Changed, Option<char>) {
    let Some(mark) = MARKS.into_iter().find(|mark| !holds_mark(&text.text, *mark)) else {
        return (text, None);
    };
    let places = letter_sides(&text.text);
    if places.is_empty() {
        return (text, None);
    }
    (text.insert(places.into_iter().map(|place| (place, mark))), Some(mark))
}

/// The bytes between a letter and a run of asterisks that has punctuation on its other side.
fn letter_sides(text: &str) -> Vec<usize> {
    let mut places = Vec::new();
    let mut at = 0;
    while let Some(start) = memchr::memchr2(b'*', b'~', &text.as_bytes()[at..]).map(|n| at + n) {
        let run = text.as_bytes()[start];
        let end = start + text[start..].bytes().take_while(|b| *b == run).count();
        at = end;
        let (Some(before), Some(after)) = (text[..start].chars().next_back(), text[end..].chars().next())
        else {
            continue;
        };
        if ![before, after].into_iter().any(|c| is_wide(c) || is_hangul(c)) {
            continue;
        }
        match (kind(before), kind(after)) {
            (Kind::Letter, Kind::Punctuation) => places.push(start),
            (Kind::Punctuation, Kind::Letter) => places.push(end),
            _ => {}
        }
    }
    places
}

/// Korean puts spaces between words, so its line ends mean one; but its particles follow a word, and so
/// the asterisks, without one.
fn is_hangul(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x11FF | 0x3130..=0x318F | 0xA960..=0xA97F | 0xAC00..=0xD7FF)
}

fn is_wide(c: char) -> bool {
    is_cjk(c) || is_shared_punctuation(c)
}

#[derive(PartialEq)]
enum Kind {
    Letter,
    Punctuation,
    Space,
}

fn kind(c: char) -> Kind {
    match c {
        c if c.is_whitespace() => Kind::Space,
        c if c.is_alphanumeric() => Kind::Letter,
        _ => Kind::Punctuation,
    }
}

/// Whether a text holds a mark. Characters of four bytes are rare, and so is a look at the second.
pub(super) fn holds_mark(text: &str, mark: char) -> bool {
    let mut lead = [0; 4];
    let lead = mark.encode_utf8(&mut lead).as_bytes()[0];
    memchr::memchr(lead, text.as_bytes()).is_some() && text.contains(mark)
}

/// Whether the line end between two events joins two CJK characters, and so means no space.
pub(super) fn joins(before: &[Event<'_>], after: &[Event<'_>]) -> bool {
    let last = before.iter().rev().map(|e| edge(e, |text| text.chars().next_back()));
    let next = after.iter().map(|e| edge(e, |text| text.chars().next()));
    match (first_char(last), first_char(next)) {
        (Some(a), Some(b)) => is_wide(a) && is_wide(b) && (is_cjk(a) || is_cjk(b)),
        _ => false,
    }
}

enum Edge {
    Char(char),
    Nothing,
    Stop,
}

fn edge(event: &Event<'_>, pick: impl Fn(&str) -> Option<char>) -> Edge {
    match event {
        Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
            pick(text).map_or(Edge::Nothing, Edge::Char)
        }
        Event::Start(tag) if is_inline(&tag.to_end()) => Edge::Nothing,
        Event::End(tag) if is_inline(tag) => Edge::Nothing,
        _ => Edge::Stop,
    }
}

/// Whether what an element holds goes on in the line.
pub(super) fn is_inline(tag: &pulldown_cmark::TagEnd) -> bool {
    use pulldown_cmark::TagEnd::{Emphasis, Link, Strikethrough, Strong};
    matches!(tag, Emphasis | Strong | Strikethrough | Link)
}

fn first_char(edges: impl Iterator<Item = Edge>) -> Option<char> {
    for edge in edges {
        match edge {
            Edge::Char(c) => return Some(c),
            Edge::Nothing => {}
            Edge::Stop => return None,
        }
    }
    None
}
