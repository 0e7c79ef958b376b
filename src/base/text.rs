//! What several stages ask of characters and do to text.

mod language;

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Whether a character belongs to a script that is written without spaces between words (Chinese,
/// Japanese), or is punctuation or a full-width form of it.
pub fn is_cjk(c: char) -> bool {
    matches!(u32::from(c),
        0x2E80..=0x31FF | 0x3220..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF
        | 0xFE30..=0xFE4F | 0xFF01..=0xFFEF | 0x20000..=0x3FFFF)
}

/// Quotes, dashes and dots that Chinese and Western text share.
pub fn is_shared_punctuation(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

/// A line of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line<T> {
    /// Its number, from 1.
    pub number: usize,
    /// Its text.
    pub text: T,
}

impl<T> Line<T> {
    /// A line with a number, from 1.
    pub fn new(number: usize, text: T) -> Self {
        Self { number, text }
    }
}

impl<T: AsRef<str>> Line<T> {
    /// The same line, borrowed.
    pub fn borrowed(&self) -> Line<&str> {
        Line { number: self.number, text: self.text.as_ref() }
    }

    /// The same line, with a text of its own.
    pub fn owned(&self) -> Line<String> {
        Line { number: self.number, text: self.text.as_ref().to_owned() }
    }
}

/// A place in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<T> {
    /// The line.
    pub line: Line<T>,
    /// The bytes of it that are meant.
    pub span: Range<usize>,
}

impl<'a> Place<&'a str> {
    /// What a range of a text has of the line in which it begins.
    pub fn of(range: Range<usize>, text: &'a str) -> Self {
        let before = text.get(..range.start).unwrap_or(text);
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let line = text[start..].lines().next().unwrap_or_default();
        Self::in_line(Line::new(before.matches('\n').count() + 1, line), start, range)
    }

    /// What a range of a text has of a line that begins at `start`.
    fn in_line(line: Line<&'a str>, start: usize, range: Range<usize>) -> Self {
        let end = range.end.saturating_sub(start).min(line.text.len());
        Self { span: range.start.saturating_sub(start).min(end)..end, line }
    }
}

impl<T: AsRef<str>> Place<T> {
    /// The same place, borrowed.
    pub fn borrowed(&self) -> Place<&str> {
        Place { line: self.line.borrowed(), span: self.span.clone() }
    }

    /// The same place, with a text of its own.
    pub fn owned(&self) -> Place<String> {
        Place { line: self.line.owned(), span: self.span.clone() }
    }
}

/// The lines of a text that is asked for many places: [`Place::of`] counts from the start each time.
#[derive(Debug)]
pub struct Lines<'a> {
    text: &'a str,
    /// Where each begins.
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Finds the lines of a text.
    pub fn of(text: &'a str) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes());
        Self { text, starts: std::iter::once(0).chain(ends.map(|end| end + 1)).collect() }
    }

    /// The text.
    pub fn whole(&self) -> &'a str {
        self.text
    }

    /// The number of the line that holds a byte, from 1.
    pub fn number(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }

    /// Where the line with a number begins.
    pub fn start(&self, number: usize) -> Option<usize> {
        self.starts.get(number.checked_sub(1)?).copied()
    }

    /// The line with a number; it has no text where there is none.
    pub fn line(&self, number: usize) -> Line<&'a str> {
        let text = self.start(number).and_then(|start| self.text[start..].lines().next());
        Line { number, text: text.unwrap_or_default() }
    }

    /// What a range has of the line in which it begins, as [`Place::of`] gives it.
    pub fn place(&self, range: Range<usize>) -> Place<&'a str> {
        let number = self.number(range.start);
        Place::in_line(self.line(number), self.start(number).unwrap_or_default(), range)
    }
}

/// Whether a character ends a sentence.
pub fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!' | '?' | '…' | '．')
}

