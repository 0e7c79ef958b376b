//! The parts of a record's text: header lines, description, transcript.

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::message::Message;
use crate::base::text::Line;
use crate::diagram;
use crate::record::Section;

use super::field::{self, Field};
use super::heading::{self, Parted};
use super::transcript_name::is_transcript;

/// Where everything stands in a record's text.
#[derive(Debug, Default)]
pub(super) struct Layout<'a> {
    pub(super) header: Vec<Line<&'a str>>,
    pub(super) description: Section,
    pub(super) transcript: Section,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Whether the text has a header or a section's mark; without either it is one description.
    pub(super) is_of_a_record: bool,
}

/// Splits a text. Everything in it lands in one of the parts.
pub(super) fn split(text: &str) -> Layout<'_> {
    let mut layout = Layout::default();
    let body = header_end(text, &mut layout);
    let headerless = layout.header.is_empty();
    if headerless {
        layout.diagnostics.push(Diagnostic::line(
            Code::Headerless,
            Line::new(1, text.lines().next().unwrap_or_default()),
            Message::new("headerless"),
            Message::new("headerless_hint"),
        ));
    }
    let marks = known_marks(text, body, &mut layout).unwrap_or_else(|| find_marks(text, body));
    layout.is_of_a_record = !headerless || marks.description.is_some() || marks.transcript.is_some();
    let Parted { description, transcript } = marks.part(text, body);
    let stray_end =
        marks.description.as_ref().or(marks.transcript.as_ref()).map_or(text.len(), |mark| mark.start);
    layout.transcript = transcript;
    layout.description = match &marks.description {
        None => description,
        Some(mark) => join(section(text, body, mark.start), description),
    };
    if !headerless && !text[body..stray_end].trim().is_empty() {
        let stray = section(text, body, stray_end);
        layout.diagnostics.push(Diagnostic::line(
            Code::StrayText,
            Line::new(stray.line, stray.text.lines().next().unwrap_or_default()),
            Message::new("stray_text"),
            Message::new("stray_text_hint"),
        ));
    }
    layout
}

/// Collects the header's lines; gives the byte where the rest begins.
fn header_end<'a>(text: &'a str, layout: &mut Layout<'a>) -> usize {
    let mut at = text.len() - text.trim_start().len();
    let first_line = count_lines(&text[..at]) + 1;
    let start = text[..at].rfind('\n').map_or(0, |n| n + 1);
    at = start;
    let mut known = false;
    for (index, line) in text[start..].split_inclusive('\n').enumerate() {
        let bare = line.trim();
        let field = field::split(bare).and_then(|(key, _)| Field::named(key));
        if bare.is_empty() || matches!(field, Some(Field::Description | Field::Content)) {
            break;
        }
        known |= field.is_some();
        layout.header.push(Line::new(first_line + index, bare));
        at += line.len();
    }
    if known {
        return at;
    }
    layout.header.clear();
    0
}

/// Where a section's marker stands, in bytes.
type Mark = std::ops::Range<usize>;

#[derive(Default)]
struct Marks {
    description: Option<Mark>,
    transcript: Option<Mark>,
}

impl Marks {
    /// What stands behind the marks. Where none begins the transcript, a heading may.
    fn part(&self, text: &str, body: usize) -> Parted {
        let start = self.description.as_ref().map_or(body, |mark| mark.end);
        let (description, transcript) = match &self.transcript {
            Some(mark) => (section(text, start, mark.start), section(text, mark.end, text.len())),
            None => match heading::parted(text, start) {
                // A heading with nothing below it may be what the text ends with.
                Parted { transcript, .. } if transcript.text.is_empty() => {
                    (section(text, start, text.len()), Section::default())
                }
                parted => return parted,
            },
        };
        Parted { description, transcript }
    }
}

/// The sections of a text without a header.
pub(super) fn sections(text: &str) -> Parted {
    let marks = find_marks(text, 0);
    let Parted { description, transcript } = marks.part(text, 0);
    let before = marks.description.map_or_else(Section::default, |mark| section(text, 0, mark.start));
    Parted { description: join(before, description), transcript }
}

