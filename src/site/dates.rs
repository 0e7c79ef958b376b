//! The records by year, month and day.

use std::sync::Arc;

use jiff::civil::Date;

use super::entries::Entries;
use super::ids::{EntryId, Ids};
use super::step::Step;

/// A day's records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Its records.
    pub entries: Ids,
}

/// A month's records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// 1 to 12.
    pub month: i8,
    /// Its records.
    pub entries: Ids,
    /// Its days with records, the latest first.
    pub days: Vec<Day>,
}

/// A year's records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    /// The year.
    pub year: i16,
    /// Its records.
    pub entries: Ids,
    /// Its months with records, the latest first.
    pub months: Vec<Arc<Month>>,
}

/// The periods of some records, and those of the site before, which are taken again where nothing has become of them.
#[derive(Clone, Copy)]
pub(super) struct Periods<'a> {
    pub entries: &'a Entries,
    pub step: &'a Step,
}

impl Periods<'_> {
    /// The years of the listed entries, the latest first, and the entries without a date.
    pub(super) fn of(self, listed: &Ids, before: &[Arc<Year>]) -> (Vec<Arc<Year>>, Ids) {
        let ids = listed.as_slice();
        let (undated, dated) = ids.split_at(ids.partition_point(|id| self.date(*id).is_none()));
        let year = |ids: &[u32]| {
            let year = self.date(ids[0])?.year();
            let known = before.iter().find(|known| known.year == year);
            let same = known.filter(|known| self.is_same(&known.entries, ids));
            Some(same.cloned().unwrap_or_else(|| {
                let months = self.months(ids, known.map(|known| &*known.months).unwrap_or_default());
                Arc::new(Year { year, entries: ids.into(), months })
            }))
        };
        let years = self.runs(dated, |date| i64::from(date.year())).filter_map(year);
        (newest_first(years), undated.into())
    }

    fn months(self, ids: &[u32], before: &[Arc<Month>]) -> Vec<Arc<Month>> {
        let month = |ids: &[u32]| {
            let month = self.date(ids[0])?.month();
            let known = before.iter().find(|known| known.month == month);
            let same = known.filter(|known| self.is_same(&known.entries, ids));
            let anew = || Arc::new(Month { month, entries: ids.into(), days: self.days(ids) });
            Some(same.cloned().unwrap_or_else(anew))
        };
        newest_first(self.runs(ids, |date| i64::from(date.month())).filter_map(month))
    }

    fn days(self, ids: &[u32]) -> Vec<Day> {
        let day = |ids: &[u32]| Some(Day { date: self.date(ids[0])?, entries: ids.into() });
        newest_first(self.runs(ids, |date| i64::from(date.day())).filter_map(day))
    }

    /// Cuts records that are in order where a number of their dates rises.
    fn runs(self, ids: &[u32], number: impl Fn(Date) -> i64) -> impl Iterator<Item = &[u32]> {
        let mut rest = ids;
        std::iter::from_fn(move || {
            let number = |id: u32| self.date(id).map(&number);
            let first = number(*rest.first()?);
            let (run, others) = rest.split_at(rest.partition_point(|id| number(*id) <= first));
            rest = others;
            Some(run)
        })
    }

    fn is_same(self, before: &Ids, ids: &[u32]) -> bool {
        let ends = ids.first().zip(ids.last());
        ends.is_some_and(|(first, last)| self.step.leaves(*first as EntryId, *last as EntryId))
            && before.as_slice() == ids
    }

    fn date(self, id: u32) -> Option<Date> {
        self.entries[id as EntryId].at().map(|at| at.date())
    }
}

fn newest_first<T>(oldest_first: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = oldest_first.collect();
    all.reverse();
    all
}
