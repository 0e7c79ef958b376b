//! What records are sorted by: categories, tags, sources and authors.

mod shape;
mod spelled;

use std::sync::Arc;

use crate::site::entries::Entries;
use crate::site::entry::{Entry, Names};
use crate::site::ids::{EntryId, Ids};
use crate::site::route::Route;
use crate::site::step::{Step, Turn};
use shape::{Lists, Shape};
use spelled::Spelled;

/// The place of a term in its [`Taxonomy`].
pub type TermId = usize;

/// A category, a tag, a source or an author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its name: the spelling that most records use.
    pub name: Arc<str>,
    /// The folder of its pages.
    pub folder: Arc<str>,
    /// The address of its newest page.
    pub route: Route,
    /// The category above it.
    pub parent: Option<TermId>,
    /// How many categories stand above it.
    pub depth: usize,
    /// Its records and those of the categories below it. Where there are none, only failed ones name it.
    pub entries: Ids,
    /// The same of the failed ones.
    pub failed: Ids,
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
    spelled: Spelled,
    shape: Arc<Shape>,
    /// By the places that terms have there.
    lists: Vec<Lists>,
    ids: Vec<TermId>,
}

impl Taxonomy {
    /// The terms of an entry, each once, without those above them; `kind` is that of their names.
    pub(super) fn ids_of(&self, entry: &Entry, kind: Names) -> Vec<TermId> {
        let mut terms = Vec::new();
        for spelling in self.spelled.of(entry, kind) {
            // A name that only hidden versions use is of no term.
            let term = self.shape.leaf(spelling).map(|place| self.ids[place]);
            terms.extend(term.filter(|term| !terms.contains(term)));
        }
        terms
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
        self.path(id).into_iter().map(|term| &*term.name)
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

/// Which entries are in lists, and what has become of these.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listing<'a> {
    /// What was in a list before and is in another now, is gone and new.
    pub turn: Turn<'a>,
    pub listed: &'a Ids,
    /// Those and the failed ones, where the terms list these, too.
    pub with_failed: &'a Ids,
}

impl Listing<'_> {
    /// Whether an entry in lists is a failed one.
    fn is_failed(self, id: EntryId) -> Option<bool> {
        if self.listed.contains(id) {
            return Some(false);
        }
        self.with_failed.contains(id).then_some(true)
    }
}

impl Taxonomy {
    /// The terms of all names of a kind, and those of each entry, for the next site. An entry without any name has the name
    /// `otherwise`, which no failed one alone makes a term.
    pub(super) fn next(&self, kind: Names, listing: Listing<'_>, otherwise: Option<&str>) -> Self {
        let (spelled, touched) = self.spelled.next(kind, listing, otherwise);
        if spelled.is_untidy() {
            return Self::anew(kind, listing, otherwise);
        }
        let (shape, lists, before) = match self.shape.fits(&spelled, &touched) {
            true => {
                let lists = self.shape.next(&self.lists, &spelled, &touched, listing.turn.step);
                (self.shape.clone(), lists, &self.ids[..])
            }
            false => {
                let shape = Shape::new(kind.folder(), &spelled);
                let lists = shape.gather(&spelled);
                (Arc::new(shape), lists, &[][..])
            }
        };
        let (terms, ids) = shape.terms(&lists, before);
        Self { terms, spelled, shape, lists, ids }
    }

    /// The same, of no site before.
    fn anew(kind: Names, listing: Listing<'_>, otherwise: Option<&str>) -> Self {
        let entries = listing.turn.entries;
        let (before, step) = (Entries::default(), Step::of_all(entries.len()));
        let turn = Turn { before: &before, entries, step: &step };
        Self::default().next(kind, Listing { turn, ..listing }, otherwise)
    }
}
