//! Links of a description that lead nowhere.

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::i18n::nearest;
use crate::base::message::Message;
use crate::base::text::Lines;
use crate::markdown::{self, DeadLink};
use crate::record::Section;

/// The links inside the site that a page shows as text, each where it stands.
pub(super) fn broken(description: &Section) -> Vec<Diagnostic> {
    let dead = markdown::dead_links(&description.text);
    let Some(lines) = dead.links.first().map(|_| Lines::of(&description.text)) else { return Vec::new() };
    let anchors = &dead.anchors[..dead.anchors.len().min(MAX_COMPARED)];
    let diagnostic = |(number, link): (usize, &DeadLink)| {
        let compared = if number < MAX_COMPARED { anchors } else { &[] };
        let nearest = link.address.strip_prefix('#').and_then(|anchor| near(anchor, compared));
        diagnostic(description, link, &lines, nearest.or(dead.anchors.first().map(String::as_str)))
    };
    dead.links.iter().enumerate().map(diagnostic).collect()
}

/// So many links are compared with so many headings: more would take longer than all the rest of a record.
const MAX_COMPARED: usize = 100;

fn near<'a>(anchor: &str, anchors: &'a [String]) -> Option<&'a str> {
    nearest(anchor, anchors.iter().map(String::as_str))
}

fn diagnostic(
    description: &Section,
    DeadLink { address, range }: &DeadLink,
    lines: &Lines<'_>,
    near: Option<&str>,
) -> Diagnostic {
    let place = description.place_in_file(lines.place(range.clone()));
    let is_anchor = address.starts_with('#');
    let what = if is_anchor { "broken_link_anchor" } else { "broken_link" };
    let hint =
        near.filter(|_| is_anchor).map(|near| Message::new("broken_link_anchor_hint").with("nearest", near));
    let what = Message::new(what).with("address", address.as_str());
    let hint = hint.unwrap_or_else(|| Message::new("broken_link_hint"));
    Diagnostic::place(Code::BrokenLink, place, what, hint)
}
