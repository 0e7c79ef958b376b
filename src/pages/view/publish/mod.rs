//! What a site says to other programs, which mostly only one that knows its own address does.

mod feed;
mod manifest;
mod outline;
mod records;
mod sitemap;
mod social;

use jiff::Timestamp;
use pulldown_cmark_escape::escape_html;
use serde::Serialize;

use super::{RenderContext, record, site_title};
use crate::config::BaseUrl;
use crate::pages::plan::{Kind, OutputFile, Page, Publication};
use crate::record::{Cover, Moment};
use crate::site::route::Route;
use crate::site::{Names, Term, TermId};
pub(crate) use manifest::{COLORS, ColorsView};
pub(crate) use records::{digest as records_digest, records};
pub(crate) use social::SocialView;
pub(super) use social::social;

/// A site that knows its address.
#[derive(Clone, Copy)]
struct Public<'a> {
    context: RenderContext<'a>,
    base: &'a BaseUrl,
}

/// A file for other programs. `lists` are the files that are no record's.
pub(crate) fn file(context: RenderContext<'_>, lists: &[OutputFile], file: &Publication) -> Vec<u8> {
    let Some(site) = Public::of(context) else { return Vec::new() };
    match file {
        Publication::Atom(of) => feed::atom(site, *of),
        Publication::JsonFeed(of) => feed::json(site, *of),
        Publication::Outline => outline::outline(site).into_bytes(),
        Publication::Sitemap(parts) => sitemap::index(site, *parts).into_bytes(),
        Publication::SitemapPart(mapped, _, range) => sitemap::part(site, lists, *mapped, range).into_bytes(),
        Publication::Robots => sitemap::robots(site).into_bytes(),
        Publication::Manifest => manifest::manifest(site),
    }
}

/// A feed that a page names.
#[derive(Debug, Serialize)]
pub struct FeedView {
    url: String,
    mime: &'static str,
    title: String,
}

/// The feeds of what a page lists.
pub(super) fn feeds(context: RenderContext<'_>, kind: &Kind) -> Vec<FeedView> {
    let of = match kind {
        Kind::Home(_) => None,
        // A feed has no failed records.
        Kind::Term(Names::Categories, id, _) if !category(context, *id).entries.is_empty() => Some(*id),
        _ => return Vec::new(),
    };
    let Some(site) = Public::of(context) else { return Vec::new() };
    let view = |(file, mime): (Publication, &'static str)| FeedView {
        url: file.route(context.site).to_string(),
        mime,
        title: site.feed_title(of),
    };
    [(Publication::Atom(of), feed::ATOM), (Publication::JsonFeed(of), feed::JSON)].map(view).into()
}

/// The address of the file that tells a device of the site. A page on a disk must not name one, which browsers refuse
/// to read there, so only a site that knows its address has it.
pub(super) fn manifest(context: RenderContext<'_>) -> Option<String> {
    Some(Publication::Manifest.route(Public::of(context)?.context.site).to_string())
}

/// A page's absolute address.
pub(super) fn canonical(context: RenderContext<'_>, page: &Page) -> Option<String> {
    let site = Public::of(context).filter(|_| page.kind != Kind::NotFound)?;
    Some(site.page(&page.route))
}

fn category(context: RenderContext<'_>, id: TermId) -> &Term {
    &context.site.taxonomy(Names::Categories).terms[id]
}

impl<'a> Public<'a> {
    fn of(context: RenderContext<'a>) -> Option<Self> {
        Some(Self { context, base: context.config.base_url.as_ref()? })
    }

    /// The absolute address of a page.
    fn page(self, route: &Route) -> String {
        let path = route.as_str();
        self.base.join(path.strip_suffix("index.html").unwrap_or(path))
    }

    /// The absolute address of a file.
    fn file(self, file: &Publication) -> String {
        self.base.join(file.route(self.context.site).as_str())
    }

    /// The absolute address of a picture.
    fn cover(self, cover: &Cover) -> String {
        match cover {
            Cover::Web(address) => clean(address),
            Cover::File(path) => self.base.join(&record::file_address(path)),
        }
    }

    fn title(self) -> &'a str {
        site_title(self.context.config, self.context.strings)
    }

    /// The name of the feed of the site or of a category.
    fn feed_title(self, of: Option<TermId>) -> String {
        match of {
            None => self.title().to_owned(),
            Some(id) => format!("{} · {}", self.category_name(id), self.title()),
        }
    }

    /// A category's name after the names above it.
    fn category_name(self, id: TermId) -> String {
        self.context.site.taxonomy(Names::Categories).names(id).collect::<Vec<_>>().join("/")
    }

    /// A point on the world's clock. A time without an offset is in the configured zone, else in UTC. There is none
    /// for years that RFC 3339 cannot write.
    fn instant(self, moment: Moment) -> Option<Timestamp> {
        let zone = self.context.config.timezone.as_ref();
        let instant = match (moment.offset, zone) {
            (Some(offset), _) => offset.to_timestamp(moment.at),
            (None, Some(zone)) => zone.0.to_timestamp(moment.at),
            (None, None) => jiff::tz::Offset::UTC.to_timestamp(moment.at),
        };
        instant.ok().filter(|_| (1..9999).contains(&moment.at.year()))
    }
}

/// Text as XML can hold it. Records have been cleaned when they were read; settings have not.
fn clean(text: &str) -> String {
    let is_allowed =
        |c: char| !matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}');
    text.chars().map(|c| if is_allowed(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
}

/// Text as it stands in XML, also in an attribute's value.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    // Writing to a text does not fail.
    let _ = escape_html(&mut escaped, text);
    escaped
}
