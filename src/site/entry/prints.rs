//! Hashes of a record, by which it is known to have changed.

use std::hash::Hasher as _;

use siphasher::sip::SipHasher13;

use crate::record::category::Assignment;
use crate::record::{ContentPath, Record};

/// The hashes.
pub(super) struct Prints {
    /// Changes with anything that can be searched for.
    pub(super) fingerprint: u64,
    /// Changes with what the record itself says.
    pub(super) content: Option<u64>,
    /// Changes with its texts.
    pub(super) text: Option<u64>,
}

impl Prints {
    pub(super) fn of(path: &ContentPath, record: &Record, assignment: &Assignment) -> Self {
        let Record { head, texts, .. } = record;
        let mut hasher = SipHasher13::new();
        let add = |hasher: &mut SipHasher13, text: &str| {
            hasher.write(text.as_bytes());
            hasher.write_u8(u8::MAX);
        };
        let print = |hasher: &SipHasher13| (!texts.are_empty()).then(|| hasher.finish());
        [&texts.description.text, &texts.transcript.text].into_iter().for_each(|text| add(&mut hasher, text));
        let text = print(&hasher);
        head.author.iter().for_each(|author| add(&mut hasher, author));
        if let Some(source) = &head.source {
            add(&mut hasher, source.platform.key());
            add(&mut hasher, source.id.as_deref().unwrap_or_default());
        }
        head.tags.iter().for_each(|tag| add(&mut hasher, tag));
        head.extras.iter().for_each(|(_, value)| add(&mut hasher, value));
        let content = print(&hasher);
        // Which of them is what: a tag is found in another way than a field of no meaning.
        hasher.write(&[u8::from(head.author.is_some()), u8::from(head.source.is_some())]);
        [head.tags.len(), head.extras.len()].into_iter().for_each(|count| hasher.write_u64(count as u64));
        // The title and the categories may come from the file's name.
        [&*path.identity(), head.title.as_str()].into_iter().for_each(|text| add(&mut hasher, text));
        assignment.categories.iter().for_each(|path| add(&mut hasher, &path.join("\u{1}")));
        Self { fingerprint: hasher.finish(), content, text }
    }
}
