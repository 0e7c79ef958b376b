//! How the entries of a site become those of the next.
//!
//! A site is ordered, so most of its entries come and go in between others that stay in their order: their ids move by the same
//! number, or not at all, where what comes is newer. What is indexed by ids is moved run by run, and only what is new is looked
//! at.

use std::ops::Range;
use std::sync::Arc;

use super::entries::Entries;
use super::ids::{EntryId, Ids};
use crate::site::entry::Entry;

/// What comes and goes between the entries of a site and those of the next.
#[derive(Debug, Clone, Default)]
pub(super) struct Step {
    /// Which of the entries before are kept, run by run, and the id of the first of each run now.
    kept: Vec<(Range<EntryId>, EntryId)>,
    /// How many entries there were, and are.
    before: usize,
    count: usize,
}

/// The entries of a site and of the next, and how the first become the others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn<'a> {
    pub before: &'a Entries,
    pub entries: &'a Entries,
    pub step: &'a Step,
}

impl Step {
    /// The entries of a site without some and with others, and how they become so.
    pub(super) fn take(before: &Entries, gone: &[Arc<Entry>], mut fresh: Vec<Arc<Entry>>) -> (Entries, Self) {
        let mut gone: Vec<EntryId> = gone.iter().filter_map(|entry| before.find(entry)).collect();
        gone.sort_unstable();
        gone.dedup();
        fresh.sort_by(|a, b| b.newest_first(a));
        let mut step = Self { before: before.len(), ..Self::default() };
        let (mut at, mut leaving) = (0, gone.into_iter().peekable());
        let mut keep_to = |end: usize, step: &mut Self| {
            while at < end {
                let until = leaving.next_if(|gone| *gone < end);
                step.keep(at..until.unwrap_or(end));
                at = until.map_or(end, |gone| gone + 1);
            }
        };
        for entry in &fresh {
            keep_to(before.place(entry), &mut step);
            step.count += 1;
        }
        keep_to(before.len(), &mut step);
        (before.next(&step, fresh), step)
    }

    fn keep(&mut self, before: Range<EntryId>) {
        if before.is_empty() {
            return;
        }
        let now = self.count;
        self.count += before.len();
        match self.kept.last_mut() {
            Some((last, first)) if last.end == before.start && *first + last.len() == now => {
                last.end = before.end;
            }
            _ => self.kept.push((before, now)),
        }
    }

    /// From no entries to so many.
    pub(super) fn of_all(count: usize) -> Self {
        Self { count, ..Self::default() }
    }

    /// The same, but some entries that are kept have to be looked at again; `ids` are theirs now, in order.
    pub(super) fn looking_at(&self, ids: &[EntryId]) -> Self {
        let mut step = Self { before: self.before, ..Self::default() };
        let mut ids = ids.iter().copied().peekable();
        for (before, now) in self.kept.iter().cloned() {
            while ids.next_if(|id| *id < now).is_some() {}
            step.count = now;
            let mut from = before.start;
            while let Some(id) = ids.next_if(|id| *id < now + before.len()) {
                let was = before.start + (id - now);
                step.keep(from..was);
                step.count += 1;
                from = was + 1;
            }
            step.keep(from..before.end);
        }
        step.count = self.count;
        step
    }

    /// What is not kept, between what is: the ids of those that are no more, and of those that are new.
    pub(super) fn gaps(&self) -> impl Iterator<Item = (Range<EntryId>, Range<EntryId>)> {
        let (mut was, mut is) = (0, 0);
        let end = (self.before..self.before, self.count);
        self.kept.iter().cloned().chain([end]).map(move |(before, now)| {
            let gap = (was..before.start, is..now);
            (was, is) = (before.end, now + before.len());
            gap
        })
    }

    /// Those of the site before that are no more.
    pub(super) fn gone(&self) -> impl Iterator<Item = EntryId> {
        self.gaps().flat_map(|(gone, _)| gone)
    }

    /// Those that are new.
    pub(super) fn fresh(&self) -> impl Iterator<Item = EntryId> {
        self.gaps().flat_map(|(_, fresh)| fresh)
    }

    /// Entries that are kept and have other ids: those that they had, and those that they have.
    pub(super) fn moved(&self) -> impl Iterator<Item = (EntryId, EntryId)> {
        let moved = self.kept.iter().filter(|(before, now)| before.start != *now);
        moved.flat_map(|(before, now)| before.clone().zip(*now..))
    }

    /// Whether these are so many that it takes less to go through all that there are.
    pub(super) fn moves_many(&self) -> bool {
        const FEW: usize = 16;
        let moved = self.kept.iter().filter(|(before, now)| before.start != *now);
        moved.map(|(before, _)| before.len()).sum::<usize>() > self.count / FEW
    }

    /// The run of kept entries in which an entry of the site before is.
    fn run(&self, id: EntryId) -> Option<&(Range<EntryId>, EntryId)> {
        let run = self.kept.partition_point(|(before, _)| before.end <= id);
        self.kept.get(run).filter(|(before, _)| before.start <= id)
    }

    /// The id that an entry of the site before has now, where it is kept.
    pub(super) fn now(&self, id: EntryId) -> Option<EntryId> {
        self.run(id).map(|(before, now)| now + (id - before.start))
    }

    /// Whether two entries and all between them are as they were, and none has come between them.
    pub(super) fn leaves(&self, first: EntryId, last: EntryId) -> bool {
        self.run(first).is_some_and(|(before, now)| before.start == *now && last < before.end)
    }

    /// What stands in a list, and of what is new what belongs there.
    pub(super) fn list(&self, before: &Ids, belongs: impl Fn(EntryId) -> bool) -> Ids {
        let fresh: Vec<EntryId> = self.fresh().filter(|id| belongs(*id)).collect();
        self.list_with(before, &fresh)
    }

    /// What stands in a list, and these, which are new and in order.
    pub(super) fn list_with(&self, list: &Ids, fresh: &[EntryId]) -> Ids {
        let before = list.as_slice();
        let stays = match before {
            [] => true,
            [first, .., last] | [first @ last] => self.leaves(*first as EntryId, *last as EntryId),
        };
        if fresh.is_empty() && stays {
            return list.clone();
        }
        let mut fresh = fresh.iter().map(|id| *id as u32).peekable();
        let mut next = Vec::with_capacity(before.len() + fresh.len());
        let mut rest = before;
        for (were, now) in &self.kept {
            next.extend(std::iter::from_fn(|| fresh.next_if(|id| (*id as EntryId) < *now)));
            rest = &rest[rest.partition_point(|id| (*id as EntryId) < were.start)..];
            let (own, others) = rest.split_at(rest.partition_point(|id| (*id as EntryId) < were.end));
            match *now == were.start {
                true => next.extend_from_slice(own),
                false => next.extend(own.iter().map(|id| (now + (*id as EntryId - were.start)) as u32)),
            }
            rest = others;
        }
        next.extend(fresh);
        next.into()
    }
}
