//! Which records have much in common.
//!
//! A record has *features*: its tags, its author, its categories, the short pieces of its title, and, at less weight,
//! those of its excerpt. What two records share counts the more the fewer have it. A feature that very many have is
//! compared only with those that stand near in time, so the work grows with the number of records and not with its
//! square.
//!
//! Each record *picks* the five before it that share the most with it. A page names the best of those that its record picks
//! and of those that pick it. So a new record mostly changes five older pages at most, however many it is like.
//!
//! [`Related`] follows a site from one moment to the next, and looks at what differs alone.

mod features;
mod holders;
mod picks;
mod shared;
mod worth;

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::pool::Pool;
use crate::site::entries::Entries;
use crate::site::entry::Entry;
use crate::site::ids::{EntryId, Ids};
use features::Hashes;
use holders::{FeatureId, Holders, Places};
use picks::{MAX, Picks, Scores};
pub use shared::Shared;
use worth::{Moves, base_of};

/// The features of so many entries are held as hashes, which take a kilobyte each.
const AT_ONCE: usize = 4096;

/// The place of a record in [`Related::records`], which it keeps while others come and go. It is short: each has a hundred.
type Slot = u32;

/// The features of a site's records, and the records of each feature.
#[derive(Debug, Default)]
pub struct Related {
    /// By their slots.
    records: Vec<Record>,
    /// Slots without a record.
    free: Vec<Slot>,
    /// What it is of: a site's entries, and those of them that are listed.
    entries: Entries,
    listed: Ids,
    /// The slots of the entries, by their ids.
    order: Vec<Slot>,
    /// Where each slot stands in that order.
    places: Places,
    holders: Holders,
    /// So many of the oldest say what a feature is worth.
    base: EntryId,
    /// The slots of records that have to pick anew.
    stale: Vec<Slot>,
    scores: Pool<Scores>,
}

/// What one record has in common with others.
#[derive(Debug, Default)]
struct Record {
    /// `None` where there is none any more.
    entry: Option<Arc<Entry>>,
    is_listed: bool,
    features: Box<[FeatureId]>,
    /// So many of them, the first, are more than the excerpt's.
    strong: usize,
    /// What it is a summary of.
    item: Option<FeatureId>,
    picks: Picks,
    /// The slots of the records that pick it.
    picked_by: Vec<Slot>,
    is_stale: bool,
}

impl Record {
    fn is_of(&self, entry: &Arc<Entry>, is_listed: bool) -> bool {
        self.is_listed == is_listed && self.entry.as_ref().is_some_and(|own| Arc::ptr_eq(own, entry))
    }

    /// Whether it is not newer than an entry.
    fn is_before(&self, entry: &Entry) -> bool {
        self.entry.as_ref().is_none_or(|own| own.newest_first(entry) != Ordering::Less)
    }
}

/// An entry whose features are to be taken.
#[derive(Clone, Copy)]
struct Fresh<'a> {
    id: EntryId,
    entry: &'a Arc<Entry>,
    is_listed: bool,
}

/// What has to be done for other entries.
struct Steps<'a> {
    /// The slots in the new order; that of an entry without one is of no meaning.
    order: Vec<Slot>,
    gone: Vec<Slot>,
    fresh: Vec<Fresh<'a>>,
}

impl Related {
    /// Takes the features of a site's entries. Those that are not listed have none.
    pub fn new(entries: &Entries, listed: &Ids) -> Self {
        let mut related = Self::default();
        related.follow(entries, listed);
        related
    }

    /// Is of another site's entries from now on.
    pub fn follow(&mut self, entries: &Entries, listed: &Ids) {
        let (now, before) = self.differences(entries, listed);
        let mut listed_now = listed.since(now.start).iter().map(|id| *id as EntryId).peekable();
        let seen = now.clone().zip(entries.range(now.clone()));
        let seen =
            seen.map(|(id, entry)| Fresh { id, entry, is_listed: listed_now.next_if_eq(&id).is_some() });
        let Steps { order, gone, fresh } = self.steps(seen, &self.order[before.clone()]);
        let mut moves = Moves::default();
        gone.into_iter().for_each(|slot| self.remove(slot, &mut moves));
        self.order.splice(before.clone(), order);
        for Fresh { id, .. } in &fresh {
            self.order[*id] = self.free.pop().unwrap_or_else(|| {
                self.records.push(Record::default());
                (self.records.len() - 1) as Slot
            });
        }
        // Where as many came as went, those behind them have their ids.
        let moved = if now.len() == before.len() { now } else { now.start..entries.len() };
        moved.for_each(|id| self.places.put(self.order[id], id));
        // The oldest first, as they are held.
        for fresh in fresh.chunks(AT_ONCE) {
            let hashes = each(fresh, |fresh| Hashes::of(fresh.entry));
            fresh.iter().zip(hashes).for_each(|(fresh, hashes)| self.add(fresh, hashes, &mut moves));
        }
        self.weigh(moves);
        self.pick();
        (self.entries, self.listed) = (entries.clone(), listed.clone());
    }

