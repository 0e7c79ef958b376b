//! What differs by the kind of page: its template, its name, its title and its section.

use super::{Content, Scene, site_title};
use crate::plan::Kind;

impl Content<'_> {
    /// The template for a page of this kind.
    pub fn template(kind: &Kind) -> &'static str {
        match kind {
            Kind::Home(_) => "index.html",
            Kind::Record(_) => "record.html",
            Kind::Categories => "categories.html",
            Kind::Category(..) => "category.html",
            Kind::Archive => "archive.html",
            Kind::Year(..) | Kind::Month(..) | Kind::Day(..) | Kind::Undated(_) => "period.html",
            Kind::Tags => "tags.html",
            Kind::Tag(..) => "tag.html",
            Kind::Sources => "sources.html",
            Kind::Source(..) | Kind::Author(..) => "source.html",
            Kind::Problems(_) => "problems.html",
            Kind::Diagrams(_) => "diagrams.html",
            Kind::SearchPage => "search.html",
            // Data has no template.
            Kind::Browse(_) | Kind::SearchData(_) | Kind::Publication(_) | Kind::NotFound => "404.html",
        }
    }
}

/// The kind's name, for templates.
pub(super) fn kind_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Home(_) => "home",
        Kind::Record(_) => "record",
        Kind::Categories => "categories",
        Kind::Category(..) => "category",
        Kind::Archive => "archive",
        Kind::Year(..) | Kind::Month(..) | Kind::Day(..) | Kind::Undated(_) => "period",
        Kind::Tags => "tags",
        Kind::Tag(..) => "tag",
        Kind::Sources => "sources",
        Kind::Source(..) => "source",
        Kind::Author(..) => "author",
        Kind::Problems(_) => "problems",
        Kind::Diagrams(_) => "diagrams",
        Kind::Browse(_) => "browse",
        Kind::SearchPage => "search",
        Kind::SearchData(_) => "search_data",
        Kind::Publication(_) => "publication",
        Kind::NotFound => "not_found",
    }
}

/// The section that pages of a kind belong to.
pub(super) fn section(kind: &Kind) -> &'static str {
    match kind_name(kind) {
        "category" => "categories",
        "period" => "archive",
        "tag" => "tags",
        "source" | "author" => "sources",
        name => name,
    }
}

/// A page's title, and one sentence about it, which may be empty.
pub(super) fn titles(scene: Scene<'_>, kind: &Kind, content: &Content<'_>) -> (String, String) {
    let plain = |key: &str| (scene.strings.get(key).to_owned(), String::new());
    match (kind, content) {
        (Kind::Record(id), _) => {
            let entry = &scene.site.entries[*id];
            (entry.head.title.clone(), entry.excerpt.clone())
        }
        (_, Content::Listing(listing)) => (listing.title().to_owned(), String::new()),
        (Kind::Categories, _) => plain("title_categories"),
        (Kind::Archive, _) => plain("title_archive"),
        (Kind::Tags, _) => plain("title_tags"),
        (Kind::Sources, _) => plain("title_sources"),
        (Kind::Problems(_), _) => plain("title_problems"),
        (Kind::Diagrams(_), _) => plain("title_diagrams"),
        (Kind::SearchPage, _) => {
            (scene.strings.get("search_title").to_owned(), scene.strings.get("search_intro").to_owned())
        }
        (Kind::NotFound, _) => plain("title_not_found"),
        _ => (site_title(scene.config, scene.strings).to_owned(), scene.config.description.clone()),
    }
}
