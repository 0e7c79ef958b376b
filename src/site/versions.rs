//! Records of one item: which of them stands for it.

use std::sync::Arc;

use ahash::{HashMap, HashMapExt as _};

use super::EntryId;
use crate::entry::Entry;
use crate::record::Status;

/// For each entry the one that stands for its item, where that is another one; empty where there is none such.
#[derive(Debug, Clone, Default)]
pub(super) struct Versions(Vec<Option<EntryId>>);

impl Versions {
    /// Of entries that are newest first: the newest that is whole stands for the item, else the newest of which there is a
    /// part, else the newest.
    pub(super) fn new(entries: &[Arc<Entry>]) -> Self {
        let mut current: HashMap<u64, EntryId> = HashMap::with_capacity(entries.len());
        let mut are_several = false;
        for (id, item) in items(entries) {
            let best = current.entry(item).or_insert(id);
            are_several |= *best != id;
            if want(&entries[id]) < want(&entries[*best]) {
                *best = id;
            }
        }
        if !are_several {
            return Self::default();
        }
        let mut versions = vec![None; entries.len()];
        for (id, item) in items(entries) {
            versions[id] = current.get(&item).copied().filter(|best| *best != id);
        }
        Self(versions)
    }

    /// The entry that stands for another one's item.
    pub(super) fn current(&self, id: EntryId) -> Option<EntryId> {
        self.0.get(id).copied().flatten()
    }
}

fn items(entries: &[Arc<Entry>]) -> impl Iterator<Item = (EntryId, u64)> {
    entries.iter().enumerate().filter_map(|(id, entry)| Some((id, entry.item()?)))
}

/// What a record is short of.
fn want(entry: &Entry) -> u8 {
    match entry.head.status {
        _ if entry.failed() => 2,
        Status::Partial => 1,
        _ => 0,
    }
}
