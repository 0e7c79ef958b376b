//! Mindmaps and timelines, which are outlines as they are written.

use super::text::{in_markdown, plain};
use super::{Line, after};

/// A mindmap: what is further to the right lies below what is above it.
pub(super) fn of_mindmap(statements: &[&str]) -> Option<Vec<Line>> {
    let mut lines = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for statement in statements {
        let text = statement.trim_start();
        if text.starts_with("::") {
            continue;
        }
        // A label over several lines is not read here.
        let label = node(text)?;
        let indent = statement.len() - text.len();
        while open.last().is_some_and(|last| *last >= indent) {
            open.pop();
        }
        lines.push(Line { depth: open.len(), text: in_markdown(label.trim_matches('"').trim_matches('`')) });
        open.push(indent);
    }
    Some(lines)
}

/// The label of a node: in brackets, of which there are several kinds, behind an id that is not drawn; or all of it.
fn node(text: &str) -> Option<&str> {
    const BRACKETS: [(&str, &str); 7] =
        [("((", "))"), ("{{", "}}"), ("))", "(("), ("(-", "-)"), ("[", "]"), ("(", ")"), (")", "(")];
    let Some(at) = text.find(['(', '[', '{', ')']) else { return Some(text) };
    let begin = &text[at..];
    let (open, close) = BRACKETS.iter().find(|(open, _)| begin.starts_with(open))?;
    // Settings may follow.
    let inside = &begin[open.len()..];
    let end = inside.rfind(close)?;
    let rest = inside[end + close.len()..].trim();
    (rest.is_empty() || rest.starts_with(":::") || rest.starts_with('@')).then(|| &inside[..end])
}

/// A timeline: its title; sections, in them times, and what happened then.
pub(super) fn of_timeline(statements: &[&str]) -> Option<(Option<String>, Vec<Line>)> {
    let mut named = None;
    let mut lines = Vec::new();
    let mut depth = 0;
    for statement in statements {
        let text = statement.trim();
        // A comment.
        if text.starts_with('#') {
            continue;
        }
        if let Some(title) = after(text, "title") {
            named = Some(plain(title));
            continue;
        }
        if let Some(section) = after(text, "section") {
            lines.push(Line { depth: 0, text: plain(section.trim_end_matches(':')) });
            depth = 1;
            continue;
        }
        let mut parts = events(text);
        let time = parts.remove(0);
        if !time.trim().is_empty() {
            lines.push(Line { depth, text: plain(time) });
        } else if lines.is_empty() {
            return None;
        }
        lines.extend(parts.into_iter().map(|event| Line { depth: depth + 1, text: plain(event) }));
    }
    Some((named, lines))
}

/// A colon with a blank behind it ends a time or an event.
fn events(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(':') {
        if text[at + 1..].starts_with(char::is_whitespace) {
            parts.push(&text[start..at]);
            start = at + 1;
        }
    }
    parts.push(&text[start..]);
    parts
}
