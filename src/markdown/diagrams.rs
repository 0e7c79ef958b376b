//! The diagrams of a description: in elements of their own, which are cut out before Markdown sees them, and in fences,
//! which only its parser finds.

use std::ops::Range;

use super::Source;
use super::dialect::Markdown;
use super::formula;
use crate::diagram;

/// A diagram as it stands in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagram {
    /// Its title; empty where it has none.
    pub title: String,
    /// Its source, as written; in a quotation or a list, without the marks before its lines.
    pub source: String,
    /// Whether its end tag is missing.
    pub unclosed: bool,
    /// Where it begins, in bytes of the description.
    pub start: usize,
    /// Where the pieces of the source stand.
    pieces: Vec<Piece>,
}

/// A piece of a source that stands in a description without anything between.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    in_source: usize,
    in_description: usize,
}

impl Diagram {
    /// A diagram without a source.
    pub const fn empty(start: usize, unclosed: bool) -> Self {
        Self { title: String::new(), source: String::new(), unclosed, start, pieces: Vec::new() }
    }

    /// Where a range of the source stands in the description.
    pub fn place(&self, range: Range<usize>) -> Range<usize> {
        let after = self.pieces.partition_point(|piece| piece.in_source <= range.start);
        let piece = after.checked_sub(1).and_then(|last| self.pieces.get(last));
        let start = piece.map_or(self.start, |piece| piece.in_description + range.start - piece.in_source);
        start..start + range.len()
    }

    /// Adds what a fence holds next. The marks in it are taken out; `origin` says where a byte of it stands in the description.
    pub(super) fn add(&mut self, text: &str, mark: Option<char>, origin: impl Fn(usize) -> usize) {
        let mut at = 0;
        for piece in text.split(|c| Some(c) == mark) {
            for part in formula::parts(piece) {
                self.pieces.push(Piece { in_source: self.source.len(), in_description: origin(at) });
                self.source.push_str(&formula::show(part));
                at += part.len();
            }
            at += mark.map_or(0, char::len_utf8);
        }
    }

    /// The same, where a fence ends: its last line feed is no part of the source.
    pub(super) fn ended(mut self) -> Self {
        self.source.truncate(self.source.strip_suffix('\n').map_or(self.source.len(), str::len));
        self
    }
}

/// The diagrams of a description, in the order in which [`render`](super::render) has them.
pub(super) fn of(markdown: Markdown) -> Vec<Diagram> {
    if !may_be_fenced(&markdown.text.text, &markdown.blocks) {
        return elements(&markdown);
    }
    // Only the parser knows whether a fence is one.
    let mut diagrams = Source::of(markdown).parse().diagrams;
    diagrams.sort_by_key(|diagram| diagram.start);
    diagrams
}

/// The diagrams in elements of their own.
pub(super) fn elements(Markdown { text, blocks }: &Markdown) -> Vec<Diagram> {
    let element = |element: &diagram::Element| Diagram {
        title: element.title.clone(),
        source: text.text[element.source.clone()].to_owned(),
        unclosed: !element.closed,
        start: text.origin(element.range.start),
        pieces: vec![Piece { in_source: 0, in_description: text.origin(element.source.start) }],
    };
    blocks.iter().filter_map(diagram::Block::element).map(element).collect()
}

/// Whether a line outside of the elements may open a fence that holds a diagram. An entity may stand for any letter.
fn may_be_fenced(description: &str, blocks: &[diagram::Block]) -> bool {
    let opens = |info: &str| {
        let info = info.to_ascii_lowercase();
        info.contains('&') || FENCES.iter().any(|name| info.contains(name))
    };
    let may_hold = |text: &str| ["```", "~~~"].into_iter().any(|fence| infos(text, fence).any(opens));
    let mut from = 0;
    let is_fenced = blocks.iter().filter_map(diagram::Block::element).any(|element| {
        let before = from..element.range.start;
        from = element.range.end;
        may_hold(&description[before])
    });
    is_fenced || may_hold(&description[from..])
}

/// What follows each fence on its line.
fn infos<'a>(text: &'a str, fence: &'a str) -> impl Iterator<Item = &'a str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once(fence)?;
        let (info, next) = after.split_once('\n').unwrap_or((after, ""));
        rest = next;
        Some(info)
    })
}

/// What fences are called that hold a diagram: by its language, by the ending of its files, and by the program for outlines.
const FENCES: [&str; 3] = ["mermaid", "mmd", "markmap"];

/// Whether a fenced block holds a diagram. Quarto, MyST and Pandoc have the language in braces.
pub(super) fn is_fence(info: &str) -> bool {
    let info = info.trim_start_matches(['{', '.', ' ']);
    let language = info.split(|c: char| c.is_whitespace() || matches!(c, '{' | '}' | ',' | ':')).next();
    FENCES.iter().any(|name| language.is_some_and(|language| language.eq_ignore_ascii_case(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_may_say_more_than_its_language() {
        for info in [
            "mermaid",
            "Mermaid",
            "mermaid {theme=dark}",
            "mermaid{x}",
            "{mermaid}",
            "{.mermaid #a}",
            "mmd",
            "mermaid title",
            "markmap",
        ] {
            assert!(is_fence(info), "{info}");
            let description = format!("> ```{info}\n> 图\n> ```\n");
            assert_eq!(of(Markdown::of(&description)).len(), 1, "{info}");
        }
        for info in ["", "mermaids", "rust", "{python}", "text mermaid", "mmdx"] {
            assert!(!is_fence(info), "{info}");
        }
    }
}
