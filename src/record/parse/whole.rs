//! A record with its sidecars: the corrections and the subtitles that stand beside its file.

use jiff::tz::TimeZone;

use super::correction::{self, Correction, Corrections};
use super::subtitle::{self, Subtitles};
use super::{Document, Parsed, documents, parse_document, parse_failure, texts};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::error;
use crate::base::message::Message;
use crate::record::files::{Format, RecordFiles, Sidecar, SidecarFile};
use crate::record::timestamp;
use crate::record::{ContentPath, Section, Texts};

/// A record as its files and the corrections say it is.
#[derive(Debug)]
pub struct Whole {
    /// The record, corrected, and what is wrong with any of its files.
    pub parsed: Parsed,
    /// What was corrected.
    pub correction: Correction,
    /// The sidecar that its transcript is from, where it is not from its own file.
    pub subtitles: Option<ContentPath>,
}

/// The records of a file; the one that tells of it where it cannot be read.
pub fn all_documents(path: &ContentPath, record_files: &RecordFiles) -> Vec<Document> {
    match &record_files.main {
        Ok(bytes) => documents(path, bytes),
        Err(_) => vec![Document { path: path.clone(), part: None }],
    }
}

/// Reads one record of a file and its sidecars, which belong to the first record, and applies what the site says of it. Times without an offset are taken to be in `zone`.
pub fn whole(
    document: &Document,
    record_files: &RecordFiles,
    corrections: &Corrections,
    zone: Option<&TimeZone>,
) -> Whole {
    let path = &document.path;
    let mut parsed = match &record_files.main {
        Ok(bytes) => parse_document(document, bytes, zone),
        Err(error) => parse_failure(path, error),
    };
    let source = parsed.record.head.source.as_ref();
    let mut correction = corrections.of(path, source);
    let mut sidecars = Sidecars::default();
    for sidecar in record_files.sidecars_of(path) {
        sidecars.read(sidecar, path, zone);
    }
    correction = std::mem::take(&mut sidecars.correction).or(correction);
    let mut subtitles = None;
    if !parsed.record.unreadable {
        let had_text = !parsed.record.texts.are_empty();
        subtitles = sidecars.give(&mut parsed.record.texts, path);
        let has_text = !parsed.record.texts.are_empty();
        parsed.diagnostics.retain(|problem| had_text || !has_text || problem.code != Code::NoText);
    }
    parsed.diagnostics.append(&mut sidecars.diagnostics);
    correction.apply(&mut parsed.record.head);
    Whole { parsed, correction, subtitles }
}

/// The texts that [`whole`] finds, of the files of [one record](RecordFiles::of_record).
pub fn whole_texts(path: &ContentPath, record_files: &RecordFiles) -> Texts {
    let Ok(bytes) = &record_files.main else { return Texts::default() };
    let mut texts = texts(bytes);
    let mut sidecars = Sidecars::default();
    let subtitles = record_files.sidecars.iter().filter(|sidecar| sidecar.kind != Sidecar::Corrections);
    subtitles.for_each(|sidecar| sidecars.read(sidecar, path, None));
    sidecars.give(&mut texts, path);
    texts
}

/// What stands beside a record.
#[derive(Default)]
struct Sidecars {
    correction: Correction,
    /// Those that say anything.
    subtitles: Vec<(Sidecar, String)>,
    diagnostics: Vec<Diagnostic>,
}

