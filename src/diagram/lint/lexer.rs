//! Finds the tokens of a flowchart, exactly as Mermaid's lexer does.

use super::clean::is_space;
use super::rules::{
    DIRECTIONS, Found, State, Step, edge, ellipse, head, is_word, link, run, slanted, symbol, text,
};
use super::tokens::{KEYWORDS, Kind, Token};

pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    states: Vec<State>,
    has_head: bool,
    /// Where the white space ends that is being read.
    solid: usize,
    // What was found further on in a line, for all tokens up to there: no text is looked at again for each of them.
    directions: Ahead,
    link_ids: Ahead,
}

/// The last place of something in a stretch of text.
#[derive(Default)]
struct Ahead {
    /// Where the stretch ends; what is beyond has not been looked at.
    end: usize,
    /// Where the last one begins and ends.
    last: Option<(usize, usize)>,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            states: Vec::new(),
            has_head: false,
            solid: 0,
            directions: Ahead::without(text, "direction"),
            link_ids: Ahead::without(text, "@"),
        }
    }

    pub(super) fn next(&mut self) -> Token {
        loop {
            let start = self.at;
            let Found(kind, length, step) = self.rule().unwrap_or(Found(Some(Kind::Bad), 0, Step::Stay));
            self.at += length;
            match step {
                Step::Stay => {}
                Step::Push(state) => self.states.push(state),
                Step::Pop => {
                    self.states.pop();
                }
            }
            if let Some(kind) = kind {
                return Token { kind, start, end: self.at };
            }
        }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// How much white space the rest begins with.
    fn blank(&mut self) -> usize {
        if self.at >= self.solid {
            self.solid = self.text.len() - self.rest().trim_start_matches(is_space).len();
        }
        self.solid - self.at
    }

    /// The first rule of the state that matches.
    fn rule(&mut self) -> Option<Found> {
        let (rest, blank) = (self.rest(), self.blank());
        let state = self.states.last().copied().unwrap_or(State::Initial);
        if let Some(quoted) = rest.strip_prefix('"') {
            if quoted.starts_with('`') {
                return Some(Found(None, 2, Step::Push(State::Markdown)));
            }
            return Some(match state {
                State::Quoted => Found(None, 1, Step::Pop),
                _ => Found(None, 1, Step::Push(State::Quoted)),
            });
        }
        match state {
            State::Initial => self.initial(rest, blank),
            State::Head => head(rest),
            State::Text => text(rest, blank),
            State::Slanted => slanted(rest, blank),
            State::Ellipse => ellipse(rest, blank),
            State::Quoted => run(rest, Kind::Quoted, |c| c != '"'),
            State::Markdown if rest.starts_with("`\"") => Some(Found(None, 2, Step::Pop)),
            State::Markdown => run(rest, Kind::Quoted, |c| c != '`' && c != '"'),
            State::Click if rest.starts_with(is_space) => {
                Some(Found(None, rest.chars().next()?.len_utf8(), Step::Pop))
            }
            State::Click => run(rest, Kind::Click, |c| !is_space(c)),
            State::Edge(line) => edge(rest, blank, line),
        }
    }

    fn initial(&mut self, rest: &str, blank: usize) -> Option<Found> {
        let stay = |kind, length| Some(Found(Some(kind), length, Step::Stay));
        let Some(first) = rest.chars().next() else { return stay(Kind::End, 0) };
        if first.is_ascii_alphabetic() || first == '_' {
            if let Some(found) = self.word(rest) {
                return Some(found);
            }
        } else if rest.starts_with("@{") {
            return stay(Kind::Foreign, 2);
        }
        if let Some(length) = self.direction(rest) {
            return stay(Kind::Direction, length);
        }
        if let Some(length) = self.link_id(rest) {
            return stay(Kind::LinkId, length);
        }
        if first.is_ascii_digit() {
            return run(rest, Kind::Number, |c| c.is_ascii_digit());
        }
        if is_space(first) || matches!(first, 'x' | 'o' | '<' | '-' | '=' | '.' | '~') {
            if let Some(found) = link(rest, blank) {
                return Some(found);
            }
            if first == '\n' {
                return run(rest, Kind::Newline, |c| c == '\n');
            }
            if is_space(first) {
                return run(rest, Kind::Space, |c| is_space(c) && c != '\n');
            }
        }
        symbol(rest, first)
    }

    /// The rules that begin with a letter and come before ids.
    fn word(&mut self, rest: &str) -> Option<Found> {
        let word = &rest[..rest.bytes().take_while(|b| is_word(*b)).count()];
        let after = &rest[word.len()..];
        let spaces = |text: &str| text.len() - text.trim_start_matches(is_space).len();
        if let Some(length) = accessible(rest) {
            return Some(Found(Some(Kind::Direction), length, Step::Stay));
        }
        match word {
            "call" if after.starts_with(is_space) => Some(Found(Some(Kind::Foreign), 4, Step::Stay)),
            "href" => after
                .chars()
                .next()
                .filter(|c| is_space(*c))
                .map(|c| Found(Some(Kind::Href), 4 + c.len_utf8(), Step::Stay)),
            "click" if after.starts_with(is_space) => {
                Some(Found(None, 5 + spaces(after), Step::Push(State::Click)))
            }
            "end" => Some(Found(Some(Kind::EndWord), 3 + spaces(after), Step::Stay)),
            _ => {
                let first = rest.as_bytes().first();
                let mut alike = KEYWORDS.iter().filter(|(keyword, _)| keyword.as_bytes().first() == first);
                let (length, kind) = alike.find_map(|(keyword, kind)| {
                    let after = rest.strip_prefix(keyword)?;
                    (!after.bytes().next().is_some_and(is_word)).then_some((keyword.len(), *kind))
                })?;
                let opens_head = kind == Kind::Graph && !std::mem::replace(&mut self.has_head, true);
                let step = if opens_head { Step::Push(State::Head) } else { Step::Stay };
                Some(Found(Some(kind), length, step))
            }
        }
    }

    /// `direction LR` anywhere in the rest of the line makes all of it a direction.
    fn direction(&mut self, rest: &str) -> Option<usize> {
        let at = self.at;
        self.directions.of(at, || {
            let line = rest.find('\n').unwrap_or(rest.len());
            let named = rest[..line].match_indices("direction").filter(|(at, word)| {
                let after = &rest[at + word.len()..];
                let value = after.trim_start_matches(is_space);
                value.len() < after.len() && DIRECTIONS.iter().any(|name| value.starts_with(name))
            });
            let last = named.last().map(|(at, word)| {
                let value = rest.len() - rest[at + word.len()..].trim_start_matches(is_space).len();
                (at, value + rest[value..].find('\n').unwrap_or(rest.len() - value))
            });
            (line, last)
        })
    }

    /// `e1@` before a link.
    fn link_id(&mut self, rest: &str) -> Option<usize> {
        let at = self.at;
        // An id has one character at least.
        self.link_ids.of(at, || {
            let is_part =
                |c: char| !is_space(c) && !matches!(c, '"' | '[' | ']' | '(' | ')' | '{' | '}' | '|');
            let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            let mut signs = rest[..length].match_indices('@').map(|(at, _)| at);
            let last = signs.rfind(|at| *at > 0 && rest[at + 1..].starts_with(|c| c != '{' && c != '"'));
            (length, last.map(|at| (at - 1, at + 1)))
        })
    }
}

