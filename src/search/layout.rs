//! Which number each record has in the index, and which files there are.
//!
//! Records have the numbers of the site's entries, from the oldest on, so that a new one is the last. The index has two
//! segments: a base, and a tail that is small enough to be written again for each new record. When the tail is full,
//! the base takes it in. Both depend on the records alone and not on the builds before, so any two builds of a folder
//! give the same files. A record that is older than the tail changes the base: all numbers behind its own are others.
//!
//! Both keep their names, so that a record that is edited changes the buckets of the keys that it has lost or got, and no
//! others. The head of a site that was built says the version of each bucket.

use std::hash::Hasher as _;
use std::ops::Range;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;

use super::ngram::KEY_BITS;
use crate::site::EntryId;
use crate::site::entries::Entries;

/// How many records a tail has at most. The base has a multiple of it. A full tail of records with ten kilobytes of text
/// has an index of one to two megabytes.
const TAIL: usize = 128;

/// A bucket of the base is made for at most so much text in bytes, which gives some six to twelve kilobytes: a query
/// looks into three to nine, and a host counts files. A query looks into the tail as well, so its buckets are small.
const TEXT_A_BUCKET: u64 = 36 * 1024;
const TEXT_A_TAIL_BUCKET: u64 = 8 * 1024;

/// A script has the texts of several records that have at most so much text together, in bytes: who looks at one of
/// them fetches them all. A record with more has a script of its own. Their number is a digit in the head.
const MAX_PART_TEXT: u32 = 24 * 1024;
const MAX_PART_RECORDS: usize = 9;

/// A segment has 2 to this power buckets at most, and beyond that larger ones. Rough grams have as many keys.
const MAX_BITS: u32 = 16;

/// Changes with the form of the index, and of the keys in it.
pub const FORMAT: u32 = 5;

/// A range of records with an index of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Changes when any of the records does.
    pub id: u64,
    /// The numbers of the records.
    pub records: Range<u32>,
    /// It has 2 to this power buckets.
    pub bits: u32,
}

/// A segment as it was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segmented {
    /// The name of its folder.
    pub name: String,
    /// Its [id](Segment::id).
    pub id: u64,
    /// It has 2 to this power buckets.
    pub bits: u32,
    /// The fingerprints of its records, in the order of their numbers.
    pub records: Vec<u64>,
    /// The [versions](super::codec::version) of its buckets, one after the other.
    pub versions: String,
}

impl Segment {
    fn new(entries: &Entries, records: Range<usize>) -> Self {
        let mut hasher = SipHasher13::new();
        hasher.write_u32(FORMAT);
        let mut text = 0;
        for entry in records.clone().map(|id| &entries[id]) {
            hasher.write_u64(entry.fingerprint());
            text += u64::from(entry.text_length());
        }
        let text_a_bucket = if records.start == 0 { TEXT_A_BUCKET } else { TEXT_A_TAIL_BUCKET };
        let bits = text.div_ceil(text_a_bucket).max(1).next_power_of_two().ilog2().min(MAX_BITS);
        Self { id: hasher.finish(), records: records.start as u32..records.end as u32, bits }
    }

    /// The name of its folder, which stays when records change.
    pub fn name(&self) -> &'static str {
        if self.records.start == 0 { "base" } else { "tail" }
    }

    /// How many buckets it has.
    pub fn buckets(&self) -> u32 {
        1 << self.bits
    }

    /// The keys of a bucket.
    pub fn keys(&self, bucket: u32) -> Range<u32> {
        let shift = KEY_BITS - self.bits;
        bucket << shift..(bucket + 1) << shift
    }
}

/// The records of a month; `None` for those without a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// The year and the month.
    pub month: Option<(i16, i8)>,
    /// The numbers of the records.
    pub records: Range<u32>,
}

impl Month {
    /// The name of the folder of its texts.
    pub fn name(&self) -> String {
        self.month.map_or("undated".to_owned(), |(year, month)| format!("{year:04}-{month:02}"))
    }
}

