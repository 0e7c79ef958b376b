//! Corrections: what the owner of a folder says of a record otherwise than its machine-made file.
//!
//! They stand in `NAME.toml` beside one record, or in tables of `corrections.toml` at the content folder's root, each of
//! which names its record by its path or by its item. The record's file stays as it is.

mod fault;

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use fault::Fault;

use super::decode::decode;
use super::field::{self, Field};
use super::limit::{self, Excess};
use super::{link, list, moment};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::i18n::nearest;
use crate::base::message::Message;
use crate::base::text::{Lines, Place};
use crate::record::{CategoryPath, ContentPath, Head, Moment, Platform, Source, Status};

/// What is said of one record; what is `None` stays as the record has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Correction {
    title: Option<String>,
    /// None of them takes away those of the header.
    categories: Option<Vec<CategoryPath>>,
    tags: Option<Vec<String>>,
    status: Option<Status>,
    /// The empty one takes the record's away.
    author: Option<String>,
    moment: Option<Moment>,
    hidden: Option<bool>,
    pinned: Option<bool>,
}

/// The keys of a correction.
const KEYS: [&str; 10] =
    ["title", "category", "categories", "tags", "status", "author", "date", "timestamp", "hidden", "pinned"];

impl Correction {
    /// This one, and what it does not say as another one does.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            title: self.title.or(other.title),
            categories: self.categories.or(other.categories),
            tags: self.tags.or(other.tags),
            status: self.status.or(other.status),
            author: self.author.or(other.author),
            moment: self.moment.or(other.moment),
            hidden: self.hidden.or(other.hidden),
            pinned: self.pinned.or(other.pinned),
        }
    }

    /// Corrects a header.
    pub fn apply(&self, head: &mut Head) {
        let correction = self.clone();
        head.title = correction.title.unwrap_or(std::mem::take(&mut head.title));
        head.categories = correction.categories.unwrap_or(std::mem::take(&mut head.categories));
        head.tags = correction.tags.unwrap_or(std::mem::take(&mut head.tags));
        head.status = correction.status.unwrap_or(std::mem::take(&mut head.status));
        head.author = match correction.author {
            None => head.author.take(),
            author => author.filter(|name| !name.is_empty()),
        };
        head.moment = correction.moment.or(head.moment);
    }

    /// Whether a record with this header stands nowhere in the site: as the correction says, else as its writer does.
    pub fn hides(&self, head: &Head) -> bool {
        self.hidden.unwrap_or(head.is_withheld)
    }

    /// Whether the record comes first.
    pub fn pins(&self) -> bool {
        self.pinned == Some(true)
    }

    /// The words of the interface for the parts of the header that are corrected.
    pub fn parts(&self) -> Vec<&'static str> {
        let parts = [
            (self.title.is_some(), "record_title"),
            (self.categories.is_some(), "category"),
            (self.tags.is_some(), "tags"),
            (self.status.is_some(), "status"),
            (self.author.is_some(), "author"),
            (self.moment.is_some(), "date"),
        ];
        parts.into_iter().filter(|(is_corrected, _)| *is_corrected).map(|(_, part)| part).collect()
    }

    /// Whether the record's categories are the correction's.
    pub fn files(&self) -> bool {
        self.categories.as_ref().is_some_and(|categories| !categories.is_empty())
    }
}

/// What a table is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    /// A file, by its path in the content folder.
    File(String),
    /// An item, by the key of its platform and its id there.
    Item(String, String),
    /// An item, by its address.
    Address(String),
}

impl Subject {
    fn of_source(source: &Source) -> Option<Self> {
        match &source.id {
            Some(id) => Some(Self::Item(source.platform.key().to_owned(), id.clone())),
            None => source.href.clone().map(Self::Address),
        }
    }

