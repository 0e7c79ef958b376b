//! The records by year, month and day.

use jiff::civil::Date;

use super::EntryId;

/// A day's records, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Its records.
    pub entries: Vec<EntryId>,
}

/// A month's records, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// 1 to 12.
    pub month: i8,
    /// Its records.
    pub entries: Vec<EntryId>,
    /// Its days with records, the latest first.
    pub days: Vec<Day>,
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

/// Of the listed entries, by the day of each entry.
pub(super) fn index_dates(listed: &[EntryId], days: &[Option<Date>]) -> (Vec<Year>, Vec<EntryId>) {
    // Entries are newest first and undated ones last, so each period is one run.
    let date = |id: &EntryId| days[*id];
    let dated = listed.partition_point(|id| date(id).is_some());
    let (dated, undated) = listed.split_at(dated);
    let day = |ids: &[EntryId]| Some(Day { date: date(&ids[0])?, entries: ids.to_vec() });
    let month = |ids: &[EntryId]| {
        Some(Month {
            month: date(&ids[0])?.month(),
            entries: ids.to_vec(),
            days: ids.chunk_by(|a, b| date(a) == date(b)).filter_map(day).collect(),
        })
    };
    let number = |id: &EntryId| date(id).map(|date| date.month());
    let year_of = |id: &EntryId| date(id).map(|date| date.year());
    let year = |ids: &[EntryId]| {
        Some(Year {
            year: year_of(&ids[0])?,
            entries: ids.to_vec(),
            months: ids.chunk_by(|a, b| number(a) == number(b)).filter_map(month).collect(),
        })
    };
    (dated.chunk_by(|a, b| year_of(a) == year_of(b)).filter_map(year).collect(), undated.to_vec())
}