/// The first `max` characters, with an ellipsis where something was cut. A word with spaces around it is not cut
/// apart, unless it is most of the text.
pub fn shorten(text: &str, max: usize) -> String {
    let Some((end, next)) = text.char_indices().nth(max) else { return text.to_owned() };
    let in_word = |c: char| c.is_alphanumeric() && !is_cjk(c) || matches!(c, '\'' | '’');
    let cut = &text[..end];
    let whole = if in_word(next) { cut.trim_end_matches(in_word).trim_end() } else { cut.trim_end() };
    format!("{}…", if whole.len() * 2 > cut.len() { whole } else { cut })
}

/// Whether a character is a letter or a digit, as [`char::is_alphanumeric`] says, which asks its tables for all that is no ASCII:
/// most of a Chinese text is known without them.
pub fn is_alphanumeric(c: char) -> bool {
    match u32::from(c) {
        0..0x80 => c.is_ascii_alphanumeric(),
        0x4E00..=0x9FFF => true,
        _ => !is_common_mark(c) && c.is_alphanumeric(),
    }
}

/// Whether a character is one of the marks that stand in a Chinese or English text. There are more.
fn is_common_mark(c: char) -> bool {
    matches!(u32::from(c),
        0x2000..=0x206F | 0x3000..=0x3004 | 0x3008..=0x3020
        | 0xFF01..=0xFF0F | 0xFF1A..=0xFF20 | 0xFF3B..=0xFF40 | 0xFF5B..=0xFF65)
}

/// How many letters of each kind of script a text has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scripts {
    han: usize,
    kana: usize,
    hangul: usize,
    /// Letters of any other script.
    other: usize,
    /// Those of them that are of the scripts of [`TONGUES`], in their order.
    of_tongues: [usize; TONGUES.len()],
}

/// Scripts that tell a language, or its most likely one: their first and last code points.
const TONGUES: [(u32, u32, &str); 8] = [
    (0x0370, 0x03FF, "el"),
    (0x0400, 0x052F, "ru"),
    (0x0590, 0x05FF, "he"),
    (0x0600, 0x06FF, "ar"),
    (0x0900, 0x097F, "hi"),
    (0x0E00, 0x0E7F, "th"),
    (0x10A0, 0x10FF, "ka"),
    (0x0530, 0x058F, "hy"),
];

impl Scripts {
    /// Counts a text's letters with those before.
    pub fn add(&mut self, text: &str) {
        for c in text.chars() {
            match u32::from(c) {
                0x4E00..=0x9FFF => self.han += 1,
                0..0x80 => self.other += usize::from(c.is_ascii_alphabetic()),
                0x3040..=0x30FF => self.kana += 1,
                0x3400..=0x4DFF | 0x20000..=0x3FFFF => self.han += 1,
                0xAC00..=0xD7AF => self.hangul += 1,
                code if !is_common_mark(c) && c.is_alphabetic() => {
                    self.other += 1;
                    let place = TONGUES.iter().position(|(first, last, _)| (*first..=*last).contains(&code));
                    place.into_iter().for_each(|place| self.of_tongues[place] += 1);
                }
                _ => {}
            }
        }
    }

    /// The language that a text is most likely in, as a BCP 47 tag, by its scripts alone: kana speak for Japanese,
    /// Hangul for Korean, Han characters for Chinese, some other scripts for the language that most of their texts are in, and
    /// anything else is taken for English.
    pub fn language(self) -> &'static str {
        let Self { han, kana, hangul, other, of_tongues } = self;
        let tongue = of_tongues.iter().position(|letters| letters * 2 > other);
        // A Latin word has about five letters, a Chinese one about two characters.
        match () {
            () if kana * 10 > han + kana && kana > 0 => "ja",
            () if hangul > han && hangul * 3 > other => "ko",
            () if han * 5 > other * 2 || other == 0 => "zh",
            () => tongue.map_or("en", |place| TONGUES[place].2),
        }
    }

    /// The language of a passage, where that is plainly another one than that of the text around it: names and terms
    /// in a foreign script do not make a sentence foreign. Nothing is known to be another than an empty tag.
    pub fn passage_language(self, around: &str) -> Option<&'static str> {
        let Self { han, kana, hangul, other, .. } = self;
        let wide = han + kana + hangul;
        let is_plain = if wide == 0 { other >= MIN_LETTERS } else { wide >= MIN_WIDE && other < wide };
        let language = self.language();
        let primary = around.split('-').next().unwrap_or_default();
        // Chinese is written in Han characters by whatever name it goes, and a script says nothing of other languages.
        let is_same = match primary {
            "zh" | "yue" | "wuu" | "nan" => language == "zh",
            "ja" => matches!(language, "ja" | "zh"),
            "ko" => language == "ko",
            "" => true,
            _ => language == "en" || language == primary,
        };
        (is_plain && !is_same).then_some(language)
    }
}

