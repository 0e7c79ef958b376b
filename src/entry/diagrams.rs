//! The diagrams of a description: what lists say of them, and what is wrong with them.

use ahash::HashSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::diagram::{Kind, Traits};
use crate::markdown::{Diagram, Digest};
use crate::message::Message;
use crate::record::Section;
use crate::text::Lines;
use crate::verdict::{self, Verdict};

/// The description's diagrams, and what is wrong with them.
pub(super) fn of(description: &Section, digest: &Digest) -> (Box<[Traits]>, Vec<Diagnostic>) {
    let lines = Lines::of(&description.text);
    let mut found = incomplete_diagrams(description, &lines, digest);
    let verdicts = verdicts(description, digest);
    for (range, (_, on_it)) in digest.sources.iter().cloned().zip(&verdicts) {
        found.extend(verdict::diagnostic((description, &lines), range, on_it));
    }
    let right = verdicts.iter().filter(|(_, verdict)| *verdict == Verdict::Right);
    let right: HashSet<&str> = right.map(|(source, _)| *source).collect();
    let traits = digest.diagrams.iter().map(|Diagram { source, .. }| Traits {
        kind: Kind::of(source),
        is_right: right.contains(source.as_str()),
    });
    (traits.collect(), found)
}

/// The sources of diagrams, and whether Mermaid draws them.
fn verdicts<'a>(description: &'a Section, digest: &Digest) -> Vec<(&'a str, Verdict)> {
    let sources = digest.sources.iter().map(|range| &description.text[range.clone()]);
    sources.map(|source| (source, verdict::verdict(source))).collect()
}

/// What is wrong with diagrams whatever their sources are.
fn incomplete_diagrams(description: &Section, lines: &Lines<'_>, digest: &Digest) -> Vec<Diagnostic> {
    let fault = |code, line: usize, what, hint| {
        let (what, hint) = (Message::new(what), Message::new(hint));
        Diagnostic::line(code, (description.line_of(line), lines.text(line)), what, hint)
    };
    let unclosed = digest
        .unclosed
        .iter()
        .map(|line| fault(Code::DiagramUnclosed, *line, "diagram_unclosed", "diagram_unclosed_hint"));
    let empty = digest
        .empty
        .iter()
        .map(|line| fault(Code::DiagramEmpty, *line, "diagram_empty", "diagram_empty_hint"));
    unclosed.chain(empty).collect()
}
