//! The index of some records in memory: for each key the records that have it.
//!
//! A block does not know the records' numbers in a site, which change when others come; it knows their fingerprints.
//! So a block that was made once serves every later edition that still has its records.

use std::collections::BTreeMap;
use std::ops::Range;

use super::gram::KEY_BITS;
use super::terms::{CLASS_BITS, Terms};

/// How many records a full block holds. More would be smaller in all, and take longer to make again.
pub const BLOCK: usize = 1024;

/// A block can be read from any key whose first bits these are.
const SLOT_BITS: u32 = 13;

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

impl Block {
    /// Makes a block of records' terms.
    pub fn new(records: impl IntoIterator<Item = (u64, Terms)>) -> Self {
        let (mut fingerprints, mut postings) = (Vec::new(), Vec::new());
        let mut words = Words::new();
        for (fingerprint, terms) in records {
            let record = fingerprints.len() as u32;
            fingerprints.push(fingerprint);
            let posting = |term: &u32| Posting { key: term >> CLASS_BITS, record, class: term & CLASS_MASK };
            postings.extend(terms.keys.iter().map(posting).map(Posting::packed));
            for word in terms.words {
                words.entry(word).or_default().push(record);
            }
        }
        postings.sort_unstable();
        Self::of_sorted(fingerprints, words, &postings)
    }

    /// One block of several, without the records that are no longer wanted.
    pub fn join(blocks: &[&Self], is_wanted: impl Fn(u64) -> bool) -> Self {
        let (mut fingerprints, mut postings) = (Vec::new(), Vec::new());
        let mut words = Words::new();
        for block in blocks {
            let places: Vec<Option<u32>> = block
                .records
                .iter()
                .map(|fingerprint| {
                    is_wanted(*fingerprint).then(|| {
                        fingerprints.push(*fingerprint);
                        fingerprints.len() as u32 - 1
                    })
                })
                .collect();
            block.read(0..1 << KEY_BITS, |posting| {
                if let Some(record) = places[posting.record as usize] {
                    postings.push(Posting { record, ..posting }.packed());
                }
            });
            for (word, records) in &block.words {
                let wanted = records.iter().filter_map(|record| places[*record as usize]);
                words.entry(word.clone()).or_default().extend(wanted);
            }
        }
        postings.sort_unstable();
        Self::of_sorted(fingerprints, words, &postings)
    }

    fn of_sorted(records: Vec<u64>, words: Words, postings: &[u64]) -> Self {
        let mut data = Vec::with_capacity(postings.len() * 2);
        let mut slots = Vec::with_capacity(1 << SLOT_BITS);
        let mut before = 0;
        for run in postings.chunk_by(|a, b| a >> u32::BITS == b >> u32::BITS) {
            let key = Posting::unpacked(run[0]).key;
            while slots.len() <= slot(key) {
                before = (slots.len() as u32) << (KEY_BITS - SLOT_BITS);
                slots.push(data.len() as u32);
            }
            number(&mut data, key - before);
            before = key;
            number(&mut data, run.len() as u32);
            let mut last = 0;
            for posting in run.iter().map(|packed| Posting::unpacked(*packed)) {
                number(&mut data, (posting.record - last) << CLASS_BITS | posting.class);
                last = posting.record;
            }
        }
        slots.resize((1 << SLOT_BITS) + 1, data.len() as u32);
        Self { records: records.into(), words, data: data.into(), slots: slots.into() }
    }

    /// Tells the postings of a range of keys, in order.
    pub fn read(&self, keys: Range<u32>, mut take: impl FnMut(Posting)) {
        for slot in slot(keys.start)..slot(keys.end - 1) + 1 {
            let mut data = &self.data[self.slots[slot] as usize..self.slots[slot + 1] as usize];
            let mut key = (slot as u32) << (KEY_BITS - SLOT_BITS);
            while !data.is_empty() {
                key += read_number(&mut data);
                let count = read_number(&mut data);
                let mut record = 0;
                for _ in 0..count {
                    let value = read_number(&mut data);
                    record += value >> CLASS_BITS;
                    if keys.contains(&key) {
                        take(Posting { key, record, class: value & CLASS_MASK });
                    }
                }
            }
        }
    }
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

fn read_number(data: &mut &[u8]) -> u32 {
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
