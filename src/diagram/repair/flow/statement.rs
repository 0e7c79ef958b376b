//! Mistakes in whole statements: comments, prose, styles.

use std::borrow::Cow;

use super::chart::{Chart, Kind, Node, Part, Statement, is_blank};
use super::id::is_sound;

/// `// …`, `# …`, `/* … */` and `<!-- … -->` for `%% …`, and any comment behind a statement.
pub(super) fn foreign_comment(chart: &mut Chart) {
    for statement in &mut chart.statements {
        match &mut statement.kind {
            Kind::Comment(text) if !text.starts_with("%%") || text.starts_with("%%{") => {
                statement.kind =
                    Kind::Verbatim(Cow::Owned(format!("%% {}", text.trim_start_matches(['%', '{']))));
            }
            Kind::Chain(parts) => parts.retain(|part| !matches!(part, Part::Comment(_))),
            Kind::Style(_, rest) | Kind::Subgraph(_, rest) => {
                if let Some(at) = [" %%", " //", "\t%%"].iter().filter_map(|mark| rest.find(mark)).min() {
                    *rest = Cow::Owned(rest[..at].to_owned());
                }
            }
            _ => {}
        }
    }
}

/// A style that goes on in the next lines.
pub(super) fn continued_style(chart: &mut Chart) {
    let mut joined: Vec<Statement> = Vec::with_capacity(chart.statements.len());
    for statement in chart.statements.drain(..) {
        let last = joined.last_mut().map(|last| (&mut last.kind, last.end.as_ref()));
        match (last, &statement.kind) {
            (Some((Kind::Style(_, rest), "\n")), Kind::Chain(parts)) if is_style(parts) => {
                let mut text = String::new();
                parts.iter().for_each(|part| part.write(&mut text));
                *rest = format!("{} {}", rest.trim_end(), text.trim()).into();
            }
            _ => joined.push(statement),
        }
    }
    chart.statements = joined;
}

/// `stroke:#f00` and the like.
fn is_style(parts: &[Part]) -> bool {
    const NAMES: [&str; 6] = ["stroke", "fill", "color", "stroke-width", "stroke-dasharray", "font-size"];
    let named = matches!(parts.first(), Some(Part::Node(Node { id, label: None, .. })) if NAMES.contains(&id.as_ref()));
    named && matches!(parts.get(1), Some(Part::Colon(_)))
}

/// Lines that say something about the chart and draw nothing.
pub(super) fn prose_between(chart: &mut Chart) {
    let (mut drawn, mut told) = (false, false);
    chart.statements.retain(|statement| {
        let Kind::Chain(parts) = &statement.kind else { return true };
        // Behind prose that is behind the chart, more prose is likely.
        let prose = is_prose(parts) || (told && parts.iter().any(is_wordy));
        drawn |= !prose && parts.iter().any(|part| matches!(part, Part::Link(_)));
        told |= prose && drawn;
        !prose
    });
}

/// A node whose id has words in it.
fn is_wordy(part: &Part) -> bool {
    let listed = |id: &str| id.split_once(". ").is_some_and(|(number, _)| number.parse::<u8>().is_ok());
    matches!(part, Part::Node(node) if node.id.split_whitespace().count() > 2 || listed(&node.id))
}

fn is_prose(parts: &[Part]) -> bool {
    let mut nodes = parts.iter().filter_map(|part| match part {
        Part::Node(node) => Some(node),
        _ => None,
    });
    let Some(first) = nodes.next() else { return false };
    let starts = parts.iter().find(|part| !matches!(part, Part::Blank(_)));
    if matches!(starts, Some(Part::Link(link)) if matches!(link.start.as_ref(), "-" | "—" | "–")) {
        return true;
    }
    if parts.iter().any(|part| matches!(part, Part::Link(_))) {
        return nodes.chain([first]).any(|node| node.id.contains(['。', '！', '？']));
    }
    let spoken = |part: &Part| match part {
        Part::Colon(_) => true,
        Part::And(sign) => *sign != "&",
        Part::Node(node) => node.label.is_none() && node.id.contains(STOPS),
        _ => false,
    };
    let id = first.id.trim();
    let marked = MARKS.iter().any(|mark| id.starts_with(mark));
    let title = id == "title" || id.starts_with("title ");
    let several = id.split_whitespace().count() > 2;
    let heading = id.len() > 4 && id.starts_with("**") && id.ends_with("**");
    heading || !is_sound(id) && (marked || title || several) || parts.iter().any(spoken)
}

/// Signs of sentences and of lists, none of which an id has.
const STOPS: [char; 10] = ['。', '！', '？', '：', '；', '，', '、', '“', '（', '…'];
const MARKS: [&str; 7] = ["* ", "+ ", "**", "##", "> ", "`", "- "];

/// `；` for `;`, and `：`, `，` and wide blanks in styles.
pub(super) fn wide_separator(chart: &mut Chart) {
    for statement in &mut chart.statements {
        if statement.end == "；" {
            statement.end = ";".into();
        }
        match &mut statement.kind {
            Kind::Style(_, text) if !text.is_ascii() => {
                let narrow = |c| match c {
                    '：' => ':',
                    '，' | '、' => ',',
                    '＃' => '#',
                    '％' => '%',
                    c if is_blank(c) => ' ',
                    c => c,
                };
                *text = text.chars().map(narrow).collect::<String>().into();
            }
            _ => {}
        }
    }
}

