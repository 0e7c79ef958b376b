//! The statistics: a site's numbers in words, and the plots of them.
//!
//! A drawing has shapes only. What is written beside it is text of the page, whose size does not depend on the
//! drawing's, and it is named and described by the words above it. All its numbers stand in a table, too.

mod months;

use std::sync::Arc;

use serde::Serialize;

use super::{LinkView, RenderContext, newest_page};
use crate::base::i18n::{counted_as, grouped, start};
use crate::base::reading_time::Length;
use crate::pages::plan;
use crate::pages::plot::{self, Scale};
use crate::site::statistics::{LENGTH_ENDS, Statistics, Sums};
use crate::site::{Names, Term, Year};

/// The page; without records it has nothing.
#[derive(Debug, Serialize)]
pub struct StatisticsView<'a> {
    figures: Vec<FigureView<'a>>,
    /// How much time the summaries save, where they do.
    saved: Option<String>,
    months: Vec<ColumnsView<'a>>,
    years: Option<BarsView<'a>>,
    categories: Option<BarsView<'a>>,
    sources: Option<BarsView<'a>>,
    lengths: Option<ColumnsView<'a>>,
    hours: Option<DotsView<'a>>,
}

/// A number to begin with.
#[derive(Debug, Serialize)]
struct FigureView<'a> {
    number: String,
    /// What it is the number of.
    of: &'a str,
}

/// What is said of a plot.
#[derive(Debug, Serialize)]
struct PlotView<'a> {
    /// The beginning of the ids on the page.
    id: &'static str,
    name: &'a str,
    /// The main fact; empty where the plot says it in words itself.
    fact: String,
}

/// Columns, side by side.
#[derive(Debug, Serialize)]
struct ColumnsView<'a> {
    #[serde(flatten)]
    plot: PlotView<'a>,
    /// What the columns are, for the table.
    head: &'a str,
    rows: Vec<RowView>,
    /// Rows of the table alone.
    more: Vec<RowView>,
    /// The drawing is so many columns of ten wide, and 100 high.
    columns: String,
    grid: String,
    ticks: Vec<MarkView>,
    names: Vec<MarkView>,
}

/// What a column or a bar stands for.
#[derive(Debug, Serialize)]
struct RowView {
    name: String,
    value: String,
    url: Option<String>,
}

#[derive(Debug, Serialize)]
struct BarView {
    #[serde(flatten)]
    row: RowView,
    /// How much it is of the largest, in percent.
    part: usize,
}

/// A word on an axis.
#[derive(Debug, Serialize)]
struct MarkView {
    name: String,
    /// How far along the axis, in percent.
    at: f64,
}

/// Bars, one under the other.
#[derive(Debug, Serialize)]
struct BarsView<'a> {
    #[serde(flatten)]
    plot: PlotView<'a>,
    rows: Vec<BarView>,
    /// Where all others are.
    more: Option<LinkView<'a>>,
}

/// Dots for the hours of the week's days.
#[derive(Debug, Serialize)]
struct DotsView<'a> {
    #[serde(flatten)]
    plot: PlotView<'a>,
    dots: String,
    width: f64,
    height: f64,
    /// The days in full and in short.
    days: Vec<(&'a str, &'a str)>,
    /// For each hour the number of each day.
    hours: Vec<[String; 7]>,
}

/// So many bars there are at most.
const MAX_BARS: usize = 15;
const HOUR: u64 = 3600;

