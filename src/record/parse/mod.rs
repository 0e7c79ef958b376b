//! A file's bytes become a record and what is wrong with them.
//!
//! Parsing is pure and never fails: whatever the bytes are, there is a record, and every character of
//! text is in one of its parts. The format is in the README, "The record format".

mod address;
mod answer;
mod correction;
mod decode;
mod documents;
mod duration;
mod entity;
mod facts;
mod field;
mod front;
mod header;
mod heading;
mod json;
mod layout;
mod lenient;
pub mod limit;
mod link;
mod list;
mod marked;
mod moment;
mod names;
mod nested;
mod outline;
mod plain;
mod publish;
mod segments;
mod subtitle;
mod title;
mod transcript_name;
mod tree;
mod whole;
mod yaml;

use jiff::tz::TimeZone;

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::error;
use crate::base::message::Message;
use crate::base::text::Line;
use crate::record::{ContentPath, Head, Moment, Record, Section, Status, Texts};

use header::{Header, HeaderField};
use layout::Layout;
use outline::Given;
use tree::Value;

pub use correction::{Correction, Corrections};
pub use decode::decode_name;
pub use documents::{Document, documents};
pub use field::Field;
pub use list::written as written_list;
pub use whole::{Whole, all_documents, whole, whole_texts};

/// A record and its problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The record.
    pub record: Record,
    /// What had to be mended or guessed, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
    /// The line that gives old addresses, where one does. Whether they can be had is known when all records are.
    pub aliases: Option<Line<String>>,
}

/// Reads the bytes of the file at `path`. Times without an offset are taken to be in `zone`.
pub fn parse(path: &ContentPath, bytes: &[u8], zone: Option<&TimeZone>) -> Parsed {
    let decoded = decode::decode(bytes);
    let mut diagnostics = decoded.diagnostics;
    let mut header = Header { zone, ..Header::default() };
    let mut other = None;
    let mut texts = match Contents::of(&decoded.text, decoded.full_of_controls) {
        Contents::Nothing => return unreadable(path, empty_file()),
        Contents::Binary => return unreadable(path, binary_file()),
        Contents::Parts(mut layout) => {
            for line in std::mem::take(&mut layout.header) {
                header.line(line);
            }
            match documents::broken_json(path, &decoded.text) {
                Some(problem) => diagnostics.push(problem),
                None => diagnostics.append(&mut layout.diagnostics),
            }
            let description = with_stray(&header.stray, layout.description);
            Texts { description, transcript: layout.transcript, ..Texts::default() }
        }
        Contents::Fields(draft) => {
            let mut draft = *draft;
            diagnostics.append(&mut draft.diagnostics);
            header.fields.extend(other.insert(draft.header).iter().map(Given::as_field));
            draft.texts
        }
    };
    answer::open(&mut texts);
    header.tidy(&mut texts);
    diagnostics.append(&mut header.diagnostics);
    let (head, aliases) = header.finish(path, &mut diagnostics);
    // What its writer says of it is enough.
    if texts.are_empty() && head.status != Status::Failed {
        diagnostics.push(Diagnostic::file(
            Code::NoText,
            Message::new("no_text"),
            Message::new("no_text_hint"),
        ));
    }
    // What has no header has no title, and that need not be said.
    if diagnostics.iter().any(|found| matches!(found.code, Code::Headerless | Code::BrokenJson)) {
        diagnostics.retain(|found| found.code != Code::NoTitle);
    }
    diagnostics.sort_by_key(|d| d.line);
    Parsed { record: Record { head, texts, unreadable: false }, diagnostics, aliases }
}

/// Reads only the texts of a record, which are those that [`parse`] finds: what its page needs once its
/// header is known.
pub fn texts(bytes: &[u8]) -> Texts {
    let decoded = decode::decode(bytes);
    let mut header = Header::default();
    let mut draft;
    let mut texts = match Contents::of(&decoded.text, decoded.full_of_controls) {
        Contents::Parts(mut layout) => {
            for line in std::mem::take(&mut layout.header) {
                header.line(line);
            }
            let description = with_stray(&header.stray, layout.description);
            Texts { description, transcript: layout.transcript, ..Texts::default() }
        }
        Contents::Fields(found) => {
            draft = found;
            let texts = std::mem::take(&mut draft.texts);
            header.fields.extend(draft.header.iter().map(Given::as_field));
            texts
        }
        Contents::Nothing | Contents::Binary => return Texts::default(),
    };
    answer::open(&mut texts);
    header.tidy(&mut texts);
    texts
}

