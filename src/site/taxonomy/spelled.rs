//! How the names of a kind are spelled, and which spellings each entry has.

use std::sync::Arc;

use ahash::HashMap;

use super::InLists;
use crate::site::EntryId;
use crate::site::entry::Names;
use crate::site::step::{Piece, Turn};

/// The spellings of the names that entries have. There are many records and few spellings, so each is looked at once.
#[derive(Debug, Clone, Default)]
pub(super) struct Spelled {
    words: Arc<Words>,
    /// The spellings of the entries, one entry after the other, and where each entry's end.
    used: Vec<Used>,
    ends: Vec<usize>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    /// All spellings, in no order.
    pub all: Vec<Arc<str>>,
    places: HashMap<Arc<str>, u32>,
}

/// The place of a spelling that an entry has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Used(u32);

/// Marks what an entry has that says nothing.
const UNSAID: u32 = 1 << 31;

impl Used {
    pub(super) fn place(self) -> usize {
        (self.0 & !UNSAID) as usize
    }

    fn is_said(self) -> bool {
        self.0 & UNSAID == 0
    }
}

/// Who uses a spelling.
#[derive(Debug, Clone, Default)]
pub(super) struct Spelling {
    pub entries: Vec<EntryId>,
    pub failed: Vec<EntryId>,
    /// Whether any record says it.
    is_said: bool,
}

impl Spelling {
    pub(super) fn is_term(&self) -> bool {
        !self.entries.is_empty() || self.is_said && !self.failed.is_empty()
    }
}

impl Words {
    fn place(words: &mut Arc<Self>, name: &str) -> u32 {
        if let Some(place) = words.places.get(name) {
            return *place;
        }
        let words = Arc::make_mut(words);
        let (place, name) = (words.all.len() as u32, Arc::<str>::from(name));
        words.all.push(name.clone());
        words.places.insert(name, place);
        place
    }
}

impl Spelled {
    /// Those of the next site's entries; `otherwise` is the name of those that have none.
    pub(super) fn next(
        &self,
        kind: Names,
        Turn { entries, step, .. }: Turn<'_>,
        otherwise: Option<&str>,
    ) -> Self {
        let (used, ends) = (Vec::with_capacity(self.used.len()), Vec::with_capacity(step.count()));
        let mut next = Self { words: self.words.clone(), used, ends };
        for piece in step.pieces() {
            match piece {
                Piece::Kept(before, _) => {
                    let from = self.start(before.start);
                    next.ends
                        .extend(self.ends[before.clone()].iter().map(|end| end - from + next.used.len()));
                    next.used.extend_from_slice(&self.used[from..self.start(before.end)]);
                }
                Piece::Fresh(ids) => ids.for_each(|id| next.add(entries[id].names(kind), otherwise)),
            }
        }
        next.forget_unused()
    }

    fn start(&self, id: EntryId) -> usize {
        id.checked_sub(1).map_or(0, |before| self.ends[before])
    }

    /// Adds the next entry.
    fn add<'a>(&mut self, names: impl Iterator<Item = &'a str>, otherwise: Option<&str>) {
        let from = self.used.len();
        for name in names {
            self.used.push(Used(Words::place(&mut self.words, name)));
        }
        if let Some(name) = otherwise.filter(|_| self.used.len() == from) {
            self.used.push(Used(Words::place(&mut self.words, name) | UNSAID));
        }
        self.ends.push(self.used.len());
    }

    /// Spellings that nobody uses any more are kept for a while: somebody may again.
    fn forget_unused(self) -> Self {
        let count = self.words.all.len();
        if count <= self.used.len() + 64 {
            return self;
        }
        let mut words = Arc::default();
        let again = |used: &Used| {
            let place = Words::place(&mut words, &self.words.all[used.place()]);
            Used(place | used.0 & UNSAID)
        };
        let used = self.used.iter().map(again).collect();
        Self { words, used, ends: self.ends }
    }

    /// The spellings that an entry has.
    pub(super) fn of(&self, id: EntryId) -> &[Used] {
        let end = self.ends.get(id).copied();
        end.map_or(&[], |end| &self.used[self.start(id)..end])
    }

    pub(super) fn words(&self) -> &Arc<Words> {
        &self.words
    }

    /// Who uses each of them.
    pub(super) fn spellings(&self, in_lists: InLists<'_>) -> Vec<Spelling> {
        let mut uses = vec![(0, false); self.words.all.len()];
        for used in &self.used {
            let (count, is_said) = &mut uses[used.place()];
            *count += 1;
            *is_said |= used.is_said();
        }
        let spelling =
            |(count, is_said)| Spelling { entries: Vec::with_capacity(count), failed: Vec::new(), is_said };
        let mut spellings: Vec<Spelling> = uses.into_iter().map(spelling).collect();
        let mut listed = in_lists.listed.iter().copied().peekable();
        for id in in_lists.with_failed {
            let is_listed = listed.next_if_eq(id).is_some();
            for used in self.of(*id) {
                let Spelling { entries, failed, .. } = &mut spellings[used.place()];
                if is_listed { entries } else { failed }.push(*id);
            }
        }
        spellings
    }
}
