//! The grams of a text: the short pieces by which search finds it.
//!
//! Every character and every pair of neighbours is one, which is enough to find any text in a script without
//! spaces. Words of letters are made of few pairs, so they have groups of three and of five as well; and a short word as
//! a whole, because `ai` stands in half of all English words.
//!
//! A text that has all pairs of what is looked for may have them in other places. What says more, three neighbours and
//! what stands on both sides of a space, comes in so many forms that most lists would be of one record. So such grams
//! are *rough*: few keys, each of which stands for many grams and says no without doubt and yes with some. A wrong yes
//! comes in a few of a hundred cases, and that is enough: the text is looked at in the end.
//!
//! `src/web/search/ngrams.js` does the same with what is looked for.

/// The number of bits of a [`Key`].
pub const KEY_BITS: u32 = 30;

/// A gram, hashed: two grams with the same key are found for each other, and told apart by their text.
pub type Key = u32;

/// A text of ten kilobytes has some two thousand rough grams, so it has one in thirty of all that there can be.
const ROUGH_BITS: u32 = 16;

/// A gram of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ngram {
    /// The key is of this gram alone, as far as hashes go.
    Exact(Key),
    /// Many grams have the key.
    Rough(Key),
}

impl Ngram {
    fn exact(gram: impl IntoIterator<Item = char>) -> Self {
        Self::Exact(key(gram))
    }

    fn rough(gram: Hash) -> Self {
        // The first bits, so that rough grams are in all buckets alike.
        let rest = (1 << (KEY_BITS - ROUGH_BITS)) - 1;
        Self::Rough(gram.key() & !rest)
    }
}

/// How many neighbours in a word are a gram.
const IN_WORDS: [usize; 2] = [3, 5];

/// A word up to this length is a gram as a whole.
const SHORT_WORD: usize = 4;

/// The script that has the common characters between its first two quotes after the name.
const COMMON: &str = include_str!("../web/search/frequent-chars.js");

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

    /// A character of a normalized text, and what is asked of it.
    pub fn char(&self, code: char) -> Char {
        Char { code, is_common: self.is_common(code), is_word: is_word(code) }
    }
}

/// A character, and what is asked of it several times.
#[derive(Debug, Clone, Copy)]
pub struct Char {
    code: char,
    is_common: bool,
    is_word: bool,
}

impl Char {
    /// The character.
    pub fn code(self) -> char {
        self.code
    }

    /// Whether it is [part of a word](is_word).
    pub fn is_word(self) -> bool {
        self.is_word
    }
}

/// Tells the grams of a normalized text to `take`; the same one may come several times.
// Half of what search takes is here, and a twentieth more where it is a part of its caller, which has too few registers then.
#[inline(never)]
pub fn visit(chars: &[Char], mut take: impl FnMut(Ngram)) {
    for (at, one) in chars.iter().enumerate() {
        if one.code == ' ' {
            take(joint(chars, at));
            continue;
        }
        let hash = Hash::default().add(one.code);
        take(Ngram::Exact(hash.key()));
        let Some(two) = chars.get(at + 1).filter(|c| c.code != ' ') else { continue };
        let hash = hash.add(two.code);
        take(Ngram::Exact(hash.key()));
        let Some(three) = chars.get(at + 2).filter(|c| c.code != ' ') else { continue };
        // The pairs of the three stand in so many texts that all three are worth a gram.
        if u8::from(one.is_common) + u8::from(two.is_common) + u8::from(three.is_common) >= 2 {
            take(Ngram::rough(hash.add(three.code)));
        }
    }
    words(chars, take);
}

/// What stands on both sides of a space.
fn joint(chars: &[Char], space: usize) -> Ngram {
    let before = chars[..space].iter().rev().take(2).take_while(|c| c.code != ' ').count();
    let after = chars[space + 1..].iter().take(2).take_while(|c| c.code != ' ').count();
    Ngram::rough(Hash::of(chars[space - before..space + 1 + after].iter().map(|c| c.code)))
}

