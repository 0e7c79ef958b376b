//! Finding where a node's label ends, though its brackets and quotes do not say.

use std::borrow::Cow;

use super::arrow::{arrow, link_id};
use super::chart::is_blank;

/// A node's label in its brackets, as written.
pub(super) struct Label<'a> {
    pub(super) open: Cow<'a, str>,
    pub(super) text: Cow<'a, str>,
    pub(super) close: Cow<'a, str>,
}

impl Label<'_> {
    pub(super) fn length(&self) -> usize {
        self.open.len() + self.text.len() + self.close.len()
    }
}

/// The brackets of Mermaid's shapes; longer ones first.
const SHAPES: [(&str, &[&str]); 12] = [
    ("(((", &[")))"]),
    ("((", &["))"]),
    ("([", &["])"]),
    ("[[", &["]]"]),
    ("[(", &[")]"]),
    ("{{", &["}}"]),
    ("[/", &["/]", "\\]"]),
    ("[\\", &["\\]", "/]"]),
    ("(-", &["-)"]),
    ("[", &["]"]),
    ("(", &[")"]),
    ("{", &["}"]),
];

/// Labels are shorter than this, so that looking for their ends stays linear.
const LONGEST: usize = 3000;

/// The bracket of Mermaid's that a character is, or stands for.
pub(super) fn bracket(c: char) -> Option<char> {
    Some(match c {
        '(' | '[' | '{' | ')' | ']' | '}' => c,
        '【' | '［' | '〔' | '〖' => '[',
        '】' | '］' | '〕' | '〗' => ']',
        '（' => '(',
        '）' => ')',
        '｛' => '{',
        '｝' => '}',
        _ => return None,
    })
}

pub(super) fn is_opener(c: char) -> bool {
    matches!(bracket(c), Some('(' | '[' | '{'))
}

fn is_closer(c: char) -> bool {
    matches!(bracket(c), Some(')' | ']' | '}'))
}

/// The closing brackets for opening ones.
pub(super) fn closers(open: &str) -> &'static [&'static str] {
    if open == ">" {
        return &["]"];
    }
    SHAPES.iter().find(|(shape, _)| *shape == open).map_or(&["]"], |(_, closers)| *closers)
}

/// Mermaid's brackets for these, which may be wide ones.
pub(super) fn narrow(brackets: &str) -> String {
    brackets.chars().map(|c| bracket(c).unwrap_or(c)).collect()
}

/// The label that a text begins with. `flag` says whether it may be one of the shape `>text]`.
pub(super) fn read(rest: &str, flag: bool) -> Option<Label<'_>> {
    let first = rest.chars().next()?;
    if first == '>' && flag {
        return closed(rest, 1, &["]"]).or_else(|| rest[1..].starts_with('"').then(|| unclosed(rest, 1)));
    }
    if !is_opener(first) {
        return None;
    }
    // Wide brackets make the same shapes.
    let wide = !first.is_ascii();
    let width = first.len_utf8();
    let shape = SHAPES.iter().find_map(|(open, closers)| {
        let mut written = rest.chars();
        let same = open.chars().all(|c| {
            written.next().is_some_and(|w| w.is_ascii() != wide && (w == c || bracket(w) == Some(c)))
        });
        (same && open.len() > 1).then_some((rest.len() - written.as_str().len(), *closers))
    });
    let compound = shape.and_then(|(open, closers)| closed(rest, open, closers));
    if compound.is_some() {
        return compound;
    }
    let simple = narrow(&rest[..width]);
    closed(rest, width, closers(&simple)).or_else(|| {
        let open = shape.map_or(width, |(open, _)| open);
        Some(unclosed(
            rest,
            if rest[open..].starts_with('"') || is_paired(rest, open) { open } else { width },
        ))
    })
}

/// Whether an opening of more than one bracket is likely to be meant as one: more than one closes it.
fn is_paired(rest: &str, open: usize) -> bool {
    let line = &rest[open..floor(rest, open + LONGEST)];
    let line = line.split('\n').next().unwrap_or_default();
    let mut ends = ends(rest, open);
    open > 1
        && !line.is_empty()
        && ends.next().is_some_and(|end| rest[open..end].chars().rev().nth(1).is_some_and(is_closer))
}

/// The label, where one of these ends it: a quoted one first, else the first with balanced brackets inside
/// and a link, another node or nothing after it.
fn closed<'a>(rest: &'a str, open: usize, closers: &[&str]) -> Option<Label<'a>> {
    let limit = floor(rest, open + LONGEST);
    let inside = &rest[open..limit];
    let label = |end: usize, close: usize| Label {
        open: rest[..open].into(),
        text: rest[open..end].into(),
        close: rest[end..end + close].into(),
    };
    let opened = inside.trim_start();
    if let Some(quoted) = opened.strip_prefix('"') {
        let start = limit - quoted.len();
        let end = start + quoted.find('"')? + 1;
        let after = rest[end..].trim_start();
        let end = rest.len() - after.len();
        if let Some(close) = closers.iter().find(|close| after.starts_with(**close))
            && follows(&rest[end + close.len()..])
        {
            return Some(label(end, close.len()));
        }
    }
    let line = inside.find('\n').unwrap_or(inside.len());
    let mut depth = Depth::default();
    for (at, c) in inside[..line].char_indices() {
        if is_closer(c) || closers.iter().any(|close| close.starts_with(c)) {
            let close = closing(&inside[at..], closers);
            if let Some(close) = close.filter(|n| depth.balanced() && follows(&inside[at + n..])) {
                return Some(label(open + at, close));
            }
        }
        depth.pass(c);
    }
    // An unquoted label may go on in the next line, where all is well otherwise.
    let across = memchr::memmem::find(inside.as_bytes(), closers.first()?.as_bytes())?;
    let sound = across > line && !inside[..across].contains(|c| bracket(c).is_some() || c == '"' || c == '|');
    (sound && follows(&inside[across + closers[0].len()..]) && arrow_in(&inside[..across]).is_none())
        .then(|| label(open + across, closers[0].len()))
}

