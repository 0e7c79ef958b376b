//! What is wrong with a user's file: where, what, and what to do about it.
//!
//! Diagnostics are data. They are collected during the walk, shown on a record's page, and printed
//! by the shell; they never stop the walk.

use core::ops::Range;

use serde::Serialize;

use crate::text::shorten;

/// How bad it is. `--strict` fails on errors and warnings, not on notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing could be read from the file, or an important part is missing.
    Error,
    /// Something was mended, guessed or could not be understood.
    Warning,
    /// Worth knowing; nothing is wrong with the file.
    Note,
}

/// A stable name for each kind of problem, for people to search for and for programs to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Code {
    /// The file could not be read.
    Unreadable,
    /// The file holds no text.
    Empty,
    /// The file is not text.
    Binary,
    /// The file has no header lines.
    Headerless,
    /// Bytes or characters that no text may hold were replaced.
    Encoding,
    /// JSON that cannot be read.
    BrokenJson,
    /// Front matter that is no YAML or TOML, or that nothing ends.
    FrontMatter,
    /// A header line that is no `Key: value`.
    HeaderLine,
    /// A header key that stands twice.
    DuplicateField,
    /// A record without a title.
    NoTitle,
    /// A timestamp that is no date.
    BadTimestamp,
    /// Unix seconds without a configured time zone.
    NoTimezone,
    /// A duration that is none.
    BadDuration,
    /// A URL that is no `http` or `https` address.
    BadUrl,
    /// A cover that is neither a file of the site nor a web address.
    BadCover,
    /// An old address that cannot be one.
    BadAlias,
    /// Text outside every section, or a section marker that does not stand alone.
    StrayText,
    /// A record without summary and transcript.
    NoText,
    /// A diagram that is opened and not closed.
    DiagramUnclosed,
    /// A diagram without a source.
    DiagramEmpty,
    /// A diagram that Mermaid will not draw.
    DiagramFault,
    /// Two records that claim one address.
    AddressTaken,
    /// An old address at which something else stands.
    AliasTaken,
    /// A file that changed while the site was being built.
    Changed,
    /// A template of the site that nothing uses.
    UnusedTemplate,
}

impl Code {
    /// How bad a problem of this kind is.
    pub fn severity(self) -> Severity {
        match self {
            Self::Unreadable | Self::Empty | Self::Binary => Severity::Error,
            Self::AddressTaken | Self::AliasTaken | Self::NoTimezone | Self::UnusedTemplate => Severity::Note,
            _ => Severity::Warning,
        }
    }

    /// The name as it is printed, such as `diagram-unclosed`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Empty => "empty",
            Self::Binary => "binary",
            Self::Headerless => "headerless",
            Self::Encoding => "encoding",
            Self::BrokenJson => "broken-json",
            Self::FrontMatter => "front-matter",
            Self::HeaderLine => "header-line",
            Self::DuplicateField => "duplicate-field",
            Self::NoTitle => "no-title",
            Self::BadTimestamp => "bad-timestamp",
            Self::NoTimezone => "no-timezone",
            Self::BadDuration => "bad-duration",
            Self::BadUrl => "bad-url",
            Self::BadCover => "bad-cover",
            Self::BadAlias => "bad-alias",
            Self::StrayText => "stray-text",
            Self::NoText => "no-text",
            Self::DiagramUnclosed => "diagram-unclosed",
            Self::DiagramEmpty => "diagram-empty",
            Self::DiagramFault => "diagram-fault",
            Self::AddressTaken => "address-taken",
            Self::AliasTaken => "alias-taken",
            Self::Changed => "changed",
            Self::UnusedTemplate => "unused-template",
        }
    }
}

/// One problem in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of problem it is.
    pub code: Code,
    /// The line, counted from 1, where the problem has one.
    pub line: Option<usize>,
    /// The text of that line, shortened.
    pub excerpt: String,
    /// The bytes of the excerpt that are to blame, where it is not all of them.
    pub span: Option<Range<usize>>,
    /// What is wrong, as one English sentence without a full stop.
    pub what: String,
    /// What to do about it; may be empty.
    pub hint: String,
}

impl Diagnostic {
    /// A problem of the whole file.
    pub fn file(code: Code, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, line: None, excerpt: String::new(), span: None, what: what.into(), hint: hint.into() }
    }

    /// A problem at one line: its number from 1, and its text.
    pub fn line(
        code: Code,
        (line, text): (usize, &str),
        what: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        let excerpt = shorten(text, EXCERPT_CHARS);
        Self { line: Some(line), excerpt, ..Self::file(code, what, hint) }
    }

    /// A problem at a place in a line: its number from 1, its text, and the bytes to blame.
    pub fn place(
        code: Code,
        (line, text, span): (usize, &str, Range<usize>),
        what: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        let before = text.get(..span.end).map_or(0, |before| before.chars().count());
        let excerpt = shorten(text, EXCERPT_CHARS.max(before + EXCERPT_CHARS / 2));
        Self { line: Some(line), excerpt, span: Some(span), ..Self::file(code, what, hint) }
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// Enough of a line to recognise it in a terminal.
const EXCERPT_CHARS: usize = 100;
