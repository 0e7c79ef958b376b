//! A heat map of days: a column for each week, from Monday down, and the more records a day has the stronger its
//! colour.

use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Serialize;

use super::{RenderContext, day_url, newest_page};
use crate::pages::plan;
use crate::site::{Day, Year};

/// So many weeks are shown at most: half a year, and what is left of its first week. They are as wide as the text, a year's own
/// page has it whole, and each day costs a browser time before the home page is seen.
const MAX_WEEKS: i64 = 27;

/// So many colours there are.
const LEVELS: usize = 4;

/// The weeks that a month's name takes.
const NAME_WEEKS: i64 = 3;

/// Some weeks. Columns are counted from 1.
#[derive(Debug, Serialize)]
pub(super) struct CalendarView {
    weeks: i64,
    months: Vec<MonthMark>,
    /// From the first Monday on: a day with records, or nothing. What follows the newest of those is left out.
    days: Vec<Option<DayMark>>,
}

/// A month, where its first day stands.
#[derive(Debug, Serialize)]
struct MonthMark {
    column: i64,
    name: String,
    url: String,
}

#[derive(Debug, Serialize)]
struct DayMark {
    /// 1 to 4.
    level: usize,
    label: String,
    url: String,
}

/// The weeks up to that of the newest record; nothing where no record has a date.
pub(super) fn latest(context: RenderContext<'_>) -> Option<CalendarView> {
    let years = &context.site.years;
    let newest = years.first()?.months.first()?.days.first()?.date;
    let oldest = years.last()?.months.last()?.days.last()?.date;
    let weeks = column(monday(oldest), newest).min(MAX_WEEKS);
    Weeks { context, first: monday(newest).saturating_sub((weeks - 1).weeks()), weeks }.view(years)
}

/// The weeks of a year.
pub(super) fn of_year(context: RenderContext<'_>, year: &Arc<Year>) -> Option<CalendarView> {
    let first = Date::new(year.year, 1, 1).ok()?;
    let last = Date::new(year.year, 12, 31).ok()?;
    Weeks { context, first: monday(first), weeks: column(monday(first), last) }
        .view(std::slice::from_ref(year))
}

/// The Monday of a day's week.
fn monday(date: Date) -> Date {
    date.saturating_sub(i64::from(date.weekday().to_monday_zero_offset()).days())
}

/// The column that a day is in where the first one begins with `first`.
fn column(first: Date, date: Date) -> i64 {
    let days = date.duration_since(first).as_hours() / 24;
    days.div_euclid(7) + 1
}

/// A row of weeks.
#[derive(Clone, Copy)]
struct Weeks<'a> {
    context: RenderContext<'a>,
    first: Date,
    weeks: i64,
}

impl Weeks<'_> {
    fn view(self, years: &[Arc<Year>]) -> Option<CalendarView> {
        let days = years.iter().flat_map(|year| &year.months).flat_map(|month| &month.days);
        let mut days: Vec<&Day> = days.take_while(|day| day.date >= self.first).collect();
        days.reverse();
        // Where no day has many, none is strong.
        let most = days.iter().map(|day| day.entries.len()).max()?.max(LEVELS);
        Some(CalendarView { weeks: self.weeks, months: self.months(&days), days: self.cells(&days, most) })
    }

    /// The names of the months of some days. The first one has its year, and so has each January; one without room for
    /// its name has none.
    fn months(self, days: &[&Day]) -> Vec<MonthMark> {
        let strings = self.context.strings;
        let month = |date: Date| (date.year(), date.month());
        let starts =
            days.chunk_by(|a, b| month(a.date) == month(b.date)).map(|days| days[0].date.first_of_month());
        let mut marks: Vec<MonthMark> = Vec::new();
        for start in starts {
            let column = column(self.first, start).max(1);
            if marks.last().is_some_and(|last| column - last.column < NAME_WEEKS) {
                marks.pop();
            }
            let key = if marks.is_empty() || start.month() == 1 { "period_month" } else { "month_label" };
            let url = newest_page(&plan::month_folder(start.year(), start.month()));
            marks.push(MonthMark { column, name: strings.dated(key, start), url });
        }
        marks
    }

    fn cells(self, days: &[&Day], most: usize) -> Vec<Option<DayMark>> {
        let mut cells = Vec::new();
        for day in days {
            cells.resize_with(self.place(day.date), || None);
            cells.push(Some(self.day(day, most)));
        }
        cells
    }

    /// How many days there are before a day.
    fn place(self, date: Date) -> usize {
        usize::try_from(date.duration_since(self.first).as_hours() / 24).unwrap_or(0)
    }

    fn day(self, day: &Day, most: usize) -> DayMark {
        let RenderContext { strings, .. } = self.context;
        let count = day.entries.len();
        let counted = crate::base::i18n::counted(count as u64, strings.get("n_records"));
        DayMark {
            level: (count * LEVELS).div_ceil(most),
            label: strings.format("calendar_day", &[("day", &strings.day(day.date)), ("records", &counted)]),
            url: day_url(day.date),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_week_begins_on_monday_and_is_one_column() {
        let first = monday(date(2026, 1, 1));
        assert_eq!(first, date(2025, 12, 29));
        let columns = [date(2025, 12, 29), date(2026, 1, 4), date(2026, 1, 5), date(2026, 12, 31)];
        assert_eq!(columns.map(|day| column(first, day)), [1, 1, 2, 53]);
        assert_eq!(column(first, date(2025, 12, 28)), 0);
    }
}
