//! The files that come with the program: style sheet, icon, scripts, Mermaid.

use serde::Serialize;

use crate::site::route::Route;

/// A script or a style sheet of ours, by its path in the repository, as the build script left it.
macro_rules! own {
    ($path:literal) => {
        include_str!(concat!(env!("OUT_DIR"), "/", $path))
    };
}

const CSS: &str = "assets/site.css";
/// A page of the plan, because its words are those of the site's language.
pub const WORDS: &str = "assets/words.js";
const PAGE: &str = "assets/page.js";
const ICON: &str = "assets/icon.svg";
// Made of it by `npm run icons`: the header's, as an image of SVG is a document of its own, which every page would wait for,
// and those for devices that take no SVG.
const ICON_SMALL: &str = "assets/icon-small.png";
const ICON_192: &str = "assets/icon-192.png";
const ICON_512: &str = "assets/icon-512.png";
const ICON_MASKABLE: &str = "assets/icon-maskable.png";
const ICON_TOUCH: &str = "assets/icon-touch.png";
/// It knows the names of packs, and has another name where these are others: a browser never mixes two of them.
const DIAGRAMS: &str = concat!("assets/diagrams-", env!("PACKS_VERSION"), ".js");
const GALLERY: &str = "assets/gallery.js";
const BROWSE: &str = "assets/browse.js";
const BROWSE_ENGINE: &str = "assets/browse-engine.js";
const SEARCH_PAGE: &str = "assets/search-page.js";
const READER: &str = "assets/reader.js";
const CARD: &str = "assets/card.js";
const PASSAGES: &str = "assets/passages.js";
const SEARCH_ENGINE: &str = "assets/search-engine.js";
const HAN: &str = "assets/han.js";
/// The folder of Mermaid's packs: see `build/packs.rs`.
const PACKS: &str = "assets/";
/// The hashes of their texts, as a page's policy names them.
const PACK_HASHES: &str = env!("PACK_HASHES");
/// The packs, each with its address.
const PACK_FILES: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// What a page with diagrams runs, in the order in which one part needs the other.
const DIAGRAM_SCRIPTS: &str = concat!(
    include_str!(concat!(env!("OUT_DIR"), "/panzoom.min.js")),
    "\n",
    own!("src/web/record/clipboard.js"),
    own!("src/web/diagrams/sanitize.js"),
    own!("src/web/diagrams/labels.js"),
    own!("src/web/diagrams/diff.js"),
    own!("src/web/diagrams/export.js"),
    own!("src/web/diagrams/viewer.js"),
    own!("src/web/diagrams/reserve-space.js"),
    own!("src/web/diagrams/width.js"),
    own!("src/web/diagrams/map.js"),
    include_str!(concat!(env!("OUT_DIR"), "/packs.js")),
    own!("src/web/diagrams/frame.js"),
    own!("src/web/diagrams/draw.js"),
);

/// What stands in every page's head, and its hash, as a page's policy names it.
const LOOK: &str = include_str!(concat!(env!("OUT_DIR"), "/look.js"));
const LOOK_HASH: &str = concat!("'", env!("LOOK_HASH"), "'");

/// What every page runs: its switches, its keys, and the dialog of search, which loads the engine when that is needed.
const PAGE_SCRIPTS: &str = concat!(
    own!("src/web/shared/settings.js"),
    own!("src/web/shared/arrange.js"),
    own!("src/web/search/client.js"),
    own!("src/web/search/results.js"),
    own!("src/web/search/dialog.js"),
    own!("src/web/shared/keys.js"),
    own!("src/web/shared/calendar.js"),
    own!("src/web/shared/deferred.js"),
);

/// What the gallery of diagrams runs.
const GALLERY_SCRIPTS: &str = concat!(own!("src/web/shared/data.js"), own!("src/web/gallery/gallery.js"));

/// What the home page runs, so that records can be chosen: it loads the engine when somebody begins to choose.
const BROWSE_SCRIPTS: &str = concat!(
    own!("src/web/shared/data.js"),
    own!("src/web/browse/address.js"),
    own!("src/web/browse/page.js"),
);

/// What reads the data of records, chooses from them and lists what is chosen.
const BROWSE_ENGINE_SCRIPTS: &str = concat!(
    own!("src/web/browse/index.js"),
    own!("src/web/browse/choice.js"),
    own!("src/web/browse/list.js"),
);

/// What a record's page runs.
const READER_SCRIPTS: &str = concat!(
    own!("src/web/record/clipboard.js"),
    own!("src/web/record/markdown.js"),
    own!("src/web/record/actions.js"),
    own!("src/web/record/contents.js"),
    own!("src/web/record/find.js"),
);

/// What draws a record's card, which the script of its page loads when somebody asks for one.
const CARD_SCRIPTS: &str =
    concat!(own!("src/web/share/lines.js"), own!("src/web/share/draw.js"), own!("src/web/share/dialog.js"),);

/// What finds and marks passages on a record's page.
const PASSAGE_SCRIPTS: &str = concat!(own!("src/web/search/ranges.js"), own!("src/web/search/passage.js"));

