//! Scripts with the data from which the home page's filters choose records, and the cards of what is chosen.
//!
//! The index says in some twenty bytes what each record can be chosen and sorted by, so that a browser has all of them at
//! once. Parts say what cards say; `src/web/browse/` makes the same cards of them.

use std::ops::Range;

use jiff::civil::date;
use serde::Serialize;

use super::card::{Card, card};
use super::{LinkView, RenderContext, day_url, embed};
use crate::base::digest::Digest;
use crate::base::i18n::counted;
use crate::pages::plan::{BROWSE_FOLDER, BROWSE_PART};
use crate::record::Status;
use crate::site::entry::Entry;
use crate::site::route::Route;
use crate::site::{EntryId, Names, TermId};

/// Where the data is.
#[derive(Debug, Serialize)]
pub(super) struct BrowseView {
    index: String,
    part: String,
}

pub(super) fn addresses() -> BrowseView {
    let script = |name| Route::script(BROWSE_FOLDER, name).to_string();
    BrowseView { index: script("index"), part: script("part-{n}") }
}

/// Every list has the records newest first, and a record's numbers in it one after the other: see [`Column`].
#[derive(Serialize)]
struct Index<'a> {
    /// How many records a full part holds.
    size: usize,
    /// How many records there are.
    count: usize,
    categories: Vec<(&'a str, &'a str, Option<TermId>)>,
    tags: Vec<&'a str>,
    /// For each source what it is called in addresses, and its name.
    sources: Vec<(&'a str, &'a str)>,
    authors: Vec<&'a str>,
    /// The newest record's day, as days since 1970.
    newest: i32,
    /// For each record that has a date, how many days it is older than the one before it.
    days: Column,
    /// How many categories, and the place of each.
    of_categories: Column,
    /// How many tags, and the place of each.
    of_tags: Column,
    /// The place of the source, counted from 1.
    of_source: Column,
    /// The place of the author, counted from 1.
    of_author: Column,
    /// The place of the status: success, partial, failed, other.
    status: Column,
    /// The item's seconds; one more than there are, and 0 where it is not known.
    duration: Column,
    /// How long the texts are, in units of 32 bytes.
    text: Column,
}

/// The script that says what records can be chosen by.
pub(crate) fn index(context: RenderContext<'_>) -> Vec<u8> {
    let site = context.site;
    let [_, tags, sources, authors] = Names::ALL.map(|names| site.taxonomy(names));
    let mut index = Index {
        size: BROWSE_PART,
        count: site.browsable.len(),
        categories: context.categories(),
        tags: tags.terms.iter().map(|term| &*term.name).collect(),
        sources: sources.terms.iter().map(|term| (term.path(), &*term.name)).collect(),
        authors: authors.terms.iter().map(|term| &*term.name).collect(),
        newest: site.browsable.newest().and_then(|id| day(context.entry(id))).unwrap_or_default(),
        days: Column::default(),
        of_categories: Column::default(),
        of_tags: Column::default(),
        of_source: Column::default(),
        of_author: Column::default(),
        status: Column::default(),
        duration: Column::default(),
        text: Column::default(),
    };
    let mut before = index.newest;
    for id in site.browsable.newest_first() {
        let entry = context.entry(id);
        if let Some(day) = day(entry) {
            index.days.add((before - day) as usize);
            before = day;
        }
        index.of_categories.add_all(&site.term_ids(Names::Categories, id));
        index.of_tags.add_all(&site.term_ids(Names::Tags, id));
        index.of_source.add(place(&site.term_ids(Names::Sources, id)));
        index.of_author.add(place(&site.term_ids(Names::Authors, id)));
        index.status.add(status(entry));
        index.duration.add(entry.head.duration.map_or(0, |seconds| seconds.0 as usize + 1));
        index.text.add(entry.text_length() as usize / 32);
    }
    script(&index)
}

fn day(entry: &Entry) -> Option<i32> {
    entry.at().map(|at| (at.date() - date(1970, 1, 1)).get_days())
}

/// The place of an entry's only term, counted from 1; 0 where it has none.
fn place(terms: &[TermId]) -> usize {
    terms.first().map_or(0, |term| term + 1)
}

/// What the main lists leave out has failed, whatever it says.
fn status(entry: &Entry) -> usize {
    match &entry.head.status {
        _ if entry.failed() => 2,
        Status::Success => 0,
        Status::Partial => 1,
        Status::Failed => 2,
        Status::Other(_) | Status::Unknown => 3,
    }
}

