//! What is around a diagram and no part of it, and its header.

use super::{Kind, flow};

/// Characters that nobody sees and Mermaid stumbles over.
pub(super) fn invisible_character(source: &str) -> Option<String> {
    const UNSEEN: [char; 5] = ['\u{feff}', '\u{200b}', '\u{200c}', '\u{2060}', '\u{a0}'];
    let found = !source.is_ascii() && source.contains(UNSEEN);
    found.then(|| source.replace('\u{a0}', " ").replace(UNSEEN, ""))
}

/// `--&gt;` and other entities that stand for signs of the language.
///
/// Where the source has quotes of its own, entities between them may be meant as such and are left.
pub(super) fn escaped_syntax(source: &str) -> Option<String> {
    const SIGNS: [&str; 15] = [
        "-&gt;", "=&gt;", "&gt;&gt;", "&lt;-", "&lt;|", "&lt;&lt;", "|&gt;", "[&quot;", "(&quot;", "{&quot;",
        "|&quot;", "&quot;]", " &amp; ", "-&#62;", "-&#x3E;",
    ];
    memchr::memchr(b'&', source.as_bytes())?;
    if !SIGNS.iter().any(|sign| source.contains(sign)) {
        return None;
    }
    let mut out = String::with_capacity(source.len());
    for line in source.split_inclusive('\n') {
        for (number, piece) in line.split('"').enumerate() {
            out.push_str(if number > 0 { "\"" } else { "" });
            let within = number % 2 == 1 && number < line.matches('"').count();
            out.push_str(&if within {
                piece.replace("&lt;br", "<br").replace("br&gt;", "br>").replace("/&gt;", "/>")
            } else {
                unescaped(piece)
            });
        }
    }
    Some(out)
}

