//! Records of one item: which of them stands for it, and which items have very many.

use std::collections::BTreeMap;
use std::sync::Arc;

use ahash::{HashMap, HashMapExt as _};

use super::EntryId;
use crate::record::Status;
use crate::site::entry::Entry;
use crate::site::route::{self, Route};

/// A record's page lists at most this many other records of its item, the newest. If it listed all of them, the output of n
/// records of one item would grow with the square of n.
pub const MAX_VERSIONS: usize = 12;

/// An item that has more records than its pages list: they stand in a list of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The folder of the list's pages.
    pub folder: String,
    /// The address of its newest page.
    pub route: Route,
    /// The records that did not fail, newest first.
    pub entries: Vec<EntryId>,
}

/// What the records of one item are to each other.
#[derive(Debug, Clone, Default)]
pub(super) struct Versions {
    /// For each entry the one that stands for its item, where that is another one; empty where there is none such.
    current: Vec<Option<EntryId>>,
    /// The items that have a list.
    items: Vec<Item>,
    /// The place of each of them, by [`Entry::item`].
    places: HashMap<u64, usize>,
}

/// The records of one item so far.
struct Counted {
    best: EntryId,
    /// How many of them did not fail.
    good: usize,
}

impl Versions {
    /// Of entries that are newest first: the newest that is whole stands for the item, else the newest of which there is a
    /// part, else the newest that has any text of its own, else the newest. Where they are not `together`, each stands for itself.
    pub(super) fn new(entries: &[Arc<Entry>], together: bool) -> Self {
        let mut counted: HashMap<u64, Counted> = HashMap::with_capacity(entries.len());
        let mut are_several = false;
        for (id, item) in items(entries) {
            let known = counted.entry(item).or_insert(Counted { best: id, good: 0 });
            are_several |= known.best != id;
            known.good += usize::from(!entries[id].failed());
            if want(&entries[id]) < want(&entries[known.best]) {
                known.best = id;
            }
        }
        if !are_several {
            return Self::default();
        }
        let mut current = vec![None; entries.len()];
        for (id, item) in items(entries).filter(|_| together) {
            current[id] = counted.get(&item).map(|known| known.best).filter(|best| *best != id);
        }
        let many = |item: u64| counted.get(&item).is_some_and(|known| known.good > MAX_VERSIONS + 1);
        let (items, places) = lists(entries, many);
        Self { current, items, places }
    }

    /// The entry that stands for another one's item.
    pub(super) fn current(&self, id: EntryId) -> Option<EntryId> {
        self.current.get(id).copied().flatten()
    }

    /// The items that have a list.
    pub(super) fn items(&self) -> &[Item] {
        &self.items
    }

    /// The list of an entry's item, where it has one.
    pub(super) fn item_of(&self, entry: &Entry) -> Option<&Item> {
        self.places.get(&entry.item()?).map(|place| &self.items[*place])
    }
}

/// The lists of the items that have `many` records.
fn lists(entries: &[Arc<Entry>], many: impl Fn(u64) -> bool) -> (Vec<Item>, HashMap<u64, usize>) {
    let mut records: BTreeMap<String, (u64, Vec<EntryId>)> = BTreeMap::new();
    for (id, item) in items(entries).filter(|(id, item)| !entries[*id].failed() && many(*item)) {
        records.entry(name(&entries[id])).or_insert((item, Vec::new())).1.push(id);
    }
    let folders = route::folders("versions", records.keys().map(String::as_str));
    let mut places = HashMap::new();
    let mut lists = Vec::with_capacity(records.len());
    for (name, (item, entries)) in &records {
        let folder = folders.get(name.as_str()).cloned().unwrap_or_default();
        places.insert(*item, lists.len());
        lists.push(Item { route: Route::list(&folder, None), folder, entries: entries.clone() });
    }
    (lists, places)
}

/// What an item is called in addresses.
fn name(entry: &Entry) -> String {
    let source = entry.head.source.as_ref();
    source.map_or_else(String::new, |source| {
        format!("{}-{}", source.platform.key(), source.id.as_deref().unwrap_or_default())
    })
}

fn items(entries: &[Arc<Entry>]) -> impl Iterator<Item = (EntryId, u64)> {
    entries.iter().enumerate().filter_map(|(id, entry)| Some((id, entry.item()?)))
}

/// What a record is short of.
fn want(entry: &Entry) -> u8 {
    match entry.head.status {
        _ if entry.failed() => 3,
        _ if entry.is_refused() => 2,
        Status::Partial => 1,
        _ => 0,
    }
}
