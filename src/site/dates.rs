//! The records by year, month and day.

use std::sync::Arc;

use super::EntryId;
use crate::entry::Entry;

/// A month's records, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// 1 to 12.
    pub month: i8,
    /// Its records.
    pub entries: Vec<EntryId>,
}

/// A year's records, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    /// The year.
    pub year: i16,
    /// Its records.
    pub entries: Vec<EntryId>,
    /// Its months with records, the latest first.
    pub months: Vec<Month>,
}

pub(super) fn index_dates(listed: &[EntryId], entries: &[Arc<Entry>]) -> (Vec<Year>, Vec<EntryId>) {
    let mut years: Vec<Year> = Vec::new();
    let mut undated = Vec::new();
    for id in listed {
        let Some(at) = entries[*id].at() else {
            undated.push(*id);
            continue;
        };
        let (year, month) = (at.year(), at.month());
        // Entries are newest first, so a new year or month is always the next.
        if years.last().is_none_or(|last| last.year != year) {
            years.push(Year { year, entries: Vec::new(), months: Vec::new() });
        }
        let Some(last) = years.last_mut() else { continue };
        last.entries.push(*id);
        if last.months.last().is_none_or(|last| last.month != month) {
            last.months.push(Month { month, entries: Vec::new() });
        }
        if let Some(last) = last.months.last_mut() {
            last.entries.push(*id);
        }
    }
    (years, undated)
}