    /// `2025/foo.txt`, `bilibili:BV1mQ4y1T7sK` or an address.
    fn named(key: &str) -> Self {
        if key.contains("://")
            && let Some(subject) = link::identify(key, "").as_ref().and_then(Self::of_source)
        {
            return subject;
        }
        match key.split_once(':') {
            Some((platform, id)) if Platform::NAMED.iter().any(|known| known.key() == platform) => {
                Self::Item(platform.to_owned(), id.trim().to_owned())
            }
            _ => Self::File(key.replace('\\', "/").trim_start_matches("./").to_owned()),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Table {
    correction: Correction,
    /// Where its name stands.
    place: Place<String>,
}

/// The corrections at the content folder's root.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Corrections {
    tables: BTreeMap<Subject, Table>,
    diagnostics: Vec<Diagnostic>,
}

impl Corrections {
    /// Reads the bytes of a `corrections.toml`. Times without an offset are taken to be in `zone`.
    pub fn read(bytes: &[u8], zone: Option<&TimeZone>) -> Self {
        let decoded = decode(bytes);
        let mut reader = Reader {
            text: &decoded.text,
            lines: Lines::of(&decoded.text),
            zone,
            diagnostics: decoded.diagnostics,
        };
        let mut tables = BTreeMap::new();
        for (key, value) in &reader.document() {
            let DeValue::Table(table) = value.get_ref() else {
                reader.fault(key.span(), Fault::key("correction_key_outside"));
                continue;
            };
            let table =
                Table { correction: reader.correction(table), place: reader.place(key.span()).owned() };
            if tables.insert(Subject::named(key.get_ref()), table).is_some() {
                reader.fault(key.span(), Fault::key("correction_key_twice"));
            }
        }
        Self { tables, diagnostics: reader.done() }
    }

    /// Where the file cannot be read.
    pub fn unreadable(error: &std::io::Error) -> Self {
        let note = super::whole::unreadable(error);
        Self { tables: BTreeMap::new(), diagnostics: vec![note] }
    }

    /// What is said of a record: the table with its path comes before the one with its item.
    pub fn of(&self, path: &ContentPath, source: Option<&Source>) -> Correction {
        if self.tables.is_empty() {
            return Correction::default();
        }
        let found = subjects(path, source).filter_map(|subject| self.tables.get(&subject));
        found.fold(Correction::default(), |before, table| before.or(table.correction.clone()))
    }

    /// What is wrong with the file, given all records.
    pub fn diagnostics<'a>(
        &self,
        records: impl Iterator<Item = (&'a ContentPath, Option<&'a Source>)>,
    ) -> Vec<Diagnostic> {
        let mut all = self.diagnostics.clone();
        if self.tables.is_empty() {
            return all;
        }
        let known: BTreeSet<Subject> = records.flat_map(|(path, source)| subjects(path, source)).collect();
        let unmatched = self.tables.iter().filter(|(subject, _)| !known.contains(subject));
        all.extend(unmatched.map(|(_, table)| {
            diagnostic(table.place.borrowed(), Fault::new(Code::CorrectionUnmatched, "correction_unmatched"))
        }));
        all.sort_by_key(|diagnostic| diagnostic.line);
        all
    }
}

/// What names a record, the most particular first.
fn subjects(path: &ContentPath, source: Option<&Source>) -> impl Iterator<Item = Subject> {
    let file = Subject::File(path.as_str().to_owned());
    std::iter::once(file).chain(source.and_then(Subject::of_source))
}

/// Reads the correction that stands beside a record.
pub(super) fn read(bytes: &[u8], zone: Option<&TimeZone>) -> (Correction, Vec<Diagnostic>) {
    let decoded = decode(bytes);
    let mut reader = Reader {
        text: &decoded.text,
        lines: Lines::of(&decoded.text),
        zone,
        diagnostics: decoded.diagnostics,
    };
    let table = reader.document();
    (reader.correction(&table), reader.done())
}

fn diagnostic(place: Place<&str>, fault: Fault) -> Diagnostic {
    Diagnostic::place(fault.code, place, fault.what, fault.hint)
}

/// Reads TOML, and goes on after what it cannot read: a file that is being written has its beginning.
struct Reader<'a> {
    text: &'a str,
    lines: Lines<'a>,
    zone: Option<&'a TimeZone>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> DeTable<'a> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let span = error.span().unwrap_or_default();
            let fault = Fault::new(Code::CorrectionSyntax, "correction_syntax");
            self.fault(span, fault.with("error", error.message()));
        }
        table.into_inner()
    }

    fn done(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by_key(|diagnostic| diagnostic.line);
        self.diagnostics
    }

    fn place(&self, span: std::ops::Range<usize>) -> Place<&'a str> {
        let [start, end] = [span.start, span.end].map(|at| self.text.floor_char_boundary(at));
        self.lines.place(start..end)
    }

    fn fault(&mut self, span: std::ops::Range<usize>, fault: Fault) {
        let problem = diagnostic(self.place(span), fault);
        self.diagnostics.push(problem);
    }

    fn correction(&mut self, table: &DeTable<'_>) -> Correction {
        let mut correction = Correction::default();
        for (key, value) in table {
            if let Err(fault) = self.set(&mut correction, key.get_ref(), value.get_ref()) {
                let span = if fault.code == Code::CorrectionKey { key.span() } else { value.span() };
                self.fault(span, fault);
            }
        }
        correction
    }

    fn set(&self, correction: &mut Correction, key: &str, value: &DeValue<'_>) -> Result<(), Fault> {
        match key {
            "title" => {
                let title = text(value)?.trim();
                if title.is_empty() {
                    return Err(Fault::value("correction_title_empty"));
                }
                correction.title = Some(title.to_owned());
                if let Some(what) = limit::title(title) {
                    return Err(Fault { code: Code::LongTitle, what, hint: Message::new("long_title_hint") });
                }
            }
            "category" | "categories" => {
                let categories = list::categories(&list(Field::Category, value)?);
                return within(&mut correction.categories, categories, limit::categories);
            }
            "tags" => {
                return within(&mut correction.tags, list::tags(&list(Field::Tags, value)?), limit::tags);
            }
            "status" => {
                let mut word = None;
                let told = within(&mut word, text(value)?.trim().to_owned(), limit::name);
                correction.status = word.as_deref().map(field::status);
                return told;
            }
            "author" => {
                return within(&mut correction.author, text(value)?.trim().to_owned(), limit::name);
            }
            "date" | "timestamp" => correction.moment = Some(self.moment(value)?),
            "hidden" => correction.hidden = Some(truth(value)?),
            "pinned" => correction.pinned = Some(truth(value)?),
            unknown => {
                let fault = Fault::key("correction_key").with("key", unknown);
                return Err(match nearest(unknown, KEYS.into_iter()) {
                    Some(name) => fault.hinted("correction_key_hint_nearest", "name", name.to_owned()),
                    None => fault.hinted("correction_key_hint", "known", KEYS.join(", ")),
                });
            }
        }
        Ok(())
    }

    fn moment(&self, value: &DeValue<'_>) -> Result<Moment, Fault> {
        let text = match value {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            other => return Err(Fault::kind(other, "toml_date", "correction_date_hint")),
        };
        let no_date = || Fault::value("correction_date_unknown").with("value", text.as_str());
        moment::parse_moment(&text, self.zone).ok_or_else(no_date)
    }
}

