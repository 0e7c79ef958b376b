//! The scripts with data for search. `src/web/search/` reads them.
//!
//! Each has the form `synopsite.take("ADDRESS",JSON);`, which a page can run from disk, and a worker can fetch and
//! read without running it.

use std::borrow::Cow;
use std::fmt;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use encoding_rs::GB18030;
use libdeflater::{CompressionLvl, Compressor};
use serde::Serialize;

use super::{RenderContext, embed};
use crate::base::digest::Digest;
use crate::base::pool::Pool;
use crate::markdown::Plain;
use crate::pages::plan::{IndexFile, Indexed, LETTERS};
use crate::record::{Platform, Source};
use crate::search::codec;
use crate::search::index::{Moved, Placed, Remade};
use crate::search::layout::{FORMAT, Layout};
use crate::search::terms::{self, Body};
use crate::site::entry::Entry;
use crate::site::route::Route;
use crate::site::{EntryId, Names, Site, Term, TermId};

/// A script that hands data to those of the page.
fn script(route: &Route, data: &impl Serialize) -> Vec<u8> {
    script_of(route, &embed(data))
}

/// A script with a text in which nothing needs to be escaped, such as base64 and lists of numbers.
fn plain_script(route: &Route, data: &str) -> Vec<u8> {
    script_of(route, &format!("\"{data}\""))
}

fn script_of(route: &Route, data: &str) -> Vec<u8> {
    let name = route.as_str().trim_end_matches(".js");
    format!("synopsite.take({},{data});\n", embed(&name)).into_bytes()
}

/// The script that says which others there are.
pub(crate) fn head(route: &Route, layout: &Layout) -> Vec<u8> {
    script(route, &Head::new(layout, |_| String::new()))
}

/// The same for a site that browsers and hosts keep: with the versions of the buckets of each segment.
pub(crate) fn head_with_versions(route: &Route, layout: &Layout, versions: &[&str]) -> Vec<u8> {
    script(route, &Head::new(layout, |place| versions.get(place).copied().unwrap_or_default().to_owned()))
}

/// The data of a script that was made of the index, where it is one.
pub(crate) fn plain_data(script: &[u8]) -> Option<&str> {
    let text = str::from_utf8(script).ok()?;
    text.strip_prefix("synopsite.take(\"")?.split_once("\",\"")?.1.strip_suffix("\");\n")
}

/// The script with the records of each category, source and tag.
pub(crate) fn facets(context: RenderContext<'_>, route: &Route) -> Vec<u8> {
    script(route, &Facets::new(context))
}

