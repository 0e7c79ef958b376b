//! The index of some records in memory: for each key the records that have it.
//!
//! A block does not know the records' numbers in a site, which change when others come; it knows their fingerprints.
//! So a block that was made once serves every later snapshot that still has its records.

use std::collections::BTreeMap;
use std::ops::Range;

use super::ngram::KEY_BITS;
use super::terms::{CLASS_BITS, Terms};

/// How many records a full block holds. More would be smaller in all, and take longer to make again.
pub const BLOCK: usize = 1024;

/// A block can be read from any key whose first bits these are.
const SLOT_BITS: u32 = 15;

/// Within a slot the rest of a key, a record and a class are one number.
const REST_BITS: u32 = KEY_BITS - SLOT_BITS;
const RECORD_BITS: u32 = u32::BITS - REST_BITS - CLASS_BITS;

const CLASS_MASK: u32 = (1 << CLASS_BITS) - 1;

/// Words, and the places of the records that have them.
type Words = BTreeMap<Box<str>, Vec<u32>>;

/// The index of some records.
#[derive(Debug)]
pub struct Block {
    /// The records' fingerprints.
    pub records: Box<[u64]>,
    /// The places of those that have a word in what is read first.
    pub words: Words,
    /// Each key, in order: its difference to the one before in its slot, how many postings there are, and these.
    data: Box<[u8]>,
    /// Where each slot begins.
    slots: Box<[u32]>,
}

/// That a record has a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    /// The key.
    pub key: u32,
    /// The record's place in its block.
    pub record: u32,
    /// The best class in which it has it.
    pub class: u32,
}

impl Posting {
    /// As one number, in the order of keys, then records.
    pub fn packed(self) -> u64 {
        u64::from(self.key) << u32::BITS | u64::from(self.record << CLASS_BITS | self.class)
    }

    /// What was [packed](Self::packed).
    pub fn unpacked(packed: u64) -> Self {
        let low = packed as u32;
        Self { key: (packed >> u32::BITS) as u32, record: low >> CLASS_BITS, class: low & CLASS_MASK }
    }
}

/// What a block is made of: it is asked twice, and tells the same each time, in any order.
trait Postings {
    fn each(&self, take: impl FnMut(Posting));
}

/// The terms of records.
struct OfTerms(Vec<Box<[u32]>>);

impl Postings for OfTerms {
    fn each(&self, mut take: impl FnMut(Posting)) {
        for (record, terms) in (0..).zip(&self.0) {
            terms.iter().for_each(|term| {
                take(Posting { key: term >> CLASS_BITS, record, class: term & CLASS_MASK });
            });
        }
    }
}

/// Blocks, and the places of their records in the new one, which need not have them all.
struct OfBlocks<'a>(Vec<(&'a Block, Vec<Option<u32>>)>);

impl Postings for OfBlocks<'_> {
    fn each(&self, mut take: impl FnMut(Posting)) {
        for (block, places) in &self.0 {
            block.read(0..1 << KEY_BITS, |posting| {
                if let Some(record) = places[posting.record as usize] {
                    take(Posting { record, ..posting });
                }
            });
        }
    }
}

impl Block {
    /// So many records a block can hold.
    pub const MAX_RECORDS: usize = 1 << RECORD_BITS;

    /// Makes a block of records' terms, of which there are no more than [`Self::MAX_RECORDS`].
    pub fn new(records: impl IntoIterator<Item = (u64, Terms)>) -> Self {
        let (mut fingerprints, mut terms) = (Vec::new(), Vec::new());
        let mut words = Words::new();
        for (record, (fingerprint, found)) in (0..).zip(records) {
            fingerprints.push(fingerprint);
            terms.push(found.keys);
            for word in found.words {
                words.entry(word).or_default().push(record);
            }
        }
        Self::of(fingerprints, words, &OfTerms(terms))
    }

    /// One block of several, without the records that are no longer wanted. All wanted ones are no more than
    /// [`Self::MAX_RECORDS`].
    pub fn join(blocks: &[&Self], is_wanted: impl Fn(u64) -> bool) -> Self {
        let mut fingerprints = Vec::new();
        let mut words = Words::new();
        let mut of_blocks = Vec::new();
        for block in blocks {
            let place = |fingerprint: &u64| {
                is_wanted(*fingerprint).then(|| {
                    fingerprints.push(*fingerprint);
                    fingerprints.len() as u32 - 1
                })
            };
            let places: Vec<Option<u32>> = block.records.iter().map(place).collect();
            for (word, records) in &block.words {
                let wanted: Vec<u32> = records.iter().filter_map(|record| places[*record as usize]).collect();
                if !wanted.is_empty() {
                    words.entry(word.clone()).or_default().extend(wanted);
                }
            }
            of_blocks.push((*block, places));
        }
        Self::of(fingerprints, words, &OfBlocks(of_blocks))
    }

