//! What the model knows of a record: its header and its excerpt.
//!
//! An [`Entry`] holds no description and no transcript, only how long they are, so nothing that is made of entries
//! alone (every list) can depend on them.

mod diagrams;
mod prints;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::hash::Hasher as _;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::reading_time::Length;
use crate::base::text::{Line, guess_language, language_tag, shorten};
use crate::diagram::Traits;
use crate::markdown;
use crate::record::category::{Assignment, Classifier, Why};
use crate::record::parse::limit::{self, MAX_TITLE_CHARS};
use crate::record::parse::{Correction, Parsed, Whole};
use crate::record::{ContentPath, Head, Part, Record, Source, Status};
use crate::site::checks::{self, Likeness, Reference};
use crate::site::route::{self, Route};
use prints::Prints;

/// What lists may know of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The record's place in the content folder.
    pub path: ContentPath,
    /// The part of the file that it is; `None` where it is all of it.
    pub part: Option<Part>,
    /// The header.
    pub head: Head,
    /// The gist of the description; may be empty.
    pub excerpt: String,
    /// The language of the text, as a BCP 47 tag.
    pub lang: String,
    /// How long the description is, without its diagrams.
    pub summary: Length,
    /// How long the transcript is.
    pub transcript: Length,
    /// The description's diagrams, in their order.
    pub diagrams: Box<[Traits]>,
    /// The categories and the reason for them.
    pub assignment: Assignment,
    /// What the description refers to inside of the site.
    pub references: Box<[Reference]>,
    /// What is wrong with the file.
    pub diagnostics: Vec<Diagnostic>,
    /// The line of its old addresses.
    pub aliases: Option<Box<Line<String>>>,
    /// The words of the interface for what of the header is corrected.
    pub corrected: Vec<Cow<'static, str>>,
    /// The address that the record asks for.
    route: Route,
    /// What it has in common with those that some file system takes for the same.
    address_key: String,
    /// What it is found by to be like another; `None` where its text is too short for that.
    likeness: Option<Box<Likeness>>,
    /// The title as lists show it, where that is not all of it.
    short_title: Option<Box<str>>,
    key: Key,
}

/// What a site is ordered and indexed by, in one place: thousands of entries are looked at for every change
/// to a folder that is served, and most of that time goes by in fetching what lies apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Key {
    at: Option<DateTime>,
    failed: bool,
    has_problems: bool,
    has_references: bool,
    hidden: bool,
    pinned: bool,
    item: Option<u64>,
    address: u64,
    /// The names of each kind, each after a [`NAME`].
    names: Box<str>,
    /// Where those of each kind end.
    ends: [usize; KINDS],
    fingerprint: u64,
    content: Option<u64>,
    text: Option<u64>,
    text_length: u32,
}

/// Names that terms are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Names {
    /// Paths of categories; [`levels`] takes them apart.
    Categories,
    /// Tags.
    Tags,
    /// The key of the platform, or the host.
    Sources,
    /// The author.
    Authors,
}

impl Names {
    /// All kinds, in their order.
    pub const ALL: [Self; KINDS] = [Self::Categories, Self::Tags, Self::Sources, Self::Authors];

    /// The folder of their pages, which is also the name of the page of all of a kind, where they have one.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Categories => "categories",
            Self::Tags => "tags",
            Self::Sources => "sources",
            Self::Authors => "authors",
        }
    }

    /// Whether failed records stand on their pages, too.
    pub fn have_failed(self) -> bool {
        matches!(self, Self::Categories | Self::Tags)
    }
}

/// So many kinds of names there are.
const KINDS: usize = 4;

/// Stand between levels of a path, and before names. No name holds them: they are controls, which no page
/// may hold either.
const LEVEL: char = '\u{1}';
const NAME: char = '\u{2}';

/// The names on the way to a category, from the top level down.
pub fn levels(path: &str) -> impl Iterator<Item = &str> {
    path.split(LEVEL)
}

/// The names of a [`Key`], and where those of each kind end.
fn names(head: &Head, assignment: &Assignment) -> (Box<str>, [usize; KINDS]) {
    let mut names = String::new();
    let mut add = |before: char, name: &str| {
        names.push(before);
        names.extend(name.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }));
        names.len()
    };
    let mut ends = [0; KINDS];
    for path in &assignment.categories {
        for (depth, name) in path.iter().enumerate() {
            ends[0] = add(if depth == 0 { NAME } else { LEVEL }, name);
        }
    }
    let source = head.source.as_ref().and_then(Source::name);
    let rest = [&head.tags[..], source.as_slice(), head.author.as_slice()];
    for (place, kind) in (1..).zip(rest) {
        ends[place] = kind.iter().fold(ends[place - 1], |_, name| add(NAME, name));
    }
    (names.into_boxed_str(), ends)
}

