//! Which records have much in common.
//!
//! A record has *features*: its tags, its author, its categories, and the short pieces of its title. What two records
//! share counts the more the fewer have it. A feature that very many have is compared only with those that stand near
//! in time, so the work grows with the number of records and not with its square.

use std::sync::Arc;

use ahash::{HashMap, HashMapExt as _};

use crate::address::EntryId;
use crate::entry::{Entry, Names};
use crate::record::Platform;
use crate::text::{fold, is_cjk};

/// How many related records there are at most.
const MOST: usize = 5;

/// Of those that have a feature so many are compared on each side.
const NEAR: usize = 32;

/// What two records share must be one in so many parts of all that one of them shares with any: less is chance.
const LEAST_PART: u32 = 5;

/// A word of fewer letters says nothing about a title.
const SHORTEST_WORD: usize = 3;

/// The place of a feature in [`Related::holders`].
type FeatureId = u32;

/// The features of a site's records, and the records of each feature.
#[derive(Debug, Clone, Default)]
pub struct Related {
    features: Vec<Box<[FeatureId]>>,
    /// In the order of the site.
    holders: Vec<Vec<EntryId>>,
    /// What each record is a summary of, where that is known.
    items: Vec<Option<FeatureId>>,
}

impl Related {
    /// Takes the features of entries that are in the order of a site. Those that failed have none.
    pub fn new(entries: &[Arc<Entry>]) -> Self {
        let mut known: HashMap<Feature, FeatureId> = HashMap::new();
        let mut related = Self::default();
        for (id, entry) in entries.iter().enumerate() {
            let mut add = |feature| {
                let feature = *known.entry(feature).or_insert_with(|| {
                    related.holders.push(Vec::new());
                    related.holders.len() as FeatureId - 1
                });
                let holders = &mut related.holders[feature as usize];
                let is_new = holders.last() != Some(&id);
                if is_new {
                    holders.push(id);
                }
                is_new.then_some(feature)
            };
            let (features, item) =
                if entry.failed() { (Vec::new(), None) } else { (features(entry), item(entry)) };
            let features = features.into_iter().filter_map(&mut add).collect();
            let item = item.and_then(add);
            related.features.push(features);
            related.items.push(item);
        }
        related
    }

    /// The other records of the same item, the newest first.
    pub fn versions(&self, id: EntryId) -> impl Iterator<Item = EntryId> {
        let all = self.items[id].map_or(&[][..], |item| &self.holders[item as usize]);
        all.iter().copied().filter(move |other| *other != id)
    }

    /// Other records that have the most in common with one, at most five of them, without those of the same item.
    pub fn of(&self, id: EntryId) -> Vec<EntryId> {
        let mut scores: HashMap<EntryId, u32> = HashMap::new();
        let mut all = 0;
        for feature in &self.features[id] {
            let holders = &self.holders[*feature as usize];
            // What nobody else has is no reason to find less in common.
            let weight = if holders.len() > 1 { self.weight(holders.len()) } else { 0 };
            all += weight;
            let place = holders.partition_point(|holder| *holder < id);
            let near = place.saturating_sub(NEAR)..holders.len().min(place + 1 + NEAR);
            for other in &holders[near] {
                *scores.entry(*other).or_default() += weight;
            }
        }
        let is_same =
            |other: EntryId| other == id || self.items[id].is_some() && self.items[other] == self.items[id];
        scores.retain(|other, score| *score > 0 && *score * LEAST_PART >= all && !is_same(*other));
        let mut found: Vec<(EntryId, u32)> = scores.into_iter().collect();
        // The best first; of equals, the newest.
        found.sort_unstable_by_key(|(other, score)| (std::cmp::Reverse(*score), *other));
        found.into_iter().take(MOST).map(|(other, _)| other).collect()
    }

    /// What a feature is worth that so many have: the bits that it says, in whole numbers, which are the same
    /// everywhere.
    fn weight(&self, holders: usize) -> u32 {
        (self.features.len() / holders).max(1).ilog2()
    }
}

