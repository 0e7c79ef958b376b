//! The script with the words that scripts show. Pages have none of them, so each is in a site once.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{RenderContext, embed};

/// What a script calls a word, and the word's key in the tables of strings.
type Word = (&'static str, &'static str);

/// Of `src/web/diagrams/`.
const DIAGRAMS: &[Word] = &[
    ("zoomIn", "zoom_in"),
    ("zoomOut", "zoom_out"),
    ("fit", "zoom_fit"),
    ("fullscreen", "fullscreen"),
    ("more", "diagram_more"),
    ("copy", "diagram_copy"),
    ("copied", "diagram_copied"),
    ("source", "diagram_source"),
    ("svg", "diagram_svg"),
    ("png", "diagram_png"),
    ("pngClear", "diagram_png_clear"),
    ("slow", "diagram_slow"),
    ("stop", "diagram_stop"),
    ("stopped", "diagram_stopped"),
    ("tooLong", "diagram_too_long"),
    ("unsaid", "diagram_unsaid"),
    ("anyway", "diagram_anyway"),
    ("whole", "diagram_whole"),
    ("turned", "diagram_turned"),
    ("asWritten", "diagram_as_written"),
    ("turn", "diagram_turn"),
    ("repaired", "diagram_repaired"),
];

/// Of the scripts of every page.
const PAGE: &[Word] = &[
    ("title", "search_title"),
    ("placeholder", "search_placeholder"),
    ("help", "search_help"),
    ("close", "search_close"),
    ("page", "search_page"),
    ("busy", "search_busy"),
    ("count", "n_records"),
    ("some", "search_some"),
    ("more", "gallery_more"),
    ("none", "search_none"),
    ("tried", "search_tried"),
    ("without", "search_without"),
    ("meant", "search_meant"),
    ("failed", "search_failed"),
    ("inTitle", "search_in_title"),
    ("inAbout", "search_in_about"),
    ("inHeading", "search_in_heading"),
    ("inSummary", "summary"),
    ("inTranscript", "transcript"),
    ("inDiagram", "search_in_diagram"),
    ("keys", "keys_title"),
    ("keysNext", "keys_next"),
    ("keysPrevious", "keys_previous"),
    ("keysRandom", "keys_random"),
    ("keysHome", "nav_home"),
    ("keysCategories", "nav_categories"),
    ("keysArchive", "nav_archive"),
    ("keysHelp", "keys_help"),
    ("keysSingle", "keys_single"),
];

/// Of what marks passages on a record's page.
const PASSAGES: &[Word] = &[
    ("passages", "search_passages"),
    ("place", "search_place"),
    ("previous", "search_previous"),
    ("next", "search_next"),
];

/// Of the other scripts of a record's page.
const RECORD: &[Word] = &[
    ("copied", "diagram_copied"),
    ("copyCode", "copy_code"),
    ("share", "share_card"),
    ("cardSave", "card_save"),
    ("cardCopy", "card_copy"),
    ("close", "search_close"),
    ("find", "find_in_transcript"),
    ("place", "search_place"),
    ("none", "search_none"),
    ("previous", "search_previous"),
    ("next", "search_next"),
];

#[derive(Serialize)]
struct Words<'a> {
    diagrams: BTreeMap<&'static str, &'a str>,
    page: BTreeMap<&'static str, &'a str>,
    passages: BTreeMap<&'static str, &'a str>,
    record: BTreeMap<&'static str, &'a str>,
}

pub(crate) fn script(context: RenderContext<'_>) -> Vec<u8> {
    let of = |words: &[Word]| words.iter().map(|(name, key)| (*name, context.strings.get(key))).collect();
    let words = Words { diagrams: of(DIAGRAMS), page: of(PAGE), passages: of(PASSAGES), record: of(RECORD) };
    format!("globalThis.synopsite = {{ ...globalThis.synopsite, words: {} }};\n", embed(&words)).into_bytes()
}
