//! What is made of nodes, edges and groups.

use std::borrow::Cow;
use std::collections::HashMap;

use super::text::drawn;
use super::{Line, Lines};
use crate::diagram::lint::{Chart, Edge, Heads, Node, Tip};

/// A flowchart.
pub(super) fn of_flowchart(chart: &Chart, bytes: usize) -> Option<Vec<Line>> {
    outline(chart, &HashMap::new(), drawn, bytes)
}

/// `label → where`.
fn relation(label: &str, heads: Heads, to: &str) -> String {
    let arrow = match heads {
        Heads::None | Heads::Unseen => "—",
        Heads::End(Tip::Arrow) => "→",
        Heads::End(Tip::Cross) => "—×",
        Heads::End(Tip::Circle) => "—○",
        Heads::Both(Tip::Arrow) => "↔",
        Heads::Both(Tip::Cross) => "×—×",
        Heads::Both(Tip::Circle) => "○—○",
    };
    let (label, to) = (apart(label), apart(to));
    if label.is_empty() { format!("{arrow} {to}") } else { format!("{label} {arrow} {to}") }
}

/// A name or a label that has arrows of its own is quoted.
fn apart(name: &str) -> Cow<'_, str> {
    if name.contains(['→', '↔', '—']) { format!("“{name}”").into() } else { name.into() }
}

/// Further lines of nodes, by their places.
pub(super) type Details = HashMap<usize, Vec<String>>;

/// The outline of a graph whose source has so many bytes; `read` reads a text as it is drawn.
pub(super) fn outline(
    chart: &Chart,
    details: &Details,
    read: fn(&str) -> String,
    bytes: usize,
) -> Option<Vec<Line>> {
    let mut from: Vec<Vec<&Edge>> = vec![Vec::new(); chart.nodes.len()];
    let mut is_named = vec![false; chart.nodes.len()];
    // The node or group of an edge lies in a group, and is named there where the edge begins in it, too.
    let around = |place: usize| {
        let node = &chart.nodes[place];
        node.stands_for.map_or(node.group, |group| chart.groups[group].parent)
    };
    for edge in chart.edges.iter().filter(|edge| edge.heads != Heads::Unseen) {
        from[edge.from].push(edge);
        is_named[edge.to] |= edge.from != edge.to && around(edge.from) == around(edge.to);
    }
    let names = names(chart, read);
    let mut writer = Writer { chart, details, is_named, from, names, lines: Lines::of(bytes), read };
    writer.write();
    writer.lines.end()
}

/// The names of all nodes. Those that several have get numbers: which of them leads where is seen on the drawing.
fn names(chart: &Chart, read: fn(&str) -> String) -> Vec<String> {
    let mut names: Vec<String> = chart.nodes.iter().map(|node| name(chart, node, read)).collect();
    let mut of_name: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, node) in chart.nodes.iter().enumerate().filter(|(_, node)| node.stands_for.is_none()) {
        // Each group has a beginning and an end of its own.
        if !node.id.starts_with("[*]") {
            of_name.entry(names[place].clone()).or_default().push(place);
        }
    }
    for places in of_name.values().filter(|places| places.len() > 1) {
        for (number, place) in (1..).zip(places) {
            names[*place].push_str(&format!(" #{number}"));
        }
    }
    names
}

/// What a node, or the group that it stands for, is called on the drawing.
fn name(chart: &Chart, node: &Node, read: fn(&str) -> String) -> String {
    let label = match node.stands_for {
        Some(group) => Some(chart.groups[group].title.as_str()),
        None => node.label.as_deref(),
    };
    let name = read(label.unwrap_or(&node.id));
    if name.is_empty() { node.id.clone() } else { name }
}

struct Writer<'a> {
    chart: &'a Chart,
    details: &'a Details,
    /// Whether a relation names a node that stands in its own group.
    is_named: Vec<bool>,
    /// The relations from each node.
    from: Vec<Vec<&'a Edge>>,
    names: Vec<String>,
    lines: Lines,
    read: fn(&str) -> String,
}

impl Writer<'_> {
    fn write(&mut self) {
        let chart = self.chart;
        // What is in each group, and at last what is in none, by where it begins.
        let mut parts: Vec<Vec<(usize, bool, usize)>> = vec![Vec::new(); chart.groups.len() + 1];
        let place = |group: Option<usize>| group.unwrap_or(chart.groups.len());
        for (group, inner) in chart.groups.iter().enumerate() {
            parts[place(inner.parent)].push((group + 1, false, group));
        }
        for (number, node) in chart.nodes.iter().enumerate().filter(|(_, node)| node.stands_for.is_none()) {
            parts[place(node.group)].push((node.after, true, number));
        }
        parts.iter_mut().for_each(|parts| parts.sort_unstable());
        let mut names = vec![None; chart.groups.len()];
        for (number, node) in chart.nodes.iter().enumerate() {
            if let Some(group) = node.stands_for {
                names[group] = Some(number);
            }
        }
        // What is still to be written, the next at the end: groups may lie in each other as deep as they like.
        let mut open: Vec<(usize, usize, bool)> = Vec::new();
        let begin = |open: &mut Vec<_>, group: usize, depth: usize| {
            open.extend(parts[group].iter().rev().map(|(_, is_node, place)| (*place, depth, *is_node)));
        };
        begin(&mut open, chart.groups.len(), 0);
        while let Some((place, depth, is_node)) = open.pop() {
            if is_node {
                self.node(place, depth);
                continue;
            }
            self.lines.push(depth, (self.read)(&chart.groups[place].title));
            if let Some(node) = names[place] {
                self.below(node, depth + 1);
            }
            begin(&mut open, place, depth + 1);
        }
    }

    fn node(&mut self, place: usize, depth: usize) {
        let leads = !self.from[place].is_empty() || self.details.contains_key(&place);
        if leads || !self.is_named[place] {
            self.lines.push(depth, self.names[place].clone());
            self.below(place, depth + 1);
        }
    }

    /// What is said of a node or a group, and where it leads.
    fn below(&mut self, place: usize, depth: usize) {
        for text in self.details.get(&place).into_iter().flatten() {
            self.lines.push(depth, text.clone());
        }
        for edge in &self.from[place] {
            let text = relation(&(self.read)(&edge.label), edge.heads, &self.names[edge.to]);
            self.lines.push(depth, text);
        }
    }
}