impl Entry {
    /// Takes what lists need of a record, and leaves its texts behind.
    pub fn new(path: ContentPath, whole: &Whole, classifier: &Classifier) -> Self {
        let Whole { parsed, correction, subtitles } = whole;
        let (record, head) = (&parsed.record, &parsed.record.head);
        let digest = markdown::digest(&record.texts.description.text);
        let description = &record.texts.description;
        let (diagrams, faulty) = diagrams::of(description, &digest.diagrams);
        let mut diagnostics = parsed.diagnostics.clone();
        diagnostics.extend(faulty);
        let transcript = Length::of(&record.texts.transcript.text);
        // JSON that cannot be read is no summary.
        let is_read = diagnostics.iter().all(|found| found.code != Code::BrokenJson);
        let links = if is_read { checks::references(description) } else { checks::Found::default() };
        diagnostics.extend(links.diagnostics);
        let found = is_read.then(|| checks::record(record, transcript)).into_iter().flatten();
        diagnostics.extend(found.map(|found| of_file(found, subtitles.as_ref())));
        let assignment = assign(classifier, &path, parsed, correction);
        diagnostics.extend(assignment.note(&path));
        let stem = route::record_stem(&path, head);
        let address_key = route::collision_key(&stem);
        let (names, ends) = names(head, &assignment);
        let Prints { fingerprint, content, text } = Prints::of(&path, record, &assignment);
        Self {
            key: Key {
                at: head.moment.map(|moment| moment.at),
                failed: record.unreadable || head.status == Status::Failed || record.texts.are_empty(),
                has_problems: !diagnostics.is_empty(),
                has_references: !links.references.is_empty(),
                hidden: correction.hides(head),
                pinned: correction.pins(),
                item: item(head),
                address: route::address_hash(&address_key),
                names,
                ends,
                fingerprint,
                content,
                text,
                text_length: record.texts.length() as u32,
            },
            route: route::record(&stem, None),
            short_title: limit::title(&head.title).map(|_| shorten(&head.title, MAX_TITLE_CHARS).into()),
            address_key,
            assignment,
            lang: language(head, &digest.excerpt),
            head: head.clone(),
            excerpt: digest.excerpt,
            summary: digest.length,
            transcript,
            likeness: Likeness::of(&description.text).map(Box::new),
            diagrams,
            references: links.references.into(),
            diagnostics,
            aliases: parsed.aliases.clone().map(Box::new),
            corrected: correction.parts().into_iter().map(Cow::Borrowed).collect(),
            path,
            part: None,
        }
    }

    /// The same entry, of a record that is a part of its file.
    pub fn in_part(self, part: Option<Part>) -> Self {
        Self { part, ..self }
    }

    /// The same entry at the address that it had when it could be read.
    #[must_use]
    pub fn at_address(self, address: &str) -> Self {
        let Some(stem) = route::stem(address) else { return self };
        let address_key = route::collision_key(stem);
        let key = Key { address: route::address_hash(&address_key), ..self.key };
        Self { route: route::record(stem, None), address_key, key, ..self }
    }

