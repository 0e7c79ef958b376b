//! Views of lists: made of entries alone, never of a record's texts.

use std::sync::Arc;

use serde::Serialize;

use super::archive::{period_label, year_label};
use super::browse::{self, BrowseView};
use super::calendar::{self, CalendarView};
use super::health::{self, KindView};
use super::{DateView, LinkView, ProblemView, RenderContext, day_url, newest_page, term_link};
use crate::pages::plan::{self, Kind, Part};
use crate::record::Moment;
use crate::site::{Day, EntryId, Ids, Names, Term, TermId, Year};

/// A day's records.
#[derive(Debug, Serialize)]
pub(super) struct GroupView<'a> {
    date: Option<DateView<'a>>,
    url: Option<String>,
    /// Whether the page's title says the day already.
    named: bool,
    cards: Vec<String>,
}

/// A category, tag, year or month with the number of its records.
#[derive(Debug, Serialize)]
pub struct CountView<'a> {
    name: &'a str,
    url: &'a str,
    count: usize,
    depth: usize,
    size: usize,
    /// Whether all of its records failed.
    failed: bool,
}

/// The way from one part of a list to the next.
#[derive(Debug, Serialize)]
pub(super) struct PagerView<'a> {
    newer: Option<&'a str>,
    older: Option<&'a str>,
    number: Option<usize>,
}

/// The home page.
#[derive(Debug, Serialize)]
pub struct HomeView<'a> {
    total: usize,
    calendar: Option<CalendarView>,
    pinned: Vec<String>,
    groups: Vec<GroupView<'a>>,
    categories: Vec<CountView<'a>>,
    more: Option<&'static str>,
    browse: BrowseView,
}

/// The pages of a category, a tag, a source, an author or a period.
#[derive(Debug, Serialize)]
pub struct ListingView<'a> {
    listing: Listing<'a>,
}

#[derive(Debug, Serialize)]
struct Listing<'a> {
    title: String,
    crumbs: Vec<LinkView<'a>>,
    total: Option<usize>,
    children: Vec<CountView<'a>>,
    calendar: Option<CalendarView>,
    pinned: Vec<String>,
    groups: Vec<GroupView<'a>>,
    /// The newest failed records of a category or a tag.
    failed: Vec<String>,
    day: Option<DayView>,
    pager: PagerView<'a>,
}

/// The ways from a day to others: to the next and the last one with records, and to the same day of other years.
#[derive(Debug, Serialize)]
struct DayView {
    newer: Option<DayLink>,
    older: Option<DayLink>,
    years: Vec<DayLink>,
}

#[derive(Debug, Serialize)]
struct DayLink {
    name: String,
    url: String,
}

impl ListingView<'_> {
    /// The same with the failed records that a page of this kind shows.
    pub(super) fn with_failed(mut self, lists: Lists<'_, '_>, kind: &Kind) -> Self {
        self.listing.failed = lists.cards(&kind.failed(lists.context.site));
        self
    }

    pub(super) fn title(&self) -> &str {
        &self.listing.title
    }
}

/// All categories, all tags, or all sources and authors.
#[derive(Debug, Serialize)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum TermsView<'a> {
    Categories { categories: Vec<CountView<'a>> },
    Tags { tags: Vec<CountView<'a>> },
    Sources { sources: Vec<CountView<'a>>, authors: Vec<CountView<'a>> },
}

/// Records that failed or have problems.
#[derive(Debug, Serialize)]
pub struct ProblemsView<'a> {
    /// Everything by its kind, on the first page.
    kinds: Vec<KindView<'a>>,
    rows: Vec<ProblemRow<'a>>,
    pager: PagerView<'a>,
    total: Option<usize>,
}

#[derive(Debug, Serialize)]
struct ProblemRow<'a> {
    card: String,
    date: Option<DateView<'a>>,
    file: &'a str,
    problems: Vec<ProblemView<'a>>,
}

/// Makes the lists of one page.
#[derive(Clone, Copy)]
pub(super) struct Lists<'a, 'r> {
    pub(super) context: RenderContext<'a>,
    pub(super) root: &'r str,
}

