//! Class diagrams.

use std::collections::HashMap;

use super::graph;
use super::text::in_markdown;
use super::{Line, after, is_direction, said, without_end};
use crate::base::i18n::Strings;
use crate::diagram::lint::{Chart, Edge, Heads, Tip};

/// What is said of a class, in the order in which it is drawn.
#[derive(Clone, Copy)]
enum Said {
    Kind,
    Attribute,
    Method,
    Note,
}

struct Reader<'a> {
    strings: &'a Strings,
    chart: Chart,
    /// Namespaces that are open.
    open: Vec<usize>,
    /// The class whose members are being read.
    class: Option<usize>,
    /// What is said of each class, by what it is.
    members: HashMap<usize, [Vec<String>; 4]>,
    /// Notes on nothing in particular.
    notes: Vec<String>,
}

pub(super) fn outline(statements: &[&str], strings: &Strings, bytes: usize) -> Option<Vec<Line>> {
    let mut reader = Reader {
        strings,
        chart: Chart::default(),
        open: Vec::new(),
        class: None,
        members: HashMap::new(),
        notes: Vec::new(),
    };
    for statement in statements {
        reader.statement(statement.trim())?;
    }
    if !reader.open.is_empty() || reader.class.is_some() {
        return None;
    }
    let members = reader.members.into_iter().map(|(class, members)| (class, members.concat())).collect();
    let mut lines = graph::outline(&reader.chart.end(), &members, in_markdown, bytes)?;
    lines.extend(reader.notes.into_iter().map(|text| Line { depth: 0, text }));
    Some(lines)
}

