//! The index of a site that follows its folder.
//!
//! The terms of a record are made once, and kept in a block for all snapshots that have the record as it is. Nobody
//! waits while many are made: who asks meanwhile is told to come back.

use std::sync::Arc;

use ahash::HashSet;

use crate::markdown;
use crate::pages::snapshot::Snapshot;
use crate::record::Texts;
use crate::search::block::{BLOCK, Block};
use crate::search::index::{Index, Placed};
use crate::search::terms::Body;
use crate::site::entries::Entries;
use crate::site::entry::Entry;

/// So many records are indexed while somebody waits: it takes some twenty milliseconds.
const AT_ONCE: usize = 64;

/// The blocks made so far.
#[derive(Debug, Default)]
pub(super) struct Indexer {
    index: Index,
    known: HashSet<u64>,
    /// Entries that are all known.
    seen: Entries,
    /// The one setting that terms depend on.
    uncategorized: String,
}

/// Records that are to be indexed.
#[derive(Debug)]
pub(super) enum Missing {
    /// So few that they can be waited for; perhaps none.
    Few(Vec<Arc<Entry>>),
    /// The first of many.
    Many(Vec<Arc<Entry>>),
}

impl Indexer {
    /// What of a snapshot has not been indexed.
    pub(super) fn missing(&mut self, snapshot: &Snapshot) -> Missing {
        let uncategorized = snapshot.builder().uncategorized();
        if self.uncategorized != uncategorized {
            *self = Self { uncategorized: uncategorized.to_owned(), ..Self::default() };
        }
        let entries = &snapshot.site().entries;
        let (others, _) = entries.differences(&self.seen);
        let missing = entries.range(others).rev().filter(|entry| !self.known.contains(&entry.fingerprint()));
        let missing: Vec<_> = missing.take(BLOCK).cloned().collect();
        if missing.is_empty() {
            self.seen = entries.clone();
        }
        if missing.len() <= AT_ONCE { Missing::Few(missing) } else { Missing::Many(missing) }
    }

    /// Indexes records, with their texts.
    pub(super) fn add(&mut self, snapshot: &Snapshot, records: Vec<(Arc<Entry>, Texts)>) {
        if records.is_empty() {
            return;
        }
        let builder = snapshot.builder();
        let terms = records.into_iter().map(|(entry, texts)| {
            let description = markdown::plain(&texts.description.text);
            let body = Body::new(&description, &texts.transcript.text);
            (entry.fingerprint(), builder.terms(&entry, body))
        });
        let block = Block::new(terms);
        self.known.extend(block.records.iter().copied());
        self.index.add(block);
        if self.index.is_untidy() {
            let entries = snapshot.site().entries.oldest_first();
            let wanted: HashSet<u64> = entries.map(|(_, entry)| entry.fingerprint()).collect();
            self.index.tidy(|record| wanted.contains(&record));
            self.known = self.index.records();
            self.seen = Entries::default();
        }
    }

    /// The index of a snapshot of which nothing is missing.
    pub(super) fn place(&self, snapshot: &Snapshot) -> Placed {
        snapshot.place(&self.index)
    }
}
