//! How the entries of a site become those of the next.
//!
//! A site is ordered, so most of its entries come and go in between others that stay in their order: their ids move by the same
//! number. What is indexed by ids is moved by pieces, and only what is new is looked at.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use super::EntryId;
use crate::site::entry::Entry;

/// Some neighbours of the next site's entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// They were there: which they were, and the id of the first of them now.
    Kept(Range<EntryId>, EntryId),
    /// They are new, or have to be looked at again.
    Fresh(Range<EntryId>),
}

/// All entries of the next site, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Step {
    /// Which of the entries before are kept, run by run, and the id of the first of each run now.
    kept: Vec<(Range<EntryId>, EntryId)>,
    /// Those of the site before that are no more.
    gone: Vec<EntryId>,
    count: usize,
}

/// The entries of a site and of the next, and how the first become the others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn<'a> {
    pub before: &'a [Arc<Entry>],
    pub entries: &'a [Arc<Entry>],
    pub step: &'a Step,
}

impl Step {
    /// The entries of a site without some and with others, and how they become so.
    pub(super) fn take(
        before: &[Arc<Entry>],
        gone: &[Arc<Entry>],
        mut fresh: Vec<Arc<Entry>>,
    ) -> (Vec<Arc<Entry>>, Self) {
        let place = |entry: &Entry| before.partition_point(|own| own.newest_first(entry) == Ordering::Less);
        let is_own = |place: &usize, entry| before.get(*place).is_some_and(|own| Arc::ptr_eq(own, entry));
        let gone =
            gone.iter().map(|entry| (place(entry), entry)).filter(|(place, entry)| is_own(place, entry));
        let mut gone: Vec<EntryId> = gone.map(|(place, _)| place).collect();
        gone.sort_unstable();
        gone.dedup();
        fresh.sort_by(|a, b| a.newest_first(b));
        let mut step = Self::default();
        let mut entries: Vec<Arc<Entry>> = Vec::with_capacity(before.len() + fresh.len() - gone.len());
        let (mut at, mut leaving) = (0, gone.iter().copied().peekable());
        let mut keep_to = |end: usize, entries: &mut Vec<Arc<Entry>>, step: &mut Self| {
            while at < end {
                let until = leaving.peek().copied().filter(|gone| *gone < end);
                step.keep(at..until.unwrap_or(end));
                entries.extend_from_slice(&before[at..until.unwrap_or(end)]);
                at = until.map_or(end, |gone| gone + 1);
                leaving.next_if(|gone| until == Some(*gone));
            }
        };
        for entry in fresh {
            keep_to(place(&entry), &mut entries, &mut step);
            step.add();
            entries.push(entry);
        }
        keep_to(before.len(), &mut entries, &mut step);
        (entries, Self { gone, ..step })
    }

    fn keep(&mut self, before: Range<EntryId>) {
        if !before.is_empty() {
            let now = self.count;
            self.count += before.len();
            self.kept.push((before, now));
        }
    }

    fn add(&mut self) {
        self.count += 1;
    }

    /// The same, but some entries that are kept have to be looked at again; `ids` are theirs now, in order.
    pub(super) fn looking_at(&self, ids: &[EntryId]) -> Self {
        let mut step = Self { gone: self.gone.clone(), ..Self::default() };
        let mut ids = ids.iter().copied().peekable();
        for piece in self.pieces() {
            match piece {
                Piece::Fresh(range) => {
                    range.clone().for_each(|_| step.add());
                    while ids.next_if(|id| *id < range.end).is_some() {}
                }
                Piece::Kept(before, now) => {
                    let mut from = before.start;
                    while let Some(id) = ids.next_if(|id| *id < now + before.len()) {
                        let was = before.start + (id - now);
                        step.keep(from..was);
                        step.add();
                        step.gone.push(was);
                        from = was + 1;
                    }
                    step.keep(from..before.end);
                }
            }
        }
        step.gone.sort_unstable();
        step
    }

    /// All entries now, in order; a piece may be empty.
    pub(super) fn pieces(&self) -> impl Iterator<Item = Piece> {
        let (mut at, end) = (0, (0..0, self.count));
        self.kept.iter().cloned().chain([end]).flat_map(move |(before, now)| {
            let fresh = Piece::Fresh(at..now);
            at = now + before.len();
            [fresh, Piece::Kept(before, now)]
        })
    }

    /// How many entries there are now.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Those of the site before that are no more.
    pub(super) fn gone(&self) -> &[EntryId] {
        &self.gone
    }

    pub(super) fn fresh(&self) -> impl Iterator<Item = EntryId> {
        self.pieces().flat_map(|piece| match piece {
            Piece::Fresh(range) => range,
            Piece::Kept(..) => 0..0,
        })
    }

    /// The id that an entry of the site before has now, where it is kept.
    pub(super) fn now(&self, id: EntryId) -> Option<EntryId> {
        let run = self.kept.partition_point(|(before, _)| before.end <= id);
        let (before, now) = self.kept.get(run).filter(|(before, _)| before.start <= id)?;
        Some(now + (id - before.start))
    }

    /// What stands in a list of ids in order, and of what is new what belongs there.
    pub(super) fn list(&self, before: &[EntryId], belongs: impl Fn(EntryId) -> bool) -> Vec<EntryId> {
        let mut list = Vec::with_capacity(before.len() + 1);
        for piece in self.pieces() {
            match piece {
                Piece::Fresh(range) => list.extend(range.filter(|id| belongs(*id))),
                Piece::Kept(were, now) => {
                    let place = |id: EntryId| before.partition_point(|own| *own < id);
                    let own = &before[place(were.start)..place(were.end)];
                    list.extend(own.iter().map(|id| now + (id - were.start)));
                }
            }
        }
        list
    }

    /// A value for each entry: what it was, and of what is new what `value` gives.
    pub(super) fn values<T: Copy>(&self, before: &[T], value: impl Fn(EntryId) -> T) -> Vec<T> {
        let mut values = Vec::with_capacity(self.count);
        for piece in self.pieces() {
            match piece {
                Piece::Fresh(range) => values.extend(range.map(&value)),
                Piece::Kept(were, _) => values.extend_from_slice(&before[were]),
            }
        }
        values
    }
}