impl<'a> Lists<'a, '_> {
    pub(super) fn home(self, part: &Part, pinned: &[EntryId]) -> HomeView<'a> {
        let site = self.context.site;
        HomeView {
            total: site.listed.len(),
            calendar: calendar::latest(self.context),
            pinned: self.cards(pinned),
            groups: self.groups(&without(site.listed.at(part.range.clone()), pinned)),
            categories: self.counts(Names::Categories).into_iter().filter(|count| !count.failed).collect(),
            browse: browse::addresses(),
            more: (part.range.end < site.listed.len()).then_some("archive/index.html"),
        }
    }

    pub(super) fn term(
        self,
        names: Names,
        id: TermId,
        part: &'a Part,
        pinned: &[EntryId],
    ) -> ListingView<'a> {
        let taxonomy = self.context.site.taxonomy(names);
        let term = &taxonomy.terms[id];
        // Older pages stay as they are, so they hold nothing that changes with every record.
        let below = taxonomy.below(id).filter(|_| part.number.is_none());
        let children = below.map(|term| CountView { depth: 0, ..count(term, 1) }).collect();
        let mut crumbs: Vec<LinkView<'a>> = taxonomy.path(id).into_iter().map(term_link).collect();
        // It is the page's own.
        crumbs.pop();
        if matches!(names, Names::Sources | Names::Authors) {
            let name = self.context.strings.get("title_sources").into();
            crumbs.push(LinkView { name, url: "sources/index.html".into() });
        }
        let listing = self.listing_below(pinned, term.name.to_string(), &term.entries, part);
        ListingView { listing: Listing { crumbs, children, ..listing } }
    }

    pub(super) fn year(self, y: usize, part: &'a Part) -> ListingView<'a> {
        let year = &self.context.site.years[y];
        let listing = self.listing(year_label(self.context, year.year), &year.entries, part);
        let calendar = part.number.is_none().then(|| calendar::of_year(self.context, year)).flatten();
        ListingView { listing: Listing { calendar, ..listing } }
    }

    pub(super) fn month(self, y: usize, m: usize, part: &'a Part) -> ListingView<'a> {
        let year = &self.context.site.years[y];
        let month = &year.months[m];
        let title = period_label(self.context, "period_month", year.year, month.month);
        let crumbs = vec![self.year_crumb(year)];
        ListingView { listing: Listing { crumbs, ..self.listing(title, &month.entries, part) } }
    }

    pub(super) fn day(self, y: usize, m: usize, d: usize, part: &'a Part) -> ListingView<'a> {
        let (site, strings) = (self.context.site, self.context.strings);
        let year = &site.years[y];
        let month = &year.months[m];
        let day = &month.days[d];
        let newer = month.days[..d].last();
        let newer = newer.or_else(|| year.months[..m].last()?.days.last());
        let newer = newer.or_else(|| site.years[..y].last()?.months.last()?.days.last());
        let older = month.days.get(d + 1);
        let older = older.or_else(|| year.months.get(m + 1)?.days.first());
        let older = older.or_else(|| site.years.get(y + 1)?.months.first()?.days.first());
        let same = |year: &'a Arc<Year>| {
            let month = year.months.iter().find(|other| other.month == month.month)?;
            month.days.iter().find(|other| other.date.day() == day.date.day() && other.date != day.date)
        };
        let link = |day: &Day| DayLink { name: strings.day(day.date), url: day_url(day.date) };
        let ways = DayView {
            newer: newer.map(link),
            older: older.map(link),
            years: near(&site.years, y).iter().filter_map(same).map(link).collect(),
        };
        let crumbs = vec![self.year_crumb(year), self.month_crumb(year.year, month.month)];
        let listing = self.listing(strings.day(day.date), &day.entries, part);
        let groups = listing.groups.into_iter();
        let groups = groups.map(|group| GroupView { url: None, named: true, ..group }).collect();
        ListingView { listing: Listing { crumbs, groups, day: Some(ways), ..listing } }
    }

    pub(super) fn versions(self, id: usize, part: &'a Part) -> ListingView<'a> {
        let RenderContext { site, strings, .. } = self.context;
        let entries = &site.items()[id].entries;
        let newest = entries.newest().unwrap_or_default();
        let current = site.current_version(newest).unwrap_or(newest);
        let name = self.context.entry(current).title();
        let listing = self.listing(strings.format("title_versions", &[("title", name)]), entries, part);
        // Days on which no other record was made have no page.
        let groups = listing.groups.into_iter().map(|group| GroupView { url: None, ..group }).collect();
        let crumbs = vec![LinkView { name: name.into(), url: self.context.url(current).into() }];
        ListingView { listing: Listing { crumbs, groups, ..listing } }
    }

    fn year_crumb(self, year: &Year) -> LinkView<'a> {
        let name = year_label(self.context, year.year).into();
        LinkView { name, url: newest_page(&plan::year_folder(year.year)).into() }
    }

    fn month_crumb(self, year: i16, month: i8) -> LinkView<'a> {
        let name = period_label(self.context, "month_label", year, month).into();
        LinkView { name, url: newest_page(&plan::month_folder(year, month)).into() }
    }

    pub(super) fn undated(self, part: &'a Part) -> ListingView<'a> {
        let title = self.context.strings.get("undated").to_owned();
        ListingView { listing: self.listing(title, &self.context.site.undated, part) }
    }

    pub(super) fn problems(self, part: &'a Part) -> ProblemsView<'a> {
        let with_problems = &self.context.site.with_problems;
        let rows = with_problems.at(part.range.clone()).map(|id| {
            let entry = self.context.entry(id);
            ProblemRow {
                card: self.context.cards.at(id, self.root),
                date: entry.head.moment.map(|moment| self.context.date(moment)),
                file: entry.path.as_str(),
                problems: self
                    .context
                    .site
                    .diagnostics(id)
                    .map(|found| self.context.problem(found))
                    .collect(),
            }
        });
        let total = part.number.is_none().then_some(with_problems.len());
        let kinds = if part.number.is_none() { health::kinds(self.context) } else { Vec::new() };
        ProblemsView { kinds, rows: rows.collect(), pager: pager(part), total }
    }

    fn listing(self, title: String, entries: &Ids, part: &'a Part) -> Listing<'a> {
        self.listing_below(&[], title, entries, part)
    }

    /// A list above which some of its records stand.
    fn listing_below(self, pinned: &[EntryId], title: String, entries: &Ids, part: &'a Part) -> Listing<'a> {
        Listing {
            title,
            crumbs: Vec::new(),
            total: part.number.is_none().then_some(entries.len()),
            children: Vec::new(),
            calendar: None,
            pinned: self.cards(pinned),
            groups: self.groups(&without(entries.at(part.range.clone()), pinned)),
            failed: Vec::new(),
            day: None,
            pager: pager(part),
        }
    }

    pub(super) fn categories(self) -> TermsView<'a> {
        TermsView::Categories { categories: self.counts(Names::Categories) }
    }

    pub(super) fn tags(self) -> TermsView<'a> {
        TermsView::Tags { tags: self.counts(Names::Tags) }
    }

    pub(super) fn sources(self) -> TermsView<'a> {
        TermsView::Sources { sources: self.counts(Names::Sources), authors: self.counts(Names::Authors) }
    }

    fn counts(self, names: Names) -> Vec<CountView<'a>> {
        let terms = &self.context.site.taxonomy(names).terms;
        let most = terms.iter().map(|term| term.entries.len()).max().unwrap_or(1);
        terms.iter().map(|term| count(term, most)).collect()
    }

    fn cards(self, entries: &[EntryId]) -> Vec<String> {
        entries.iter().map(|id| self.context.cards.at(*id, self.root)).collect()
    }

    /// Cuts a list that is ordered by time into days.
    fn groups(self, entries: &[EntryId]) -> Vec<GroupView<'a>> {
        let context = self.context;
        let day = |id: &EntryId| context.entry(*id).head.moment.map(|moment| moment.at.date());
        let days = entries.chunk_by(|a, b| day(a) == day(b));
        let group = |ids: &[EntryId]| GroupView {
            date: day(&ids[0]).map(|date| context.date(Moment::day(date))),
            url: day(&ids[0]).map(day_url),
            named: false,
            cards: self.cards(ids),
        };
        days.map(group).collect()
    }
}

