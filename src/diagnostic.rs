//! What is wrong with a user's file: where, what, and what to do about it.
//!
//! Diagnostics are data. They are collected during the walk, shown on a record's page, and printed
//! by the shell; they never stop the walk.

use core::ops::Range;

use serde::Serialize;

use crate::message::Message;
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

/// Makes [`Code`] of one row for each: what it is for, its name in the code and on the terminal, and how bad it is.
macro_rules! codes {
    ($($(#[$about:meta])+ $code:ident $name:literal $severity:ident)+) => {
        /// A stable name for each kind of problem, for people to search for and for programs to match.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum Code { $($(#[$about])+ $code),+ }

        impl Code {
            /// Every code there is.
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            /// The name as it is printed, such as `diagram-unclosed`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$code => $name),+ }
            }

            /// How bad a problem of this kind is.
            pub fn severity(self) -> Severity {
                match self { $(Self::$code => Severity::$severity),+ }
            }
        }
    };
}

// Each has a sentence and an explanation in every table of `src/i18n/messages/` and `src/i18n/explanations/`.
codes! {
    /// The file could not be read.
    Unreadable "unreadable" Error
    /// The file holds no text.
    Empty "empty" Error
    /// The file is not text.
    Binary "binary" Error
    /// The file has no header lines.
    Headerless "headerless" Warning
    /// Bytes or characters that no text may hold were replaced.
    Encoding "encoding" Warning
    /// JSON that cannot be read.
    BrokenJson "broken-json" Warning
    /// Front matter that is no YAML or TOML, or that nothing ends.
    FrontMatter "front-matter" Warning
    /// A header line that is no `Key: value`.
    HeaderLine "header-line" Warning
    /// A header key that stands twice.
    DuplicateField "duplicate-field" Warning
    /// A record without a title.
    NoTitle "no-title" Warning
    /// A timestamp that is no date.
    BadTimestamp "bad-timestamp" Warning
    /// Unix seconds without a configured time zone.
    NoTimezone "no-timezone" Note
    /// A duration that is none.
    BadDuration "bad-duration" Warning
    /// A URL that is no `http` or `https` address.
    BadUrl "bad-url" Warning
    /// A cover that is neither a file of the site nor a web address.
    BadCover "bad-cover" Warning
    /// An old address that cannot be one.
    BadAlias "bad-alias" Warning
    /// Text outside every section, or a section marker that does not stand alone.
    StrayText "stray-text" Warning
    /// A record without summary and transcript.
    NoText "no-text" Warning
    /// A diagram that is opened and not closed.
    DiagramUnclosed "diagram-unclosed" Warning
    /// A diagram without a source.
    DiagramEmpty "diagram-empty" Warning
    /// A diagram that Mermaid will not draw.
    DiagramFault "diagram-fault" Warning
    /// Two records that claim one address.
    AddressTaken "address-taken" Note
    /// An old address at which something else stands.
    AliasTaken "alias-taken" Note
    /// A template of the site that nothing uses.
    UnusedTemplate "unused-template" Note
    /// A companion that cannot be read.
    CompanionUnreadable "companion-unreadable" Warning
    /// A companion beside which there is no record.
    CompanionAlone "companion-alone" Note
    /// Subtitles that are not shown.
    CompanionUnused "companion-unused" Note
    /// A cue of subtitles that cannot be read.
    BadCue "bad-cue" Warning
    /// Subtitles without a cue.
    NoCues "no-cues" Warning
    /// Corrections that are no TOML.
    CorrectionSyntax "correction-syntax" Warning
    /// A key that corrects nothing.
    CorrectionKey "correction-key" Warning
    /// A correction of the wrong type.
    CorrectionValue "correction-value" Warning
    /// A correction of a record that there is not.
    CorrectionUnmatched "correction-unmatched" Warning
}

/// One problem in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of problem it is.
    pub code: Code,
    /// The file's path in the content folder, where it is not the record's own but a companion.
    pub file: Option<String>,
    /// The line, counted from 1, where the problem has one.
    pub line: Option<usize>,
    /// The text of that line, shortened.
    pub excerpt: String,
    /// The bytes of the excerpt that are to blame, where it is not all of them.
    pub span: Option<Range<usize>>,
    /// What is wrong, as one sentence without a full stop.
    pub what: Message,
    /// What to do about it; may be empty.
    pub hint: Message,
}

impl Diagnostic {
    /// A problem of the whole file.
    pub fn file(code: Code, what: Message, hint: Message) -> Self {
        Self { code, file: None, line: None, excerpt: String::new(), span: None, what, hint }
    }

    /// The same problem, in a companion of the record.
    #[must_use]
    pub fn in_file(self, file: &str) -> Self {
        Self { file: Some(file.to_owned()), ..self }
    }

    /// A problem at one line: its number from 1, and its text.
    pub fn line(code: Code, (line, text): (usize, &str), what: Message, hint: Message) -> Self {
        let excerpt = shorten(text, EXCERPT_CHARS);
        Self { line: Some(line), excerpt, ..Self::file(code, what, hint) }
    }

    /// A problem at a place in a line: its number from 1, its text, and the bytes to blame.
    pub fn place(
        code: Code,
        (line, text, span): (usize, &str, Range<usize>),
        what: Message,
        hint: Message,
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
