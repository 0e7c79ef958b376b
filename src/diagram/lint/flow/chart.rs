//! What a flowchart says: its nodes, what leads from one to another, and its groups.

use ahash::AHashMap;

/// What was read of a flowchart. All texts are as they are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chart {
    /// The nodes, in the order in which they are first named.
    pub nodes: Vec<Node>,
    /// The edges, in the order in which they are written.
    pub edges: Vec<Edge>,
    /// The groups, in the order in which they begin.
    pub groups: Vec<Group>,
    places: AHashMap<String, usize>,
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
    /// The group of the same id, which is meant where it is named.
    pub stands_for: Option<usize>,
}

/// What leads from one node to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// The place of a node.
    pub from: usize,
    /// The place of a node.
    pub to: usize,
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
    /// The nodes that are named in it, by their places.
    named: Vec<usize>,
}

impl Chart {
    /// A node is named, with a label or without; gives its place.
    pub(crate) fn name(&mut self, id: &str, label: Option<&str>, open: Option<usize>) -> usize {
        let place = match self.places.get(id) {
            Some(place) => *place,
            None => {
                let (id, after) = (id.to_owned(), self.groups.len());
                self.places.insert(id.clone(), self.nodes.len());
                self.nodes.push(Node { id, label: None, group: None, after, stands_for: None });
                self.nodes.len() - 1
            }
        };
        if let Some(label) = label {
            self.nodes[place].label = Some(label.to_owned());
        }
        if let Some(open) = open {
            self.groups[open].named.push(place);
        }
        place
    }

    /// A group begins in another; gives its place. One whose title has blanks and no id of its own cannot be named.
    pub(crate) fn open(&mut self, id: &str, title: &str, parent: Option<usize>) -> usize {
        let id = if id == title && id.contains(char::is_whitespace) { "" } else { id };
        self.groups.push(Group { id: id.to_owned(), title: title.to_owned(), parent, named: Vec::new() });
        self.groups.len() - 1
    }

    /// A group ends: it has the nodes that are named in it, save those of groups that ended before.
    pub(crate) fn close(&mut self, group: usize) {
        for place in std::mem::take(&mut self.groups[group].named) {
            self.nodes[place].group.get_or_insert(group);
        }
    }

    /// All is read: ids of groups mean these, and a group that another names lies in it.
    pub(crate) fn end(mut self) -> Self {
        for group in (0..self.groups.len()).rev() {
            if let Some(place) = self.places.get(&self.groups[group].id) {
                self.nodes[*place].stands_for = Some(group);
            }
        }
        for place in 0..self.nodes.len() {
            let Node { stands_for: Some(group), group: Some(around), .. } = self.nodes[place] else {
                continue;
            };
            if self.groups[group].parent.is_none() && !self.is_in(around, group) {
                self.groups[group].parent = Some(around);
            }
        }
        self
    }

    /// Whether a group is another, or lies in it.
    fn is_in(&self, inner: usize, outer: usize) -> bool {
        std::iter::successors(Some(inner), |group| self.groups[*group].parent).any(|group| group == outer)
    }

    /// The node that an id names.
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