/// Reads one of the [`documents`] of a file with these bytes. Lines are counted from the start of the file.
pub fn parse_document(document: &Document, file: &[u8], zone: Option<&TimeZone>) -> Parsed {
    let Some(part) = &document.part else { return parse(&document.path, file, zone) };
    let bytes = file.get(part.bytes.clone()).unwrap_or_default();
    let mut parsed = parse(&document.path, bytes, zone);
    let down = part.line - 1;
    let lines = parsed.diagnostics.iter_mut().filter_map(|diagnostic| diagnostic.line.as_mut());
    lines.chain(parsed.aliases.as_mut().map(|line| &mut line.number)).for_each(|line| *line += down);
    let Texts { description, transcript, .. } = &mut parsed.record.texts;
    [description, transcript].into_iter().for_each(|section| section.line += down);
    parsed
}

/// The title that a header needs to have for [`parse`] to find this one: with the id at its end, where that was the only
/// place that had it.
pub fn written_title(head: &Head) -> String {
    let raw = head.source.as_ref().map_or("", |source| &source.raw);
    let is_valid = |title: &String| {
        let source = link::identify(raw, title);
        source == head.source && link::display_title(title, source.as_ref()).trim() == head.title
    };
    let id = head.source.as_ref().and_then(|source| source.id.as_deref()).unwrap_or_default();
    let title = &head.title;
    let bare = id.split("-p").next().unwrap_or(id);
    let forms =
        [title.clone(), format!("{title} {bare}"), format!("{title}{bare}"), format!("{title} arXiv:{bare}")];
    forms.into_iter().find(is_valid).unwrap_or_else(|| title.clone())
}

/// Whether a key means nothing in any format.
pub fn is_unknown_key(key: &str) -> bool {
    names::is_unknown(key)
}

/// Whether a text is a list of JSON in the very form in which [`parse`] gives a list.
pub fn is_list(text: &str) -> bool {
    let list = json::parse(text).ok().map(|node| node.value).filter(|value| matches!(value, Value::List(_)));
    list.is_some_and(|list| decode::clean_line(&list.json()) == text)
}

/// A record for a file that could not be read from disk.
pub fn parse_failure(path: &ContentPath, error: &std::io::Error) -> Parsed {
    unreadable(path, failed(error))
}

/// What is said of a file that could not be read from disk.
pub fn failed(error: &std::io::Error) -> Diagnostic {
    let what = Message::new("unreadable").with("error", error::reason(error));
    Diagnostic::file(Code::Unreadable, what, Message::new("unreadable_hint"))
}

/// What a file is, by its text.
enum Contents<'a> {
    Nothing,
    Binary,
    Parts(Box<Layout<'a>>),
    /// Markdown with front matter, or JSON.
    Fields(Box<Draft>),
}

/// A record of another format, before its fields are understood.
#[derive(Debug, Default)]
struct Draft {
    header: Vec<Given>,
    texts: Texts,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Contents<'a> {
    /// A text full of controls is still a record where it has a header or a section: a file that a crash
    /// left half filled with NULs keeps what was written.
    fn of(text: &'a str, full_of_controls: bool) -> Self {
        if text.trim().is_empty() {
            return Self::Nothing;
        }
        if let Some(draft) = front::draft(text).or_else(|| documents::draft(text)) {
            return Self::Fields(Box::new(draft));
        }
        // A note's title may have its facts in the next line, which would be a header.
        if text.trim_start().starts_with("# ")
            && let Some(draft) = plain::draft(text)
        {
            return Self::Fields(Box::new(draft));
        }
        let layout = layout::split(text);
        if !layout.is_of_a_record
            && let Some(draft) = plain::draft(text)
        {
            return Self::Fields(Box::new(draft));
        }
        if full_of_controls && !layout.is_of_a_record { Self::Binary } else { Self::Parts(Box::new(layout)) }
    }
}

fn empty_file() -> Diagnostic {
    Diagnostic::file(Code::Empty, Message::new("empty"), Message::new("empty_hint"))
}

fn binary_file() -> Diagnostic {
    Diagnostic::file(Code::Binary, Message::new("binary"), Message::new("binary_hint"))
}

fn unreadable(path: &ContentPath, problem: Diagnostic) -> Parsed {
    let moment = moment::date_in_name(&path.stem()).map(Moment::day);
    let head = Head { title: path.stem().into_owned(), moment, ..Head::default() };
    let record = Record { head, unreadable: true, ..Record::default() };
    Parsed { record, diagnostics: vec![problem], aliases: None }
}

/// The description behind the header's lines that belong to no field.
fn with_stray(stray: &[Line<&str>], description: Section) -> Section {
    let Some(first) = stray.first() else { return description };
    let mut text = stray.iter().map(|line| line.text).collect::<Vec<_>>().join("\n");
    if !description.text.is_empty() {
        text.push_str("\n\n");
        text.push_str(&description.text);
    }
    Section { text, line: first.number, in_one_line: false }
}
