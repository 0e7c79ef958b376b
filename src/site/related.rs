//! Which records have much in common.
//!
//! A record has *features*: its tags, its author, its categories, the short pieces of its title, and, at less weight,
//! those of its excerpt. What two records share counts the more the fewer have it. A feature that very many have is
//! compared only with those that stand near in time, so the work grows with the number of records and not with its
//! square.

use std::hash::Hasher as _;
use std::sync::Arc;

use ahash::HashMap;
use rayon::prelude::*;
use siphasher::sip::SipHasher13;

use crate::base::pool::Pool;
use crate::base::text::{fold, is_alphanumeric, is_cjk};
use crate::site::address::EntryId;
use crate::site::entry::{Entry, Names};

/// How many related records there are at most.
const MAX: usize = 5;

/// Of those that have a feature so many are compared on each side.
const NEAR: usize = 32;

/// What two records share must be one in so many parts of all that one of them shares with any, its excerpt aside: less
/// is chance. Where that is nothing, the excerpts must share as much as a word of a title that no other record has.
const MIN_PART: u32 = 5;

/// So much more a feature counts that is not only the excerpt's.
const STRONG: u32 = 2;

/// A word of fewer letters says nothing about a title.
const SHORTEST_WORD: usize = 3;

/// The features of so many entries are held as hashes, which take a kilobyte each.
const AT_ONCE: usize = 4096;

/// The place of a feature in [`Related::starts`]. Both this and the place of an entry are kept short: there are more
/// than a hundred for each record.
type FeatureId = u32;

/// The features of a site's records, and the records of each feature.
#[derive(Debug, Clone, Default)]
pub struct Related {
    features: Vec<Features>,
    /// What each record is a summary of, where that is known.
    items: Vec<Option<FeatureId>>,
    /// Where the records of each feature begin in `holders`, and end.
    starts: Vec<u32>,
    /// In the order of the site.
    holders: Vec<u32>,
    scores: Pool<Scores>,
}

/// What records have in common with one.
#[derive(Debug, Default)]
struct Scores {
    /// By the record; nothing but zeros between two uses.
    of: Vec<u32>,
    /// Those that have anything.
    found: Vec<u32>,
}

impl Scores {
    fn add(&mut self, other: u32, weight: u32) {
        let score = &mut self.of[other as usize];
        if *score == 0 {
            self.found.push(other);
        }
        *score += weight;
    }

    /// Takes all scores.
    fn drain(&mut self) -> impl Iterator<Item = (EntryId, u32)> {
        let of = &mut self.of;
        self.found.drain(..).map(|other| (other as EntryId, std::mem::take(&mut of[other as usize])))
    }
}

/// What one record has in common with others.
#[derive(Debug, Clone, Default)]
struct Features {
    ids: Box<[FeatureId]>,
    /// So many of them are more than the excerpt's; they come first.
    strong: usize,
}

impl Related {
    /// Takes the features of entries that are in the order of a site. Those that are not listed have none.
    pub fn new(entries: &[Arc<Entry>], is_listed: impl Fn(EntryId) -> bool) -> Self {
        let mut known = Known::default();
        known.ids.reserve(entries.len());
        let mut related = Self::default();
        let hashes = entries.chunks(AT_ONCE).flat_map(|entries| {
            // Most of the work is in the texts, and that of one entry is not another's. A thread of the pool must not wait for others
            // here, though: it would do their work meanwhile, which may be to wait for this.
            match rayon::current_thread_index() {
                None => entries.par_iter().map(|entry| Hashes::of(entry)).collect::<Vec<_>>(),
                Some(_) => entries.iter().map(|entry| Hashes::of(entry)).collect(),
            }
        });
        for (id, Hashes { strong, weak, item }) in hashes.enumerate() {
            let mut features = Features::default();
            if is_listed(id) {
                let mut ids: Vec<FeatureId> =
                    strong.into_iter().filter_map(|hash| known.add(hash, id)).collect();
                features.strong = ids.len();
                ids.extend(weak.into_iter().filter_map(|hash| known.add(hash, id)));
                features.ids = ids.into();
            }
            related.features.push(features);
            related.items.push(item.and_then(|item| known.add(item, id)));
        }
        related.list_holders(&known);
        related
    }

    fn list_holders(&mut self, known: &Known) {
        let mut ends = Vec::with_capacity(known.counts.len() + 1);
        let mut end = 0;
        for count in &known.counts {
            ends.push(end);
            end += count;
        }
        self.starts = [&ends[..], &[end]].concat();
        self.holders = vec![0; end as usize];
        for (id, (features, item)) in self.features.iter().zip(&self.items).enumerate() {
            for feature in features.ids.iter().chain(item) {
                let end = &mut ends[*feature as usize];
                self.holders[*end as usize] = id as u32;
                *end += 1;
            }
        }
    }

    fn holders(&self, feature: FeatureId) -> &[u32] {
        let place = feature as usize;
        &self.holders[self.starts[place] as usize..self.starts[place + 1] as usize]
    }

    /// The other records of the same item, the newest first.
    pub fn versions(&self, id: EntryId) -> impl Iterator<Item = EntryId> {
        let all = self.items[id].map_or(&[][..], |item| self.holders(item));
        all.iter().map(|other| *other as EntryId).filter(move |other| *other != id)
    }

