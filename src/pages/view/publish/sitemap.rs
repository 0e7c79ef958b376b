//! What crawlers are told: `sitemap.xml`, its parts, and `robots.txt`.

use std::ops::Range;

use super::{Public, escaped};
use crate::pages::plan::{self, Kind, OutputFile, Page, Publication};
use crate::site::EntryId;

/// The protocol allows no longer address.
const MAX_CHARACTERS: usize = 2048;

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

pub(super) fn index(site: Public<'_>, parts: usize) -> String {
    let part = |number| site.file(&Publication::SitemapPart(number, 0..0));
    let parts =
        (1..=parts).map(|number| format!("<sitemap><loc>{}</loc></sitemap>\n", escaped(&part(number))));
    document("sitemapindex", parts)
}

/// A part of the sitemap. `lists` are the files that are no record's.
pub(super) fn part(site: Public<'_>, lists: &[OutputFile], range: &Range<usize>) -> String {
    let listed = &site.context.site.listed;
    let record = |place: usize| Some(plan::record(site.context.site, listed.get(listed.len() - 1 - place)?));
    let addresses = range.clone().filter_map(|place| match place.checked_sub(listed.len()) {
        None => record(place).and_then(|page| address(site, &page)),
        Some(place) => match &lists[place] {
            OutputFile::Page(page) => address(site, page),
            OutputFile::Data(_) => None,
        },
    });
    document("urlset", addresses)
}

/// Pages that say something of the site's own.
fn is_for_crawlers(kind: &Kind) -> bool {
    kind.has_content() && !matches!(kind, Kind::NotFound | Kind::Search | Kind::Problems(_))
}

fn address(site: Public<'_>, page: &Page) -> Option<String> {
    let address = site.page(&page.route);
    let day = newest(site, &page.kind).and_then(|id| site.context.entry(id).at());
    let day = day.map(|at| format!("<lastmod>{}</lastmod>", at.date())).unwrap_or_default();
    let is_taken = is_for_crawlers(&page.kind) && address.len() <= MAX_CHARACTERS;
    is_taken.then(|| format!("<url><loc>{}</loc>{day}</url>\n", escaped(&address)))
}

/// The record that a page shows, or the newest that it lists.
fn newest(site: Public<'_>, kind: &Kind) -> Option<EntryId> {
    match kind {
        Kind::Record(id) => Some(*id),
        kind => kind.listed(site.context.site).first().copied(),
    }
}

fn document(root: &str, lines: impl Iterator<Item = String>) -> String {
    let lines: String = lines.collect();
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"{NAMESPACE}\">\n{lines}</{root}>\n")
}

pub(super) fn robots(site: Public<'_>) -> String {
    format!("User-agent: *\nDisallow:\n\nSitemap: {}\n", site.file(&Publication::Sitemap(0)))
}
