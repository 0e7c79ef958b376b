//! Mistakes in ids.

use super::chart::{Chart, Kind, RESERVED};
use super::label::Label;
use super::text::quote;

/// `[text] --> B`: a node of its own for each text.
pub(super) fn missing_id(chart: &mut Chart) {
    let mut texts: Vec<String> = Vec::new();
    for node in chart.nodes().filter(|node| node.id.is_empty()) {
        let Some(label) = &node.label else { continue };
        let known = texts.iter().position(|text| *text == label.text);
        let number = known.unwrap_or_else(|| {
            texts.push(label.text.to_string());
            texts.len() - 1
        });
        node.id = format!("node_{}", number + 1).into();
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
    let broken: Vec<String> = chart.nodes().filter(|n| !is_sound(&n.id)).map(|n| n.id.to_string()).collect();
    if broken.is_empty() {
        return;
    }
    let mut known: Vec<String> =
        chart.nodes().filter(|n| is_sound(&n.id)).map(|n| n.id.to_string()).collect();
    let mut renamed: Vec<(String, String)> = Vec::new();
    for old in broken {
        if renamed.iter().all(|(known, _)| *known != old) {
            let new = sound_id(&old, &known);
            known.push(new.clone());
            renamed.push((old, new));
        }
    }
    for (old, new) in &renamed {
        rename(chart, old, new);
    }
}

/// The id without what breaks it, and unlike all others.
fn sound_id(id: &str, known: &[String]) -> String {
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
    while known.contains(&new) {
        new.push('_');
    }
    new
}

/// Renames a node everywhere; where it has no label the old id becomes one.
fn rename(chart: &mut Chart, old: &str, new: &str) {
    let mut labelled =
        chart.nodes().any(|node| node.id == old && (node.label.is_some() || node.more.starts_with('@')));
    for node in chart.nodes().filter(|node| node.id == old) {
        node.id = new.to_owned().into();
        if !labelled {
            node.label = Some(Label { open: "[".into(), text: quote(old).into(), close: "]".into() });
            labelled = true;
        }
    }
    for statement in &mut chart.statements {
        match &mut statement.kind {
            Kind::Style("style" | "class", rest) => {
                let after =
                    rest.trim_start().strip_prefix(old).filter(|after| after.starts_with([' ', ',', '\t']));
                if let Some(after) = after {
                    *rest = format!(" {new}{after}").into();
                }
            }
            Kind::Verbatim(text) => {
                let after = text.strip_prefix("click ").and_then(|rest| rest.trim_start().strip_prefix(old));
                if let Some(after) = after.filter(|after| after.starts_with(' ')) {
                    *text = format!("click {new}{after}").into();
                }
            }
            Kind::Subgraph(_, title) if title.trim().trim_matches('"') == old => {
                *title = format!(" {new}[{}]", quote(old)).into();
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::repair::tests::mends;

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
