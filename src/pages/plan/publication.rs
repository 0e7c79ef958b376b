//! Files for other programs: feeds, a sitemap and their like. They are made of absolute addresses or of use on the web
//! alone, so that only a site that knows its own address has them.

use std::ops::Range;

use super::Page;
use crate::base::text::stable_hash;
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

/// So many addresses are in a part of the sitemap, or about as many: a new record changes some hundred kilobytes. The protocol has a
/// limit of 50,000 and one of 50 MB, and as many parts.
const SITEMAP_PART: usize = 1_000;

/// The files of a site. `lists` are its pages [for crawlers](super::for_crawlers) that are no record's.
pub(super) fn publications(site: &Site, lists: &[&Page]) -> impl Iterator<Item = Publication> + use<> {
    let feeds = std::iter::once(None).chain(site.taxonomy(Names::Categories).listed().map(Some));
    let feeds: Vec<_> = feeds.flat_map(|of| [Publication::Atom(of), Publication::JsonFeed(of)]).collect();
    let addresses = lists.iter().map(|page| page.route.as_str());
    let parts = [full_parts(site.listed.len(), SITEMAP_PART), chosen_parts(addresses, SITEMAP_PART)];
    let sitemap = Publication::Sitemap(parts.each_ref().map(Vec::len));
    let parts = Mapped::ALL.into_iter().zip(parts).flat_map(|(mapped, parts)| {
        (1..).zip(parts).map(move |(number, range)| Publication::SitemapPart(mapped, number, range))
    });
    feeds
        .into_iter()
        .chain([Publication::Outline, sitemap, Publication::Robots, Publication::Manifest])
        .chain(parts)
}

/// Parts of a list that grows at its end.
fn full_parts(length: usize, most: usize) -> Vec<Range<usize>> {
    (0..length).step_by(most).map(|from| from..length.min(from + most)).collect()
}

/// Parts of a list to which something may come anywhere: the addresses themselves choose where one ends, so that all others stay. They
/// have `about` so many addresses in the mean, and never sixteen times as many.
fn chosen_parts<'a>(addresses: impl Iterator<Item = &'a str>, about: usize) -> Vec<Range<usize>> {
    let (mut parts, mut start, mut end) = (Vec::new(), 0, 0);
    for address in addresses {
        end += 1;
        if stable_hash(address.as_bytes()).is_multiple_of(about as u64) || end - start == 16 * about {
            parts.push(start..end);
            start = end;
        }
    }
    parts.extend((start < end).then_some(start..end));
    parts
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
            |length| full_parts(length, 3).iter().map(|part| (part.start, part.end)).collect::<Vec<_>>();
        assert_eq!(ends(2), [(0, 2)]);
        assert_eq!(ends(3), [(0, 3)]);
        assert_eq!(ends(4), [(0, 3), (3, 4)]);
        assert_eq!(ends(9), [(0, 3), (3, 6), (6, 9)]);
    }

    #[test]
    fn a_new_page_leaves_full_parts_of_the_sitemap_as_they_are() {
        for length in 1..20 {
            let (before, after) = (full_parts(length, 3), full_parts(length + 1, 3));
            assert!(before[..length / 3].iter().all(|part| after.contains(part)), "{length}");
        }
    }

    #[test]
    fn a_new_list_changes_one_part_of_the_sitemap() {
        let all: Vec<String> = (0..200).map(|number| format!("tags/{number}/index.html")).collect();
        let parts = |addresses: &[String]| -> Vec<Vec<String>> {
            let parts = chosen_parts(addresses.iter().map(String::as_str), 10);
            parts.into_iter().map(|part| addresses[part].to_vec()).collect()
        };
        let after = parts(&all);
        assert!((10..40).contains(&after.len()) && after.concat() == all);
        for new in 0..all.len() {
            let mut before = all.clone();
            before.remove(new);
            let before = parts(&before);
            assert!(after.iter().filter(|part| !before.contains(part)).count() <= 2, "{new}");
        }
        // Whatever the addresses are, no part has too many.
        assert_eq!(chosen_parts(std::iter::repeat_n("a", 40), 1).len(), 40);
        let same = chosen_parts(std::iter::repeat_n("tags/1/index.html", 40), 2);
        assert!(same.iter().all(|part| part.len() <= 32) && chosen_parts(std::iter::empty(), 3).is_empty());
    }
}
