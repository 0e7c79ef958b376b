//! Mending what models get wrong when they write diagrams.
//!
//! A page carries both the source as written and, where a rule changes anything, the mended one. The browser
//! tries the original first, so a rule can only ever help: what can be drawn as it is, is. So rules are made for
//! sources that Mermaid refuses. They may take for a mistake what is none, but they must leave alone what is
//! sound beside a mistake: a rule acts where its mistake shows, and gives back all else as it was.
//!
//! First comes what is around the diagram (`source`), in this order: characters that nobody sees; entities, since
//! an escaped source has no arrows to be read by; fences, then prose, since a fence tells best where a diagram
//! ends; a second diagram; a header, where there is none. Then the kind is known, and its own rules follow: those of
//! flowcharts look at a tolerant reading (`flow`), those of the others at line after line (`lines`), and
//! kinds that have no rules stay as they are. Nothing here can fail; what is not understood is left.

mod chart;
mod class;
mod flow;
mod lines;
mod mindmap;
mod outline;
mod people;
mod sequence;
mod source;
mod state;

use std::ops::Range;

/// A rule: mends one mistake, and gives `None` where it is not made.
type Rule = fn(&str) -> Option<String>;

/// What is around the diagram, and its header: after these the kind is known.
const SOURCE: [Rule; 7] = [
    source::invisible_character,
    source::escaped_syntax,
    source::leftover_fence,
    outline::outline,
    source::prose_before,
    source::second_header,
    source::missing_header,
];

/// Longer ones are not looked at, so that no record holds a build up. Mermaid draws none of more characters.
const LONGEST: usize = 50_000;

/// What a diagram is one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Flowchart,
    Sequence,
    Class,
    State,
    Mindmap,
    Kanban,
    Pie,
    Xychart,
    Git,
    Quadrant,
    /// Gantt charts and journeys.
    Schedule,
    Er,
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
            Self::Kanban => &mindmap::KANBAN,
            Self::Pie => &chart::PIE,
            Self::Xychart => &chart::XYCHART,
            Self::Git => &chart::GIT,
            Self::Quadrant => &chart::QUADRANT,
            Self::Schedule => &chart::SCHEDULE,
            Self::Er => &chart::ER,
            Self::Other => &[],
        }
    }
}

/// Sources of so many bytes are mended until nothing is left to mend. Nearly all are shorter, and of the longer ones each
/// further pass would cost a record's whole time.
pub const MAX_SETTLED: usize = 2_000;

/// The source with every known mistake mended; `None` where there is none. What is mended needs no mending: a source that
/// becomes another one each time is not understood, and stays as it is. One of more than [`MAX_SETTLED`] bytes is mended once.
pub fn repair(source: &str) -> Option<String> {
    const MAX_PASSES: usize = 3;
    if source.len() > LONGEST {
        return None;
    }
    let mut repaired = pass(source)?;
    if source.len() > MAX_SETTLED {
        return Some(repaired);
    }
    for _ in 0..MAX_PASSES {
        match pass(&repaired) {
            Some(again) => repaired = again,
            None => return Some(repaired).filter(|repaired| repaired != source),
        }
    }
    None
}

/// A mistake that parsers other than Mermaid's do not find, and that rules here mend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    /// Words that Mermaid leaves out without an error: those before a bracket in mindmaps and boards.
    BeforeBracket,
    /// The same, behind a `#` in sequence diagrams.
    BehindHash,
    /// A bracket inside a label of a mindmap or a board, at which Mermaid stops.
    Bracket,
}

/// The first such mistake, and the bytes that are to blame.
pub(super) fn flaw(source: &str) -> Option<(Flaw, Range<usize>)> {
    let kind = Kind::of(source)?;
    let is_tree = matches!(kind, Kind::Mindmap | Kind::Kanban);
    let may_have_one = match kind {
        Kind::Sequence => memchr::memchr(b'#', source.as_bytes()).is_some(),
        _ => is_tree && memchr::memchr3(b'(', b'[', b'{', source.as_bytes()).is_some(),
    };
    let (mut at, mut skipped) = (0, 0);
    let mut lines = source.split_inclusive('\n').filter(|_| may_have_one);
    lines.find_map(|line| {
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        let bare = line.trim();
        if bare.is_empty() || bare.starts_with("%%") {
            return None;
        }
        if skipped > 0 {
            skipped -= 1;
            return None;
        }
        let (flaw, range) = if is_tree {
            skipped = mindmap::more_lines(bare, &source[at..]);
            let node = &bare[..bare.find("@{").unwrap_or(bare.len())];
            mindmap::flaw(node.trim_end()).filter(|_| skipped == 0)?
        } else {
            (Flaw::BehindHash, sequence::unsaid(bare)?..bare.len())
        };
        Some((flaw, start + range.start..start + range.end))
    })
}

