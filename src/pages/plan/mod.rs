//! The site's table of contents: which pages there are, and what each shows.
//!
//! Long lists are cut from their old end. Page 1 holds the oldest records and never changes its
//! address or its records again; `index.html` holds the newest: between one and two pages full. So a new
//! record changes one page of each list it is in, and not all of them.

mod kind;
mod publication;
mod redirect;

use std::ops::Range;

pub use kind::{Browse, Gallery, Kind, Part, SearchData};
pub use publication::Publication;
pub use redirect::{Origin, Redirects, redirects};

use jiff::civil::Date;

use crate::pages::assets::WORDS;
use crate::search::layout::Layout;
use crate::site::route::Route;
use crate::site::{EntryId, Site};

/// One page of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its address.
    pub route: Route,
    /// What it shows.
    pub kind: Kind,
}

/// The page of a record.
pub fn record(site: &Site, id: EntryId) -> Page {
    Page { route: site.route(id).clone(), kind: Kind::Record(id) }
}

/// The file of a record, where it can be read.
pub fn raw(site: &Site, id: EntryId) -> Option<Page> {
    site.entries[id].has_file().then(|| Page { route: site.route(id).raw(), kind: Kind::Raw(id) })
}

/// Lists every page but those of the records; `page_size` is how many records a full page of a list holds. With
/// `is_published`, the site knows its address, and has files that need it.
pub fn plan(site: &Site, page_size: usize, is_published: bool) -> Vec<Page> {
    let mut plan = Plan { page_size, pages: Vec::new() };
    plan.add("index.html", Kind::Home(newest(site.listed.len(), page_size)));
    plan.add("categories/index.html", Kind::Categories);
    for (id, term) in site.categories.iter().enumerate() {
        plan.list(&term.folder, term.entries.len(), |part| Kind::Category(id, part));
    }
    plan.archive(site);
    plan.add("tags/index.html", Kind::Tags);
    for (id, term) in site.tags.iter().enumerate() {
        plan.list(&term.folder, term.entries.len(), |part| Kind::Tag(id, part));
    }
    plan.add("sources/index.html", Kind::Sources);
    for (id, term) in site.sources.iter().enumerate() {
        plan.list(&term.folder, term.entries.len(), |part| Kind::Source(id, part));
    }
    for (id, term) in site.authors.iter().enumerate() {
        plan.list(&term.folder, term.entries.len(), |part| Kind::Author(id, part));
    }
    for (id, item) in site.items().iter().enumerate() {
        plan.list(&item.folder, item.entries.len(), |part| Kind::Versions(id, part));
    }
    plan.list("problems", site.with_problems.len(), Kind::Problems);
    plan.gallery(site.illustrated.len());
    plan.add("statistics/index.html", Kind::Statistics);
    plan.browse(site.browsable.len());
    plan.add("search/index.html", Kind::SearchPage);
    plan.add(WORDS, Kind::Words);
    plan.add("404.html", Kind::NotFound);
    plan.pages.extend(publication::publications(site, plan.pages.len(), is_published));
    plan.pages
}

/// The folder of what is needed to search.
pub const SEARCH_FOLDER: &str = "search";

/// The letters that words may begin with.
pub const LETTERS: std::ops::RangeInclusive<char> = 'a'..='z';

/// The script with data for search, by what it holds.
pub fn search_data(layout: &Layout, data: SearchData) -> Page {
    let script = |folder: &str, name: &str| Route::script(&format!("{SEARCH_FOLDER}{folder}"), name);
    let route = match &data {
        SearchData::Head => script("", "head"),
        SearchData::Facets => script("", "facets"),
        SearchData::Words(letter) => script("/words", &letter.to_string()),
        SearchData::Bucket(segment, bucket) => {
            script(&format!("/{}", layout.segments[*segment].name()), &bucket.to_string())
        }
        SearchData::Texts(part) => {
            let (month, place) = layout.place_of_part(*part);
            script(&format!("/text/{month}"), &place.to_string())
        }
    };
    Page { route, kind: Kind::SearchData(data) }
}

/// All scripts with data for search.
pub fn all_search_data(layout: &Layout) -> Vec<Page> {
    let buckets = layout.segments.iter().enumerate().flat_map(|(place, segment)| {
        (0..segment.buckets()).map(move |bucket| SearchData::Bucket(place, bucket))
    });
    let texts = (0..layout.parts.len()).map(SearchData::Texts);
    let all = [SearchData::Head, SearchData::Facets].into_iter();
    let all = all.chain(LETTERS.map(SearchData::Words)).chain(buckets).chain(texts);
    all.map(|data| search_data(layout, data)).collect()
}

/// The script with data for search at a path in [`SEARCH_FOLDER`], which begins with `/`.
pub fn find_search_data(layout: &Layout, path: &str) -> Option<Page> {
    let name = path.strip_prefix('/')?.strip_suffix(".js")?;
    let (folder, name) = name.rsplit_once('/').unwrap_or(("", name));
    let data = match folder {
        "" if name == "head" => SearchData::Head,
        "" if name == "facets" => SearchData::Facets,
        "words" => SearchData::Words(name.parse().ok().filter(|letter| LETTERS.contains(letter))?),
        folder => match folder.strip_prefix("text/") {
            Some(month) => SearchData::Texts(layout.part_in(month, name.parse().ok()?)?),
            None => {
                let place = layout.segments.iter().position(|segment| segment.name() == folder)?;
                let bucket = name.parse().ok().filter(|bucket| *bucket < layout.segments[place].buckets())?;
                SearchData::Bucket(place, bucket)
            }
        },
    };
    // One file has one address: `07` is none for 7.
    Some(search_data(layout, data))
        .filter(|page| page.route.as_str().strip_prefix(SEARCH_FOLDER) == Some(path))
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

/// The folder of the pages of records without a date.
pub const UNDATED_FOLDER: &str = "archive/undated";

struct Plan {
    page_size: usize,
    pages: Vec<Page>,
}

impl Plan {
    fn add(&mut self, path: &str, kind: Kind) {
        self.pages.push(Page { route: Route::fixed(path), kind });
    }

    /// A list's pages. A list without records still has its newest page.
    fn list(&mut self, folder: &str, length: usize, kind: impl Fn(Part) -> Kind) {
        for part in parts(folder, length, self.page_size) {
            self.pages.push(Page { route: Route::list(folder, part.number), kind: kind(part) });
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

    /// The gallery of so many records; where there are none, there is no gallery.
    fn gallery(&mut self, length: usize) {
        if length == 0 {
            return;
        }
        let mut add = |route, file| self.pages.push(Page { route, kind: Kind::Diagrams(file) });
        add(Route::list(GALLERY_FOLDER, None), Gallery::Page);
        add(Route::script(GALLERY_FOLDER, "index"), Gallery::Index);
        for number in 1..=length.div_ceil(GALLERY_PART) {
            let file = Gallery::Part(number, part_from_oldest(length, GALLERY_PART, number));
            add(Route::script(GALLERY_FOLDER, &format!("part-{number}")), file);
        }
    }

    fn browse(&mut self, length: usize) {
        let mut add = |name: &str, file| {
            self.pages.push(Page { route: Route::script(BROWSE_FOLDER, name), kind: Kind::Browse(file) });
        };
        add("index", Browse::Index);
        for number in 1..=length.div_ceil(BROWSE_PART) {
            let range = part_from_oldest(length, BROWSE_PART, number);
            add(&format!("part-{number}"), Browse::Part(number, range));
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
