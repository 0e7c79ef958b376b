//! A page that only leads elsewhere.

use percent_encoding::{CONTROLS, utf8_percent_encode};
use serde::Serialize;

use super::{RenderContext, record};
use crate::base::redirect::Target;
use crate::config::BaseUrl;

/// Where an old address leads.
#[derive(Debug, Serialize)]
pub struct RedirectView<'a> {
    /// The address, from the page or whole.
    url: String,
    /// The address by which the target is known: whole, where the site's is known.
    canonical: String,
    /// What stands there: a record's title, or the address.
    title: &'a str,
    /// The language of that, where it is a record's.
    lang: Option<&'a str>,
}

pub(super) fn redirect<'a>(context: RenderContext<'a>, root: &str, to: &'a Target) -> RedirectView<'a> {
    let (path, place) = match to {
        Target::Web(url) => {
            return RedirectView { url: url.clone(), canonical: url.clone(), title: url, lang: None };
        }
        Target::Page(path, place) => (path, place),
    };
    let address = record::file_address(path);
    let place = match place.as_str() {
        "" => String::new(),
        place => format!("#{}", utf8_percent_encode(place, CONTROLS)),
    };
    let url = format!("{root}{address}{place}");
    let whole = |base: &BaseUrl| base.join(address.strip_suffix("index.html").unwrap_or(&address));
    let record = context.site.find(path).map(|id| context.entry(id));
    RedirectView {
        canonical: context.config.base_url.as_ref().map_or_else(|| url.clone(), whole),
        title: record.map_or(path, |entry| entry.title()),
        lang: record.map(|entry| entry.lang.as_str()),
        url,
    }
}
