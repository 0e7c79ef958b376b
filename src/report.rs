//! Diagnostics as a compiler prints them.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::i18n::Strings;
use crate::message::Message;

/// How diagnostics are printed.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether to use colours.
    pub color: bool,
    /// How many diagnostics to print before only counting.
    pub most: usize,
}

/// Prints diagnostics with the files they are about, the worst first, in the words of a language.
///
/// Takes (the file's path as people know it, the diagnostic) pairs.
pub fn diagnostics(found: &[(String, &Diagnostic)], style: Style, strings: &Strings) -> String {
    let mut found: Vec<&(String, &Diagnostic)> = found.iter().collect();
    found.sort_by_key(|(file, diagnostic)| (diagnostic.severity(), file.clone(), diagnostic.line));
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for (file, diagnostic) in found.iter().take(style.most) {
        text.push_str(&one(&renderer, file, diagnostic, strings));
        text.push_str("\n\n");
    }
    if found.len() > style.most {
        text.push_str(&strings.say(&Message::new("and_more").with("n", found.len() - style.most)));
        text.push_str("\n\n");
    }
    text
}

fn one(renderer: &Renderer, file: &str, diagnostic: &Diagnostic, strings: &Strings) -> String {
    let (level, name) = match diagnostic.severity() {
        Severity::Error => (Level::ERROR, "error"),
        Severity::Warning => (Level::WARNING, "warning"),
        Severity::Note => (Level::NOTE, "note"),
    };
    let named = |level: Level<'static>, key| level.with_name(strings.say(&Message::new(key)));
    let title = named(level, name).primary_title(strings.say(&diagnostic.what)).id(diagnostic.code.name());
    let mut group = match diagnostic.line {
        Some(line) => {
            let all = diagnostic.span.clone().unwrap_or(0..diagnostic.excerpt.len());
            let snippet = Snippet::source(&diagnostic.excerpt).line_start(line).path(file);
            title.element(snippet.annotation(AnnotationKind::Primary.span(all)))
        }
        None => title.element(annotate_snippets::Origin::path(file)),
    };
    if !diagnostic.hint.is_empty() {
        group = group.element(named(Level::HELP, "hint").message(strings.say(&diagnostic.hint)));
    }
    renderer.render(&[group])
}

/// A closing line, with how many problems there are, if any.
pub fn with_tally(closing: Message, found: &[(String, &Diagnostic)], strings: &Strings) -> Message {
    match tally(found, strings) {
        none if none.is_empty() => closing,
        tally => Message::new("with_tally").with("closing", closing).with("tally", tally),
    }
}

/// How many of each severity there are, in words; empty where there are none.
pub fn tally(found: &[(String, &Diagnostic)], strings: &Strings) -> String {
    let names =
        [(Severity::Error, "n_errors"), (Severity::Warning, "n_warnings"), (Severity::Note, "n_notes")];
    let counts = names.into_iter().filter_map(|(severity, key)| {
        let count = found.iter().filter(|(_, diagnostic)| diagnostic.severity() == severity).count();
        (count > 0).then(|| strings.say(&Message::new(key).with("n", count)))
    });
    counts.collect::<Vec<_>>().join(strings.get("list_separator"))
}
