//! Commands for a shell, and what a terminal shows of them.

use super::scan::{Class, Scan, is_word};

/// Words that stand where a command does, and after which a command may stand.
const KEYWORDS: [&str; 21] = [
    "if", "then", "elif", "else", "fi", "for", "while", "until", "do", "done", "case", "esac", "function",
    "select", "return", "break", "continue", "export", "local", "time", "!",
];
/// Words after which a name follows.
const NAMING: [&str; 6] = ["for", "case", "select", "function", "export", "local"];

pub(super) fn lex(scan: &mut Scan<'_>) {
    // Where commands have prompts, the other lines are what they said.
    let prompts = scan.code.lines().any(|line| line.starts_with("$ "));
    let mut shell = Shell { prompts, command: true, list: false, here: Vec::new() };
    shell.line_start(scan);
    while !scan.ends() {
        shell.next(scan);
    }
}

struct Shell<'a> {
    prompts: bool,
    /// Whether the next word is what is run.
    command: bool,
    /// Whether an `in` is to come.
    list: bool,
    /// The words that end the texts below this line.
    here: Vec<&'a str>,
}

impl<'a> Shell<'a> {
    fn line_start(&mut self, scan: &mut Scan<'a>) {
        self.command = true;
        if !self.prompts {
            return;
        }
        while !scan.ends() && !scan.sees("$ ") {
            scan.skip((scan.line_end(scan.at) + 1).min(scan.code.len()));
        }
        scan.skip((scan.at + 2).min(scan.code.len()));
    }

    fn next(&mut self, scan: &mut Scan<'a>) {
        let from = scan.at;
        let starts_word = matches!(scan.behind(), b' ' | b'\t' | b'\n' | b'(' | b';' | b'|' | b'&');
        match scan.byte() {
            b'\n' => {
                scan.skip(from + 1);
                self.texts(scan);
                self.line_start(scan);
            }
            b'#' if starts_word => scan.take(scan.line_end(from), Class::Comment),
            quote @ (b'"' | b'\'') => {
                self.command = false;
                scan.take(scan.quoted(from + 1, quote, quote == b'"', false), Class::String);
            }
            b'$' => self.dollar(scan),
            b'<' if scan.sees("<<") && !scan.sees("<<<") => self.here(scan),
            b'\\' => scan.skip(scan.past(from + 1)),
            b'|' | b';' | b'&' | b'(' | b'{' | b'`' => {
                self.command = scan.behind() != b'>';
                scan.skip(from + 1);
            }
            b'-' if starts_word && (is_word(scan.ahead(1)) || scan.ahead(1) == b'-') => {
                scan.take(scan.run(from, |byte| is_word(byte) || byte == b'-'), Class::Name);
            }
            byte if is_word(byte) || matches!(byte, b'/' | b'.' | b'~' | b'!') => self.word(scan),
            _ => scan.skip(from + 1),
        }
    }

    fn dollar(&mut self, scan: &mut Scan<'a>) {
        let from = scan.at;
        match scan.ahead(1) {
            b'(' => scan.skip(from + 1),
            b'{' => {
                let end = scan.run(from, |byte| !matches!(byte, b'}' | b'\n'));
                let close = usize::from(scan.code.as_bytes().get(end) == Some(&b'}'));
                scan.take(end + close, Class::Name);
            }
            byte if is_word(byte) => scan.take(scan.run(from + 1, is_word), Class::Name),
            b'@' | b'*' | b'#' | b'?' | b'$' | b'!' => scan.take(from + 2, Class::Name),
            _ => scan.skip(from + 1),
        }
        self.command &= scan.behind() == b'$';
    }

    fn word(&mut self, scan: &mut Scan<'a>) {
        let end = scan.run(scan.at + 1, |byte| {
            is_word(byte) || matches!(byte, b'/' | b'.' | b'~' | b':' | b'-' | b'+')
        });
        let word = &scan.code[scan.at..end];
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && word != ".";
        if KEYWORDS.contains(&word) && self.command {
            self.command = !NAMING.contains(&word);
            self.list = matches!(word, "for" | "case" | "select");
            scan.take(end, Class::Keyword);
        } else if word == "in" && std::mem::take(&mut self.list) {
            scan.take(end, Class::Keyword);
        } else if scan.code.as_bytes().get(end) == Some(&b'=') && self.command {
            scan.take(end, Class::Name);
            scan.skip(end + 1);
            self.command = matches!(scan.byte(), b' ');
            self.assigned(scan);
        } else if std::mem::take(&mut self.command) {
            scan.take(end, Class::Function);
        } else if is_number {
            scan.take(end, Class::Literal);
        } else {
            scan.skip(end);
        }
    }

    /// The value of a variable, where it has neither quotes nor signs; a command may follow.
    fn assigned(&mut self, scan: &mut Scan<'a>) {
        let end = scan.run(scan.at, |byte| is_word(byte) || matches!(byte, b'/' | b'.' | b':' | b'-' | b','));
        scan.skip(end);
        self.command = matches!(scan.byte(), b' ' | b'\n' | b';');
    }

    /// `<<WORD`: a text from the next line up to the word.
    fn here(&mut self, scan: &mut Scan<'a>) {
        scan.skip(scan.at + 2);
        if scan.byte() == b'-' {
            scan.skip(scan.at + 1);
        }
        let start = scan.run(scan.at, |byte| matches!(byte, b'"' | b'\'' | b' '));
        let end = scan.run(start, is_word);
        let is_name = scan.code[start..end].starts_with(|c: char| !c.is_ascii_digit());
        if is_name && self.here.len() < MAX_TEXTS {
            self.here.push(&scan.code[start..end]);
        }
        scan.skip(scan.run(end, |byte| matches!(byte, b'"' | b'\'')));
    }

    /// The texts that begin at this line.
    fn texts(&mut self, scan: &mut Scan<'a>) {
        for word in std::mem::take(&mut self.here) {
            while !scan.ends() {
                let end = scan.line_end(scan.at);
                let is_end = scan.code[scan.at..end].trim() == word;
                scan.take(end, if is_end { Class::Keyword } else { Class::String });
                scan.skip((end + 1).min(scan.code.len()));
                if is_end {
                    break;
                }
            }
        }
    }
}

/// A line that begins more texts is none that anybody wrote.
const MAX_TEXTS: usize = 8;
