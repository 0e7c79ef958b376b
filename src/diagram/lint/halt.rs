//! How the reading of a flowchart ends early: where Mermaid stops, why, and what to do about it.

use super::tokens::{Kind, Token};
use crate::base::message::Message;

/// Why Mermaid draws no flowchart.
#[derive(Debug)]
pub(super) struct Stop {
    /// The bytes of the text that are to blame.
    pub start: usize,
    pub end: usize,
    pub what: Message,
    /// The key of what to do about it.
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

// What to do about it, as keys of the tables of messages.
pub(super) const QUOTE: &str = "flow_hint_quote";
pub(super) const ASCII: &str = "flow_hint_ascii";
pub(super) const LINKS: &str = "flow_hint_links";
pub(super) const CLOSE: &str = "flow_hint_close";
pub(super) const QUOTED: &str = "flow_hint_quoted";
pub(super) const ENDS: &str = "flow_hint_end_word";
pub(super) const STYLES: &str = "flow_hint_styles";
pub(super) const HEAD: &str = "flow_hint_head";
pub(super) const SUBGRAPH: &str = "flow_hint_subgraph";
pub(super) const EDGES: &str = "flow_hint_edges";

pub(super) fn fault<T>((start, end): (usize, usize), what: Message, hint: &'static str) -> Parsed<T> {
    Err(Halt::Stop(Stop { start, end, what, hint }))
}

/// The bytes to point at for a token, and how to name them.
pub(super) fn shown(text: &str, token: Token) -> (usize, usize, Message) {
    let all = &text[token.start..token.end.max(token.start)];
    let start = token.end - all.trim_start().len();
    let rest = &text[if all.trim().is_empty() { token.start } else { start }..];
    if rest.trim().is_empty() {
        return (token.start, token.start, Message::new("flow_at_end"));
    }
    if token.kind == Kind::Newline || all.trim().is_empty() && all.contains('\n') {
        return (token.start, token.start, Message::new("flow_at_line_end"));
    }
    if !all.is_empty() && all.trim().is_empty() {
        return (token.start, token.end, Message::new("flow_at_space"));
    }
    let word = match all.trim() {
        "" => &rest[..rest.chars().next().map_or(0, char::len_utf8)],
        word => word,
    };
    let line = word.lines().next().unwrap_or_default();
    let quote = if token.kind == Kind::Quoted { "\"" } else { "" };
    let word = format!("{quote}{}{quote}", crate::base::text::shorten(line, 24));
    let start = text.len() - rest.len();
    (start, start + line.len(), Message::new("flow_at").with("text", word))
}
