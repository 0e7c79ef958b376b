//! The grams of a text: the short pieces by which search finds it.
//!
//! Every character and every pair of neighbours is one, which is enough to find any text in a script without
//! spaces. Pairs of common characters stand in most texts, so three of these in a row are a gram, too. Words of letters
//! are made of few pairs, so they have groups of three and of five as well; and a short word as a whole, because `ai`
//! stands in half of all English words. `src/finder/grams.js` does the same with what is looked for.

/// The number of bits of a [`Key`].
pub const KEY_BITS: u32 = 30;

/// A gram, hashed: two grams with the same key are found for each other, and told apart by their text.
pub type Key = u32;

/// How many neighbours in a word are a gram.
const IN_WORDS: [usize; 2] = [3, 5];

/// A word up to this length is a gram as a whole.
const SHORT_WORD: usize = 4;

/// The script that has the common characters between its first two quotes after the name.
const COMMON: &str = include_str!("../finder/common.js");

/// Knows the common characters: a bit for each of the first plane.
#[derive(Debug)]
pub struct Grams {
    common: Box<[u64]>,
}

impl Default for Grams {
    fn default() -> Self {
        let listed = COMMON.split_once("COMMON =").and_then(|(_, rest)| rest.split('\'').nth(1));
        let kana = '\u{3041}'..='\u{30FC}';
        let mut common = vec![0; 0x1_0000 / 64].into_boxed_slice();
        for c in listed.unwrap_or_default().chars().chain(kana) {
            common[c as usize / 64] |= 1 << (c as u32 % 64);
        }
        Self { common }
    }
}

impl Grams {
    fn is_common(&self, c: char) -> bool {
        self.common.get(c as usize / 64).is_some_and(|bits| bits >> (c as u32 % 64) & 1 == 1)
    }

    /// Tells the keys of a folded text's grams to `take`; the same one may come several times.
    pub fn keys(&self, folded: &str, mut take: impl FnMut(Key)) {
        let chars: Vec<char> = folded.chars().collect();
        for (at, c) in chars.iter().enumerate().filter(|(_, c)| **c != ' ') {
            take(key([*c]));
            match chars[at + 1..] {
                [' ', ..] => {}
                [next, third, ..] if [*c, next, third].into_iter().all(|c| self.is_common(c)) => {
                    take(key([*c, next]));
                    take(key([*c, next, third]));
                }
                [next, ..] => take(key([*c, next])),
                [] => {}
            }
        }
        for word in chars.chunk_by(|a, b| is_word(*a) && is_word(*b)).filter(|word| is_word(word[0])) {
            for length in IN_WORDS {
                word.windows(length).for_each(|gram| take(key(gram.iter().copied())));
            }
            if (2..=SHORT_WORD).contains(&word.len()) {
                take(key([' '].into_iter().chain(word.iter().copied()).chain([' '])));
            }
        }
    }
}

/// Whether a folded character is part of a word whose borders are seen, by its code point alone.
pub fn is_word(c: char) -> bool {
    match u32::from(c) {
        0x30..=0x39 | 0x61..=0x7A => true,
        0..0xAA => false,
        0xAA | 0xB5 | 0xBA | 0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x2AF | 0x300..=0xDFF => true,
        0x1200..=0x177F | 0x1800..=0x1FFF => true,
        _ => false,
    }
}

/// The key of a gram, or of any other short text: FNV-1a over its UTF-16 code units, with the bits mixed by the
/// last steps of MurmurHash3, which FNV leaves too even for what is this short.
pub fn key(gram: impl IntoIterator<Item = char>) -> Key {
    const OFFSET: u32 = 0x811c_9dc5;
    const PRIME: u32 = 0x0100_0193;
    let mut hash = OFFSET;
    for c in gram {
        for unit in c.encode_utf16(&mut [0; 2]) {
            hash = (hash ^ u32::from(*unit)).wrapping_mul(PRIME);
        }
    }
    hash ^= hash >> 16;
    hash = hash.wrapping_mul(0x85eb_ca6b);
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(0xc2b2_ae35);
    hash ^= hash >> 16;
    hash >> (u32::BITS - KEY_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grams_of_han_and_of_words() {
        let mut found = Vec::new();
        Grams::default().keys("用gpt写 ab", |key| found.push(key));
        let wanted =
            ["用", "用g", "g", "gp", "p", "pt", "t", "t写", "写", "a", "ab", "b", "gpt", " gpt ", " ab "];
        assert_eq!(found, wanted.map(|gram| key(gram.chars())));
    }

    #[test]
    fn three_common_characters_are_a_gram() {
        let mut found = Vec::new();
        Grams::default().keys("的是,焦", |key| found.push(key));
        let wanted = ["的", "的是", "的是,", "是", "是,", ",", ",焦", "焦"];
        assert_eq!(found, wanted.map(|gram| key(gram.chars())));
    }
}
