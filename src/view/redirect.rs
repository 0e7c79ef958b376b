//! A page that only leads elsewhere.

use percent_encoding::{CONTROLS, utf8_percent_encode};
use serde::Serialize;

use super::{Scene, record};
use crate::redirect::Target;

/// Where an old address leads.
#[derive(Debug, Serialize)]
pub struct RedirectView {
    /// The address, from the page or whole.
    url: String,
    /// The address by which the target is known: whole, where the site's is known.
    canonical: String,
    /// What stands there: a record's title, or the address.
    title: String,
}

pub(super) fn redirect(scene: Scene<'_>, root: &str, to: &Target) -> RedirectView {
    let (path, place) = match to {
        Target::Web(url) => {
            return RedirectView { url: url.clone(), canonical: url.clone(), title: url.clone() };
        }
        Target::Page(path, place) => (path, place),
    };
    let address = record::file_address(path);
    let place = match place.as_str() {
        "" => String::new(),
        place => format!("#{}", utf8_percent_encode(place, CONTROLS)),
    };
    let url = format!("{root}{address}{place}");
    let whole =
        |base: &crate::config::BaseUrl| base.join(address.strip_suffix("index.html").unwrap_or(&address));
    let title = scene.site.find(path).map(|id| scene.entry(id).head.title.clone());
    RedirectView {
        canonical: scene.config.base_url.as_ref().map_or_else(|| url.clone(), whole),
        title: title.unwrap_or_else(|| path.clone()),
        url,
    }
}
