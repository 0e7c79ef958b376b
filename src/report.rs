//! Diagnostics as a compiler prints them.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Severity};

/// How diagnostics are printed.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether to use colours.
    pub color: bool,
    /// How many diagnostics to print before only counting.
    pub most: usize,
}

/// Prints diagnostics with the files they are about, the worst first.
///
/// Takes (the file's path as people know it, the diagnostic) pairs.
pub fn diagnostics(found: &[(String, &Diagnostic)], style: Style) -> String {
    let mut found: Vec<&(String, &Diagnostic)> = found.iter().collect();
    found.sort_by_key(|(file, diagnostic)| (diagnostic.severity(), file.clone(), diagnostic.line));
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for (file, diagnostic) in found.iter().take(style.most) {
        text.push_str(&one(&renderer, file, diagnostic));
        text.push_str("\n\n");
    }
    if found.len() > style.most {
        text.push_str(&format!("… and {} more; -v prints all of them\n\n", found.len() - style.most));
    }
    text
}

fn one(renderer: &Renderer, file: &str, diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(&diagnostic.what).id(diagnostic.code.name());
    let mut group = match diagnostic.line {
        Some(line) => {
            let all = diagnostic.span.clone().unwrap_or(0..diagnostic.excerpt.len());
            let snippet = Snippet::source(&diagnostic.excerpt).line_start(line).path(file);
            title.element(snippet.annotation(AnnotationKind::Primary.span(all)))
        }
        None => title.element(annotate_snippets::Origin::path(file)),
    };
    if !diagnostic.hint.is_empty() {
        group = group.element(Level::HELP.message(&diagnostic.hint));
    }
    renderer.render(&[group])
}

/// How many of each severity there are, in words; empty where there are none.
pub fn tally(found: &[(String, &Diagnostic)]) -> String {
    let names = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let counts = names.iter().filter_map(|(severity, name)| {
        let count = found.iter().filter(|(_, diagnostic)| diagnostic.severity() == *severity).count();
        (count > 0).then(|| format!("{count} {name}{}", if count == 1 { "" } else { "s" }))
    });
    counts.collect::<Vec<_>>().join(", ")
}
