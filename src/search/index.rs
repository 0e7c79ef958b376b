//! The index of a site: blocks, and the numbers that their records have in one snapshot.

use std::collections::BTreeMap;
use std::sync::Arc;

use ahash::{HashMap, HashSet};

use super::block::{BLOCK, Block, Posting};
use super::codec;
use super::layout::Segment;
use crate::site::entries::Entries;

/// Blocks that may be less than half full, before they are joined.
const MAX_SMALL: usize = 8;

/// A bucket has about so many postings.
const POSTINGS: usize = 1 << 14;

/// Words that so many records have are taken for right.
const RIGHT: usize = 2;

/// The blocks of the records that were indexed so far.
#[derive(Debug, Clone, Default)]
pub struct Index {
    blocks: Vec<Arc<Block>>,
}

impl Index {
    /// Adds a block.
    pub fn add(&mut self, block: Block) {
        self.blocks.push(Arc::new(block));
    }

    /// The fingerprints of all its records.
    pub fn records(&self) -> HashSet<u64> {
        self.blocks.iter().flat_map(|block| block.records.iter().copied()).collect()
    }

    /// Whether it has so many small blocks that it is worth the work to make one of them.
    pub fn is_untidy(&self) -> bool {
        self.blocks.iter().filter(|block| block.records.len() <= BLOCK / 2).count() > MAX_SMALL
    }

    /// Makes one block of all small ones and those of which few records are still wanted, and forgets the others.
    pub fn tidy(&mut self, is_wanted: impl Fn(u64) -> bool) {
        let wanted = |block: &Block| block.records.iter().filter(|record| is_wanted(**record)).count();
        let (small, full): (Vec<_>, Vec<_>) =
            self.blocks.drain(..).partition(|block| wanted(block) <= BLOCK / 2);
        self.blocks = full;
        // Each has few, so together they are within the limit.
        for small in small.chunks(Block::MAX_RECORDS / BLOCK) {
            let small: Vec<&Block> = small.iter().map(AsRef::as_ref).collect();
            self.add(Block::join(&small, &is_wanted));
        }
    }

    /// Gives its records the numbers they have among entries.
    pub fn place(&self, entries: &Entries) -> Placed {
        let numbers: HashMap<u64, u32> =
            entries.oldest_first().map(|(id, entry)| (entry.fingerprint(), id as u32)).collect();
        let place = |block: &Arc<Block>| PlacedBlock {
            block: block.clone(),
            numbers: block.records.iter().map(|fingerprint| numbers.get(fingerprint).copied()).collect(),
        };
        Placed { blocks: self.blocks.iter().map(place).collect() }
    }
}

/// An index in which records have the numbers of one snapshot.
#[derive(Debug)]
pub struct Placed {
    blocks: Vec<PlacedBlock>,
}

#[derive(Debug)]
struct PlacedBlock {
    block: Arc<Block>,
    /// The number of each record, where it still has one.
    numbers: Box<[Option<u32>]>,
}

impl Placed {
    /// A bucket of a segment, as `src/web/search/codec.js` reads it: for each key its difference to the one before, which
    /// classes have lists, and these.
    pub fn bucket(&self, segment: &Segment, bucket: u32) -> String {
        written(segment, bucket, self.postings(segment, bucket))
    }

    /// The same of a segment of which an earlier build has published the bucket: the records that are here are those that it had
    /// not. `None` where the bucket is damaged.
    pub fn bucket_after(
        &self,
        segment: &Segment,
        bucket: u32,
        before: &str,
        moved: &Moved,
    ) -> Option<Remade<String>> {
        let mut packed = self.postings(segment, bucket);
        packed.sort_unstable();
        let number = |posting: Posting| moved.numbers.get(posting.record as usize).copied().flatten();
        let first = segment.keys(bucket).start;
        // Most records that change have most of what they had, under the number that they had.
        let (mut gone, mut are_there) = (Vec::new(), true);
        read(before, first, |posting| match number(posting) {
            Some(number) => are_there &= number == posting.record,
            None => gone.push(posting.packed()),
        })?;
        gone.sort_unstable();
        if are_there && gone == packed {
            return Some(Remade::Same);
        }
        read(before, first, |posting| {
            packed.extend(number(posting).map(|record| Posting { record, ..posting }.packed()));
        })?;
        Some(Remade::Other(written(segment, bucket, packed)))
    }

    /// The postings of a bucket, packed, with numbers in the segment for places.
    fn postings(&self, segment: &Segment, bucket: u32) -> Vec<u64> {
        let mut postings = Vec::with_capacity(POSTINGS);
        let inside = |number: &u32| segment.records.contains(number);
        for PlacedBlock { block, numbers } in &self.blocks {
            if !numbers.iter().flatten().any(inside) {
                continue;
            }
            block.read(segment.keys(bucket), |posting| {
                if let Some(number) = numbers[posting.record as usize].filter(inside) {
                    let record = number - segment.records.start;
                    postings.push(Posting { record, ..posting }.packed());
                }
            });
        }
        postings
    }

