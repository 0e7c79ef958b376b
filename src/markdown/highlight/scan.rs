//! What all lexers share: a place in the code that only moves forward, and the tokens that were found.
//!
//! Lexers look at bytes. Each token begins and ends at an ASCII character or at an end of the code, and bytes of other
//! characters count as letters, so no token begins or ends within a character.

use std::ops::Range;

/// A kind of token. Operators, brackets, and names of which nothing is known, have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Comment,
    String,
    /// A number, or a word like `true`.
    Literal,
    Keyword,
    /// What is called, and what is run.
    Function,
    /// A type, or an element of HTML.
    Type,
    /// A key, an attribute, a decorator, a variable with a sign before it.
    Name,
    Inserted,
    Deleted,
}

impl Class {
    /// Its name in the style sheet, after `hl-`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Comment => "comment",
            Self::String => "string",
            Self::Literal => "literal",
            Self::Keyword => "keyword",
            Self::Function => "function",
            Self::Type => "type",
            Self::Name => "name",
            Self::Inserted => "inserted",
            Self::Deleted => "deleted",
        }
    }
}

/// A part of the code that has a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) range: Range<usize>,
    pub(super) class: Class,
}

/// A walk over code.
pub(super) struct Scan<'a> {
    pub(super) code: &'a str,
    pub(super) at: usize,
    pub(super) tokens: Vec<Token>,
}

impl<'a> Scan<'a> {
    pub(super) fn new(code: &'a str) -> Self {
        Self { code, at: 0, tokens: Vec::new() }
    }

    /// The byte at this place; NUL after the end.
    pub(super) fn byte(&self) -> u8 {
        self.ahead(0)
    }

    /// The byte so many after this place.
    pub(super) fn ahead(&self, by: usize) -> u8 {
        self.code.as_bytes().get(self.at + by).copied().unwrap_or(0)
    }

    /// The byte before this place.
    pub(super) fn behind(&self) -> u8 {
        self.at.checked_sub(1).and_then(|at| self.code.as_bytes().get(at)).copied().unwrap_or(b'\n')
    }

    pub(super) fn sees(&self, text: &str) -> bool {
        self.code.as_bytes()[self.at..].starts_with(text.as_bytes())
    }

    pub(super) fn ends(&self) -> bool {
        self.at >= self.code.len()
    }

    /// The end of the run of bytes, from this place, of which `holds` is true.
    pub(super) fn run(&self, from: usize, holds: impl Fn(u8) -> bool) -> usize {
        let bytes = &self.code.as_bytes()[from..];
        from + bytes.iter().position(|byte| !holds(*byte)).unwrap_or(bytes.len())
    }

    /// The end of the line that `from` stands in, without its line feed.
    pub(super) fn line_end(&self, from: usize) -> usize {
        from + memchr::memchr(b'\n', &self.code.as_bytes()[from..]).unwrap_or(self.code.len() - from)
    }

    /// The end of what is closed by `close`; of the code, where nothing closes it.
    pub(super) fn after(&self, from: usize, close: &str) -> usize {
        self.code[from..].find(close).map_or(self.code.len(), |found| from + found + close.len())
    }

    /// The end of a string whose text begins at `from`: at its quote, or where the line or the code ends.
    pub(super) fn quoted(&self, from: usize, quote: u8, escapes: bool, in_line: bool) -> usize {
        let bytes = self.code.as_bytes();
        let mut at = from;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'\\' if escapes => at = self.past(at + 1),
                b'\n' if in_line => return at,
                byte if *byte == quote => return at + 1,
                _ => at += 1,
            }
        }
        at.min(bytes.len())
    }

    /// The place after the character at `at`.
    pub(super) fn past(&self, at: usize) -> usize {
        at + self.code[at..].chars().next().map_or(0, char::len_utf8)
    }

    /// The end of a number that begins at this place.
    pub(super) fn number(&self) -> usize {
        let mut end = self.at;
        loop {
            end = self.run(end, is_word);
            let (last, next) = (self.code.as_bytes()[end - 1], self.ahead(end - self.at));
            let digit = self.ahead(end + 1 - self.at).is_ascii_digit();
            let hexadecimal = self.ahead(1).eq_ignore_ascii_case(&b'x');
            let signed = matches!(next, b'+' | b'-') && matches!(last, b'e' | b'E') && !hexadecimal;
            if !(digit && (signed || next == b'.')) {
                return end;
            }
            end += 1;
        }
    }

    /// Moves over blanks.
    pub(super) fn blanks(&mut self) {
        self.at = self.run(self.at, |byte| matches!(byte, b' ' | b'\t'));
    }

    /// Moves to `end`. What stands between has no class.
    pub(super) fn skip(&mut self, end: usize) {
        self.at = end;
    }

    /// Moves to `end`. What stands between has a class; it joins a token of the same class before it.
    pub(super) fn take(&mut self, end: usize, class: Class) {
        let from = std::mem::replace(&mut self.at, end);
        if from == end {
            return;
        }
        match self.tokens.last_mut() {
            Some(last)
                if last.class == class && self.code[last.range.end..from].trim_matches(' ').is_empty() =>
            {
                last.range.end = end;
            }
            _ => self.tokens.push(Token { range: from..end, class }),
        }
    }
}

/// Whether a byte stands in names: also each of a character outside ASCII.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}