fn unescaped(text: &str) -> String {
    const ENTITIES: [(&str, &str); 13] = [
        ("&gt;", ">"),
        ("&lt;", "<"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&nbsp;", " "),
        ("&#62;", ">"),
        ("&#60;", "<"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#x3E;", ">"),
        ("&#x3C;", "<"),
        ("&#x22;", "\""),
        ("&amp;", "&"),
    ];
    let replaced = |text: String, (entity, sign): &(&str, &str)| {
        if text.contains(entity) { text.replace(entity, sign) } else { text }
    };
    ENTITIES.iter().fold(text.to_owned(), replaced)
}

/// Lines of a Markdown fence or of an element around the source; what is outside of them goes as well.
pub(super) fn leftover_fence(source: &str) -> Option<String> {
    if !source.contains("``") && !source.contains("~~~") && !source.contains('<') && !source.contains("'''") {
        return None;
    }
    let lines: Vec<&str> = source.lines().collect();
    let fences: Vec<usize> = (0..lines.len()).filter(|at| is_fence(lines[*at])).collect();
    if fences.is_empty() {
        let bare = source.trim_end().trim_end_matches('`');
        return (bare.len() + 1 < source.trim_end().len()).then(|| bare.to_owned());
    }
    let header = lines.iter().position(|line| Header::read(line).is_some());
    let start = header.and_then(|at| fences.iter().rfind(|fence| **fence < at)).map_or(0, |at| at + 1);
    let end = header.and_then(|at| fences.iter().find(|fence| **fence > at)).map_or(lines.len(), |at| *at);
    let kept: Vec<&str> = lines[start..end].iter().filter(|line| !is_fence(line)).copied().collect();
    Some(kept.join("\n"))
}

fn is_fence(line: &str) -> bool {
    let line = line.trim();
    let word = |rest: &str| rest.trim_matches(['`', '~', '\'']).bytes().all(|b| b.is_ascii_alphanumeric());
    let lower = || line.to_ascii_lowercase();
    ["```", "~~~", "'''", "``"].iter().any(|mark| line.strip_prefix(mark).is_some_and(word))
        || (line.starts_with('<')
            && ["<mermaid", "</mermaid", "<pre", "</pre", "<div", "</div", "<code", "</code"]
                .iter()
                .any(|tag| lower().starts_with(tag)))
}

/// A diagram's first line.
pub(super) struct Header {
    pub(super) kind: Kind,
    /// As it has to be written, where it is not.
    repaired: Option<String>,
}

/// The names of kinds, as models spell them and as Mermaid does.
const NAMES: [(&str, &str, Kind); 32] = [
    ("flowchart-elk", "flowchart-elk", Kind::Flowchart),
    ("flowchart", "flowchart", Kind::Flowchart),
    ("flow chart", "flowchart", Kind::Flowchart),
    ("graph", "graph", Kind::Flowchart),
    ("sequencediagram", "sequenceDiagram", Kind::Sequence),
    ("sequence diagram", "sequenceDiagram", Kind::Sequence),
    ("sequence-diagram", "sequenceDiagram", Kind::Sequence),
    ("classdiagram-v2", "classDiagram-v2", Kind::Class),
    ("classdiagram", "classDiagram", Kind::Class),
    ("class diagram", "classDiagram", Kind::Class),
    ("class-diagram", "classDiagram", Kind::Class),
    ("statediagram-v2", "stateDiagram-v2", Kind::State),
    ("statediagram", "stateDiagram", Kind::State),
    ("state diagram", "stateDiagram-v2", Kind::State),
    ("state-diagram", "stateDiagram-v2", Kind::State),
    ("mindmap", "mindmap", Kind::Mindmap),
    ("mind map", "mindmap", Kind::Mindmap),
    ("mind-map", "mindmap", Kind::Mindmap),
    ("erdiagram", "erDiagram", Kind::Er),
    ("gantt", "gantt", Kind::Schedule),
    ("journey", "journey", Kind::Schedule),
    ("timeline", "timeline", Kind::Other),
    ("gitgraph", "gitGraph", Kind::Git),
    ("quadrantchart", "quadrantChart", Kind::Quadrant),
    ("requirementdiagram", "requirementDiagram", Kind::Other),
    ("pie", "pie", Kind::Pie),
    ("kanban", "kanban", Kind::Kanban),
    ("xychart-beta", "xychart-beta", Kind::Xychart),
    ("xychart", "xychart", Kind::Xychart),
    ("sankey-beta", "sankey-beta", Kind::Other),
    ("block-beta", "block-beta", Kind::Other),
    ("zenuml", "zenuml", Kind::Other),
];

impl Header {
    pub(super) fn read(line: &str) -> Option<Self> {
        let bare = line.trim().trim_matches(['*', '`', '#', '>', '\'']).trim();
        let bare =
            bare.strip_prefix("mermaid").map_or(bare, |rest| rest.trim_start_matches([' ', ':', '：']));
        let (name, own, kind) = NAMES.iter().find(|(name, ..)| {
            bare.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
        })?;
        let rest = &bare[name.len()..];
        match kind {
            Kind::Flowchart => Self::flowchart(line, own, rest),
            Kind::Pie
            | Kind::Xychart
            | Kind::Git
            | Kind::Quadrant
            | Kind::Schedule
            | Kind::Er
            | Kind::Kanban
            | Kind::Other => {
                let sound =
                    line.trim_start().starts_with(own) && !rest.starts_with(|c: char| c.is_alphanumeric());
                (sound && rest.split_whitespace().count() < 6).then_some(Self { kind: *kind, repaired: None })
            }
            _ => {
                let over = rest.trim_matches([' ', ':', '：', ';', '；', '\u{3000}', '\t']);
                let repaired = (line.trim() != *own).then(|| (*own).to_owned());
                over.is_empty().then_some(Self { kind: *kind, repaired })
            }
        }
    }

    /// `graph TD`, and what follows on its line.
    fn flowchart(line: &str, own: &str, rest: &str) -> Option<Self> {
        const SIGNS: [char; 7] = [' ', ':', '：', '-', '\u{3000}', '\t', '_'];
        let after = rest.trim_start_matches(SIGNS);
        let word = &after[..after.bytes().take_while(u8::is_ascii_alphabetic).count()];
        let known = ["TB", "TD", "BT", "RL", "LR"].iter().find(|known| word.eq_ignore_ascii_case(known));
        let other = known.is_none() && word.len() == 2 && word.bytes().all(|b| b.is_ascii_uppercase());
        let direction = match known {
            Some(known) => known,
            None if other || (word.is_empty() && after.len() == rest.len()) => {
                if other {
                    "TD"
                } else {
                    ""
                }
            }
            None if after.is_empty() => "",
            None => return None,
        };
        let more = after[word.len()..].trim_start();
        let statements =
            more.trim_start_matches([';', '；', ':', '：', ',', '，', '。', '\u{3000}']).trim_start();
        let head = format!("{own} {direction}");
        let head = head.trim_end();
        let written = line.trim();
        let strict = written.strip_prefix(head).is_some_and(|over| over.is_empty() || over.starts_with(';'))
            || (written.split_whitespace().eq(head.split_whitespace()) && written.is_ascii());
        if !statements.is_empty() && (direction.is_empty() || other) && !more.starts_with([';', '；']) {
            return None;
        }
        let repaired = match (strict, statements) {
            (true, _) => None,
            (_, "") => Some(head.to_owned()),
            (_, statements) => Some(format!("{head}\n{statements}")),
        };
        Some(Self { kind: Kind::Flowchart, repaired })
    }
}

/// How many lines there are of `---`, settings and `---`, with which a source may begin.
fn front_matter(lines: &[&str]) -> usize {
    let begin = lines.iter().position(|line| !line.trim().is_empty()).unwrap_or(0);
    if lines.get(begin).is_none_or(|line| line.trim() != "---") {
        return 0;
    }
    lines[begin + 1..].iter().position(|line| line.trim() == "---").map_or(0, |end| begin + end + 2)
}

/// Whether a line may stand before a header: blank, a comment or a directive.
fn is_preamble(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with("%%")
}

/// Prose before the header, and a header that is spelled wrong, such as `Graph TD；`.
pub(super) fn prose_before(source: &str) -> Option<String> {
    let lines: Vec<&str> = source.lines().collect();
    let matter = front_matter(&lines);
    let first = matter + lines[matter..].iter().position(|line| !is_preamble(line))?;
    if Header::read(lines[first]).is_some_and(|header| header.repaired.is_none()) {
        return None;
    }
    let headers =
        || lines.iter().enumerate().skip(matter).filter_map(|(at, line)| Some((at, Header::read(line)?)));
    let (at, header) =
        headers().find(|(_, header)| header.repaired.is_none()).or_else(|| headers().next())?;
    let mut start = at - lines[matter..at].iter().rev().take_while(|line| is_preamble(line)).count();
    if start > 0 && lines[start - 1].trim() == "---" {
        start = lines[..start - 1].iter().rposition(|line| line.trim() == "---").unwrap_or(start);
    }
    start += lines[start..at].iter().take_while(|line| start > 0 && line.trim().is_empty()).count();
    if start == 0 && header.repaired.is_none() {
        return None;
    }
    let mut kept = lines[start..].to_vec();
    if let Some(repaired) = &header.repaired {
        kept[at - start] = repaired;
    }
    Some(kept.join("\n"))
}

/// A header written twice, and a second diagram after the first.
pub(super) fn second_header(source: &str) -> Option<String> {
    let lines: Vec<&str> = source.lines().collect();
    let strict = |line: &str| {
        let name = line.trim_start();
        let may = ["graph", "flowchart", "sequenceD", "classD", "stateD", "erD"]
            .iter()
            .any(|s| name.starts_with(s));
        may && name.len() < 30 && Header::read(line).is_some_and(|header| header.repaired.is_none())
    };
    let mut headers = (0..lines.len()).filter(|at| strict(lines[*at]));
    let (first, second) = (headers.next()?, headers.next()?);
    let empty = lines[first + 1..second].iter().all(|line| is_preamble(line));
    let kept = if empty { [&lines[..first], &lines[second..]].concat() } else { lines[..second].to_vec() };
    Some(kept.join("\n"))
}

/// No header: the statements tell the kind.
pub(super) fn missing_header(source: &str) -> Option<String> {
    if Kind::of(source).is_some() {
        return None;
    }
    let matter = front_matter(&source.lines().collect::<Vec<_>>());
    let lines = || source.split_inclusive('\n');
    let settings: usize = lines().take(matter).map(str::len).sum();
    let comments: usize = lines().skip(matter).take_while(|line| is_preamble(line)).map(str::len).sum();
    let (preamble, rest) = source.split_at(settings + comments);
    let rest = rest.strip_prefix("mermaid\n").unwrap_or(rest);
    let any = |signs: &[&str]| signs.iter().any(|sign| rest.contains(sign));
    let first = rest.lines().next().unwrap_or_default().trim().trim_matches([';', '；', ':', '：']);
    // A kind that is not known here: Mermaid has many.
    if first.len() > 3 && first.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return None;
    }
    if ["TD", "TB", "LR", "RL", "BT"].contains(&first) {
        return Some(format!("{preamble}graph {}", rest.trim_start()));
    }
    let starts = |words: &[&str]| {
        rest.lines().any(|line| words.iter().any(|word| line.trim_start().starts_with(word)))
    };
    let header =
        if any(&["->>"]) || starts(&["participant ", "actor ", "Note over ", "loop ", "alt ", "activate "]) {
            "sequenceDiagram"
        } else if any(&["[*]"]) || starts(&["state "]) {
            "stateDiagram-v2"
        } else if any(&["<|--", "--|>", "<|..", "..|>", "*-- ", "--* "]) || rest.lines().any(is_class) {
            "classDiagram"
        } else if any(&["subgraph "]) || rest.lines().any(flow::is_telling) {
            "graph TD"
        } else if first.starts_with("root") && first.contains('(') {
            "mindmap"
        } else if rest.lines().any(flow::may_tell) {
            "graph TD"
        } else {
            return None;
        };
    Some(format!("{preamble}{header}\n{rest}"))
}

/// `class A {`, or `class A` alone, which in a flowchart has one name more.
fn is_class(line: &str) -> bool {
    let name = line.trim().strip_prefix("class ");
    name.is_some_and(|name| name.ends_with('{') || name.split_whitespace().count() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_known_however_they_are_spelled() {
        for (written, repaired) in [
            ("graph TD", Some(None)),
            ("flowchart LR;", Some(None)),
            ("graph TD; A-->B", Some(None)),
            ("sequenceDiagram", Some(None)),
            ("graph TD；", Some(Some("graph TD"))),
            ("graph　TD", Some(Some("graph TD"))),
            ("Graph TD:", Some(Some("graph TD"))),
            ("graphTD", Some(Some("graph TD"))),
            ("graph：LR", Some(Some("graph LR"))),
            ("mermaid graph TD", Some(Some("graph TD"))),
            ("flowchart XY", Some(Some("flowchart TD"))),
            ("graph TD A --> B", Some(Some("graph TD\nA --> B"))),
            ("Sequence Diagram", Some(Some("sequenceDiagram"))),
            ("Graph of the whole process", None),
            ("A --> B", None),
        ] {
            let read = Header::read(written).map(|header| header.repaired);
            assert_eq!(read, repaired.map(|m| m.map(str::to_owned)), "{written}");
        }
    }

    #[test]
    fn prose_around_goes_and_directives_stay() {
        let source = "好的，图如下：\n\n%%{init: {}}%%\ngraph TD\n  A-->B";
        assert_eq!(prose_before(source).as_deref(), Some("%%{init: {}}%%\ngraph TD\n  A-->B"));
    }

    #[test]
    fn entities_stand_for_signs_outside_of_quotes() {
        let source = "graph TD\nA[\"a &lt; b\"] --&gt; B";
        assert_eq!(escaped_syntax(source).as_deref(), Some("graph TD\nA[\"a &lt; b\"] --> B"));
        let all = "graph TD\nA[&quot;a&quot;] --&gt; B";
        assert_eq!(escaped_syntax(all).as_deref(), Some("graph TD\nA[\"a\"] --> B"));
    }

    #[test]
    fn a_header_is_found_by_the_statements() {
        assert_eq!(missing_header("A[x] --> B").as_deref(), Some("graph TD\nA[x] --> B"));
        assert_eq!(missing_header("A->>B: x").as_deref(), Some("sequenceDiagram\nA->>B: x"));
        assert_eq!(missing_header("[*] --> A").as_deref(), Some("stateDiagram-v2\n[*] --> A"));
        assert_eq!(missing_header("TD\nA --> B").as_deref(), Some("graph TD\nA --> B"));
        assert_eq!(missing_header("Nothing of that kind."), None);
    }
}