impl Reader<'_> {
    /// One line; `None` where it is not understood.
    fn statement(&mut self, line: &str) -> Option<()> {
        let line = without_end(line);
        if let Some(class) = self.class.take() {
            return self.member_line(class, line);
        }
        if line == "}" {
            self.chart.close(self.open.pop()?);
            return Some(());
        }
        let silent = ["style ", "classDef ", "cssClass ", "click ", "link ", "callback "];
        let is_silent = silent.iter().any(|word| line.starts_with(word)) && Link::find(line).is_none();
        if is_silent || is_direction(line) {
            return Some(());
        }
        if let Some(name) = after(line, "namespace").and_then(|rest| rest.strip_suffix('{')) {
            let (id, label) = match name.trim().split_once('[') {
                Some((id, label)) => (id, label.strip_suffix(']')?.trim_matches('"')),
                None => (name.trim(), name.trim()),
            };
            // One with points is several, one in another.
            if id.contains('.') {
                return None;
            }
            let group = self.chart.open(id, label, self.open.last().copied());
            self.open.push(group);
            return Some(());
        }
        if let Some(note) = after(line, "note") {
            return self.note(note);
        }
        if let Some(class) = after(line, "class") {
            return self.class(class);
        }
        if let Some((kind, name)) = line.strip_prefix("<<").and_then(|rest| rest.split_once(">>")) {
            let class = self.named(name)?;
            return self.say(class, Said::Kind, format!("«{}»", kind.trim()));
        }
        self.relation(line)
    }

    /// The place of a class that is named, with its type or without: `A~T~` is `A`, and says what it says at first.
    fn named(&mut self, text: &str) -> Option<usize> {
        let text = text.split(":::").next().unwrap_or(text).trim();
        let (id, kind) = match text.split_once('~').filter(|_| !text.starts_with('`')) {
            Some((id, _)) => (id, Some(generic(text).replace('<', "&lt;"))),
            None => (text, None),
        };
        let plain = id.trim_matches('`');
        let is_plain = |c: char| !(c.is_whitespace() || "\"<>{}[](),".contains(c));
        if plain.is_empty() || !(plain.len() < id.len() || plain.chars().all(is_plain)) {
            return None;
        }
        let is_known = self.chart.node(plain).is_some();
        Some(self.chart.name(plain, kind.filter(|_| !is_known).as_deref(), self.open.last().copied()))
    }

    /// Something more about a class.
    fn say(&mut self, class: usize, what: Said, text: String) -> Option<()> {
        self.members.entry(class).or_default()[what as usize].push(text);
        Some(())
    }

    fn member(&mut self, class: usize, text: &str) -> Option<()> {
        if let Some(kind) = text.strip_prefix("<<").and_then(|kind| kind.strip_suffix(">>")) {
            return self.say(class, Said::Kind, format!("«{}»", kind.trim()));
        }
        let text = generic(&in_markdown(text)).trim_end_matches(['*', '$']).trim().to_owned();
        match text.rsplit_once(')') {
            _ if text.is_empty() => Some(()),
            None => self.say(class, Said::Attribute, text),
            Some((call, result)) => {
                let result = result.trim_start_matches(['*', '$']).trim().trim_start_matches(':').trim();
                let result = if result.is_empty() { String::new() } else { format!(" : {result}") };
                self.say(class, Said::Method, format!("{call}){result}"))
            }
        }
    }

    /// A line between the braces of a class.
    fn member_line(&mut self, class: usize, line: &str) -> Option<()> {
        let (text, ends) = match line.strip_suffix('}') {
            Some(text) => (text.trim_end(), true),
            None => (line, false),
        };
        self.member(class, text)?;
        self.class = (!ends).then_some(class);
        Some(())
    }

    /// `class A["label"] {`, `class A:::style`.
    fn class(&mut self, rest: &str) -> Option<()> {
        let (head, body) = match rest.split_once('{') {
            Some((head, body)) => (head.trim(), Some(body.trim())),
            None => (rest, None),
        };
        let head = head.split(":::").next().unwrap_or(head).trim();
        let (head, kind) =
            head.split_once("<<").map_or((head, None), |(head, kind)| (head.trim(), Some(kind)));
        let (name, label) = match head.split_once('[') {
            Some((name, label)) => (name, Some(label.strip_suffix(']')?.trim_matches('"'))),
            None => (head, None),
        };
        let class = self.named(name)?;
        if let Some(label) = label {
            self.chart.nodes[class].label = Some(label.to_owned());
        }
        if let Some(kind) = kind {
            self.say(class, Said::Kind, format!("«{}»", kind.trim_end_matches('>').trim()))?;
        }
        match body {
            Some("") => self.class = Some(class),
            Some(body) => {
                for member in body.strip_suffix('}')?.split(';') {
                    self.member(class, member.trim())?;
                }
            }
            None => {}
        }
        Some(())
    }

    /// `note "text"`, `note for A "text"`.
    fn note(&mut self, rest: &str) -> Option<()> {
        let (place, text) = rest.split_once('"')?;
        let text = said(self.strings.get("outline_note"), &in_markdown(text.strip_suffix('"')?));
        match after(place.trim(), "for") {
            Some(class) => {
                let class = self.named(class)?;
                self.say(class, Said::Note, text)
            }
            None if place.trim().is_empty() => {
                self.notes.push(text);
                Some(())
            }
            None => None,
        }
    }

    /// `A "1" <|-- "many" B : text`, or `A : member`.
    fn relation(&mut self, line: &str) -> Option<()> {
        let Some(link) = Link::find(line) else {
            let (class, member) = line.split_once(':')?;
            let class = self.named(class)?;
            return self.member(class, member.trim());
        };
        let (left, right) = (line[..link.start].trim(), line[link.end..].trim());
        let (right, label) = right.split_once(':').unwrap_or((right, ""));
        let (left, left_count) = side(left, true)?;
        let (right, right_count) = side(right.trim(), false)?;
        let (left, right) = (self.named(left)?, self.named(right)?);
        let (word, is_back, heads) = link.says()?;
        let (from, to) = if is_back { (right, left) } else { (left, right) };
        let counts = if is_back { [right_count, left_count] } else { [left_count, right_count] };
        let counts =
            if counts.iter().all(|count| count.is_empty()) { String::new() } else { counts.join(" : ") };
        let more = [label.trim().to_owned(), counts]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("; ");
        let label = match (word, more.is_empty()) {
            ("", _) => more,
            (word, true) => self.strings.get(word).to_owned(),
            (word, false) => format!("{} ({more})", self.strings.get(word)),
        };
        self.chart.edges.push(Edge { from, to, label, heads });
        Some(())
    }
}