    /// Sorts the postings by slots, which are alike in size because keys are hashes, and then each slot for itself.
    fn of(records: Vec<u64>, words: Words, postings: &impl Postings) -> Self {
        let mut ends = vec![0_usize; 1 << SLOT_BITS];
        postings.each(|posting| ends[slot(posting.key)] += 1);
        let mut all = 0;
        for end in &mut ends {
            all += std::mem::replace(end, all);
        }
        let mut sorted = vec![0_u32; all];
        postings.each(|Posting { key, record, class }| {
            let end = &mut ends[slot(key)];
            sorted[*end] = key << (u32::BITS - REST_BITS) | record << CLASS_BITS | class;
            *end += 1;
        });
        let (mut data, mut slots) = (Vec::with_capacity(2 * all), Vec::with_capacity((1 << SLOT_BITS) + 1));
        let mut start = 0;
        for end in ends {
            slots.push(data.len() as u32);
            let postings = &mut sorted[start..end];
            postings.sort_unstable();
            let mut before = 0;
            for run in postings.chunk_by(|a, b| rest(*a) == rest(*b)) {
                number(&mut data, rest(run[0]) - before);
                before = rest(run[0]);
                write_records(&mut data, run);
            }
            start = end;
        }
        slots.push(data.len() as u32);
        // Copied, because a vector that is shrunk may keep what it had.
        Self { records: records.into(), words, data: data.as_slice().into(), slots: slots.into() }
    }

    /// Tells the postings of a range of keys, in order.
    pub fn read(&self, keys: Range<u32>, mut take: impl FnMut(Posting)) {
        for slot in slot(keys.start)..slot(keys.end - 1) + 1 {
            let mut data = &self.data[self.slots[slot] as usize..self.slots[slot + 1] as usize];
            let mut key = (slot as u32) << (KEY_BITS - SLOT_BITS);
            while !data.is_empty() {
                key += read_number(&mut data);
                let count = read_number(&mut data);
                let is_wanted = keys.contains(&key);
                let mut record = 0;
                for _ in 0..count {
                    let value = read_number(&mut data);
                    record += value >> CLASS_BITS;
                    if is_wanted {
                        take(Posting { key, record, class: value & CLASS_MASK });
                    }
                }
            }
        }
    }
}

/// How many postings a key has, and of which records.
fn write_records(data: &mut Vec<u8>, run: &[u32]) {
    const MASK: u32 = (1 << (RECORD_BITS + CLASS_BITS)) - 1;
    number(data, run.len() as u32);
    let mut last = 0;
    for posting in run {
        // The difference of two records, and the class as it is.
        let place = posting & MASK & !CLASS_MASK;
        number(data, (place - last) | (posting & CLASS_MASK));
        last = place;
    }
}

/// What of a key a slot does not say.
fn rest(posting: u32) -> u32 {
    posting >> (u32::BITS - REST_BITS)
}

fn slot(key: u32) -> usize {
    (key >> (KEY_BITS - SLOT_BITS)) as usize
}

/// Seven bits a byte, the lowest first; the eighth says that there are more.
fn number(out: &mut Vec<u8>, mut value: u32) {
    while value >= 128 {
        out.push(value as u8 | 128);
        value >>= 7;
    }
    out.push(value as u8);
}

#[inline]
fn read_number(data: &mut &[u8]) -> u32 {
    // Nearly all are of one byte.
    if let [byte @ 0..128, rest @ ..] = *data {
        *data = rest;
        return u32::from(*byte);
    }
    let (mut value, mut shift) = (0, 0);
    while let Some((byte, rest)) = data.split_first() {
        *data = rest;
        value |= u32::from(byte & 127) << shift;
        if *byte < 128 {
            break;
        }
        shift += 7;
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(keys: impl IntoIterator<Item = (u32, u32)>) -> Terms {
        let mut keys: Vec<u32> = keys.into_iter().map(|(key, class)| key << CLASS_BITS | class).collect();
        keys.sort_unstable();
        Terms { keys: keys.into(), ..Terms::default() }
    }

    fn all(block: &Block) -> Vec<(u32, u64, u32)> {
        let mut all = Vec::new();
        block.read(0..1 << KEY_BITS, |p| all.push((p.key, block.records[p.record as usize], p.class)));
        all
    }

    #[test]
    fn a_block_tells_what_it_was_made_of() {
        let last = (1 << KEY_BITS) - 1;
        let block = Block::new([
            (70, terms([(0, 0), (5, 1), (last, 2)])),
            (80, terms([(5, 2), (1 << 20, 0), (last, 0)])),
        ]);
        let wanted = [(0, 70, 0), (5, 70, 1), (5, 80, 2), (1 << 20, 80, 0), (last, 70, 2), (last, 80, 0)];
        assert_eq!(all(&block), wanted);
        let mut some = Vec::new();
        block.read(5..1 << 20, |posting| some.push(posting.key));
        assert_eq!(some, [5, 5]);
    }

    #[test]
    fn joined_blocks_are_the_block_of_all() {
        let of = |n: u64| (n, terms((0..50).map(|i| ((i * n as u32 * 7919) % (1 << KEY_BITS), i % 3))));
        let (a, b) = (Block::new((1..4).map(of)), Block::new((4..9).map(of)));
        let wanted = Block::new((1..9).filter(|n| n % 2 == 0).map(of));
        let joined = Block::join(&[&a, &b], |n| n % 2 == 0);
        assert_eq!((all(&joined), &joined.records), (all(&wanted), &wanted.records));
    }
}
