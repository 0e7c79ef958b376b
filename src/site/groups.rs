//! Entries that have something in common, by its hash.

use std::collections::BTreeMap;

use ahash::HashMap;

use super::EntryId;
use super::step::Turn;
use crate::site::entry::Entry;

/// The entries of each hash. Nearly every entry has its own.
#[derive(Debug, Clone, Default)]
pub(super) struct Groups {
    single: HashMap<u64, EntryId>,
    /// In order; two at least.
    several: BTreeMap<u64, Vec<EntryId>>,
}

impl Groups {
    /// Those of the next site.
    pub(super) fn next(
        &self,
        Turn { before, entries, step }: Turn<'_>,
        hash: impl Fn(&Entry) -> Option<u64>,
    ) -> Self {
        let mut next = self.clone();
        for (hash, id) in step.gone().iter().filter_map(|id| Some((hash(&before[*id])?, *id))) {
            next.remove(hash, id);
        }
        // Those that are gone are no more in it.
        let all = next.single.values_mut().chain(next.several.values_mut().flatten());
        all.for_each(|id| *id = step.now(*id).unwrap_or(*id));
        next.single.reserve(step.count().saturating_sub(next.single.len()));
        for id in step.fresh() {
            hash(&entries[id]).into_iter().for_each(|hash| next.add(hash, id));
        }
        next
    }

    fn remove(&mut self, hash: u64, id: EntryId) {
        self.single.remove(&hash);
        let Some(ids) = self.several.get_mut(&hash) else { return };
        ids.retain(|other| *other != id);
        if let [last] = ids[..] {
            self.several.remove(&hash);
            self.single.insert(hash, last);
        }
    }

    fn add(&mut self, hash: u64, id: EntryId) {
        if let Some(ids) = self.several.get_mut(&hash) {
            ids.insert(ids.partition_point(|other| *other < id), id);
        } else if let Some(other) = self.single.insert(hash, id) {
            self.single.remove(&hash);
            self.several.insert(hash, vec![other.min(id), other.max(id)]);
        }
    }

    /// The entries with a hash, in order.
    pub(super) fn of(&self, hash: u64) -> &[EntryId] {
        let single = self.single.get(&hash).map(std::slice::from_ref);
        single.or_else(|| self.several.get(&hash).map(Vec::as_slice)).unwrap_or_default()
    }

    /// Where several have one hash: all of these, in order.
    pub(super) fn several(&self) -> impl Iterator<Item = (u64, &[EntryId])> {
        self.several.iter().map(|(hash, ids)| (*hash, ids.as_slice()))
    }
}
