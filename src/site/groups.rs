//! Entries that have something in common, by its hash.

use imbl::OrdMap;

use super::entries::Entries;
use super::ids::{EntryId, Ids};
use super::step::{Step, Turn};
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
        let of = |entries: &Entries, id: EntryId| hash(&entries[id]).map(|hash| (hash, id));
        step.gone().filter_map(|id| of(before, id)).for_each(|(hash, id)| next.remove(hash, id));
        if step.moves_many() {
            next = next.moved(step);
        } else {
            let were = step.moved().filter_map(|(was, _)| of(before, was));
            were.for_each(|(hash, id)| next.remove(hash, id));
            let are = step.moved().filter_map(|(_, is)| of(entries, is));
            are.for_each(|(hash, id)| next.add(hash, id));
        }
        step.fresh().filter_map(|id| of(entries, id)).for_each(|(hash, id)| next.add(hash, id));
        next
    }

    /// The same entries under their new ids.
    fn moved(&self, step: &Step) -> Self {
        let now = |id: EntryId| step.now(id).unwrap_or(id);
        let single = self.single.iter().map(|(hash, [id])| (*hash, [now(*id as EntryId) as u32]));
        let several = self.several.iter();
        let several = several.map(|(hash, ids)| (*hash, ids.oldest_first().map(now).collect::<Ids>()));
        Self { single: single.collect(), several: several.collect() }
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
