//! Sequence diagrams: who says what to whom, in its order.

use std::collections::{HashMap, HashSet};

use super::text::plain;
use super::{Line, Lines, after, listed, said};
use crate::base::i18n::Strings;
use crate::diagram::offset;

/// Arrows, the longer ones first; a line without a head goes from one to the other, too. Those that lead back are not read.
const ARROWS: [(&str, &str); 18] = [
    ("<<-->>", "↔"),
    ("<<->>", "↔"),
    ("-->>", "→"),
    ("->>", "→"),
    ("--|\\", "→"),
    ("--|/", "→"),
    ("--\\\\", "→"),
    ("--//", "→"),
    ("-|\\", "→"),
    ("-|/", "→"),
    ("--x", "—×"),
    ("--X", "—×"),
    ("--)", "→"),
    ("-->", "→"),
    ("-x", "—×"),
    ("-X", "—×"),
    ("-)", "→"),
    ("->", "→"),
];

/// Blocks whose word is drawn, and their further parts.
const BLOCKS: [&str; 7] = ["loop", "alt", "opt", "par_over", "par", "critical", "break"];
const PARTS: [(&str, &[&str]); 3] =
    [("else", &["alt"]), ("and", &["par", "par_over"]), ("option", &["critical"])];
/// What is seen, but says nothing.
const SILENT: [&str; 7] = ["activate", "deactivate", "destroy", "links", "link", "properties", "details"];

/// Somebody who takes part.
struct Person {
    id: String,
    /// The box around some of them, by its place.
    group: Option<usize>,
}

/// Messages are counted from the first one on, whether their numbers are drawn or not.
#[derive(Clone, Copy)]
struct Numbers {
    next: u32,
    step: u32,
    is_drawn: bool,
}

struct Reader<'a> {
    strings: &'a Strings,
    /// What people are called, by their ids, wherever that is said.
    names: HashMap<String, String>,
    /// Who takes part, in the order in which they come.
    people: Vec<Person>,
    /// Their ids.
    ids: HashSet<String>,
    /// The titles of boxes.
    boxes: Vec<String>,
    in_box: Option<usize>,
    /// The blocks that are open: the word of each, where it has a line.
    open: Vec<Option<&'static str>>,
    numbers: Numbers,
    title: Option<String>,
    lines: Lines,
}

/// The title and the lines.
pub(super) fn outline(
    statements: &[&str],
    strings: &Strings,
    bytes: usize,
) -> Option<(Option<String>, Vec<Line>)> {
    let mut reader = Reader {
        strings,
        names: HashMap::new(),
        people: Vec::new(),
        ids: HashSet::new(),
        boxes: Vec::new(),
        in_box: None,
        open: Vec::new(),
        numbers: Numbers { next: 1, step: 1, is_drawn: false },
        title: None,
        lines: Lines::of(bytes),
    };
    let statements = || statements.iter().flat_map(|line| pieces(line.trim()));
    reader.names = statements().filter_map(declared).map(|(id, name)| (id.to_owned(), plain(name))).collect();
    for statement in statements() {
        reader.statement(statement)?;
    }
    Some(reader).filter(|reader| reader.open.is_empty())?.end()
}

/// The statements of a line: a semicolon ends one, unless it ends an entity.
fn pieces(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, _) in line.match_indices(';') {
        let name = line[start..at].rsplit(['#', '&']).next().unwrap_or_default();
        let is_entity = name.len() < at - start
            && name.len() < 9
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !is_entity {
            pieces.push(line[start..at].trim());
            start = at + 1;
        }
    }
    pieces.push(line[start..].trim());
    pieces.retain(|piece| !piece.is_empty() && !piece.starts_with('#'));
    pieces
}