    /// The bytes of the record, of those of its file.
    pub fn cut<'a>(&self, file: &'a [u8]) -> &'a [u8] {
        let part = self.part.as_ref().map_or(Some(file), |part| file.get(part.bytes.clone()));
        part.unwrap_or_default()
    }

    /// The order of a site: the newest first, and those without a date last.
    pub fn newest_first(&self, other: &Self) -> Ordering {
        other.at().cmp(&self.at()).then_with(|| self.path.cmp(&other.path))
    }

    /// Whether the record has nothing to show in the main lists.
    pub fn failed(&self) -> bool {
        self.key.failed
    }

    /// Whether the file could be read, whatever is in it.
    pub fn has_file(&self) -> bool {
        !self.diagnostics.iter().any(|diagnostic| diagnostic.code == Code::Unreadable)
    }

    /// Whether one of its files could not be read.
    pub fn is_unread(&self) -> bool {
        self.diagnostics.iter().any(|found| found.code.is_unread())
    }

    /// Whether the file has any text.
    pub fn is_readable(&self) -> bool {
        let is_of_none = |code| matches!(code, Code::Unreadable | Code::Empty | Code::Binary);
        !self.diagnostics.iter().any(|diagnostic| is_of_none(diagnostic.code))
    }

    /// Whether its summary is a refusal or an error, and no summary.
    pub fn is_refused(&self) -> bool {
        self.diagnostics.iter().any(|found| found.code == Code::Refusal)
    }

    /// Whether its description refers to anything inside of the site.
    pub fn has_references(&self) -> bool {
        self.key.has_references
    }

    /// Whether anything is wrong with the file.
    pub fn has_problems(&self) -> bool {
        self.key.has_problems
    }

    /// Whether it stands nowhere in the site.
    pub fn hidden(&self) -> bool {
        self.key.hidden
    }

    /// Whether it comes first.
    pub fn pinned(&self) -> bool {
        self.key.pinned
    }

    /// What the versions of one item have in common; `None` where the item is not known.
    pub fn item(&self) -> Option<u64> {
        self.key.item
    }

    /// What lists are ordered by.
    pub fn at(&self) -> Option<DateTime> {
        self.key.at
    }

    /// Changes with anything of the record that can be searched for. No two records of a folder have the same.
    pub fn fingerprint(&self) -> u64 {
        self.key.fingerprint
    }

    /// Changes with what the record says, whatever its file is called; `None` where it has no text.
    pub fn content(&self) -> Option<u64> {
        self.key.content
    }

    /// Changes with its description and its transcript alone; `None` where it has neither.
    pub fn text(&self) -> Option<u64> {
        self.key.text
    }

    /// What its description is found by to be like another; `None` where it is too short for that.
    pub fn likeness(&self) -> Option<&Likeness> {
        self.likeness.as_deref()
    }

    /// The title as it stands everywhere but on the record's own page.
    pub fn title(&self) -> &str {
        self.short_title.as_deref().unwrap_or(&self.head.title)
    }

    /// How long its texts are, in bytes.
    pub fn text_length(&self) -> u32 {
        self.key.text_length
    }

    /// The address that the record asks for; another may have it already.
    pub fn route(&self) -> &Route {
        &self.route
    }

    /// What the addresses of two entries have in common that cannot both have them.
    pub fn address_key(&self) -> &str {
        &self.address_key
    }

    /// The hash of that.
    pub fn address_hash(&self) -> u64 {
        self.key.address
    }

    /// The entry's names of a kind.
    pub fn names(&self, kind: Names) -> impl Iterator<Item = &str> {
        let kind = kind as usize;
        let start = kind.checked_sub(1).map_or(0, |before| self.key.ends[before]);
        let names = &self.key.names[start..self.key.ends[kind]];
        let mut rest = names.strip_prefix(NAME);
        std::iter::from_fn(move || {
            let names = rest?;
            // The character is one byte, so what is between two of them is text.
            let end = memchr::memchr(NAME as u8, names.as_bytes());
            rest = end.map(|end| &names[end + 1..]);
            Some(&names[..end.unwrap_or(names.len())])
        })
    }
}

/// The categories and the reason for them, which is a correction where it names any.
fn assign(
    classifier: &Classifier,
    path: &ContentPath,
    parsed: &Parsed,
    correction: &Correction,
) -> Assignment {
    let Record { head, texts, .. } = &parsed.record;
    let assignment = classifier.assign(path, head, &texts.description.text);
    if correction.files() { Assignment { why: Why::Correction, ..assignment } } else { assignment }
}

/// A hash of the platform and the item's id there.
fn item(head: &Head) -> Option<u64> {
    let source = head.source.as_ref()?;
    let mut hasher = SipHasher13::new();
    hasher.write(source.platform.key().as_bytes());
    hasher.write_u8(0);
    hasher.write(source.id.as_ref()?.as_bytes());
    Some(hasher.finish())
}

/// What is said of a transcript that is from subtitles is said of their file. Its lines are not those of the text.
fn of_file(found: Diagnostic, subtitles: Option<&ContentPath>) -> Diagnostic {
    match subtitles.filter(|_| found.code == Code::TruncatedTranscript) {
        Some(file) => Diagnostic::file(found.code, found.what, found.hint).in_file(file.as_str()),
        None => found,
    }
}

fn language(head: &Head, excerpt: &str) -> String {
    let named = head.language.as_deref().and_then(language_tag);
    named.unwrap_or_else(|| guess_language(&format!("{} {excerpt}", head.title))).to_owned()
}
