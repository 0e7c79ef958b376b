//! The features of an entry: what it may have in common with others.

use std::hash::Hasher as _;

use siphasher::sip::SipHasher13;

use crate::base::text::{fold, is_alphanumeric, is_cjk};
use crate::site::entry::{Entry, Names};

/// A word of fewer letters says nothing about a title.
const SHORTEST_WORD: usize = 3;

/// What an entry has, as hashes.
pub(super) struct Hashes {
    pub strong: Vec<u64>,
    /// Of its excerpt.
    pub weak: Vec<u64>,
    /// What it is a summary of.
    pub item: Option<u64>,
}

impl Hashes {
    pub(super) fn of(entry: &Entry) -> Self {
        // About as many as there are.
        let (mut strong, mut weak) = (Vec::with_capacity(32), Vec::with_capacity(entry.excerpt.len() / 3));
        strong_features(entry, |feature| strong.push(hash(feature)));
        pieces(&fold(&entry.excerpt), |piece| weak.push(hash(("piece", piece))));
        let item = item_of(entry).filter(|_| !entry.failed()).map(|item| hash(("item", &item)));
        Self { strong, weak, item }
    }
}

fn hash((kind, text): (&str, &str)) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(kind.as_bytes());
    hasher.write_u8(0);
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// A platform and an id there.
fn item_of(entry: &Entry) -> Option<String> {
    let source = entry.head.source.as_ref()?;
    source.id.as_ref().map(|id| format!("{} {id}", source.platform.key()))
}

fn strong_features(entry: &Entry, mut take: impl FnMut((&str, &str))) {
    entry.names(Names::Tags).for_each(|tag| take(("tag", &fold(tag))));
    entry.names(Names::Categories).for_each(|path| take(("category", &fold(path))));
    entry.head.author.iter().for_each(|author| take(("author", &fold(author))));
    pieces(&fold(entry.title()), |piece| take(("piece", piece)));
}

/// The pieces of a folded text: its words, and two neighbours in a script without spaces.
fn pieces<'a>(text: &'a str, mut take: impl FnMut(&'a str)) {
    let (mut word, mut before) = (None, None);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let (is_letter, is_wide) = (is_alphanumeric(c), is_cjk(c));
        if is_letter && !is_wide {
            word.get_or_insert(at);
        } else if let Some(start) = word.take() {
            let whole = &text[start..at];
            if whole.chars().nth(SHORTEST_WORD - 1).is_some() {
                take(whole);
            }
        }
        let wide = (is_letter && is_wide).then_some(at);
        if let (Some(start), Some(at)) = (before, wide) {
            take(&text[start..at + c.len_utf8()]);
        }
        before = wide;
    }
}
