//! The gallery of diagrams: a page that is made of entries alone, and scripts with its data.
//!
//! The index says for each record which kinds of diagrams it has and which categories it is in; so the page
//! knows what a choice shows and in which part it stands, and loads no other. Parts hold the diagrams' sources.

use serde::Serialize;

use super::diagram::DiagramView;
use super::{Body, RenderContext, embed};
use crate::base::digest::Digest;
use crate::diagram::{Kind, Traits};
use crate::markdown::Diagram;
use crate::pages::plan::{GALLERY_FOLDER, GALLERY_PART};
use crate::site::route::Route;
use crate::site::{EntryId, Names, TermId};

/// The gallery's page.
#[derive(Debug, Serialize)]
pub struct GalleryView<'a> {
    total: usize,
    newest: Vec<ShownView<'a>>,
    index: String,
    part: String,
    sample: DiagramView<'static>,
}

/// A diagram that has a link without JavaScript, too.
#[derive(Debug, Serialize)]
struct ShownView<'a> {
    title: &'a str,
    url: &'a str,
    lang: &'a str,
    number: usize,
    kind: &'static str,
}

/// So many diagrams are listed where there is no JavaScript.
const NEWEST: usize = 50;

/// What the page's script fills with each diagram in turn; a closed one lacks the note.
static SAMPLE: Diagram = Diagram::empty(0, true);

pub(super) fn page(context: RenderContext<'_>) -> GalleryView<'_> {
    let illustrated = &context.site.illustrated;
    let of_record = |id: EntryId| {
        let entry = context.entry(id);
        let shown = move |(place, traits): (usize, &Traits)| ShownView {
            title: entry.title(),
            url: context.url(id),
            lang: &entry.lang,
            number: place + 1,
            kind: traits.kind.name(),
        };
        entry.diagrams.iter().enumerate().map(shown)
    };
    GalleryView {
        total: illustrated.newest_first().map(|id| context.entry(id).diagrams.len()).sum(),
        newest: illustrated.newest_first().flat_map(of_record).take(NEWEST).collect(),
        index: Route::script(GALLERY_FOLDER, "index").to_string(),
        part: Route::script(GALLERY_FOLDER, "part-{n}").to_string(),
        sample: DiagramView::new(1, &SAMPLE, None, context.strings),
    }
}

#[derive(Serialize)]
struct Index<'a> {
    /// How many records a full part holds.
    size: usize,
    /// The name and the word for each kind.
    kinds: Vec<(&'static str, String)>,
    categories: Vec<(&'a str, &'a str, Option<TermId>)>,
    /// The records, newest first: see [`code`].
    records: String,
}

/// The script that says which diagrams there are.
pub(crate) fn index(context: RenderContext<'_>) -> Vec<u8> {
    let word = |kind: Kind| context.strings.get(&format!("kind_{}", kind.name())).to_owned();
    let index = Index {
        size: GALLERY_PART,
        kinds: Kind::ALL.iter().map(|kind| (kind.name(), word(*kind))).collect(),
        categories: context.categories(),
        records: context
            .site
            .illustrated
            .newest_first()
            .map(|id| code(context, id))
            .collect::<Vec<_>>()
            .join(","),
    };
    script(&embed(&index))
}

/// A record in a few characters, because there may be a hundred thousand: a letter for the kind of each diagram,
/// then the places of its categories with a dot between them, such as `aaf3.17`.
fn code(context: RenderContext<'_>, id: EntryId) -> String {
    let kinds = context.entry(id).diagrams.iter().map(|traits| char::from(b'a' + traits.kind as u8));
    let categories = context.site.term_ids(Names::Categories, id).into_iter();
    let categories: Vec<String> = categories.map(|term| term.to_string()).collect();
    kinds.chain(categories.join(".").chars()).collect()
}

#[derive(Serialize)]
struct RecordPart<'a> {
    url: &'a str,
    title: &'a str,
    lang: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<(String, String)>,
    diagrams: Vec<DiagramPart<'a>>,
}

#[derive(Serialize)]
struct DiagramPart<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    source: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    repair: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unclosed: bool,
}

/// What a script has of a record's diagrams: [`part`] joins several.
pub(crate) fn piece(context: RenderContext<'_>, id: EntryId, body: &Body) -> String {
    let diagrams = body.diagrams().map(|(Diagram { title, source, unclosed, .. }, repair)| DiagramPart {
        title,
        source,
        repair,
        unclosed: *unclosed,
    });
    embed(&record_part(context, id, diagrams.collect()))
}

/// The digest of what a script has of a record besides its diagrams.
pub(crate) fn piece_digest(context: RenderContext<'_>, id: EntryId) -> Digest {
    Digest::of_value(&record_part(context, id, Vec::new()))
}

fn record_part<'a>(
    context: RenderContext<'a>,
    id: EntryId,
    diagrams: Vec<DiagramPart<'a>>,
) -> RecordPart<'a> {
    let entry = context.entry(id);
    let date = entry.head.moment.map(|moment| context.date(moment));
    RecordPart {
        url: context.url(id),
        title: entry.title(),
        lang: &entry.lang,
        date: date.map(|date| (date.iso(), date.day())),
        diagrams,
    }
}

/// A script with the diagrams of some records, the oldest first, so that a record's place stays when others come.
pub(crate) fn part(number: usize, pieces: &[String]) -> Vec<u8> {
    script(&format!("{{\"part\":{number},\"records\":[{}]}}", pieces.join(",")))
}

/// A script that hands data to the page's own.
fn script(data: &str) -> Vec<u8> {
    format!("document.dispatchEvent(new CustomEvent('synopsite:diagrams', {{ detail: {data} }}));\n")
        .into_bytes()
}