impl Reader<'_> {
    /// One statement; `None` where it is not understood.
    fn statement(&mut self, line: &str) -> Option<()> {
        if line.eq_ignore_ascii_case("end") {
            if self.in_box.take().is_none() {
                self.open.pop()?;
            }
            return Some(());
        }
        if let Some(title) = after(line, "title").or_else(|| line.strip_prefix("title:")) {
            self.title = Some(plain(title));
            return Some(());
        }
        if let Some(title) = after(line, "box") {
            self.in_box = Some(self.boxes.len());
            self.boxes.push(plain(without_color(title)));
            return Some(());
        }
        if after(line, "rect").is_some() {
            self.open.push(None);
            return Some(());
        }
        if let Some((block, text)) = BLOCKS.iter().find_map(|block| Some((*block, after(line, block)?))) {
            self.say(&bracketed(block, text));
            self.open.push(Some(block));
            return Some(());
        }
        let part = PARTS.iter().find_map(|(part, blocks)| Some((*part, *blocks, after(line, part)?)));
        if let Some((part, blocks, text)) = part {
            let block = self.open.pop()?.filter(|block| blocks.contains(block))?;
            self.say(&bracketed(part, text));
            self.open.push(Some(block));
            return Some(());
        }
        if let Some(numbers) = after(line, "autonumber") {
            return self.number(numbers);
        }
        self.person(line)
            .or_else(|| self.note(line))
            .or_else(|| self.message(line))
            .or_else(|| SILENT.iter().any(|word| after(line, word).is_some()).then_some(()))
    }

    /// A line below the blocks that are open.
    fn say(&mut self, text: &str) {
        let depth = self.open.iter().flatten().count();
        self.lines.push(depth, text.to_owned());
    }

    /// `autonumber`, `autonumber 10 5`, `autonumber off`.
    fn number(&mut self, numbers: &str) -> Option<()> {
        let mut words = numbers.split_whitespace();
        let start = words.next();
        self.numbers.is_drawn = start != Some("off");
        // A number with a point is drawn in a way of its own.
        if let Some(start) = start.filter(|start| *start != "off") {
            self.numbers.next = start.parse().ok()?;
            self.numbers.step = words.next().map_or(Some(1), |step| step.parse().ok())?;
        }
        Some(())
    }

    /// `participant A as name`.
    fn person(&mut self, line: &str) -> Option<()> {
        let (id, _) = declared(line)?;
        self.take_in(id, self.in_box);
        Some(())
    }

    /// What somebody is called; who has not been named yet takes part from here on.
    fn name(&mut self, id: &str) -> String {
        let id = id.trim();
        self.take_in(id, None);
        self.called(id)
    }

    /// Somebody takes part, from the first time on.
    fn take_in(&mut self, id: &str, group: Option<usize>) {
        if !self.ids.contains(id) {
            self.ids.insert(id.to_owned());
            self.people.push(Person { id: id.to_owned(), group });
        }
    }

    fn called(&self, id: &str) -> String {
        self.names.get(id).cloned().unwrap_or_else(|| plain(id))
    }

    /// `Note over A,B: text`.
    fn note(&mut self, line: &str) -> Option<()> {
        let rest = after(line, "note")?;
        let rest = ["over", "left of", "right of"].iter().find_map(|place| after(rest, place))?;
        let (who, text) = rest.split_once(':')?;
        let who = listed(who.split(',').map(|id| self.name(id)).collect::<Vec<_>>().into_iter());
        let note = format!("{} ({who})", self.strings.get("outline_note"));
        self.say(&said(&note, &plain(without_wrap(text))));
        Some(())
    }

    /// `A->>B: text`.
    fn message(&mut self, line: &str) -> Option<()> {
        let (head, text) = line.split_once(':')?;
        let (at, (arrow, sign)) = head.char_indices().filter(|(at, _)| *at > 0).find_map(|(at, _)| {
            Some((at, ARROWS.iter().find(|(arrow, _)| head[at..].starts_with(arrow))?))
        })?;
        // An arrow that leads back, or goes to the middle of a life line.
        if head[..at].trim_end().ends_with(['/', '\\', '|', '-', '(']) || head.contains("()") {
            return None;
        }
        let to = head[at + arrow.len()..].trim().trim_start_matches(['+', '-']);
        let from = self.name(&head[..at]);
        let to = self.name(to);
        let Numbers { next, step, is_drawn } = self.numbers;
        let number = if is_drawn { format!("[{next}] ") } else { String::new() };
        self.numbers.next = next.saturating_add(step);
        self.say(&said(&format!("{number}{from} {sign} {to}"), &plain(without_wrap(text))));
        Some(())
    }

    /// The title, and all lines: who takes part, then what is said.
    fn end(self) -> Option<(Option<String>, Vec<Line>)> {
        let line = |text: String| Line { depth: 0, text };
        // Those of each box, and at last those in none.
        let mut names: Vec<Vec<String>> = vec![Vec::new(); self.boxes.len() + 1];
        for Person { id, group } in &self.people {
            names[group.unwrap_or(self.boxes.len())].push(self.called(id));
        }
        let titles = self.boxes.iter().map(String::as_str).chain([""]);
        let people = titles.zip(names).filter(|(_, names)| !names.is_empty());
        let people = people.map(|(title, names)| said(title, &listed(names.into_iter())));
        let mut lines: Vec<Line> = people.map(line).collect();
        lines.extend(self.lines.end()?);
        Some((self.title, lines))
    }
}