    /// Other records that have the most in common with one, at most five of them, without those of the same item.
    pub fn of(&self, id: EntryId) -> Vec<EntryId> {
        self.scores.with(|scores| {
            let all = self.score(id, scores);
            let is_same =
                |other| other == id || self.items[id].is_some() && self.items[other] == self.items[id];
            let enough = |(other, score): &(EntryId, u32)| *score * MIN_PART >= all && !is_same(*other);
            let mut found: Vec<(EntryId, u32)> = scores.drain().filter(enough).collect();
            // The best first; of equals, the newest.
            found.sort_unstable_by_key(|(other, score)| (std::cmp::Reverse(*score), *other));
            found.into_iter().take(MAX).map(|(other, _)| other).collect()
        })
    }

    /// Scores the records that have something in common with one; gives what all of that would be, its excerpt aside.
    fn score(&self, id: EntryId, scores: &mut Scores) -> u32 {
        let Features { ids, strong } = &self.features[id];
        scores.of.resize(self.features.len(), 0);
        let mut all = 0;
        for (n, feature) in ids.iter().enumerate() {
            let holders = self.holders(*feature);
            let weight = self.weight(holders.len()) * if n < *strong { STRONG } else { 1 };
            // What nobody else has is no reason to find less in common, and what all have is nothing in common.
            if holders.len() < 2 || weight == 0 {
                continue;
            }
            all += if n < *strong { weight } else { 0 };
            let place = holders.partition_point(|holder| (*holder as EntryId) < id);
            let near = place.saturating_sub(NEAR)..holders.len().min(place + 1 + NEAR);
            holders[near].iter().for_each(|other| scores.add(*other, weight));
        }
        if all == 0 { MIN_PART * STRONG * self.features.len().max(1).ilog2() } else { all }
    }

    /// What a feature is worth that so many have: the bits that it says, in whole numbers, which are the same
    /// everywhere, and which hardly ever change with one more record.
    fn weight(&self, holders: usize) -> u32 {
        self.features.len().ilog2() - holders.ilog2()
    }
}

/// The features so far, by the hashes of what they are.
#[derive(Default)]
struct Known {
    ids: HashMap<u64, FeatureId>,
    /// How many records have each.
    counts: Vec<u32>,
    /// Which has it last.
    last: Vec<EntryId>,
}

impl Known {
    /// Notes that a record has a feature, by its hash; `None` where that is known.
    fn add(&mut self, hash: u64, id: EntryId) -> Option<FeatureId> {
        let feature = *self.ids.entry(hash).or_insert(self.counts.len() as FeatureId);
        let place = feature as usize;
        if place == self.counts.len() {
            self.counts.push(0);
            self.last.push(EntryId::MAX);
        }
        if self.last[place] == id {
            return None;
        }
        self.last[place] = id;
        self.counts[place] += 1;
        Some(feature)
    }
}

/// What an entry has, as hashes.
struct Hashes {
    strong: Vec<u64>,
    /// Of its excerpt.
    weak: Vec<u64>,
    /// What it is a summary of.
    item: Option<u64>,
}

impl Hashes {
    fn of(entry: &Entry) -> Self {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::pages::builder::Builder;
    use crate::record::ContentPath;
    use crate::record::parse::Corrections;

    /// Entries of headers, one each.
    fn entries<'a>(headers: impl IntoIterator<Item = &'a str>) -> Vec<Arc<Entry>> {
        let builder = Builder::new(Config::default(), &[]).unwrap();
        let entry = |(n, header): (usize, &str)| {
            let text = format!("Timestamp: 2025-01-01T00:00:00\n{header}\nDescription:\nText.\n");
            let path = ContentPath::new(format!("{n}.txt"));
            Arc::new(builder.entries(&path, &text.as_bytes().into(), &Corrections::default()).remove(0))
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
        let related = Related::new(&entries(headers.iter().map(String::as_str)), |_| true);
        assert_eq!(related.of(0), [1, 4]);
        assert_eq!(related.of(2), [3]);
        assert!(related.of(7).is_empty());
    }

    #[test]
    fn excerpts_speak_where_titles_do_not() {
        let of = |title: &str, text: &str| format!("Title: {title}\nDescription:\n{text}\n\n");
        let mut headers = vec![
            of("第一讲", "预写日志先于状态，断电之后重放日志。"),
            of("随笔", "为什么预写日志总在状态之前？断电之后要重放。"),
            of("预写日志", "别的话。"),
            of("晨跑", "今天跑了十公里。"),
        ];
        headers.extend((0..40).map(|n| of(&format!("unique{n}"), &format!("other{n}"))));
        let related = Related::new(&entries(headers.iter().map(String::as_str)), |_| true);
        assert_eq!(related.of(0), [1, 2]);
        assert!(related.of(3).is_empty());
    }

    #[test]
    fn there_are_five_at_most() {
        let headers: Vec<String> =
            (0..100).map(|n| header(&format!("Episode number {n}"), &format!("t{}", n / 10))).collect();
        let related = Related::new(&entries(headers.iter().map(String::as_str)), |_| true);
        for id in 0..100 {
            let found = related.of(id);
            assert_eq!(found.len(), MAX);
            assert!(found.iter().all(|other| other / 10 == id / 10 && *other != id));
        }
    }

    #[test]
    fn records_of_one_item_are_versions_and_not_related() {
        let url = |id: &str| format!("Title: Bread\nURL: https://www.youtube.com/watch?v={id}\n");
        let mut headers = vec![url("abcdefghijk"), url("bbcdefghijk"), url("abcdefghijk")];
        headers.extend((0..20).map(|n| header(&format!("unique{n}"), "")));
        let related = Related::new(&entries(headers.iter().map(String::as_str)), |_| true);
        assert_eq!(related.versions(0).collect::<Vec<_>>(), [2]);
        assert_eq!(related.versions(1).count(), 0);
        assert_eq!(related.of(0), [1]);
    }
}
