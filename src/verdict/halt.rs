//! How the reading of a flowchart ends early: where Mermaid stops, why, and what to do about it.

use super::tokens::{Kind, Token};

/// Why Mermaid draws no flowchart.
#[derive(Debug)]
pub(super) struct Stop {
    /// The bytes of the text that are to blame.
    pub start: usize,
    pub end: usize,
    pub what: String,
    pub hint: &'static str,
}

/// What the parser ends with before the text does.
#[derive(Debug)]
pub(super) enum Halt {
    /// Mermaid stops.
    Stop(Stop),
    /// Something stands here that this parser does not know.
    Foreign,
}

pub(super) type Parsed<T = ()> = Result<T, Halt>;

pub(super) const QUOTE: &str =
    "put the whole label in quotes, `A[\"…\"]`, and write a quote inside it as `#quot;`";
pub(super) const ASCII: &str =
    "outside quotes, write brackets, commas, colons and arrows in ASCII, and the rest in quoted labels";
pub(super) const LINKS: &str =
    "write each line as `A --> B` or `A -->|\"label\"| B`, and prose as a comment that begins with `%%`";
pub(super) const CLOSE: &str = "close the label with the brackets that opened it";
pub(super) const QUOTED: &str = "close the quote before the end of its line";
pub(super) const ENDS: &str = "`end` is kept for subgraphs; name a node `End` or `finish`";
pub(super) const STYLES: &str =
    "write `style A fill:#fdd,stroke:#333`, with ASCII colons and commas, and nothing behind it";
pub(super) const HEAD: &str = "begin with `graph TD` or `flowchart LR` on a line of its own";
pub(super) const SUBGRAPH: &str =
    "write `subgraph id [\"Title\"]` on a line of its own, and close it with `end`";
pub(super) const EDGES: &str = "a diagram with fewer arrows can be read, too";

pub(super) fn fault<T>((start, end): (usize, usize), what: String, hint: &'static str) -> Parsed<T> {
    Err(Halt::Stop(Stop { start, end, what, hint }))
}

/// The bytes to point at for a token, and how to name them.
pub(super) fn shown(text: &str, token: Token) -> (usize, usize, String) {
    let all = &text[token.start..token.end.max(token.start)];
    let start = token.end - all.trim_start().len();
    let rest = &text[if all.trim().is_empty() { token.start } else { start }..];
    if rest.trim().is_empty() {
        return (token.start, token.start, "the end of the diagram".to_owned());
    }
    if token.kind == Kind::Newline || all.trim().is_empty() && all.contains('\n') {
        return (token.start, token.start, "the end of the line".to_owned());
    }
    if !all.is_empty() && all.trim().is_empty() {
        return (token.start, token.end, "the space".to_owned());
    }
    let word = match all.trim() {
        "" => &rest[..rest.chars().next().map_or(0, char::len_utf8)],
        word => word,
    };
    let line = word.lines().next().unwrap_or_default();
    let quote = if token.kind == Kind::Quoted { "\"" } else { "" };
    let name = format!("`{quote}{}{quote}`", crate::text::shorten(line, 24));
    let start = text.len() - rest.len();
    (start, start + line.len(), name)
}
