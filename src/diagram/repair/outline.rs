//! Outlines in Markdown, as markmap draws them: headings and list items become a mindmap's nodes.

use super::flow::quote;
use super::lines::is_foreign_comment;
use super::source::Header;

/// A node, and how far it stands in.
struct Node<'a> {
    depth: usize,
    text: &'a str,
}

/// An outline in place of a diagram.
pub(super) fn outline(source: &str) -> Option<String> {
    let (title, body) = front_matter(source);
    let first = body.lines().map(str::trim).find(|line| !line.is_empty())?;
    let is_diagram = |line: &str| !line.starts_with(['#', '-', '*', '+']) && Header::read(line).is_some();
    if !is_heading(first) && item(first).is_none() || body.lines().any(|line| is_diagram(line.trim())) {
        return None;
    }
    mindmap(title, body)
}

/// An outline behind the header of a mindmap.
pub(super) fn in_mindmap(source: &str) -> Option<String> {
    let body = source.trim_start().strip_prefix("mindmap")?;
    let first = body.lines().map(str::trim).find(|line| !line.is_empty())?;
    if is_heading(first) { mindmap("", body) } else { None }
}

/// The title in the settings between two lines of `---`, and what comes after them.
fn front_matter(source: &str) -> (&str, &str) {
    let matter = source.trim_start().strip_prefix("---\n").and_then(|rest| rest.split_once("\n---"));
    let Some((settings, body)) = matter else { return ("", source) };
    let title = settings.lines().find_map(|line| line.strip_prefix("title:")).unwrap_or_default();
    (title.trim().trim_matches(['"', '\'']), body.trim_start_matches('-'))
}

fn is_heading(line: &str) -> bool {
    let level = line.bytes().take_while(|b| *b == b'#').count();
    (1..=6).contains(&level) && line[level..].starts_with([' ', '\t'])
}

/// The text of a list item.
fn item(line: &str) -> Option<&str> {
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = match line.strip_prefix(['-', '*', '+']) {
        Some(rest) => rest,
        None if number.len() < line.len() => number.strip_prefix(['.', ')'])?,
        None => return None,
    };
    rest.starts_with([' ', '\t']).then(|| rest.trim())
}

/// The mindmap of an outline of more than one node.
fn mindmap(title: &str, body: &str) -> Option<String> {
    let nodes = nodes(body);
    let top = nodes.iter().map(|node| node.depth).min().filter(|_| nodes.len() > 1)?;
    let is_one = nodes[0].depth == top && nodes[1..].iter().all(|node| node.depth > top);
    let mut map = String::with_capacity(2 * body.len());
    map.push_str("mindmap\n");
    if !is_one {
        // A mindmap has one root.
        map.push_str(&format!("  (({}))\n", quote(title)));
    }
    for (number, node) in nodes.iter().enumerate() {
        // Depth says how a node stands to others, and no page has room for more.
        let depth = (node.depth - top + usize::from(!is_one)).min(MAX_DEPTH);
        let (open, close) = if is_one && number == 0 { ("((", "))") } else { ("[", "]") };
        map.push_str(&format!("{:1$}{open}{2}{close}\n", "", 2 * depth + 2, quote(node.text)));
    }
    Some(map)
}

/// Deeper nodes stand beside each other.
const MAX_DEPTH: usize = 20;

fn nodes(body: &str) -> Vec<Node<'_>> {
    let mut nodes = Vec::new();
    // The levels of the headings and the indentations of the items that the next line may stand under.
    let (mut headings, mut items): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for line in body.lines() {
        let bare = line.trim();
        if bare.len() < 2 && !bare.chars().any(char::is_alphanumeric)
            || is_foreign_comment(bare) && !is_heading(bare)
        {
            continue;
        }
        if is_heading(bare) {
            let text = bare.trim_start_matches('#');
            let level = bare.len() - text.len();
            headings.truncate(headings.partition_point(|above| *above < level));
            items.clear();
            nodes.push(Node { depth: headings.len(), text: text.trim() });
            headings.push(level);
        } else if bare.contains(|c| c != '-') {
            let indent = line.len() - line.trim_start().len();
            items.truncate(items.partition_point(|above| *above < indent));
            nodes.push(Node { depth: headings.len() + items.len(), text: item(bare).unwrap_or(bare) });
            items.push(indent);
        }
    }
    nodes
}

#[cfg(test)]
mod tests {
    use crate::diagram::repair::repair;
    use crate::diagram::repair::tests::mends;

    #[test]
    fn an_outline_becomes_a_mindmap() {
        mends(
            "# 夜跑\n\n## 好处\n- 凉快\n  - 夏天 (七月)\n1. 人少\n## 做法\n慢一点",
            "mindmap\n  ((\"夜跑\"))\n    [\"好处\"]\n      [\"凉快\"]\n        [\"夏天 (七月)\"]\n      [\"人少\"]\n    [\"做法\"]\n      [\"慢一点\"]\n",
        );
        mends("- 夜跑\n\t- 凉快", "mindmap\n  ((\"夜跑\"))\n    [\"凉快\"]\n");
        mends(
            "---\ntitle: 两种\nmarkmap:\n  maxWidth: 3\n---\n## 晨跑\n## 夜跑",
            "mindmap\n  ((\"两种\"))\n    [\"晨跑\"]\n    [\"夜跑\"]\n",
        );
        mends("mindmap\n# 夜跑\n## 凉快", "mindmap\n  ((\"夜跑\"))\n    [\"凉快\"]\n");
        mends("* 晨跑\n* 夜跑", "mindmap\n  ((\" \"))\n    [\"晨跑\"]\n    [\"夜跑\"]\n");
    }

    #[test]
    fn other_texts_are_no_outlines() {
        for source in ["# 夜跑", "话\n- 夜跑\n- 晨跑", "#夜跑\n##晨跑"] {
            assert_eq!(repair(source), None, "{source}");
        }
        mends("# 图\ngraph TD\n  A-->B", "graph TD\n  A-->B");
    }
}
