//! Languages of words: comments, strings, numbers, and names of which a list says what they are.

use super::scan::{Class, Scan, is_word};

/// What is to know of a language.
pub(super) struct Language {
    /// What begins a comment up to the end of its line.
    pub(super) comments: &'static [&'static str],
    /// What begins and what ends a comment of any length.
    pub(super) blocks: &'static [(&'static str, &'static str)],
    pub(super) strings: &'static [Quote],
    /// Words that may stand directly before a string, as a part of it.
    pub(super) prefixes: &'static str,
    pub(super) keywords: &'static str,
    /// Words that are values.
    pub(super) literals: &'static str,
    /// Names of types that no capital tells.
    pub(super) types: &'static str,
    /// Whether a capital begins a type, and capitals alone are a constant.
    pub(super) capitals: bool,
    /// Whether words are the same in capitals.
    pub(super) any_case: bool,
    /// What else stands in names.
    pub(super) letters: &'static [u8],
    /// Where keys stand: after one of these, a line feed for the start of a line; and before this sign.
    pub(super) keys: (&'static [u8], u8),
    /// Signs that make something of the name behind them.
    pub(super) signs: &'static [(u8, Class)],
    /// Whether a `#` begins a line for the compiler.
    pub(super) directives: bool,
    /// Whether a line in brackets begins a section.
    pub(super) sections: bool,
    /// Whether a `/` may begin a regular expression.
    pub(super) regexes: bool,
    /// Whether it is Rust: lifetimes, strings between hashes, macros, and attributes.
    pub(super) rust: bool,
}

/// A kind of string.
pub(super) struct Quote {
    pub(super) open: &'static str,
    pub(super) close: &'static str,
    pub(super) escapes: bool,
    /// Whether it ends with its line at the latest.
    pub(super) in_line: bool,
}

/// After these, a word is the name of a function, or of a type.
const FUNCTIONS: &str = "fn def function func fun sub proc defp defmacro";
const TYPES: &str = "class struct enum interface trait type namespace module record protocol message impl extends implements new";

pub(super) fn lex(scan: &mut Scan<'_>, language: &'static Language) {
    let mut words = Words { scan, language, before: 0, fresh: true, value: false, declared: None };
    while !words.scan.ends() {
        words.next();
    }
}

struct Words<'s, 'a> {
    scan: &'s mut Scan<'a>,
    language: &'static Language,
    /// The last byte that was no blank.
    before: u8,
    /// Whether nothing but blanks stands before this place on its line.
    fresh: bool,
    /// Whether a value stands before this place, so that a `/` divides it.
    value: bool,
    /// What the next word is, as the word before it says.
    declared: Option<Class>,
}

impl Words<'_, '_> {
    fn next(&mut self) {
        let (from, byte) = (self.scan.at, self.scan.byte());
        match byte {
            b'\n' => {
                self.fresh = true;
                return self.scan.skip(from + 1);
            }
            b' ' | b'\t' | b'\r' => return self.scan.skip(from + 1),
            _ if self.comment() => return,
            byte if self.is_letter(byte) && !byte.is_ascii_digit() => self.word(),
            byte if byte.is_ascii_digit() => {
                self.scan.take(self.scan.number(), Class::Literal);
                self.value = true;
            }
            _ => {
                self.declared = None;
                if !self.string(from, from) && !self.special(byte) {
                    self.scan.skip(from + 1);
                    self.value = matches!(byte, b')' | b']' | b'}');
                }
            }
        }
        self.before = self.scan.behind();
        self.fresh = false;
    }

    fn is_letter(&self, byte: u8) -> bool {
        is_word(byte) || self.language.letters.contains(&byte)
    }

    /// Takes a comment, if one begins here.
    fn comment(&mut self) -> bool {
        let from = self.scan.at;
        let scan = &mut *self.scan;
        let block = self.language.blocks.iter().find(|(open, _)| scan.sees(open));
        let end = match block {
            Some((open, close)) => scan.after(from + open.len(), close),
            None if self.language.comments.iter().any(|open| scan.sees(open)) => scan.line_end(from),
            None => return false,
        };
        scan.take(end, Class::Comment);
        true
    }

