//! The scripts with data for search. `src/web/search/` reads them.
//!
//! Each has the form `synopsite.take("ADDRESS",JSON);`, which a page can run from disk, and a worker can fetch and
//! read without running it.

use std::io::Write as _;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde::Serialize;

use super::{RenderContext, embed};
use crate::pages::plan::{LETTERS, Page, SearchData};
use crate::record::{Platform, Source, Texts};
use crate::search::codec;
use crate::search::index::Placed;
use crate::search::layout::{FORMAT, Layout};
use crate::search::terms::{self, Body};
use crate::site::entry::Entry;
use crate::site::{EntryId, Term, TermId};

/// A script that hands data to those of the page.
fn script(page: &Page, data: &impl Serialize) -> Vec<u8> {
    let name = page.route.as_str().trim_end_matches(".js");
    format!("synopsite.take({},{});\n", embed(&name), embed(data)).into_bytes()
}

/// The script of a page that is made without the index.
pub(crate) fn plain(
    context: RenderContext<'_>,
    layout: &Layout,
    (page, data): (&Page, &SearchData),
    texts: impl Fn(EntryId) -> Texts,
) -> Vec<u8> {
    match data {
        SearchData::Facets => script(page, &facets(context, layout)),
        SearchData::Text(id) => script(page, &packed(&text(context, *id, Body::new(texts(*id))))),
        _ => script(page, &head(layout)),
    }
}

/// The script of a page that is made from the index.
pub(crate) fn indexed(layout: &Layout, (page, data): (&Page, &SearchData), index: &Placed) -> Vec<u8> {
    match data {
        SearchData::Bucket(segment, bucket) => {
            script(page, &index.bucket(&layout.segments[*segment], *bucket))
        }
        SearchData::Words(letter) => script(page, &index.words(*letter)),
        _ => Vec::new(),
    }
}

#[derive(Serialize)]
struct Head {
    format: u32,
    records: u32,
    segments: Vec<SegmentHead>,
    undated: u32,
    days: Vec<i32>,
    words: String,
}

#[derive(Serialize)]
struct SegmentHead {
    id: String,
    first: u32,
    count: usize,
    bits: u32,
}

fn head(layout: &Layout) -> Head {
    let segments = layout.segments.iter().map(|segment| SegmentHead {
        id: segment.name(),
        first: segment.records.start,
        count: segment.records.len(),
        bits: segment.bits,
    });
    let mut before = 0;
    let days = layout.days.iter().flat_map(|(day, count)| {
        let difference = day - std::mem::replace(&mut before, *day);
        [difference, *count as i32]
    });
    Head {
        format: FORMAT,
        records: layout.records,
        segments: segments.collect(),
        undated: layout.undated(),
        days: days.collect(),
        words: LETTERS.collect(),
    }
}

#[derive(Serialize)]
struct Facets<'a> {
    categories: Vec<Vec<&'a str>>,
    sources: Vec<(&'static str, &'a str)>,
    tags: Vec<&'a str>,
    lists: String,
}

/// So many tags can be chosen from; any other can be typed.
const MAX_TAGS: usize = 24;

fn facets<'a>(context: RenderContext<'a>, layout: &Layout) -> Facets<'a> {
    let site = context.site;
    let tags = &site.tags[..site.tags.len().min(MAX_TAGS)];
    let mut lists = String::new();
    let mut add = |ids: &mut dyn Iterator<Item = EntryId>| {
        let mut numbers: Vec<u32> = ids.map(|id| layout.number(id)).collect();
        numbers.sort_unstable();
        codec::list(&mut lists, &numbers);
    };
    // Search finds failed records, too.
    let all = |term: &'a Term| term.entries.iter().chain(&term.failed).copied();
    site.categories.iter().for_each(|term| add(&mut all(term)));
    let sources = sources(context);
    for (key, _) in &sources {
        add(&mut (0..site.entries.len())
            .filter(|id| source(context.entry(*id)).is_some_and(|s| s.platform.key() == *key)));
    }
    tags.iter().for_each(|term| add(&mut all(term)));
    Facets {
        categories: (0..site.categories.len()).map(|id| levels(context, id)).collect(),
        sources,
        tags: tags.iter().map(|term| term.name.as_str()).collect(),
        lists,
    }
}

fn source(entry: &Entry) -> Option<&Source> {
    entry.head.source.as_ref()
}

/// The platforms of the site, each with its name, the largest first.
fn sources(context: RenderContext<'_>) -> Vec<(&'static str, &str)> {
    let mut counts: Vec<(Platform, usize)> = Vec::new();
    for source in context.site.entries.iter().filter_map(|entry| source(entry)) {
        match counts.iter_mut().find(|(known, _)| *known == source.platform) {
            Some((_, count)) => *count += 1,
            None => counts.push((source.platform, 1)),
        }
    }
    counts.sort_by_key(|(platform, count)| (std::cmp::Reverse(*count), platform.key()));
    // Sites of all hosts that are no platform go by one name.
    let name = |platform: Platform| (platform.key(), context.strings.get(platform.string()));
    counts.into_iter().map(|(platform, _)| name(platform)).collect()
}

/// A category's name after the names above it.
fn levels(context: RenderContext<'_>, id: TermId) -> Vec<&str> {
    let path = context.site.ancestors(id).into_iter().chain([id]);
    path.map(|term| context.site.categories[term].name.as_str()).collect()
}

#[derive(Serialize)]
struct TextView<'a> {
    url: &'a str,
    title: &'a str,
    lang: &'a str,
    date: Option<String>,
    day: Option<String>,
    categories: Vec<Vec<&'a str>>,
    tags: &'a [String],
    source: Option<(&'static str, &'a str)>,
    about: Vec<&'a str>,
    #[serde(flatten)]
    body: Body,
}

fn text(context: RenderContext<'_>, id: EntryId, body: Body) -> TextView<'_> {
    let entry = context.entry(id);
    let head = &entry.head;
    let day = head.moment.map(|moment| context.strings.day(moment.at.date()));
    let older = context.site.current_version(id).map(|_| context.strings.get("older_version").to_owned());
    let day = [day, older].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    TextView {
        url: context.url(id),
        title: entry.title(),
        lang: &entry.lang,
        date: head.moment.map(|moment| moment.at.date().to_string()),
        day: Some(day).filter(|day| !day.is_empty()),
        categories: context.site.entry_categories.of(id).iter().map(|term| levels(context, *term)).collect(),
        tags: &head.tags,
        source: source(entry).map(|source| (source.platform.key(), context.source_label(source))),
        about: terms::about(entry).collect(),
        body,
    }
}

/// Data in half its size, which matters on a host that compresses nothing, and on disk.
fn packed(data: &impl Serialize) -> String {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    // Neither the writing to memory nor the serialisation of such data fails.
    let json = serde_json::to_vec(data).unwrap_or_default();
    let packed = encoder.write_all(&json).and_then(|()| encoder.finish()).unwrap_or_default();
    BASE64_STANDARD.encode(packed)
}
