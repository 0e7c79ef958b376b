//! The view of the archive: its years and months, and how full each is.

use serde::Serialize;

use super::{RenderContext, newest_page};
use crate::pages::plan::{self, UNDATED_FOLDER};

/// The archive.
#[derive(Debug, Serialize)]
pub struct ArchiveView {
    years: Vec<YearView>,
    undated: Option<PeriodView>,
}

#[derive(Debug, Serialize)]
struct YearView {
    #[serde(flatten)]
    period: PeriodView,
    months: Vec<PeriodView>,
}

#[derive(Debug, Serialize)]
struct PeriodView {
    name: String,
    label: String,
    url: String,
    count: usize,
    /// How many records it has of those of the fullest month, in percent.
    part: usize,
}

pub(super) fn archive(context: RenderContext<'_>) -> ArchiveView {
    let months = context.site.years.iter().flat_map(|year| &year.months);
    let most = months.map(|month| month.entries.len()).max().unwrap_or(1);
    let years = context.site.years.iter().map(|year| {
        let months = year.months.iter().map(|month| PeriodView {
            name: format!("{:02}", month.month),
            label: period_label(context, "month_label", year.year, month.month),
            url: newest_page(&plan::month_folder(year.year, month.month)),
            count: month.entries.len(),
            part: (100 * month.entries.len()).div_ceil(most),
        });
        let period = PeriodView {
            name: year.year.to_string(),
            label: year_label(context, year.year),
            url: newest_page(&plan::year_folder(year.year)),
            count: year.entries.len(),
            part: 100,
        };
        YearView { period, months: months.collect() }
    });
    let undated = context.site.undated.len();
    ArchiveView {
        years: years.collect(),
        undated: (undated > 0).then(|| PeriodView {
            name: context.strings.get("undated").to_owned(),
            label: context.strings.get("undated").to_owned(),
            url: newest_page(UNDATED_FOLDER),
            count: undated,
            part: 100,
        }),
    }
}

pub(super) fn year_label(context: RenderContext<'_>, year: i16) -> String {
    context.strings.format("period_year", &[("year", &year.to_string())])
}

pub(super) fn period_label(context: RenderContext<'_>, key: &str, year: i16, month: i8) -> String {
    jiff::civil::Date::new(year, month, 1)
        .map_or_else(|_| month.to_string(), |date| context.strings.dated(key, date))
}
