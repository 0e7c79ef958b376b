//! Files for other programs: feeds, a sitemap and their like. They are made of absolute addresses, so only a site
//! that knows its own has them.

use super::{Kind, Page};
use crate::route::Route;
use crate::site::{Site, TermId};

/// What a file for other programs holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Publication {
    /// The newest records, or those of a category, as Atom.
    Atom(Option<TermId>),
    /// The same as JSON Feed.
    JsonFeed(Option<TermId>),
}

/// The files of a site.
pub(super) fn publications(site: &Site) -> impl Iterator<Item = Page> {
    let feeds = std::iter::once(None).chain((0..site.categories.len()).map(Some));
    let feeds = feeds.flat_map(|of| [Publication::Atom(of), Publication::JsonFeed(of)]);
    feeds.map(|file| Page { route: file.route(site), kind: Kind::Publication(file) })
}

impl Publication {
    /// Its address.
    pub fn route(&self, site: &Site) -> Route {
        let feed = |of: &Option<TermId>, name| {
            Route::file(of.map_or("", |id| site.categories[id].folder.as_str()), name)
        };
        match self {
            Self::Atom(of) => feed(of, "feed.xml"),
            Self::JsonFeed(of) => feed(of, "feed.json"),
        }
    }
}
