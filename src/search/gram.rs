//! The grams of a text: the short pieces by which search finds it.
//!
//! Every character and every pair of neighbours is one, which is enough to find any text in a script without
//! spaces. Words of letters are made of few pairs, so they have groups of three and of five as well; and a short word
//! as a whole, because `ai` stands in half of all English words. `src/finder/grams.js` does the same with what is
//! looked for.

/// The number of bits of a [`Key`].
pub const KEY_BITS: u32 = 30;

/// A gram, hashed: two grams with the same key are found for each other, and told apart by their text.
pub type Key = u32;

/// How many neighbours in a word are a gram.
const IN_WORDS: [usize; 2] = [3, 5];

/// A word up to this length is a gram as a whole.
const SHORT_WORD: usize = 4;

/// Tells the grams of a folded text to `take`; the same one may come several times.
pub fn keys(folded: &str, mut take: impl FnMut(Key)) {
    let chars: Vec<char> = folded.chars().collect();
    for (at, c) in chars.iter().enumerate().filter(|(_, c)| **c != ' ') {
        take(key([*c]));
        if let Some(next) = chars.get(at + 1).filter(|next| **next != ' ') {
            take(key([*c, *next]));
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
        keys("用gpt写 ab", |key| found.push(key));
        let wanted =
            ["用", "用g", "g", "gp", "p", "pt", "t", "t写", "写", "a", "ab", "b", "gpt", " gpt ", " ab "];
        assert_eq!(found, wanted.map(|gram| key(gram.chars())));
    }
}
