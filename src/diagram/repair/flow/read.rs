//! Reading a flowchart, however it is written.

use std::borrow::Cow;

use super::arrow::{arrow, is_link, is_start, link_id};
use super::chart::{Kind, Link, Node, Part, Statement, is_blank};
use super::label;

/// All statements of a source. Every character is in one of them.
pub(super) fn statements(source: &str) -> Vec<Statement<'_>> {
    let mut reader = Reader { source, at: 0, barren: 0 };
    let mut statements = Vec::with_capacity(source.len() / 24);
    while reader.at < source.len() {
        statements.push(reader.statement());
    }
    statements
}

struct Reader<'a> {
    source: &'a str,
    at: usize,
    /// Up to here nothing closes a link.
    barren: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn before(&self) -> Option<char> {
        self.source[..self.at].chars().next_back()
    }

    fn take(&mut self, length: usize) -> &'a str {
        let taken = &self.rest()[..length];
        self.at += length;
        taken
    }

    fn blanks(&mut self) -> &'a str {
        let rest = self.rest();
        self.take(rest.find(|c: char| !is_blank(c)).unwrap_or(rest.len()))
    }

    /// Up to the first of these characters, or to the end.
    fn until(&mut self, stops: &[char]) -> &'a str {
        let rest = self.rest();
        self.take(rest.find(stops).unwrap_or(rest.len()))
    }

    fn statement(&mut self) -> Statement<'a> {
        let indent = self.blanks();
        let kind = self.kind();
        let rest = self.rest();
        let length = rest.chars().next().filter(|c| matches!(c, '\n' | ';' | '；')).map_or(0, char::len_utf8);
        Statement { indent, kind, end: Cow::Borrowed(self.take(length)) }
    }

    fn kind(&mut self) -> Kind<'a> {
        let rest = self.rest();
        if let Some(enclosed) = enclosed(rest) {
            return Kind::Verbatim(self.take(enclosed).into());
        }
        if is_comment(rest) {
            return Kind::Comment(self.until(&['\n']));
        }
        let word = &rest[..rest.bytes().take_while(u8::is_ascii_alphabetic).count()];
        if rest.starts_with("flowchart-elk") {
            return Kind::Verbatim(self.until(&['\n', ';', '；']).into());
        }
        let after = rest[word.len()..].trim_start_matches(is_blank);
        let alone = after.is_empty() || after.starts_with(['\n', ';', '；', '%']);
        let apart = alone || after.len() < rest.len() - word.len();
        let leads = apart && arrow(after, Some(' ')).is_none() && !after.starts_with('&');
        match word {
            "end" if alone => Kind::End(self.take(word.len())),
            "subgraph" | "Subgraph" | "SUBGRAPH" if leads => {
                Kind::Subgraph(self.take(word.len()), self.title().into())
            }
            "style" | "class" | "classDef" | "linkStyle" if leads && !alone => {
                Kind::Style(self.take(word.len()), self.until(&['\n', ';', '；']).into())
            }
            "click" if leads && !alone => Kind::Verbatim(self.until(&['\n']).into()),
            "graph" | "flowchart" | "direction" if leads => {
                Kind::Verbatim(self.until(&['\n', ';', '；']).into())
            }
            "accTitle" | "accDescr" if after.starts_with(':') => Kind::Verbatim(self.until(&['\n']).into()),
            _ => Kind::Chain(self.chain()),
        }
    }

    /// What follows `subgraph`: up to the line's end, or a semicolon outside of quotes.
    fn title(&mut self) -> &'a str {
        let mut quoted = false;
        let rest = self.rest();
        let end = rest.find(|c| {
            quoted ^= c == '"';
            c == '\n' || (!quoted && matches!(c, ';' | '；'))
        });
        self.take(end.unwrap_or(rest.len()))
    }

    fn chain(&mut self) -> Vec<Part<'a>> {
        let mut parts = Vec::new();
        loop {
            let blanks = self.blanks();
            if !blanks.is_empty() {
                parts.push(Part::Blank(blanks));
            }
            let rest = self.rest();
            if rest.is_empty() || rest.starts_with(['\n', ';', '；']) {
                return parts;
            }
            parts.push(self.part(rest));
        }
    }

    fn part(&mut self, rest: &'a str) -> Part<'a> {
        if is_trailing_comment(rest, self.before()) {
            return Part::Comment(self.until(&['\n']));
        }
        if let Some(length) = arrow(rest, self.before()) {
            return Part::Link(self.link(length));
        }
        match rest.chars().next() {
            Some(c @ ('&' | ',' | '，' | '、')) => Part::And(self.take(c.len_utf8())),
            Some(':' | '：') => Part::Colon(self.until(&['\n', ';'])),
            _ => match link_id(rest) {
                Some(length) => Part::Blank(self.take(length)),
                None => Part::Node(self.node(rest)),
            },
        }
    }

    fn node(&mut self, rest: &'a str) -> Node<'a> {
        let written = self.take(id_length(rest, self.before()));
        let id = written.trim_end_matches(is_blank);
        let mut gap = &written[id.len()..];
        let label = label::read(self.rest(), id.is_empty() || gap.is_empty());
        match &label {
            Some(label) => self.at += label.length(),
            None => {
                self.at -= gap.len();
                gap = "";
            }
        }
        let more = self.more();
        if id.is_empty() && label.is_none() && more.is_empty() {
            // Nothing that a node begins with: taken as it is, so that reading goes on.
            let length = self.rest().chars().next().map_or(0, char::len_utf8);
            return Node { id: self.take(length).into(), gap, label, more };
        }
        Node { id: id.into(), gap, label, more }
    }

    /// `:::class` and `@{ … }` behind a node.
    fn more(&mut self) -> &'a str {
        let rest = self.rest();
        let mut length = 0;
        if rest.starts_with("@{") {
            length = rest.find('}').map_or(0, |end| end + 1);
        }
        if let Some(class) = rest[length..].strip_prefix(":::") {
            let name = class.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')));
            length += 3 + class[..name.unwrap_or(class.len())].trim_end_matches('-').len();
        }
        self.take(length)
    }

    fn link(&mut self, length: usize) -> Link<'a> {
        let start = self.take(length);
        let (mut text, mut end) = ("", "");
        if (is_start(start) || (!is_link(start) && !start.contains(['>', '→', '＞'])))
            && let Some((label, closing)) = self.closing_arrow(start)
        {
            (text, end) = (self.take(label), self.take(closing));
        }
        let pipe = self.take(pipe_length(self.rest()));
        let mut excess = "";
        if !pipe.is_empty() {
            let blanks = self.rest().len() - self.rest().trim_start_matches(is_blank).len();
            let after = &self.rest()[blanks..];
            let more = arrow(after, Some(' ')).or(after.starts_with('>').then_some(1));
            excess = self.take(more.map_or(0, |more| blanks + more));
        }
        Link { start: start.into(), text: text.into(), end: end.into(), pipe: pipe.into(), excess }
    }
}