    /// Takes a string whose quote is at `quote`, if there is one; what stands before it from `from` is a part of it.
    fn string(&mut self, from: usize, quote: usize) -> bool {
        let scan = &mut *self.scan;
        let starts = |kind: &&Quote| scan.code[quote..].starts_with(kind.open);
        let Some(kind) = self.language.strings.iter().find(starts) else { return false };
        // In `can't` and `A'` it quotes nothing.
        if kind.open == "'"
            && from == quote
            && (is_word(scan.behind()) || matches!(scan.behind(), b')' | b']'))
        {
            return false;
        }
        let start = quote + kind.open.len();
        if self.language.rust && kind.open == "'" {
            return self.character(start);
        }
        let end = match kind.close.as_bytes() {
            [close] => scan.quoted(start, *close, kind.escapes, kind.in_line),
            _ => long_string(scan, start, kind),
        };
        let class = if self.is_key(end) { Class::Name } else { Class::String };
        self.scan.skip(from);
        self.scan.take(end, class);
        self.value = true;
        true
    }

    /// In Rust, a character or a lifetime, whose text begins at `start`.
    fn character(&mut self, start: usize) -> bool {
        let scan = &mut *self.scan;
        let next = scan.code.as_bytes().get(scan.past(start)) == Some(&b'\'');
        if next || scan.ahead(1) == b'\\' {
            scan.take(scan.quoted(start, b'\'', true, true), Class::String);
        } else {
            scan.take(scan.run(start, is_word), Class::Type);
        }
        self.value = true;
        true
    }

    /// Whether what ends at `end` is a key.
    fn is_key(&self, end: usize) -> bool {
        let (places, sign) = self.language.keys;
        if !(places.contains(&self.before) || self.fresh && places.contains(&b'\n')) {
            return false;
        }
        let bytes = self.scan.code.as_bytes();
        let at = self.scan.run(end, |byte| byte == b' ');
        bytes.get(at) == Some(&sign) && bytes.get(at + 1) != Some(&sign)
    }

    fn word(&mut self) {
        let from = self.scan.at;
        let end = self.scan.run(from, |byte| self.is_letter(byte));
        let word = &self.scan.code[from..end];
        let after = self.scan.code.as_bytes().get(end).copied().unwrap_or(0);
        if self.holds(self.language.prefixes, word) && (self.string(from, end) || self.hashes(end)) {
            return;
        }
        let is_macro = self.language.rust && after == b'!' && self.scan.ahead(end + 1 - from) != b'=';
        let is_member = self.before == b'.';
        let declared = self.declared.take();
        let class = if self.is_key(end) {
            Some(Class::Name)
        } else if !is_member && self.holds(self.language.keywords, word) {
            self.declared = declares(word);
            Some(Class::Keyword)
        } else if !is_member && self.holds(self.language.literals, word) {
            Some(Class::Literal)
        } else if declared.is_some() {
            declared
        } else if self.holds(self.language.types, word) {
            Some(Class::Type)
        } else if after == b'(' || is_macro {
            Some(Class::Function)
        } else {
            capital(word).filter(|_| self.language.capitals)
        };
        self.value = class != Some(Class::Keyword);
        match class {
            Some(class) => self.scan.take(end + usize::from(is_macro), class),
            None => self.scan.skip(end),
        }
    }

    fn holds(&self, list: &str, word: &str) -> bool {
        let same = |known: &str| known == word || self.language.any_case && known.eq_ignore_ascii_case(word);
        list.split_ascii_whitespace().any(same)
    }

    /// In Rust, takes a string between hashes, if one begins at `at`, after its letters.
    fn hashes(&mut self, at: usize) -> bool {
        let quote = self.scan.run(at, |byte| byte == b'#');
        if !self.language.rust || quote == at || self.scan.code.as_bytes().get(quote) != Some(&b'"') {
            return false;
        }
        let close = format!("\"{}", &self.scan.code[at..quote]);
        self.scan.take(self.scan.after(quote + 1, &close), Class::String);
        self.value = true;
        true
    }

