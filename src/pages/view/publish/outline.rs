//! All feeds of the site in one file, OPML 2.0, for a reader program to subscribe to.

use super::{Public, clean, escaped};
use crate::pages::plan::Publication;
use crate::site::{Names, TermId};

pub(super) fn outline(site: Public<'_>) -> String {
    let categories = site.context.site.taxonomy(Names::Categories);
    let mut ids: Vec<TermId> = categories.listed().collect();
    // By name, and not by size, which changes with every record.
    ids.sort_by_key(|id| &categories.terms[*id].folder);
    let feeds: String =
        std::iter::once(None).chain(ids.into_iter().map(Some)).map(|of| line(site, of)).collect();
    let title = escaped(&clean(site.title()));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head><title>{title}</title></head>\n\
        <body>\n{feeds}</body>\n</opml>\n"
    )
}

fn line(site: Public<'_>, of: Option<TermId>) -> String {
    let title = escaped(&clean(&site.feed_title(of)));
    let (feed, page) = (escaped(&site.file(&Publication::Atom(of))), escaped(&site.feed_page(of)));
    // `rss` stands for feeds of any format.
    format!(
        "<outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{feed}\" htmlUrl=\"{page}\"/>\n"
    )
}
