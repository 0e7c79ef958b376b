//! The numbers of a site: what its listed records come to, in all and by month, length and hour.

use jiff::civil::{Date, DateTime};

use crate::base::reading_time::Length;
use crate::record::Seconds;
use crate::site::Site;
use crate::site::entry::Entry;

/// What some records come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// How many they are.
    pub records: usize,
    /// How long their items are, in seconds.
    pub seconds: u64,
    /// How long their descriptions are.
    pub summaries: Length,
    /// How long their transcripts are.
    pub transcripts: Length,
    /// How many diagrams they have.
    pub diagrams: usize,
}

impl Sums {
    fn add(&mut self, entry: &Entry) {
        self.records += 1;
        self.seconds += seconds(entry).map_or(0, u64::from);
        self.summaries += entry.summary;
        self.transcripts += entry.transcript;
        self.diagrams += entry.diagrams.len();
    }
}

/// How long an item is, where that is known.
fn seconds(entry: &Entry) -> Option<u32> {
    entry.head.duration.map(|Seconds(seconds)| seconds).filter(|seconds| *seconds > 0)
}

/// A month with what its records come to, which may be nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month {
    /// Its first day.
    pub first: Date,
    /// What its records come to.
    pub sums: Sums,
}

/// So many months have numbers of their own, counted back from that of the newest record.
pub const MONTHS: usize = 36;

/// Where the classes of lengths end, in minutes; the last has no end.
pub const LENGTH_ENDS: [u32; 4] = [5, 15, 30, 60];

/// The numbers of a site.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Statistics {
    /// Of all listed records.
    pub total: Sums,
    /// Of those whose items' lengths are known and that have a summary.
    pub timed: Sums,
    /// The months up to the newest record, the oldest first, without a gap.
    pub months: Vec<Month>,
    /// How many records are older than those.
    pub older: usize,
    /// How many items have a length up to each of [`LENGTH_ENDS`], and a greater one.
    pub lengths: [usize; LENGTH_ENDS.len() + 1],
    /// The length, in seconds, that half of the items are not above.
    pub median: u32,
    /// How many records were made in each hour of each day of the week, from Monday.
    pub hours: [[usize; 24]; 7],
}

impl Statistics {
    /// Of a site.
    pub fn of(site: &Site) -> Self {
        let entries = || site.listed.newest_first().map(|id| &*site.entries[id]);
        let mut all = Self::default();
        let mut lengths = Vec::new();
        // They are newest first, and those without a date come last.
        let newest = entries().next().and_then(Entry::at);
        for entry in entries() {
            all.total.add(entry);
            if let Some(seconds) = seconds(entry) {
                lengths.push(seconds);
                if entry.summary.total() > 0 {
                    all.timed.add(entry);
                }
            }
            if let (Some(newest), Some(at)) = (newest, entry.at()) {
                all.add_to_month(newest, at, entry);
            }
            if let Some(moment) = entry.head.moment.filter(|moment| moment.has_time) {
                let day = moment.at.weekday().to_monday_zero_offset();
                all.hours[usize::from(day.unsigned_abs())][usize::from(moment.at.hour().unsigned_abs())] += 1;
            }
        }
        all.months.reverse();
        all.add_lengths(lengths);
        all
    }

    /// Months are added newest first.
    fn add_to_month(&mut self, newest: DateTime, at: DateTime, entry: &Entry) {
        let number = |at: DateTime| i32::from(at.year()) * 12 + i32::from(at.month());
        let place = (number(newest) - number(at)).unsigned_abs() as usize;
        while self.months.len() <= place.min(MONTHS - 1) {
            let first = match self.months.last() {
                None => newest.date().first_of_month(),
                Some(last) => last.first.yesterday().unwrap_or(last.first).first_of_month(),
            };
            self.months.push(Month { first, sums: Sums::default() });
        }
        match self.months.get_mut(place) {
            Some(month) => month.sums.add(entry),
            None => self.older += 1,
        }
    }

    fn add_lengths(&mut self, mut lengths: Vec<u32>) {
        for seconds in &lengths {
            let class = LENGTH_ENDS.iter().position(|end| *seconds < end * 60);
            self.lengths[class.unwrap_or(LENGTH_ENDS.len())] += 1;
        }
        let middle = lengths.len().saturating_sub(1) / 2;
        if !lengths.is_empty() {
            self.median = *lengths.select_nth_unstable(middle).1;
        }
    }
}