fn text<'a>(value: &'a DeValue<'_>) -> Result<&'a str, Fault> {
    match value {
        DeValue::String(text) => Ok(text),
        other => Err(Fault::kind(other, "toml_text", "correction_text_hint")),
    }
}

/// Takes as much of a value as is within its limit, and says what is not.
fn within<T>(
    place: &mut Option<T>,
    mut value: T,
    limit: impl Fn(&mut T) -> Option<Excess>,
) -> Result<(), Fault> {
    let excess = limit(&mut value);
    *place = Some(value);
    excess.map_or(Ok(()), |excess| Err(Fault::over(excess.what)))
}

fn truth(value: &DeValue<'_>) -> Result<bool, Fault> {
    value.as_bool().ok_or_else(|| Fault::kind(value, "toml_truth", "correction_truth_hint"))
}

/// Texts in one, as headers have them.
fn list(field: Field, value: &DeValue<'_>) -> Result<String, Fault> {
    let fault = |value: &DeValue<'_>| Fault::kind(value, "toml_list_or_text", "correction_list_hint");
    match value {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Array(items) => {
            let text = |item: &Spanned<DeValue<'_>>| match item.get_ref() {
                DeValue::String(text) => Ok(text.to_string()),
                other => Err(fault(other)),
            };
            items.iter().map(text).collect::<Result<Vec<_>, _>>().map(|texts| list::written(field, texts))
        }
        other => Err(fault(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<(Code, usize, String)> {
        let (_, problems) = read(text.as_bytes(), None);
        let place = |d: &Diagnostic| d.excerpt[d.span.clone().unwrap()].to_owned();
        problems.iter().map(|problem| (problem.code, problem.line.unwrap(), place(problem))).collect()
    }

    #[test]
    fn every_part_can_be_corrected() {
        let text = "title = '新标题'\ncategories = ['技术/AI', '数学']\ntags = 'a、b'\nstatus = 'partial'\n\
                    author = ''\ndate = 2025-03-01\npinned = true\nhidden = false";
        let (correction, problems) = read(text.as_bytes(), None);
        assert_eq!(problems, []);
        let mut head = Head { author: Some("甲".into()), ..Head::default() };
        correction.apply(&mut head);
        assert_eq!(head.title, "新标题");
        assert_eq!(head.categories, [vec!["技术", "AI"], vec!["数学"]]);
        assert_eq!((head.tags.len(), head.status, head.author), (2, Status::Partial, None));
        assert_eq!(head.moment.unwrap().at.to_string(), "2025-03-01T00:00:00");
        assert_eq!((correction.pins(), correction.hides(&Head::default())), (true, false));
    }

    #[test]
    fn what_is_wrong_has_its_place_and_the_rest_counts() {
        let text = "titel = 'x'\ntags = 3\nhidden = 'yes'\ndate = '明天'\nauthor = '甲'\ntitle = ";
        let found = problems(text);
        assert_eq!(
            found[..4],
            [
                (Code::CorrectionKey, 1, "titel".to_owned()),
                (Code::CorrectionValue, 2, "3".to_owned()),
                (Code::CorrectionValue, 3, "'yes'".to_owned()),
                (Code::CorrectionValue, 4, "'明天'".to_owned()),
            ]
        );
        assert_eq!((found[4].0, found[4].1), (Code::CorrectionSyntax, 6));
        assert_eq!(read(text.as_bytes(), None).0.author.as_deref(), Some("甲"));
    }

    #[test]
    fn a_record_is_named_by_its_path_or_its_item() {
        let text = "['a/b.txt']\ntitle = 'path'\n['bilibili:BV1mQ4y1T7sK']\ntitle = 'item'\ntags = ['t']\n\
                    ['https://youtu.be/a1B2c3D4e5F']\ntitle = 'tube'\n['gone.txt']\nhidden = true";
        let corrections = Corrections::read(text.as_bytes(), None);
        let (path, other) = (ContentPath::new("a/b.txt"), ContentPath::new("c.txt"));
        let bilibili = link::identify("https://www.bilibili.com/video/BV1mQ4y1T7sK?p=1", "").unwrap();
        let youtube = link::identify("https://www.youtube.com/watch?v=a1B2c3D4e5F", "").unwrap();
        let both = corrections.of(&path, Some(&bilibili));
        assert_eq!((both.title.as_deref(), both.tags.unwrap().len()), (Some("path"), 1));
        assert_eq!(corrections.of(&other, Some(&youtube)).title.as_deref(), Some("tube"));
        assert_eq!(corrections.of(&other, None), Correction::default());
        let records = [(&path, Some(&bilibili)), (&other, Some(&youtube))];
        let found = corrections.diagnostics(records.into_iter());
        assert_eq!(
            found.iter().map(|d| (d.code, d.line)).collect::<Vec<_>>(),
            [(Code::CorrectionUnmatched, Some(8))]
        );
    }

    proptest::proptest! {
        #[test]
        fn anything_can_be_read(text in "(title|tags|=|\\[|\\]|\"|'|\n|#|x|你| |2025-01-01|true|\\.){0,40}") {
            let _ = read(text.as_bytes(), None);
            let _ = Corrections::read(text.as_bytes(), None);
        }
    }
}
