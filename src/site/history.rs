//! What the output folder remembers of the addresses of records, so that one that is renamed is found where it was.
//!
//! A record is known again by its file or, where that has another name, by what it says. The memory holds one JSON object
//! a line; a line that cannot be read is forgotten.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::base::redirect::{OldAddress, OldAddresses, Target};
use crate::record::{ContentPath, DECODED};
use crate::site::Site;

/// The file of the output folder that holds it.
pub const FILE_NAME: &str = ".synopsite-addresses";

/// Where records are, and where they were.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddressHistory {
    /// By their files.
    records: BTreeMap<String, Known>,
    /// Old addresses, and the present one of each record.
    moved: BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    file: String,
    address: String,
    /// The platform and the item's id there; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    item: String,
    /// Changes with what the record says; empty where that is nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    content: String,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Known(Known),
    Moved { from: String, to: String },
}

impl Known {
    /// Whether a file may have the same record as before: one of another item has not.
    fn may_be(&self, other: &Self) -> bool {
        self.item.is_empty() || other.item.is_empty() || self.item == other.item
    }
}

impl AddressHistory {
    /// Reads what an earlier build wrote.
    pub fn read(text: &str) -> Self {
        let mut history = Self::default();
        for line in text.lines().filter_map(|line| serde_json::from_str(line).ok()) {
            match line {
                Line::Known(known) => drop(history.records.insert(known.file.clone(), known)),
                Line::Moved { from, to } => drop(history.moved.insert(from, to)),
            }
        }
        history
    }

    /// The text of its file.
    pub fn text(&self) -> String {
        let known = self.records.values().cloned().map(Line::Known);
        let moved = self.moved.iter().map(|(from, to)| Line::Moved { from: from.clone(), to: to.clone() });
        // Texts in a struct do not fail to serialise.
        known.chain(moved).map(|line| serde_json::to_string(&line).unwrap_or_default() + "\n").collect()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Where the record of a file is.
    pub fn address(&self, path: &ContentPath) -> Option<&str> {
        self.records.get(&*path.identity()).map(|known| known.address.as_str())
    }

    /// What is to be remembered of a site that comes after. Of a record that could not be read, which `is_unread` says of a
    /// file's path, nobody knows what has become of it: it is as it was.
    pub fn next(&self, site: &Site, is_unread: impl Fn(&str) -> bool) -> Self {
        let mut records: BTreeMap<String, Known> =
            known(site).map(|known| (known.file.clone(), known)).collect();
        let is_kept = |record: &str| {
            let record = record.trim_end_matches(DECODED);
            // A further record of a file has a number.
            let file = record.rsplit_once('#').map(|(file, _)| file);
            is_unread(record) || file.is_some_and(&is_unread)
        };
        let kept = self.records.iter().filter(|(record, _)| is_kept(record));
        records.extend(kept.map(|(file, known)| (file.clone(), known.clone())));
        let addresses: BTreeSet<&str> = records.values().map(|known| known.address.as_str()).collect();
        let gone = self.gone(&records);
        let before = |known: &Known| {
            let same_file = self.records.get(&known.file).filter(|before| before.may_be(known));
            let renamed = || gone.get(known.content.as_str()).copied().flatten();
            let is_new = !self.records.contains_key(&known.file);
            same_file.or_else(|| renamed().filter(|before| is_new && before.may_be(known)))
        };
        let moves: BTreeMap<&str, &str> = records
            .values()
            .filter_map(|known| Some((before(known)?.address.as_str(), known.address.as_str())))
            .filter(|(from, to)| from != to)
            .collect();
        let earlier = self.moved.iter().map(|(from, to)| {
            let to = to.as_str();
            (from.as_str(), moves.get(to).copied().unwrap_or(to))
        });
        let moved = earlier.chain(moves.iter().map(|(from, to)| (*from, *to)));
        // A page that is there needs none, and a record that is gone is found nowhere.
        let moved = moved.filter(|(from, to)| !addresses.contains(from) && addresses.contains(to));
        let moved = moved.map(|(from, to)| (from.to_owned(), to.to_owned())).collect();
        Self { moved, records }
    }

    /// The records whose files are gone, by what they say; `None` where several say the same.
    fn gone(&self, present: &BTreeMap<String, Known>) -> BTreeMap<&str, Option<&Known>> {
        let mut gone: BTreeMap<&str, Option<&Known>> = BTreeMap::new();
        let all = self.records.values();
        for known in all.filter(|known| !known.content.is_empty() && !present.contains_key(&known.file)) {
            gone.entry(&known.content).and_modify(|other| *other = None).or_insert(Some(known));
        }
        gone
    }

    /// The pages that it asks for.
    pub fn old_addresses(&self) -> OldAddresses {
        let page = |(from, to): (&String, &String)| {
            Some((OldAddress::try_from(from.clone()).ok()?, Target::page(to)))
        };
        self.moved.iter().filter_map(page).collect()
    }
}

fn known(site: &Site) -> impl Iterator<Item = Known> {
    site.entries.newest_first().map(|(id, entry)| {
        let source = entry.head.source.as_ref();
        let item =
            source.and_then(|source| Some(format!("{}/{}", source.platform.key(), source.id.as_deref()?)));
        Known {
            file: entry.path.identity().into_owned(),
            address: site.route(id).to_string(),
            item: item.unwrap_or_default(),
            content: entry.content().map(|content| format!("{content:016x}")).unwrap_or_default(),
        }
    })
}
