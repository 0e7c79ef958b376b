//! The newest records as a feed: Atom (RFC 4287) and JSON Feed 1.1.
//!
//! A feed holds no clock's time: it was updated when its newest record was made. So it changes with its records alone.

use atom_syndication as atom;
use jiff::Timestamp;
use serde::Serialize;

use super::{Public, category, clean};
use crate::pages::plan::Publication;
use crate::site::{EntryId, Names, TermId};

/// The media types of the two.
pub(super) const ATOM: &str = "application/atom+xml";
pub(super) const JSON: &str = "application/feed+json";

/// So many records are in a feed at most.
const MAX: usize = 50;

/// What both kinds of feed say of a record.
struct Item<'a> {
    url: String,
    title: String,
    summary: String,
    lang: &'a str,
    author: Option<String>,
    /// Its categories and tags.
    terms: Vec<String>,
    time: Option<Timestamp>,
    source: Option<String>,
    image: Option<String>,
}

impl<'a> Public<'a> {
    fn items(self, of: Option<TermId>) -> Vec<Item<'a>> {
        let all = of.map_or(&self.context.site.listed, |id| &category(self.context, id).entries);
        all.newest_first().take(MAX).map(|id| self.item(id)).collect()
    }

    fn item(self, id: EntryId) -> Item<'a> {
        let site = self.context.site;
        let entry = self.context.entry(id);
        let head = &entry.head;
        let categories = site.term_ids(Names::Categories, id).into_iter();
        let categories = categories.map(|term| self.category_name(term));
        let tags = site.terms(Names::Tags, id).map(|term| term.name.to_string());
        Item {
            url: self.page(site.route(id)),
            title: clean(entry.title()),
            summary: clean(&entry.excerpt),
            lang: &entry.lang,
            author: head.author.as_deref().map(clean),
            terms: categories.chain(tags).map(|name| clean(&name)).collect(),
            time: head.moment.and_then(|moment| self.instant(moment)),
            source: head.source.as_ref().and_then(|source| source.href.as_deref()).map(clean),
            image: head.cover.as_ref().map(|cover| self.cover(cover)),
        }
    }

    /// The page that shows what a feed is of.
    pub(super) fn feed_page(self, of: Option<TermId>) -> String {
        of.map_or_else(|| self.base.join(""), |id| self.page(&category(self.context, id).route))
    }
}

pub(super) fn atom(site: Public<'_>, of: Option<TermId>) -> Vec<u8> {
    let items = site.items(of);
    let updated = items.iter().filter_map(|item| item.time).max();
    let own = site.file(&Publication::Atom(of));
    let description = &site.context.config.description;
    let feed = atom::Feed {
        title: atom::Text::plain(clean(&site.feed_title(of))),
        subtitle: (!description.is_empty()).then(|| atom::Text::plain(clean(description))),
        id: own.clone(),
        updated: atom_time(updated),
        authors: vec![person(clean(site.title()))],
        generator: Some(atom::Generator { value: "Synopsite".to_owned(), ..Default::default() }),
        links: vec![link("self", own, Some(ATOM)), link("alternate", site.feed_page(of), Some("text/html"))],
        lang: Some(site.context.strings.language.clone()),
        entries: items.into_iter().map(atom_entry).collect(),
        ..Default::default()
    };
    let mut xml = feed.to_string().into_bytes();
    xml.push(b'\n');
    xml
}

fn atom_entry(item: Item<'_>) -> atom::Entry {
    let text = |value| atom::Text { lang: Some(item.lang.to_owned()), ..atom::Text::plain(value) };
    let source = item.source.map(|href| link("related", href, None));
    let term = |term| atom::Category { term, ..Default::default() };
    atom::Entry {
        title: text(item.title),
        summary: (!item.summary.is_empty()).then(|| text(item.summary)),
        links: std::iter::once(link("alternate", item.url.clone(), Some("text/html")))
            .chain(source)
            .collect(),
        id: item.url,
        updated: atom_time(item.time),
        published: item.time.map(|time| atom_time(Some(time))),
        authors: item.author.map(person).into_iter().collect(),
        categories: item.terms.into_iter().map(term).collect(),
        ..Default::default()
    }
}

/// Atom wants a time of everything; what has none gets one that is as old as can be and stays.
fn atom_time(time: Option<Timestamp>) -> atom::FixedDateTime {
    time.unwrap_or(Timestamp::UNIX_EPOCH).to_string().parse().unwrap_or_default()
}

fn person(name: String) -> atom::Person {
    atom::Person { name, ..Default::default() }
}

fn link(rel: &str, href: String, mime: Option<&str>) -> atom::Link {
    atom::Link { rel: rel.to_owned(), href, mime_type: mime.map(str::to_owned), ..Default::default() }
}

#[derive(Serialize)]
struct JsonFeed<'a> {
    version: &'static str,
    title: String,
    home_page_url: String,
    feed_url: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    language: &'a str,
    authors: [Author; 1],
    items: Vec<JsonItem<'a>>,
}

#[derive(Serialize)]
struct JsonItem<'a> {
    id: String,
    url: String,
    title: String,
    content_text: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    language: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
}

#[derive(Serialize)]
struct Author {
    name: String,
}

pub(super) fn json(site: Public<'_>, of: Option<TermId>) -> Vec<u8> {
    let feed = JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: site.feed_title(of),
        home_page_url: site.feed_page(of),
        feed_url: site.file(&Publication::JsonFeed(of)),
        description: &site.context.config.description,
        language: &site.context.strings.language,
        authors: [Author { name: site.title().to_owned() }],
        items: site.items(of).into_iter().map(json_item).collect(),
    };
    // Nothing in it fails to serialise.
    let mut json = serde_json::to_vec(&feed).unwrap_or_default();
    json.push(b'\n');
    json
}

fn json_item(item: Item<'_>) -> JsonItem<'_> {
    JsonItem {
        id: item.url.clone(),
        url: item.url,
        // An item has to have a content.
        content_text: if item.summary.is_empty() { item.title.clone() } else { item.summary },
        title: item.title,
        language: item.lang,
        date_published: item.time.map(|time| time.to_string()),
        external_url: item.source,
        image: item.image,
        authors: item.author.map(|name| Author { name }).into_iter().collect(),
        tags: item.terms,
    }
}
