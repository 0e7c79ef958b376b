//! Mending mindmaps.

use std::ops::Range;

use super::flow::quote;
use super::lines::{Line, each_line, each_line_and_rest};
use super::{Flaw, Rule, outline};

pub(super) const RULES: [Rule; 3] = [outline::in_mindmap, unquoted_node, second_root];

/// Of boards, whose cards are written like a mindmap's nodes.
pub(super) const KANBAN: [Rule; 1] = [unquoted_card];

/// The brackets of Mermaid's shapes; longer ones first.
const SHAPES: [(&str, &str); 6] =
    [("((", "))"), ("{{", "}}"), ("))", "(("), ("(", ")"), ("[", "]"), (")", "(")];

const BRACKETS: [char; 6] = ['(', ')', '[', ']', '{', '}'];

/// Brackets and quotes in a node's text, and brackets that nothing closes.
fn unquoted_node(source: &str) -> Option<String> {
    let mut skipped = 0;
    each_line_and_rest(source, |line, rest| {
        if skipped > 0 {
            skipped -= 1;
            return Line::Kept;
        }
        skipped = more_lines(line, rest);
        if skipped > 0 {
            return Line::Kept;
        }
        let Some(at) = line.find(['(', ')', '[', '{', '}']).filter(|_| !line.starts_with("::")) else {
            return Line::Kept;
        };
        let (id, rest) = line.split_at(at);
        let Some((open, close)) = SHAPES.iter().find(|(open, _)| rest.starts_with(open)) else {
            return Line::Repaired(format!("[{}]", quote(line)));
        };
        let inside = &rest[open.len()..];
        let text = inside.strip_suffix(close);
        let text = text.filter(|text| is_quoted(text) || is_balanced(text));
        match text {
            Some(text) if is_plain(text) && !is_words(id, text) => Line::Kept,
            Some(text) if !id.contains(' ') && !is_words(id, text) => {
                Line::Repaired(format!("{id}{open}{}{close}", quote(text)))
            }
            // `root(text`, and a text with brackets somewhere.
            None if is_unclosed(inside, id) => {
                let text = quote(inside.trim_end_matches([')', ']', '}']));
                Line::Repaired(format!("{id}{open}{text}{close}"))
            }
            _ => Line::Repaired(format!("[{}]", quote(line))),
        }
    })
}

/// Words before a card's bracket, which Mermaid takes for its name, and brackets inside. What stands in `@{ … }` behind it
/// stays.
fn unquoted_card(source: &str) -> Option<String> {
    each_line(source, |line| {
        let (card, facts) = line.split_at(line.find("@{").unwrap_or(line.len()));
        let card = card.trim_end();
        flaw(card).map(|_| format!("[{}]{facts}", quote(card))).into()
    })
}

/// What Mermaid does not read in a node as it is meant.
pub(super) fn flaw(line: &str) -> Option<(Flaw, Range<usize>)> {
    let at = line.find(['(', ')', '[', '{', '}']).filter(|_| !line.starts_with("::"))?;
    let (id, rest) = line.split_at(at);
    let (open, close) = SHAPES.iter().find(|(open, _)| rest.starts_with(open))?;
    let text = rest[open.len()..].strip_suffix(close)?;
    if is_words(id, text) && is_plain(text) {
        return Some((Flaw::BeforeBracket, 0..id.trim_end().len()));
    }
    let bracket = text.find(BRACKETS).filter(|_| !is_quoted(text))? + at + open.len();
    Some((Flaw::Bracket, bracket..bracket + 1))
}

/// Whether what stands before a node's bracket is meant to be read, though Mermaid takes it for an id.
///
/// An id is written without blanks, in ASCII and right before its bracket: `root((text))`, `A1[text]`. Words are not, or are
/// an abbreviation that the bracket explains. Where both may be, nothing is lost by showing it.
fn is_words(id: &str, text: &str) -> bool {
    const USUAL: [&str; 15] = [
        "root",
        "center",
        "main",
        "topic",
        "node",
        "id",
        "根",
        "根节点",
        "中心",
        "中心主题",
        "主题",
        "核心",
        "节点",
        "子节点",
        "分支",
    ];
    let name = id.trim_end();
    let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let stem = name.trim_end_matches(is_number);
    if stem.is_empty() || USUAL.iter().any(|usual| stem.eq_ignore_ascii_case(usual)) {
        return false;
    }
    let is_ascii = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !name.chars().all(is_ascii) {
        return true;
    }
    let is_id = name.len() == 1 || name.contains(|c: char| c.is_ascii_digit() || c == '_');
    let is_abbreviation = name.bytes().all(|b| b.is_ascii_uppercase());
    !is_id && !text.starts_with('"') && (name.len() < id.len() || is_abbreviation)
}