/// The numbers of a site's records, and what follows from them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// How many records there are.
    pub records: u32,
    /// The base and the tail, where they have records.
    pub segments: Vec<Segment>,
    /// The months, from the oldest; those without a date come before.
    pub months: Vec<Month>,
    /// The records, by their numbers, whose texts are in one script. All of a script are of one month, and they begin anew with
    /// each month, so that a new record changes the last script of its month.
    pub parts: Vec<Range<u32>>,
    /// Days since 1970, and how many records each has.
    pub days: Vec<(i32, u32)>,
}

impl Layout {
    /// Lays out the entries of a site.
    pub fn new(entries: &Entries) -> Self {
        let length = entries.len();
        let base = length - length % TAIL;
        let segments = [0..base, base..length].into_iter().filter(|records| !records.is_empty());
        let mut layout = Self {
            records: length as u32,
            segments: segments.map(|records| Segment::new(entries, records)).collect(),
            months: Vec::new(),
            parts: Vec::new(),
            days: Vec::new(),
        };
        let mut last = None;
        for (number, (_, entry)) in (0..).zip(entries.oldest_first()) {
            let date = entry.at().map(|at| at.date());
            layout.add(number, date, date != last);
            last = date;
        }
        layout.part(entries);
        layout
    }

    /// Puts the records of each month into parts.
    fn part(&mut self, entries: &Entries) {
        let length = |number: u32| entries[number as EntryId].text_length();
        let mut parts: Vec<Range<u32>> = Vec::new();
        for month in &self.months {
            let mut text = 0;
            for number in month.records.clone() {
                text += length(number);
                match parts.last_mut().filter(|last| last.start >= month.records.start) {
                    Some(last) if last.len() < MAX_PART_RECORDS && text <= MAX_PART_TEXT => last.end += 1,
                    _ => {
                        parts.push(number..number + 1);
                        text = length(number);
                    }
                }
            }
        }
        self.parts = parts;
    }

    fn add(&mut self, number: u32, date: Option<Date>, is_other: bool) {
        let month = date.map(|date| (date.year(), date.month()));
        match self.months.last_mut().filter(|last| last.month == month) {
            Some(last) => last.records.end += 1,
            None => self.months.push(Month { month, records: number..number + 1 }),
        }
        match self.days.last_mut().filter(|_| !is_other) {
            Some(last) => last.1 += 1,
            None => self.days.extend(date.map(|date| (days_since_1970(date), 1))),
        }
    }

    /// The name of a part's month, and the part's place in it.
    ///
    /// # Panics
    /// Where there is no such part.
    pub fn place_of_part(&self, part: usize) -> (String, usize) {
        let first = self.parts[part].start;
        let month = &self.months[self.months.partition_point(|month| month.records.end <= first)];
        (month.name(), part - self.first_part(month))
    }

    /// The part at a place in a month, by the month's name.
    pub fn part_in(&self, month: &str, place: usize) -> Option<usize> {
        let month = self.months.iter().find(|known| known.name() == month)?;
        let part = self.first_part(month).checked_add(place)?;
        self.parts.get(part).filter(|records| records.end <= month.records.end).map(|_| part)
    }

    fn first_part(&self, month: &Month) -> usize {
        self.parts.partition_point(|part| part.start < month.records.start)
    }

    /// The entries of a part, in the order of their numbers.
    pub fn entries_of(&self, part: usize) -> Vec<EntryId> {
        self.parts[part].clone().map(|number| number as EntryId).collect()
    }

    /// How many records have no date.
    pub fn undated(&self) -> u32 {
        self.months.first().filter(|first| first.month.is_none()).map_or(0, |first| first.records.end)
    }
}

fn days_since_1970(date: Date) -> i32 {
    let epoch = jiff::civil::date(1970, 1, 1);
    let hours = date.duration_since(epoch).as_hours();
    // Nine thousand years have few days.
    (hours / 24) as i32
}