/// How long the closing brackets are that a text begins with.
fn closing(text: &str, closers: &[&str]) -> Option<usize> {
    closers.iter().find_map(|close| {
        let mut written = text.chars();
        let same = close.chars().all(|c| written.next().is_some_and(|w| w == c || bracket(w) == Some(c)));
        same.then_some(text.len() - written.as_str().len())
    })
}

/// The label of a bracket that nothing closes as it should: it ends before the next link, at the first
/// brackets that have one after them, or with the line.
fn unclosed(rest: &str, open: usize) -> Label<'_> {
    let line = rest[open..].find('\n').map_or(rest.len(), |end| open + end);
    let stop = ends(rest, open).next().unwrap_or(line);
    let text = &rest[open..stop];
    if let Some(at) = quote_end(text).or_else(|| next_node(text)) {
        return Label { open: rest[..open].into(), text: rest[open..open + at].into(), close: "".into() };
    }
    // Of the brackets at the end those that close one inside the label belong to it.
    let mut end = text.trim_end_matches(is_closer).len();
    let mut depth = Depth::default();
    text[..end].chars().for_each(|c| depth.pass(c));
    while let Some(c) = text[end..].chars().next().filter(|c| depth.would_close(*c)) {
        depth.pass(c);
        end += c.len_utf8();
    }
    Label { open: rest[..open].into(), text: text[..end].into(), close: text[end..].into() }
}

/// Where brackets end that are followed by what follows a node.
fn ends(rest: &str, open: usize) -> impl Iterator<Item = usize> {
    let line = &rest[..rest[open..].find('\n').map_or(rest.len(), |end| open + end)];
    let line = &line[..floor(line, open + LONGEST)];
    line.char_indices().filter(move |(at, _)| *at >= open).filter_map(move |(at, c)| {
        let end = at + c.len_utf8();
        (is_closer(c) && follows(&line[end..])).then_some(end)
    })
}

/// Where a quoted text ends and a link begins, without a bracket between them.
fn quote_end(text: &str) -> Option<usize> {
    let end = text.trim_start().strip_prefix('"')?.find('"')? + text.len() - text.trim_start().len() + 2;
    let after = text[end..].trim_start_matches(is_blank);
    (arrow(after, Some(' ')).is_some() || after.starts_with('&')).then_some(end)
}

/// Where the first link begins, or another node behind an `&`.
fn next_node(text: &str) -> Option<usize> {
    let arrow = arrow_in(text);
    let before = &text[..arrow.unwrap_or(text.len())];
    let and = before.match_indices(" & ").map(|(at, _)| at).find(|at| {
        let after = text[at + 3..].trim_start();
        let over = after.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
        over.len() < after.len() && (over.starts_with(is_opener) || over.starts_with("@{"))
    });
    let and = and.map(|at| text[..at].trim_end().len()).filter(|at| *at > 0);
    [arrow, and].into_iter().flatten().min()
}

/// Where the first link begins, with the blanks before it.
fn arrow_in(text: &str) -> Option<usize> {
    let mut before = None;
    for (at, c) in text.char_indices() {
        if arrow(&text[at..], before).is_some() {
            return Some(text[..at].trim_end().len()).filter(|end| *end > 0);
        }
        before = Some(c);
    }
    None
}

/// Whether this may come after a node.
fn follows(rest: &str) -> bool {
    let after = rest.trim_start_matches(is_blank);
    match after.chars().next() {
        None | Some('\n' | ';' | '；' | '&' | ':' | '：' | ',' | '，' | '、') => true,
        Some('@') => after.starts_with("@{"),
        Some('%' | '/') => after.starts_with("%%") || after.starts_with("//"),
        Some(_) => {
            let apart = after.len() < rest.len();
            arrow(after, Some(' ')).is_some() || (apart && (link_id(after).is_some() || is_node(after)))
        }
    }
}

/// Whether a text begins with a word and a bracket right behind it.
fn is_node(text: &str) -> bool {
    let after = text.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
    after.len() < text.len() && after.starts_with(['[', '(', '{'])
}

/// The greatest character boundary up to an index.
pub(super) fn floor(text: &str, index: usize) -> usize {
    (0..=index.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// How many brackets of each kind are open.
#[derive(Default)]
struct Depth {
    open: [i32; 3],
    broken: bool,
}

impl Depth {
    fn kind(c: char) -> Option<(usize, i32)> {
        Some(match c {
            '(' => (0, 1),
            '[' => (1, 1),
            '{' => (2, 1),
            ')' => (0, -1),
            ']' => (1, -1),
            '}' => (2, -1),
            _ => return None,
        })
    }

    fn pass(&mut self, c: char) {
        if let Some((kind, step)) = Self::kind(c) {
            self.open[kind] += step;
            self.broken |= self.open[kind] < 0;
        }
    }

    fn would_close(&self, c: char) -> bool {
        Self::kind(c).is_some_and(|(kind, step)| step < 0 && self.open[kind] > 0)
    }

    fn balanced(&self) -> bool {
        !self.broken && self.open == [0; 3]
    }
}
