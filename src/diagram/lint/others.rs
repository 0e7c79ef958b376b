//! Verdicts on all kinds of diagrams, by a parser that follows Mermaid's.

use std::borrow::Cow;
use std::sync::LazyLock;

use merman_analysis::{AnalysisDiagnostic, Analyzer, DiagnosticSeverity};

use super::clean::is_space;
use super::{Fault, Lint};
use crate::base::caught::caught;
use crate::base::message::Message;

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(Analyzer::new);

/// A source in which all white space is ASCII, byte for byte in its place: the parser counts characters where others have
/// several bytes.
fn in_ascii_blanks(source: &str) -> Cow<'_, str> {
    let is_wide = |c: char| !c.is_ascii() && is_space(c);
    if !source.contains(is_wide) {
        return source.into();
    }
    let mut blank = String::with_capacity(source.len());
    for c in source.chars() {
        if is_wide(c) { blank.extend(std::iter::repeat_n(' ', c.len_utf8())) } else { blank.push(c) }
    }
    blank.into()
}

/// The parser looks for the end of each directive in all that follows.
const MAX_DIRECTIVES: usize = 50;

/// Says whether Mermaid will draw a diagram.
pub(super) fn lint(source: &str) -> Lint {
    if source.matches("%%{").count() > MAX_DIRECTIVES {
        return Lint::Unknown;
    }
    let blank = in_ascii_blanks(source);
    let Some(found) = caught(|| ANALYZER.analyze(&blank)) else { return Lint::Unknown };
    let error = found.diagnostics.into_iter().find(|found| found.severity == DiagnosticSeverity::Error);
    error.map_or(Lint::Valid, |error| Lint::Invalid(fault(source, error)))
}

fn fault(source: &str, error: AnalysisDiagnostic) -> Fault {
    let span = error.span.map_or(0..0, |span| span.byte_start..span.byte_end);
    let start = source.floor_char_boundary(span.start);
    let blank = source[start..].len() - source[start..].trim_start_matches([' ', '\t']).len();
    let start = if start + blank < span.end { start + blank } else { start };
    let line = source[start..].find('\n').map_or(source.len(), |n| start + n);
    let end = source.ceil_char_boundary(span.end).clamp(start, line);
    let hint = match error.diagram_type {
        Some(kind) => Message::new("diagram_fault_hint_syntax").with("kind", kind),
        None => Message::new("diagram_fault_hint_kind"),
    };
    Fault { range: start..end, what: what(&error.message), hint }
}

/// What the parser says is English, so what it says most often has words here.
fn what(message: &str) -> Message {
    let message = message.lines().next().unwrap_or_default().trim_end_matches('.');
    if message.starts_with("no Mermaid diagram") {
        return Message::new("diagram_fault_no_kind");
    }
    if let Some(kind) = message.strip_prefix("Unsupported diagram type: ") {
        return Message::new("diagram_fault_unknown_kind").with("kind", kind);
    }
    let said = match message.strip_prefix("Diagram parse error (").and_then(|rest| rest.split_once("): ")) {
        Some((_, said)) => said,
        None => message,
    };
    Message::new("diagram_fault_other").with("said", said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_blanks_move_nothing() {
        let source = "erDiagram\n  客户\u{3000}{\n    string\u{a0}姓名\n  }\n";
        assert_eq!(in_ascii_blanks(source).len(), source.len());
        assert_ne!(lint(source), Lint::Unknown);
    }
}
