//! What records are sorted by: categories, tags, sources and authors.

use std::collections::BTreeMap;
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

/// A term while it is being gathered.
#[derive(Default)]
struct Gathered {
    entries: Vec<EntryId>,
    failed: Vec<EntryId>,
    spellings: BTreeMap<String, usize>,
}

impl Gathered {
    /// The spelling that most records use; of equals, the first in order.
    fn name(&self) -> &str {
        let most = self.spellings.iter().rev().max_by_key(|(_, count)| **count);
        most.map_or("", |(name, _)| name)
    }
}

/// Names that fold to the same are one term, on every level.
type TermKey = Vec<String>;

/// A spelling of a term's path, and the entries that use it.
struct Spelling<'a> {
    path: &'a str,
    entries: Vec<EntryId>,
    failed: Vec<EntryId>,
    /// Whether any record says it.
    is_said: bool,
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
        let keys: Vec<TermKey> =
            spellings.all.iter().map(|spelling| levels(spelling.path).map(fold).collect()).collect();
        let gathered = gather(&spellings.all, &keys);
        let tree = Tree::new(&gathered, kind.folder());
        let ids: Vec<Option<TermId>> = keys.iter().map(|key| tree.ids.get(key).copied()).collect();
        let mut taxonomy = Self { terms: tree.terms, ..Self::default() };
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

fn gather(spellings: &[Spelling<'_>], keys: &[TermKey]) -> BTreeMap<TermKey, Gathered> {
    let mut gathered: BTreeMap<TermKey, Gathered> = BTreeMap::new();
    let is_term = |spelling: &Spelling<'_>| {
        !spelling.entries.is_empty() || spelling.is_said && !spelling.failed.is_empty()
    };
    for (spelling, key) in spellings.iter().zip(keys).filter(|(spelling, _)| is_term(spelling)) {
        for (depth, name) in levels(spelling.path).enumerate() {
            let term = gathered.entry(key[..=depth].to_vec()).or_default();
            *term.spellings.entry(name.to_owned()).or_default() += spelling.entries.len();
            term.entries.extend(&spelling.entries);
            term.failed.extend(&spelling.failed);
        }
    }
    for term in gathered.values_mut() {
        for list in [&mut term.entries, &mut term.failed] {
            list.sort_unstable();
            list.dedup();
        }
    }
    gathered
}

/// The terms in their order, as far as they are made.
struct Tree<'g> {
    gathered: &'g BTreeMap<TermKey, Gathered>,
    /// The folder of all.
    root: &'static str,
    terms: Vec<Term>,
    ids: BTreeMap<&'g TermKey, TermId>,
}

impl<'g> Tree<'g> {
    fn new(gathered: &'g BTreeMap<TermKey, Gathered>, root: &'static str) -> Self {
        let mut tree =
            Self { gathered, root, terms: Vec::with_capacity(gathered.len()), ids: BTreeMap::new() };
        tree.add_below(&[], None);
        tree
    }

    /// Adds the terms below one, the largest first, each followed by its own.
    fn add_below(&mut self, prefix: &[String], parent: Option<TermId>) {
        let gathered = self.gathered;
        let below = gathered.range(prefix.to_vec()..).take_while(|(key, _)| key.starts_with(prefix));
        let mut children: Vec<(&TermKey, &Gathered)> =
            below.filter(|(key, _)| key.len() == prefix.len() + 1).collect();
        let folder = parent.map_or(self.root, |parent| &self.terms[parent].folder);
        let folders = route::folders(folder, children.iter().map(|(_, term)| term.name()));
        children.sort_by_key(|(_, term)| (std::cmp::Reverse(term.entries.len()), term.name().to_owned()));
        for (key, term) in children {
            let id = self.terms.len();
            self.ids.insert(key, id);
            let folder = folders.get(term.name()).cloned().unwrap_or_default();
            self.terms.push(Term {
                name: term.name().to_owned(),
                route: Route::list(&folder, None),
                folder,
                parent,
                depth: prefix.len(),
                entries: term.entries.clone(),
                failed: term.failed.clone(),
            });
            self.add_below(key, Some(id));
        }
    }
}
