//! Mistakes in ids.

use std::collections::{HashMap, HashSet};

use super::chart::{Chart, Kind, Node, RESERVED};
use super::label::{Label, floor};
use super::text::quote;

/// `[text] --> B`: a node of its own for each text.
pub(super) fn missing_id(chart: &mut Chart) {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    for node in chart.nodes().filter(|node| node.id.is_empty()) {
        let Some(label) = &node.label else { continue };
        let next = numbers.len() + 1;
        let number = *numbers.entry(label.text.to_string()).or_insert(next);
        node.id = format!("node_{number}").into();
    }
}

/// Whether Mermaid reads this as an id.
pub(super) fn is_sound(id: &str) -> bool {
    let allowed = |c: char| match c {
        c if c.is_ascii_alphanumeric() => true,
        c if c.is_ascii() => "_-.*+/'!#$%?\\&`,:".contains(c),
        c => c.is_alphabetic() && u32::from(c) < 0x1_0000,
    };
    !id.is_empty() && id.chars().all(allowed) && !RESERVED.contains(&id)
}

/// Ids with blanks or signs in them, in quotes, or that are words of the language, such as `end`.
pub(super) fn unsound_id(chart: &mut Chart) {
    let (known, broken): (Vec<&mut Node>, Vec<&mut Node>) =
        chart.nodes().partition(|node| is_sound(&node.id));
    if broken.is_empty() {
        return;
    }
    let mut known: HashSet<String> = known.iter().map(|node| node.id.to_string()).collect();
    let mut renamed: HashMap<String, Renamed> = HashMap::new();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    for node in broken {
        let is_labelled = node.label.is_some() || node.more.starts_with('@');
        if let Some(renamed) = renamed.get_mut(node.id.as_ref()) {
            renamed.is_labelled |= is_labelled;
            continue;
        }
        let new = unlike(sound_id(&node.id), &known, &mut numbers);
        known.insert(new.clone());
        renamed.insert(node.id.to_string(), Renamed { new, is_labelled });
    }
    rename(chart, &mut renamed);
}

/// What becomes of an id.
struct Renamed {
    new: String,
    /// Whether one of its nodes has a label.
    is_labelled: bool,
}

/// The id without what breaks it.
fn sound_id(id: &str) -> String {
    let mut new = String::new();
    for c in id.trim_matches(['"', ' ']).chars() {
        let sound =
            c == '_' || c.is_ascii_alphanumeric() || (!c.is_ascii() && is_sound(c.encode_utf8(&mut [0; 4])));
        if sound {
            new.push(c);
        } else if !new.ends_with('_') && !new.is_empty() {
            new.push('_');
        }
    }
    new.truncate(new.trim_end_matches('_').len());
    if new.is_empty() {
        new.push_str("node");
    }
    if RESERVED.contains(&new.as_str()) {
        new[..1].make_ascii_uppercase();
    }
    new
}

/// An id that is none of those that are known: `a_`, `a_2` and so on for `a`.
fn unlike(id: String, known: &HashSet<String>, numbers: &mut HashMap<String, usize>) -> String {
    let mut new = id.clone();
    while known.contains(&new) {
        let number = numbers.entry(id.clone()).and_modify(|number| *number += 1).or_insert(1);
        new = if *number == 1 { format!("{id}_") } else { format!("{id}_{number}") };
    }
    new
}

/// Renames nodes everywhere; where one has no label its old id becomes one.
fn rename(chart: &mut Chart, renamed: &mut HashMap<String, Renamed>) {
    for node in chart.nodes() {
        let Some(Renamed { new, is_labelled }) = renamed.get_mut(node.id.as_ref()) else { continue };
        if !std::mem::replace(is_labelled, true) {
            node.label = Some(Label { open: "[".into(), text: quote(&node.id).into(), close: "]".into() });
        }
        node.id = new.clone().into();
    }
    for statement in &mut chart.statements {
        match &mut statement.kind {
            Kind::Style("style" | "class", rest) => {
                if let Some((new, after)) = renamed_at(rest.trim_start(), &[' ', ',', '\t'], renamed) {
                    *rest = format!(" {new}{after}").into();
                }
            }
            Kind::Verbatim(text) => {
                let named = text.strip_prefix("click ").map(str::trim_start);
                if let Some((new, after)) = named.and_then(|named| renamed_at(named, &[' '], renamed)) {
                    *text = format!("click {new}{after}").into();
                }
            }
            Kind::Subgraph(_, title) => {
                let old = title.trim().trim_matches('"');
                if let Some(Renamed { new, .. }) = renamed.get(old) {
                    *title = format!(" {new}[{}]", quote(old)).into();
                }
            }
            _ => {}
        }
    }
}

/// The new id in place of the old one that a text begins with, up to one of these characters, and what follows it.
fn renamed_at<'a>(
    text: &'a str,
    ends: &[char],
    renamed: &'a HashMap<String, Renamed>,
) -> Option<(&'a str, &'a str)> {
    let near = &text[..floor(text, LONGEST_NAMED)];
    near.match_indices(ends).find_map(|(end, _)| {
        let Renamed { new, .. } = renamed.get(&text[..end])?;
        Some((new.as_str(), &text[end..]))
    })
}

/// Statements name no longer ids.
const LONGEST_NAMED: usize = 200;

#[cfg(test)]
mod tests {
    use crate::diagram::repair::tests::mends;

    #[test]
    fn missing_id() {
        mends("graph TD\n[x] --> (y)", "graph TD\nnode_1[x] --> node_2(y)");
    }

    #[test]
    fn unsound_id() {
        mends("graph TD\n用户 登录[x] --> B", "graph TD\n用户_登录[x] --> B");
        mends("graph TD\nA --> 用户 登录", "graph TD\nA --> 用户_登录[\"用户 登录\"]");
        mends("graph TD\n\"a b\" --> \"c\"", "graph TD\na_b[\"a b\"] --> c[\"c\"]");
        mends(
            "graph TD\nA --> end\nstyle end fill:#fff",
            "graph TD\nA --> End[\"end\"]\nstyle End fill:#fff",
        );
        mends("graph TD\nend[完] --> End", "graph TD\nEnd_[完] --> End");
    }
}
