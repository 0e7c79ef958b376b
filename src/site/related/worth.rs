//! What features are worth.

use std::cmp::Ordering;

use super::holders::FeatureId;
use super::{Related, mark};
use crate::site::ids::EntryId;

/// What came to those that say what a feature is worth, and what went.
#[derive(Default)]
pub(super) struct Moves {
    pub(super) come: usize,
    pub(super) gone: usize,
    /// Those that came behind them.
    pub(super) behind: usize,
    /// The features of both.
    pub(super) features: Vec<FeatureId>,
}

/// How many of the oldest records say what a feature is worth: seven of eight at least. So a new record mostly changes nothing of
/// that.
pub(super) fn base_of(records: usize) -> EntryId {
    let step = 1 << records.max(1).ilog2().saturating_sub(3);
    records / step * step
}

/// What a feature is worth that so many of the base have: the bits that it says, in whole numbers, which are the same
/// everywhere.
pub(super) fn weight(base: EntryId, holders: usize) -> u32 {
    base.max(1).ilog2() - holders.clamp(1, base.max(1)).ilog2()
}

impl Related {
    /// Lets those pick anew for whom features are worth something else.
    pub(super) fn weigh(&mut self, moves: Moves) {
        let Moves { come, gone, behind, mut features } = moves;
        let base = base_of(self.order.len());
        if std::mem::replace(&mut self.base, base) != base {
            mark(&self.order, &mut self.records, &mut self.stale);
            return;
        }
        // Those that were pushed over the edge stand among those that came behind it; those that were drawn over it, among
        // those that came before it.
        let edge = match come.cmp(&gone) {
            Ordering::Greater => base..self.order.len().min(base + come - gone + behind),
            Ordering::Less => base - gone.min(base)..base,
            Ordering::Equal => base..base,
        };
        let moved = come + gone + come.abs_diff(gone);
        edge.for_each(|id| features.extend(&self.record(id).features));
        features.sort_unstable();
        features.dedup();
        for feature in features {
            let holders = self.holders.of(feature);
            let now = self.places.among(holders, base);
            if weight(base, now.saturating_sub(moved)) != weight(base, now + moved) {
                mark(holders, &mut self.records, &mut self.stale);
            }
        }
    }
}
