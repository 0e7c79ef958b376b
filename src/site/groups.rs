//! Entries that have something in common, by its hash.

use imbl::OrdMap;

use super::ids::{EntryId, Ids};
use super::step::Turn;
use crate::site::entry::Entry;

/// The entries of each hash. Nearly every entry has its own.
#[derive(Debug, Clone, Default)]
pub(super) struct Groups {
    single: OrdMap<u64, [u32; 1]>,
    /// Two at least.
    several: OrdMap<u64, Ids>,
}

impl Groups {
    /// Those of the next site.
    pub(super) fn next(
        &self,
        Turn { before, entries, step }: Turn<'_>,
        hash: impl Fn(&Entry) -> Option<u64>,
    ) -> Self {
        let mut next = self.clone();
        let moved = || step.moved().flat_map(|(before, now)| before.zip(now..));
        let gone = step.gone().chain(moved().map(|(was, _)| was));
        for (hash, id) in gone.filter_map(|id| Some((hash(&before[id])?, id))) {
            next.remove(hash, id);
        }
        let fresh = step.fresh().chain(moved().map(|(_, is)| is));
        for (hash, id) in fresh.filter_map(|id| Some((hash(&entries[id])?, id))) {
            next.add(hash, id);
        }
        next
    }

    fn remove(&mut self, hash: u64, id: EntryId) {
        let rest: Ids = self.of(hash).oldest_first().filter(|other| *other != id).collect();
        self.put(hash, rest);
    }

    fn add(&mut self, hash: u64, id: EntryId) {
        let others = self.of(hash);
        let older = others.oldest_first().filter(|other| *other < id);
        let newer = others.oldest_first().filter(|other| *other > id);
        let ids: Ids = older.chain([id]).chain(newer).collect();
        self.put(hash, ids);
    }

    fn put(&mut self, hash: u64, ids: Ids) {
        let Self { single, several } = self;
        if ids.len() < 2 && several.contains_key(&hash) {
            several.remove(&hash);
        }
        match ids.as_slice() {
            [only] => drop(single.insert(hash, [*only])),
            _ if single.contains_key(&hash) => drop(single.remove(&hash)),
            _ => {}
        }
        if ids.len() > 1 {
            several.insert(hash, ids);
        }
    }

    /// The entries with a hash.
    pub(super) fn of(&self, hash: u64) -> Ids {
        let single = self.single.get(&hash).map(|single| Ids::from(&single[..]));
        single.or_else(|| self.several.get(&hash).cloned()).unwrap_or_default()
    }

    /// Where several have one hash: all of these.
    pub(super) fn several(&self) -> impl Iterator<Item = (u64, &Ids)> {
        self.several.iter().map(|(hash, ids)| (*hash, ids))
    }
}
