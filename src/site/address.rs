//! Which record has which address.

use std::collections::BTreeMap;

use ahash::HashMap;

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::message::Message;
use crate::config::Versions;
use crate::site::entries::Entries;
use crate::site::entry::Entry;
use crate::site::groups::Groups;
use crate::site::ids::EntryId;
use crate::site::route::{self, Route};
use crate::site::step::Turn;

/// The addresses of a site's entries. Nearly every entry has the one that it asks for.
#[derive(Debug, Clone, Default)]
pub struct Addresses {
    /// The entries that ask for an address, by the hash of its key.
    asking: Groups,
    /// What those have that did not get what they asked for, and whose each of these is.
    others: BTreeMap<EntryId, Route>,
    owners: HashMap<Route, EntryId>,
    notes: BTreeMap<EntryId, Diagnostic>,
    versions: Versions,
}

impl Addresses {
    /// Gives out the addresses. Of several entries that ask for one the oldest has it, so that a record that
    /// comes later takes nobody's; the others, which get a note, are told apart by their file's path. Of the records of one
    /// item the one that stands for it has the item's address: links to the item lead to what lists show.
    ///
    /// `current` gives the one that stands for another. Where versions are one entry of lists it is no news that they ask for one
    /// address.
    pub(super) fn next(
        &self,
        turn: Turn<'_>,
        versions: Versions,
        current: impl Fn(EntryId) -> Option<EntryId>,
    ) -> Self {
        let asking = self.asking.next(turn, |entry| Some(entry.address_hash()));
        let mut addresses = Self { asking, versions, ..Self::default() };
        let mut groups: BTreeMap<(u64, &str), Vec<EntryId>> = BTreeMap::new();
        for (hash, ids) in addresses.asking.several() {
            for id in ids.newest_first() {
                groups.entry((hash, turn.entries[id].address_key())).or_default().push(id);
            }
        }
        groups.into_values().for_each(|group| addresses.settle(group, turn.entries, &current));
        addresses
    }

    /// Of entries that ask for one address, the newest first.
    fn settle(
        &mut self,
        group: Vec<EntryId>,
        entries: &Entries,
        current: impl Fn(EntryId) -> Option<EntryId>,
    ) {
        let dated = group.iter().rev().find(|id| entries[**id].at().is_some());
        let Some(oldest) = dated.or(group.first()).copied() else { return };
        let owner = current(oldest).filter(|current| group.contains(current)).unwrap_or(oldest);
        for id in group.into_iter().filter(|id| *id != owner) {
            let entry = &entries[id];
            let route = route::record(&route::record_stem(&entry.path, &entry.head), Some(&entry.path));
            let owner = &entries[owner];
            let what = Message::new("address_taken")
                .with("record", owner.path.as_str())
                .with("address", owner.route().as_str());
            let hint = Message::new("address_taken_hint").with("page", route.as_str());
            self.owners.insert(route.clone(), id);
            self.others.insert(id, route);
            let is_version = entry.item().is_some() && entry.item() == owner.item();
            if is_version && self.versions == Versions::Together {
                continue;
            }
            self.notes.insert(id, Diagnostic::file(Code::AddressTaken, what, hint));
        }
    }

    /// The address of an entry.
    pub(crate) fn of<'a>(&'a self, id: EntryId, entry: &'a Entry) -> &'a Route {
        self.others.get(&id).unwrap_or(entry.route())
    }

    /// What an entry has to be told of its address.
    pub(crate) fn note(&self, id: EntryId) -> Option<&Diagnostic> {
        self.notes.get(&id)
    }

    /// The entries that have to be told something of their addresses.
    pub(super) fn noted(&self) -> impl Iterator<Item = EntryId> {
        self.notes.keys().copied()
    }

    /// The entry at an address.
    pub(crate) fn find(&self, address: &str, entries: &Entries) -> Option<EntryId> {
        let hash = route::address_hash(&route::collision_key(address.strip_suffix(".html")?));
        let asking = self.asking.of(hash);
        let mut candidates = asking.newest_first().chain(self.owners.get(address).copied());
        candidates.find(|id| self.of(*id, &entries[*id]).as_str() == address)
    }
}
