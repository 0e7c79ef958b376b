//! The rules of Mermaid's lexer for flowcharts, in its order within each state, oddities included.

use super::clean::is_space;
use super::tokens::{Kind, Shape};

/// What the lexer is in the middle of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Initial,
    Head,
    Text,
    Slanted,
    Ellipse,
    Quoted,
    Markdown,
    Click,
    /// The text of an edge whose line is made of this character.
    Edge(u8),
}

/// What a rule found: the token, if it makes one, its length, and the change of state.
pub(super) struct Found(pub Option<Kind>, pub usize, pub Step);

pub(super) enum Step {
    Stay,
    Push(State),
    Pop,
}

pub(super) const DIRECTIONS: [&str; 5] = ["TB", "BT", "RL", "LR", "TD"];

pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// As many characters as are part of the token, but at least one.
pub(super) fn run(rest: &str, kind: Kind, is_part: impl Fn(char) -> bool) -> Option<Found> {
    let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    (length > 0).then_some(Found(Some(kind), length, Step::Stay))
}

/// What follows the first `graph`.
pub(super) fn head(rest: &str) -> Option<Found> {
    let value = rest.trim_start_matches(is_space);
    let blank = &rest[..rest.len() - value.len()];
    if let Some(last) = blank.rfind('\n') {
        return Some(Found(Some(Kind::NoDirection), last + 1, Step::Pop));
    }
    let ends =
        |word: &str| value.strip_prefix(word).is_some_and(|after| !after.bytes().next().is_some_and(is_word));
    let length = if DIRECTIONS.iter().chain(&["BR"]).any(|name| ends(name)) {
        2
    } else if value.starts_with(['<', '>', '^']) || ends("v") {
        1
    } else {
        return opening(rest);
    };
    Some(Found(Some(Kind::HeadDirection), blank.len() + length, Step::Pop))
}

/// A line that is drawn: the character it is made of, whether it is whole or a first half, and its length
/// with the space around it, of which there is so much before.
fn line(rest: &str, blank: usize) -> Option<(u8, bool, usize)> {
    let trimmed = &rest[blank..];
    let line = trimmed.strip_prefix(['x', 'o', '<']).unwrap_or(trimmed);
    let count = |text: &str, byte: u8| text.bytes().take_while(|b| *b == byte).count();
    let tip = |length: usize| length + usize::from(line[length..].starts_with(['x', 'o', '>']));
    let (dashes, equals) = (count(line, b'-'), count(line, b'='));
    let dots = line[dashes.min(1)..].bytes().take(MAX_DOTS).take_while(|b| *b == b'.').count();
    let (byte, whole, length) = if dashes >= 2 {
        (b'-', tip(dashes) > 2, tip(dashes))
    } else if equals >= 2 {
        (b'=', tip(equals) > 2, tip(equals))
    } else if dots > 0 && line[dashes + dots..].starts_with('-') {
        (b'.', true, tip(dashes + dots + 1))
    } else if dots > 0 && dashes == 1 {
        (b'.', false, 2)
    } else {
        return None;
    };
    Some((byte, whole, rest.len() - line[length..].trim_start_matches(is_space).len()))
}

/// Nobody draws a line of more dots; that they end in no line would be found for each of them.
const MAX_DOTS: usize = 100;

/// A link, or the first half of one that has a text in the middle.
pub(super) fn link(rest: &str, blank: usize) -> Option<Found> {
    match line(rest, blank) {
        Some((_, true, length)) => Some(Found(Some(Kind::Link), length, Step::Pop)),
        Some((byte, false, length)) => {
            Some(Found(Some(Kind::LinkStart), length, Step::Push(State::Edge(byte))))
        }
        None => invisible(rest, blank),
    }
}

/// `~~~`, with the space around it.
fn invisible(rest: &str, blank: usize) -> Option<Found> {
    let after = rest[blank..].strip_prefix("~~~")?.trim_start_matches('~');
    Some(Found(Some(Kind::Link), rest.len() - after.trim_start_matches(is_space).len(), Step::Stay))
}