impl Reader<'_> {
    /// The label between the start of a link and its end, and the length of that end. What has been found to have no end is
    /// not looked at again, or a row of links that nothing closes would be read a thousand times.
    fn closing_arrow(&mut self, start: &str) -> Option<(usize, usize)> {
        /// Behind a cut, an arrow may look like another one.
        const MARGIN: usize = 16;
        let line = line(self.rest());
        let known = self.barren.saturating_sub(self.at);
        let found = closing_arrow(line, start, known);
        if found.is_none() && !line.contains('"') {
            self.barren = self.at + label::floor(line, line.len().saturating_sub(MARGIN)).max(known);
        }
        found?
    }
}

/// The length of what stands between a line of dashes and another, `%%{` and `}%%`, or `accDescr {` and `}`.
fn enclosed(rest: &str) -> Option<usize> {
    let close = match rest.as_bytes() {
        [b'%', b'%', b'{', ..] => "}%%",
        [b'-', b'-', b'-', b'\n', ..] => "\n---",
        [b'a', b'c', b'c', b'D', ..]
            if rest[4..].starts_with("escr") && rest[8..].trim_start().starts_with('{') =>
        {
            "}"
        }
        _ => return None,
    };
    rest.find(close).map(|end| end + close.len())
}

fn is_comment(rest: &str) -> bool {
    match rest.as_bytes() {
        [b'%', ..] | [b'/', b'/' | b'*', ..] | [b'#', b' ' | b'#', ..] => true,
        _ => rest.starts_with("<!--"),
    }
}

fn is_trailing_comment(rest: &str, before: Option<char>) -> bool {
    let marked = rest.starts_with("%%") || rest.starts_with("//") || rest.starts_with("<!--");
    marked && before.is_none_or(|c| c.is_whitespace() || c == ';')
}

/// How far an id goes, with blanks inside and behind it.
fn id_length(rest: &str, before: Option<char>) -> usize {
    if let Some(quoted) = rest.strip_prefix('"')
        && let Some(end) = quoted.find(['"', '\n']).filter(|end| quoted[*end..].starts_with('"'))
    {
        return end + 2;
    }
    let mut before = before;
    for (at, c) in rest.char_indices() {
        if ends_id(c, at, rest, before) {
            return at;
        }
        before = Some(c);
    }
    rest.len()
}

