//! Records that say the same as others.

use ahash::HashMap;

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::message::Message;
use crate::site::checks::Likeness;
use crate::site::entry::Entry;
use crate::site::{EntryId, Site};

/// Texts with so many percent in common are nearly the same.
const NEARLY: usize = 80;

/// A text is compared with so many others for each of its parts, however many have the part: texts after one model.
const MAX_COMPARED: usize = 4;

/// The records that say the same as an older one. Those that failed say nothing; and where the versions of an item are
/// one entry of lists, they are kept on purpose, so that only the one that stands for it is compared.
pub(super) fn twins(site: &Site) -> Vec<(EntryId, Diagnostic)> {
    let mut known = Known::default();
    let listed = site.listed.oldest_first();
    let mut found: Vec<_> = listed
        .filter_map(|id| {
            let twin = known.find(site, id);
            known.add(site, id);
            twin.map(|twin| (id, diagnostic(site, &twin)))
        })
        .collect();
    found.reverse();
    found
}

enum Twin {
    Text(EntryId),
    Item(EntryId),
    Nearly(EntryId, usize),
}

fn diagnostic(site: &Site, twin: &Twin) -> Diagnostic {
    let (code, what, hint, other) = match twin {
        Twin::Text(other) => (Code::Duplicate, "duplicate", "duplicate_hint", other),
        Twin::Item(other) => (Code::SameItem, "same_item", "same_item_hint", other),
        Twin::Nearly(other, _) => (Code::NearDuplicate, "near_duplicate", "near_duplicate_hint", other),
    };
    let what = Message::new(what).with("other", site.entries[*other].path.as_str());
    let what = if let Twin::Nearly(_, percent) = twin { what.with("percent", *percent) } else { what };
    Diagnostic::file(code, what, Message::new(hint))
}

/// The records so far, by what they can be found by.
#[derive(Default)]
struct Known {
    texts: HashMap<u64, EntryId>,
    items: HashMap<u64, EntryId>,
    parts: HashMap<(usize, u64), Vec<EntryId>>,
}

impl Known {
    /// The oldest record with the same text, else the last of the same item, else the one that is most alike.
    fn find(&self, site: &Site, id: EntryId) -> Option<Twin> {
        let entry = &site.entries[id];
        let text = entry.text().and_then(|text| self.texts.get(&text));
        let item = || entry.item().and_then(|item| self.items.get(&item));
        text.map(|other| Twin::Text(*other))
            .or_else(|| item().map(|other| Twin::Item(*other)))
            .or_else(|| self.nearest(site, entry))
    }

    fn nearest(&self, site: &Site, entry: &Entry) -> Option<Twin> {
        let likeness = entry.likeness()?;
        let alike = parts(likeness).filter_map(|part| self.parts.get(&part)).flatten();
        let percent = |other: &EntryId| {
            let percent = site.entries[*other].likeness().map_or(0, |others| likeness.percent(others));
            (percent, *other)
        };
        let (percent, other) = alike.map(percent).max()?;
        (percent >= NEARLY).then_some(Twin::Nearly(other, percent))
    }

    fn add(&mut self, site: &Site, id: EntryId) {
        let entry = &site.entries[id];
        if let Some(text) = entry.text() {
            self.texts.entry(text).or_insert(id);
        }
        if let Some(item) = entry.item() {
            self.items.insert(item, id);
        }
        for part in entry.likeness().into_iter().flat_map(parts) {
            let holders = self.parts.entry(part).or_default();
            if holders.len() < MAX_COMPARED {
                holders.push(id);
            }
        }
    }
}

fn parts(likeness: &Likeness) -> impl Iterator<Item = (usize, u64)> {
    likeness.parts().enumerate()
}
