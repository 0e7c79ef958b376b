//! Records of one item: which of them stands for it, and which items have very many.

use std::collections::BTreeMap;

use ahash::{HashMap, HashMapExt as _, HashSet};

use super::entries::Entries;
use super::groups::Groups;
use super::ids::{EntryId, Ids};
use super::step::{Step, Turn};
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
    /// The records that did not fail.
    pub entries: Ids,
}

/// What the records of one item are to each other.
#[derive(Debug, Clone, Default)]
pub(super) struct Versions {
    /// The records of each item.
    of_item: Groups,
    /// For each entry that another one stands for, that one.
    current: HashMap<EntryId, EntryId>,
    /// The items that have a list.
    items: Vec<Item>,
    /// The place of each of them, by [`Entry::item`].
    places: HashMap<u64, usize>,
}

impl Versions {
    /// The newest that is whole stands for the item, else the newest of which there is a
    /// part, else the newest that has any text of its own, else the newest. Where they are not `together`, each stands for itself.
    pub(super) fn next(&self, turn: Turn<'_>, together: bool) -> Self {
        let entries = turn.entries;
        let of_item = self.of_item.next(turn, Entry::item);
        let mut current = HashMap::new();
        let mut many = Vec::new();
        for (item, ids) in of_item.several() {
            let best = ids.newest_first().min_by_key(|id| want(&entries[*id]));
            if let Some(best) = best.filter(|_| together) {
                current.extend(ids.oldest_first().filter(|id| *id != best).map(|id| (id, best)));
            }
            let good = || ids.oldest_first().filter(|id| !entries[*id].failed());
            if good().nth(MAX_VERSIONS + 1).is_some() {
                many.push((item, good().collect()));
            }
        }
        let (items, places) = lists(entries, many);
        Self { of_item, current, items, places }
    }

    /// The entries that began or ceased to stand for themselves since the site `before`, by their ids now, in order.
    pub(super) fn changed(&self, before: &Self, step: &Step) -> Vec<EntryId> {
        let were: HashSet<EntryId> = before.current.keys().filter_map(|id| step.now(*id)).collect();
        let ceased = self.current.keys().filter(|id| !were.contains(*id));
        let began = were.iter().filter(|id| !self.current.contains_key(*id));
        let mut changed: Vec<EntryId> = ceased.chain(began).copied().collect();
        changed.sort_unstable();
        changed
    }

    /// The entry that stands for another one's item.
    pub(super) fn current(&self, id: EntryId) -> Option<EntryId> {
        self.current.get(&id).copied()
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

/// The lists of the items that have many records.
fn lists(entries: &Entries, many: Vec<(u64, Ids)>) -> (Vec<Item>, HashMap<u64, usize>) {
    let named = |(item, ids): (u64, Ids)| Some((name(&entries[ids.newest()?]), (item, ids)));
    let records: BTreeMap<String, (u64, Ids)> = many.into_iter().filter_map(named).collect();
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

/// What a record is short of.
fn want(entry: &Entry) -> u8 {
    match entry.head.status {
        _ if entry.failed() => 3,
        _ if entry.is_refused() => 2,
        Status::Partial => 1,
        _ => 0,
    }
}
