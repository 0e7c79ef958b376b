//! Mistakes in subgraphs.

use super::chart::{Chart, Kind, Statement, is_blank};
use super::id::is_sound;
use super::label::bracket;
use super::text::{breaks, is_quoted, quote};

/// Titles of subgraphs with signs in them that need quotes, or with no text.
pub(super) fn unquoted_title(chart: &mut Chart) {
    for statement in &mut chart.statements {
        let Kind::Subgraph(word, title) = &mut statement.kind else { continue };
        *word = "subgraph";
        let text = title.trim();
        if let Some(repaired) = sound_title(text) {
            *title = format!(" {repaired}").into();
        } else if title.ends_with(is_blank) || title.trim_start().len() == title.len() {
            *title = format!(" {text}").into();
        }
    }
}

fn sound_title(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("\" \"".to_owned());
    }
    let plain = |c: char| is_blank(c) || "\"=".contains(c) || is_sound(c.encode_utf8(&mut [0; 4]));
    if is_quoted(text) || (text.chars().all(plain) && !text.contains('"')) {
        return None;
    }
    // `id[title]`, `id["title"]`, `id "title"`.
    let id = text.split(|c: char| c == '"' || bracket(c).is_some()).next().unwrap_or_default();
    let name = id.trim_end();
    let rest = &text[id.len()..];
    if is_sound(name) && rest.ends_with([']', '】', ')', '"']) {
        let open = rest.chars().next().filter(|c| matches!(bracket(*c), Some('['))).map_or(0, char::len_utf8);
        let close = rest.chars().next_back().filter(|c| bracket(*c) == Some(']')).map_or(0, char::len_utf8);
        if open > 0 && close > 0 && rest.len() > open + close {
            let inside = rest[open..rest.len() - close].trim();
            let sound = is_quoted(inside) || !(inside.contains(breaks) || inside.starts_with(['/', '\\']));
            return (!sound || open > 1 || close > 1).then(|| format!("{name}[{}]", quote(inside)));
        }
        if is_quoted(rest) {
            return Some(format!("{name}[{rest}]"));
        }
    }
    if let Some(open) = rest.strip_prefix('[').filter(|open| is_sound(name) && !open.contains(']')) {
        return Some(format!("{name}[{}]", quote(open)));
    }
    let bare = text.trim_matches(['“', '”', '[', '【']).trim_end_matches(']').trim_end_matches('】');
    Some(quote(if text.starts_with(['[', '【', '“']) { bare } else { text }))
}

/// A subgraph without its `end`, and an `end` without its subgraph.
pub(super) fn unbalanced_subgraph(chart: &mut Chart) {
    let mut depth = 0_i32;
    let mut sound = true;
    for statement in &chart.statements {
        depth += match statement.kind {
            Kind::Subgraph(..) => 1,
            Kind::End(_) => -1,
            _ => 0,
        };
        sound &= depth >= 0;
    }
    if sound && depth == 0 {
        return;
    }
    // What is indented less than a subgraph's inside, and is not its `end`, comes after it.
    let mut open: Vec<(usize, Option<usize>)> = Vec::new();
    let mut balanced = Vec::with_capacity(chart.statements.len() + open.len());
    for statement in chart.statements.drain(..) {
        let indent = statement.indent.chars().count();
        let end = || Statement { indent: "", kind: Kind::End("end"), end: "\n".into() };
        let blank = matches!(&statement.kind, Kind::Chain(parts) if parts.is_empty());
        let closes = matches!(statement.kind, Kind::End(_));
        while !blank && open.last().is_some_and(|level| is_behind(*level, indent, closes)) {
            open.pop();
            balanced.push(end());
        }
        if let Some((_, inside @ None)) = open.last_mut().filter(|_| !blank && !closes) {
            *inside = Some(indent);
        }
        match statement.kind {
            Kind::Subgraph(..) => open.push((indent, None)),
            Kind::End(_) if open.pop().is_none() => continue,
            _ => {}
        }
        balanced.push(statement);
    }
    if let Some(last) = balanced.last_mut().filter(|last| !open.is_empty() && last.end.is_empty()) {
        last.end = "\n".into();
    }
    for missing in (0..open.len()).rev() {
        let end = if missing > 0 { "\n" } else { "" };
        balanced.push(Statement { indent: "", kind: Kind::End("end"), end: end.into() });
    }
    chart.statements = balanced;
}

/// Whether a statement of this indentation comes after a subgraph of that one, and of that inside.
fn is_behind((outer, inside): (usize, Option<usize>), indent: usize, closes: bool) -> bool {
    inside.is_some_and(|inside| inside > outer) && (indent < outer || (indent == outer && !closes))
}

#[cfg(test)]
mod tests {
    use crate::diagram::repair::tests::mends;

    #[test]
    fn unquoted_title() {
        mends("graph TD\nsubgraph 一：准备（早）\nA\nend", "graph TD\nsubgraph \"一：准备（早）\"\nA\nend");
        mends("graph TD\nsubgraph a (b)\nA\nend", "graph TD\nsubgraph \"a (b)\"\nA\nend");
        mends("graph TD\nsubgraph a \"b\"\nA\nend", "graph TD\nsubgraph a[\"b\"]\nA\nend");
        mends("graph TD\nsubgraph\nA\nend", "graph TD\nsubgraph \" \"\nA\nend");
    }

    #[test]
    fn unbalanced_subgraph() {
        mends("graph TD\nsubgraph a\n  A", "graph TD\nsubgraph a\n  A\nend");
        mends("graph TD\nA-->B\nend", "graph TD\nA-->B\n");
        mends(
            "graph TD\nsubgraph a\n  A\nsubgraph b\n  B\nend",
            "graph TD\nsubgraph a\n  A\nend\nsubgraph b\n  B\nend",
        );
    }
}
