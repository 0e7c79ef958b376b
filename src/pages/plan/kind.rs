//! The kinds of pages, and of files that hold data.

use std::ops::Range;

use super::Publication;
use crate::base::redirect::Target;
use crate::site::route::Route;
use crate::site::{EntryId, Site, TermId};

/// What a page shows. Places in years and months are those of [`Site::years`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The newest records and the categories.
    Home(Part),
    /// One record.
    Record(EntryId),
    /// One record as its file has it, byte by byte.
    Raw(EntryId),
    /// All categories.
    Categories,
    /// A part of a category's records.
    Category(TermId, Part),
    /// All years and months.
    Archive,
    /// A part of a year's records.
    Year(usize, Part),
    /// A part of the records of a year's month.
    Month(usize, usize, Part),
    /// A part of the records of a month's day.
    Day(usize, usize, usize, Part),
    /// A part of the records without a date.
    Undated(Part),
    /// All tags.
    Tags,
    /// A part of a tag's records.
    Tag(TermId, Part),
    /// All sources and all authors.
    Sources,
    /// A part of a source's records.
    Source(TermId, Part),
    /// A part of an author's records.
    Author(TermId, Part),
    /// A part of the records of an item, by its place in [`Site::items`].
    Versions(usize, Part),
    /// A part of the records that failed or have problems.
    Problems(Part),
    /// All diagrams.
    Diagrams(Gallery),
    /// What the records come to.
    Statistics,
    /// A script with data for choosing from the records.
    Browse(Browse),
    /// The script with the words that scripts show.
    Words,
    /// The page that searches.
    SearchPage,
    /// A script with data for search.
    SearchData(SearchData),
    /// A file for other programs.
    Publication(Publication),
    /// A page that only leads elsewhere.
    Redirect(Target),
    /// What a server answers where there is no page.
    NotFound,
}

impl Kind {
    /// The records that a page of this kind lists, in its order.
    pub fn listed<'a>(&self, site: &'a Site) -> &'a [EntryId] {
        let (list, part) = match self {
            Self::Home(part) => (&site.listed, part),
            Self::Category(id, part) => (&site.categories[*id].entries, part),
            Self::Year(y, part) => (&site.years[*y].entries, part),
            Self::Month(y, m, part) => (&site.years[*y].months[*m].entries, part),
            Self::Day(y, m, d, part) => (&site.years[*y].months[*m].days[*d].entries, part),
            Self::Undated(part) => (&site.undated, part),
            Self::Tag(id, part) => (&site.tags[*id].entries, part),
            Self::Source(id, part) => (&site.sources[*id].entries, part),
            Self::Author(id, part) => (&site.authors[*id].entries, part),
            Self::Versions(id, part) => (&site.items()[*id].entries, part),
            Self::Problems(part) => (&site.with_problems, part),
            Self::Record(_)
            | Self::Raw(_)
            | Self::Categories
            | Self::Archive
            | Self::Tags
            | Self::Sources
            | Self::Diagrams(_)
            | Self::Statistics
            | Self::Browse(_)
            | Self::Words
            | Self::SearchPage
            | Self::SearchData(_)
            | Self::Publication(_)
            | Self::Redirect(_)
            | Self::NotFound => return &[],
        };
        &list[part.range.clone()]
    }

    /// The records that a page of this kind shows before those that it lists.
    pub fn pinned(&self, site: &Site) -> Vec<EntryId> {
        let pinned = site.pinned.iter().copied();
        match self {
            Self::Home(_) => pinned.collect(),
            // Older parts stay as they are.
            Self::Category(id, Part { number: None, .. }) => {
                pinned.filter(|pinned| site.categories[*id].entries.binary_search(pinned).is_ok()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The failed records that a page of this kind shows below those that it lists: the newest, as all are on the page of
    /// problems.
    pub fn failed<'a>(&self, site: &'a Site) -> &'a [EntryId] {
        const MAX: usize = 12;
        let term = match self {
            Self::Category(id, Part { number: None, .. }) => &site.categories[*id],
            Self::Tag(id, Part { number: None, .. }) => &site.tags[*id],
            _ => return &[],
        };
        &term.failed[..term.failed.len().min(MAX)]
    }

    /// Whether it is data and no page that somebody looks at.
    pub fn is_data(&self) -> bool {
        matches!(
            self,
            Self::Diagrams(Gallery::Index | Gallery::Part(..))
                | Self::Browse(_)
                | Self::Words
                | Self::Raw(_)
                | Self::SearchData(_)
                | Self::Publication(_)
                | Self::Redirect(_)
        )
    }

    /// Whether it is made of records' files.
    pub fn is_of_files(&self) -> bool {
        matches!(
            self,
            Self::Record(_)
                | Self::Raw(_)
                | Self::Diagrams(Gallery::Part(..))
                | Self::SearchData(SearchData::Texts(_))
        )
    }

    /// Whether it is made of the index of all texts.
    pub fn is_of_index(&self) -> bool {
        matches!(self, Self::SearchData(SearchData::Words(_) | SearchData::Bucket(..)))
    }
}

/// What a script holds of what a browser needs to search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SearchData {
    /// Which others there are.
    Head,
    /// The records of each category, source and tag.
    Facets,
    /// The words with a first letter.
    Words(char),
    /// A bucket of a segment, by their places.
    Bucket(usize, u32),
    /// What can be searched for of some records, by the part's place in the layout.
    Texts(usize),
}

/// What the gallery of diagrams consists of. Its scripts hold data, so that a browser asks only for what is
/// looked at, and does so without a server, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gallery {
    /// The page.
    Page,
    /// The script that says which diagrams there are.
    Index,
    /// A script with the diagrams of some records: its number, counted from the oldest, and the places in
    /// [`Site::illustrated`].
    Part(usize, Range<usize>),
}

/// The scripts from which the home page chooses records: a browser asks for the index when somebody begins to choose,
/// and for those parts that hold what is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Browse {
    /// What each record can be chosen by.
    Index,
    /// The cards of some records: its number, counted from the oldest, and the places in [`Site::browsable`].
    Part(usize, Range<usize>),
}

/// A part of a list, and its neighbours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The places in the list.
    pub range: Range<usize>,
    /// The page's number, counted from the oldest; `None` for the newest.
    pub number: Option<usize>,
    /// The page with newer records.
    pub newer: Option<Route>,
    /// The page with older records.
    pub older: Option<Route>,
}
