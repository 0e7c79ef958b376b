//! The view of a record's page: the one view that holds a record's texts.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::diagram::DiagramView;
use super::{
    AuthorView, Body, DateView, DurationView, LinkView, ProblemView, RenderContext, SourceView, StatusView,
    day_url, duration, term_link,
};
use crate::base::digest::left_out;
use crate::base::reading_time::Length;
use crate::base::text::{Scripts, is_right_to_left};
use crate::markdown::Block;
use crate::pages::plan;
use crate::record::Cover;
use crate::record::category::Why;
use crate::record::timestamp;
use crate::record::transcript;
use crate::site::entry::Entry;
use crate::site::{EntryId, Item, MAX_VERSIONS, Names, Taxonomy, TermId};

/// A record's page. What is of its texts alone is left out of digests, so that they need not be read for one: the digest of its
/// files stands for them.
#[derive(Debug, Serialize)]
pub struct RecordView<'a> {
    title: &'a str,
    lang: &'a str,
    /// Whether that is written from right to left.
    right_to_left: bool,
    date: Option<DateView<'a>>,
    day_url: Option<String>,
    duration: Option<DurationView>,
    /// Of the summary, where there is one.
    #[serde(serialize_with = "left_out")]
    length: Option<LengthView>,
    source: Option<SourceView<'a>>,
    author: Option<AuthorView<'a>>,
    status: StatusView<'a>,
    categories: Vec<CategoryView<'a>>,
    why: String,
    /// What of the header the site's owner has corrected, in words; empty where that is nothing.
    corrected: String,
    tags: Vec<LinkView<'a>>,
    language: Option<&'a str>,
    cover: Option<CoverView<'a>>,
    extras: Vec<ExtraView<'a>>,
    #[serde(serialize_with = "left_out")]
    toc: Vec<HeadingView<'a>>,
    /// The gist as HTML, where one would have to look for it in the summary, in which it stands as well.
    #[serde(serialize_with = "left_out")]
    lead: Option<&'a str>,
    #[serde(serialize_with = "left_out")]
    blocks: Vec<BlockView<'a>>,
    /// What the model thought, as HTML.
    #[serde(serialize_with = "left_out")]
    thinking: Option<&'a str>,
    #[serde(serialize_with = "left_out")]
    transcript: Option<TranscriptView<'a>>,
    problems: Vec<ProblemView<'a>>,
    file: &'a str,
    /// Where the file itself is offered.
    raw: Option<RawView<'a>>,
    newer: Option<NeighbourView<'a>>,
    older: Option<NeighbourView<'a>>,
    /// The record that stands for this item in lists, where it is another one.
    current: Option<RelatedView<'a>>,
    /// The newest others of this item.
    versions: Vec<VersionView<'a>>,
    /// Where all are, if those are not.
    all_versions: Option<AllVersionsView<'a>>,
    related: Vec<RelatedView<'a>>,
}

#[derive(Debug, Serialize)]
struct CategoryView<'a> {
    name: &'a str,
    crumbs: Vec<LinkView<'a>>,
}

#[derive(Debug, Serialize)]
struct CoverView<'a> {
    src: Option<String>,
    href: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct ExtraView<'a> {
    key: &'a str,
    value: &'a str,
}

#[derive(Debug, Serialize)]
struct HeadingView<'a> {
    id: &'a str,
    text: &'a str,
    depth: usize,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum BlockView<'a> {
    Html { html: &'a str },
    Diagram(DiagramView<'a>),
}

#[derive(Debug, Serialize)]
struct TranscriptView<'a> {
    /// The language that is spoken, which need not be that of the summary.
    lang: &'a str,
    /// As HTML: nothing but text, and links to moments.
    paragraphs: Vec<String>,
    length: LengthView,
}

/// How long a text is, for people.
#[derive(Debug, Serialize)]
struct LengthView {
    /// What it is counted by: `characters` or `words`.
    unit: &'static str,
    count: usize,
    /// How long it takes to read.
    minutes: usize,
}

/// A record's file.
#[derive(Debug, Serialize)]
struct RawView<'a> {
    /// Its address, where it has one of its own; otherwise it is among the texts for search.
    url: Option<String>,
    /// The name that it has in its folder.
    name: Cow<'a, str>,
}

#[derive(Debug, Serialize)]
struct NeighbourView<'a> {
    title: &'a str,
    url: &'a str,
}