    /// Takes what begins with a sign that only some languages know.
    fn special(&mut self, byte: u8) -> bool {
        let (from, next, language) = (self.scan.at, self.scan.ahead(1), self.language);
        let (end, class) = match byte {
            b'#' if language.directives && self.fresh => return self.directive(),
            b'#' if language.rust && (next == b'[' || next == b'!' && self.scan.ahead(2) == b'[') => {
                (self.bracket(from + 2), Class::Name)
            }
            b'[' if language.sections && self.scan.behind() == b'\n' => (self.bracket(from), Class::Type),
            b'/' if language.regexes && !self.value && self.before != b'<' => match self.regex() {
                Some(end) => (end, Class::String),
                None => {
                    self.scan.skip(self.scan.line_end(from));
                    return true;
                }
            },
            _ => match language.signs.iter().find(|(sign, _)| *sign == byte) {
                Some((_, class)) if self.is_letter(next) && !is_word(self.scan.behind()) => {
                    (self.scan.run(from + 1, |byte| self.is_letter(byte)), *class)
                }
                _ => return false,
            },
        };
        self.scan.take(end, class);
        self.value = class != Class::Keyword;
        true
    }

    /// A line for the compiler: its word, and a file's name between angle brackets.
    fn directive(&mut self) -> bool {
        let scan = &mut *self.scan;
        let word = scan.run(scan.at + 1, |byte| byte == b' ');
        scan.take(scan.run(word, is_word), Class::Keyword);
        if scan.code[word..scan.at].starts_with("in") {
            scan.blanks();
            if scan.byte() == b'<' {
                let end = scan.run(scan.at, |byte| !matches!(byte, b'>' | b'\n'));
                scan.take(end + usize::from(scan.code.as_bytes().get(end) == Some(&b'>')), Class::String);
            }
        }
        true
    }

    /// The end of what is in brackets that opens at or after `from`; at the latest of its line.
    fn bracket(&self, from: usize) -> usize {
        let mut depth = 0;
        let end = self.scan.code.as_bytes()[from..].iter().position(|byte| {
            depth += i32::from(*byte == b'[') - i32::from(*byte == b']');
            *byte == b'\n' || *byte == b']' && depth <= 0
        });
        let end = end.map_or(self.scan.code.len(), |end| from + end);
        end + usize::from(self.scan.code.as_bytes().get(end) == Some(&b']'))
    }

    /// The end of a regular expression that begins here, with its flags.
    fn regex(&self) -> Option<usize> {
        let bytes = self.scan.code.as_bytes();
        let (mut at, mut in_class) = (self.scan.at + 1, false);
        loop {
            match bytes.get(at)? {
                b'\n' => return None,
                b'\\' => at = self.scan.past(at + 1),
                b'/' if !in_class => return Some(self.scan.run(at + 1, is_word)),
                byte => {
                    in_class = *byte == b'[' || in_class && *byte != b']';
                    at += 1;
                }
            }
        }
    }
}

/// The end of a string with a longer quote.
fn long_string(scan: &Scan<'_>, start: usize, kind: &Quote) -> usize {
    let mut at = start;
    while let Some(rest) = scan.code.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(kind.close) {
            return at + kind.close.len();
        }
        let escaped = kind.escapes && rest.starts_with('\\');
        at = scan.past(at + usize::from(escaped));
    }
    scan.code.len()
}

/// What the word after a keyword is.
fn declares(keyword: &str) -> Option<Class> {
    let is = |list: &str| list.split(' ').any(|known| known == keyword);
    if is(FUNCTIONS) { Some(Class::Function) } else { is(TYPES).then_some(Class::Type) }
}

/// What a word's capitals say of it.
fn capital(word: &str) -> Option<Class> {
    let first = word.bytes().find(|byte| *byte != b'_')?;
    if !first.is_ascii_uppercase() {
        return None;
    }
    let is_constant = word.len() > 1 && !word.bytes().any(|byte| byte.is_ascii_lowercase() || byte >= 0x80);
    Some(if is_constant { Class::Literal } else { Class::Type })
}
