//! Pages, by what they show. A template writes each.

use std::ops::Range;

use crate::base::redirect::Target;
use crate::site::route::Route;
use crate::site::{EntryId, Names, Site, TermId};

/// One page of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its address.
    pub route: Route,
    /// What it shows.
    pub kind: Kind,
}

/// What a page shows. Places in years and months are those of [`Site::years`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The newest records and the categories.
    Home(Part),
    /// One record.
    Record(EntryId),
    /// All categories.
    Categories,
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
    /// All sources and all authors.
    Sources,
    /// A part of a term's records.
    Term(Names, TermId, Part),
    /// A part of the records of an item, by its place in [`Site::items`].
    Versions(usize, Part),
    /// A part of the records that failed or have problems.
    Problems(Part),
    /// All diagrams.
    Diagrams,
    /// What the records come to.
    Statistics,
    /// The page that searches.
    Search,
    /// A page that only leads elsewhere.
    Redirect(Target),
    /// What a server answers where there is no page.
    NotFound,
}

impl Kind {
    /// The records that a page of this kind lists, in its order.
    pub fn listed(&self, site: &Site) -> Vec<EntryId> {
        let (list, part) = match self {
            Self::Home(part) => (&site.listed, part),
            Self::Year(y, part) => (&site.years[*y].entries, part),
            Self::Month(y, m, part) => (&site.years[*y].months[*m].entries, part),
            Self::Day(y, m, d, part) => (&site.years[*y].months[*m].days[*d].entries, part),
            Self::Undated(part) => (&site.undated, part),
            Self::Term(names, id, part) => (&site.taxonomy(*names).terms[*id].entries, part),
            Self::Versions(id, part) => (&site.items()[*id].entries, part),
            Self::Problems(part) => (&site.with_problems, part),
            Self::Record(_)
            | Self::Categories
            | Self::Archive
            | Self::Tags
            | Self::Sources
            | Self::Diagrams
            | Self::Statistics
            | Self::Search
            | Self::Redirect(_)
            | Self::NotFound => return Vec::new(),
        };
        list.at(part.range.clone()).collect()
    }

    /// The records that a page of this kind shows before those that it lists.
    pub fn pinned(&self, site: &Site) -> Vec<EntryId> {
        let pinned = site.pinned.newest_first();
        match self {
            Self::Home(_) => pinned.collect(),
            // Older parts stay as they are.
            Self::Term(Names::Categories, id, Part { number: None, .. }) => {
                let entries = &site.taxonomy(Names::Categories).terms[*id].entries;
                pinned.filter(|pinned| entries.contains(*pinned)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The failed records that a page of this kind shows below those that it lists: the newest, as all are on the page of
    /// problems.
    pub fn failed(&self, site: &Site) -> Vec<EntryId> {
        const MAX: usize = 12;
        let Self::Term(names, id, Part { number: None, .. }) = self else { return Vec::new() };
        site.taxonomy(*names).terms[*id].failed.newest_first().take(MAX).collect()
    }

    /// Whether it says anything itself, and does not only lead elsewhere.
    pub fn has_content(&self) -> bool {
        !matches!(self, Self::Redirect(_))
    }
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
