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

impl Severity {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
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
    /// A template of the site asks for what no page hands it, or cannot be rendered.
    TemplateFault,
    /// A record of which its writer says that it failed.
    StatusFailed,
    /// A record of which its writer says that it is incomplete.
    StatusPartial,
    /// A status that is no known word.
    StatusWord,
    /// A summary that stops in the middle.
    TruncatedSummary,
    /// A transcript that is far shorter than its item.
    TruncatedTranscript,
    /// A link inside the site that leads nowhere.
    BrokenLink,
    /// A record with the same text as another.
    Duplicate,
    /// A record with nearly the same text as another.
    NearDuplicate,
    /// A record of the same item as another.
    SameItem,
    /// A rule for a category that no record is in by it.
    UnusedRule,
    /// An old address in the settings that leads to nothing.
    DeadRedirect,
    /// A key of the configuration that there is not.
    UnknownKey,
    /// A value of the configuration that cannot be used.
    BadSetting,
}

/// Every code, in the order in which they are listed.
const CODES: [Code; 37] = [
    Code::Unreadable,
    Code::Empty,
    Code::Binary,
    Code::UnknownKey,
    Code::BadSetting,
    Code::TemplateFault,
    Code::Headerless,
    Code::Encoding,
    Code::HeaderLine,
    Code::DuplicateField,
    Code::NoTitle,
    Code::BadTimestamp,
    Code::BadDuration,
    Code::BadUrl,
    Code::BadCover,
    Code::BadAlias,
    Code::StatusWord,
    Code::StrayText,
    Code::NoText,
    Code::TruncatedSummary,
    Code::TruncatedTranscript,
    Code::BrokenLink,
    Code::DiagramUnclosed,
    Code::DiagramEmpty,
    Code::DiagramFault,
    Code::Duplicate,
    Code::DeadRedirect,
    Code::Changed,
    Code::StatusFailed,
    Code::StatusPartial,
    Code::SameItem,
    Code::NearDuplicate,
    Code::NoTimezone,
    Code::AddressTaken,
    Code::AliasTaken,
    Code::UnusedRule,
    Code::UnusedTemplate,
];

impl Code {
    /// Every code: the worst first.
    pub fn all() -> &'static [Self] {
        &CODES
    }

    /// The code with this name.
    pub fn named(name: &str) -> Option<Self> {
        CODES.into_iter().find(|code| code.name() == name)
    }

    /// How bad a problem of this kind is.
    pub fn severity(self) -> Severity {
        match self {
            Self::Unreadable
            | Self::Empty
            | Self::Binary
            | Self::UnknownKey
            | Self::BadSetting
            | Self::TemplateFault => Severity::Error,
            Self::AddressTaken | Self::AliasTaken | Self::NoTimezone => Severity::Note,
            Self::UnusedTemplate | Self::UnusedRule => Severity::Note,
            // Their writer has said so itself: whoever asks for `--strict` wants to hear of what nobody knows yet,
            // and an item that cannot be summarised would fail every run for ever.
            Self::StatusFailed | Self::StatusPartial => Severity::Note,
            // Versions of a video are kept on purpose, and texts may be alike by nature.
            Self::SameItem | Self::NearDuplicate => Severity::Note,
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
            Self::TemplateFault => "template-fault",
            Self::StatusFailed => "status-failed",
            Self::StatusPartial => "status-partial",
            Self::StatusWord => "status-word",
            Self::TruncatedSummary => "truncated-summary",
            Self::TruncatedTranscript => "truncated-transcript",
            Self::BrokenLink => "broken-link",
            Self::Duplicate => "duplicate",
            Self::NearDuplicate => "near-duplicate",
            Self::SameItem => "same-item",
            Self::UnusedRule => "unused-rule",
            Self::DeadRedirect => "dead-redirect",
            Self::UnknownKey => "unknown-key",
            Self::BadSetting => "bad-setting",
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

    /// Where in its line the problem begins and ends, in characters from 1; `None` where it has no line.
    pub fn columns(&self) -> Option<Range<usize>> {
        self.line?;
        let span = self.span.clone().unwrap_or(0..self.excerpt.len());
        let column = |at: usize| self.excerpt.get(..at).map_or(0, |before| before.chars().count()) + 1;
        Some(column(span.start)..column(span.end.max(span.start)))
    }
}

/// Enough of a line to recognise it in a terminal.
const EXCERPT_CHARS: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_listed_once_under_its_name_and_the_worst_come_first() {
        let json = |code: &Code| serde_json::to_value(code).unwrap();
        assert!(
            CODES.iter().all(|code| json(code) == code.name() && Code::named(code.name()) == Some(*code))
        );
        assert!(CODES.is_sorted_by_key(|code| code.severity()));
        // The last of the list of variants has the number of all others before it.
        assert_eq!(CODES.len(), Code::BadSetting as usize + 1);
    }

    #[test]
    fn columns_are_counted_in_characters() {
        let place = Diagnostic::place(Code::BadUrl, (3, "甲乙 abc", 7..10), "", "");
        assert_eq!(place.columns(), Some(4..7));
        assert_eq!(Diagnostic::line(Code::BadUrl, (3, "甲乙"), "", "").columns(), Some(1..3));
        assert_eq!(Diagnostic::file(Code::Empty, "", "").columns(), None);
    }
}
