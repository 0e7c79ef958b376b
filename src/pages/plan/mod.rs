//! The site's table of contents: which files there are, pages and data, and what each holds.
//!
//! Long lists are cut from their old end. Page 1 holds the oldest records and never changes its
//! address or its records again; `index.html` holds the newest: between one and two pages full. So a new
//! record changes one page of each list it is in, and not all of them.

mod data;
mod page;
mod publication;
mod redirect;
mod search;

use std::ops::Range;

pub use data::{Data, DataFile, IndexFile, Indexed, Joined};
pub use page::{Kind, Page, Part};
pub use publication::{Mapped, Publication};
pub use redirect::{Note, Origin, Redirects, redirects};
pub use search::{
    LETTERS, bucket, find_index_file, find_search_file, index_files, is_of_search, search_files,
};

use jiff::civil::Date;

use crate::pages::assets::WORDS;
use crate::site::route::Route;
use crate::site::{EntryId, Names, Site};

/// A file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutputFile {
    /// A page, which a template writes.
    Page(Page),
    /// A file that holds data.
    Data(DataFile),
}

impl OutputFile {
    /// Its address.
    pub fn route(&self) -> &Route {
        match self {
            Self::Page(page) => &page.route,
            Self::Data(file) => &file.route,
        }
    }
}

/// The page of a record.
pub fn record(site: &Site, id: EntryId) -> Page {
    Page { route: site.route(id).clone(), kind: Kind::Record(id) }
}

/// The file of a record, where it can be read.
pub fn raw(site: &Site, id: EntryId) -> Option<DataFile> {
    let is_there = site.entries[id].has_file();
    is_there.then(|| DataFile { route: site.route(id).raw(), data: Data::Raw(id) })
}

/// The page at the site's root.
pub fn home(site: &Site, page_size: usize) -> Page {
    Page { route: Route::fixed("index.html"), kind: Kind::Home(newest(site.listed.len(), page_size)) }
}

/// What a server answers where there is no page.
pub fn not_found() -> Page {
    Page { route: Route::fixed("404.html"), kind: Kind::NotFound }
}

/// Lists every file but those of the records and of search; `page_size` is how many records a full page of a list holds.
/// With `is_published`, the site knows its address, and has files that need it.
pub fn plan(site: &Site, page_size: usize, is_published: bool) -> Vec<OutputFile> {
    let mut plan = Plan { page_size, files: Vec::new() };
    plan.files.push(OutputFile::Page(home(site, page_size)));
    plan.add("categories/index.html", Kind::Categories);
    plan.terms(site, Names::Categories);
    plan.archive(site);
    plan.add("tags/index.html", Kind::Tags);
    plan.terms(site, Names::Tags);
    plan.add("sources/index.html", Kind::Sources);
    plan.terms(site, Names::Sources);
    plan.terms(site, Names::Authors);
    for (id, item) in site.items().iter().enumerate() {
        plan.list(&item.folder, item.entries.len(), |part| Kind::Versions(id, part));
    }
    plan.list("problems", site.with_problems.len(), Kind::Problems);
    plan.gallery(site.illustrated.len());
    plan.add("statistics/index.html", Kind::Statistics);
    plan.browse(site.browsable.len());
    plan.add("search/index.html", Kind::Search);
    plan.data(Route::fixed(WORDS), Data::Words);
    plan.files.push(OutputFile::Page(not_found()));
    if is_published {
        let lists: Vec<&Page> = for_crawlers(&plan.files).collect();
        for file in publication::publications(site, &lists) {
            plan.data(file.route(site), Data::Publication(file));
        }
    }
    plan.records(site.entries.len());
    plan.files
}

/// Those of some files that are pages which say something of the site's own.
pub fn for_crawlers(files: &[OutputFile]) -> impl Iterator<Item = &Page> {
    let pages = files.iter().filter_map(|file| match file {
        OutputFile::Page(page) => Some(page),
        OutputFile::Data(_) => None,
    });
    pages.filter(|page| {
        page.kind.has_content() && !matches!(page.kind, Kind::NotFound | Kind::Search | Kind::Problems(_))
    })
}

/// The folder of a year's pages.
pub fn year_folder(year: i16) -> String {
    format!("archive/{year:04}")
}

