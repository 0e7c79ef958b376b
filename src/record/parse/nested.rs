//! Values of JSON that hold others: summaries in parts become text, and what only machines read is no fact.

use super::field::Field;
use super::names::plain;
use super::segments;
use super::tree::{Map, Node, Value};

/// Keys of which a summary in parts has one, without the marks and the case that [`plain`] takes away.
const PARTS: [&str; 18] = [
    "tldr",
    "tl;dr",
    "summary",
    "overview",
    "keypoints",
    "keytakeaways",
    "takeaways",
    "highlights",
    "conclusion",
    "conclusions",
    "摘要",
    "总结",
    "總結",
    "概要",
    "要点",
    "要點",
    "核心观点",
    "结论",
];

/// A longer list or map of maps is for programs: the formats and the addresses of a video's files, in bytes of JSON.
const MAX_FACT_BYTES: usize = 2000;

/// Whether a value is a summary in parts: a map of texts, and of lists of texts, one of which is called like a summary.
pub(super) fn is_summary(value: &Value) -> bool {
    let Value::Map(map) = value else { return false };
    let is_text = |value: &Value| match value {
        Value::List(nodes) => nodes.iter().all(|node| matches!(node.value, Value::Text(_))),
        value => value.scalar().is_some(),
    };
    map.iter().any(|(key, node)| PARTS.contains(&&*plain(key)) && !node.value.is_empty())
        && map.iter().all(|(_, node)| is_text(&node.value))
}

/// The text of a value for one of the two sections. Maps and lists of a summary become headings and items.
pub(super) fn text(kind: Field, value: &Value) -> String {
    match value {
        Value::Map(map) if kind == Field::Description && !segments::is_in_pieces(map) => parts(map, 3),
        Value::List(nodes) if kind == Field::Description && nodes.len() > 1 && nodes.iter().all(is_line) => {
            items(nodes)
        }
        value => segments::text(value),
    }
}

/// Headings go no deeper.
const MAX_LEVEL: usize = 6;

fn parts(map: &Map, level: usize) -> String {
    let part = |(key, node): &(String, Node)| {
        let text = match &node.value {
            Value::Map(map) if level < MAX_LEVEL => parts(map, level + 1),
            Value::List(nodes) if nodes.iter().all(is_line) => items(nodes),
            Value::List(nodes) if level < MAX_LEVEL => {
                let inner = |node: &Node| match &node.value {
                    Value::Map(map) => parts(map, level + 1),
                    value => segments::text(value),
                };
                nodes.iter().map(inner).collect::<Vec<_>>().join("\n\n")
            }
            value => value.scalar().map_or_else(|| value.json(), str::to_owned),
        };
        format!("{} {}\n\n{text}", "#".repeat(level), label(key))
    };
    let parts = map.iter().filter(|(_, node)| !node.value.is_empty()).map(part);
    parts.collect::<Vec<_>>().join("\n\n")
}

/// A key as people write it: `key_points` is `Key points`.
fn label(key: &str) -> String {
    if plain(key) == "tldr" {
        return "TL;DR".to_owned();
    }
    let words = key.replace('_', " ");
    let mut chars = words.trim().chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn is_line(node: &Node) -> bool {
    node.value.scalar().is_some_and(|text| !text.trim().contains('\n'))
}

fn items(nodes: &[Node]) -> String {
    let lines = nodes.iter().filter_map(|node| node.value.scalar()).filter(|text| !text.trim().is_empty());
    let item = |text: &str| {
        let text = text.trim();
        let is_item =
            text.starts_with(['-', '*', '#', '|', '>']) || text.starts_with(|c: char| c.is_ascii_digit());
        if is_item { text.to_owned() } else { format!("- {text}") }
    };
    lines.map(item).collect::<Vec<_>>().join("\n")
}

/// Whether a value is for programs alone: long, and made of maps.
pub(super) fn is_of_machines(value: &Value) -> bool {
    let has_maps = |node: &Node| match &node.value {
        Value::Map(_) => true,
        Value::List(nodes) => nodes.iter().any(|node| matches!(node.value, Value::Map(_))),
        _ => false,
    };
    let is_nested = match value {
        Value::List(nodes) => nodes.iter().any(has_maps),
        Value::Map(map) => map.iter().any(|(_, node)| has_maps(node)),
        _ => false,
    };
    is_nested && value.json().len() > MAX_FACT_BYTES
}
