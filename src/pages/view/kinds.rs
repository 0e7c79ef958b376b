//! What differs by the kind of page: its template, its name, its title and its section.

use super::{Content, RenderContext, site_title};
use crate::pages::plan::Kind;
use crate::site::Names;

impl Content<'_> {
    /// The template for a page of this kind.
    pub fn template(kind: &Kind) -> &'static str {
        match kind {
            Kind::Home(_) => "index.html",
            Kind::Record(_) => "record.html",
            Kind::Categories => "categories.html",
            Kind::Term(Names::Categories, ..) => "category.html",
            Kind::Term(Names::Tags, ..) => "tag.html",
            Kind::Term(Names::Sources | Names::Authors, ..) => "source.html",
            Kind::Archive => "archive.html",
            Kind::Year(..) | Kind::Month(..) | Kind::Day(..) | Kind::Undated(_) | Kind::Versions(..) => {
                "period.html"
            }
            Kind::Tags => "tags.html",
            Kind::Sources => "sources.html",
            Kind::Problems(_) => "problems.html",
            Kind::Diagrams => "diagrams.html",
            Kind::Statistics => "statistics.html",
            Kind::Search => "search.html",
            Kind::Redirect(_) => "redirect.html",
            Kind::NotFound => "404.html",
        }
    }
}

/// The kind's name, for templates.
pub(super) fn kind_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Home(_) => "home",
        Kind::Record(_) => "record",
        Kind::Categories => "categories",
        Kind::Term(Names::Categories, ..) => "category",
        Kind::Term(Names::Tags, ..) => "tag",
        Kind::Term(Names::Sources, ..) => "source",
        Kind::Term(Names::Authors, ..) => "author",
        Kind::Archive => "archive",
        Kind::Year(..) | Kind::Month(..) | Kind::Day(..) | Kind::Undated(_) => "period",
        Kind::Tags => "tags",
        Kind::Sources => "sources",
        Kind::Versions(..) => "versions",
        Kind::Problems(_) => "problems",
        Kind::Diagrams => "diagrams",
        Kind::Statistics => "statistics",
        Kind::Search => "search",
        Kind::Redirect(_) => "redirect",
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

/// A page's title, and one sentence about it.
pub(super) fn titles(context: RenderContext<'_>, kind: &Kind, content: &Content<'_>) -> (String, String) {
    let RenderContext { site, strings, config, .. } = context;
    let site_title = site_title(config, strings);
    match kind {
        Kind::Record(id) => {
            let entry = &site.entries[*id];
            return (entry.title().to_owned(), entry.excerpt.clone());
        }
        Kind::Search => {
            return (strings.get("search_title").to_owned(), strings.get("search_intro").to_owned());
        }
        Kind::Home(_) => {
            let own = Some(config.description.as_str()).filter(|own| !own.is_empty());
            return (site_title.to_owned(), own.unwrap_or(strings.get("about_home")).to_owned());
        }
        _ => {}
    }
    let title = match (kind, content) {
        (_, Content::Listing(listing)) => listing.title(),
        (Kind::Categories, _) => strings.get("title_categories"),
        (Kind::Archive, _) => strings.get("title_archive"),
        (Kind::Tags, _) => strings.get("title_tags"),
        (Kind::Sources, _) => strings.get("title_sources"),
        (Kind::Problems(_), _) => strings.get("title_problems"),
        (Kind::Diagrams, _) => strings.get("title_diagrams"),
        (Kind::Statistics, _) => strings.get("title_statistics"),
        (Kind::Redirect(_), _) => strings.get("title_moved"),
        _ => strings.get("title_not_found"),
    };
    (title.to_owned(), strings.format("about_page", &[("title", title), ("site", site_title)]))
}
