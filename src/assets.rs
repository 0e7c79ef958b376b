//! The files that come with the program: style sheet, icon, scripts, Mermaid.

use serde::Serialize;

use crate::route::Route;

const CSS: &str = "assets/site.css";
const ICON: &str = "assets/icon.svg";
const DIAGRAMS: &str = "assets/diagrams.js";
/// The version is in the name, so that a browser never mixes two of them.
const MERMAID: &str = concat!("assets/mermaid-", env!("MERMAID_VERSION"), ".min.js");

/// Where a page finds them, relative to the site's root.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Addresses {
    /// The style sheet.
    pub css: &'static str,
    /// The site's icon.
    pub icon: &'static str,
    /// The script that draws diagrams.
    pub js: &'static str,
    /// Mermaid, which that script loads when a diagram comes near.
    pub mermaid: &'static str,
}

/// The addresses of the program's files.
pub const ADDRESSES: Addresses = Addresses { css: CSS, icon: ICON, js: DIAGRAMS, mermaid: MERMAID };

/// A file that comes with the program.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Its address.
    pub route: Route,
    /// Its content.
    pub bytes: &'static [u8],
}

/// The files that a site needs; those for diagrams only where it has any.
pub fn assets(has_diagrams: bool) -> Vec<Asset> {
    let always: [(&str, &[u8]); 2] = [
        (CSS, include_bytes!("../static/assets/site.css")),
        (ICON, include_bytes!("../static/assets/icon.svg")),
    ];
    let for_diagrams: [(&str, &[u8]); 2] = [
        (DIAGRAMS, include_bytes!("../static/assets/diagrams.js")),
        (MERMAID, include_bytes!(concat!(env!("OUT_DIR"), "/mermaid.min.js"))),
    ];
    let wanted = always.into_iter().chain(for_diagrams.into_iter().filter(|_| has_diagrams));
    wanted.map(|(path, bytes)| Asset { route: Route::fixed(path), bytes }).collect()
}