/// The folder of a month's pages.
pub fn month_folder(year: i16, month: i8) -> String {
    format!("archive/{year:04}/{month:02}")
}

/// The folder of a day's pages.
pub fn day_folder(date: Date) -> String {
    format!("{}/{:02}", month_folder(date.year(), date.month()), date.day())
}

/// The folder of the gallery of diagrams.
pub const GALLERY_FOLDER: &str = "diagrams";

/// How many records a full part of the gallery holds: some ten kilobytes, and not thousands of files.
pub const GALLERY_PART: usize = 32;

/// The folder of what the home page chooses records from.
pub const BROWSE_FOLDER: &str = "browse";

/// How many records' cards a full part has: a few kilobytes, because what is chosen may be anywhere.
pub const BROWSE_PART: usize = 16;

/// The name of the files that tell programs of records.
const RECORDS: &str = "records";

/// How many records a full one of these files has: some hundred kilobytes, and not thousands of files.
const RECORDS_PART: usize = 250;

/// The address of older records for programs, by a number that is counted from the oldest.
pub fn records_part(number: usize) -> Route {
    Route::file("", &format!("{RECORDS}-{number}.json"))
}

/// The folder of the pages of records without a date.
pub const UNDATED_FOLDER: &str = "archive/undated";

struct Plan {
    page_size: usize,
    files: Vec<OutputFile>,
}

impl Plan {
    fn add(&mut self, path: &str, kind: Kind) {
        self.page(Route::fixed(path), kind);
    }

    fn page(&mut self, route: Route, kind: Kind) {
        self.files.push(OutputFile::Page(Page { route, kind }));
    }

    fn data(&mut self, route: Route, data: Data) {
        self.files.push(OutputFile::Data(DataFile { route, data }));
    }

    /// A list's pages. A list without records still has its newest page.
    fn list(&mut self, folder: &str, length: usize, kind: impl Fn(Part) -> Kind) {
        for part in parts(folder, length, self.page_size) {
            self.page(Route::list(folder, part.number), kind(part));
        }
    }

    fn terms(&mut self, site: &Site, names: Names) {
        for (id, term) in site.taxonomy(names).terms.iter().enumerate() {
            let kind = |part| Kind::Term(names, id, part);
            if term.entries.len() < 2 * self.page_size {
                // There are thousands of these, and their address is known.
                self.page(term.route.clone(), kind(newest(term.entries.len(), self.page_size)));
            } else {
                self.list(&term.folder, term.entries.len(), kind);
            }
        }
    }

    fn archive(&mut self, site: &Site) {
        self.add("archive/index.html", Kind::Archive);
        for (y, year) in site.years.iter().enumerate() {
            self.list(&year_folder(year.year), year.entries.len(), |part| Kind::Year(y, part));
            for (m, month) in year.months.iter().enumerate() {
                let folder = month_folder(year.year, month.month);
                self.list(&folder, month.entries.len(), |part| Kind::Month(y, m, part));
                for (d, day) in month.days.iter().enumerate() {
                    self.list(&day_folder(day.date), day.entries.len(), |part| Kind::Day(y, m, d, part));
                }
            }
        }
        if !site.undated.is_empty() {
            self.list(UNDATED_FOLDER, site.undated.len(), Kind::Undated);
        }
    }

    /// What lists know of so many records, for programs. As with pages, a new record changes the newest file alone.
    fn records(&mut self, length: usize) {
        let older = (length - newest_length(length, RECORDS_PART)) / RECORDS_PART;
        let newest = Data::Records(older * RECORDS_PART..length, Some(older));
        self.data(Route::file("", &format!("{RECORDS}.json")), newest);
        for number in 1..=older {
            let part = Data::Records((number - 1) * RECORDS_PART..number * RECORDS_PART, None);
            self.data(records_part(number), part);
        }
    }

    /// The gallery of so many records; where there are none, there is no gallery.
    fn gallery(&mut self, length: usize) {
        if length == 0 {
            return;
        }
        self.page(Route::list(GALLERY_FOLDER, None), Kind::Diagrams);
        self.data(Route::script(GALLERY_FOLDER, "index"), Data::Diagrams);
        for number in 1..=length.div_ceil(GALLERY_PART) {
            let part = Joined::Diagrams(number, part_from_oldest(length, GALLERY_PART, number));
            self.data(Route::script(GALLERY_FOLDER, &format!("part-{number}")), Data::Joined(part));
        }
    }