/// Whether an id ends before this character.
fn ends_id(c: char, at: usize, text: &str, before: Option<char>) -> bool {
    // Most characters of most ids.
    if c.is_ascii_alphanumeric() && !matches!(c, 'x' | 'o') && at > 0 && !before.is_some_and(is_blank) {
        return false;
    }
    let rest = &text[at..];
    let next = rest[c.len_utf8()..].chars().next();
    match c {
        '\n' | ';' | '；' | '，' | '、' => true,
        '>' => at > 0 && !before.is_some_and(is_blank) && line(rest).contains([']', '"']),
        '@' => next == Some('{') || (at > 0 && before.is_some_and(is_blank)),
        ':' if rest.starts_with(":::") => true,
        ':' | '：' => !has_arrow(rest),
        '&' => before.is_none_or(is_blank) || next.is_none_or(char::is_whitespace),
        ',' => next.is_none_or(is_blank),
        '%' | '/' => at > 0 && is_trailing_comment(rest, before),
        _ => {
            label::is_opener(c)
                || arrow(rest, before).is_some()
                || (at > 0 && before.is_some_and(is_blank) && link_id(rest).is_some())
        }
    }
}

/// The rest of the line, or as much of it as is looked at, so that reading stays linear.
fn line(rest: &str) -> &str {
    const LONGEST: usize = 1000;
    let rest = &rest[..label::floor(rest, LONGEST)];
    rest.split('\n').next().unwrap_or_default()
}

fn has_arrow(rest: &str) -> bool {
    let line = line(rest);
    line.char_indices().any(|(at, _)| arrow(&line[at..], line[..at].chars().next_back()).is_some())
}

/// The first end of a link in a line, behind what is `known` to have none; it may be one that closes no label.
fn closing_arrow(line: &str, start: &str, known: usize) -> Option<Option<(usize, usize)>> {
    let known = known.min(line.len());
    let (mut quoted, mut before) = (false, line[..known].chars().next_back().or(start.chars().next_back()));
    for (at, c) in line[known..].char_indices().map(|(at, c)| (known + at, c)) {
        match c {
            '"' => quoted = !quoted && line[at + 1..].contains('"'),
            _ if !quoted => {
                let length = arrow(&line[at..], before.filter(|_| at > 0));
                if let Some(length) = length.filter(|n| at > 0 && !is_start(&line[at..at + n])) {
                    let label = line[..at].trim();
                    // Two links and a node between them, or a label of its own.
                    let is_label =
                        !label.is_empty() && (is_start(start) || !label.contains(label::is_opener));
                    return Some((is_label && !label.starts_with('|')).then_some((at, length)));
                }
            }
            _ => {}
        }
        before = Some(c);
    }
    None
}

/// The length of `|text|` behind a link, with the blanks before it; an unclosed one ends before the node.
fn pipe_length(rest: &str) -> usize {
    let blanks = rest.len() - rest.trim_start_matches(is_blank).len();
    let Some(inside) = rest[blanks..].strip_prefix(['|', '｜']) else { return 0 };
    let opened = rest.len() - inside.len();
    let line = line(inside);
    if let Some(quoted) = line.strip_prefix('"')
        && let Some(end) = quoted.find("\"|")
    {
        return opened + end + 3;
    }
    // The last one before the node: `|a|b| B`.
    let bars = || line.match_indices(['|', '｜']);
    let end = bars().find(|(at, bar)| {
        let after = &line[at + bar.len()..];
        after.find(['|', '｜']).is_none_or(|next| has_arrow(&after[..next]))
    });
    match end {
        Some((end, bar)) => opened + end + bar.len(),
        None => unclosed_pipe(line).map_or(0, |end| opened + end),
    }
}

/// The length of `text` in `-->|text B[…]`: up to the first word that a bracket or nothing follows.
fn unclosed_pipe(line: &str) -> Option<usize> {
    if let Some(end) = line.strip_prefix('"').and_then(|quoted| quoted.find('"')) {
        return Some(end + 2);
    }
    line.match_indices(is_blank).map(|(at, _)| at).filter(|at| *at > 0).find(|at| {
        let after = line[*at..].trim_start_matches(is_blank);
        let over = after.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
        let over_trimmed = over.trim_start();
        over.len() < after.len()
            && (over.starts_with(label::is_opener)
                || over_trimmed.is_empty()
                || over_trimmed.starts_with(';'))
    })
}