/// Styles of links that there are not, and blanks in lists of numbers and of names.
pub(super) fn broken_style(chart: &mut Chart) {
    let count =
        || chart.statements.iter().map(|s| if let Kind::Chain(parts) = &s.kind { edges(parts) } else { 0 });
    let links: usize = count().sum();
    for statement in &mut chart.statements {
        let Kind::Style(word, rest) = &mut statement.kind else { continue };
        let tidy = rest.trim().replace(", ", ",");
        let Some((target, style)) = tidy.split_once(is_blank) else { continue };
        if *word == "linkStyle" && target != "default" {
            let sound = |number: &&str| number.parse().is_ok_and(|n: usize| n < links);
            let kept: Vec<&str> = target.split(',').filter(sound).collect();
            if kept.is_empty() {
                statement.kind = Kind::Verbatim("".into());
            } else if kept.len() < target.split(',').count() || rest.trim() != tidy {
                *rest = format!(" {} {style}", kept.join(",")).into();
            }
        } else if *word == "class" && rest.trim() != tidy {
            *rest = format!(" {tidy}").into();
        }
    }
}

/// `_blank` behind the call of a function.
pub(super) fn broken_click(chart: &mut Chart) {
    for statement in &mut chart.statements {
        let Kind::Verbatim(text) = &mut statement.kind else { continue };
        if let Some((call, "_blank" | "_self" | "_parent" | "_top")) = text.trim_end().rsplit_once(' ')
            && call.starts_with("click ")
            && call.contains(" call ")
        {
            *text = call.to_owned().into();
        }
    }
}

/// How many edges a chain draws: `A & B --> C & D` are four.
fn edges(parts: &[Part]) -> usize {
    let (mut edges, mut before, mut group) = (0, 0, 0);
    for part in parts {
        match part {
            Part::Node(_) => group += 1,
            Part::Link(_) => {
                edges += before * group;
                before = std::mem::take(&mut group);
            }
            _ => {}
        }
    }
    edges + before * group
}

/// Two nodes on a line with nothing between them.
pub(super) fn missing_line_feed(chart: &mut Chart) {
    for parts in chart.chains() {
        let last_link = parts.iter().rposition(|part| matches!(part, Part::Link(_)));
        let mut parted = Vec::with_capacity(parts.len());
        let mut after_node = false;
        for (at, part) in parts.drain(..).enumerate() {
            let is_node = matches!(part, Part::Node(_));
            if after_node && is_node {
                let goes_on = last_link.is_some_and(|link| link > at);
                let labelled =
                    matches!(&part, Part::Node(Node { id, label: Some(_), .. }) if !id.starts_with("node_"));
                if !goes_on && !labelled {
                    continue;
                }
                parted.push(Part::Blank("\n"));
            }
            if !matches!(part, Part::Blank(_)) {
                after_node = is_node;
            }
            parted.push(part);
        }
        *parts = parted;
    }
}

#[cfg(test)]
mod tests {
    use crate::diagram::repair::tests::mends;

    #[test]
    fn foreign_comment() {
        mends("graph TD\n// 说明 (x)\nA-->B", "graph TD\n%% // 说明 (x)\nA-->B");
        mends("graph TD\nA-->B // see", "graph TD\nA-->B ");
        mends("graph TD\nA-->B %% see", "graph TD\nA-->B ");
        mends("graph TD\nstyle A fill:#fff %% white", "graph TD\nstyle A fill:#fff");
    }

    #[test]
    fn continued_style() {
        mends(
            "graph TD\nA-->B\nlinkStyle 0\n  stroke:#f00,\n  stroke-width:2px",
            "graph TD\nA-->B\nlinkStyle 0 stroke:#f00,stroke-width:2px\n",
        );
    }

    #[test]
    fn prose_between() {
        mends("graph TD\nA-->B\n\n以上图表展示了概念（及其关系），完毕！", "graph TD\nA-->B\n\n");
        mends("graph TD\nA-->B\n\n**说明：**\n- A 是起点（一）\n1. then (b) -> done", "graph TD\nA-->B\n\n");
        mends("graph TD\ntitle My chart\nA-->B", "graph TD\nA-->B");
    }

    #[test]
    fn wide_separator() {
        mends("graph TD\nstyle A fill:#f9f，stroke：#333；", "graph TD\nstyle A fill:#f9f,stroke:#333;");
        mends("graph TD\nA-->B；", "graph TD\nA-->B;");
    }

    #[test]
    fn broken_style() {
        mends("graph TD\nA-->B\nlinkStyle 0, 7 stroke:#f00", "graph TD\nA-->B\nlinkStyle 0 stroke:#f00");
        mends("graph TD\nclass A, B hot", "graph TD\nclass A,B hot");
    }

    #[test]
    fn broken_click() {
        mends("graph TD\nclick A call f() \"tip\" _blank", "graph TD\nclick A call f() \"tip\"");
    }

    #[test]
    fn missing_line_feed() {
        mends("graph TD\nA[x] B[y]", "graph TD\nA[x] \nB[y]");
    }
}