/// Among its first characters, a line has the one that it is made of.
const EDGE_MARKS: usize = 3;

/// The text in the middle of a link: character by character, up to the other half.
pub(super) fn edge(rest: &str, blank: usize, byte: u8) -> Option<Found> {
    let drawn = || line(rest, blank).filter(|(other, ..)| *other == byte);
    let may_be = rest[blank..].bytes().take(EDGE_MARKS).any(|b| b == byte);
    if let Some((_, true, length)) = may_be.then(drawn).flatten() {
        return Some(Found(Some(Kind::Link), length, Step::Pop));
    }
    let first = rest.chars().next()?;
    let is_text = first != char::from(byte) || (byte == b'-' && !rest.starts_with("--"));
    is_text.then_some(Found(Some(Kind::EdgeText), first.len_utf8(), Step::Stay))
}

/// Brackets and bars that open something in every state.
fn opening(rest: &str) -> Option<Found> {
    const OPENINGS: [(&str, Shape, State); 10] = [
        ("(-", Shape::Ellipse, State::Ellipse),
        ("([", Shape::Stadium, State::Text),
        ("[[", Shape::Double, State::Text),
        ("[(", Shape::Cylinder, State::Text),
        ("(((", Shape::Triple, State::Text),
        ("[/", Shape::Slash, State::Slanted),
        ("[\\", Shape::Backslash, State::Slanted),
        ("(", Shape::Round, State::Text),
        ("[", Shape::Square, State::Text),
        ("{", Shape::Brace, State::Text),
    ];
    if rest.starts_with('|') {
        return Some(Found(Some(Kind::Pipe), 1, Step::Push(State::Text)));
    }
    let (open, shape, state) = OPENINGS.iter().find(|(open, ..)| rest.starts_with(open))?;
    Some(Found(Some(Kind::Open(*shape)), open.len(), Step::Push(*state)))
}

/// The text of a label.
pub(super) fn text(rest: &str, blank: usize) -> Option<Found> {
    const CLOSINGS: [(&str, Kind); 8] = [
        ("])", Kind::Close(Shape::Stadium)),
        ("]]", Kind::Close(Shape::Double)),
        (")]", Kind::Close(Shape::Cylinder)),
        (")))", Kind::Close(Shape::Triple)),
        ("|", Kind::Pipe),
        (")", Kind::Close(Shape::Round)),
        ("]", Kind::Close(Shape::Square)),
        ("}", Kind::Close(Shape::Brace)),
    ];
    if let Some(found) = invisible(rest, blank) {
        return Some(found);
    }
    if let Some((close, kind)) = CLOSINGS.iter().find(|(close, _)| rest.starts_with(close)) {
        return Some(Found(Some(*kind), close.len(), Step::Pop));
    }
    opening(rest)
        .or_else(|| run(rest, Kind::Text, |c| !matches!(c, '[' | ']' | '(' | ')' | '{' | '}' | '|' | '"')))
}

/// The text between slanted sides.
pub(super) fn slanted(rest: &str, blank: usize) -> Option<Found> {
    if let Some(found) = invisible(rest, blank) {
        return Some(found);
    }
    let closes = |mark: char| rest.strip_prefix(mark).is_some_and(|rest| rest.starts_with(']'));
    let is_early = ["(-", "([", "[[", "[(", "((("].iter().any(|open| rest.starts_with(open));
    if !is_early && ['\\', '(', '?', '=', ']', ')'].into_iter().any(closes) {
        return Some(Found(Some(Kind::Close(Shape::Backslash)), 2, Step::Pop));
    }
    if closes('/') {
        return Some(Found(Some(Kind::Close(Shape::Slash)), 2, Step::Pop));
    }
    if rest.starts_with(['/', '\\']) {
        return Some(Found(Some(Kind::Text), 1, Step::Stay));
    }
    run(rest, Kind::Text, |c| !matches!(c, '\\' | '[' | ']' | '(' | ')' | '{' | '}' | '/'))
        .or_else(|| opening(rest))
}

