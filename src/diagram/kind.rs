//! What kind of diagram a source is.

/// What lists and pages know of a diagram without its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traits {
    /// Its kind.
    pub kind: Kind,
    /// Whether it is known to be drawn as it is written, so that nothing has to be mended.
    pub is_valid: bool,
}

/// A kind of diagram, for readers who look for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Kind {
    Flowchart,
    Sequence,
    Class,
    State,
    Er,
    Mindmap,
    Timeline,
    Gantt,
    Pie,
    Quadrant,
    Xychart,
    Sankey,
    Treemap,
    Radar,
    Journey,
    Gitgraph,
    Kanban,
    Block,
    Architecture,
    C4,
    Requirement,
    Packet,
    /// Any other, and what names none.
    Other,
}

impl Kind {
    /// All kinds, in the order in which they are declared.
    pub const ALL: [Self; 23] = [
        Self::Flowchart,
        Self::Sequence,
        Self::Class,
        Self::State,
        Self::Er,
        Self::Mindmap,
        Self::Timeline,
        Self::Gantt,
        Self::Pie,
        Self::Quadrant,
        Self::Xychart,
        Self::Sankey,
        Self::Treemap,
        Self::Radar,
        Self::Journey,
        Self::Gitgraph,
        Self::Kanban,
        Self::Block,
        Self::Architecture,
        Self::C4,
        Self::Requirement,
        Self::Packet,
        Self::Other,
    ];

    /// The kind that a source names in its first line, after front matter, directives and comments.
    pub fn of(source: &str) -> Self {
        let line = first_line(source);
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let word = &line[..line.find(|c| !is_part(c)).unwrap_or(line.len())];
        let word = word.to_ascii_lowercase();
        match word.strip_suffix("-beta").unwrap_or(&word) {
            "graph" | "flowchart" | "flowchart-elk" => Self::Flowchart,
            "sequencediagram" => Self::Sequence,
            "classdiagram" | "classdiagram-v2" => Self::Class,
            "statediagram" | "statediagram-v2" => Self::State,
            "erdiagram" => Self::Er,
            "mindmap" => Self::Mindmap,
            "timeline" => Self::Timeline,
            "gantt" => Self::Gantt,
            "pie" => Self::Pie,
            "quadrantchart" => Self::Quadrant,
            "xychart" => Self::Xychart,
            "sankey" => Self::Sankey,
            "treemap" => Self::Treemap,
            "radar" => Self::Radar,
            "journey" => Self::Journey,
            "gitgraph" => Self::Gitgraph,
            "kanban" => Self::Kanban,
            "block" => Self::Block,
            "architecture" => Self::Architecture,
            word if word.starts_with("c4") => Self::C4,
            "requirement" | "requirementdiagram" => Self::Requirement,
            "packet" => Self::Packet,
            _ => Self::Other,
        }
    }

    /// Its stable name, in addresses and as `kind_…` in the tables of words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Flowchart => "flowchart",
            Self::Sequence => "sequence",
            Self::Class => "class",
            Self::State => "state",
            Self::Er => "er",
            Self::Mindmap => "mindmap",
            Self::Timeline => "timeline",
            Self::Gantt => "gantt",
            Self::Pie => "pie",
            Self::Quadrant => "quadrant",
            Self::Xychart => "xychart",
            Self::Sankey => "sankey",
            Self::Treemap => "treemap",
            Self::Radar => "radar",
            Self::Journey => "journey",
            Self::Gitgraph => "gitgraph",
            Self::Kanban => "kanban",
            Self::Block => "block",
            Self::Architecture => "architecture",
            Self::C4 => "c4",
            Self::Requirement => "requirement",
            Self::Packet => "packet",
            Self::Other => "other",
        }
    }
}

/// The first line that says something: neither front matter nor directive, comment or leftover fence.
fn first_line(source: &str) -> &str {
    let mut rest = source.trim_start();
    if let Some(matter) = rest.strip_prefix("---\n") {
        rest = matter.split_once("\n---").map_or(matter, |(_, after)| after.trim_start_matches('-'));
    }
    loop {
        rest = rest.trim_start();
        let after_line = || rest.split_once('\n').map_or("", |(_, after)| after);
        rest = match () {
            () if rest.starts_with("%%{") => {
                rest.split_once("}%%").map_or_else(after_line, |(_, after)| after)
            }
            () if rest.starts_with("%%") || rest.starts_with("```") => after_line(),
            () => return rest.lines().next().unwrap_or_default(),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_that_says_something_names_the_kind() {
        let kinds = [
            ("graph TD；\n  A-->B", Kind::Flowchart),
            ("flowchart-elk LR", Kind::Flowchart),
            ("\n\n  mindmap\n    root((根))", Kind::Mindmap),
            ("stateDiagram-v2\n  [*] --> A", Kind::State),
            ("gitGraph:\n  commit", Kind::Gitgraph),
            ("xychart-beta\n  title \"量\"", Kind::Xychart),
            ("C4Container\n  title x", Kind::C4),
            ("pie title 面\n  \"a\": 1", Kind::Pie),
            ("SequenceDiagram\n  A->>B: x", Kind::Sequence),
            ("这是一幅图\ngraph TD", Kind::Other),
            ("graphics", Kind::Other),
            ("", Kind::Other),
        ];
        for (source, kind) in kinds {
            assert_eq!(Kind::of(source), kind, "{source}");
        }
    }

    #[test]
    fn what_stands_before_it_is_passed_over() {
        let before = [
            "---\ntitle: 图\nconfig:\n  theme: base\n---\n",
            "%% a comment\n\n",
            "%%{init: {\"theme\": \"base\"}}%%\n",
            "%%{init: {\n  \"theme\": \"base\"\n}}%% ",
            "```mermaid\n",
            "---\na: b\n---\n%%{init: {}}%%\n%% x\n",
        ];
        for before in before {
            assert_eq!(Kind::of(&format!("{before}timeline\n  2026: x")), Kind::Timeline, "{before}");
        }
        assert_eq!(Kind::of("%%{init: never closed\npie"), Kind::Pie);
        assert_eq!(Kind::of("---\nnever: closed"), Kind::Other);
    }

    #[test]
    fn the_order_is_that_of_the_declaration() {
        assert!(Kind::ALL.iter().enumerate().all(|(place, kind)| *kind as usize == place));
    }
}
