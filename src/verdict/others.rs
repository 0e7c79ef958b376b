//! Verdicts on all kinds of diagrams, by a parser that follows Mermaid's.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use merman_analysis::{AnalysisDiagnostic, Analyzer, DiagnosticSeverity};

use super::{Fault, Verdict};

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
    let message = error.message.lines().next().unwrap_or_default().trim_end_matches('.');
    let hint = error.help.unwrap_or_else(|| match error.diagram_type {
        Some(kind) => format!("compare the line with Mermaid's syntax for `{kind}`"),
        None => "begin with the kind of the diagram, such as `graph TD` or `mindmap`".to_owned(),
    });
    Fault { range: start..end, what: format!("Mermaid stops here: {message}"), hint }
}
