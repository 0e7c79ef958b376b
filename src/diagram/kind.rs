//! What kind of diagram a source is.

use serde::{Deserialize, Serialize};

/// What lists and pages know of a diagram without its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traits {
    /// Its kind.
    pub kind: Kind,
    /// Whether it is known to be drawn as it is written, so that nothing has to be mended.
    pub is_valid: bool,
}

/// A kind of diagram, for readers who look for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
            // An outline in Markdown, which the repair makes one of.
            "" if ["# ", "## ", "- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark)) => Self::Mindmap,
            _ => Self::Other,
        }
    }

    /// Whether a text can be nothing but a diagram: its first line is one that Mermaid demands, as it is spelled there. Words
    /// that other texts begin with, too, need a second line such as diagrams have.
    pub(super) fn is_named(text: &str) -> bool {
        // Settings and comments before it are not longer.
        let text = &text[..text.floor_char_boundary(MAX_BEFORE_NAME)];
        let line = first_line(text);
        let rest = &text[super::offset(text, line) + line.len()..];
        let line = line.trim_end().trim_end_matches([';', ':']);
        let (word, more) = line.split_once([' ', ';']).unwrap_or((line, ""));
        let begins = |words: &[&str]| words.iter().any(|word| more.starts_with(word));
        match word {
            "graph" | "flowchart" | "flowchart-elk" => {
                let direction = more.split([' ', ';']).next().unwrap_or_default();
                ["TB", "TD", "BT", "RL", "LR"].contains(&direction)
            }
            "sequenceDiagram" | "classDiagram" | "classDiagram-v2" | "stateDiagram" | "stateDiagram-v2"
            | "erDiagram" | "mindmap" | "gitGraph" | "quadrantChart" | "xychart-beta" | "sankey-beta"
            | "requirementDiagram" | "block-beta" | "packet-beta" | "architecture-beta" | "radar-beta"
            | "treemap-beta" | "C4Context" | "C4Container" | "C4Component" | "C4Dynamic" | "C4Deployment" => {
                more.is_empty()
            }
            "pie" if begins(&["title ", "showData"]) => true,
            "xychart" => begins(&["horizontal"]) && more.len() == "horizontal".len(),
            "gantt" | "journey" | "timeline" | "kanban" | "pie" if more.is_empty() => {
                let second = rest.trim_start_matches(['\r', '\n', ';', ':']);
                second.starts_with([' ', '\t', '"'])
                    || ["title ", "section ", "dateFormat "].iter().any(|word| second.starts_with(word))
            }
            _ => false,
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

/// How much of a text is looked at for its first line.
const MAX_BEFORE_NAME: usize = 2_000;

/// The first line that says something: neither front matter nor directive, comment or leftover fence.
pub(super) fn first_line(source: &str) -> &str {
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
            ("# 提纲\n- 一", Kind::Mindmap),
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
    fn what_can_be_nothing_else_is_named() {
        for source in [
            "graph TD\n  A-->B",
            "flowchart LR; A-->B",
            "\n%% 注\nsequenceDiagram\n",
            "---\ntitle: x\n---\nmindmap\n  a",
            "pie title 面\n",
            "pie\n  \"a\": 1",
            "gantt\ntitle 一",
            "timeline\r\n  2026 : a",
            "stateDiagram-v2",
        ] {
            assert!(Kind::is_named(source), "{source}");
        }
        for source in [
            "graph G {\n  a -- b\n}",
            "graph",
            "graph theory",
            "Graph TD\n",
            "pie\nand cake",
            "timeline",
            "timeline\nof all events",
            "sequenceDiagram is a word",
            "mindmap of a book",
            "journey = 3",
            "",
        ] {
            assert!(!Kind::is_named(source), "{source}");
        }
    }

    #[test]
    fn the_order_is_that_of_the_declaration() {
        assert!(Kind::ALL.iter().enumerate().all(|(place, kind)| *kind as usize == place));
    }
}
