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
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::subsequence;

    use super::*;
    use crate::config::Config;
    use crate::pages::builder::Builder;
    use crate::record::ContentPath;
    use crate::record::parse::Corrections;

    /// Entries of headers, one each, the newest first.
    fn entries<'a>(headers: impl IntoIterator<Item = &'a str>) -> Vec<Arc<Entry>> {
        let builder = Builder::new(Config::default(), &[]).unwrap();
        let entry = |(n, header): (usize, &str)| {
            let text = format!("Timestamp: 2025-01-01T00:00:00\n{header}\nDescription:\nText.\n");
            let path = ContentPath::new(format!("{n:03}.txt"));
            Arc::new(builder.entries(&path, &text.as_bytes().into(), &Corrections::default()).remove(0))
        };
        headers.into_iter().enumerate().map(entry).collect()
    }

    /// Of headers, with the records in their order: 0 is the first.
    struct Asked {
        related: Related,
        count: usize,
    }

    impl Asked {
        fn new(headers: &[String]) -> Self {
            let entries: Entries = entries(headers.iter().map(String::as_str)).into_iter().rev().collect();
            let related = Related::new(&entries, &(0..entries.len()).collect());
            Self { related, count: entries.len() }
        }

        fn ask(&self, n: usize, question: impl Fn(&Related, EntryId) -> Vec<EntryId>) -> Vec<usize> {
            let found = question(&self.related, self.count - 1 - n).into_iter();
            found.map(|id| self.count - 1 - id).collect()
        }

        fn of(&self, n: usize) -> Vec<usize> {
            self.ask(n, Related::of)
        }
    }

    fn header(title: &str, tags: &str) -> String {
        format!("Title: {title}\nTags: {tags}\n")
    }

    #[test]
    fn what_shares_rare_things_comes_first() {
        let mut headers = vec![
            header("焦虑的根源", "心理"),
            header("焦虑怎么办", "心理"),
            header("Sourdough at home", "baking"),
            header("Better sourdough", "baking, bread"),
            header("晨跑日记", "心理"),
        ];
        headers.extend((0..40).map(|n| header(&format!("unique{n}"), "")));
        let related = Asked::new(&headers);
        assert_eq!(related.of(0), [1, 4]);
        assert_eq!(related.of(2), [3]);
        assert!(related.of(7).is_empty());
    }

    #[test]
    fn excerpts_speak_where_titles_do_not() {
        let of = |title: &str, text: &str| format!("Title: {title}\nDescription:\n{text}\n\n");
        let mut headers = vec![
            of("第一讲", "预写日志先于状态，断电之后重放日志。"),
            of("随笔", "为什么预写日志总在状态之前？断电之后要重放。"),
            of("预写日志", "别的话。"),
            of("晨跑", "今天跑了十公里。"),
        ];
        headers.extend((0..40).map(|n| of(&format!("unique{n}"), &format!("other{n}"))));
        let related = Asked::new(&headers);
        assert_eq!(related.of(0), [1, 2]);
        assert!(related.of(3).is_empty());
    }

    #[test]
    fn there_are_five_at_most() {
        let headers: Vec<String> =
            (0..100).map(|n| header(&format!("Episode number {n}"), &format!("t{}", n / 10))).collect();
        let related = Asked::new(&headers);
        for id in 0..100 {
            let found = related.of(id);
            assert_eq!(found.len(), MAX);
            assert!(found.iter().all(|other| other / 10 == id / 10 && *other != id));
        }
    }

    #[test]
    fn a_new_record_changes_five_others_at_most() {
        let header = |n: usize| {
            let (a, b, c) = (n % 7, n * n % 11, n / 20);
            header(&format!("Part{a} of part{b} in volume{c}"), &format!("tag{b}, tag{c}"))
        };
        let headers: Vec<String> = (0..150).map(header).collect();
        let all_entries = entries(headers.iter().map(String::as_str));
        let (mut related, mut before) = (Related::default(), Vec::new());
        for count in 1..=all_entries.len() {
            related.follow(&all_entries[..count].iter().cloned().collect(), &(0..count).collect());
            let now: Vec<Vec<EntryId>> = (0..count).map(|id| related.of(id)).collect();
            let differ = before.iter().zip(&now).filter(|(before, now)| before != now).count();
            // The first 128 say what features are worth from the 128th to the 143rd.
            assert!(differ <= MAX || !(129..144).contains(&count), "{differ} of {count}");
            assert!(now[count - 1].len() == MAX || count < 129);
            before = now;
        }
    }

    #[test]
    fn records_of_one_item_are_versions_and_not_related() {
        let url = |id: &str| format!("Title: Bread\nURL: https://www.youtube.com/watch?v={id}\n");
        let mut headers = vec![url("abcdefghijk"), url("bbcdefghijk"), url("abcdefghijk")];
        headers.extend((0..20).map(|n| header(&format!("unique{n}"), "")));
        let related = Asked::new(&headers);
        assert_eq!(related.ask(0, Related::versions), [2]);
        assert_eq!(related.ask(1, Related::versions), [0; 0]);
        assert_eq!(related.of(0), [1]);
    }

    /// All that can be asked.
    fn all(related: &Related, count: usize) -> Vec<[Vec<EntryId>; 2]> {
        (0..count).map(|id| [related.of(id), related.versions(id)]).collect()
    }

    proptest! {
        #[test]
        fn it_follows_as_it_would_begin(moments in vec(subsequence((0..60).collect::<Vec<_>>(), 0..60), 1..6)) {
            let headers = (0..60).map(|n| {
                let (a, b) = (n % 7, n % 11);
                format!("Title: Part{a} of part{b}\nTags: tag{b}\nURL: https://youtu.be/abcdefghi{}\n", 10 + n % 31)
            });
            let headers: Vec<String> = headers.collect();
            let all_entries = entries(headers.iter().map(String::as_str));
            let mut related = Related::default();
            for (turn, moment) in moments.iter().enumerate() {
                // The order of the site is that of the numbers, from the last on.
                let entries: Entries = moment.iter().rev().map(|n| all_entries[*n].clone()).collect();
                // Now and then another stands for its item.
                let numbers = moment.iter().rev().enumerate();
                let listed: Ids = numbers.filter(|(_, n)| (*n + turn) % 9 != 0).map(|(id, _)| id).collect();
                related.follow(&entries, &listed);
                let anew = Related::new(&entries, &listed);
                prop_assert_eq!(all(&related, entries.len()), all(&anew, entries.len()));
                prop_assert_eq!(related.holders.count(), anew.holders.count());
            }
        }
    }
}