/// A script with the texts of some records, of which [`piece`] gives each, in the order of their numbers.
pub(crate) fn texts(route: &Route, pieces: &[String], packer: &Packer) -> Vec<u8> {
    let mut all = String::with_capacity(pieces.iter().map(|piece| piece.len() + 1).sum::<usize>() + 2);
    all.push('[');
    for (place, piece) in pieces.iter().enumerate() {
        all.push_str(if place == 0 { "" } else { "," });
        all.push_str(piece);
    }
    all.push(']');
    let (encoding, deflated) = packer.pack(&all);
    script_of(route, &format!(r#"{{"encoding":"{encoding}","deflated":"{deflated}"}}"#))
}

/// A script that is made of the index.
pub(crate) fn indexed(layout: &Layout, IndexFile { route, data }: &IndexFile, index: &Placed) -> Vec<u8> {
    match data {
        Indexed::Words(letter) => script(route, &index.words(*letter)),
        Indexed::Bucket(segment, bucket) => {
            plain_script(route, &index.bucket(&layout.segments[*segment], *bucket))
        }
    }
}

/// A bucket of which `before` is the script that was published when the records of its segment had other numbers; `None` where
/// that is damaged.
pub(crate) fn moved(
    layout: &Layout,
    IndexFile { route, data }: &IndexFile,
    index: &Placed,
    before: &[u8],
    moved: &Moved,
) -> Option<Remade<Vec<u8>>> {
    let Indexed::Bucket(segment, bucket) = data else { return None };
    let data = index.bucket_after(&layout.segments[*segment], *bucket, plain_data(before)?, moved)?;
    Some(data.map(|data| plain_script(route, &data)))
}

#[derive(Serialize)]
struct Head {
    format: u32,
    records: u32,
    segments: Vec<SegmentHead>,
    undated: u32,
    days: Vec<i32>,
    /// How many records each script of texts has, a digit each.
    parts: String,
    words: String,
}

#[derive(Serialize)]
struct SegmentHead {
    id: &'static str,
    first: u32,
    count: usize,
    bits: u32,
    /// Two digits for each bucket, which change when it does.
    #[serde(skip_serializing_if = "String::is_empty")]
    versions: String,
}

impl Head {
    fn new(layout: &Layout, versions: impl Fn(usize) -> String) -> Self {
        let segments = layout.segments.iter().enumerate().map(|(place, segment)| SegmentHead {
            versions: versions(place),
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
        Self {
            format: FORMAT,
            records: layout.records,
            segments: segments.collect(),
            undated: layout.undated(),
            days: days.collect(),
            parts: layout.parts.iter().map(|part| part.len().to_string()).collect(),
            words: LETTERS.collect(),
        }
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

impl<'a> Facets<'a> {
    fn new(context: RenderContext<'a>) -> Self {
        let site = context.site;
        let [categories, tags, ..] = Names::ALL.map(|names| &*site.taxonomy(names).terms);
        let tags = &tags[..tags.len().min(MAX_TAGS)];
        let mut lists = Vec::new();
        let mut add = |ids: &mut dyn Iterator<Item = EntryId>| {
            let mut numbers: Vec<u32> = ids.map(|id| id as u32).collect();
            numbers.sort_unstable();
            codec::list(&mut lists, &numbers);
        };
        // Search finds failed records, too.
        let all = |term: &'a Term| term.entries.oldest_first().chain(term.failed.oldest_first());
        categories.iter().for_each(|term| add(&mut all(term)));
        let sources = sources(context);
        for (key, _) in &sources {
            let is_of = |id: &EntryId| source(context.entry(*id)).is_some_and(|s| s.platform.key() == *key);
            add(&mut (0..site.entries.len()).filter(is_of));
        }
        tags.iter().for_each(|term| add(&mut all(term)));
        Self {
            categories: (0..categories.len()).map(|id| levels(site, id)).collect(),
            sources,
            tags: tags.iter().map(|term| &*term.name).collect(),
            lists: codec::text(lists),
        }
    }
}

fn source(entry: &Entry) -> Option<&Source> {
    entry.head.source.as_ref()
}

/// The platforms of the site, each with its name, the largest first.
fn sources(context: RenderContext<'_>) -> Vec<(&'static str, &str)> {
    let mut counts: Vec<(Platform, usize)> = Vec::new();
    for source in context.site.entries.newest_first().filter_map(|(_, entry)| source(entry)) {
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
fn levels(site: &Site, id: TermId) -> Vec<&str> {
    site.taxonomy(Names::Categories).names(id).collect()
}

#[derive(Serialize)]
struct TextView<'a> {
    url: &'a str,
    file: &'a str,
    title: &'a str,
    lang: &'a str,
    date: Option<String>,
    day: Option<String>,
    categories: Vec<Vec<&'a str>>,
    tags: &'a [String],
    source: Option<(&'static str, &'a str)>,
    about: Vec<&'a str>,
    #[serde(flatten)]
    body: Body<'a>,
    /// The record's file, where that is offered.
    raw: Option<Raw<'a>>,
}

/// A record's file, byte for byte.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Raw<'a> {
    /// A text: what stands before the transcript and what stands behind it, or all of it where that has not the transcript as it
    /// is. So a long one is there only once.
    Text(Vec<&'a str>),
    /// Bytes that are no UTF-8, in base64.
    Bytes(String),
}

impl<'a> Raw<'a> {
    fn new(bytes: &'a [u8], transcript: &str) -> Self {
        match simdutf8::basic::from_utf8(bytes) {
            Ok(text) => Self::Text(match last_place(text, transcript) {
                Some(at) => vec![&text[..at], &text[at + transcript.len()..]],
                None => vec![text],
            }),
            Err(_) => Self::Bytes(BASE64_STANDARD.encode(bytes)),
        }
    }
}

/// Where the transcript stands in a record's file: nearly always at its end.
fn last_place(text: &str, transcript: &str) -> Option<usize> {
    let at_end = || text.trim_end().strip_suffix(transcript).map(str::len);
    let anywhere = || memchr::memmem::rfind(text.as_bytes(), transcript.as_bytes());
    if transcript.is_empty() { None } else { at_end().or_else(anywhere) }
}

/// What a script has of a record: its searchable text, and its file where `raw` is given. [`texts`] joins several.
pub(crate) fn piece(context: RenderContext<'_>, id: EntryId, body: Body<'_>, raw: Option<&[u8]>) -> String {
    // No map with keys that are no strings, and no failing value, is among the data.
    serde_json::to_string(&text_view(context, id, body, raw)).unwrap_or_default()
}

/// The digest of what a script has of a record besides its texts and its file.
pub(crate) fn piece_digest(context: RenderContext<'_>, id: EntryId) -> Digest {
    let plain = Plain::default();
    Digest::of_value(&text_view(context, id, Body::new(&plain, ""), None))
}

fn text_view<'a>(
    context: RenderContext<'a>,
    id: EntryId,
    body: Body<'a>,
    raw: Option<&'a [u8]>,
) -> TextView<'a> {
    let entry = context.entry(id);
    let head = &entry.head;
    let day = head.moment.map(|moment| context.strings.day(moment.at.date()));
    let older = context.site.current_version(id).map(|_| context.strings.get("older_version").to_owned());
    let day = [day, older].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let categories = context.site.term_ids(Names::Categories, id);
    TextView {
        url: context.url(id),
        file: entry.path.as_str(),
        title: entry.title(),
        lang: &entry.lang,
        date: head.moment.map(|moment| moment.at.date().to_string()),
        day: Some(day).filter(|day| !day.is_empty()),
        categories: categories.iter().map(|term| levels(context.site, *term)).collect(),
        tags: &head.tags,
        source: source(entry).map(|source| (source.platform.key(), context.source_label(source))),
        about: terms::about(entry).collect(),
        body,
        raw: raw.map(|bytes| Raw::new(bytes, body.transcript())),
    }
}

/// Makes texts half as large, which matters on a host that compresses nothing, and on disk.
#[derive(Debug, Default)]
pub(crate) struct Packer(Pool<Deflater>);

struct Deflater(Compressor);

impl Default for Deflater {
    fn default() -> Self {
        Self(Compressor::new(CompressionLvl::new(LEVEL).unwrap_or_default()))
    }
}

impl fmt::Debug for Deflater {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Deflater")
    }
}

/// At level 1 a build of records of 8 KB takes a thirtieth less work and search has three hundredths more bytes, and at level 6 a
/// hundredth more work and half a hundredth fewer bytes.
const LEVEL: i32 = 4;

impl Packer {
    /// The name that browsers have for a text's encoding, and its bytes, deflated, in base 64.
    fn pack(&self, text: &str) -> (&'static str, String) {
        let (encoding, bytes) = encoded(text);
        let packed = self.0.with(|Deflater(deflater)| {
            let mut packed = vec![0; deflater.deflate_compress_bound(bytes.len())];
            // Into as much memory as may be needed, compressing does not fail.
            let length = deflater.deflate_compress(&bytes, &mut packed).unwrap_or_default();
            BASE64_STANDARD.encode(&packed[..length])
        });
        (encoding, packed)
    }
}

/// The shorter of two encodings. In GB 18030 a Chinese character takes two bytes and not three, and a deflated text a
/// tenth less.
fn encoded(text: &str) -> (&'static str, Cow<'_, [u8]>) {
    if !text.is_ascii() && is_stable_in_gb18030(text) {
        let (bytes, _, has_unmappable) = GB18030.encode(text);
        if !has_unmappable && bytes.len() < text.len() {
            return ("gb18030", bytes);
        }
    }
    ("utf-8", Cow::Borrowed(text.as_bytes()))
}

/// Whether all browsers read a text again as it is. The editions of 2005 and 2022 moved some characters from private code
/// points to those of Unicode (<https://encoding.spec.whatwg.org/#gb18030-decoder>).
fn is_stable_in_gb18030(text: &str) -> bool {
    let mut at = 0;
    while let Some(first) = text.as_bytes().get(at) {
        at += match first {
            0..0x80 => 1,
            0xC0..0xE0 => 2,
            // These begin U+1000, U+9000, U+E000, U+F000 and what follows.
            0xE1 | 0xE9 | 0xEE | 0xEF if text[at..].starts_with(is_moved_in_gb18030) => return false,
            0xE0..0xF0 => 3,
            _ => 4,
        };
    }
    true
}

fn is_moved_in_gb18030(c: char) -> bool {
    matches!(c, '\u{1E3F}' | '\u{9FB4}'..='\u{9FBB}' | '\u{E000}'..='\u{F8FF}' | '\u{FE10}'..='\u{FE19}')
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::DeflateDecoder;

    use super::*;

    #[test]
    fn a_text_is_in_the_shorter_encoding_that_every_browser_reads_alike() {
        let name = |text| encoded(text).0;
        assert_eq!(name("一句话结论：𠮷野家 🦀"), "gb18030");
        assert_eq!(name("plain words"), "utf-8");
        assert_eq!(name("Ничего, café, 안녕하세요"), "utf-8");
        assert_eq!(name("一句话结论\u{E7C7}"), "utf-8");
        assert_eq!(name("一句话结论\u{FE10}"), "utf-8");
    }

    #[test]
    fn a_packed_text_is_whole_even_where_it_grows() {
        let packer = Packer::default();
        let chance = |n: u32| char::from_u32(0x4E00 + n.wrapping_mul(2_654_435_761) % 20_000).unwrap();
        for length in [0, 1, 300, 100_000] {
            let text: String = (0..length).map(chance).collect();
            let packed = BASE64_STANDARD.decode(packer.pack(&text).1).unwrap();
            let mut bytes = Vec::new();
            DeflateDecoder::new(&packed[..]).read_to_end(&mut bytes).unwrap();
            assert_eq!(bytes, *encoded(&text).1);
        }
    }

    #[test]
    fn an_encoded_text_is_read_as_it_was() {
        let all: String = ('\u{20}'..=char::MAX).filter(|c| !is_moved_in_gb18030(*c)).step_by(7).collect();
        assert!(is_stable_in_gb18030(&all));
        let (bytes, _, has_unmappable) = GB18030.encode(&all);
        assert!(!has_unmappable);
        assert_eq!(GB18030.decode_without_bom_handling(&bytes).0, all);
    }
}
