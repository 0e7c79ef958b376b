//! What two texts have in common when a reader takes them for the same: the form in which search compares them.

use ahash::{HashMap, HashMapExt as _};
use unicode_normalization::UnicodeNormalization;

/// OpenCC's table of characters: a traditional one, the simplified one, and so on.
const PAIRS: &str = include_str!(concat!(env!("OUT_DIR"), "/han.txt"));

/// The Han characters of the first plane, most of which are in one table.
const FIRST_HAN: u32 = 0x3400;
const LAST_HAN: u32 = 0x9FFF;

/// Folds texts: compatibility forms and widths (NFKC), case, traditional Han characters, white space.
///
/// `src/web/search/normalise.js` does the same in the browser. Both go by code points, not by what a version of Unicode
/// says of words, so they agree.
#[derive(Debug)]
pub struct Normalizer {
    han: Box<[char]>,
    rare: HashMap<char, char>,
}

impl Default for Normalizer {
    fn default() -> Self {
        let mut han: Box<[char]> = (FIRST_HAN..=LAST_HAN).filter_map(char::from_u32).collect();
        let mut rare = HashMap::new();
        let mut chars = PAIRS.chars();
        while let (Some(traditional), Some(simplified)) = (chars.next(), chars.next()) {
            match han.get_mut((traditional as u32).wrapping_sub(FIRST_HAN) as usize) {
                Some(slot) => *slot = simplified,
                None => drop(rare.insert(traditional, simplified)),
            }
        }
        Self { han, rare }
    }
}

impl Normalizer {
    /// Folds a text.
    pub fn normalise(&self, text: &str) -> String {
        let mut folded = String::with_capacity(text.len());
        self.fold(text, |c| folded.push(c));
        folded
    }

    /// Tells the characters of a folded text to `take`.
    pub fn fold(&self, text: &str, take: impl FnMut(char)) {
        let mut out = Folded { normalizer: self, take, last: None, space: false };
        let mut chars = text.chars();
        // A plain character becomes part of another only through one that follows it and is not plain.
        let mut held: Option<Held> = None;
        while let Some(c) = chars.next() {
            if let Some(plain) = plain(c) {
                if let Some(before) = held.replace(Held { plain, width: c.len_utf8() }) {
                    out.push(before.plain);
                }
                continue;
            }
            let rest = chars.as_str();
            let start = text.len() - rest.len() - c.len_utf8() - held.take().map_or(0, |held| held.width);
            let next = rest.find(is_plain).map_or("", |end| &rest[end..]);
            text[start..text.len() - next.len()].nfkc().for_each(|c| out.push(c));
            chars = next.chars();
        }
        if let Some(last) = held {
            out.push(last.plain);
        }
    }

    fn simplified(&self, c: char) -> char {
        match self.han.get((c as u32).wrapping_sub(FIRST_HAN) as usize) {
            Some(simplified) => *simplified,
            None if c as u32 > LAST_HAN => self.rare.get(&c).copied().unwrap_or(c),
            None => c,
        }
    }
}

/// The NFKC form of a character that has one on its own, as nearly all of a Chinese or English text have.
fn plain(c: char) -> Option<char> {
    match u32::from(c) {
        0..0xA0 | 0x3001..=0x3029 | 0x3400..=0x9FFF => Some(c),
        // Full-width forms of ASCII.
        0xFF01..=0xFF5E => char::from_u32(u32::from(c) - 0xFEE0),
        _ => None,
    }
}

fn is_plain(c: char) -> bool {
    plain(c).is_some()
}

/// A character that waits for the one that follows.
struct Held {
    plain: char,
    /// How many bytes it has in the text.
    width: usize,
}

struct Folded<'a, F> {
    normalizer: &'a Normalizer,
    take: F,
    /// The last character that was taken.
    last: Option<char>,
    /// Whether white space came after it.
    space: bool,
}

impl<F: FnMut(char)> Folded<'_, F> {
    fn push(&mut self, c: char) {
        // Han and its marks have no case, and none of them is white space.
        if matches!(u32::from(c), 0x3001..=0x3029 | FIRST_HAN..=LAST_HAN) {
            self.append(self.normalizer.simplified(c));
        } else if c.is_whitespace() {
            self.space = true;
        } else if c.is_ascii() {
            self.append(c.to_ascii_lowercase());
        } else if !is_invisible(c) {
            c.to_lowercase().for_each(|c| self.append(self.normalizer.simplified(c)));
        }
    }

    #[inline]
    fn append(&mut self, c: char) {
        if std::mem::take(&mut self.space)
            && self.last.is_some_and(|last| !(is_spaceless(last) && is_spaceless(c)))
        {
            (self.take)(' ');
        }
        self.last = Some(c);
        (self.take)(c);
    }
}

/// Characters that a reader does not see and may have copied.
fn is_invisible(c: char) -> bool {
    matches!(u32::from(c), 0xAD | 0x200B..=0x200F | 0x2060..=0x2064 | 0xFEFF | 0xFE00..=0xFE0F)
}

/// Characters of scripts in which a space between two of them says nothing.
fn is_spaceless(c: char) -> bool {
    matches!(u32::from(c),
        0x2E80..=0x31FF | 0x3220..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normalise(text: &str) -> String {
        Normalizer::default().normalise(text)
    }

    #[test]
    fn what_a_reader_takes_for_the_same_is_the_same() {
        assert_eq!(normalise("焦慮"), "焦虑");
        assert_eq!(normalise("ＧＰＴ－４，ﾊﾟｿｺﾝ"), "gpt-4,パソコン");
        assert_eq!(normalise("Cafe\u{301} ΣΑΣ ﬁx"), "café σασ fix");
        assert_eq!(normalise("\u{1112}\u{1161}\u{11AB}글"), "한글");
        assert_eq!(normalise("a\u{AD}b\u{200B}c"), "abc");
    }

    #[test]
    fn white_space_is_one_space_and_none_between_han() {
        assert_eq!(normalise(" 人工\n 智能  with\tRust 语言 "), "人工智能 with rust 语言");
        assert_eq!(normalise("结束。\n下一段"), "结束。下一段");
    }

    #[test]
    fn the_short_way_gives_what_the_whole_normalisation_gives() {
        for text in ["Ａ\u{301}b\u{327}\u{301}", "か\u{3099}は\u{309A}x", "①②ℌ½", "ｶﾞｷﾞ", "\u{1100}\u{1161}"]
        {
            let whole: String = text.nfkc().flat_map(char::to_lowercase).collect();
            assert_eq!(normalise(text), whole.replace(char::is_whitespace, " "), "{text}");
        }
    }
}
