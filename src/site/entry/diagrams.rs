//! The diagrams of a description: what lists say of them, and what is wrong with them.

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::message::Message;
use crate::base::text::{Lines, shorten};
use crate::diagram::lint::{self, Lint};
use crate::diagram::repair::repair;
use crate::diagram::{Kind, Traits};
use crate::markdown::Diagram;
use crate::record::Section;

/// What lists say of a description's diagrams, and what is wrong with them.
pub(super) fn of(description: &Section, diagrams: &[Diagram]) -> (Box<[Traits]>, Vec<Diagnostic>) {
    let lines = Lines::of(&description.text);
    let mut found = Vec::new();
    let traits = diagrams.iter().map(|diagram| {
        found.extend(incomplete(description, &lines, diagram));
        let lint = lint::lint(&diagram.source);
        if !diagram.source.is_empty() {
            found.extend(faulty(description, &lines, diagram, &lint));
        }
        Traits { kind: Kind::of(&diagram.source), is_valid: lint == Lint::Valid }
    });
    (traits.collect(), found)
}

/// What is wrong with a diagram whatever its source is.
fn incomplete(description: &Section, lines: &Lines<'_>, diagram: &Diagram) -> Vec<Diagnostic> {
    let line = description.in_file(lines.line(lines.number(diagram.start)));
    let fault = |code, what, hint| Diagnostic::line(code, line, Message::new(what), Message::new(hint));
    let unclosed =
        diagram.unclosed.then(|| fault(Code::DiagramUnclosed, "diagram_unclosed", "diagram_unclosed_hint"));
    let is_empty = diagram.source.is_empty();
    let empty = is_empty.then(|| fault(Code::DiagramEmpty, "diagram_empty", "diagram_empty_hint"));
    unclosed.into_iter().chain(empty).collect()
}

/// What is wrong with a diagram's source, at its place in the record; `None` where it will be drawn, as far as can be told.
fn faulty(description: &Section, lines: &Lines<'_>, diagram: &Diagram, lint: &Lint) -> Option<Diagnostic> {
    let Lint::Invalid(fault) = lint else { return None };
    let source = &diagram.source;
    let repaired = repair(source).filter(|repaired| lint::lint(repaired) == Lint::Valid);
    let hint = repaired.map_or_else(|| fault.hint.clone(), |repaired| repaired_hint(source, &repaired));
    Some(Diagnostic::place(
        Code::DiagramFault,
        description.place_in_file(lines.place(diagram.place(fault.range.clone()))),
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
    use crate::markdown::{Block, Setting, digest, render};

    /// The diagnostics of a text which begins in line 7 of its file.
    fn faults(text: &str) -> Vec<Diagnostic> {
        let section = Section { line: 7, text: text.to_owned(), in_one_line: false };
        of(&section, &digest(text).diagrams).1
    }

    #[test]
    fn a_diagnostic_stands_at_its_place_in_the_record() {
        let diagram = |open: &str, mark: &str, close: &str| {
            format!(
                "说明**（一）**\n{mark}{open}\n{mark}graph TD\n{mark}  甲 --> 乙[字(二)]\n{mark}{close}\n"
            )
        };
        for (text, mark) in [
            (diagram("<Mermaid_Diagram>", "", "</Mermaid_Diagram>"), ""),
            (diagram("```mermaid", "", "```"), ""),
            (diagram("```mermaid", "> ", "```"), "> "),
            (diagram("~~~Mermaid", "> > ", "~~~"), "> > "),
            (diagram("~~~mermaid", "", ""), ""),
        ] {
            let [found] = &faults(&text)[..] else { panic!("{text}") };
            assert_eq!(
                (found.line, found.excerpt.as_str()),
                (Some(10), &*format!("{mark}  甲 --> 乙[字(二)]"))
            );
            let before = found.span.as_ref().map(|span| &found.excerpt[..span.start]);
            assert_eq!(before, Some(&*format!("{mark}  甲 --> 乙[字")), "{text}");
            assert_eq!(in_english(&found.hint), "the page draws it mended: `甲 --> 乙[\"字(二)\"]`");
        }
    }

    #[test]
    fn a_place_is_right_after_what_the_parser_gets_besides() {
        let cut = "<Mermaid_Diagram>pie</Mermaid_Diagram>";
        let text = format!(
            "- 见 {cut} 与**“甲”**和\n\n[00:12]: 话\n\n- 一\n\n  ```mermaid\n  graph TD\n  甲**（一）** --> 乙[字(二)]\n  ```\n"
        );
        let [.., found] = &faults(&text)[..] else { panic!("nothing") };
        assert_eq!((found.line, found.excerpt.as_str()), (Some(15), "  甲**（一）** --> 乙[字(二)]"));
    }

    #[test]
    fn all_diagrams_of_a_line_stay_in_its_list_item() {
        let two = "<Mermaid_Diagram>\npie\n</Mermaid_Diagram> 与 <Mermaid_Diagram>pie</Mermaid_Diagram>";
        let blocks = render(&format!("- 一\n\n  {two}\n\n  二"), Setting::default()).blocks;
        let [Block::Html(before), Block::Diagram(_), .., Block::Diagram(_), Block::Html(after)] = &blocks[..]
        else {
            panic!("{blocks:?}")
        };
        assert!(
            before.contains("<li>") && !before.contains("</li>") && after.contains("</li>"),
            "{blocks:?}"
        );
    }

    #[test]
    fn a_diagram_without_a_source_or_an_end_is_told_once() {
        let codes =
            |text: &str| faults(text).into_iter().map(|found| (found.code, found.line)).collect::<Vec<_>>();
        for text in ["一\n\n<Mermaid_Diagram/>", "一\n\n```mermaid\n```", "一\n\n> ~~~mermaid\n> ~~~"] {
            assert_eq!(codes(text), [(Code::DiagramEmpty, Some(9))], "{text}");
        }
        assert_eq!(codes("<Mermaid_Diagram>\npie\n"), [(Code::DiagramUnclosed, Some(7))]);
    }

    #[test]
    fn the_diagrams_are_those_of_the_page() {
        for text in [
            "a\n\n```mermaid\npie",
            "- x\n\n  ```Mermaid\n  pie\n  ```",
            "```js\n<Mermaid_Diagram>\n```",
            "~~~mermaid\npie\n~~~",
            "> ```mermaid\n> pie\n> a**（一）**\n> ```\n\n甲**（一）**乙",
            "```&#109;ermaid\npie\n```",
            "a\n\n    ```mermaid\n    pie\n    ```",
            "[^1]\n\n```mermaid\npie\n```\n\n[^1]: 注\n\n    <Mermaid_Diagram>graph TD</Mermaid_Diagram>\n\n~~~mermaid\ngantt\n~~~",
        ] {
            let blocks = render(text, Setting::default()).blocks.into_iter();
            let drawn =
                blocks.filter_map(|block| if let Block::Diagram(drawn) = block { Some(drawn) } else { None });
            assert_eq!(digest(text).diagrams, drawn.collect::<Vec<_>>(), "{text}");
        }
    }

    #[test]
    fn a_mended_source_is_shown_by_what_it_changes() {
        let hint = in_english(&repaired_hint("graph TD\nA[a(b)]\nB", "graph TD\nA[\"a(b)\"]\nB"));
        assert_eq!(hint, "the page draws it mended: `A[\"a(b)\"]`");
        assert!(in_english(&repaired_hint("```\ngraph TD", "graph TD")).ends_with("does not belong there"));
    }
}
