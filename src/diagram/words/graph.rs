//! What is made of nodes, edges and groups.

use std::collections::{HashMap, HashSet};

use super::Line;
use super::text::drawn;
use crate::diagram::lint::{Chart, Edge, Heads, Tip};

/// A flowchart.
pub(super) fn of_flowchart(chart: &Chart) -> Vec<Line> {
    outline(chart, &HashMap::new(), drawn)
}

/// `label → where`.
fn relation(label: String, heads: Heads, to: &str) -> String {
    let arrow = match heads {
        Heads::None | Heads::Unseen => "—",
        Heads::End(Tip::Arrow) => "→",
        Heads::End(Tip::Cross) => "—×",
        Heads::End(Tip::Circle) => "—○",
        Heads::Both(Tip::Arrow) => "↔",
        Heads::Both(Tip::Cross) => "×—×",
        Heads::Both(Tip::Circle) => "○—○",
    };
    let label = apart(label);
    if label.is_empty() { format!("{arrow} {to}") } else { format!("{label} {arrow} {to}") }
}

/// A name or a label that has arrows of its own is quoted.
fn apart(name: String) -> String {
    if name.contains(['→', '↔', '—']) { format!("“{name}”") } else { name }
}

/// The outline of a graph. `details` has further lines of nodes and groups, by their ids; `read` reads a text as it is drawn.
pub(super) fn outline(
    chart: &Chart,
    details: &HashMap<String, Vec<String>>,
    read: fn(&str) -> String,
) -> Vec<Line> {
    let mut from: HashMap<&str, Vec<&Edge>> = HashMap::new();
    for edge in chart.edges.iter().filter(|edge| edge.heads != Heads::Unseen) {
        from.entry(&edge.from).or_default().push(edge);
    }
    let writer = Writer { chart, details, named: named(chart), from, read };
    let mut lines = Vec::new();
    writer.group(None, 0, &mut lines);
    lines
}

/// The nodes that a relation names which stands in their own group.
fn named(chart: &Chart) -> HashSet<&str> {
    let group = |id: &str| {
        chart
            .group(id)
            .map_or_else(|| chart.node(id).map(|node| node.group), |group| Some(chart.groups[group].parent))
    };
    let edges = chart.edges.iter().filter(|edge| edge.heads != Heads::Unseen && edge.from != edge.to);
    edges.filter(|edge| group(&edge.from) == group(&edge.to)).map(|edge| edge.to.as_str()).collect()
}

struct Writer<'a> {
    chart: &'a Chart,
    details: &'a HashMap<String, Vec<String>>,
    named: HashSet<&'a str>,
    from: HashMap<&'a str, Vec<&'a Edge>>,
    read: fn(&str) -> String,
}

impl Writer<'_> {
    /// What is in a group: nodes and groups in the order in which they begin.
    fn group(&self, group: Option<usize>, depth: usize, lines: &mut Vec<Line>) {
        let chart = self.chart;
        let groups = chart.groups.iter().enumerate().filter(|(_, inner)| inner.parent == group);
        let nodes = chart.nodes.iter().enumerate().filter(|(_, node)| node.group == group);
        let mut parts: Vec<(usize, bool, usize)> =
            groups.map(|(place, _)| (place + 1, false, place)).collect();
        parts.extend(nodes.map(|(place, node)| (node.after, true, place)));
        parts.sort_unstable();
        for (_, is_node, place) in parts {
            if is_node {
                self.node(place, depth, lines);
                continue;
            }
            let inner = &chart.groups[place];
            lines.push(Line { depth, text: (self.read)(&inner.title) });
            self.below(&inner.id, depth + 1, lines);
            self.group(Some(place), depth + 1, lines);
        }
    }

    fn node(&self, place: usize, depth: usize, lines: &mut Vec<Line>) {
        let node = &self.chart.nodes[place];
        // An edge that names a group leads from the group.
        if self.chart.group(&node.id).is_some() {
            return;
        }
        let leads = self.from.contains_key(node.id.as_str()) || self.details.contains_key(&node.id);
        if !leads && self.named.contains(node.id.as_str()) {
            return;
        }
        lines.push(Line { depth, text: self.name(&node.id) });
        self.below(&node.id, depth + 1, lines);
    }

    /// What is said of a node or a group, and where it leads.
    fn below(&self, id: &str, depth: usize, lines: &mut Vec<Line>) {
        let details = self.details.get(id).into_iter().flatten().cloned();
        let relations = self.from.get(id).into_iter().flatten();
        let relations =
            relations.map(|edge| relation((self.read)(&edge.label), edge.heads, &apart(self.name(&edge.to))));
        lines.extend(details.chain(relations).map(|text| Line { depth, text }));
    }

    /// What a node or a group is called on the drawing.
    fn name(&self, id: &str) -> String {
        if let Some(group) = self.chart.group(id) {
            return (self.read)(&self.chart.groups[group].title);
        }
        let label = self.chart.node(id).and_then(|node| node.label.as_deref());
        let name = (self.read)(label.unwrap_or(id));
        if name.is_empty() { id.to_owned() } else { name }
    }
}
