//! What is wrong with a user's file: where, what, and what to do about it.
//!
//! Diagnostics are data. They are collected during the walk, shown on a record's page, and printed
//! by the shell; they never stop the walk.

use core::ops::Range;

use serde::{Deserialize, Serialize};

use crate::base::message::Message;
use crate::base::text::{Line, Place, shorten};

/// How bad it is. `--strict` fails on errors and warnings, not on notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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

/// Makes [`Code`] of one row for each: what it is for, its name in the code and on the terminal, and how bad it is.
macro_rules! codes {
    ($($(#[$about:meta])+ $code:ident $name:literal $severity:ident)+) => {
        /// A stable name for each kind of problem, for people to search for and for programs to match.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum Code { $($(#[$about])+ $code),+ }

        impl Code {
            /// Every code there is: the worst first.
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            /// The name as it is printed, such as `diagram-unclosed`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$code => $name),+ }
            }

            /// The code with this name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.name() == name)
            }

            /// Whether nobody knows what a file or a folder holds, so that what was published of it is not replaced.
            pub fn is_unread(self) -> bool {
                matches!(self, Self::Unreadable | Self::CompanionUnreadable)
            }

            /// How bad a problem of this kind is.
            pub fn severity(self) -> Severity {
                match self { $(Self::$code => Severity::$severity),+ }
            }
        }
    };
}

// The worst first. Each has a sentence and an explanation in every table of `src/base/i18n/messages/` and `src/base/i18n/explanations/`.
codes! {
    /// The file could not be read.
    Unreadable "unreadable" Error
    /// A sidecar that cannot be read.
    CompanionUnreadable "companion-unreadable" Error
    /// The file holds no text.
    Empty "empty" Error
    /// The file is not text.
    Binary "binary" Error
    /// A key of the configuration that there is not.
    UnknownKey "unknown-key" Error
    /// A value of the configuration that cannot be used.
    BadSetting "bad-setting" Error
    /// A template of the site asks for what no page hands it, or cannot be rendered.
    TemplateFault "template-fault" Error
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
    /// A duration that is none.
    BadDuration "bad-duration" Warning
    /// A URL that is no `http` or `https` address.
    BadUrl "bad-url" Warning
    /// A cover that is neither a file of the site nor a web address.
    BadCover "bad-cover" Warning
    /// An old address that cannot be one.
    BadAlias "bad-alias" Warning
    /// More of a field than counts.
    OverLimit "over-limit" Warning
    /// A status that is no known word.
    StatusWord "status-word" Warning
    /// Text outside every section, or a section marker that does not stand alone.
    StrayText "stray-text" Warning
    /// A record without summary and transcript.
    NoText "no-text" Warning
    /// A summary that is a refusal, or an error of the program that was to write it.
    Refusal "refusal" Warning
    /// A summary that stops in the middle.
    TruncatedSummary "truncated-summary" Warning
    /// A transcript that is far shorter than its item.
    TruncatedTranscript "truncated-transcript" Warning
    /// A link inside the site that leads nowhere.
    BrokenLink "broken-link" Warning
    /// A picture that is not there, or cannot be shown.
    NoPicture "no-picture" Warning
    /// A diagram that is opened and not closed.
    DiagramUnclosed "diagram-unclosed" Warning
    /// A diagram without a source.
    DiagramEmpty "diagram-empty" Warning
    /// A diagram that Mermaid will not draw.
    DiagramFault "diagram-fault" Warning
    /// A link that leads out of the content folder, or round in it.
    LinkOutside "link-outside" Warning
    /// A record with the same text as another.
    Duplicate "duplicate" Warning
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
    /// A field that a template asks for and no view has.
    UnknownField "unknown-field" Warning
    /// An old address in the settings that leads to nothing.
    DeadRedirect "dead-redirect" Warning
    // Their writer has said so itself: whoever asks for `--strict` wants to hear of what nobody knows yet, and an item that
    // cannot be summarised would fail every run for ever.
    /// A record of which its writer says that it failed.
    StatusFailed "status-failed" Note
    /// A record of which its writer says that it is incomplete.
    StatusPartial "status-partial" Note
    /// A record of which its writer says that it is not for others.
    Withheld "withheld" Note
    // Versions of a video are kept on purpose, and texts may be alike by nature.
    /// A record of the same item as another.
    SameItem "same-item" Note
    /// A record with nearly the same text as another.
    NearDuplicate "near-duplicate" Note
    /// Unix seconds without a configured time zone.
    NoTimezone "no-timezone" Note
    /// A title that lists shorten.
    LongTitle "long-title" Note
    /// Two records that claim one address.
    AddressTaken "address-taken" Note
    /// An old address at which something else stands.
    AliasTaken "alias-taken" Note
    /// A rule for a category that no record is in by it.
    UnusedRule "unused-rule" Note
    /// A template of the site that nothing uses.
    UnusedTemplate "unused-template" Note
    /// A sidecar beside which there is no record.
    CompanionAlone "companion-alone" Note
    /// Subtitles that are not shown.
    CompanionUnused "companion-unused" Note
}

