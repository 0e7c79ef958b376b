//! Dates with the names of months: `Fri, 12 Jun 2026 06:46:30 GMT`, `June 12, 2026 at 3:23 PM`, `Fri Jun 12 06:46:30 2026`.

use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use super::Scan;

/// What such a text says.
pub(super) struct Read {
    pub(super) date: Date,
    pub(super) time: Option<Time>,
    pub(super) offset: Option<Offset>,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Longer texts are sentences.
const MAX_BYTES: usize = 80;

/// Reads a text of which every word belongs to one date; `None` for any other. Without a day, the month's first stands.
pub(super) fn read(text: &str) -> Option<Read> {
    if text.len() > MAX_BYTES || !text.bytes().any(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let lower = text.to_lowercase();
    // A range is known by its beginning.
    let first = lower.split(['→', '–']).next()?;
    let mut parts = Parts::default();
    let is_between = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '(' | ')' | '（' | '）');
    for word in first.split(is_between).filter(|word| !word.is_empty()) {
        parts.take(word)?;
    }
    parts.finish()
}

#[derive(Default)]
struct Parts {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    time: Option<Time>,
    offset: Option<Offset>,
}

impl Parts {
    fn take(&mut self, word: &str) -> Option<()> {
        let bare = word.trim_end_matches('.');
        if let Some(place) = named(bare, &MONTHS).filter(|_| self.month.is_none()) {
            self.month = i8::try_from(place + 1).ok();
        } else if named(bare, &WEEKDAYS).is_some() || matches!(bare, "at" | "of" | "on" | "the" | "m=+0") {
            // They say nothing more.
        } else if let Some(is_late) = half(bare) {
            self.time = Some(in_half(self.time?, is_late)?);
        } else if word.contains(':') && word.starts_with(|c: char| c.is_ascii_digit()) {
            self.clock(word)?;
        } else if let Some(hour) = half_of(bare) {
            self.time = Some(hour);
        } else if let Some((first, rest)) = word.split_once('-').filter(|(first, _)| !first.is_empty()) {
            // `12-Jun-2026`
            self.take(first)?;
            self.take(rest)?;
        } else if word.starts_with(|c: char| c.is_ascii_digit()) {
            self.number(bare)?;
        } else {
            self.zone(word)?;
        }
        Some(())
    }

    fn clock(&mut self, word: &str) -> Option<()> {
        let (word, is_late) = match word.strip_suffix("am").or_else(|| word.strip_suffix("pm")) {
            Some(clock) => (clock, Some(word.ends_with("pm"))),
            None => (word, None),
        };
        let mut scan = Scan { rest: word };
        let time = scan.time()?;
        let offset = scan.offset()?;
        self.offset = offset.or(self.offset);
        self.time = Some(is_late.map_or(Some(time), |is_late| in_half(time, is_late))?);
        scan.rest.is_empty().then_some(())
    }

    fn number(&mut self, word: &str) -> Option<()> {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let is_plain = ["", "st", "nd", "rd", "th"].contains(&&word[digits.len()..]);
        match digits.len() {
            4 if self.year.is_none() => self.year = digits.parse().ok(),
            1 | 2 if self.day.is_none() => self.day = digits.parse().ok(),
            _ => return None,
        }
        is_plain.then_some(())
    }

    fn zone(&mut self, word: &str) -> Option<()> {
        let mut scan = Scan { rest: &word.to_uppercase() };
        match scan.offset()? {
            Some(offset) if scan.rest.is_empty() => self.offset = self.offset.or(Some(offset)),
            _ => {
                let known = super::zone_named(&word.to_uppercase())?;
                self.offset = self.offset.or(known);
            }
        }
        Some(())
    }

    fn finish(self) -> Option<Read> {
        let date = Date::new(self.year?, self.month?, self.day.unwrap_or(1)).ok()?;
        Some(Read { date, time: self.time, offset: self.offset })
    }
}

/// The place of a name in a list, also of its first letters: three, or four of `sept` and `thur`.
fn named(word: &str, names: &[&str]) -> Option<usize> {
    let is_it = |name: &&str| word.len() >= 3 && name.starts_with(word);
    names.iter().position(is_it)
}

/// Whether a word says that a time is after noon, or before.
fn half(word: &str) -> Option<bool> {
    match word {
        "am" | "a.m" => Some(false),
        "pm" | "p.m" => Some(true),
        _ => None,
    }
}

/// `3pm`
fn half_of(word: &str) -> Option<Time> {
    let digits = word.strip_suffix("am").or_else(|| word.strip_suffix("pm"))?;
    in_half(Time::new(digits.parse().ok()?, 0, 0, 0).ok()?, word.ends_with("pm"))
}

/// A time of a clock with twelve hours.
pub(super) fn in_half(time: Time, is_late: bool) -> Option<Time> {
    let hour = match (time.hour(), is_late) {
        (12, false) => 0,
        (hour, true) if hour < 12 => hour + 12,
        (hour, _) => hour,
    };
    Time::new(hour, time.minute(), time.second(), 0).ok()
}
