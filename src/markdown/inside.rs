//! What a description leads to inside of its site: other records, pictures beside it, its own headings.
//!
//! Whether it is there, only the whole folder tells. So a description is asked for its [`Reference`]s first, and handed
//! [`Links`] with what became of them when it is rendered.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use pulldown_cmark::{Event, Tag};
use serde::{Deserialize, Serialize};

use super::ids::Ids;
use super::{Source, rest, writer};
use crate::base::digest::Digester;

/// Begins the address of a notebook's link, which is a record's name and no path. Decoding has replaced this character, so
/// nothing else begins with it.
pub(super) const NAME: char = '\u{FFFE}';

/// How something is referred to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// By a link's path.
    Path,
    /// By the name in a notebook's link.
    Name,
    /// As a picture, by its path.
    Picture,
    /// As a picture, by the name in a notebook's link.
    PictureName,
}

impl Kind {
    /// Whether it is a picture.
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Picture | Self::PictureName)
    }
}

/// Something inside the site that a description refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// How.
    pub kind: Kind,
    /// As the description has it, without escapes.
    pub address: String,
    /// Where that stands in the description; `None` where it is written otherwise there.
    pub range: Option<Range<usize>>,
}

/// All that a description refers to inside of its site.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inside {
    /// In its order.
    pub references: Vec<Reference>,
    /// The links to a heading that it has not: their `#` and anchor, and where that stands.
    pub dead: Vec<(String, Range<usize>)>,
    /// The addresses of its headings, without `#`.
    pub anchors: Vec<String>,
}

/// What became of a description's references. What is not here leads nowhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    pages: HashMap<String, String>,
    pictures: HashMap<String, Picture>,
}

impl Links {
    /// Adds all of them to a digest, in an order of its own.
    pub fn add_to(&self, digester: &mut Digester) {
        digester.value(&self.pages.iter().collect::<BTreeMap<_, _>>());
        digester.value(&self.pictures.iter().collect::<BTreeMap<_, _>>());
    }
}

/// A picture as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// Its address from the page.
    pub src: String,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
}

/// The same address means another thing in a notebook's link.
fn key(kind: Kind, address: &str) -> String {
    match kind {
        Kind::Path | Kind::Picture => address.to_owned(),
        Kind::Name | Kind::PictureName => format!("{NAME}{address}"),
    }
}

impl Links {
    /// Notes the address of a page, from the description's own.
    pub fn add_page(&mut self, kind: Kind, address: &str, href: String) {
        self.pages.insert(key(kind, address), href);
    }

    /// Notes a picture.
    pub fn add_picture(&mut self, kind: Kind, address: &str, picture: Picture) {
        self.pictures.insert(key(kind, address), picture);
    }

    /// The page that a link leads to.
    pub(super) fn page(&self, address: &str) -> Option<&str> {
        self.pages.get(address).map(String::as_str)
    }

    /// The picture that stands at an address.
    pub(super) fn picture(&self, address: &str) -> Option<&Picture> {
        self.pictures.get(address)
    }
}

/// What a description refers to inside of its site.
pub fn inside(description: &str) -> Inside {
    let description = rest::split(description).0;
    if !may_refer(description) {
        return Inside::default();
    }
    let source = Source::new(description);
    let events = source.parse().events;
    let mut found =
        Finder { description, ids: writer::anchors(&events), from: 0, misses: 0, inside: Inside::default() };
    events.iter().for_each(|event| found.event(event));
    Inside { anchors: found.ids.into_headings(), ..found.inside }
}

/// The id that a heading of another description has most likely, by what a link calls it.
pub fn likely_id(anchor: &str) -> String {
    super::ids::likely(anchor)
}

/// An address that does not stand there as it is read is looked for to the end, so not for ever.
const MAX_MISSES: usize = 100;

/// Further references are shown as text.
const MAX_REFERENCES: usize = 2_000;

struct Finder<'a> {
    description: &'a str,
    ids: Ids,
    from: usize,
    misses: usize,
    inside: Inside,
}

