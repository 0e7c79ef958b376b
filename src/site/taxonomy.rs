//! What records are sorted by: categories, tags, sources and authors.

use std::cmp::Reverse;
use std::sync::Arc;

use ahash::{HashMap, HashMapExt as _};

use super::EntryId;
use crate::base::text::fold;
use crate::site::entry::{Entry, Names, levels};
use crate::site::route::{self, Route};

/// The place of a term in its [`Taxonomy`].
pub type TermId = usize;

/// A category, a tag, a source or an author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its name: the spelling that most records use.
    pub name: String,
    /// The folder of its pages.
    pub folder: String,
    /// The address of its newest page.
    pub route: Route,
    /// The category above it.
    pub parent: Option<TermId>,
    /// How many categories stand above it.
    pub depth: usize,
    /// Its records and those of the categories below it, newest first. Where there are none, only failed ones name it.
    pub entries: Vec<EntryId>,
    /// The same of the failed ones.
    pub failed: Vec<EntryId>,
}

impl Term {
    /// What it is called in addresses: its folder in that of all.
    pub fn path(&self) -> &str {
        self.folder.split_once('/').unwrap_or_default().1
    }
}

/// All terms of one kind of names, and those of each entry.
#[derive(Debug, Clone, Default)]
pub struct Taxonomy {
    /// The largest first, each before those below it.
    pub terms: Vec<Term>,
    /// The terms of the entries, one entry after the other, and where each entry's end.
    used: Vec<TermId>,
    ends: Vec<usize>,
}

impl Taxonomy {
    /// An entry's terms, without those above them.
    pub fn ids_of(&self, id: EntryId) -> &[TermId] {
        let Some(end) = self.ends.get(id) else { return &[] };
        let from = id.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.used[from..*end]
    }

    /// The same.
    pub fn of(&self, id: EntryId) -> impl ExactSizeIterator<Item = &Term> {
        self.ids_of(id).iter().map(|term| &self.terms[*term])
    }

    /// The terms above a term, from the top level down, and the term.
    pub fn path(&self, id: TermId) -> Vec<&Term> {
        let above = |term: &&Term| term.parent.map(|parent| &self.terms[parent]);
        let mut path: Vec<&Term> = std::iter::successors(self.terms.get(id), above).collect();
        path.reverse();
        path
    }

    /// The names on that path.
    pub fn names(&self, id: TermId) -> impl Iterator<Item = &str> {
        self.path(id).into_iter().map(|term| term.name.as_str())
    }

    /// The terms right below a term.
    pub fn below(&self, id: TermId) -> impl Iterator<Item = &Term> {
        // What is below a term follows it.
        let depth = self.terms[id].depth;
        let below = self.terms[id + 1..].iter().take_while(move |term| term.depth > depth);
        below.filter(move |term| term.parent == Some(id))
    }

    /// The terms that a record names that has not failed.
    pub fn listed(&self) -> impl Iterator<Item = TermId> {
        (0..self.terms.len()).filter(|id| !self.terms[*id].entries.is_empty())
    }
}

/// A spelling of a term's path, and the entries that use it.
struct Spelling<'a> {
    path: &'a str,
    entries: Vec<EntryId>,
    failed: Vec<EntryId>,
    /// Whether any record says it.
    is_said: bool,
}

impl Spelling<'_> {
    fn is_term(&self) -> bool {
        !self.entries.is_empty() || self.is_said && !self.failed.is_empty()
    }
}

/// The names of a kind that entries have. There are many records and few spellings, so each spelling is looked at once.
struct Spellings<'a> {
    kind: Names,
    /// The name of an entry that has none.
    otherwise: Option<&'a str>,
    all: Vec<Spelling<'a>>,
    places: HashMap<&'a str, usize>,
    /// The places of the entries' spellings, one entry after the other, and where each entry's end.
    used: Vec<usize>,
    ends: Vec<usize>,
}

impl<'a> Spellings<'a> {
    fn new(kind: Names, otherwise: Option<&'a str>) -> Self {
        let places = HashMap::new();
        Self { kind, otherwise, all: Vec::new(), places, used: Vec::new(), ends: Vec::new() }
    }

    /// Adds the next entry.
    fn add(&mut self, id: EntryId, entry: &'a Entry, is_in_lists: bool) {
        let mut names = entry.names(self.kind).peekable();
        let is_said = names.peek().is_some();
        for path in names.chain(self.otherwise.filter(|_| !is_said)) {
            let place = self.place(path);
            let spelling = &mut self.all[place];
            spelling.is_said |= is_said;
            if is_in_lists {
                if entry.failed() { &mut spelling.failed } else { &mut spelling.entries }.push(id);
            }
            self.used.push(place);
        }
        self.ends.push(self.used.len());
    }

    fn place(&mut self, path: &'a str) -> usize {
        *self.places.entry(path).or_insert_with(|| {
            self.all.push(Spelling { path, entries: Vec::new(), failed: Vec::new(), is_said: false });
            self.all.len() - 1
        })
    }
}