/// What answers queries, in a page or in a worker, in the order in which one part needs the other.
const SEARCH_ENGINE_SCRIPTS: &str = concat!(
    own!("src/web/search/normalise.js"),
    own!("src/web/search/frequent-chars.js"),
    own!("src/web/search/sets.js"),
    own!("src/web/search/codec.js"),
    own!("src/web/search/ngrams.js"),
    own!("src/web/search/query.js"),
    own!("src/web/search/cache.js"),
    own!("src/web/search/loader.js"),
    own!("src/web/search/index.js"),
    own!("src/web/search/record.js"),
    own!("src/web/search/excerpt.js"),
    own!("src/web/search/hits.js"),
    own!("src/web/search/facets.js"),
    own!("src/web/search/suggest.js"),
    own!("src/web/search/engine.js"),
    own!("src/web/search/worker.js"),
);

/// Where a page finds them, relative to the site's root.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Addresses {
    /// The style sheet.
    pub css: &'static str,
    /// No address but a script itself, for a page's head: it tells the look and the view before anything is painted.
    pub look: &'static str,
    /// The source of scripts that a page's policy has to allow, so that this one may run.
    pub look_hash: &'static str,
    /// The words that the other scripts show.
    pub words: &'static str,
    /// The script of every page: switches, keys, and the dialog of search.
    pub page: &'static str,
    /// The site's icon.
    pub icon: &'static str,
    /// The icon in 84 × 84 pixels, for a page's header.
    pub icon_small: &'static str,
    /// The icon in 192 × 192 pixels.
    pub icon_192: &'static str,
    /// The icon in 512 × 512 pixels.
    pub icon_512: &'static str,
    /// The icon with room around it, for devices that cut icons to a form of their own.
    pub icon_maskable: &'static str,
    /// The icon for a home screen: it has no transparent corners.
    pub icon_touch: &'static str,
    /// The script that draws diagrams.
    pub js: &'static str,
    /// The script of the gallery of diagrams.
    pub gallery: &'static str,
    /// The script that chooses from the records on the home page.
    pub browse: &'static str,
    /// The engine, which that script loads.
    pub browse_engine: &'static str,
    /// The folder from which the script of diagrams loads Mermaid's packs when a diagram comes near.
    pub packs: &'static str,
    /// The sources of scripts that a page's policy has to allow, so that they may run in its frame.
    pub pack_hashes: &'static str,
    /// The script of the search page.
    pub search_page: &'static str,
    /// The script of a record's page.
    pub reader: &'static str,
    /// The script that draws a record's card.
    pub card: &'static str,
    /// The script that marks what was found on a record's page.
    pub passages: &'static str,
    /// The engine, which that dialog loads when somebody searches.
    pub search_engine: &'static str,
}

/// The addresses of the program's files.
pub const ADDRESSES: Addresses = Addresses {
    css: CSS,
    look: LOOK,
    look_hash: LOOK_HASH,
    words: WORDS,
    page: PAGE,
    icon: ICON,
    icon_small: ICON_SMALL,
    icon_192: ICON_192,
    icon_512: ICON_512,
    icon_maskable: ICON_MASKABLE,
    icon_touch: ICON_TOUCH,
    js: DIAGRAMS,
    gallery: GALLERY,
    browse: BROWSE,
    browse_engine: BROWSE_ENGINE,
    packs: PACKS,
    pack_hashes: PACK_HASHES,
    search_page: SEARCH_PAGE,
    reader: READER,
    card: CARD,
    passages: PASSAGES,
    search_engine: SEARCH_ENGINE,
};

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
    let always: [(&str, &[u8]); 16] = [
        (CSS, own!("static/assets/site.css").as_bytes()),
        (PAGE, PAGE_SCRIPTS.as_bytes()),
        (ICON, include_bytes!("../../static/assets/icon.svg")),
        (ICON_SMALL, include_bytes!("../../static/assets/icon-small.png")),
        (ICON_192, include_bytes!("../../static/assets/icon-192.png")),
        (ICON_512, include_bytes!("../../static/assets/icon-512.png")),
        (ICON_MASKABLE, include_bytes!("../../static/assets/icon-maskable.png")),
        (ICON_TOUCH, include_bytes!("../../static/assets/icon-touch.png")),
        (BROWSE, BROWSE_SCRIPTS.as_bytes()),
        (BROWSE_ENGINE, BROWSE_ENGINE_SCRIPTS.as_bytes()),
        (SEARCH_PAGE, own!("src/web/search/page.js").as_bytes()),
        (READER, READER_SCRIPTS.as_bytes()),
        (CARD, CARD_SCRIPTS.as_bytes()),
        (PASSAGES, PASSAGE_SCRIPTS.as_bytes()),
        (SEARCH_ENGINE, SEARCH_ENGINE_SCRIPTS.as_bytes()),
        // Its name is known to the engine.
        (HAN, include_bytes!(concat!(env!("OUT_DIR"), "/han.js"))),
    ];
    let for_diagrams = [(DIAGRAMS, DIAGRAM_SCRIPTS.as_bytes()), (GALLERY, GALLERY_SCRIPTS.as_bytes())];
    let for_diagrams = for_diagrams.into_iter().chain(PACK_FILES.iter().copied());
    let wanted = always.into_iter().chain(for_diagrams.filter(|_| has_diagrams));
    wanted.map(|(path, bytes)| Asset { route: Route::fixed(path), bytes }).collect()
}