/// The markers where the header says which line begins the transcript; `None` where it does not, or wrongly. Such a
/// line of the header is done with.
fn known_marks<'a>(text: &str, body: usize, layout: &mut Layout<'a>) -> Option<Marks> {
    let value = |line: &Line<&'a str>| {
        field::split(line.text)
            .filter(|(key, _)| Field::named(key) == Some(Field::ContentLine))
            .map(|(_, value)| value)
    };
    let place = layout.header.iter().position(|line| value(line).is_some())?;
    let number = value(&layout.header[place])?.parse().ok()?;
    let start = line_start(text, number).filter(|start| *start >= body)?;
    let line = text[start..].split_inclusive('\n').next()?;
    if marker(line) != Some(Field::Content) {
        return None;
    }
    layout.header.remove(place);
    let description = find_marks(&text[..start], body).description;
    Some(Marks { description, transcript: Some(start..start + line.len()) })
}

/// The byte where a line begins that is counted from 1.
pub(super) fn line_start(text: &str, number: usize) -> Option<usize> {
    let mut starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1));
    starts.nth(number.checked_sub(1)?)
}

/// The first marker of each section outside closed diagrams and fences. In the line that ended the
/// header, a marker may also have text behind it.
fn find_marks(text: &str, body: usize) -> Marks {
    let closed: Vec<Mark> = diagram::blocks(&text[body..])
        .iter()
        .filter_map(|block| block.closed_range())
        .map(|range| range.start + body..range.end + body)
        .collect();
    let mut marks = Marks::default();
    let mut start = body;
    for end in memchr::memchr_iter(b'\n', &text.as_bytes()[body..]).map(|n| body + n + 1).chain([text.len()])
    {
        let (line, range) = (&text[start..end], start..end);
        start = end;
        let found = match marker(line) {
            Some(field) => Some((field, range)),
            None if range.start == body && body > 0 => inline_mark(line, range.start),
            None => None,
        };
        let Some((field, mark)) = found else { continue };
        if diagram::covers(&closed, mark.start) {
            continue;
        }
        match field {
            Field::Content => {
                marks.transcript = Some(mark);
                break;
            }
            _ if marks.description.is_none() => marks.description = Some(mark),
            _ => {}
        }
    }
    marks
}

/// A section's marker alone on its line.
fn marker(line: &str) -> Option<Field> {
    let name = line.trim_ascii_end().strip_suffix([':', '：'])?.trim();
    let field = Field::named(name).filter(|field| matches!(field, Field::Description | Field::Content));
    field.or_else(|| is_transcript(name).then_some(Field::Content))
}

/// A section's marker with the section's first text behind it.
fn inline_marker(line: &str) -> Option<(Field, &str)> {
    let (key, value) = field::split(line)?;
    let field = Field::named(key).filter(|field| matches!(field, Field::Description | Field::Content))?;
    (!value.is_empty()).then_some((field, value))
}

/// An inline marker's field, and the bytes before its text.
fn inline_mark(line: &str, start: usize) -> Option<(Field, Mark)> {
    let (field, value) = inline_marker(line.trim())?;
    Some((field, start..start + line.find(value)?))
}

/// The text between two bytes without the empty lines around it.
pub(super) fn section(text: &str, from: usize, to: usize) -> Section {
    let part = &text[from..to.max(from)];
    let bare = part.trim();
    if bare.is_empty() {
        return Section::default();
    }
    let lead = part.len() - part.trim_start().len();
    // The first line's indentation means something in Markdown.
    let start = from + part[..lead].rfind('\n').map_or(0, |n| n + 1);
    let text_from_start = &text[start..from + lead + bare.len()];
    Section { text: text_from_start.to_owned(), line: count_lines(&text[..start]) + 1, in_one_line: false }
}

fn count_lines(text: &str) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes()).count()
}

/// Two texts as one.
pub(super) fn join(first: Section, second: Section) -> Section {
    match (first.text.is_empty(), second.text.is_empty()) {
        (true, _) => second,
        (_, true) => first,
        _ => Section {
            text: format!("{}\n\n{}", first.text, second.text),
            line: first.line,
            in_one_line: false,
        },
    }
}
