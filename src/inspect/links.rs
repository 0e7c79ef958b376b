//! Links of a description that lead nowhere.

use crate::diagnostic::{Code, Diagnostic};
use crate::i18n::nearest;
use crate::markdown::{self, DeadLink};
use crate::message::Message;
use crate::record::Section;
use crate::text::line_at;

/// The links inside the site that a page shows as text, each where it stands.
pub(super) fn broken(description: &Section) -> Vec<Diagnostic> {
    let text = description.text.as_str();
    let dead = markdown::dead_links(text);
    dead.links.iter().map(|link| diagnostic(description, link, &dead.anchors)).collect()
}

fn diagnostic(
    description: &Section,
    DeadLink { address, range }: &DeadLink,
    anchors: &[String],
) -> Diagnostic {
    let (number, line, start) = line_at(&description.text, range.start);
    let span = range.start - start..(range.end - start).min(line.len());
    let (what, hint) = match address.strip_prefix('#') {
        Some(anchor) => {
            let near =
                nearest(anchor, anchors.iter().map(String::as_str)).or(anchors.first().map(String::as_str));
            let hint = near.map(|near| Message::new("broken_link_anchor_hint").with("nearest", near));
            ("broken_link_anchor", hint)
        }
        None => ("broken_link", None),
    };
    let what = Message::new(what).with("address", address.as_str());
    let hint = hint.unwrap_or_else(|| Message::new("broken_link_hint"));
    Diagnostic::place(Code::BrokenLink, (description.line_of(number), line, span), what, hint)
}
