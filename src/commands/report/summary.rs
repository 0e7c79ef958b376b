//! What was found at a glance, as somebody reads it after a build: a line for each code.

use super::text::width;
use super::{Finding, Report};
use crate::base::diagnostic::Code;
use crate::base::i18n::Strings;
use crate::base::message::Message;
use crate::base::text::shorten;

/// About what is left of a terminal's line behind the place.
const WHAT_CHARS: usize = 72;

/// So many files and folders that could not be read are named: nobody knows what is in them, so each of them counts.
const MAX_UNREAD: usize = 10;

/// A line for each code, the worst first: how often it was found, where first, and what it says there; and one for each
/// other file that could not be read. The last line says how to see the others; nothing is said where nothing was found.
pub fn summary(report: &Report, strings: &Strings) -> String {
    let rows: Vec<[String; 4]> =
        report.counts().into_iter().flat_map(|row| cells(row, report, strings)).collect();
    if rows.is_empty() {
        return String::new();
    }
    let widths = [0, 1, 2].map(|cell| rows.iter().map(|row| width(&row[cell])).max().unwrap_or_default());
    let line = |[count, severity, code, example]: &[String; 4]| {
        let count = format!("{}{count}", " ".repeat(widths[0] - width(count)));
        let pad = |text: &str, widest: usize| format!("{text}{}", " ".repeat(widest - width(text)));
        format!("{count} {} {}  {example}\n", pad(severity, widths[1]), pad(code, widths[2]))
    };
    let lines: String = rows.iter().map(line).collect();
    format!("{lines}{}\n", strings.say(&Message::new("summary_more")))
}

fn cells((code, count): (Code, usize), report: &Report, strings: &Strings) -> Vec<[String; 4]> {
    let severity = strings.say(&Message::new(code.severity().name()));
    let shown = if code.is_unread() { MAX_UNREAD } else { 1 };
    let mut examples = report.of(code).take(shown).map(|finding| example(finding, strings));
    let first = examples.next().map(|first| [count.to_string(), severity, code.name().to_owned(), first]);
    let others = examples.map(|other| ["", "", "", &other].map(str::to_owned));
    first.into_iter().chain(others).collect()
}

fn example(Finding { file, diagnostic }: &Finding, strings: &Strings) -> String {
    let place = diagnostic.line.map_or_else(|| file.clone(), |line| format!("{file}:{line}"));
    format!("{place}: {}", shorten(&strings.say(&diagnostic.what), WHAT_CHARS))
}

#[cfg(test)]
mod tests {
    use super::super::finding;
    use super::*;
    use crate::base::diagnostic::Diagnostic;
    use crate::base::text::Line;

    #[test]
    fn each_code_takes_one_line_however_often_it_was_found() {
        let fault = |code, n| {
            let what = Message::new("bad_duration").with("value", "soon ".repeat(n));
            finding(
                &format!("{n:03}.txt"),
                Diagnostic::line(code, Line::new(n, "x"), what, Message::default()),
            )
        };
        let many = (1..=500).map(|n| fault(Code::BadDuration, n));
        let report = Report::new(many.chain([fault(Code::BadUrl, 7), fault(Code::SameItem, 9)]).collect());
        let said = summary(&report, &Strings::english());
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines.len(), 4, "{said}");
        assert_eq!(
            lines[0],
            "500 warning bad-duration  001.txt:1: `soon ` is not a duration that can be read"
        );
        assert!(lines[1].starts_with("  1 warning bad-url       007.txt:7: `soon soon"), "{said}");
        assert!(lines.iter().all(|line| line.chars().count() < 120), "{said}");
        assert_eq!(summary(&Report::default(), &Strings::english()), "");
    }

    #[test]
    fn each_file_that_cannot_be_read_is_named() {
        let unread = |n: usize| {
            let what = Message::new("unread").with("error", "no");
            finding(&format!("{n:02}.txt"), Diagnostic::file(Code::Unreadable, what, Message::default()))
        };
        let said = |count| summary(&Report::new((0..count).map(unread).collect()), &Strings::english());
        assert!(
            (0..10).all(|n| said(10).contains(&format!("{n:02}.txt: this cannot be read"))),
            "{}",
            said(10)
        );
        assert_eq!(said(500).lines().count(), 11);
        assert!(said(500).starts_with("500 error unreadable  00.txt"), "{}", said(500));
    }
}