impl Ahead {
    /// Of a text: nothing is looked for that is nowhere in it.
    fn without(text: &str, mark: &str) -> Self {
        Self { end: if text.contains(mark) { 0 } else { text.len() + 1 }, last: None }
    }

    /// The end of the last one that begins at a place or after it, as its distance. `look` looks at the stretch that begins
    /// there, and gives its length and the last one in it.
    fn of(&mut self, at: usize, look: impl FnOnce() -> (usize, Option<(usize, usize)>)) -> Option<usize> {
        if at >= self.end {
            let (length, last) = look();
            *self = Self { end: at + length, last: last.map(|(start, end)| (at + start, at + end)) };
        }
        self.last.filter(|(start, _)| *start >= at).map(|(_, end)| end - at)
    }
}

/// `accTitle: …` and `accDescr: …` with the rest of the line, or `accDescr { … }`.
fn accessible(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix("accTitle").or_else(|| rest.strip_prefix("accDescr"))?;
    let after = after.trim_start_matches(is_space);
    let end = if let Some(value) = after.strip_prefix(':') {
        let value = value.trim_start_matches(is_space);
        &value[value.find('\n').unwrap_or(value.len())..]
    } else {
        let value = after.strip_prefix('{').filter(|_| rest.starts_with("accDescr"))?;
        value.find('}').map_or("", |close| &value[close + 1..])
    };
    Some(rest.len() - end.len())
}