/// Something that records can have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Feature {
    Tag(String),
    Author(String),
    Category(String),
    /// A word, or two neighbours in a script without spaces.
    Title(String),
    /// A platform and an id there.
    Item(Platform, String),
}

fn item(entry: &Entry) -> Option<Feature> {
    let source = entry.head.source.as_ref()?;
    source.id.clone().map(|id| Feature::Item(source.platform, id))
}

fn features(entry: &Entry) -> Vec<Feature> {
    let tags = entry.names(Names::Tags).map(|tag| Feature::Tag(fold(tag)));
    let categories = entry.names(Names::Categories).map(|path| Feature::Category(fold(path)));
    let author = entry.head.author.iter().map(|author| Feature::Author(fold(author)));
    tags.chain(categories).chain(author).chain(pieces(&fold(&entry.head.title))).collect()
}

/// The pieces of a folded title.
fn pieces(title: &str) -> Vec<Feature> {
    let chars: Vec<char> = title.chars().collect();
    let kind = |c: &char| c.is_alphanumeric().then(|| is_cjk(*c));
    let runs = chars.chunk_by(|a, b| kind(a) == kind(b));
    let of_run = |run: &[char]| -> Vec<String> {
        match kind(&run[0]) {
            Some(true) => run.windows(2).map(|pair| pair.iter().collect()).collect(),
            Some(false) if run.len() >= SHORTEST_WORD => vec![run.iter().collect()],
            _ => Vec::new(),
        }
    };
    runs.flat_map(of_run).map(Feature::Title).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builder::Builder;
    use crate::config::Config;
    use crate::record::ContentPath;

    /// Entries of headers, one each.
    fn entries<'a>(headers: impl IntoIterator<Item = &'a str>) -> Vec<Arc<Entry>> {
        let builder = Builder::new(Config::default(), &[]).unwrap();
        let entry = |(n, header): (usize, &str)| {
            let text = format!("Timestamp: 2025-01-01T00:00:00\n{header}\nDescription:\nText.\n");
            Arc::new(builder.entry(&ContentPath::new(format!("{n}.txt")), Ok(text.as_bytes())))
        };
        headers.into_iter().enumerate().map(entry).collect()
    }

    fn header(title: &str, tags: &str) -> String {
        format!("Title: {title}\nTags: {tags}\n")
    }

    #[test]
    fn what_shares_rare_things_comes_first() {
        let mut headers = vec![
            header("焦虑的根源", "心理"),
            header("焦虑怎么办", "心理"),
            header("Sourdough at home", "baking"),
            header("Better sourdough", "baking, bread"),
            header("晨跑日记", "心理"),
        ];
        headers.extend((0..40).map(|n| header(&format!("unique{n}"), "")));
        let related = Related::new(&entries(headers.iter().map(String::as_str)));
        assert_eq!(related.of(0), [1, 4]);
        assert_eq!(related.of(2), [3]);
        assert!(related.of(7).is_empty());
    }

    #[test]
    fn there_are_five_at_most() {
        let headers: Vec<String> =
            (0..100).map(|n| header(&format!("Episode number {n}"), &format!("t{}", n / 10))).collect();
        let related = Related::new(&entries(headers.iter().map(String::as_str)));
        for id in 0..100 {
            let found = related.of(id);
            assert_eq!(found.len(), MOST);
            assert!(found.iter().all(|other| other / 10 == id / 10 && *other != id));
        }
    }

    #[test]
    fn records_of_one_item_are_versions_and_not_related() {
        let url = |id: &str| format!("Title: Bread\nURL: https://www.youtube.com/watch?v={id}\n");
        let mut headers = vec![url("abcdefghijk"), url("bbcdefghijk"), url("abcdefghijk")];
        headers.extend((0..20).map(|n| header(&format!("unique{n}"), "")));
        let related = Related::new(&entries(headers.iter().map(String::as_str)));
        assert_eq!(related.versions(0).collect::<Vec<_>>(), [2]);
        assert_eq!(related.versions(1).count(), 0);
        assert_eq!(related.of(0), [1]);
    }
}
