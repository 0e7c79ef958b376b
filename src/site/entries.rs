//! The entries of a site, in its order.

use std::ops::{Index, Range};
use std::sync::Arc;

use imbl::Vector;

use super::ids::EntryId;
use super::step::Step;
use crate::site::entry::Entry;

/// All entries of a site, by their ids. Sites that follow each other share most of what holds them.
#[derive(Debug, Clone, Default)]
pub struct Entries(Vector<Arc<Entry>>);

impl Entries {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each with its id, as lists show them.
    pub fn newest_first(&self) -> impl DoubleEndedIterator<Item = (EntryId, &Arc<Entry>)> {
        self.oldest_first().rev()
    }

    /// Each with its id, as they came.
    pub fn oldest_first(
        &self,
    ) -> impl DoubleEndedIterator<Item = (EntryId, &Arc<Entry>)> + ExactSizeIterator {
        self.0.iter().enumerate()
    }

    /// Those with some ids, the oldest first.
    pub fn range(&self, ids: Range<EntryId>) -> impl DoubleEndedIterator<Item = &Arc<Entry>> {
        self.0.focus().narrow(ids).into_iter()
    }

    /// The id of an entry, where it is one of them.
    pub fn find(&self, entry: &Arc<Entry>) -> Option<EntryId> {
        let id = self.place(entry);
        self.0.get(id).filter(|own| Arc::ptr_eq(own, entry)).map(|_| id)
    }

    /// The id that an entry has, or would have.
    pub(super) fn place(&self, entry: &Entry) -> EntryId {
        // Their paths tell those of one moment apart.
        self.0.binary_search_by(|own| entry.newest_first(own)).unwrap_or_else(|place| place)
    }

    /// Those after a step, which has these that are fresh.
    pub(super) fn next(&self, step: &Step, fresh: Vec<Arc<Entry>>) -> Self {
        let (mut next, mut fresh) = (self.0.clone(), fresh.into_iter());
        for (gone, new) in step.gaps() {
            let both = gone.len().min(new.len());
            for (id, entry) in new.clone().zip(&mut fresh) {
                if id < new.start + both {
                    next.set(id, entry);
                } else {
                    next.insert(id, entry);
                }
            }
            (both..gone.len()).for_each(|_| drop(next.remove(new.start + both)));
        }
        Self(next)
    }

    /// Which of these were not there `before`, and which of those are here no more: all of both, and perhaps others between them.
    pub fn differences(&self, before: &Self) -> (Range<EntryId>, Range<EntryId>) {
        let shortest = self.len().min(before.len());
        let start = common(self.0.leaves(), before.0.leaves()).min(shortest);
        let end = common(self.0.leaves().rev(), before.0.leaves().rev()).min(shortest - start);
        (start..self.len() - end, start..before.len() - end)
    }
}

/// How many entries two sites share in the chunks that come first.
fn common<'a>(
    ours: impl Iterator<Item = &'a [Arc<Entry>]>,
    theirs: impl Iterator<Item = &'a [Arc<Entry>]>,
) -> usize {
    let same = ours.zip(theirs).take_while(|(ours, theirs)| std::ptr::eq(*ours, *theirs));
    same.map(|(ours, _)| ours.len()).sum()
}

impl FromIterator<Arc<Entry>> for Entries {
    /// They must come in the order of a site, the oldest first.
    fn from_iter<I: IntoIterator<Item = Arc<Entry>>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl Index<EntryId> for Entries {
    type Output = Arc<Entry>;

    fn index(&self, id: EntryId) -> &Arc<Entry> {
        &self.0[id]
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

    /// So many that they are held in several chunks.
    const RECORDS: usize = 400;

    fn record(builder: &Builder, n: usize) -> Arc<Entry> {
        let path = ContentPath::new(format!("{n:03}.txt"));
        Arc::new(builder.entries(&path, &b"Title: x\n".as_slice().into(), &Corrections::default()).remove(0))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn what_comes_and_goes_is_found(
            moments in vec(subsequence((0..RECORDS).collect::<Vec<_>>(), 0..=12), 1..12),
        ) {
            let builder = Builder::new(Config::default(), &[]).unwrap();
            // Without dates, the last path is the oldest.
            let all: Vec<Arc<Entry>> = (0..RECORDS).rev().map(|n| record(&builder, n)).collect();
            let mut wanted: Vec<bool> = vec![true; RECORDS];
            let mut entries = Step::take(&Entries::default(), &[], all.clone()).0;
            for changed in moments {
                let gone: Vec<_> = changed.iter().filter(|n| wanted[**n]).map(|n| all[*n].clone()).collect();
                let fresh = changed.iter().filter(|n| !wanted[**n]).map(|n| all[*n].clone()).collect();
                changed.iter().for_each(|n| wanted[*n] = !wanted[*n]);
                let (next, step) = Step::take(&entries, &gone, fresh);
                let is: Vec<*const Entry> = next.oldest_first().map(|(_, entry)| Arc::as_ptr(entry)).collect();
                let want: Vec<*const Entry> =
                    all.iter().zip(&wanted).filter(|(_, wanted)| **wanted).map(|(entry, _)| Arc::as_ptr(entry)).collect();
                prop_assert_eq!(is, want);
                for (id, entry) in entries.oldest_first() {
                    prop_assert_eq!(step.now(id), next.find(entry));
                }
                let (now, before) = next.differences(&entries);
                let others = |entries: &Entries, but: Range<EntryId>| {
                    let others = entries.oldest_first().filter(|(id, _)| !but.contains(id));
                    others.map(|(_, entry)| Arc::as_ptr(entry)).collect::<Vec<_>>()
                };
                prop_assert_eq!(others(&next, now), others(&entries, before));
                entries = next;
            }
        }
    }
}
