//! The links to the site's sections, which stand on every page.

use serde::Serialize;

use super::RenderContext;
use super::kinds::{kind_name, section};
use crate::pages::plan::Kind;

/// A link to one of the site's sections.
#[derive(Debug, Serialize)]
pub struct NavView<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its address.
    pub url: &'static str,
    /// How this page stands to it, as `aria-current` says it: `page`, `true` or nothing.
    pub current: &'static str,
}

/// Each section: the kind of its first page, the key of its name, its address.
const NAV: [(&str, &str, &str); 8] = [
    ("home", "nav_home", "index.html"),
    ("categories", "nav_categories", "categories/index.html"),
    ("archive", "nav_archive", "archive/index.html"),
    ("tags", "nav_tags", "tags/index.html"),
    ("sources", "nav_sources", "sources/index.html"),
    ("diagrams", "nav_diagrams", "diagrams/index.html"),
    ("statistics", "nav_statistics", "statistics/index.html"),
    ("problems", "nav_problems", "problems/index.html"),
];

pub(super) fn nav<'a>(context: RenderContext<'a>, kind: &Kind) -> Vec<NavView<'a>> {
    let is_there = |key: &str| key != "diagrams" || !context.site.illustrated.is_empty();
    let item = |(key, name, url): &(&'static str, &'static str, &'static str)| NavView {
        name: context.strings.get(name),
        url,
        current: match () {
            () if *key == kind_name(kind) => "page",
            () if *key == section(kind) => "true",
            () => "",
        },
    };
    NAV.iter().filter(|(key, ..)| is_there(key)).map(item).collect()
}