/// One application of all rules.
fn pass(source: &str) -> Option<String> {
    let mut repaired = apply(&SOURCE, source);
    let kind = Kind::of(repaired.as_deref().unwrap_or(source));
    if let Some(kind) = kind {
        repaired = apply(kind.rules(), repaired.as_deref().unwrap_or(source)).or(repaired);
    }
    repaired.filter(|repaired| repaired != source)
}

/// Each rule gets what the ones before it left.
fn apply(rules: &[Rule], source: &str) -> Option<String> {
    let mut repaired: Option<String> = None;
    for rule in rules {
        repaired = rule(repaired.as_deref().unwrap_or(source)).or(repaired);
    }
    repaired
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Checks what becomes of a source.
    pub(super) fn mends(source: &str, repaired: &str) {
        assert_eq!(repair(source).as_deref(), Some(repaired), "{source}");
    }

    #[test]
    fn a_sound_diagram_is_left_as_it_is() {
        for source in [
            "graph TD\n  A-->B",
            "%%{init: {\"theme\": \"dark\"}}%%\nflowchart LR;\n  A[\"f(x)\"] -->|\"a (b)\"| B{是否？};\n  B -- 否 --> C\n",
            "---\ntitle: x\n---\ngraph TD\n  subgraph one[\"第一 (1)\"]\n    A e1@==> B & C:::hot\n  end\n  style A fill:#f9f,stroke:#333",
            "graph LR\n  A[\"two\nlines\"] --> B@{ shape: doc, label: \"x\" }\n  B -.-> C((x)) --o D>flag]\n  C --> D %%no",
            "sequenceDiagram\n  participant A as 用户(客户端)\n  A->>+B: 请求：a; b#59;\n  B-->>-A: ok\n  alt x\n    A->>A: y\n  end",
            "classDiagram\n  class List~T~ {\n    +int size\n    +get(i) T\n  }\n  A \"1\" *-- \"n\" B : has",
            "stateDiagram-v2\n  [*] --> 等待\n  state A {\n    B --> C\n    --\n    D\n  }\n  A --> [*]: 结束",
            "mindmap\n  root((中心))\n    一\n      [\"二 (2)\"]\n    ::icon(fa fa-book)",
            "pie title (x)\n  \"a\" : 1",
        ] {
            let expected = if source.contains("%%no") { Some(source.replace(" %%no", " ")) } else { None };
            let expected = expected.or(source.contains("a; b").then(|| source.replace("a; b", "a#59; b")));
            assert_eq!(repair(source), expected);
        }
    }

    /// Found by fuzzing: each time another line was put before the first one.
    #[test]
    fn a_source_that_never_settles_is_left_as_it_is() {
        for source in
            ["%%{init: {\"%\n---\ntitle: x\n---\npie \"t|eme\": \"a\"\n", "%%{init: {\"%\n---\ntitl"]
        {
            let again = repair(source).map(|repaired| repair(&repaired));
            assert!(again.is_none_or(|again| again.is_none()), "{source}");
        }
    }

    #[test]
    fn a_kind_without_rules_loses_what_is_around_it() {
        assert_eq!(
            repair("图如下：\n```mermaid\npie\n  \"a\" : 1\n```\n完。").as_deref(),
            Some("pie\n  \"a\" : 1")
        );
        assert_eq!(repair("unheard-of\n  a -> b"), None);
        assert_eq!(repair(""), None);
    }

    proptest! {
        #[test]
        fn whatever_comes_is_answered(
            header in "(graph TD|flowchart LR；|pie|xychart-beta|gitGraph|quadrantChart|gantt|erDiagram|sequenceDiagram|classDiagram|stateDiagram-v2|mindmap|---|)\n",
            body in "([A-Za-z0-9\\[\\](){}\"|&;:,/%@<>=.~`*#+\\\\ \n-]|-->|->>|-- |【|】|（|）|→|中|；|：|end|subgraph |class |state |note |alt |box |else|\n  |\u{1F600}){0,60}"
        ) {
            let source = header + &body;
            let repaired = repair(&source);
            prop_assert_eq!(&repaired, &repair(&source));
            prop_assert_ne!(repaired.as_deref(), Some(source.as_str()));
        }

        #[test]
        fn any_text_is_answered(source in any::<String>()) {
            repair(&source);
        }
    }
}