/// The line between two classes, by its place, and its ends.
struct Link<'a> {
    start: usize,
    end: usize,
    left: &'a str,
    right: &'a str,
    is_dotted: bool,
}

impl<'a> Link<'a> {
    /// The first line outside of quotes and before a label.
    fn find(text: &'a str) -> Option<Self> {
        let mut quoted = false;
        for (at, c) in text.char_indices() {
            quoted ^= c == '"' || c == '`';
            if quoted || !(text[at..].starts_with("--") || text[at..].starts_with("..")) {
                if c == ':' && !quoted {
                    return None;
                }
                continue;
            }
            let (before, after) = (&text[..at], &text[at + 2..]);
            let left = ["<|", "()", "<", "*", "o"].into_iter().find(|head| ends(before, head)).unwrap_or("");
            let right =
                ["|>", "()", ">", "*", "o"].into_iter().find(|head| begins(after, head)).unwrap_or("");
            let (start, end) = (at - left.len(), at + 2 + right.len());
            return Some(Self { start, end, left, right, is_dotted: text[at..].starts_with('.') });
        }
        None
    }

    /// The key of its word, whether it is read from the right, and its heads; `None` for ends that are not read here.
    fn says(&self) -> Option<(&'static str, bool, Heads)> {
        let word = |head: &str| match (head, self.is_dotted) {
            ("<|" | "|>", false) => "outline_extends",
            ("<|" | "|>", true) => "outline_implements",
            ("*", _) => "outline_composed",
            ("o", _) => "outline_aggregates",
            ("<" | ">", true) => "outline_depends",
            _ => "",
        };
        // An arrow leads from who extends or knows to what is known; a diamond stands at the whole.
        match (self.left, self.right) {
            ("", "") => Some(("", false, Heads::None)),
            ("<|" | "<", "") => Some((word(self.left), true, Heads::End(Tip::Arrow))),
            ("", "|>" | ">") => Some((word(self.right), false, Heads::End(Tip::Arrow))),
            ("*" | "o", "" | ">") => Some((word(self.left), false, Heads::End(Tip::Arrow))),
            ("" | "<", "*" | "o") => Some((word(self.right), true, Heads::End(Tip::Arrow))),
            ("<", ">") => Some((word("<"), false, Heads::Both(Tip::Arrow))),
            _ => None,
        }
    }
}

/// Whether a head ends a text. An `o` that belongs to a name is none.
fn ends(text: &str, head: &str) -> bool {
    let before = text.strip_suffix(head);
    before.is_some_and(|before| head != "o" || before.is_empty() || before.ends_with([' ', '"']))
}

/// Whether a head begins a text.
fn begins(text: &str, head: &str) -> bool {
    let after = text.strip_prefix(head);
    after.is_some_and(|after| head != "o" || after.is_empty() || after.starts_with([' ', '"']))
}

/// A class and how many of it there are: `A "1"` on the left, `"1" A` on the right.
fn side(text: &str, is_left: bool) -> Option<(&str, &str)> {
    let (name, count) = match (is_left, text.strip_suffix('"'), text.strip_prefix('"')) {
        (true, Some(rest), _) => rest.rsplit_once('"')?,
        (false, _, Some(rest)) => {
            let (count, name) = rest.split_once('"')?;
            (name, count)
        }
        _ => (text, ""),
    };
    Some((name, count))
}

/// `List~int~` as it is drawn. A mark opens where a letter follows it.
fn generic(text: &str) -> String {
    if text.matches('~').count() % 2 == 1 {
        return text.to_owned();
    }
    let sign = |(at, c): (usize, char)| match c {
        '~' if text[at + 1..].starts_with(|c: char| c.is_alphanumeric() || c == '_') => '<',
        '~' => '>',
        _ => c,
    };
    text.char_indices().map(sign).collect()
}
