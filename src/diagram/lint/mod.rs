//! Whether Mermaid will draw a diagram, and if not, where it stops and why.
//!
//! Flowcharts, which most diagrams are, are read here with Mermaid's own rules, in some microseconds. All
//! other kinds are left to a parser that knows them nearly as well (`merman-analysis`), where the feature `verdicts` is
//! on. A verdict is advice: the page draws whatever Mermaid draws.
//!
//! That parser alone would judge flowcharts less rightly. Of 360 real ones it misjudges 5, and this one with it none. Of 2,072
//! others with one mistake each, made from real ones, it misjudges 146, and the rules here 1: most have what Chinese
//! models write, such as full-width marks in `style`. It also takes 38 times as many instructions. (Mermaid 12.3.0 and
//! `merman-analysis` 0.10.0-alpha.1.)

mod clean;
mod flow;
mod halt;
mod lexer;
#[cfg(feature = "verdicts")]
mod others;
mod rules;
mod tokens;

use std::ops::Range;

use super::repair::{self, Flaw};
use crate::base::message::Message;
use crate::base::text::shorten;
use clean::Cleaned;
use halt::Halt;

pub use flow::chart::{Chart, Edge, Group, Heads, Node, Tip};

/// What Mermaid will make of a diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lint {
    /// It will be drawn.
    Valid,
    /// It will not, or without some of its words.
    Invalid(Fault),
    /// There is no telling.
    Unknown,
}

/// Why a diagram will not be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The bytes of the source that are to blame, in one line; may be empty.
    pub range: Range<usize>,
    /// What is wrong, as one sentence without a full stop.
    pub what: Message,
    /// What to do about it.
    pub hint: Message,
}

/// Longer sources are not judged, so that no record holds a build up. Mermaid draws none of more characters.
pub const MAX_BYTES: usize = 50_000;

/// Says whether Mermaid will draw a diagram.
pub fn lint(source: &str) -> Lint {
    if source.len() > MAX_BYTES {
        return Lint::Unknown;
    }
    flowchart(source).unwrap_or_else(|| match other(source) {
        invalid @ Lint::Invalid(_) => invalid,
        drawn => flaw(source).map_or(drawn, Lint::Invalid),
    })
}

/// What is wrong with a diagram of another kind that its parser does not know of.
fn flaw(source: &str) -> Option<Fault> {
    let (flaw, range) = repair::flaw(source)?;
    let words = shorten(&source[range.clone()], MAX_SHOWN);
    let (what, hint) = match flaw {
        Flaw::BeforeBracket => {
            (Message::new("diagram_fault_unsaid").with("words", words), "diagram_fault_hint_bracket")
        }
        Flaw::BehindHash => {
            (Message::new("diagram_fault_unsaid").with("words", words), "diagram_fault_hint_hash")
        }
        Flaw::Bracket => {
            let expected = Message::new("flow_label_end");
            let found = Message::new("flow_at").with("text", words);
            (
                Message::new("diagram_fault").with("found", found).with("expected", expected),
                "diagram_fault_hint_bracket",
            )
        }
    };
    Some(Fault { range, what, hint: Message::new(hint) })
}

/// So many characters of what is to blame are shown.
const MAX_SHOWN: usize = 24;

/// The verdict on a flowchart; `None` where it is none, or holds what is not known here.
fn flowchart(source: &str) -> Option<Lint> {
    let front = front_matter(source);
    // Mermaid computes with colours.
    if source.contains("themeVariables") {
        return None;
    }
    let cleaned = Cleaned::of(&source[front..]).filter(|cleaned| flow::is_flowchart(&cleaned.text))?;
    match flow::read(&cleaned.text) {
        // The settings are judged with a diagram that has no fault.
        Ok(()) if front > 0 => Some(other(&format!("{}graph TD\n", &source[..front]))),
        Ok(()) => Some(Lint::Valid),
        Err(Halt::Foreign) => None,
        Err(Halt::Stop(stop)) => {
            let start = front + cleaned.in_source(stop.start);
            let range = start.min(source.len())..(start + stop.end - stop.start).min(source.len());
            Some(Lint::Invalid(Fault { range, what: stop.what, hint: Message::new(stop.hint) }))
        }
    }
}

/// What a flowchart says; `None` for what Mermaid refuses, what is none, and what holds something that is not known here.
pub fn chart(source: &str) -> Option<Chart> {
    if source.len() > MAX_BYTES {
        return None;
    }
    let cleaned = Cleaned::of(&source[front_matter(source)..])?;
    Some(&cleaned.text).filter(|text| flow::is_flowchart(text)).and_then(|text| flow::chart(text).ok())
}

/// The length of the settings between two lines of `---` at the beginning.
fn front_matter(source: &str) -> usize {
    let close = source.strip_prefix("---\n").and_then(|settings| settings.find("\n---\n"));
    close.map_or(0, |close| "---\n".len() + close + "\n---\n".len())
}

#[cfg(feature = "verdicts")]
fn other(source: &str) -> Lint {
    others::lint(source)
}

