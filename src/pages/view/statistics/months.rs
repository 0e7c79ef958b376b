//! The plots by month: records, hours and text.

use jiff::civil::Date;

use super::{ColumnsView, Drawn, HOUR, MarkView, Page, RowView, amount, middle};
use crate::base::i18n::counted_as;
use crate::pages::plan;
use crate::pages::plot::{self, Scale};
use crate::pages::view::newest_page;
use crate::site::statistics::{Month, Sums};

/// What of each month is plotted.
#[derive(Clone, Copy)]
struct Measure {
    /// The plot's id and the key of its name.
    plot: (&'static str, &'static str),
    /// What the scale's marks are apart at least.
    least: f64,
    value: fn(&Sums) -> f64,
    /// The value in words.
    say: fn(Page<'_, '_>, f64) -> String,
}

fn said(page: Page<'_, '_>, value: f64, key: &'static str) -> String {
    let number = amount(value);
    counted_as(number == "1", &number, page.context.strings.get(key))
}

impl<'a> Page<'a, '_> {
    /// Records, hours and text of each month.
    pub(super) fn months(self) -> Vec<ColumnsView<'a>> {
        let records = Measure {
            plot: ("months", "stat_by_month"),
            least: 1.0,
            value: |sums| sums.records as f64,
            say: |page, value| said(page, value, "n_records"),
        };
        let hours = Measure {
            plot: ("month-hours", "stat_hours_by_month"),
            least: 0.1,
            value: |sums| sums.seconds as f64 / HOUR as f64,
            say: |page, value| page.in_hours((value * HOUR as f64) as u64),
        };
        let characters = Measure {
            plot: ("month-texts", "stat_characters_by_month"),
            least: 1.0,
            value: |sums| sums.summaries.total() as f64,
            say: |page, value| said(page, value, "n_characters"),
        };
        let words = Measure {
            plot: ("month-texts", "stat_words_by_month"),
            say: |page, value| said(page, value, "n_words"),
            ..characters
        };
        let texts = if self.statistics.total.summaries.unit() == "characters" { characters } else { words };
        let mut plots: Vec<_> =
            [records, hours, texts].into_iter().filter_map(|measure| self.by_month(measure)).collect();
        if let Some(records) = plots.first_mut() {
            records.more.extend(self.undated());
        }
        plots
    }

    fn undated(self) -> Option<RowView> {
        let undated = self.context.site.undated.len();
        (undated > 0).then(|| RowView {
            name: self.context.strings.get("undated").to_owned(),
            value: self.count(undated, "n_records"),
            url: Some(newest_page(plan::UNDATED_FOLDER)),
        })
    }

    fn by_month(self, measure: Measure) -> Option<ColumnsView<'a>> {
        let months = &self.statistics.months;
        let values: Vec<f64> = months.iter().map(|month| (measure.value)(&month.sums)).collect();
        let (most, fullest) = values.iter().zip(months).max_by(|a, b| a.0.total_cmp(b.0))?;
        if *most <= 0.0 {
            return None;
        }
        let say = |value: f64| (measure.say)(self, value);
        let (first, last) = (months.first()?.first, months.last()?.first);
        let average = values.iter().sum::<f64>() / values.len() as f64;
        let facts = [
            ("from", self.month(first)),
            ("to", self.month(last)),
            ("average", say(average)),
            ("month", self.month(fullest.first)),
            ("most", say(*most)),
        ];
        let key = if months.len() == 1 { "stat_only_month" } else { "stat_month_fact" };
        let plot = self.plot(measure.plot.0, measure.plot.1, self.format(key, &facts));
        let row = |(month, value): (&Month, &f64)| RowView {
            name: self.month(month.first),
            value: say(*value),
            url: (month.sums.records > 0)
                .then(|| newest_page(&plan::month_folder(month.first.year(), month.first.month()))),
        };
        let rows = months.iter().zip(&values).map(row).collect();
        let drawn = Drawn { values: &values, scale: Scale::up_to(*most, measure.least), names: self.names() };
        Some(self.columns(plot, "stat_month", rows, drawn))
    }

    fn month(self, first: Date) -> String {
        self.context.strings.dated("period_month", first)
    }

    /// The names of months on the axis; a year begins with its own.
    fn names(self) -> Vec<MarkView> {
        let months = &self.statistics.months;
        let step = plot::months_between_names(months.len());
        let strings = self.context.strings;
        let name = |date: Date| match date.month() {
            1 => strings.dated("period_year", date),
            _ => strings.dated("month_axis", date),
        };
        let named = months.iter().enumerate().filter(|(_, month)| (month.first.month() - 1) % step == 0);
        let at = |place: usize| middle(place, months.len());
        named.map(|(place, month)| MarkView { name: name(month.first), at: at(place) }).collect()
    }
}
