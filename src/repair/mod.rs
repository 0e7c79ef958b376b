//! Mending what models get wrong when they write diagrams.
//!
//! A page carries both the source as written and, where a rule changes anything, the mended one. The browser
//! tries the original first, so a rule can only ever help: what can be drawn as it is, is.

mod arrow;
mod chart;
mod class;
mod flow;
mod label;
mod lines;
mod mindmap;
mod sequence;
mod source;
mod state;

/// A rule: mends one mistake, and gives `None` where it is not made.
type Rule = fn(&str) -> Option<String>;

/// What is around the diagram, and its header: after these the kind is known.
const SOURCE: [Rule; 6] = [
    source::invisible_character,
    source::escaped_syntax,
    source::leftover_fence,
    source::prose_before,
    source::second_header,
    source::missing_header,
];

/// Longer ones are not looked at: Mermaid does not draw them either.
const LONGEST: usize = 200_000;

/// What a diagram is one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Flowchart,
    Sequence,
    Class,
    State,
    Mindmap,
    Other,
}

impl Kind {
    /// By the first line that is neither a comment nor a directive nor front matter.
    fn of(source: &str) -> Option<Self> {
        let mut lines = source.lines().map(str::trim).peekable();
        if lines.peek() == Some(&"---") {
            lines.find(|line| *line == "---");
            lines.find(|line| *line == "---");
        }
        let mut directive = false;
        lines.find_map(|line| {
            directive |= line.starts_with("%%{");
            let skipped = directive || line.is_empty() || line.starts_with("%%");
            directive &= !line.contains("}%%");
            (!skipped).then(|| source::Header::read(line).map(|header| header.kind))
        })?
    }

    fn rules(self) -> &'static [Rule] {
        match self {
            Self::Flowchart => &[flow::repair],
            Self::Sequence => &sequence::RULES,
            Self::Class => &class::RULES,
            Self::State => &state::RULES,
            Self::Mindmap => &mindmap::RULES,
            Self::Other => &[],
        }
    }
}

/// The source with every known mistake mended; `None` where there is none.
pub fn repair(source: &str) -> Option<String> {
    if source.len() > LONGEST {
        return None;
    }
    let mut mended = apply(&SOURCE, source);
    let kind = Kind::of(mended.as_deref().unwrap_or(source));
    if let Some(kind) = kind {
        mended = apply(kind.rules(), mended.as_deref().unwrap_or(source)).or(mended);
    }
    mended.filter(|mended| mended != source)
}

/// Each rule gets what the ones before it left.
fn apply(rules: &[Rule], source: &str) -> Option<String> {
    let mut mended: Option<String> = None;
    for rule in rules {
        mended = rule(mended.as_deref().unwrap_or(source)).or(mended);
    }
    mended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_that_was_left_is_no_part_of_a_diagram() {
        assert_eq!(repair("```mermaid\ngraph TD\n  A-->B\n```").as_deref(), Some("graph TD\n  A-->B"));
        assert_eq!(repair("graph TD\n  A-->B"), None);
    }
}
