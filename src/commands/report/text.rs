//! Diagnostics as a compiler prints them, by code, and of each code no more than somebody reads.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::{Finding, Report};
use crate::base::diagnostic::{Code, Diagnostic, Severity};
use crate::base::i18n::Strings;
use crate::base::message::Message;
use crate::base::text::is_cjk;

/// How diagnostics are printed.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether to use colours.
    pub color: bool,
    /// Whether to print all of them.
    pub all: bool,
}

/// So many are printed at most where there are several codes, but one of each …
const MAX: usize = 12;
/// … and so many of one code.
const MAX_PER_CODE: usize = 3;

/// Prints what was found, the worst first. Of very many of one code the first are printed, and the others counted.
pub fn diagnostics(report: &Report, style: Style, strings: &Strings) -> String {
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    let counts = report.counts();
    let most = (MAX / counts.len().max(1)).clamp(1, MAX_PER_CODE);
    let mut text = String::new();
    for (code, count) in counts {
        // One more takes less room than the line that would stand for it.
        let shown = if style.all || count <= most + 1 { count } else { most };
        for finding in report.of(code).take(shown) {
            text.push_str(&one(&renderer, finding, strings));
            text.push_str("\n\n");
        }
        if count > shown {
            let more = Message::new("and_more").with("n", count - shown).with("code", code.name());
            text.push_str(&strings.say(&more));
            text.push_str("\n\n");
        }
    }
    text
}

/// How often each code was found, a line each; empty where one code says it all.
pub fn table(report: &Report, strings: &Strings) -> String {
    let counts = report.counts();
    let digits = counts.iter().map(|(_, count)| count.to_string().len()).max().unwrap_or_default();
    let names = counts.iter().map(|(code, _)| strings.say(&Message::new(code.severity().name())));
    let widest = names.map(|name| width(&name)).max().unwrap_or_default();
    let line = |(code, count): &(Code, usize)| {
        let name = strings.say(&Message::new(code.severity().name()));
        let gap = " ".repeat(widest - width(&name));
        format!("{count:>digits$} {name}{gap} {}\n", code.name())
    };
    if counts.len() < 2 { String::new() } else { counts.iter().map(line).collect() }
}

fn one(renderer: &Renderer, Finding { file, diagnostic }: &Finding, strings: &Strings) -> String {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let named = |level: Level<'static>, key| level.with_name(strings.say(&Message::new(key)));
    let title = named(level, diagnostic.severity().name()).primary_title(strings.say(&diagnostic.what));
    let title = title.id(diagnostic.code.name());
    let mut group = match diagnostic.line {
        Some(line) => {
            let snippet = Snippet::source(&diagnostic.excerpt).line_start(line);
            let snippet = snippet.annotation(AnnotationKind::Primary.span(marked(diagnostic)));
            match diagnostic.columns().filter(|_| diagnostic.cut > 0) {
                // The excerpt's columns are not those of the line.
                Some(columns) => {
                    let place = Origin::path(file).line(line).char_column(columns.start);
                    title.element(place).element(snippet)
                }
                None => title.element(snippet.path(file)),
            }
        }
        None => title.element(Origin::path(file)),
    };
    if !diagnostic.hint.is_empty() {
        group = group.element(named(Level::HELP, "hint").message(strings.say(&diagnostic.hint)));
    }
    renderer.render(&[group])
}

/// Carets below more columns than this show nothing.
const MAX_CARETS: usize = 60;

/// The bytes of an excerpt to put carets below: where that would be all of a long line, its beginning.
fn marked(diagnostic: &Diagnostic) -> Range<usize> {
    let all = diagnostic.span.clone().unwrap_or(0..diagnostic.excerpt.len());
    let Some(text) = diagnostic.excerpt.get(all.clone()) else { return 0..0 };
    let mut before = 0;
    let mut ends = text.char_indices().map(|(at, c)| {
        before += columns(c);
        (before, at)
    });
    let end = ends.find(|(columns, _)| *columns > MAX_CARETS).map_or(text.len(), |(_, at)| at);
    all.start..all.start + end
}

/// How wide a terminal shows a text.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// How wide a terminal shows a character.
fn columns(c: char) -> usize {
    if is_cjk(c) { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::super::finding;
    use super::*;
    use crate::base::text::{Line, Place};

    const PLAIN: Style = Style { color: false, all: false };

    fn printed(found: Vec<Diagnostic>) -> String {
        let found = found.into_iter().map(|diagnostic| finding("a.txt", diagnostic)).collect();
        diagnostics(&Report::new(found), PLAIN, &Strings::english())
    }

    /// The column in which a character begins, where a wide one takes two.
    fn column(line: &str, at: usize) -> usize {
        line[..at].chars().map(columns).sum()
    }

    #[test]
    fn carets_stand_below_what_they_are_about_between_wide_characters() {
        let text = "先写日志，abc 再改【状态】机";
        let at = text.find("【状态】").unwrap();
        let span = at..at + "【状态】".len();
        let said = printed(vec![Diagnostic::place(
            Code::BrokenLink,
            Place { line: Line::new(7, text), span },
            Message::new("empty"),
            Message::default(),
        )]);
        let line = said.lines().find(|line| line.contains("先写")).unwrap();
        let carets = said.lines().find(|line| line.contains('^')).unwrap();
        assert_eq!(column(line, line.find('【').unwrap()), carets.find('^').unwrap(), "{said}");
        assert_eq!(carets.matches('^').count(), 8, "{said}");
        assert!(said.contains("a.txt:7:12"), "{said}");
    }

    #[test]
    fn a_long_line_has_no_endless_row_of_carets() {
        for text in ["先写日志再改状态".repeat(40), "word ".repeat(80)] {
            let said = printed(vec![Diagnostic::line(
                Code::HeaderLine,
                Line::new(1, text.as_str()),
                Message::new("empty"),
                Message::default(),
            )]);
            assert!(said.matches('^').count() <= MAX_CARETS, "{said}");
        }
        let far = format!("{}状态", "先写日志".repeat(200));
        let span = far.len() - 6..far.len();
        let said = printed(vec![Diagnostic::place(
            Code::BrokenLink,
            Place { line: Line::new(1, far.as_str()), span },
            Message::new("empty"),
            Message::default(),
        )]);
        let longest = said.lines().map(|line| column(line, line.len())).max();
        assert!(said.contains("状态") && longest < Some(200), "{said}");
        assert!(said.contains("a.txt:1:801"), "{said}");
    }

    #[test]
    fn a_thousand_equal_faults_take_a_screenful() {
        let fault = |n| {
            Diagnostic::line(
                Code::BadDuration,
                Line::new(n, "Duration: soon"),
                Message::new("bad_duration"),
                Message::hint("bad_duration"),
            )
        };
        let said = printed((1..=1000).map(fault).collect());
        assert!((20..=40).contains(&said.lines().count()), "{said}");
        assert!(said.contains("… and 997 more bad-duration"), "{said}");
    }
}
