//! A point in time, for people and for machines.

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

use crate::base::i18n::Strings;
use crate::record::Moment;

/// A point in time. Templates get `iso`, for machines, such as `2025-11-13T11:22:36`; `label`, for people, with the minute where it is
/// known; and `day`, for people, the day alone. These take long to write, and a digest does without them.
#[derive(Debug, Clone, Copy)]
pub struct DateView<'a> {
    moment: Moment,
    strings: &'a Strings,
}

impl<'a> DateView<'a> {
    pub(super) fn new(moment: Moment, strings: &'a Strings) -> Self {
        Self { moment, strings }
    }

    /// For machines.
    pub fn iso(self) -> String {
        let Moment { at, has_time, offset } = self.moment;
        if !has_time {
            return at.date().to_string();
        }
        format!("{at}{}", offset.map(suffix).unwrap_or_default())
    }

    /// For people, with the minute where it is known, of the day.
    fn label(self, day: &str) -> String {
        let Moment { at, has_time, .. } = self.moment;
        if has_time { format!("{day} {:02}:{:02}", at.hour(), at.minute()) } else { day.to_owned() }
    }

    /// For people, the day alone.
    pub fn day(self) -> String {
        self.strings.day(self.moment.at.date())
    }

    /// All that the others are made of.
    fn numbers(self) -> impl Serialize {
        let Moment { at, has_time, offset } = self.moment;
        let (date, time) = (at.date(), at.time());
        let date = (date.year(), date.month(), date.day());
        let time = (time.hour(), time.minute(), time.second(), time.subsec_nanosecond());
        (date, time, has_time, offset.map(|offset| offset.seconds()))
    }
}

impl Serialize for DateView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return self.numbers().serialize(serializer);
        }
        let day = self.day();
        let mut view = serializer.serialize_struct("DateView", 3)?;
        view.serialize_field("iso", &self.iso())?;
        view.serialize_field("label", &self.label(&day))?;
        view.serialize_field("day", &day)?;
        view.end()
    }
}

fn suffix(offset: jiff::tz::Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}