/// The id and the name of somebody who is declared; `None` where a line is something else, or quoted, which Mermaid reads as a whole.
fn declared(line: &str) -> Option<(&str, &str)> {
    let line = after(line, "create").unwrap_or(line);
    let rest = after(line, "participant").or_else(|| after(line, "actor"))?;
    if rest.is_empty() || ARROWS.iter().any(|(arrow, _)| rest.starts_with(arrow)) {
        return None;
    }
    let mut words = rest.split_whitespace();
    let parting = words.find(|word| word.eq_ignore_ascii_case("as"));
    let (head, name) = match parting {
        Some(word) => {
            let at = offset(rest, word);
            (&rest[..at], Some(rest[at + word.len()..].trim()))
        }
        None => (rest, None),
    };
    let id = head.split("@{").next().unwrap_or(head).trim();
    let has_alias = id.len() < head.trim().len() && head.contains("alias");
    if id.is_empty() || id.contains('"') || has_alias {
        return None;
    }
    Some((id, name.map_or(id, without_wrap)))
}

/// The word of a block and its condition, as they are drawn.
fn bracketed(word: &str, text: &str) -> String {
    let text = plain(text);
    if text.is_empty() { word.to_owned() } else { format!("{word} [{text}]") }
}

/// A text is broken into lines, or not.
fn without_wrap(text: &str) -> &str {
    let text = text.trim();
    ["wrap:", "nowrap:"].iter().find_map(|mark| text.strip_prefix(mark)).unwrap_or(text)
}

/// A box may begin with a colour.
fn without_color(title: &str) -> &str {
    // What CSS calls them (css-color-4), as far as anybody uses them for boxes.
    const COLORS: &str = " transparent aqua azure beige black blue brown cyan gold gray green grey indigo ivory lavender lightblue \
        lightcyan lightgray lightgreen lightgrey lightpink lightyellow lime linen magenta mintcream navy olive orange orchid pink \
        plum purple red salmon silver skyblue teal tomato violet wheat white yellow aliceblue honeydew cornsilk moccasin ";
    if title.starts_with("rgb") || title.starts_with("hsl") {
        return title.split_once(')').map_or("", |(_, title)| title);
    }
    let (first, rest) = title.split_once(char::is_whitespace).unwrap_or((title, ""));
    let name = format!(" {} ", first.to_ascii_lowercase());
    if first.starts_with('#') || COLORS.contains(&name) { rest } else { title }
}
