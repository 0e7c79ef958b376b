//! Verdicts on all kinds of diagrams, by a parser that follows Mermaid's.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use merman_analysis::{AnalysisDiagnostic, Analyzer, DiagnosticSeverity};

use super::{Fault, Verdict};
use crate::message::Message;

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(Analyzer::new);

/// Says whether Mermaid will draw a diagram.
pub(super) fn verdict(source: &str) -> Verdict {
    // A fault of the parser must not end a build.
    let Ok(found) = catch_unwind(AssertUnwindSafe(|| ANALYZER.analyze(source))) else {
        return Verdict::Unknown;
    };
    let error = found.diagnostics.into_iter().find(|found| found.severity == DiagnosticSeverity::Error);
    error.map_or(Verdict::Right, |error| Verdict::Wrong(fault(source, error)))
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