    /// The words with a first letter that are taken for right, in order.
    pub fn words(&self, letter: char) -> Vec<&str> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for PlacedBlock { block, numbers } in &self.blocks {
            let first: Box<str> = letter.to_string().into();
            let words = block.words.range(first..).take_while(|(word, _)| word.starts_with(letter));
            for (word, records) in words {
                let alive = records.iter().filter(|record| numbers[**record as usize].is_some());
                *counts.entry(word).or_default() += alive.count();
            }
        }
        counts.into_iter().filter(|(_, count)| *count >= RIGHT).map(|(word, _)| word).collect()
    }
}

/// What is made again of something that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remade<T> {
    /// It is as it was.
    Same,
    /// It is this now.
    Other(T),
}

impl<T> Remade<T> {
    /// The same, of what is made of that.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Remade<U> {
        match self {
            Self::Same => Remade::Same,
            Self::Other(other) => Remade::Other(make(other)),
        }
    }
}

/// What became of the records of a segment since a build published it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Which number each has in the segment now, by that which it had; `None` where it is there no more.
    numbers: Vec<Option<u32>>,
    /// Those that were not there, by the numbers that they have among all records.
    pub new: Vec<u32>,
}

impl Moved {
    /// By the fingerprints of the records that a segment had, in the order of their numbers, and of those that it has.
    pub fn new(before: &[u64], segment: &Segment, fingerprint: impl Fn(u32) -> u64) -> Self {
        let mut places: HashMap<u64, u32> = segment
            .records
            .clone()
            .map(|number| (fingerprint(number), number - segment.records.start))
            .collect();
        let numbers: Vec<Option<u32>> = before.iter().map(|before| places.remove(before)).collect();
        let mut new: Vec<u32> = places.into_values().map(|place| segment.records.start + place).collect();
        new.sort_unstable();
        Self { numbers, new }
    }
}

/// A bucket of these postings, which are packed.
fn written(segment: &Segment, bucket: u32, mut packed: Vec<u64>) -> String {
    if !packed.is_sorted() {
        // Several sorted runs, one after the other, which this sort makes use of.
        packed.sort();
    }
    let mut out = Vec::with_capacity(packed.len() * 2);
    let mut lists = Lists::default();
    let mut before = None;
    for run in packed.chunk_by(|a, b| Posting::unpacked(*a).key == Posting::unpacked(*b).key) {
        let rest = Posting::unpacked(run[0]).key - segment.keys(bucket).start;
        codec::number(&mut out, before.map_or(rest, |before| rest - before - 1));
        before = Some(rest);
        lists.write(&mut out, run);
    }
    codec::text(out)
}

/// Tells the postings of a bucket whose first key is given; `None` where it is damaged.
fn read(bucket: &str, first: u32, mut take: impl FnMut(Posting)) -> Option<()> {
    let mut reader = codec::Reader::new(bucket.as_bytes());
    let mut next = first;
    while !reader.is_at_end() {
        let key = next.checked_add(reader.number()?)?;
        next = key.checked_add(1)?;
        let classes = reader.digit()?;
        for class in (0..CLASSES).filter(|class| classes >> class & 1 == 1) {
            reader.list(|record| take(Posting { key, record, class }))?;
        }
    }
    Some(())
}

/// So many classes there are.
const CLASSES: u32 = 3;

/// The lists of a key's postings, one for each class. Their memory serves one key after the other.
#[derive(Default)]
struct Lists([Vec<u32>; CLASSES as usize]);

impl Lists {
    /// Writes those that have any, after a digit that says which.
    fn write(&mut self, out: &mut Vec<u8>, run: &[u64]) {
        // Most keys have one record.
        if let [only] = run {
            let Posting { record, class, .. } = Posting::unpacked(*only);
            codec::digit(out, 1 << class);
            codec::list(out, &[record]);
            return;
        }
        self.0.iter_mut().for_each(Vec::clear);
        for posting in run.iter().map(|packed| Posting::unpacked(*packed)) {
            self.0[posting.class as usize].push(posting.record);
        }
        let lists = || (0..).zip(&self.0).filter(|(_, list)| !list.is_empty());
        codec::digit(out, lists().map(|(class, _)| 1 << class).sum());
        lists().for_each(|(_, numbers)| codec::list(out, numbers));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn postings(bucket: &str) -> Option<Vec<Posting>> {
        let mut found = Vec::new();
        read(bucket, 0, |posting| found.push(posting))?;
        Some(found)
    }

    #[test]
    fn a_bucket_is_read_as_it_was_written() {
        let segment = Segment { id: 0, records: 0..400, bits: 0 };
        let posting = |key, record, class| Posting { key, record, class };
        let mut all =
            vec![posting(0, 0, 2), posting(7, 3, 0), posting(9, 5, 1), posting(u32::MAX >> 2, 399, 2)];
        all.extend((0..300).map(|record| posting(100, record, record % 3)));
        let packed = |all: &[Posting]| all.iter().map(|posting| posting.packed()).collect::<Vec<u64>>();
        let bucket = written(&segment, 0, packed(&all));
        let mut found = postings(&bucket).unwrap();
        found.sort();
        all.sort();
        assert_eq!(found, all);
        // No end is a mistake that ends in silence, nor is one an endless loop.
        for end in 0..bucket.len() {
            let part = &bucket[..end];
            assert!(
                postings(part).is_none_or(|found| written(&segment, 0, packed(&found)) == part),
                "{part}"
            );
        }
        assert_eq!(postings("!"), None);
        assert_eq!(postings(&"_".repeat(40)), None);
    }
}