/// The grams of a text's words.
fn words(chars: &[Char], mut take: impl FnMut(Ngram)) {
    for word in chars.split(|c| !c.is_word).filter(|word| word.len() > 1) {
        for length in IN_WORDS {
            word.windows(length).for_each(|gram| take(Ngram::exact(gram.iter().map(|c| c.code))));
        }
        if word.len() <= SHORT_WORD {
            take(Ngram::exact([' '].into_iter().chain(word.iter().map(|c| c.code)).chain([' '])));
        }
    }
}

/// Whether a normalized character is part of a word whose borders are seen, by its code point alone.
pub fn is_word(c: char) -> bool {
    match u32::from(c) {
        0x30..=0x39 | 0x61..=0x7A => true,
        0..0xAA | 0x2000.. => false,
        0xAA | 0xB5 | 0xBA | 0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x2AF | 0x300..=0xDFF => true,
        0x1200..=0x177F | 0x1800..=0x1FFF => true,
        _ => false,
    }
}

/// The key of an exact gram, or of any other short text.
pub fn key(gram: impl IntoIterator<Item = char>) -> Key {
    Hash::of(gram).key()
}

/// FNV-1a over UTF-16 code units: what begins alike is hashed once.
#[derive(Clone, Copy)]
struct Hash(u32);

impl Default for Hash {
    fn default() -> Self {
        Self(0x811c_9dc5)
    }
}

impl Hash {
    fn of(gram: impl IntoIterator<Item = char>) -> Self {
        gram.into_iter().fold(Self::default(), Self::add)
    }

    #[inline]
    fn add(self, c: char) -> Self {
        const PRIME: u32 = 0x0100_0193;
        let add = |hash: u32, unit: u32| (hash ^ unit).wrapping_mul(PRIME);
        let code = u32::from(c);
        match code.checked_sub(0x1_0000) {
            None => Self(add(self.0, code)),
            Some(above) => Self(add(add(self.0, 0xD800 | above >> 10), 0xDC00 | above & 0x3FF)),
        }
    }

    /// The bits, mixed by the last steps of MurmurHash3, which FNV leaves too even for what is this short. The last bit is set,
    /// so that it is no key of rough grams.
    #[inline]
    fn key(self) -> Key {
        let mut hash = self.0;
        hash ^= hash >> 16;
        hash = hash.wrapping_mul(0x85eb_ca6b);
        hash ^= hash >> 13;
        hash = hash.wrapping_mul(0xc2b2_ae35);
        hash ^= hash >> 16;
        hash >> (u32::BITS - KEY_BITS) | 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grams(normalized: &str) -> Vec<Ngram> {
        let mut found = Vec::new();
        let grams = Grams::default();
        let chars: Vec<Char> = normalized.chars().map(|c| grams.char(c)).collect();
        visit(&chars, |gram| found.push(gram));
        found
    }

    fn exact<const N: usize>(grams: [&str; N]) -> Vec<Ngram> {
        grams.into_iter().map(|gram| Ngram::exact(gram.chars())).collect()
    }

    fn rough(gram: &str) -> Ngram {
        Ngram::rough(Hash::of(gram.chars()))
    }

    #[test]
    fn grams_of_han_and_of_words() {
        let mut wanted = exact(["用", "用g", "g", "gp", "p", "pt", "t", "t写", "写"]);
        wanted.push(rough("t写 ab"));
        wanted.extend(exact(["a", "ab", "b", "gpt", " gpt ", " ab "]));
        assert_eq!(grams("用gpt写 ab"), wanted);
    }

    #[test]
    fn three_characters_of_which_two_are_common_are_a_rough_gram() {
        let mut wanted = exact(["的", "的是"]);
        wanted.push(rough("的是焦"));
        wanted.extend(exact(["是", "是焦", "焦", "焦虑", "虑"]));
        assert_eq!(grams("的是焦虑"), wanted);
    }

    #[test]
    fn what_a_space_stands_between_ends_at_the_next_one() {
        let found = grams("of a kind");
        assert!(found.contains(&rough("of a")) && found.contains(&rough("a ki")));
    }
}