impl Sidecars {
    fn read(
        &mut self,
        SidecarFile { kind, bytes }: &SidecarFile,
        record: &ContentPath,
        zone: Option<&TimeZone>,
    ) {
        let found = match (*kind, bytes) {
            // It may be a record as well, which is told of then.
            (Sidecar::JSON, Err(_)) => Vec::new(),
            (_, Err(error)) => vec![unreadable(error)],
            (Sidecar::Corrections, Ok(bytes)) => {
                let (correction, found) = correction::read(bytes, zone);
                self.correction = correction;
                found
            }
            (Sidecar::Subtitles(_, format), Ok(bytes)) => {
                let Subtitles { text, diagnostics } = match format {
                    Format::Json => subtitle::read_json(bytes),
                    Format::Srt | Format::Vtt => subtitle::read(bytes),
                };
                self.subtitles.extend((!text.is_empty()).then_some((*kind, text)));
                diagnostics
            }
        };
        let file = kind.beside(record);
        self.diagnostics.extend(found.into_iter().map(|problem| problem.in_file(file.as_str())));
    }

    /// Gives a record the transcript that its subtitles are, unless it has a better one itself, and tells their file. What is
    /// not used is told of.
    fn give(&mut self, texts: &mut Texts, record: &ContentPath) -> Option<ContentPath> {
        let mut given = None;
        let mut subtitles = std::mem::take(&mut self.subtitles).into_iter();
        let mut unused = |kind: Sidecar, what: &'static str| {
            let hint = Message::new("companion_unused_hint");
            let note = Diagnostic::file(Code::CompanionUnused, Message::new(what), hint);
            self.diagnostics.push(note.in_file(kind.beside(record).as_str()));
        };
        if let Some((kind, text)) = subtitles.next() {
            let own = &texts.transcript.text;
            if timestamp::has_marks(own) {
                unused(kind, "companion_unused");
            } else if letters(&text) * TEN < letters(own) * MIN_TENTHS {
                unused(kind, "companion_unused_less");
            } else {
                texts.transcript = Section { text, line: 1, in_one_line: false };
                given = Some(kind.beside(record));
            }
        }
        subtitles.for_each(|(kind, _)| unused(kind, "companion_unused_other"));
        given
    }
}

/// A sidecar that cannot be read.
pub(super) fn unreadable(error: &std::io::Error) -> Diagnostic {
    let what = Message::new("companion_unreadable").with("error", error::reason(error));
    Diagnostic::file(Code::CompanionUnreadable, what, Message::new("companion_unreadable_hint"))
}

/// Subtitles with fewer tenths of a transcript's letters are not all of it.
const MIN_TENTHS: usize = 9;
const TEN: usize = 10;

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SRT: &str = "1\n00:00:05,000 --> 00:00:07,000\n先写日志，再改状态。\n";

    fn transcript(content: &str, srt: &str) -> (String, Vec<Code>) {
        let record = format!("Title: t\nDescription:\n摘要。\n{content}");
        let sidecars = vec![SidecarFile { kind: Sidecar::SRT, bytes: Ok(srt.as_bytes().into()) }];
        let record_files = RecordFiles { sidecars, ..record.as_bytes().into() };
        let path = ContentPath::new("t.txt");
        let document = Document { path: path.clone(), part: None };
        let Whole { parsed, .. } = whole(&document, &record_files, &Corrections::default(), None);
        assert_eq!(parsed.record.texts, whole_texts(&path, &record_files));
        let codes = parsed.diagnostics.iter().map(|problem| problem.code).collect();
        (parsed.record.texts.transcript.text, codes)
    }

    #[test]
    fn subtitles_stand_in_for_a_transcript_that_is_no_better() {
        let shown = "[00:05] 先写日志，再改状态。".to_owned();
        assert_eq!(transcript("", SRT), (shown.clone(), vec![]));
        assert_eq!(transcript("Content:\n先写日志再改状态", SRT), (shown, vec![]));
        let own = "[00:01] 先写日志";
        assert_eq!(
            transcript(&format!("Content:\n{own}"), SRT),
            (own.to_owned(), vec![Code::CompanionUnused])
        );
        let long = "先写日志再改状态，断电之后重放。";
        assert_eq!(
            transcript(&format!("Content:\n{long}"), SRT),
            (long.to_owned(), vec![Code::CompanionUnused])
        );
    }
}
