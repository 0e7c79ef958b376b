//! What a flowchart says: its nodes, what leads from one to another, and its groups.

use std::collections::HashMap;

/// What was read of a flowchart. All texts are as they are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chart {
    /// The nodes, in the order in which they are first named.
    pub nodes: Vec<Node>,
    /// The edges, in the order in which they are written.
    pub edges: Vec<Edge>,
    /// The groups, in the order in which they begin.
    pub groups: Vec<Group>,
    places: HashMap<String, usize>,
}

/// A node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// How edges name it.
    pub id: String,
    /// Its last label; the id is shown where there is none.
    pub label: Option<String>,
    /// The group that it lies in, by its place.
    pub group: Option<usize>,
    /// How many groups began before it was first named: where it stands among them.
    pub after: usize,
}

/// What leads from one node to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// The id of a node or a group.
    pub from: String,
    /// The id of a node or a group.
    pub to: String,
    /// Its label; may be empty.
    pub label: String,
    /// Which ends are marked.
    pub heads: Heads,
}

/// Which ends of an edge have a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heads {
    /// None.
    None,
    /// The end.
    End(Tip),
    /// Both ends.
    Both(Tip),
    /// It is not drawn, and only keeps two nodes apart.
    Unseen,
}

/// What a head looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tip {
    /// `>`
    Arrow,
    /// `x`
    Cross,
    /// `o`
    Circle,
}

/// A subgraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// How edges name it; may be empty.
    pub id: String,
    /// What stands above it.
    pub title: String,
    /// The group that it lies in, by its place.
    pub parent: Option<usize>,
    /// The ids that are named in it.
    named: Vec<String>,
}

impl Chart {
    /// A node is named, with a label or without.
    pub(crate) fn name(&mut self, id: &str, label: Option<&str>, open: Option<usize>) {
        let place = *self.places.entry(id.to_owned()).or_insert_with(|| {
            let after = self.groups.len();
            self.nodes.push(Node { id: id.to_owned(), label: None, group: None, after });
            self.nodes.len() - 1
        });
        if let Some(label) = label {
            self.nodes[place].label = Some(label.to_owned());
        }
        if let Some(open) = open {
            self.groups[open].named.push(id.to_owned());
        }
    }

    /// A group begins in another; gives its place. One whose title has blanks and no id of its own cannot be named.
    pub(crate) fn open(&mut self, id: &str, title: &str, parent: Option<usize>) -> usize {
        let id = if id == title && id.contains(char::is_whitespace) { "" } else { id };
        self.groups.push(Group { id: id.to_owned(), title: title.to_owned(), parent, named: Vec::new() });
        self.groups.len() - 1
    }

    /// A group ends: it has the nodes that are named in it, save those of groups that ended before.
    pub(crate) fn close(&mut self, group: usize) {
        for id in std::mem::take(&mut self.groups[group].named) {
            if let Some(place) = self.places.get(&id) {
                self.nodes[*place].group.get_or_insert(group);
            }
        }
    }

    /// All is read: a group that another names lies in it.
    pub(crate) fn end(mut self) -> Self {
        for group in 0..self.groups.len() {
            let id = &self.groups[group].id;
            let around = self.places.get(id).and_then(|place| self.nodes[*place].group);
            let is_first = self.group(id) == Some(group) && self.groups[group].parent.is_none();
            if let Some(around) = around.filter(|around| is_first && !self.is_in(*around, group)) {
                self.groups[group].parent = Some(around);
            }
        }
        self
    }

    /// Whether a group is another, or lies in it.
    fn is_in(&self, inner: usize, outer: usize) -> bool {
        std::iter::successors(Some(inner), |group| self.groups[*group].parent).any(|group| group == outer)
    }

    /// The group that an id names.
    pub fn group(&self, id: &str) -> Option<usize> {
        self.groups.iter().position(|group| group.id == id && !id.is_empty())
    }

    /// The node that an id names. A group of that id is meant before it.
    pub fn node(&self, id: &str) -> Option<&Node> {
        self.places.get(id).map(|place| &self.nodes[*place])
    }
}

impl Heads {
    /// As Mermaid reads the two halves of a link: `start` is empty where it has no text in the middle.
    pub(super) fn of(start: &str, end: &str) -> Self {
        let (start, end) = (start.trim(), end.trim());
        if end.starts_with('~') {
            return Self::Unseen;
        }
        let (tip, other) = match end.chars().last() {
            Some('>') => (Tip::Arrow, '<'),
            Some('x') => (Tip::Cross, 'x'),
            Some('o') => (Tip::Circle, 'o'),
            _ => return Self::None,
        };
        let begins = if start.is_empty() { end } else { start };
        if begins.starts_with(other) { Self::Both(tip) } else { Self::End(tip) }
    }
}