/// A day leads to the same day of so many years before and after it: more would not be looked through, and pages that all lead
/// to each other grow with the square of their number.
const NEAR_YEARS: usize = 20;

fn near(years: &[Arc<Year>], y: usize) -> &[Arc<Year>] {
    &years[y.saturating_sub(NEAR_YEARS)..years.len().min(y + 1 + NEAR_YEARS)]
}

/// What stands above a list does not stand in it.
fn without(entries: impl Iterator<Item = EntryId>, pinned: &[EntryId]) -> Vec<EntryId> {
    entries.filter(|id| !pinned.contains(id)).collect()
}

fn pager(part: &Part) -> PagerView<'_> {
    PagerView {
        newer: part.newer.as_ref().map(|route| route.as_str()),
        older: part.older.as_ref().map(|route| route.as_str()),
        number: part.number,
    }
}

/// `size` is 1 to 5 on a logarithmic scale, so that one huge tag does not make all others look alike.
fn count(term: &Term, most: usize) -> CountView<'_> {
    let scale = |n: usize| (n.max(1) as f64).ln();
    let size = if most < 2 { 1.0 } else { 1.0 + 4.0 * scale(term.entries.len()) / scale(most) };
    let failed = term.entries.is_empty();
    CountView {
        name: &term.name,
        url: term.route.as_str(),
        count: if failed { term.failed.len() } else { term.entries.len() },
        depth: term.depth,
        size: size.round() as usize,
        failed,
    }
}
