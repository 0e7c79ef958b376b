//! How the names of a kind are spelled, and who uses each spelling.

use std::sync::Arc;

use ahash::HashMap;
use imbl::Vector;

use super::Listing;
use crate::site::entry::{Entry, Names};
use crate::site::ids::{EntryId, Ids};
use crate::site::step::Step;

/// The spellings of the names that entries have. There are many records and few spellings, so each is kept once.
#[derive(Debug, Clone, Default)]
pub(super) struct Spelled {
    places: Arc<HashMap<Arc<str>, u32>>,
    all: Vector<Spelling>,
    /// The name of entries that have none.
    otherwise: Option<Arc<str>>,
    /// How often spellings are used, and how many nobody uses any more.
    uses: usize,
    unused: usize,
}

/// A spelling, and who uses it.
#[derive(Debug, Clone)]
pub(super) struct Spelling {
    pub name: Arc<str>,
    /// Of the records in lists.
    pub entries: Ids,
    pub failed: Ids,
    /// How many entries use it, whether they are in lists or not, and how many of these say it.
    uses: u32,
    said: u32,
}

impl Spelling {
    pub(super) fn is_term(&self) -> bool {
        !self.entries.is_empty() || self.said > 0 && !self.failed.is_empty()
    }
}

/// The new entries in lists that use a spelling.
#[derive(Debug, Default)]
pub(super) struct Fresh {
    pub entries: Vec<EntryId>,
    pub failed: Vec<EntryId>,
}

/// The spellings that entries use which are gone or new, or have other ids; perhaps others, too.
pub(super) type Touched = HashMap<usize, Fresh>;

impl Spelled {
    /// Those of the next site, and which of them others use than before.
    pub(super) fn next(&self, kind: Names, listing: Listing<'_>, otherwise: Option<&str>) -> (Self, Touched) {
        let (mut next, mut touched) = (self.clone(), Touched::default());
        next.otherwise = otherwise.map(Into::into);
        let Listing { turn, .. } = listing;
        for id in turn.step.gone() {
            for (name, is_said) in names(&turn.before[id], kind, otherwise) {
                let Some(place) = next.place(name) else { continue };
                next.release(place, is_said);
                touched.entry(place).or_default();
            }
        }
        for id in turn.step.fresh() {
            for (name, is_said) in names(&turn.entries[id], kind, otherwise) {
                let place = next.hold(name, is_said);
                let fresh = touched.entry(place).or_default();
                let list = match listing.is_failed(id) {
                    Some(false) => &mut fresh.entries,
                    Some(true) => &mut fresh.failed,
                    None => continue,
                };
                // An entry may name it twice.
                if list.last() != Some(&id) {
                    list.push(id);
                }
            }
        }
        let all = if turn.step.moves_many() { 0..next.all.len() } else { 0..0 };
        let moved = turn.step.moved().filter(|_| all.is_empty());
        let moved = moved.flat_map(|(_, id)| next.of(&turn.entries[id], kind));
        for place in all.clone().chain(moved) {
            touched.entry(place).or_default();
        }
        next.follow(turn.step, &touched);
        (next, touched)
    }

    fn follow(&mut self, step: &Step, touched: &Touched) {
        for (place, Fresh { entries, failed }) in touched {
            let Some(spelling) = self.all.get_mut(*place) else { continue };
            spelling.entries = step.list_with(&spelling.entries, entries);
            spelling.failed = step.list_with(&spelling.failed, failed);
        }
    }

    /// Notes that an entry uses a name; gives its place.
    fn hold(&mut self, name: &str, is_said: bool) -> usize {
        let place = self.place(name).unwrap_or_else(|| {
            let (place, name) = (self.all.len(), Arc::<str>::from(name));
            Arc::make_mut(&mut self.places).insert(name.clone(), place as u32);
            let (entries, failed) = (Ids::default(), Ids::default());
            self.all.push_back(Spelling { name, entries, failed, uses: 0, said: 0 });
            self.unused += 1;
            place
        });
        self.uses += 1;
        if let Some(spelling) = self.all.get_mut(place) {
            self.unused -= usize::from(spelling.uses == 0);
            spelling.uses += 1;
            spelling.said += u32::from(is_said);
        }
        place
    }

    /// Notes that an entry uses a name no more.
    fn release(&mut self, place: usize, is_said: bool) {
        self.uses -= 1;
        if let Some(spelling) = self.all.get_mut(place) {
            spelling.uses -= 1;
            spelling.said -= u32::from(is_said);
            self.unused += usize::from(spelling.uses == 0);
        }
    }

    /// Whether there are more spellings that nobody uses than are worth to be kept: somebody may use them again.
    pub(super) fn is_untidy(&self) -> bool {
        self.unused > self.uses + 64
    }

    /// The place of a spelling.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).map(|place| *place as usize)
    }

    /// The places of those that an entry uses.
    pub(super) fn of<'a>(&'a self, entry: &'a Entry, kind: Names) -> impl Iterator<Item = usize> + use<'a> {
        names(entry, kind, self.otherwise.as_deref()).filter_map(|(name, _)| self.place(name))
    }

    /// All of them, by their places.
    pub(super) fn all(&self) -> &Vector<Spelling> {
        &self.all
    }
}

/// The names that an entry has, and whether it says them; `otherwise` is the name of those that have none.
fn names<'a>(
    entry: &'a Entry,
    kind: Names,
    otherwise: Option<&'a str>,
) -> impl Iterator<Item = (&'a str, bool)> + use<'a> {
    let mut names = entry.names(kind).map(|name| (name, true)).peekable();
    let otherwise = otherwise.filter(|_| names.peek().is_none());
    names.chain(otherwise.map(|name| (name, false)))
}
