//! How long a text is, and how long it takes to read.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::base::text::{is_alphanumeric, is_cjk};

// Adults read about 240 words of English prose a minute silently, most of them 175 to 300 (Brysbaert 2019, "How many words
// do we read per minute?", doi 10.1016/j.jml.2019.104047); summaries are denser than prose. A Chinese word has about one and
// a half characters, and Chinese takes somewhat fewer words than English for the same.
const WORDS_A_MINUTE: f64 = 220.0;
const CHARACTERS_A_MINUTE: f64 = 400.0;

/// How long a text is. Marks and spaces do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Length {
    /// Characters of scripts without spaces between words.
    pub characters: usize,
    /// Words of other scripts, and numbers.
    pub words: usize,
}

impl Length {
    /// Of this text.
    pub fn of(text: &str) -> Self {
        let mut length = Self::default();
        let mut in_word = 0;
        let mut at = 0;
        while let Some(byte) = text.as_bytes().get(at) {
            let (class, width) = match byte {
                0..=0x7F => (ASCII[usize::from(*byte)], 1),
                // From U+5000 to U+8FFF: most of a Chinese text.
                0xE5..=0xE8 => (CHARACTER, 3),
                _ => text[at..].chars().next().map_or((GAP, 1), |c| (class(c), c.len_utf8())),
            };
            at += width;
            // Without branches: where words end cannot be guessed, and every text of a site is counted.
            let (letter, joiner) = (class & LETTER, (class / JOINER) & 1);
            length.characters += class / CHARACTER;
            length.words += letter & !in_word;
            in_word = letter | (in_word & joiner);
        }
        length
    }

    /// What most of it is counted by.
    pub fn unit(self) -> &'static str {
        if self.characters > self.words { "characters" } else { "words" }
    }

    /// Both together, as word processors count a text of both.
    pub fn total(self) -> usize {
        self.characters + self.words
    }

    /// How many minutes it takes to read, and never none.
    pub fn minutes(self) -> usize {
        let minutes = self.characters as f64 / CHARACTERS_A_MINUTE + self.words as f64 / WORDS_A_MINUTE;
        (minutes.round() as usize).max(1)
    }
}

// What a character is to a count: a letter of a word; what inside of a word is a part of it, so that `don't`, `3.5` and
// `re-read` are one word each; or a character of a script without spaces between words.
const GAP: usize = 0;
const LETTER: usize = 1;
const JOINER: usize = 2;
const CHARACTER: usize = 4;

fn class(c: char) -> usize {
    match c {
        '\'' | '’' | '.' | ',' | '-' => JOINER,
        '、' | '。' | '，' => GAP,
        '\u{4E00}'..='\u{9FFF}' => CHARACTER,
        _ if !is_alphanumeric(c) => GAP,
        _ if is_cjk(c) => CHARACTER,
        _ => LETTER,
    }
}

const ASCII: [usize; 128] = {
    let mut classes = [GAP; 128];
    let mut code = 0_u8;
    while code < 128 {
        classes[code as usize] = match code {
            b'\'' | b'.' | b',' | b'-' => JOINER,
            _ if code.is_ascii_alphanumeric() => LETTER,
            _ => GAP,
        };
        code += 1;
    }
    classes
};

impl AddAssign for Length {
    fn add_assign(&mut self, other: Self) {
        self.characters += other.characters;
        self.words += other.words;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(text: &str) -> (usize, usize) {
        let Length { characters, words } = Length::of(text);
        (characters, words)
    }

    #[test]
    fn chinese_by_characters_and_other_scripts_by_words() {
        assert_eq!(counts("先写日志，再改状态。"), (8, 0));
        assert_eq!(counts("Don't re-read 3,000 lines: it's 3.5 times slower."), (0, 8));
        assert_eq!(counts("用 Rust 写的 KV 存储v2"), (5, 3));
        assert_eq!(counts("カタカナとひらがな"), (9, 0));
        assert_eq!(counts("자리가 병목이다"), (0, 2));
        assert_eq!(counts(" …—“”\n"), (0, 0));
    }

    #[test]
    fn characters_that_are_known_beforehand_are_what_they_are_anyway() {
        let expected = |c: char| match (c.is_alphanumeric(), is_cjk(c)) {
            (false, _) => (0, 0),
            (true, true) => (1, 0),
            (true, false) => (0, 1),
        };
        let wrong: Vec<char> =
            ('\0'..=char::MAX).filter(|c| counts(&c.to_string()) != expected(*c)).collect();
        assert_eq!(wrong, Vec::<char>::new());
    }

    #[test]
    fn minutes_are_rounded_and_never_none() {
        let minutes = |characters, words| Length { characters, words }.minutes();
        assert_eq!([minutes(0, 0), minutes(1600, 0), minutes(0, 880), minutes(800, 440)], [1, 4, 4, 4]);
        assert_eq!([minutes(590, 0), minutes(610, 0)], [1, 2]);
    }
}
