//! What records are sorted by: categories, tags, sources and authors.

mod shape;
mod spelled;

use std::sync::Arc;

use super::EntryId;
use super::step::Turn;
use crate::site::entry::Names;
use crate::site::route::Route;
use shape::Shape;
use spelled::Spelled;

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
    spelled: Spelled,
    shape: Arc<Shape>,
    /// The term of each spelling; a name that only hidden versions use has none.
    ids: Vec<Option<TermId>>,
}

impl Taxonomy {
    /// An entry's terms, each once, without those above them.
    pub fn ids_of(&self, id: EntryId) -> Vec<TermId> {
        let spellings = self.spelled.of(id).iter();
        let mut terms = Vec::with_capacity(spellings.len());
        for term in spellings.filter_map(|used| self.ids[used.place()]) {
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        terms
    }

    /// The same.
    pub fn of(&self, id: EntryId) -> impl ExactSizeIterator<Item = &Term> {
        self.ids_of(id).into_iter().map(|term| &self.terms[term])
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

/// The records of the lists, in order.
#[derive(Debug, Clone, Copy)]
pub(super) struct InLists<'a> {
    pub listed: &'a [EntryId],
    /// Those and the failed ones, where the terms list these, too.
    pub with_failed: &'a [EntryId],
}

impl Taxonomy {
    /// The terms of all names of a kind, and those of each entry, for the next site. An entry without any name has the name
    /// `otherwise`, which no failed one alone makes a term.
    pub(super) fn next(
        &self,
        kind: Names,
        turn: Turn<'_>,
        in_lists: InLists<'_>,
        otherwise: Option<&str>,
    ) -> Self {
        let spelled = self.spelled.next(kind, turn, otherwise);
        let spellings = spelled.spellings(in_lists);
        let shape = match self.shape.fits(spelled.words(), &spellings) {
            true => self.shape.clone(),
            false => Arc::new(Shape::new(kind.folder(), spelled.words(), &spellings)),
        };
        let (terms, ids) = shape.terms(spellings);
        Self { terms, spelled, shape, ids }
    }
}