    /// The data from which the home page chooses so many records.
    fn browse(&mut self, length: usize) {
        self.data(Route::script(BROWSE_FOLDER, "index"), Data::Browse);
        for number in 1..=length.div_ceil(BROWSE_PART) {
            let cards = Data::Cards(number, part_from_oldest(length, BROWSE_PART, number));
            self.data(Route::script(BROWSE_FOLDER, &format!("part-{number}")), cards);
        }
    }
}

/// The places of a list that stand in a part with a number, where parts are counted from the oldest and each but the
/// last is full.
fn part_from_oldest(length: usize, size: usize, number: usize) -> Range<usize> {
    length.saturating_sub(number * size)..length - (number - 1) * size
}

/// How many records stand on the newest page: all, or one to two pages full.
fn newest_length(length: usize, page_size: usize) -> usize {
    if length < 2 * page_size { length } else { page_size + length % page_size }
}

fn newest(length: usize, page_size: usize) -> Part {
    Part { range: 0..newest_length(length, page_size), number: None, newer: None, older: None }
}

fn parts(folder: &str, length: usize, page_size: usize) -> impl Iterator<Item = Part> {
    let first = newest_length(length, page_size);
    let numbered = (length - first) / page_size;
    let address = move |number: usize| Route::list(folder, (number <= numbered).then_some(number));
    let newest = Part { older: (numbered > 0).then(|| address(numbered)), ..newest(length, page_size) };
    let older = (1..=numbered).rev().map(move |number| {
        let end = length - (number - 1) * page_size;
        Part {
            range: end - page_size..end,
            number: Some(number),
            newer: Some(address(number + 1)),
            older: (number > 1).then(|| address(number - 1)),
        }
    });
    std::iter::once(newest).chain(older)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each page of a list holds, as (address, ages of its records counted from the oldest).
    fn pages(length: usize) -> Vec<(String, Vec<usize>)> {
        let ages = |part: &Part| part.range.clone().map(|place| length - place).collect();
        parts("x", length, 3).map(|part| (Route::list("x", part.number).to_string(), ages(&part))).collect()
    }

    #[test]
    fn every_record_stands_on_one_page() {
        for length in 0..40 {
            let all: Vec<usize> = pages(length).into_iter().flat_map(|(_, ages)| ages).collect();
            assert_eq!(all, (1..=length).rev().collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_new_record_changes_only_the_newest_page() {
        for length in 0..40 {
            let (before, after) = (pages(length), pages(length + 1));
            for page in before.iter().skip(1) {
                assert!(after.contains(page), "{length}: {page:?}");
            }
        }
    }

    #[test]
    fn a_new_record_changes_only_the_newest_part() {
        // As ages, counted from the oldest record.
        let ages = |length: usize, number: usize| {
            let range = part_from_oldest(length, GALLERY_PART, number);
            (length - range.end, length - range.start)
        };
        for length in 1..100_usize {
            let parts: Vec<_> = (1..=length.div_ceil(GALLERY_PART)).map(|n| ages(length, n)).collect();
            assert_eq!((parts[0].0, parts[parts.len() - 1].1), (0, length));
            assert!(parts.windows(2).all(|pair| pair[0].1 == pair[1].0));
            let after = (1..parts.len()).map(|number| ages(length + 1, number));
            assert!(after.eq(parts[..parts.len() - 1].iter().copied()), "{length}");
        }
    }

    #[test]
    fn neighbours_lead_from_one_end_to_the_other() {
        let parts: Vec<Part> = parts("x", 11, 3).collect();
        let own = |part: &Part| Route::list("x", part.number);
        for pair in parts.windows(2) {
            assert_eq!(pair[0].older, Some(own(&pair[1])));
            assert_eq!(pair[1].newer, Some(own(&pair[0])));
        }
        assert!(parts[0].newer.is_none() && parts[parts.len() - 1].older.is_none());
    }
}