/// One problem in one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// What kind of problem it is.
    pub code: Code,
    /// The file's path in the content folder, where it is not the record's own but a sidecar.
    pub file: Option<String>,
    /// The line, counted from 1, where the problem has one.
    pub line: Option<usize>,
    /// The text of that line, shortened.
    pub excerpt: String,
    /// How many characters of the line are left out before the excerpt; it begins with `…` where there are some.
    pub cut: usize,
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
        Self { code, file: None, line: None, excerpt: String::new(), cut: 0, span: None, what, hint }
    }

    /// The same problem, in a sidecar of the record.
    #[must_use]
    pub fn in_file(self, file: &str) -> Self {
        Self { file: Some(file.to_owned()), ..self }
    }

    /// A problem at one line.
    pub fn line(code: Code, line: Line<&str>, what: Message, hint: Message) -> Self {
        let excerpt = shorten(line.text, EXCERPT_CHARS);
        Self { line: Some(line.number), excerpt, ..Self::file(code, what, hint) }
    }

    /// A problem at a place in a line.
    pub fn place(code: Code, place: Place<&str>, what: Message, hint: Message) -> Self {
        let Place { line: Line { number, text }, span } = place;
        let (cut, start) = beginning(text, span.start);
        let after = text.get(start..span.end).map_or(0, |inside| inside.chars().take(EXCERPT_CHARS).count());
        let rest = shorten(text.get(start..).unwrap_or(text), EXCERPT_CHARS.max(after + EXCERPT_CHARS / 2));
        let (excerpt, shift) = if cut > 0 { (format!("…{rest}"), '…'.len_utf8()) } else { (rest, 0) };
        let end = (span.end - start + shift).min(excerpt.len());
        let span = Some(span.start - start + shift..end);
        Self { line: Some(number), excerpt, cut, span, ..Self::file(code, what, hint) }
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// Where in its line the problem begins and ends, in characters from 1; `None` where it has no line.
    pub fn columns(&self) -> Option<Range<usize>> {
        self.line?;
        let span = self.span.clone().unwrap_or(0..self.excerpt.len());
        // The sign that something is left out stands for none of the line's characters.
        let skipped = if self.cut > 0 { self.cut - 1 } else { 0 };
        let column =
            |at: usize| self.excerpt.get(..at).map_or(0, |before| before.chars().count()) + 1 + skipped;
        Some(column(span.start)..column(span.end.max(span.start)))
    }
}

/// Enough of a line to recognise it in a terminal.
const EXCERPT_CHARS: usize = 100;
/// Enough of it before a place to recognise that; a line that is not much longer is shown from its beginning.
const BEFORE_CHARS: usize = 60;

/// Where an excerpt begins that shows a place: how many characters are left out, and the byte.
fn beginning(text: &str, place: usize) -> (usize, usize) {
    let before = text.get(..place).map_or(0, |before| before.chars().count());
    if before <= EXCERPT_CHARS {
        return (0, 0);
    }
    let cut = before - BEFORE_CHARS;
    // A line may have thousands of places, so it is not walked through to each of them.
    let start = text[..place].char_indices().rev().nth(BEFORE_CHARS - 1).map_or(0, |(at, _)| at);
    (cut, start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_name_and_the_worst_come_first() {
        let json = |code: &Code| serde_json::to_value(code).unwrap();
        let is_named = |code: &Code| json(code) == code.name() && Code::named(code.name()) == Some(*code);
        assert!(Code::ALL.iter().all(is_named));
        assert!(Code::ALL.is_sorted_by_key(|code| code.severity()));
    }

    #[test]
    fn columns_are_counted_in_characters() {
        let none = Message::default;
        let line = |text| Line::new(3, text);
        let place = Place { line: line("甲乙 abc"), span: 7..10 };
        let place = Diagnostic::place(Code::BadUrl, place, none(), none());
        assert_eq!(place.columns(), Some(4..7));
        let whole = Diagnostic::line(Code::BadUrl, line("甲乙"), none(), none());
        assert_eq!(whole.columns(), Some(1..3));
        assert_eq!(Diagnostic::file(Code::Empty, Message::default(), Message::default()).columns(), None);
    }

    #[test]
    fn of_a_long_line_what_stands_around_the_place_is_shown() {
        let text = format!("{}【状态】{}", "先写日志".repeat(5_000), "再改状态".repeat(5_000));
        let start = text.find('【').unwrap();
        let span = start..start + "【状态】".len();
        let place = |span| Place { line: Line::new(3, text.as_str()), span };
        let diagnostic =
            |code, span| Diagnostic::place(code, place(span), Message::default(), Message::default());
        let found = diagnostic(Code::BrokenLink, span);
        assert!(found.excerpt.chars().count() <= 2 * EXCERPT_CHARS, "{}", found.excerpt);
        assert!(found.excerpt.starts_with("…先写") && found.excerpt.ends_with('…'), "{}", found.excerpt);
        assert_eq!(&found.excerpt[found.span.clone().unwrap()], "【状态】");
        assert_eq!(found.columns(), Some(20_001..20_005));
        let end = text.len()..text.len();
        let found = diagnostic(Code::BadUrl, end);
        assert!(found.excerpt.chars().count() <= EXCERPT_CHARS && found.excerpt.ends_with("改状态"));
        assert_eq!(found.columns(), Some(40_005..40_005));
    }
}