    /// Which of a site's entries, and of those that this is of, have to be looked at.
    fn differences(&self, entries: &Entries, listed: &Ids) -> (Range<EntryId>, Range<EntryId>) {
        let (mut now, mut before) = entries.differences(&self.entries);
        let start = now.start.min(listed.first_difference(&self.listed).unwrap_or(now.start));
        (now.start, before.start) = (start, start);
        // Behind those that differ some may be listed that were not.
        if now.len() != before.len() || listed.since(now.end) != self.listed.since(before.end) {
            (now.end, before.end) = (entries.len(), self.entries.len());
        }
        (now, before)
    }

    /// What has to be done so that those that have slots `before` are those that are seen now.
    fn steps<'a>(&self, seen: impl Iterator<Item = Fresh<'a>>, before: &[Slot]) -> Steps<'a> {
        let (mut order, mut gone, mut fresh) = (Vec::new(), Vec::new(), Vec::new());
        let mut before = before.iter().copied().peekable();
        for now in seen {
            let mut own = None;
            while let Some(slot) = before.peek().copied() {
                let record = &self.records[slot as usize];
                own = record.is_of(now.entry, now.is_listed).then_some(slot);
                if own.is_none() && !record.is_before(now.entry) {
                    break;
                }
                before.next();
                if own.is_some() {
                    break;
                }
                gone.push(slot);
            }
            order.push(own.unwrap_or_default());
            if own.is_none() {
                fresh.push(now);
            }
        }
        gone.extend(before);
        Steps { order, gone, fresh }
    }

    fn remove(&mut self, slot: Slot, moves: &mut Moves) {
        let record = std::mem::take(&mut self.records[slot as usize]);
        let Record { entry: Some(entry), features, picks, .. } = record else { return };
        if self.places.of(slot) < self.base {
            moves.gone += 1;
            moves.features.extend(features);
        }
        self.unpick(slot, &picks);
        let Hashes { strong, weak, item } = Hashes::of(&entry);
        for hash in strong.into_iter().chain(weak).chain(item) {
            let newer = self.holders.remove(hash, slot, &self.places);
            mark(newer, &mut self.records, &mut self.stale);
        }
        self.free.push(slot);
    }

    fn add(&mut self, fresh: &Fresh<'_>, hashes: Hashes, moves: &mut Moves) {
        let (Fresh { id, entry, is_listed }, Hashes { strong, weak, item }) = (*fresh, hashes);
        let slot = self.order[id];
        let mut record = Record { entry: Some(entry.clone()), is_listed, ..Record::default() };
        let mut add = |hash| {
            let (feature, newer) = self.holders.add(hash, slot, &self.places)?;
            mark(newer, &mut self.records, &mut self.stale);
            Some(feature)
        };
        if is_listed {
            let mut features: Vec<FeatureId> = strong.into_iter().filter_map(&mut add).collect();
            record.strong = features.len();
            features.extend(weak.into_iter().filter_map(&mut add));
            record.features = features.into();
        }
        record.item = item.and_then(add);
        if id < base_of(self.order.len()) {
            moves.come += 1;
            moves.features.extend(&record.features);
        } else {
            moves.behind += 1;
        }
        self.records[slot as usize] = record;
        mark(&[slot], &mut self.records, &mut self.stale);
    }

    fn record(&self, id: EntryId) -> &Record {
        &self.records[self.order[id] as usize]
    }

    /// The other records of the same item, the newest first.
    pub fn versions(&self, id: EntryId) -> Vec<EntryId> {
        let all = self.record(id).item.map_or(&[][..], |item| self.holders.of(item));
        let others = all.iter().rev().map(|slot| self.places.of(*slot));
        others.filter(|other| *other != id).collect()
    }

    /// Other records that have the most in common with one, at most five of them, without those of the same item.
    pub fn of(&self, id: EntryId) -> Vec<EntryId> {
        let (slot, record) = (self.order[id], self.record(id));
        let picked = record.picks.best.iter().map(|pick| (pick.score, pick.slot));
        let score = |other: &Slot| Some((self.records[*other as usize].picks.score(slot)?, *other));
        let all = picked.chain(record.picked_by.iter().filter_map(score));
        let enough = all.filter(|(score, _)| *score >= record.picks.least);
        // Of equals, the newest first.
        let mut best: Vec<_> = enough.map(|(score, other)| (score, self.places.of(other))).collect();
        best.sort_unstable_by(|a, b| b.cmp(a));
        best.truncate(MAX);
        best.into_iter().map(|(_, other)| other).collect()
    }
}

/// Notes that records have to pick anew.
fn mark(slots: &[Slot], records: &mut [Record], stale: &mut Vec<Slot>) {
    for slot in slots {
        if !std::mem::replace(&mut records[*slot as usize].is_stale, true) {
            stale.push(*slot);
        }
    }
}

/// Most of the work for one record is not another's. A thread of the pool must not wait for others here, though: it would do
/// their work meanwhile, which may be to wait for this.
fn each<T: Sync, R: Send>(all: &[T], make: impl Fn(&T) -> R + Send + Sync) -> Vec<R> {
    match rayon::current_thread_index() {
        None => all.par_iter().map(make).collect(),
        Some(_) => all.iter().map(make).collect(),
    }
}

#[cfg(test)]
mod tests;
