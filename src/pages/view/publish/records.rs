//! What lists know of every record, as JSON, for programs. `docs/records.schema.json` says what is in it.

use std::ops::Range;

use serde::Serialize;

use crate::base::digest::Digest;
use crate::pages::plan;
use crate::pages::view::{RenderContext, site_title};
use crate::record::{Source, Status};
use crate::site::{EntryId, Names};

/// Goes up when a program that reads the file would have to be changed.
const VERSION: u32 = 2;

/// What is not known of a record is left out.
#[derive(Serialize)]
struct RecordLine<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<SourceLine<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    language: &'a str,
    categories: Vec<Vec<&'a str>>,
    tags: Vec<&'a str>,
    excerpt: &'a str,
    diagrams: usize,
    file: &'a str,
    problems: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<&'a str>,
}

#[derive(Serialize)]
struct SourceLine<'a> {
    platform: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

/// What the file of the newest records says of itself, or, without `older`, that of others.
#[derive(Serialize)]
struct Head<'a> {
    version: u32,
    title: &'a str,
    language: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    older: Option<Vec<String>>,
}

/// The records with these ids, the newest first. One stands on each line, so that a program may read the file line by line.
pub(crate) fn records(context: RenderContext<'_>, ids: Range<EntryId>, older: Option<usize>) -> String {
    let addresses = |files: usize| (1..=files).rev().map(|number| plan::records_part(number).to_string());
    let head = Head {
        version: VERSION,
        title: site_title(context.config, context.strings),
        language: &context.strings.language,
        older: older.map(|files| addresses(files).collect()),
    };
    let lines: Vec<String> = ids.rev().map(|id| json(&line(context, id))).collect();
    let head = json(&head);
    format!("{},\"records\":[\n{}\n]}}\n", head.trim_end_matches('}'), lines.join(",\n"))
}

/// Changes with what the file of older records says.
pub(crate) fn digest(context: RenderContext<'_>, ids: Range<EntryId>) -> Digest {
    Digest::of_value(&ids.map(|id| line(context, id)).collect::<Vec<_>>())
}

/// Nothing among the data fails to serialise.
fn json(data: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(data).unwrap_or_default()
}

fn line(context: RenderContext<'_>, id: EntryId) -> RecordLine<'_> {
    let (site, entry) = (context.site, context.entry(id));
    let head = &entry.head;
    let url = context.url(id);
    RecordLine {
        id: url.strip_suffix(".html").unwrap_or(url),
        url,
        title: entry.title(),
        date: head.moment.map(|moment| context.date(moment).iso()),
        source: head.source.as_ref().map(source),
        author: head.author.as_deref(),
        duration: head.duration.map(|seconds| seconds.0),
        status: status(&head.status),
        language: &entry.lang,
        categories: categories(context, id),
        tags: site.terms(Names::Tags, id).map(|term| &*term.name).collect(),
        excerpt: &entry.excerpt,
        diagrams: entry.diagrams.len(),
        file: entry.path.as_str(),
        problems: site.diagnostics(id).map(|problem| problem.code.name()).collect(),
        current: site.current_version(id).map(|current| context.url(current)),
    }
}

fn source(source: &Source) -> SourceLine<'_> {
    SourceLine { platform: source.platform.key(), id: source.id.as_deref(), url: source.href.as_deref() }
}

fn status(status: &Status) -> Option<&str> {
    match status {
        Status::Unknown => None,
        Status::Success => Some("success"),
        Status::Failed => Some("failed"),
        Status::Partial => Some("partial"),
        Status::Other(word) => Some(word),
    }
}

/// The path of each category, from the top level down. That of records without any is only for people.
fn categories(context: RenderContext<'_>, id: EntryId) -> Vec<Vec<&str>> {
    if context.entry(id).assignment.categories.is_empty() {
        return Vec::new();
    }
    let categories = context.site.taxonomy(Names::Categories);
    context
        .site
        .term_ids(Names::Categories, id)
        .into_iter()
        .map(|term| categories.names(term).collect())
        .collect()
}