/// How many lines, blank ones aside, a node goes on for that is not closed in its first one.
pub(super) fn more_lines(line: &str, rest: &str) -> usize {
    let Some((open, close)) =
        line.find(BRACKETS).and_then(|at| SHAPES.iter().find(|(open, _)| line[at..].starts_with(open)))
    else {
        return 0;
    };
    let inside = line.split_once(open).map_or("", |(_, inside)| inside);
    if inside.contains(BRACKETS) || inside.trim_start().starts_with('"') && inside.matches('"').count() > 1 {
        return 0;
    }
    let end = rest.find(BRACKETS).filter(|end| rest[*end..].starts_with(close));
    let ends_line =
        |end: &usize| rest[end + close.len()..].lines().next().is_none_or(|over| over.trim().is_empty());
    let end = end.filter(ends_line).filter(|end| rest[..*end].matches('\n').count() < 8);
    end.map_or(0, |end| rest[..end + 1].lines().filter(|line| !line.trim().is_empty()).count())
}

fn is_unclosed(inside: &str, id: &str) -> bool {
    let text = inside.trim_end_matches([')', ']', '}']);
    !text.contains(BRACKETS) && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !id.is_empty()
}

fn is_plain(text: &str) -> bool {
    match quoted(text) {
        Some(inside) => !inside.contains('"'),
        None => !text.trim().is_empty() && !text.contains(BRACKETS) && !text.starts_with('"'),
    }
}

/// Whether all of a text stands in quotes, where brackets mean nothing.
fn is_quoted(text: &str) -> bool {
    quoted(text).is_some_and(|inside| !inside.contains('"'))
}

fn quoted(text: &str) -> Option<&str> {
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).filter(|text| !text.is_empty())
}

/// Whether brackets of one kind close only what they opened.
fn is_balanced(text: &str) -> bool {
    let mut open = 0_i32;
    let never_below = text.chars().all(|c| {
        open += match c {
            '(' | '[' | '{' => 1,
            ')' | ']' | '}' => -1,
            _ => 0,
        };
        open >= 0
    });
    never_below && open == 0
}

/// A node that is indented no further than the root: prose behind the map goes, branches go under the root.
fn second_root(source: &str) -> Option<String> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> = source.lines().collect();
    let header = lines.iter().position(|line| line.trim() == "mindmap")?;
    let root = header + 1 + lines[header + 1..].iter().position(|line| is_node(line))?;
    let level = indent(lines[root]);
    let stray = |line: &str| is_node(line) && indent(line) <= level;
    let spans = (0..lines.len())
        .any(|at| more_lines(lines[at], &lines[at + 1..lines.len().min(at + 9)].join("\n")) > 0);
    if spans || !lines[root + 1..].iter().any(|line| stray(line)) {
        return None;
    }
    let mut kept: Vec<String> = lines[..=root].iter().map(|line| (*line).to_owned()).collect();
    let mut under = false;
    for (at, line) in lines.iter().enumerate().skip(root + 1) {
        let prose = lines[at - 1].trim().is_empty() || line.trim_end().ends_with(['。', '！', '.', '：']);
        under |= stray(line) && !prose;
        if stray(line) && prose && !under {
            let more = lines[at + 1..].iter().any(|line| is_node(line) && indent(line) > level);
            if !more {
                continue;
            }
            under = true;
        }
        let deeper = if under && is_node(line) { "  " } else { "" };
        kept.push(format!("{deeper}{line}"));
    }
    Some(kept.join("\n"))
}

fn is_node(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with("%%") && !line.starts_with("::")
}

#[cfg(test)]
mod tests {
    use crate::diagram::repair::repair;
    use crate::diagram::repair::tests::mends;

    #[test]
    fn unquoted_node() {
        mends("mindmap\n  root((a (b)))\n    f(x) = y", "mindmap\n  root((\"a (b)\"))\n    [\"f(x) = y\"]");
        mends("mindmap\n  root(a", "mindmap\n  root(\"a\")");
        mends("mindmap\n  根\n    三[", "mindmap\n  根\n    [\"三[\"]");
        mends("mindmap\n  root((慢跑 [第三期]))", "mindmap\n  root((\"慢跑 [第三期]\"))");
        // What is mended needs no mending.
        assert_eq!(repair("mindmap\n  根\n    [\"三[\"]"), None);
    }

    #[test]
    fn words_before_a_bracket_are_read() {
        for line in [
            "备料 [面粉]",
            "揉面(十分钟)",
            "醒发 ((两次))",
            "Step one (mix)",
            "Baking (5:32)",
            "RAG(检索)",
            "出炉 [\"热\"]",
            "GPT-4 与 LLM[模型]",
        ] {
            let quoted = line.replace('"', "#quot;");
            mends(
                &format!("mindmap\n  root((面包))\n    {line}"),
                &format!("mindmap\n  root((面包))\n    [\"{quoted}\"]"),
            );
            mends(
                &format!("kanban\n  {line}@{{ assigned: 我 }}"),
                &format!("kanban\n  [\"{quoted}\"]@{{ assigned: 我 }}"),
            );
        }
        for line in [
            "id1[一]",
            "A(二)",
            "step_one((三))",
            "id ))四((",
            "中心(五)",
            "topic [六]",
            "x [\"七\"]",
            "child{{八}}",
            "::icon(fa fa-book)",
            "t2 [九]",
        ] {
            assert_eq!(repair(&format!("mindmap\n  root((面包))\n    {line}")), None, "{line}");
        }
    }

    #[test]
    fn second_root() {
        mends("mindmap\na\nb\n  c", "mindmap\na\n  b\n    c");
        mends("mindmap\na\n  b\n\n以上是导图。", "mindmap\na\n  b\n");
    }
}