/// The text of an ellipse: character by character.
pub(super) fn ellipse(rest: &str, blank: usize) -> Option<Found> {
    if let Some(found) = invisible(rest, blank) {
        return Some(found);
    }
    if ["-)", "/)", "))"].iter().any(|close| rest.starts_with(close)) {
        return Some(Found(Some(Kind::Close(Shape::Ellipse)), 2, Step::Pop));
    }
    let first = rest.chars().next()?;
    if "()[]{}".contains(first) {
        return opening(rest);
    }
    Some(Found(Some(Kind::Text), first.len_utf8(), Step::Stay))
}

/// Everything between statements that is neither a word nor a link.
pub(super) fn symbol(rest: &str, first: char) -> Option<Found> {
    let stay = |kind, length| Some(Found(Some(kind), length, Step::Stay));
    match first {
        '#' if is_entity(rest) => None,
        '#' => stay(Kind::Hash, 1),
        ':' if rest.starts_with(":::") => stay(Kind::ClassMark, 3),
        ':' => stay(Kind::Colon, 1),
        '&' => stay(Kind::Ampersand, 1),
        ';' => stay(Kind::Semicolon, 1),
        ',' => stay(Kind::Comma, 1),
        '*' => stay(Kind::Star, 1),
        '[' if rest.starts_with("[|") => stay(Kind::Props, 2),
        '>' => Some(Found(Some(Kind::TagEnd), 1, Step::Push(State::Text))),
        '<' => stay(Kind::TagStart, 1),
        '^' => stay(Kind::Up, 1),
        '\\' if rest.starts_with("\\|") => stay(Kind::Separator, 2),
        'v' if !rest.as_bytes().get(1).copied().is_some_and(is_word) => stay(Kind::Down, 1),
        _ if first.is_ascii() => match word_length(rest) {
            0 if first == '-' => stay(Kind::Minus, 1),
            0 => opening(rest),
            length => stay(Kind::Word, length),
        },
        _ => match is_letter(first) {
            Some(true) => stay(Kind::Letter, first.len_utf8()),
            Some(false) => None,
            None => stay(Kind::Foreign, 0),
        },
    }
}

/// The length of an id in ASCII.
fn word_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let is_part = |at: usize| match bytes[at] {
        b'#' => !is_entity(&rest[at..]),
        b'-' => bytes.get(at + 1).is_some_and(|next| !matches!(next, b'>' | b'-' | b'.')),
        b'!' | b'"' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'.' | b'`' | b'?' | b'\\' | b'_' | b'/' => {
            true
        }
        byte => byte.is_ascii_alphanumeric(),
    };
    (0..bytes.len()).find(|at| !is_part(*at)).unwrap_or(bytes.len())
}

/// `#quot;` and the like, which Mermaid encodes before it parses, and which no id may hold.
fn is_entity(rest: &str) -> bool {
    let word = rest[1..].bytes().take_while(|b| is_word(*b)).count();
    word > 0 && rest[1 + word..].starts_with(';')
}

/// Whether an id may hold a character; `None` for scripts whose table is not kept here.
fn is_letter(c: char) -> Option<bool> {
    match c {
        'ª' | 'µ' | 'º' => Some(true),
        '\u{80}'..='\u{BF}' | '×' | '÷' => Some(false),
        'À'..='\u{2C1}' | 'А'..='я' | 'Α'..='Ρ' | 'Σ'..='ώ' => Some(true),
        '\u{2000}'..='\u{2070}' | '\u{2190}'..='\u{2BFF}' => Some(false),
        '々' | '〆' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー'..='ヿ' => Some(true),
        '\u{3000}'..='\u{3004}' | '\u{3007}'..='\u{3030}' => Some(false),
        '\u{3400}'..='\u{4DB5}' | '\u{4E00}'..='\u{9FCC}' | '\u{AC00}'..='\u{D7A3}' => Some(true),
        '\u{4DB6}'..='\u{4DFF}' | '\u{9FCD}'..='\u{9FFF}' => Some(false),
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' => Some(true),
        '\u{FF00}'..='\u{FF65}' | '\u{FFE0}'..='\u{10FFFF}' => Some(false),
        _ => None,
    }
}
