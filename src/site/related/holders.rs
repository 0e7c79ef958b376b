//! Which records have a feature.

use ahash::HashMap;
use smallvec::SmallVec;

use super::Slot;
use crate::site::ids::EntryId;

/// A feature while any record has it. It is kept short: there are more than a hundred for each record.
pub(super) type FeatureId = u32;

/// Where each slot stands in the order of the site.
#[derive(Debug, Default)]
pub(super) struct Places(Vec<u32>);

impl Places {
    /// Takes a slot's place.
    pub(super) fn put(&mut self, slot: Slot, id: EntryId) {
        let slot = slot as usize;
        self.0.resize(self.0.len().max(slot + 1), 0);
        self.0[slot] = id as u32;
    }

    pub(super) fn of(&self, slot: Slot) -> EntryId {
        self.0[slot as usize] as EntryId
    }

    /// The place of an entry among those that have a feature.
    pub(super) fn among(&self, holders: &[Slot], id: EntryId) -> usize {
        holders.partition_point(|holder| self.of(*holder) < id)
    }
}

/// Of those that have a feature a record is compared with so many before it.
pub(super) const NEAR: usize = 32;

/// Those of newer holders of a feature that are compared with an older one.
fn near(newer: &[Slot]) -> &[Slot] {
    &newer[..newer.len().min(NEAR)]
}

/// The records of each feature, by their slots, the oldest first: those that come are mostly the newest.
#[derive(Debug, Default)]
pub(super) struct Holders {
    /// The features, by the hashes of what they are.
    known: HashMap<u64, FeatureId>,
    /// Most features have few.
    of: Vec<SmallVec<[Slot; 4]>>,
    /// Features that no record has any more.
    free: Vec<FeatureId>,
}

impl Holders {
    pub(super) fn of(&self, feature: FeatureId) -> &[Slot] {
        &self.of[feature as usize]
    }

    /// Notes that a record has a feature, by its hash; `None` where that is known. Gives those after it, too, whom that
    /// concerns.
    pub(super) fn add(&mut self, hash: u64, slot: Slot, places: &Places) -> Option<(FeatureId, &[Slot])> {
        let Self { known, of, free } = self;
        let feature = *known.entry(hash).or_insert_with(|| {
            free.pop().unwrap_or_else(|| {
                of.push(SmallVec::new());
                (of.len() - 1) as FeatureId
            })
        });
        let holders = &mut of[feature as usize];
        let id = places.of(slot);
        let is_newest = holders.last().is_none_or(|newest| places.of(*newest) < id);
        let place = if is_newest { holders.len() } else { places.among(holders, id) };
        if holders.get(place) == Some(&slot) {
            return None;
        }
        holders.insert(place, slot);
        Some((feature, near(&holders[place + 1..])))
    }

    /// Notes that a record has a feature no more. Gives those after it whom that concerns.
    pub(super) fn remove(&mut self, hash: u64, slot: Slot, places: &Places) -> &[Slot] {
        let Some(feature) = self.known.get(&hash).copied() else { return &[] };
        let holders = &mut self.of[feature as usize];
        let place = places.among(holders, places.of(slot));
        if holders.get(place) == Some(&slot) {
            holders.remove(place);
        }
        if holders.is_empty() {
            *holders = SmallVec::new();
            self.known.remove(&hash);
            self.free.push(feature);
        }
        near(&holders[place..])
    }

    /// How many features there are.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.known.len()
    }
}
