//! What a page says to programs that show a link to it, and to search engines: Open Graph and JSON-LD.

use serde::Serialize;

use super::Public;
use crate::pages::plan::{Kind, Page};
use crate::pages::view::{Embedded, RenderContext};
use crate::site::EntryId;

/// What a page says of itself, besides its title, description and address.
#[derive(Debug, Serialize)]
pub struct SocialView<'a> {
    /// The type in Open Graph's words.
    kind: &'static str,
    image: Option<String>,
    /// JSON-LD, ready for a script element, which holds data and is not run.
    json_ld: Option<Embedded<Article<'a>>>,
}

/// What a page says of itself, where the site's address is known.
pub(in crate::pages::view) fn social<'a>(context: RenderContext<'a>, page: &Page) -> Option<SocialView<'a>> {
    let site = Public::of(context).filter(|_| page.kind != Kind::NotFound)?;
    Some(match page.kind {
        Kind::Record(id) => SocialView {
            kind: "article",
            image: context.entry(id).head.cover.as_ref().map(|cover| site.cover(cover)),
            json_ld: Some(Embedded(site.article(id))),
        },
        _ => SocialView { kind: "website", image: None, json_ld: None },
    })
}

/// An article in the words of schema.org.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Article<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    headline: &'a str,
    url: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    in_language: &'a str,
    author: Author<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    /// The item that was summarised.
    #[serde(skip_serializing_if = "Option::is_none")]
    is_based_on: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Author<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
}

impl<'a> Public<'a> {
    fn article(self, id: EntryId) -> Article<'a> {
        let entry = self.context.entry(id);
        let head = &entry.head;
        // A record without an author is the site's.
        let author = match head.author.as_deref() {
            Some(name) => Author { kind: "Person", name },
            None => Author { kind: "Organization", name: self.title() },
        };
        Article {
            context: "https://schema.org",
            kind: "Article",
            headline: entry.title(),
            url: self.page(self.context.site.route(id)),
            in_language: &entry.lang,
            author,
            date_published: head.moment.map(|moment| self.context.date(moment).iso()),
            description: &entry.excerpt,
            image: head.cover.as_ref().map(|cover| self.cover(cover)),
            is_based_on: head.source.as_ref().and_then(|source| source.href.as_deref()),
        }
    }
}