/// Another summary of the same item.
#[derive(Debug, Serialize)]
struct VersionView<'a> {
    title: &'a str,
    url: &'a str,
    lang: &'a str,
    date: Option<DateView<'a>>,
    /// How much longer or shorter its text is, in words.
    difference: Option<String>,
}

/// The list of all summaries of an item.
#[derive(Debug, Serialize)]
struct AllVersionsView<'a> {
    url: &'a str,
    count: usize,
}

#[derive(Debug, Serialize)]
struct RelatedView<'a> {
    title: &'a str,
    url: &'a str,
    lang: &'a str,
    date: Option<DateView<'a>>,
}

impl RecordView<'_> {
    pub(super) fn has_diagrams(&self) -> bool {
        self.blocks.iter().any(|block| matches!(block, BlockView::Diagram(_)))
    }
}

pub(super) fn record<'a>(context: RenderContext<'a>, id: EntryId, body: Option<&'a Body>) -> RecordView<'a> {
    let entry = context.entry(id);
    let head = &entry.head;
    let (newer, older) = neighbours(context, id);
    let categories = context.site.taxonomy(Names::Categories);
    let (alike, others) = context.site.related(id);
    let lost = body.and_then(|body| body.lost.as_ref());
    RecordView {
        title: &head.title,
        lang: &entry.lang,
        right_to_left: is_right_to_left(&entry.lang),
        date: head.moment.map(|moment| context.date(moment)),
        day_url: head.moment.filter(|_| context.site.is_listed(id)).map(|moment| day_url(moment.at.date())),
        duration: head.duration.map(duration),
        length: body.map(|body| body.rendered.length).filter(|length| length.total() > 0).map(length_view),
        source: context.source(id),
        author: context.author(id),
        status: context.status(head),
        categories: context
            .site
            .term_ids(Names::Categories, id)
            .into_iter()
            .map(|term| category(categories, term))
            .collect(),
        why: if entry.failed() { String::new() } else { why(context, &entry.assignment.why) },
        corrected: corrected(context, &entry.corrected),
        tags: context.site.terms(Names::Tags, id).map(term_link).collect(),
        language: head.language.as_deref(),
        cover: head.cover.as_ref().map(cover),
        extras: head.extras.iter().map(|(key, value)| ExtraView { key, value }).collect(),
        toc: body.map(toc).unwrap_or_default(),
        lead: body.and_then(|body| body.lead.as_deref()),
        blocks: body.map(|body| blocks(context, body)).unwrap_or_default(),
        thinking: body.map(|body| body.thinking.as_str()).filter(|thinking| !thinking.is_empty()),
        transcript: body.filter(|body| !body.transcript.is_empty()).map(|body| transcript_view(body, entry)),
        problems: context.site.diagnostics(id).chain(lost).map(|found| context.problem(found)).collect(),
        file: entry.path.as_str(),
        raw: raw(context, id).filter(|_| lost.is_none()),
        newer,
        older,
        current: context.site.current_version(id).map(|current| related(context, current)),
        versions: others.into_iter().take(MAX_VERSIONS).map(|other| version(context, id, other)).collect(),
        all_versions: context.site.item_of(id).map(all_versions),
        related: alike.into_iter().map(|other| related(context, other)).collect(),
    }
}

fn all_versions(item: &Item) -> AllVersionsView<'_> {
    AllVersionsView { url: item.route.as_str(), count: item.entries.len() }
}

