//! The ids of headings.

use std::collections::{HashMap, HashSet};

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
}

impl Default for Ids {
    fn default() -> Self {
        Self { used: RESERVED.into_iter().map(str::to_owned).collect(), last: HashMap::new() }
    }
}

impl Ids {
    /// An id for a heading with this text, which no other has.
    pub(super) fn take(&mut self, text: &str) -> String {
        let slug = slug(text);
        // What the template numbers itself must not be claimed by a heading.
        let slug =
            if slug.starts_with("diagram-") || slug.starts_with("fn-") { format!("s-{slug}") } else { slug };
        let mut id = slug.clone();
        while !self.used.insert(id.clone()) {
            let last = self.last.entry(slug.clone()).or_insert(1);
            *last += 1;
            id = format!("{slug}-{last}");
        }
        id
    }

    /// Whether a heading has this id.
    pub(super) fn is_heading(&self, id: &str) -> bool {
        self.used.contains(id) && !RESERVED.contains(&id)
    }
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
