//! What a description refers to inside of its site, and its links to headings that there are not.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::i18n::nearest;
use crate::base::message::Message;
use crate::base::text::Lines;
use crate::markdown::{self, Inside, Kind};
use crate::record::Section;
use crate::record::files;

/// Something that a description refers to, which only the whole folder can tell whether it is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// How it is referred to.
    pub kind: Kind,
    /// As the description has it.
    pub address: String,
    /// What is said where it is not there; of a notebook's name nothing, since notes are often linked before they are written.
    pub missing: Option<Diagnostic>,
}

/// What a description refers to, and what is wrong already.
#[derive(Debug, Default)]
pub struct Found {
    /// In its order.
    pub references: Vec<Reference>,
    /// Links to headings that it has not, and pictures that are too many.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads what a description refers to inside of its site.
pub fn references(description: &Section) -> Found {
    let Inside { references, dead, anchors } = markdown::inside(&description.text);
    if references.is_empty() && dead.is_empty() {
        return Found::default();
    }
    let reader = Reader { description, lines: Lines::of(&description.text), anchors: &anchors };
    let broken = dead.iter().enumerate().map(|(number, (anchor, range))| {
        let hint = reader.anchor_hint(number, anchor);
        reader.diagnostic(Code::BrokenLink, Some(range.clone()), ("broken_link_anchor", anchor), hint)
    });
    let mut found = Found { diagnostics: broken.collect(), references: Vec::new() };
    let (mut names, mut pictures) = (HashSet::new(), HashSet::new());
    for markdown::Reference { kind, address, range } in references {
        let missing = match kind {
            Kind::Name if !names.insert(address.clone()) => continue,
            Kind::Name => None,
            Kind::Path => {
                let hint = Message::new("broken_link_hint");
                Some(reader.diagnostic(Code::BrokenLink, range, ("broken_link", &address), hint))
            }
            Kind::Picture | Kind::PictureName => {
                let path = address.split(['#', '?']).next().unwrap_or_default();
                if files::picture(path).or(files::picture(&address)).is_none() {
                    continue;
                }
                let is_known = pictures.contains(&address);
                if !is_known && pictures.len() == MAX_PICTURES {
                    found.diagnostics.push(reader.too_many(range, &address));
                    break;
                }
                pictures.insert(address.clone());
                let hint = Message::new("no_picture_hint");
                Some(reader.diagnostic(Code::NoPicture, range, ("no_picture", &address), hint))
            }
        };
        found.references.push(Reference { kind, address, missing });
    }
    found
}

/// So many pictures of a record are shown.
const MAX_PICTURES: usize = 200;

/// So many links are compared with so many headings: more would take longer than all the rest of a record.
const MAX_COMPARED: usize = 100;

struct Reader<'a> {
    description: &'a Section,
    lines: Lines<'a>,
    anchors: &'a [String],
}

impl Reader<'_> {
    fn diagnostic(
        &self,
        code: Code,
        range: Option<std::ops::Range<usize>>,
        (what, address): (&'static str, &str),
        hint: Message,
    ) -> Diagnostic {
        let what = Message::new(what).with("address", address);
        match range {
            Some(range) => {
                Diagnostic::place(code, self.description.place_in_file(self.lines.place(range)), what, hint)
            }
            None => Diagnostic::file(code, what, hint),
        }
    }

    fn too_many(&self, range: Option<std::ops::Range<usize>>, address: &str) -> Diagnostic {
        let hint = Message::new("no_picture_many_hint");
        let found = self.diagnostic(Code::NoPicture, range, ("no_picture_many", address), hint);
        Diagnostic { what: found.what.clone().with("max", MAX_PICTURES), ..found }
    }

    /// The heading that a link to none most likely means.
    fn anchor_hint(&self, number: usize, anchor: &str) -> Message {
        let compared = &self.anchors[..self.anchors.len().min(MAX_COMPARED)];
        let compared = if number < MAX_COMPARED { compared } else { &[] };
        let near = nearest(anchor.trim_start_matches('#'), compared.iter().map(String::as_str));
        match near.or(self.anchors.first().map(String::as_str)) {
            Some(near) => Message::new("broken_link_anchor_hint").with("nearest", near),
            None => Message::new("broken_link_hint"),
        }
    }
}
