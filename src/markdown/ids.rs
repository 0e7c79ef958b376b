//! The ids of headings.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use percent_encoding::percent_decode_str;

use crate::record::timestamp;

/// Ids that a record's page has for itself, in its template and for its scripts' dialogs; the template names diagrams
/// `diagram-1` and so on.
const RESERVED: [&str; 10] = [
    "main",
    "summary",
    "transcript",
    "toc",
    "facts",
    "problems",
    "versions",
    "related",
    "search-hits",
    "keys-title",
];

/// The ids of a page's headings.
pub(super) struct Ids {
    used: HashSet<String>,
    /// The last number of those that are made of one text.
    last: HashMap<String, usize>,
    /// The ids of the headings and their texts, in order.
    headings: Vec<(String, String)>,
    /// The same by their letters and digits alone, once a link asks for one: every program makes another id of a heading, and all
    /// keep these.
    by_letters: OnceCell<HashMap<String, usize>>,
    /// The names that raw HTML gives to places.
    places: HashMap<String, Place>,
}

/// A place that has a name.
struct Place {
    id: String,
    is_written: bool,
}

impl Default for Ids {
    fn default() -> Self {
        Self {
            used: RESERVED.into_iter().map(str::to_owned).collect(),
            last: HashMap::new(),
            headings: Vec::new(),
            by_letters: OnceCell::new(),
            places: HashMap::new(),
        }
    }
}

impl Ids {
    /// An id for a heading with this text, which no other has.
    pub(super) fn take(&mut self, text: &str) -> String {
        let slug = slug(timestamp::heading_without_marks(text));
        let id = self.free(if is_numbered(&slug) { format!("s-{slug}") } else { slug });
        self.headings.push((id.clone(), text.to_owned()));
        id
    }

    /// Keeps the name of a place that raw HTML has. Where the page has an id of that name itself, the place gets another.
    pub(super) fn keep(&mut self, name: &str) {
        if !self.places.contains_key(name) {
            let id = self.free(if is_numbered(name) { format!("s-{name}") } else { name.to_owned() });
            self.places.insert(name.to_owned(), Place { id, is_written: false });
        }
    }

    /// The id of a place that is not yet written: a page has each once.
    pub(super) fn write(&mut self, name: &str) -> Option<&str> {
        let place = self.places.get_mut(name).filter(|place| !place.is_written)?;
        place.is_written = true;
        Some(&place.id)
    }

    /// An id that nothing has, made of one that something may have.
    fn free(&mut self, wanted: String) -> String {
        let mut id = wanted.clone();
        while !self.used.insert(id.clone()) {
            let last = self.last.entry(wanted.clone()).or_insert(1);
            *last += 1;
            id = format!("{wanted}-{last}");
        }
        id
    }

    /// The id that a link's `#anchor` means: of a heading, however its anchor is made of it, or of a place.
    pub(super) fn find(&self, anchor: &str) -> Option<&str> {
        let anchor = percent_decode_str(anchor).decode_utf8().ok()?;
        if let Some(place) = self.places.get(anchor.as_ref()) {
            return Some(&place.id);
        }
        let exact = self.used.get(anchor.as_ref()).filter(|id| !RESERVED.contains(&id.as_str()));
        let by_letters = || {
            let place = self.by_letters.get_or_init(|| self.by_letters()).get(&letters(&anchor))?;
            self.headings.get(*place).map(|(id, _)| id)
        };
        exact.or_else(by_letters).map(String::as_str)
    }

    /// The first heading of each text, with and without its time mark.
    fn by_letters(&self) -> HashMap<String, usize> {
        let mut headings = HashMap::new();
        for (place, (_, text)) in self.headings.iter().enumerate() {
            for name in [text.as_str(), timestamp::heading(text), timestamp::heading_without_marks(text)] {
                headings.entry(letters(name)).or_insert(place);
            }
        }
        headings
    }

    /// The ids of the headings.
    pub(super) fn into_headings(self) -> Vec<String> {
        self.headings.into_iter().map(|(id, _)| id).collect()
    }
}

/// The id that a heading has most likely of which a link knows the text or an anchor.
pub(super) fn likely(anchor: &str) -> String {
    let anchor = percent_decode_str(anchor).decode_utf8().unwrap_or_default();
    Ids::default().take(anchor.trim())
}

/// Whether a template numbers ids of this form itself.
fn is_numbered(id: &str) -> bool {
    id.starts_with("diagram-") || id.starts_with("fn-")
}

/// The letters and digits of a text, in lower case.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A heading's text as an id: letters and digits of any script in lower case, `-` for the rest.
fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    if slug.is_empty() { "section".to_owned() } else { slug }
}