/// A passage that is taken for one in another language has so many letters at least: some words.
const MIN_LETTERS: usize = 16;
/// The same for letters of scripts without spaces, or with syllables for letters.
const MIN_WIDE: usize = 4;

/// The language that a text is most likely in, as a BCP 47 tag: by its scripts, see [`Scripts::language`], and by the small
/// words of what is in Latin letters. It is empty where these are of no language that is known.
pub fn guess_language(text: &str) -> &'static str {
    let words = language::words(text);
    let mut scripts = Scripts::default();
    scripts.add(&words);
    match scripts.language() {
        "en" => language::of_latin(&words),
        language => language,
    }
}

/// Whether a language, given by its tag, is written from right to left.
pub fn is_right_to_left(tag: &str) -> bool {
    let primary = tag.split('-').next().unwrap_or_default();
    ["ar", "he", "iw", "fa", "ur", "yi", "ps", "sd", "ug", "dv", "ckb"].contains(&primary)
}

/// The language that a `Language:` header names, as a BCP 47 tag.
pub fn language_tag(name: &str) -> Option<&str> {
    Some(match name.trim().to_lowercase().as_str() {
        "zh" | "chinese" | "mandarin" | "中文" | "汉语" | "普通话" | "国语" => "zh",
        "简体中文" | "简中" | "zh-cn" | "zh_cn" | "zh-hans" => "zh-CN",
        "繁體中文" | "繁体中文" | "zh-tw" | "zh_tw" | "zh-hant" => "zh-TW",
        "粤语" | "粵語" | "cantonese" | "yue" => "yue",
        "en" | "english" | "英语" | "英文" => "en",
        "ja" | "jp" | "japanese" | "日语" | "日本語" | "日文" => "ja",
        "ko" | "korean" | "韩语" | "한국어" => "ko",
        "ru" | "russian" | "俄语" | "俄文" | "русский" => "ru",
        "de" | "german" | "德语" | "德文" | "deutsch" => "de",
        "fr" | "french" | "法语" | "法文" | "français" => "fr",
        "es" | "spanish" | "西班牙语" | "西班牙文" | "español" => "es",
        "ar" | "arabic" | "阿拉伯语" | "阿拉伯文" | "العربية" => "ar",
        _ => return plain_tag(name.trim()),
    })
}

/// No registered tag is longer (RFC 5646, 4.4.1).
const MAX_TAG_BYTES: usize = 35;

/// A tag that already has the form of one, such as `fr` or `pt-BR`.
fn plain_tag(name: &str) -> Option<&str> {
    let mut parts = name.split('-');
    let primary =
        parts.next().filter(|p| (2..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphabetic()));
    let subtags = parts.all(|p| (2..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
    primary.filter(|_| subtags && name.len() <= MAX_TAG_BYTES).map(|_| name)
}

/// What two names have in common when a file system or a reader would take them for one: NFKC, lower case.
pub fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let plain = rest.find(|c| !is_plain(c)).unwrap_or(rest.len());
        // What follows may be a mark on the last letter.
        let last = rest[..plain].chars().next_back().filter(|_| plain < rest.len());
        let (own, others) = rest.split_at(plain - last.map_or(0, char::len_utf8));
        let start = folded.len();
        folded.push_str(own);
        folded[start..].make_ascii_lowercase();
        let end = others.char_indices().skip(1).find(|(_, c)| is_plain(*c));
        let (special, next) = others.split_at(end.map_or(others.len(), |(at, _)| at));
        folded.extend(special.nfkc().flat_map(char::to_lowercase));
        rest = next;
    }
    folded
}

