//! The diagrams of a description: what lists say of them, and what is wrong with them.

use std::ops::Range;

use ahash::HashSet;

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::message::Message;
use crate::base::text::{Lines, shorten};
use crate::diagram::lint::{self, Lint};
use crate::diagram::repair::repair;
use crate::diagram::{Kind, Traits};
use crate::markdown::{Diagram, Digest};
use crate::record::Section;

/// The description's diagrams, and what is wrong with them.
pub(super) fn of(description: &Section, digest: &Digest) -> (Box<[Traits]>, Vec<Diagnostic>) {
    let lines = Lines::of(&description.text);
    let mut found = incomplete_diagrams(description, &lines, digest);
    let lints = lints(description, digest);
    for (range, (_, on_it)) in digest.sources.iter().cloned().zip(&lints) {
        found.extend(diagnostic(description, &lines, range, on_it));
    }
    let right = lints.iter().filter(|(_, lint)| *lint == Lint::Valid);
    let right: HashSet<&str> = right.map(|(source, _)| *source).collect();
    let traits = digest.diagrams.iter().map(|Diagram { source, .. }| Traits {
        kind: Kind::of(source),
        is_valid: right.contains(source.as_str()),
    });
    (traits.collect(), found)
}

/// The sources of diagrams, and whether Mermaid draws them.
fn lints<'a>(description: &'a Section, digest: &Digest) -> Vec<(&'a str, Lint)> {
    let sources = digest.sources.iter().map(|range| &description.text[range.clone()]);
    sources.map(|source| (source, lint::lint(source))).collect()
}

/// What is wrong with diagrams whatever their sources are.
fn incomplete_diagrams(description: &Section, lines: &Lines<'_>, digest: &Digest) -> Vec<Diagnostic> {
    let fault = |code, line: usize, what, hint| {
        let (what, hint) = (Message::new(what), Message::new(hint));
        Diagnostic::line(code, description.in_file(lines.line(line)), what, hint)
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

/// What is wrong with a diagram of a description, at its place in the record; `None` where it will be drawn,
/// as far as can be told.
fn diagnostic(
    description: &Section,
    lines: &Lines<'_>,
    source: Range<usize>,
    on_it: &Lint,
) -> Option<Diagnostic> {
    let Lint::Invalid(fault) = on_it else { return None };
    let diagram = &description.text[source.clone()];
    let at = source.start + fault.range.start..source.start + fault.range.end;
    let repaired = repair(diagram).filter(|repaired| lint::lint(repaired) == Lint::Valid);
    let hint = repaired.map_or_else(|| fault.hint.clone(), |repaired| repaired_hint(diagram, &repaired));
    Some(Diagnostic::place(
        Code::DiagramFault,
        description.place_in_file(lines.place(at)),
        fault.what.clone(),
        hint,
    ))
}

/// Says that the page draws a mended source, and how that differs.
fn repaired_hint(source: &str, repaired: &str) -> Message {
    let old: Vec<&str> = source.lines().collect();
    let new: Vec<&str> = repaired.lines().collect();
    let same = new.iter().zip(&old).take_while(|(new, old)| new == old).count();
    let (old, new) = (&old[same..], &new[same..]);
    let alike = new.iter().rev().zip(old.iter().rev()).take_while(|(new, old)| new == old).count();
    match new[..new.len() - alike].first() {
        Some(line) => {
            Message::new("diagram_fault_hint_mended").with("line", shorten(line.trim(), REPAIRED_CHARS))
        }
        None => Message::new("diagram_fault_hint_without"),
    }
}

/// Enough of a mended line to see what was mended.
const REPAIRED_CHARS: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::i18n::in_english;

    #[test]
    fn a_diagnostic_stands_at_its_place_in_the_record() {
        let text = "说明\n<Mermaid_Diagram>\ngraph TD\n  甲 --> 乙[字(二)]\n</Mermaid_Diagram>".to_owned();
        let start = text.find("graph").unwrap_or_default();
        let section = Section { line: 7, text, in_one_line: false };
        let end = section.text.find("\n</").unwrap_or_default();
        let Some(found) = diagnostic(
            &section,
            &Lines::of(&section.text),
            start..end,
            &lint::lint(&section.text[start..end]),
        ) else {
            panic!("no fault")
        };
        assert_eq!((found.line, found.excerpt.as_str()), (Some(10), "  甲 --> 乙[字(二)]"));
        assert_eq!(
            found.span.map(|span| found.excerpt[..span.start].to_owned()).as_deref(),
            Some("  甲 --> 乙[字")
        );
        assert_eq!(in_english(&found.hint), "the page draws it mended: `甲 --> 乙[\"字(二)\"]`");
    }

    #[test]
    fn a_mended_source_is_shown_by_what_it_changes() {
        let hint = in_english(&repaired_hint("graph TD\nA[a(b)]\nB", "graph TD\nA[\"a(b)\"]\nB"));
        assert_eq!(hint, "the page draws it mended: `A[\"a(b)\"]`");
        assert!(in_english(&repaired_hint("```\ngraph TD", "graph TD")).ends_with("does not belong there"));
    }
}