impl Finder<'_> {
    fn event(&mut self, event: &Event<'_>) {
        let (address, is_picture) = match event {
            Event::Start(Tag::Link { dest_url, .. }) => (dest_url, false),
            Event::Start(Tag::Image { dest_url, .. }) => (dest_url, true),
            _ => return,
        };
        let name = address.strip_prefix(NAME);
        let kind = match (is_picture, name.is_some()) {
            (false, false) => Kind::Path,
            (false, true) => Kind::Name,
            (true, false) => Kind::Picture,
            (true, true) => Kind::PictureName,
        };
        let address = name.unwrap_or(address);
        let anchor = address.strip_prefix('#');
        if name.is_none() && !is_inside(address)
            || anchor.is_some_and(|anchor| self.ids.find(anchor).is_some())
        {
            return;
        }
        // Nobody is told of a name that is not there.
        let range = if kind == Kind::Name { None } else { self.place(address) };
        if anchor.is_none() {
            if self.inside.references.len() < MAX_REFERENCES {
                self.inside.references.push(Reference { kind, address: address.to_owned(), range });
            }
        } else if let (Kind::Path, Some(range)) = (kind, range) {
            self.inside.dead.push((address.to_owned(), range));
        }
    }

    /// Where an address stands. The parser has other text: without diagrams. One that it decoded stands there otherwise.
    fn place(&mut self, address: &str) -> Option<Range<usize>> {
        if self.misses == MAX_MISSES {
            return None;
        }
        let Some(at) = memchr::memmem::find(&self.description.as_bytes()[self.from..], address.as_bytes())
        else {
            self.misses += 1;
            return None;
        };
        let range = self.from + at..self.from + at + address.len();
        self.from = range.end;
        Some(range)
    }
}

/// Whether there may be such a reference. Hardly any description has one, and the parser takes its time.
fn may_refer(description: &str) -> bool {
    let begins = |at: usize| {
        let tag = &description.as_bytes()[at + 1..];
        tag.get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case(b"img"))
            || matches!(tag, [b'a' | b'A', space, ..] if space.is_ascii_whitespace())
    };
    let opens = |mark: &str| {
        memchr::memmem::find_iter(description.as_bytes(), mark).any(|at| {
            let address = description[at + mark.len()..].trim_start().trim_start_matches('<');
            is_inside(address.split([')', '>', ' ', '\n']).next().unwrap_or_default())
        })
    };
    opens("](")
        || opens("]:")
        || memchr::memmem::find(description.as_bytes(), b"[[").is_some()
        || memchr::memchr_iter(b'<', description.as_bytes()).any(begins)
}

/// Whether an address has no scheme and no host. What is empty leads to its own page.
fn is_inside(address: &str) -> bool {
    let end = address.find([':', '/', '#', '?', ')', ' ', '\n']).unwrap_or(address.len());
    let has_scheme = address[end..].starts_with(':');
    !address.is_empty() && !has_scheme && !address.starts_with("//") && !address.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What of a description leads to no heading of it and what it refers to, each where it stands.
    fn found(description: &str) -> (Vec<String>, Vec<(Kind, String)>) {
        let Inside { references, dead, .. } = inside(description);
        let check = |(address, range): (String, Range<usize>)| {
            assert_eq!(description[range], address);
            address
        };
        let dead = dead.into_iter().map(check).collect();
        let referred = |Reference { kind, address, range }: Reference| match range {
            Some(range) => (kind, check((address, range))),
            None => (kind, address),
        };
        (dead, references.into_iter().map(referred).collect())
    }

    #[test]
    fn what_leads_inside_is_found_where_it_stands() {
        let text = "# 缘起\n\n[好](#缘起) [坏](#结尾) [页](other.md) [网](https://example.org/#x) [信](mailto:a@b.c) \
                    [程序](javascript:1) ![图](a.png) ![远](https://example.org/b.png)\n";
        let path = |address: &str| (Kind::Path, address.to_owned());
        let picture = (Kind::Picture, "a.png".to_owned());
        assert_eq!(found(text), (vec!["#结尾".to_owned()], vec![path("other.md"), picture]));
        let none =
            "`[x](#y)`\n\n```\n[x](#y)\n```\n<Mermaid_Diagram>\ngraph TD\nA[x](#y)\n</Mermaid_Diagram>";
        assert_eq!(found(none), (vec![], vec![]));
        let below = "<Mermaid_Diagram>\ngraph TD\n</Mermaid_Diagram>\n[a][b]\n\n[b]: ../x.html\n";
        assert_eq!(found(below), (vec![], vec![path("../x.html")]));
    }

    #[test]
    fn names_of_notebooks_are_found() {
        let (dead, referred) =
            found("见[[木工]]、[[a/榫卯#燕尾|燕尾]]、![[图 1.png|300]]与![[另一篇]]；`[[码]]`，[[#无]]。");
        let names = [
            (Kind::Name, "木工"),
            (Kind::Name, "a/榫卯#燕尾"),
            (Kind::PictureName, "图 1.png"),
            (Kind::Name, "另一篇"),
        ];
        assert_eq!(referred, names.map(|(kind, name)| (kind, name.to_owned())));
        assert_eq!(dead, Vec::<String>::new());
    }
}
