//! The headings of a Markdown text, and those under which a transcript stands.

use std::ops::Range;

use super::transcript_name::is_transcript;
use super::{layout, marked};
use crate::diagram;
use crate::record::Section;

/// A heading: its level, its bytes, and its words.
#[derive(Debug)]
pub(super) struct Heading<'a> {
    pub(super) level: usize,
    pub(super) range: Range<usize>,
    pub(super) name: &'a str,
}

impl Heading<'_> {
    /// Whether a transcript stands under it.
    pub(super) fn is_of_transcript(&self) -> bool {
        is_transcript(self.name)
    }
}

/// The headings from a byte on, outside of diagrams and fences.
pub(super) fn headings(text: &str, start: usize) -> Vec<Heading<'_>> {
    let closed: Vec<_> = diagram::blocks(&text[start..])
        .iter()
        .filter_map(diagram::Block::closed_range)
        .map(|range| range.start + start..range.end + start)
        .collect();
    let mut at = start;
    let mut lines = text[start..].split_inclusive('\n').peekable();
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        let range = at..at + line.len();
        at = range.end;
        let heading = match parts(line).or_else(|| stand_in(line)) {
            Some((level, name)) => Heading { level, range, name },
            None => match lines.next_if(|next| is_underlined(line, next)) {
                Some(rule) => {
                    at += rule.len();
                    let level = if rule.starts_with('=') { 1 } else { 2 };
                    Heading { level, range: range.start..at, name: line.trim() }
                }
                None => continue,
            },
        };
        if !diagram::covers(&closed, heading.range.start) {
            found.push(heading);
        }
    }
    found
}

/// A heading's level and its words. Models leave out the blank after the hashes; one hash alone may begin a tag.
pub(super) fn parts(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|b| *b == b'#').count();
    let rest = &line[level..];
    let is_heading = rest.starts_with([' ', '\t']) || level > 1 && rest.starts_with(|c: char| !c.is_ascii());
    if !is_heading || !(1..=6).contains(&level) {
        return None;
    }
    let name = rest.trim().trim_end_matches('#').trim().trim_matches('*').trim_end_matches([':', '：']);
    Some((level, name.trim()))
}

/// What a line begins with that some programs write where Markdown has a heading.
const STAND_INS: [&str; 9] = ["**", "__", "【", "[", "「", "===", "---", "——", "<summary>"];

/// A line that stands for the heading of a transcript, such as `**完整逐字稿**`, `【字幕】` or the summary of something folded.
/// Other such lines are left to the Markdown.
fn stand_in(line: &str) -> Option<(usize, &str)> {
    let bare = line.trim();
    let bare = bare.strip_prefix("<details>").map_or(bare, str::trim_start);
    let open = STAND_INS.iter().find(|open| bare.starts_with(**open))?;
    let close = match *open {
        "【" => "】",
        "[" => "]",
        "「" => "」",
        "<summary>" => "</summary>",
        same => same,
    };
    let name = bare.strip_suffix([':', '：']).unwrap_or(bare).strip_suffix(close)?.strip_prefix(open)?;
    is_transcript(name).then_some((2, name))
}

/// Whether a line that is called like a transcript has a rule below it, which makes it a heading.
fn is_underlined(line: &str, next: &str) -> bool {
    let rule = next.trim();
    let is_rule = rule.len() >= 3 && ['=', '-'].iter().any(|mark| rule.chars().all(|c| c == *mark));
    is_rule && is_transcript(line.trim())
}

/// What of a text is its transcript, and what is not.
#[derive(Debug, Default)]
pub(super) struct Parted {
    pub(super) description: Section,
    pub(super) transcript: Section,
}

/// Takes out of a Markdown text, from a byte on, what stands under the first heading of a transcript up to the next heading of
/// its level. It becomes plain text.
pub(super) fn parted(text: &str, start: usize) -> Parted {
    let headings = headings(text, start);
    let Some(place) = headings.iter().position(Heading::is_of_transcript) else {
        return Parted { description: layout::section(text, start, text.len()), ..Parted::default() };
    };
    let Heading { level, range, .. } = &headings[place];
    let after = headings[place + 1..].iter().find(|heading| heading.level <= *level);
    let end = after.map_or(text.len(), |heading| heading.range.start);
    let before = before_rule(&text[..range.start], start);
    let mut transcript = layout::section(text, range.end, end);
    let folded = transcript.text.strip_suffix("</details>").map(|text| text.trim_end().len());
    folded.into_iter().for_each(|length| transcript.text.truncate(length));
    marked::unmark(&mut transcript.text);
    Parted {
        description: layout::join(
            layout::section(text, start, before),
            layout::section(text, end, text.len()),
        ),
        transcript,
    }
}

/// Where a text ends without the rule, or the beginning of something folded, that parts it from a transcript below it.
fn before_rule(text: &str, start: usize) -> usize {
    let mut end = text.len();
    loop {
        let bare = text[..end].trim_end();
        let line = bare.rfind('\n').map_or(0, |end| end + 1).max(start);
        let last = bare.get(line..).unwrap_or_default().trim();
        let is_rule = last.len() >= 3 && ['-', '*', '_'].iter().any(|mark| last.chars().all(|c| c == *mark));
        if !(is_rule || last == "<details>") {
            return end;
        }
        end = line;
    }
}
