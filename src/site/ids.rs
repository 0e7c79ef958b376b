//! Lists of a site's entries.

use std::iter::Rev;
use std::ops::Range;
use std::sync::Arc;

/// The place of an entry in its site, counted from the oldest: it stays when newer ones come.
pub type EntryId = usize;

/// Some entries of a site, in its order. Sites that follow each other share the lists in which nothing changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ids(
    /// The oldest first.
    Arc<[u32]>,
);

impl Ids {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, as lists show them.
    pub fn newest_first(&self) -> Rev<OldestFirst<'_>> {
        self.oldest_first().rev()
    }

    /// All of them, as they came.
    pub fn oldest_first(&self) -> OldestFirst<'_> {
        OldestFirst(self.0.iter())
    }

    /// Those at some places, counted from the newest.
    pub fn at(&self, places: Range<usize>) -> Rev<OldestFirst<'_>> {
        OldestFirst(self.0[self.len() - places.end..self.len() - places.start].iter()).rev()
    }

    /// The newest.
    pub fn newest(&self) -> Option<EntryId> {
        self.newest_first().next()
    }

    /// The one at a place, counted from the newest.
    pub fn get(&self, place: usize) -> Option<EntryId> {
        self.len().checked_sub(place + 1).map(|place| self.0[place] as EntryId)
    }

    /// The place of an entry among them, counted from the newest.
    pub fn place(&self, id: EntryId) -> Option<usize> {
        self.0.binary_search(&(id as u32)).ok().map(|place| self.len() - 1 - place)
    }

    /// Whether an entry is one of them.
    pub fn contains(&self, id: EntryId) -> bool {
        self.place(id).is_some()
    }

    /// Those from an id on.
    pub(super) fn since(&self, id: EntryId) -> &[u32] {
        &self.0[self.0.partition_point(|own| (*own as EntryId) < id)..]
    }

    /// The first id that is in one of two lists and not in the other.
    pub(super) fn first_difference(&self, other: &Self) -> Option<EntryId> {
        const CHUNK: usize = 128;
        let same = self.0.chunks(CHUNK).zip(other.0.chunks(CHUNK)).take_while(|(own, other)| own == other);
        let same = same.map(|(own, _)| own.len()).sum();
        let (own, other) = (&self.0[same..], &other.0[same..]);
        let same = own.iter().zip(other).take_while(|(own, other)| own == other).count();
        own.get(same).into_iter().chain(other.get(same)).min().map(|id| *id as EntryId)
    }

    /// As they are held.
    pub(super) fn as_slice(&self) -> &[u32] {
        &self.0
    }
}

impl FromIterator<EntryId> for Ids {
    /// They must come in order, the oldest first.
    fn from_iter<I: IntoIterator<Item = EntryId>>(ids: I) -> Self {
        Self(ids.into_iter().map(|id| id as u32).collect())
    }
}

impl From<&[u32]> for Ids {
    fn from(ids: &[u32]) -> Self {
        Self(ids.into())
    }
}

impl From<Vec<u32>> for Ids {
    fn from(ids: Vec<u32>) -> Self {
        Self(ids.into())
    }
}

/// Tells ids, the oldest first.
#[derive(Debug, Clone)]
pub struct OldestFirst<'a>(std::slice::Iter<'a, u32>);

impl Iterator for OldestFirst<'_> {
    type Item = EntryId;

    fn next(&mut self) -> Option<EntryId> {
        self.0.next().map(|id| *id as EntryId)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl DoubleEndedIterator for OldestFirst<'_> {
    fn next_back(&mut self) -> Option<EntryId> {
        self.0.next_back().map(|id| *id as EntryId)
    }
}

impl ExactSizeIterator for OldestFirst<'_> {}
