//! What is known of the records' files.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::store::Store;
use crate::base::digest::{Digest, Digester};
use crate::base::text::stable_hash;
use crate::disk::seen::Seen;
use crate::record::files::RecordFiles;
use crate::site::entry::Entry;

/// A record's file, as it was read once.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KnownFile {
    /// It and its sidecars, each by what its name ends in, and how it was seen; `None` where that does not tell whether somebody
    /// has written to it since.
    pub seen: Vec<(String, Option<Seen>)>,
    /// Of the bytes of all of them.
    pub digest: Digest,
    /// The records in it.
    pub records: Vec<KnownRecord>,
}

/// One of the records in a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KnownRecord {
    /// What lists need of it.
    pub entry: Arc<Entry>,
    /// Of its part of the file, and of its sidecars.
    pub digest: Digest,
    /// The words that search suggests of it, in order, with a blank between two; `None` where nobody has looked.
    pub words: Option<Box<str>>,
}

impl KnownRecord {
    /// One of the records in files, of which nobody knows the words.
    pub fn new(entry: &Arc<Entry>, files: &RecordFiles) -> Self {
        let own = files.of_record(&entry.path, entry.part.as_ref());
        Self { entry: entry.clone(), digest: digest_of(&own).unwrap_or_default(), words: None }
    }
}

impl KnownFile {
    /// The entries of its records.
    pub fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.records.iter().map(|record| &record.entry)
    }

    /// Whether it is as it was seen.
    pub fn is_as_seen(&self, now: &[(String, Option<Seen>)]) -> bool {
        self.seen == now && now.iter().all(|(_, seen)| seen.is_some())
    }
}

/// The digest of the bytes of a record's files; `None` where one of them could not be read.
pub fn digest_of(files: &RecordFiles) -> Option<Digest> {
    let mut digester = Digester::default();
    digester.add(files.main.as_ref().ok()?);
    for sidecar in &files.sidecars {
        digester.add(sidecar.kind.ending().as_bytes()).add(sidecar.bytes.as_ref().ok()?);
    }
    Some(digester.finish())
}

/// A shard has so many files at most, on average: what changes is written again with all of its shard.
const SHARD: usize = 256;

/// All of them, by their paths in the content folder.
#[derive(Debug, Default)]
pub struct Records {
    files: BTreeMap<String, Arc<KnownFile>>,
    /// How many shards there were when they were read.
    shards: usize,
}

type Shard = Vec<(String, Arc<KnownFile>)>;

impl FromIterator<(String, Arc<KnownFile>)> for Records {
    fn from_iter<T: IntoIterator<Item = (String, Arc<KnownFile>)>>(files: T) -> Self {
        Self { files: files.into_iter().collect(), shards: 0 }
    }
}

impl Records {
    /// A file, by its [identity](crate::record::ContentPath::identity).
    pub fn get(&self, identity: &str) -> Option<&Arc<KnownFile>> {
        self.files.get(identity)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Arc<KnownFile>)> {
        self.files.iter()
    }

    /// Changes what is known of a file.
    pub fn change(&mut self, identity: &str, change: impl FnOnce(&mut KnownFile)) {
        if let Slot::Occupied(mut file) = self.files.entry(identity.to_owned()) {
            change(Arc::make_mut(file.get_mut()));
        }
    }

    pub(super) fn read(store: &Store) -> Self {
        let names = store.names(PREFIX);
        let shards: Vec<(usize, Shard)> =
            names.par_iter().filter_map(|name| Some((shards_of(name)?, store.read(name)?))).collect();
        // Where two builds with different numbers of shards left some, each is right.
        let number = shards.iter().map(|(number, _)| *number).max().unwrap_or_default();
        Self { shards: number, files: shards.into_iter().flat_map(|(_, shard)| shard).collect() }
    }

    /// Writes the shards that differ from those `before`, and removes all others.
    pub(super) fn write(&self, store: &Store, before: &Self) {
        let number = (self.files.len() / SHARD).max(1).next_power_of_two();
        let place = |identity: &str| stable_hash(identity.as_bytes()) as usize % number;
        let mut shards: Vec<Shard> = vec![Vec::new(); number];
        let mut are_other = vec![before.shards != number; number];
        for (identity, file) in &self.files {
            let place = place(identity);
            let is_same = before.get(identity).is_some_and(|before| Arc::ptr_eq(before, file));
            are_other[place] |= !is_same;
            shards[place].push((identity.clone(), file.clone()));
        }
        for gone in before.files.keys().filter(|identity| !self.files.contains_key(*identity)) {
            are_other[place(gone)] = true;
        }
        let names: Vec<String> = (0..number).map(|place| format!("{PREFIX}{number}-{place}")).collect();
        for stale in store.names(PREFIX).iter().filter(|name| !names.contains(name)) {
            store.remove(stale);
        }
        names.par_iter().zip(shards).zip(are_other).for_each(|((name, shard), is_other)| {
            if is_other || !store.has(name) {
                store.write(name, &shard);
            }
        });
    }
}

const PREFIX: &str = "records-";

/// How many shards there are, by the name of one.
fn shards_of(name: &str) -> Option<usize> {
    name.strip_prefix(PREFIX)?.split_once('-')?.0.parse().ok()
}
