//! A diagram as a page shows it.

use pulldown_cmark_escape::escape_html;
use serde::Serialize;

use crate::base::i18n::Strings;
use crate::diagram::Kind;
use crate::diagram::words::{self, Line};
use crate::markdown::Diagram;

#[derive(Debug, Serialize)]
pub(super) struct DiagramView<'a> {
    id: String,
    number: usize,
    title: &'a str,
    /// What kind of diagram it is, for the script that draws it.
    diagram_kind: &'static str,
    source: &'a str,
    /// How many lines the source has: about the room that a drawing takes.
    lines: usize,
    /// The source with what is known of mistakes repaired, where that changes anything.
    repaired: Option<&'a str>,
    unclosed: bool,
    /// What it says, as lists in HTML, where that is understood.
    words: Option<String>,
}

impl<'a> DiagramView<'a> {
    /// A diagram under its number on its record's page, which is also that of its address.
    pub(super) fn new(
        number: usize,
        diagram: &'a Diagram,
        repaired: Option<&'a str>,
        strings: &Strings,
    ) -> Self {
        let kind = Kind::of(&diagram.source);
        // A source that is drawn mended says what the mended one says.
        let words = words::outline(&diagram.source, strings)
            .or_else(|| repaired.and_then(|repaired| words::outline(repaired, strings)));
        Self {
            id: format!("diagram-{number}"),
            number,
            title: &diagram.title,
            diagram_kind: kind.name(),
            source: &diagram.source,
            lines: likely_lines(kind, &diagram.source),
            repaired,
            unclosed: diagram.unclosed,
            words: words.map(|lines| lists(&lines)),
        }
    }
}

/// How many lines high a drawing is likely to be: the style sheet keeps so much room for it. Most have about as many as their
/// source; charts have a height of their own (Mermaid's: 450 and 500 pixels).
fn likely_lines(kind: Kind, source: &str) -> usize {
    match kind {
        Kind::Pie => 18,
        Kind::Quadrant | Kind::Xychart => 20,
        _ => source.lines().count(),
    }
}

/// Lines as lists in lists.
fn lists(lines: &[Line]) -> String {
    let mut html = String::new();
    let mut open = 0;
    for Line { depth, text } in lines {
        // What lies deeper than its line's next is one deeper.
        let depth = (*depth).min(open);
        match depth == open {
            true => {
                html.push_str("<ul>");
                open += 1;
            }
            false => {
                html.push_str("</li>");
                for _ in depth + 1..open {
                    html.push_str("</ul></li>");
                }
                open = depth + 1;
            }
        }
        html.push_str("<li>");
        // Writing to a text does not fail.
        let _ = escape_html(&mut html, text);
    }
    html.push_str(&"</li></ul>".repeat(open));
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_lists_in_lists() {
        let line = |depth, text: &str| Line { depth, text: text.to_owned() };
        let lines = [line(0, "一"), line(1, "a < b"), line(2, "深"), line(0, "二"), line(3, "跳")];
        assert_eq!(
            lists(&lines),
            "<ul><li>一<ul><li>a &lt; b<ul><li>深</li></ul></li></ul></li><li>二<ul><li>跳</li></ul></li></ul>"
        );
        assert_eq!(lists(&[]), "");
    }
}