/// Numbers in as few characters as each needs: five bits in each, the lowest first, and whether there are more (VLQ, as in
/// source maps, without signs).
#[derive(Debug, Default, Serialize)]
struct Column(String);

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

impl Column {
    fn add(&mut self, mut number: usize) {
        while number >= 32 {
            self.0.push(DIGITS[number % 32 + 32].into());
            number /= 32;
        }
        self.0.push(DIGITS[number].into());
    }

    fn add_all(&mut self, numbers: &[usize]) {
        self.add(numbers.len());
        numbers.iter().for_each(|number| self.add(*number));
    }
}

#[derive(Serialize)]
struct Part<'a> {
    part: usize,
    records: Vec<RecordPart<'a>>,
}

#[derive(Serialize)]
struct RecordPart<'a> {
    url: &'a str,
    title: &'a str,
    lang: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    excerpt: &'a str,
    /// For machines and for people, and the day's page, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<(String, String, Option<String>)>,
    facts: Vec<Fact>,
}

/// A fact of a card: its kind, its text, and where it leads or what it is for machines.
type Fact = (&'static str, String, Option<String>);

/// A script with the cards of some records, the oldest first, so that a record's place stays when others come.
pub(crate) fn part(context: RenderContext<'_>, number: usize, places: Range<usize>) -> Vec<u8> {
    script(&part_of(context, number, places))
}

/// The digest of what it holds.
pub(crate) fn part_digest(context: RenderContext<'_>, number: usize, places: Range<usize>) -> Digest {
    Digest::of_value(&part_of(context, number, places))
}

fn part_of(context: RenderContext<'_>, number: usize, places: Range<usize>) -> Part<'_> {
    let record = |id: EntryId| {
        let entry = context.entry(id);
        let card = card(context, id).card;
        let date = entry.head.moment.map(|moment| {
            let date = moment.at.date();
            let url = (!entry.failed()).then(|| day_url(date));
            (date.to_string(), context.strings.day(date), url)
        });
        RecordPart {
            url: card.url,
            title: card.title,
            lang: card.lang,
            excerpt: card.excerpt,
            date,
            facts: facts(context, card),
        }
    };
    Part { part: number, records: context.site.browsable.at(places).rev().map(record).collect() }
}

/// What card.html says below the excerpt, in its order.
fn facts(context: RenderContext<'_>, card: Card<'_>) -> Vec<Fact> {
    let link = |kind, name: &str, url: Option<&str>| {
        let kind = if url.is_some() { kind } else { "text" };
        (kind, name.to_owned(), url.map(str::to_owned))
    };
    let term = |kind, LinkView { name, url }: LinkView<'_>| link(kind, &name, Some(&url));
    let number =
        |n: usize, forms| (n > 0).then(|| ("text", counted(n as u64, context.strings.get(forms)), None));
    let severity = match card.status.key {
        "failed" => Some("error"),
        "partial" => Some("warning"),
        _ => None,
    };
    let has_badge = severity.is_some() || card.status.key == "other";
    let badge = has_badge.then(|| ("badge", card.status.label.to_owned(), severity.map(str::to_owned)));
    let source = card.source.filter(|source| !source.label.is_empty());
    let pinned = card.pinned.then(|| ("badge", context.strings.get("pinned").to_owned(), None));
    let single = [
        pinned,
        badge,
        card.category.map(|category| term("link", category)),
        source.map(|source| link("link", source.label, source.url)),
        card.author.map(|author| link("link", author.name, author.url)),
        card.duration.map(|duration| ("time", duration.label, Some(duration.iso))),
        number(card.diagrams, "n_diagrams"),
        number(card.problems, "n_problems"),
    ];
    let tags = card.tags.into_iter().map(|tag| term("tag", tag));
    let more = (card.more_tags > 0).then(|| ("text", format!("+{}", card.more_tags), None));
    single.into_iter().flatten().chain(tags).chain(more).collect()
}

/// A script that hands data to the page's own.
fn script(data: &impl Serialize) -> Vec<u8> {
    format!("document.dispatchEvent(new CustomEvent('synopsite:browse', {{ detail: {} }}));\n", embed(data))
        .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_takes_a_character_for_five_bits() {
        let mut column = Column::default();
        [0, 31, 32, 1023, 1024].iter().for_each(|number| column.add(*number));
        column.add_all(&[1, 2]);
        assert_eq!(column.0, ["A", "f", "gB", "_f", "ggB", "CBC"].concat());
    }
}