fn version(context: RenderContext<'_>, id: EntryId, other: EntryId) -> VersionView<'_> {
    let RelatedView { title, url, lang, date } = related(context, other);
    let [here, there] = [id, other].map(|id| context.entry(id).text_length());
    let percent = u64::from(here.abs_diff(there)) * 100 / u64::from(here.max(1));
    let key = if there > here { "longer" } else { "shorter" };
    let difference = (percent > 0).then(|| context.strings.format(key, &[("n", &percent.to_string())]));
    VersionView { title, url, lang, date, difference }
}

fn related(context: RenderContext<'_>, id: EntryId) -> RelatedView<'_> {
    let entry = context.entry(id);
    let date = entry.head.moment.map(|moment| context.date(moment));
    RelatedView { title: entry.title(), url: context.url(id), lang: &entry.lang, date }
}

fn raw(context: RenderContext<'_>, id: EntryId) -> Option<RawView<'_>> {
    let entry = context.entry(id);
    if !context.config.raw_records || !entry.has_file() {
        return None;
    }
    let page = plan::raw(context.site, id).filter(|_| context.config.raw_files);
    // A record that is a part of a file is an object of JSON.
    let path = &entry.path;
    let name = if entry.part.is_some() { format!("{}.json", path.stem()).into() } else { path.name().into() };
    Some(RawView { url: page.map(|page| page.route.to_string()), name })
}

fn category(categories: &Taxonomy, id: TermId) -> CategoryView<'_> {
    let crumbs = categories.path(id).into_iter().map(term_link).collect();
    CategoryView { name: &categories.terms[id].name, crumbs }
}

fn why(context: RenderContext<'_>, why: &Why) -> String {
    match why {
        Why::Header => context.strings.get("why_header").to_owned(),
        Why::Correction => context.strings.get("why_correction").to_owned(),
        Why::Folder(folder) => context.strings.format("why_folder", &[("folder", folder)]),
        Why::Keywords(words) => context
            .strings
            .format("why_rules", &[("keywords", &words.join(context.strings.get("list_separator")))]),
        Why::Nothing => context.strings.get("why_none").to_owned(),
    }
}

fn corrected(context: RenderContext<'_>, parts: &[Cow<'_, str>]) -> String {
    if parts.is_empty() {
        return String::new();
    }
    let words: Vec<&str> = parts.iter().map(|part| context.strings.get(part)).collect();
    context.strings.format("corrected", &[("parts", &words.join(context.strings.get("list_separator")))])
}

/// What stands in an address as it is; all else could be taken for a part of its syntax.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_');

fn cover(cover: &Cover) -> CoverView<'_> {
    match cover {
        Cover::Web(address) => CoverView { src: None, href: Some(address) },
        Cover::File(path) => CoverView { src: Some(file_address(path)), href: None },
    }
}

/// The address of a file of the site's own.
pub(super) fn file_address(path: &str) -> String {
    utf8_percent_encode(path, PLAIN).to_string()
}

fn toc(body: &Body) -> Vec<HeadingView<'_>> {
    let headings = body.rendered.headings.iter();
    headings
        .map(|heading| HeadingView {
            id: &heading.id,
            text: timestamp::heading(&heading.text),
            depth: heading.depth.min(3),
        })
        .collect()
}

fn blocks<'a>(context: RenderContext<'a>, body: &'a Body) -> Vec<BlockView<'a>> {
    let mut diagrams = (1..).zip(body.diagrams());
    let mut diagram = || {
        let (number, (diagram, repaired)) = diagrams.next()?;
        Some(BlockView::Diagram(DiagramView::new(number, diagram, repaired, context.strings)))
    };
    let blocks = body.rendered.blocks.iter();
    blocks
        .filter_map(|block| match block {
            Block::Html(html) => Some(BlockView::Html { html }),
            Block::Diagram(_) => diagram(),
        })
        .collect()
}

/// So many characters of a transcript say what language it is in.
const SAMPLE: usize = 2000;

fn transcript_view<'a>(body: &Body, entry: &'a Entry) -> TranscriptView<'a> {
    let mut scripts = Scripts::default();
    let beginning = body.transcript.char_indices().nth(SAMPLE).map_or(body.transcript.len(), |(end, _)| end);
    scripts.add(&body.transcript[..beginning]);
    let paragraphs = transcript::paragraphs(&body.transcript).into_iter();
    let html = if timestamp::are_lines_marked(&body.transcript) {
        timestamp::html_of_lines
    } else {
        timestamp::html
    };
    TranscriptView {
        lang: scripts.passage_language(&entry.lang).unwrap_or(&entry.lang),
        paragraphs: paragraphs.map(|text| html(text, body.player.as_ref())).collect(),
        length: length_view(entry.transcript),
    }
}

fn length_view(length: Length) -> LengthView {
    LengthView { unit: length.unit(), count: length.total(), minutes: length.minutes() }
}

fn neighbours(
    context: RenderContext<'_>,
    id: EntryId,
) -> (Option<NeighbourView<'_>>, Option<NeighbourView<'_>>) {
    let listed = &context.site.listed;
    let Some(place) = listed.place(id) else { return (None, None) };
    let at = |place: usize| {
        let id = listed.get(place)?;
        Some(NeighbourView { title: context.entry(id).title(), url: context.url(id) })
    };
    (place.checked_sub(1).and_then(at), at(place + 1))
}
