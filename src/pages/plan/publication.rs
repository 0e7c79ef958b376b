//! Files for other programs: feeds, a sitemap and their like. They are made of absolute addresses or of use on the web
//! alone, so that only a site that knows its own address has them.

use std::ops::Range;

use crate::site::route::Route;
use crate::site::{Names, Site, TermId};

/// What a file for other programs holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Publication {
    /// The newest records, or those of a category, as Atom.
    Atom(Option<TermId>),
    /// The same as JSON Feed.
    JsonFeed(Option<TermId>),
    /// All feeds, as OPML.
    Outline,
    /// The sitemap: its parts, of which there are so many of each kind.
    Sitemap([usize; Mapped::ALL.len()]),
    /// A part of the sitemap: what it has, its number, and the places of its pages. Of the listed records the oldest comes before
    /// all others, so that a new one leaves full parts as they are.
    SitemapPart(Mapped, usize, Range<usize>),
    /// What crawlers are told: that they may come, and where the sitemap is.
    Robots,
    /// What a device is told that keeps the site beside its programs.
    Manifest,
}

/// What a part of the sitemap has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mapped {
    /// Pages of records.
    Records,
    /// All others.
    Lists,
}

impl Mapped {
    /// All kinds, in their order.
    pub const ALL: [Self; 2] = [Self::Records, Self::Lists];
}

/// So many addresses are in a part of the sitemap: a new record changes some hundred kilobytes. The protocol has a limit of 50,000
/// and one of 50 MB, and as many parts.
const SITEMAP_PART: usize = 1_000;

/// The files of a site that has so many pages [for crawlers](super::for_crawlers) that are no record's.
pub(super) fn publications(site: &Site, lists: usize) -> impl Iterator<Item = Publication> {
    let feeds = std::iter::once(None).chain(site.taxonomy(Names::Categories).listed().map(Some));
    let feeds = feeds.flat_map(|of| [Publication::Atom(of), Publication::JsonFeed(of)]);
    let parts = [site.listed.len(), lists].map(|length| sitemap_parts(length, SITEMAP_PART));
    let sitemap = Publication::Sitemap(parts.each_ref().map(Vec::len));
    let parts = Mapped::ALL.into_iter().zip(parts).flat_map(|(mapped, parts)| {
        (1..).zip(parts).map(move |(number, range)| Publication::SitemapPart(mapped, number, range))
    });
    feeds.chain([Publication::Outline, sitemap, Publication::Robots, Publication::Manifest]).chain(parts)
}

fn sitemap_parts(length: usize, most: usize) -> Vec<Range<usize>> {
    (0..length).step_by(most).map(|from| from..length.min(from + most)).collect()
}

impl Publication {
    /// Its address.
    pub fn route(&self, site: &Site) -> Route {
        let feed = |of: &Option<TermId>, name| {
            let folder = |id: TermId| site.taxonomy(Names::Categories).terms[id].folder.as_ref();
            Route::file(of.map_or("", folder), name)
        };
        match self {
            Self::Atom(of) => feed(of, "feed.xml"),
            Self::JsonFeed(of) => feed(of, "feed.json"),
            Self::Outline => Route::file("", "feeds.opml"),
            Self::Sitemap(_) => Route::file("", "sitemap.xml"),
            Self::SitemapPart(Mapped::Records, number, _) => {
                Route::file("", &format!("sitemap-{number}.xml"))
            }
            Self::SitemapPart(Mapped::Lists, number, _) => {
                Route::file("", &format!("sitemap-lists-{number}.xml"))
            }
            Self::Robots => Route::file("", "robots.txt"),
            Self::Manifest => Route::file("", "site.webmanifest"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sitemap_is_split_where_a_part_is_full() {
        let ends =
            |length| sitemap_parts(length, 3).iter().map(|part| (part.start, part.end)).collect::<Vec<_>>();
        assert_eq!(ends(2), [(0, 2)]);
        assert_eq!(ends(3), [(0, 3)]);
        assert_eq!(ends(4), [(0, 3), (3, 4)]);
        assert_eq!(ends(9), [(0, 3), (3, 6), (6, 9)]);
    }

    #[test]
    fn a_new_page_leaves_full_parts_of_the_sitemap_as_they_are() {
        for length in 1..20 {
            let (before, after) = (sitemap_parts(length, 3), sitemap_parts(length + 1, 3));
            assert!(before[..length / 3].iter().all(|part| after.contains(part)), "{length}");
        }
    }
}