impl Taxonomy {
    /// Makes the terms of all names of a kind, and gives each entry its own. `in_lists` are the records that the terms list.
    /// An entry without any name has the name `otherwise`, which no failed one alone makes a term.
    pub(super) fn new(
        kind: Names,
        entries: &[Arc<Entry>],
        in_lists: &[EntryId],
        otherwise: Option<&str>,
    ) -> Self {
        let mut spellings = Spellings::new(kind, otherwise);
        let mut in_lists = in_lists.iter().copied().peekable();
        for (id, entry) in entries.iter().enumerate() {
            let is_in_lists = in_lists.next_if_eq(&id).is_some();
            spellings.add(id, entry, is_in_lists);
        }
        let mut gathered = Gathered::default();
        spellings
            .all
            .iter()
            .filter(|spelling| spelling.is_term())
            .for_each(|spelling| gathered.add(spelling));
        gathered.settle();
        let nodes: Vec<Option<usize>> =
            spellings.all.iter().map(|spelling| gathered.find(spelling.path)).collect();
        let (terms, ids) = gathered.into_terms(kind.folder());
        let ids: Vec<Option<TermId>> = nodes.into_iter().map(|node| node.map(|node| ids[node])).collect();
        let mut taxonomy = Self { terms, ..Self::default() };
        taxonomy.assign(&spellings, &ids);
        taxonomy
    }

    /// Each entry's spellings become terms, each once. A name that only hidden versions use has no term.
    fn assign(&mut self, spellings: &Spellings<'_>, ids: &[Option<TermId>]) {
        let mut from = 0;
        for end in &spellings.ends {
            let first = self.used.len();
            for id in spellings.used[from..*end].iter().filter_map(|place| ids[*place]) {
                if !self.used[first..].contains(&id) {
                    self.used.push(id);
                }
            }
            self.ends.push(self.used.len());
            from = *end;
        }
    }
}

/// A term while it is being gathered.
#[derive(Default)]
struct Node<'a> {
    /// How it is spelled, and by how many records; a spelling may be there more than once.
    spellings: Vec<(&'a str, usize)>,
    /// The spelling that most records use; of equals, the first in order.
    name: &'a str,
    entries: Vec<EntryId>,
    failed: Vec<EntryId>,
    /// The places of the terms below it.
    below: Vec<usize>,
}

impl Node<'_> {
    fn settle(&mut self) {
        self.spellings.sort_unstable();
        let same = self.spellings.chunk_by(|a, b| a.0 == b.0);
        let counted = same.map(|same| (same[0].0, same.iter().map(|(_, count)| count).sum::<usize>()));
        self.name = counted.rev().max_by_key(|(_, count)| *count).map_or("", |(name, _)| name);
        for list in [&mut self.entries, &mut self.failed] {
            list.sort_unstable();
            list.dedup();
        }
    }
}

/// The terms so far. Names that fold to the same are one, on every level.
#[derive(Default)]
struct Gathered<'a> {
    nodes: Vec<Node<'a>>,
    /// By the place of the term above and the folded name.
    places: HashMap<(Option<usize>, String), usize>,
    top: Vec<usize>,
}

impl<'a> Gathered<'a> {
    fn add(&mut self, spelling: &Spelling<'a>) {
        let mut above = None;
        for name in levels(spelling.path) {
            let Self { nodes, places, top } = self;
            let place = *places.entry((above, fold(name))).or_insert_with(|| {
                let place = nodes.len();
                nodes.push(Node::default());
                above.map_or(top, |above: usize| &mut nodes[above].below).push(place);
                place
            });
            let node = &mut self.nodes[place];
            node.spellings.push((name, spelling.entries.len()));
            node.entries.extend(&spelling.entries);
            node.failed.extend(&spelling.failed);
            above = Some(place);
        }
    }

    fn settle(&mut self) {
        self.nodes.iter_mut().for_each(Node::settle);
    }

    /// The place of a term, by a spelling of its path.
    fn find(&self, path: &str) -> Option<usize> {
        let below = |above, name| self.places.get(&(above, fold(name))).map(|place| Some(*place));
        levels(path).try_fold(None, below).flatten()
    }

    /// The terms in their order, and the place of each node's in it.
    fn into_terms(self, root: &'static str) -> (Vec<Term>, Vec<TermId>) {
        let count = self.nodes.len();
        let mut tree =
            Tree { nodes: self.nodes, root, terms: Vec::with_capacity(count), ids: vec![0; count] };
        tree.add(self.top, None, 0);
        (tree.terms, tree.ids)
    }
}

/// The terms in their order, as far as they are made.
struct Tree<'a> {
    nodes: Vec<Node<'a>>,
    /// The folder of all.
    root: &'static str,
    terms: Vec<Term>,
    ids: Vec<TermId>,
}

impl Tree<'_> {
    /// Adds the terms below one, the largest first, each followed by its own.
    fn add(&mut self, mut places: Vec<usize>, parent: Option<TermId>, depth: usize) {
        let folder = parent.map_or(self.root, |parent| &self.terms[parent].folder);
        let mut folders = route::folders(folder, places.iter().map(|place| self.nodes[*place].name));
        let order = |place: &usize| (Reverse(self.nodes[*place].entries.len()), self.nodes[*place].name);
        places.sort_unstable_by(|a, b| order(a).cmp(&order(b)));
        for place in places {
            let Node { name, entries, failed, below, .. } = std::mem::take(&mut self.nodes[place]);
            let (id, folder) = (self.terms.len(), folders.remove(name).unwrap_or_default());
            self.ids[place] = id;
            let (name, route) = (name.to_owned(), Route::list(&folder, None));
            self.terms.push(Term { name, route, folder, parent, depth, entries, failed });
            if !below.is_empty() {
                self.add(below, Some(id), depth + 1);
            }
        }
    }
}
