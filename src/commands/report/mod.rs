//! What is wrong with a folder, as a list: in one order, chosen from, counted, and written for people and for programs.

mod github;
mod json;
mod summary;
mod text;

pub use github::annotations;
pub use json::json;
pub use summary::summary;
pub use text::{Style, diagnostics, table};

use crate::base::diagnostic::{Code, Diagnostic, Severity};
use crate::base::i18n::{Strings, nearest};
use crate::base::message::Message;

/// One problem, and the file that it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file's path as people know it.
    pub file: String,
    /// The problem.
    pub diagnostic: Diagnostic,
}

/// All problems of a folder, by file, line, column and code: the same folder always gives the same list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    findings: Vec<Finding>,
}

impl Report {
    /// Orders what was found.
    pub fn new(mut findings: Vec<Finding>) -> Self {
        findings
            .sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.diagnostic.what.cmp(&b.diagnostic.what)));
        findings.dedup();
        Self { findings }
    }

    /// The same without the codes that are not wanted.
    #[must_use]
    pub fn select(mut self, selection: &Selection) -> Self {
        self.findings.retain(|finding| selection.has(finding.diagnostic.code));
        self
    }

    /// What was found.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How often each code was found, in the order of all codes.
    pub fn counts(&self) -> Vec<(Code, usize)> {
        let count = |code: &Code| self.of(*code).count();
        Code::ALL.iter().map(|code| (*code, count(code))).filter(|(_, count)| *count > 0).collect()
    }

    /// How many errors, warnings and notes there are.
    pub fn totals(&self) -> [(Severity, usize); 3] {
        let all = [Severity::Error, Severity::Warning, Severity::Note];
        all.map(|severity| {
            let of_it = |finding: &&Finding| finding.diagnostic.severity() == severity;
            (severity, self.findings.iter().filter(of_it).count())
        })
    }

    /// The same in words; empty where there are none.
    pub fn tally(&self, strings: &Strings) -> String {
        let words = |(severity, count): (Severity, usize)| {
            let key = match severity {
                Severity::Error => "n_errors",
                Severity::Warning => "n_warnings",
                Severity::Note => "n_notes",
            };
            (count > 0).then(|| strings.say(&Message::new(key).with("n", count)))
        };
        let counts: Vec<String> = self.totals().into_iter().filter_map(words).collect();
        counts.join(strings.get("list_separator"))
    }

    /// A closing line, with how many problems there are, if any.
    pub fn with_tally(&self, closing: Message, strings: &Strings) -> Message {
        match self.tally(strings) {
            none if none.is_empty() => closing,
            tally => Message::new("with_tally").with("closing", closing).with("tally", tally),
        }
    }

    /// Whether there is anything that `--strict` fails on: errors and warnings, and no notes.
    pub fn is_bad(&self) -> bool {
        self.findings.iter().any(|finding| finding.diagnostic.severity() < Severity::Note)
    }

    /// Whether anything could not be read, so that nobody knows what is in it.
    pub fn has_unread(&self) -> bool {
        self.findings.iter().any(|finding| finding.diagnostic.code.is_unread())
    }

    fn of(&self, code: Code) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.diagnostic.code == code)
    }
}

fn place(finding: &Finding) -> (&str, Option<usize>, Option<usize>, Code) {
    let Finding { file, diagnostic } = finding;
    (file, diagnostic.line, diagnostic.columns().map(|columns| columns.start), diagnostic.code)
}

/// The codes that somebody wants to hear of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// These alone; all, where it is empty.
    pub only: Vec<Code>,
    /// And not these.
    pub except: Vec<Code>,
}

impl Selection {
    fn has(&self, code: Code) -> bool {
        (self.only.is_empty() || self.only.contains(&code)) && !self.except.contains(&code)
    }
}

/// The code with a name that somebody typed.
///
/// # Errors
/// Where there is none, with the name that is nearest.
pub fn parse_code(name: &str) -> Result<Code, String> {
    let names = Code::ALL.iter().map(|code| code.name());
    let meant = || nearest(name, names).map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
    Code::named(name.trim()).ok_or_else(|| format!("there is no code `{name}`{}", meant()))
}

#[cfg(test)]
pub(super) fn finding(file: &str, diagnostic: Diagnostic) -> Finding {
    Finding { file: file.to_owned(), diagnostic }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::Line;

    fn report() -> Report {
        let line = |code, line| {
            Diagnostic::line(code, Line::new(line, "text"), Message::new("empty"), Message::default())
        };
        Report::new(vec![
            finding("b.txt", line(Code::BadUrl, 2)),
            finding("a.txt", line(Code::BadUrl, 10)),
            finding("a.txt", line(Code::SameItem, 9)),
            finding("a.txt", Diagnostic::file(Code::Empty, Message::new("empty"), Message::default())),
            finding("a.txt", line(Code::SameItem, 9)),
        ])
    }

    #[test]
    fn what_was_found_is_ordered_by_place_and_told_once() {
        let places = |report: &Report| {
            let place = |f: &Finding| (f.file.clone(), f.diagnostic.line.unwrap_or_default());
            report.findings().iter().map(place).collect::<Vec<_>>()
        };
        let all = [("a.txt", 0), ("a.txt", 9), ("a.txt", 10), ("b.txt", 2)];
        assert_eq!(places(&report()), all.map(|(file, line)| (file.to_owned(), line)));
        assert_eq!(report().tally(&Strings::english()), "1 error, 2 warnings, 1 note");
        assert_eq!(report().counts(), [(Code::Empty, 1), (Code::BadUrl, 2), (Code::SameItem, 1)]);
    }

    #[test]
    fn codes_are_chosen_and_left_out() {
        let select = |only: &[Code], except: &[Code]| {
            let selection = Selection { only: only.to_vec(), except: except.to_vec() };
            report().select(&selection).findings().len()
        };
        assert_eq!(select(&[], &[]), 4);
        assert_eq!(select(&[Code::BadUrl, Code::Empty], &[]), 3);
        assert_eq!(select(&[Code::BadUrl, Code::Empty], &[Code::Empty]), 2);
        assert!(!report().select(&Selection { only: vec![Code::SameItem], except: vec![] }).is_bad());
    }

    #[test]
    fn an_unknown_code_gets_the_nearest_one() {
        assert_eq!(parse_code("bad-url"), Ok(Code::BadUrl));
        assert_eq!(parse_code("bad-ulr").unwrap_err(), "there is no code `bad-ulr`; did you mean `bad-url`?");
        assert_eq!(parse_code("xyzzyxyzzy").unwrap_err(), "there is no code `xyzzyxyzzy`");
    }
}