/// Whether a character stays as it is but for its case, and is no mark on the one before it: ASCII and ideographs, of which most texts
/// are.
fn is_plain(c: char) -> bool {
    c.is_ascii() || matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}

/// A hash that stays the same in every version of the program and on every machine (FNV-1a).
pub fn stable_hash(bytes: &[u8]) -> u64 {
    use std::hash::Hasher;
    let mut hasher = fnv::FnvHasher::default();
    hasher.write(bytes);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_folded_as_unicode_says() {
        use unicode_normalization::UnicodeNormalization;
        let expected = |text: &str| text.nfkc().flat_map(char::to_lowercase).collect::<String>();
        let special = [
            "", "A", "é", "e\u{301}", "\u{301}", "，", "Ａ", "ﬁ", "İ", "Σ", "一", "ㄱ", "각", "ᄀ", "ᅡ",
            "\u{2F00}", "ℌ",
        ];
        for one in special {
            for other in special {
                for text in ["{}{}", "a{}{}b", "一{}B{}", "{}二{}一", "{}\u{327}{}\u{301}"] {
                    let text = text.replacen("{}", one, 1).replacen("{}", other, 1);
                    assert_eq!(fold(&text), expected(&text), "{text:?}");
                }
            }
        }
        // Those that are taken for plain are, whatever stands around them.
        for c in ('\0'..='\u{9FFF}').filter(|c| is_plain(*c)) {
            for text in [format!("{c}"), format!("e{c}"), format!("{c}\u{301}"), format!("ᄀ{c}")] {
                assert_eq!(fold(&text), expected(&text), "{text:?}");
            }
        }
    }

    #[test]
    fn letters_are_those_of_the_standard_library() {
        let differing = |c: &char| is_alphanumeric(*c) != c.is_alphanumeric();
        assert_eq!(('\0'..=char::MAX).find(differing), None);
    }

    #[test]
    fn words_are_not_cut_apart() {
        assert_eq!(shorten("which entry was", 13), "which entry…");
        assert_eq!(shorten("which entry was", 11), "which entry…");
        assert_eq!(shorten("which entry was", 15), "which entry was");
        assert_eq!(shorten("which entry isn't there", 16), "which entry…");
        assert_eq!(shorten("先写日志再改状态", 5), "先写日志再…");
        assert_eq!(shorten("先写日志 log 再改状态", 7), "先写日志…");
        assert_eq!(shorten("Donaudampfschifffahrt", 5), "Donau…");
    }

    #[test]
    fn languages_by_script() {
        assert_eq!(guess_language("用 Rust 写一个分布式 KV 存储"), "zh");
        assert_eq!(guess_language("A talk about 道 and other words that do not translate"), "en");
        assert_eq!(guess_language("これは日本語の説明です"), "ja");
        assert_eq!(guess_language("한국어 설명"), "ko");
        assert_eq!(guess_language("Приливы и энергия Rust"), "ru");
        assert_eq!(guess_language("الطاقة من المد"), "ar");
        assert!(is_right_to_left("ar-EG") && is_right_to_left("he") && !is_right_to_left("zh"));
        assert_eq!(guess_language("A talk on Приливы and the tides"), "en");
    }

    #[test]
    fn language_names() {
        assert_eq!(language_tag("中文"), Some("zh"));
        assert_eq!(language_tag("pt-BR"), Some("pt-BR"));
        assert_eq!(language_tag("\" onload="), None);
    }
}
