//! Markdown without front matter, as notebooks and models write it: the title is its first heading, and facts stand below it.

use std::ops::Range;

use super::facts::Facts;
use super::field::Field;
use super::heading::Parted;
use super::outline::{self, Given};
use super::title::{self, Title};
use super::{Draft, layout};
use crate::base::text::Line;
use crate::record::Texts;

/// Reads a text; `None` where it has neither a title nor facts.
pub(super) fn draft(text: &str) -> Option<Draft> {
    let start = text.len() - text.trim_start().len();
    // Broken JSON has keys and values, too.
    if text[start..].starts_with('{') || text[start..].starts_with("[{") {
        return None;
    }
    let title = title::of(text, start);
    let mut facts = Facts::default();
    if title.as_ref().is_none_or(|title| title.range.start > start) {
        facts.read(text, start, line_of(text, start));
    }
    if let Some(Title { range, .. }) = title.as_ref().filter(|_| facts.map.is_empty()) {
        facts.read(text, range.end, line_of(text, range.end));
    }
    if title.is_none() && facts.map.is_empty() {
        return None;
    }
    let mut outline = outline::outline(&facts.map);
    let has = |header: &[Given], field: Field| header.iter().any(|given| given.key == field.name());
    let mut ranges = facts.ranges;
    if let Some(Title { text: said, address, range }) = title {
        let line = line_of(text, range.start);
        let given = |field: Field, value: String| {
            let shown = text[range.clone()].trim().to_owned();
            Given { key: field.name().to_owned(), value, line: Line::new(line, shown) }
        };
        if let Some(address) = address {
            let mut link = given(Field::Url, address);
            if has(&outline.header, Field::Url) {
                link.key = "Title URL".to_owned();
            }
            outline.header.push(link);
        }
        // A title among the facts is the item's, and the heading the note's.
        if !has(&outline.header, Field::Title) {
            outline.header.insert(0, given(Field::Title, said));
            ranges.push(range);
        }
    }
    let rest = without(text, ranges);
    let Parted { description, transcript } = layout::sections(&rest);
    let texts = Texts {
        description: layout::join(outline.description, description),
        transcript: layout::join(outline.transcript, transcript),
        ..Texts::default()
    };
    Some(Draft { header: outline.header, texts, diagnostics: Vec::new() })
}

/// The number of the line that holds a byte, from 1.
fn line_of(text: &str, at: usize) -> usize {
    memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count() + 1
}

/// A text without some lines of it. Empty ones stand in their place, so that all others keep their numbers.
fn without(text: &str, mut ranges: Vec<Range<usize>>) -> String {
    ranges.sort_by_key(|range| range.start);
    let mut rest = String::with_capacity(text.len());
    let mut from = 0;
    for range in ranges {
        rest.push_str(&text[from..range.start]);
        let lines = memchr::memchr_iter(b'\n', &text.as_bytes()[range.clone()]).count();
        rest.push_str(&"\n".repeat(lines));
        from = range.end;
    }
    rest + &text[from..]
}