pub(super) fn page(context: RenderContext<'_>) -> StatisticsView<'_> {
    let statistics = Statistics::of(context.site);
    let page = Page { context, statistics: &statistics };
    StatisticsView {
        figures: page.figures(),
        saved: page.saved(),
        months: page.months(),
        years: page.years(),
        categories: page.terms(Names::Categories, "stat_by_category", "stat_all_categories"),
        sources: page.terms(Names::Sources, "stat_by_source", "stat_all_sources"),
        lengths: page.lengths(),
        hours: page.hours(),
    }
}

#[derive(Clone, Copy)]
struct Page<'a, 's> {
    context: RenderContext<'a>,
    statistics: &'s Statistics,
}

impl<'a> Page<'a, '_> {
    fn get(self, key: &'a str) -> &'a str {
        self.context.strings.get(key)
    }

    fn plot(self, id: &'static str, name: &'a str, fact: String) -> PlotView<'a> {
        PlotView { id, name: self.get(name), fact }
    }

    /// A number and what it counts.
    fn count(self, n: usize, key: &'a str) -> String {
        counted_as(n == 1, &grouped(n as u64), self.get(key))
    }

    /// A span of time in hours, or in minutes where it is short.
    fn span(self, seconds: u64) -> String {
        let minutes = (seconds as f64 / 60.0).round() as usize;
        if minutes < 120 { self.count(minutes.max(1), "n_minutes_exactly") } else { self.in_hours(seconds) }
    }

    fn in_hours(self, seconds: u64) -> String {
        let hours = amount(seconds as f64 / HOUR as f64);
        counted_as(hours == "1", &hours, self.get("n_hours"))
    }

    fn figures(self) -> Vec<FigureView<'a>> {
        let Sums { records, seconds, summaries, transcripts, diagrams } = self.statistics.total;
        let text = |length: Length, [characters, words]: [&'static str; 2]| {
            let key = if length.unit() == "characters" { characters } else { words };
            (length.total() as u64, key)
        };
        let hours = |seconds: u64| (seconds + HOUR / 2) / HOUR;
        let saved = self.saving().map_or(0, |(watching, reading)| watching - reading);
        let number = |names| self.context.site.taxonomy(names).terms.len() as u64;
        let all = [
            (records as u64, "stat_records"),
            (hours(seconds), "stat_hours"),
            (hours(saved), "stat_saved"),
            text(summaries, ["stat_summary_characters", "stat_summary_words"]),
            text(transcripts, ["stat_transcript_characters", "stat_transcript_words"]),
            (diagrams as u64, "stat_diagrams"),
            (number(Names::Sources), "stat_sources"),
            (number(Names::Authors), "stat_authors"),
        ];
        let figure = |(n, key): (u64, &'static str)| FigureView {
            number: self.context.strings.in_short(n),
            of: forms(self.context.strings.get(key), n),
        };
        all.into_iter().filter(|(n, _)| *n > 0).map(figure).collect()
    }

    /// How many seconds the items take whose lengths are known, and how many their summaries, where these take less.
    fn saving(self) -> Option<(u64, u64)> {
        let Sums { seconds, summaries, .. } = self.statistics.timed;
        let reading = summaries.minutes() as u64 * 60;
        (reading < seconds).then_some((seconds, reading))
    }

    fn saved(self) -> Option<String> {
        let (watching, reading) = self.saving()?;
        let values = [
            ("records", self.count(self.statistics.timed.records, "n_records")),
            ("watching", self.span(watching)),
            ("reading", self.span(reading)),
        ];
        Some(self.format("stat_saved_fact", &values))
    }

    fn format(self, key: &'a str, values: &[(&str, String)]) -> String {
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.context.strings.format(key, &values)
    }

    fn columns(
        self,
        plot: PlotView<'a>,
        head: &'a str,
        rows: Vec<RowView>,
        drawn: Drawn<'_>,
    ) -> ColumnsView<'a> {
        let Drawn { values, scale, names } = drawn;
        let tick = |value: f64| MarkView { name: self.short(value), at: scale.percent(value) };
        ColumnsView {
            plot,
            head: self.get(head),
            rows,
            more: Vec::new(),
            columns: plot::columns(values, scale),
            grid: plot::grid(scale, values.len()),
            ticks: scale.ticks().map(tick).collect(),
            names,
        }
    }

    /// A number on an axis.
    fn short(self, value: f64) -> String {
        if value < 10.0 { amount(value) } else { self.context.strings.in_short(value.round() as u64) }
    }

    /// All years, where there are more months than have columns.
    fn years(self) -> Option<BarsView<'a>> {
        if self.statistics.older == 0 {
            return None;
        }
        let years = &self.context.site.years;
        let most = years.iter().map(|year| year.entries.len()).max()?;
        let bar = |year: &Arc<Year>| {
            let name = self.context.strings.format("period_year", &[("year", &year.year.to_string())]);
            bar(name, newest_page(&plan::year_folder(year.year)), year.entries.len(), most)
        };
        let plot = self.plot("years", "stat_by_year", String::new());
        Some(BarsView { plot, rows: years.iter().map(bar).collect(), more: None })
    }

    /// The largest terms of the top level, with the keys of their name and of the link to all.
    fn terms(self, names: Names, name: &'a str, all: &'a str) -> Option<BarsView<'a>> {
        let (id, terms) = (names.folder(), &self.context.site.taxonomy(names).terms);
        // What only failed records name counts nowhere.
        let all_listed = || terms.iter().filter(|term| !term.entries.is_empty());
        let top = || all_listed().filter(|term| term.depth == 0);
        let most = top().map(|term| term.entries.len()).max()?;
        let bar = |term: &Term| bar(term.name.to_string(), term.route.to_string(), term.entries.len(), most);
        let more = (top().count() > MAX_BARS).then(|| LinkView {
            name: self.count(all_listed().count(), all).into(),
            url: newest_page(id).into(),
        });
        let plot = self.plot(id, name, String::new());
        Some(BarsView { plot, rows: top().take(MAX_BARS).map(bar).collect(), more })
    }

    fn lengths(self) -> Option<ColumnsView<'a>> {
        let counts = &self.statistics.lengths;
        let facts = [
            ("records", self.count(counts.iter().sum(), "n_records")),
            ("median", self.span(self.statistics.median.into())),
        ];
        let most = counts.iter().max().filter(|most| **most > 0)?;
        let plot = self.plot("lengths", "stat_by_length", self.format("stat_length_fact", &facts));
        let class = |place: usize| match (place.checked_sub(1), LENGTH_ENDS.get(place)) {
            (None, end) => format!("<{}", end.unwrap_or(&0)),
            (Some(before), Some(end)) => format!("{}–{end}", LENGTH_ENDS[before]),
            (Some(before), None) => format!("≥{}", LENGTH_ENDS[before]),
        };
        let row = |(place, count): (usize, &usize)| RowView {
            name: class(place),
            value: self.count(*count, "n_records"),
            url: None,
        };
        let values: Vec<f64> = counts.iter().map(|count| *count as f64).collect();
        let names =
            (0..counts.len()).map(|place| MarkView { name: class(place), at: middle(place, counts.len()) });
        let drawn = Drawn { values: &values, scale: Scale::up_to(*most as f64, 1.0), names: names.collect() };
        Some(self.columns(plot, "stat_minutes", counts.iter().enumerate().map(row).collect(), drawn))
    }

    fn hours(self) -> Option<DotsView<'a>> {
        let days = &self.statistics.hours;
        let all = days
            .iter()
            .enumerate()
            .flat_map(|(day, hours)| hours.iter().enumerate().map(move |(hour, count)| (*count, day, hour)));
        // Of equals, the first.
        let (most, day, hour) = all.rev().max_by_key(|(count, ..)| *count)?;
        // Where no hour has more than another, there is nothing to be seen.
        if most < 2 {
            return None;
        }
        let strings = self.context.strings;
        let facts = [
            ("weekday", strings.weekday(day).to_owned()),
            ("from", hour.to_string()),
            ("to", (hour + 1).to_string()),
            ("most", self.count(most, "n_records")),
        ];
        let plot = self.plot("hours", "stat_by_hour", self.format("stat_hour_fact", &facts));
        let names = (0..days.len()).map(|day| strings.weekday(day));
        let of_hour = |hour: usize| std::array::from_fn(|day| grouped(days[day][hour] as u64));
        Some(DotsView {
            plot,
            dots: plot::dots(days),
            width: 24.0 * plot::DOT.0,
            height: 7.0 * plot::DOT.1,
            days: names.map(|name| (name, start(name))).collect(),
            hours: (0..24).map(of_hour).collect(),
        })
    }
}

/// What is drawn as columns.
struct Drawn<'v> {
    values: &'v [f64],
    scale: Scale,
    names: Vec<MarkView>,
}

fn bar(name: String, url: String, count: usize, most: usize) -> BarView {
    let row = RowView { name, value: grouped(count as u64), url: Some(url) };
    BarView { row, part: plot::percent(count, most) }
}

/// A number for people: small ones have a decimal where they are not whole.
fn amount(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    if tenths < 10.0 { tenths.to_string() } else { grouped(value.round() as u64) }
}

/// The form of a word for a number.
fn forms(forms: &str, n: u64) -> &str {
    let (one, many) = forms.split_once('|').unwrap_or((forms, forms));
    if n == 1 { one } else { many }
}

/// Where the middle of a column is, in percent of the axis.
fn middle(place: usize, columns: usize) -> f64 {
    ((place as f64 + 0.5) / columns as f64 * 10_000.0).round() / 100.0
}
