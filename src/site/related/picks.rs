//! Which of the records before it have the most in common with one.

use std::cmp::Reverse;

use smallvec::SmallVec;

use super::holders::NEAR;
use super::worth::weight;
use super::{Record, Related, Slot, each};
use crate::site::ids::EntryId;

/// How many related records there are at most, and how many a record picks.
pub(super) const MAX: usize = 5;

/// What two records share must be one in so many parts of all that one of them shares with any, its excerpt aside: less
/// is chance. Where that is nothing, the excerpts must share as much as a word of a title that no other record has.
const MIN_PART: u32 = 5;

/// So much more a feature counts that is not only the excerpt's.
const STRONG: u32 = 2;

/// What a record picks.
#[derive(Debug, Default)]
pub(super) struct Picks {
    /// The best first.
    pub(super) best: SmallVec<[Pick; MAX]>,
    /// What shares less with it is not related to it.
    pub(super) least: u16,
}

#[derive(Debug)]
pub(super) struct Pick {
    pub(super) score: u16,
    pub(super) slot: Slot,
}

impl Picks {
    pub(super) fn score(&self, slot: Slot) -> Option<u16> {
        self.best.iter().find(|pick| pick.slot == slot).map(|pick| pick.score)
    }
}

/// What records have in common with one.
#[derive(Debug, Default)]
pub(super) struct Scores {
    /// By the slots; nothing but zeros between two uses. They are short, because they are asked for in no order.
    of: Vec<u16>,
    /// Those that have anything.
    found: Vec<Slot>,
}

impl Scores {
    fn add(&mut self, other: Slot, weight: u16) {
        let score = &mut self.of[other as usize];
        if *score == 0 {
            self.found.push(other);
        }
        *score = score.saturating_add(weight);
    }

    /// Takes all scores.
    fn drain(&mut self) -> impl DoubleEndedIterator<Item = (Slot, u16)> {
        let of = &mut self.of;
        self.found.drain(..).map(|other| (other, std::mem::take(&mut of[other as usize])))
    }
}

/// The best so far; of equals, the newest.
#[derive(Default)]
struct Best(SmallVec<[(Reverse<u16>, Reverse<EntryId>); MAX]>);

impl Best {
    fn add(&mut self, score: u16, id: EntryId) {
        let own = (Reverse(score), Reverse(id));
        if self.0.len() < MAX || self.0.last().is_some_and(|worst| own < *worst) {
            self.0.truncate(MAX - 1);
            self.0.insert(self.0.partition_point(|better| *better < own), own);
        }
    }
}

impl Related {
    /// Lets those pick that have to.
    pub(super) fn pick(&mut self) {
        let stale = std::mem::take(&mut self.stale);
        let picks = each(&stale, |slot| self.picks_of(*slot));
        for (slot, picks) in stale.into_iter().zip(picks) {
            let record = &mut self.records[slot as usize];
            record.is_stale = false;
            let before = std::mem::replace(&mut record.picks, picks);
            self.unpick(slot, &before);
            let Record { picks, .. } = &self.records[slot as usize];
            let picked: SmallVec<[Slot; MAX]> = picks.best.iter().map(|pick| pick.slot).collect();
            picked.into_iter().for_each(|other| self.records[other as usize].picked_by.push(slot));
        }
    }

    /// Notes that a record does not pick these.
    pub(super) fn unpick(&mut self, slot: Slot, picks: &Picks) {
        for pick in &picks.best {
            self.records[pick.slot as usize].picked_by.retain(|other| *other != slot);
        }
    }

    fn picks_of(&self, slot: Slot) -> Picks {
        let Record { features, strong, item, .. } = &self.records[slot as usize];
        let id = self.places.of(slot);
        let is_same = |other: Slot| item.is_some() && self.records[other as usize].item == *item;
        self.scores.with(|scores| {
            scores.of.resize(self.records.len(), 0);
            let mut all = 0;
            for (n, feature) in features.iter().enumerate() {
                let holders = self.holders.of(*feature);
                if holders.len() < 2 {
                    continue;
                }
                let (place, in_base) =
                    (self.places.among(holders, id), self.places.among(holders, self.base));
                let weight = weight(self.base, in_base) * if n < *strong { STRONG } else { 1 };
                // What nobody else has is no reason to find less in common.
                if n < *strong && (place > 0 || in_base > 1) {
                    all += weight;
                }
                // What all have is nothing in common.
                if let Some(weight) = u16::try_from(weight).ok().filter(|weight| *weight > 0) {
                    let near = place.saturating_sub(NEAR)..place;
                    holders[near].iter().for_each(|other| scores.add(*other, weight));
                }
            }
            let mut best = Best::default();
            // The newest first, as far as they are held so: of equals nearly all stay where they are.
            let others = scores.drain().rev().filter(|(other, _)| !is_same(*other));
            others.for_each(|(other, score)| best.add(score, self.places.of(other)));
            let all = if all == 0 { MIN_PART * STRONG * weight(self.base, 1) } else { all };
            let least = u16::try_from(all.div_ceil(MIN_PART)).unwrap_or(u16::MAX);
            let pick = |(Reverse(score), Reverse(id))| Pick { score, slot: self.order[id] };
            Picks { best: best.0.into_iter().map(pick).collect(), least }
        })
    }
}
