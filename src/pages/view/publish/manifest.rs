//! What a device is told that keeps the site beside its programs: a web app manifest.

use serde::Serialize;

use super::Public;
use crate::pages::assets;

/// The colours of the window around a page: the paper of the style sheet.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ColorsView {
    light: &'static str,
    dark: &'static str,
}

/// As `--paper` in `static/assets/site.css`.
pub(crate) const COLORS: ColorsView = ColorsView { light: "#faf8f3", dark: "#17181b" };

/// Addresses are relative to the file, which stands in the site's root.
#[derive(Serialize)]
struct Manifest<'a> {
    name: &'a str,
    short_name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    lang: &'a str,
    start_url: &'static str,
    scope: &'static str,
    /// A site needs a browser's way back, which an app has not.
    display: &'static str,
    background_color: &'static str,
    theme_color: &'static str,
    icons: [Icon; 4],
}

#[derive(Serialize)]
struct Icon {
    src: &'static str,
    sizes: &'static str,
    #[serde(rename = "type")]
    mime: &'static str,
    purpose: &'static str,
}

impl Icon {
    const fn png(src: &'static str, sizes: &'static str, purpose: &'static str) -> Self {
        Self { src, sizes, mime: "image/png", purpose }
    }
}

pub(super) fn manifest(site: Public<'_>) -> Vec<u8> {
    let icons = assets::ADDRESSES;
    let manifest = Manifest {
        name: site.title(),
        short_name: site.title(),
        description: &site.context.config.description,
        lang: &site.context.strings.language,
        start_url: ".",
        scope: ".",
        display: "minimal-ui",
        background_color: COLORS.light,
        theme_color: COLORS.light,
        icons: [
            Icon { src: icons.icon, sizes: "any", mime: "image/svg+xml", purpose: "any" },
            Icon::png(icons.icon_192, "192x192", "any"),
            Icon::png(icons.icon_512, "512x512", "any"),
            Icon::png(icons.icon_maskable, "512x512", "maskable"),
        ],
    };
    // Nothing in it fails to serialise.
    let mut json = serde_json::to_vec_pretty(&manifest).unwrap_or_default();
    json.push(b'\n');
    json
}
