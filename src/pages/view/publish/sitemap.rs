//! What crawlers are told: `sitemap.xml`, its parts, and `robots.txt`.

use std::ops::Range;

use super::{Public, escaped};
use crate::pages::plan::{self, Kind, Mapped, OutputFile, Page, Publication};
use crate::site::EntryId;

/// The protocol allows no longer address.
const MAX_CHARACTERS: usize = 2048;

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

pub(super) fn index(site: Public<'_>, parts: [usize; Mapped::ALL.len()]) -> String {
    let part = |mapped, number| escaped(&site.file(&Publication::SitemapPart(mapped, number, 0..0)));
    let parts = Mapped::ALL.into_iter().zip(parts).flat_map(|(mapped, parts)| {
        (1..=parts).map(move |number| format!("<sitemap><loc>{}</loc></sitemap>\n", part(mapped, number)))
    });
    document("sitemapindex", parts)
}

/// A part of the sitemap. `lists` are the files that are no record's.
pub(super) fn part(site: Public<'_>, lists: &[OutputFile], mapped: Mapped, range: &Range<usize>) -> String {
    let listed = &site.context.site.listed;
    let record = |place: usize| Some(plan::record(site.context.site, listed.get(listed.len() - 1 - place)?));
    let lists: Vec<&Page> = plan::for_crawlers(lists).collect();
    let addresses = range.clone().filter_map(|place| match mapped {
        Mapped::Records => address(site, &record(place)?),
        Mapped::Lists => address(site, lists.get(place)?),
    });
    document("urlset", addresses)
}

fn address(site: Public<'_>, page: &Page) -> Option<String> {
    let address = site.page(&page.route);
    let day = newest(site, &page.kind).and_then(|id| site.context.entry(id).at());
    let day = day.map(|at| format!("<lastmod>{}</lastmod>", at.date())).unwrap_or_default();
    let is_taken = address.len() <= MAX_CHARACTERS;
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
    format!(
        "User-agent: *\nDisallow:\n\nSitemap: {}\n",
        site.file(&Publication::Sitemap([0; Mapped::ALL.len()]))
    )
}