#[cfg(not(feature = "verdicts"))]
fn other(_: &str) -> Lint {
    Lint::Unknown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::i18n::in_english;

    /// The text that is to blame and what is wrong.
    fn fault(source: &str) -> (String, String) {
        match lint(source) {
            Lint::Invalid(fault) => (source[fault.range].to_owned(), in_english(&fault.what)),
            other => panic!("{other:?}: {source}"),
        }
    }

    #[test]
    fn what_models_usually_write_is_right() {
        for lines in [
            "A[\"甲 (一)\"] --> B{\"是?\"}\nB -- \"好\" --> C((\"丙\"))\nB -->|否| D[/斜/]",
            "subgraph \"阶段 一\"\n  direction LR\n  甲 --> 乙\nend\nsubgraph s2 [\"二\"]\n  C\nend\ns2 -.-> 甲",
            "A & B --> C & D:::hot\nA -. 虚线 .-> B == 粗 ==> C ~~~ D\nC o--o D x--x A <--> B",
            "A --> B --> C\nstyle A fill:#FFC4C4,stroke:#333,stroke-width:2px;\nlinkStyle 0,1 stroke:red\nlinkStyle default color:#333",
            "classDef hot fill:#f96,stroke:#333;\nA --> B\nclass A,B hot\nclick A \"https://example.org\" \"看\" _blank",
            "%% 注释 (随便 \"写\n\n  %% 再一行\nA[\"#quot;引#quot;\"] --> B>旗] --> C([圆]) --> D[[子]] --> E[(库)] --> F{{六}}",
            "A[一行<br/>两行 <b class=\"x\">粗</b>]; B --> A; C e1@--> B",
            "accTitle: 标题 (一)\naccDescr { 两\n行 }\nA[\"`**粗** 字`\"] --> B(((三)))\n\n\nB\n-->\nC",
        ] {
            for head in
                ["graph TD", "flowchart LR;", "\n  graph", "%%{init: {'theme': 'base'}}%%\nflowchart TB"]
            {
                let source = format!("{head}\n{lines}\n");
                assert_eq!(lint(&source), Lint::Valid, "{source}");
            }
        }
    }

    #[test]
    fn the_usual_mistakes_are_found_where_they_stand() {
        for (lines, blamed) in [
            ("A[甲(乙)] --> B", "("),
            ("A[\"甲\"乙\"] --> B", "] --> B"),
            ("A【甲】 --> B", "【"),
            ("A → B", "→"),
            ("A --> B: 文字 说明", "文"),
            ("A --> end", "end"),
            ("A -->|a(b)| C", "("),
            ("A[甲 --> B", "["),
            ("A[\"甲] --> B\nC[\"丙\"]", "\"甲] --> B"),
            ("style A fill：#fff", "："),
            ("// 说明 (一)", "说"),
            ("我的 节点 --> B", "节"),
            ("subgraph 甲\nA", "subgraph"),
            ("A --> B\nend", "end"),
            ("A --> B\nlinkStyle 1 stroke:red", "1"),
            ("A -- 文字 B", "--"),
            ("A[] --> B", "]"),
        ] {
            let source = format!("graph TD\n{lines}\n");
            assert_eq!(fault(&source).0, blamed, "{lines}");
        }
        assert_eq!(fault("graph TD；\nA-->B").0, "；");
    }

    #[test]
    fn what_is_cut_out_before_moves_no_place() {
        let source = "%% 一\n\n%%{init: {\"theme\": \"dark\"}}%%\ngraph TD\n  %% 二\n\n  A --> B\n  A[a(]\n";
        let Lint::Invalid(fault) = lint(source) else { panic!("no fault") };
        assert!(source[fault.range.start..].starts_with("(]"), "{fault:?}");
    }

    #[test]
    fn neither_size_nor_depth_hangs_or_stops_the_program() {
        assert_eq!(lint(&format!("graph TD\n{}", "A-->B\n".repeat(10_000))), Lint::Unknown);
        let nested =
            |open: &str, close: &str| format!("graph TD\n{}{}", open.repeat(2_500), close.repeat(2_500));
        assert_eq!(lint(&nested("subgraph a\n", "end\n")), Lint::Valid);
        for source in [nested("A[", "]"), nested("A{\"", "\"}"), nested("((", "))"), nested(" \n", "@")] {
            lint(&source);
        }
        assert!(fault(&format!("graph TD\n{}", "A-->B\n".repeat(501))).1.contains("500"));
    }

    #[test]
    fn words_that_are_not_drawn_are_a_fault() {
        for (source, words) in [
            ("mindmap\n  root((面包))\n    %% 备 (料)\n    备料 [面粉]", "备料"),
            ("kanban\n  t1[备料]@{ assigned: 我 }\n  揉面 (十分钟)@{ assigned: 我 }", "揉面"),
            ("sequenceDiagram\n  %% #1\n  甲->>乙: 见 #35;1 和 #2 号", "#2 号"),
        ] {
            let (blamed, what) = fault(source);
            assert_eq!(blamed, words);
            assert!(what.contains(words), "{what}");
        }
        assert_eq!(fault("mindmap\n  root((【课】茶 [上]))\n    二").0, "[");
        fault("kanban\n  一\n    t1[茶 [上]]");
        let quoted = "mindmap\n  root((\"茶 [上]\"))\n    一（二）";
        assert!(!matches!(lint(quoted), Lint::Invalid(_)));
    }

    #[cfg(feature = "verdicts")]
    #[test]
    fn other_kinds_are_judged_too() {
        for source in
            ["mindmap\n  root((中心))\n    一\n", "sequenceDiagram\n  甲->>乙: 你好\n", "pie\n  \"a\" : 1\n"]
        {
            assert_eq!(lint(source), Lint::Valid, "{source}");
        }
        assert_eq!(lint("---\ntitle: 图\n---\ngraph TD\n  A --> B\n"), Lint::Valid);
        assert!(
            fault("sequenceDiagram\n  甲->>乙: 你好\n  甲-乙 你好\n")
                .1
                .starts_with("Mermaid cannot read this (")
        );
        assert!(fault("好的，这是图：\n").1.contains("does not begin with a kind"));
        assert!(fault("zenuml\n  A->B: x\n").1.contains("zenuml"));
    }
}
