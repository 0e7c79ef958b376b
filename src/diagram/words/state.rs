//! State diagrams.

use super::graph::{self, Details};
use super::text::in_markdown;
use super::{Line, after, is_direction, said, without_end};
use crate::base::i18n::Strings;
use crate::diagram::lint::{Chart, Edge, Heads, Tip};

/// The dot at which a diagram begins or ends.
const DOT: &str = "[*]";

struct Reader<'a> {
    strings: &'a Strings,
    chart: Chart,
    open: Vec<usize>,
    /// Texts of notes, by state.
    notes: Details,
    /// The state of a note over several lines, and its lines.
    note: Option<(String, Vec<String>)>,
}

pub(super) fn outline(statements: &[&str], strings: &Strings, bytes: usize) -> Option<Vec<Line>> {
    let mut reader =
        Reader { strings, chart: Chart::default(), open: Vec::new(), notes: Details::new(), note: None };
    for statement in statements {
        reader.statement(statement.trim())?;
    }
    if !reader.open.is_empty() || reader.note.is_some() {
        return None;
    }
    let mut chart = reader.chart.end();
    // What is said of a composite state is its title.
    for node in &chart.nodes {
        if let (Some(group), Some(label)) = (node.stands_for, &node.label) {
            chart.groups[group].title.clone_from(label);
        }
    }
    graph::outline(&chart, &reader.notes, in_markdown, bytes)
}

impl Reader<'_> {
    /// One line; `None` where it is not understood.
    fn statement(&mut self, line: &str) -> Option<()> {
        if let Some((state, mut lines)) = self.note.take() {
            if line.eq_ignore_ascii_case("end note") {
                self.add_note(&state, &lines.join(" "));
            } else {
                lines.push(line.to_owned());
                self.note = Some((state, lines));
            }
            return Some(());
        }
        let line = without_end(line);
        if line == "}" {
            self.chart.close(self.open.pop()?);
            return Some(());
        }
        let silent = ["classDef", "class", "style", "click", "scale"];
        let is_silent = silent.iter().any(|word| after(line, word).is_some()) && !line.contains("-->");
        if is_silent || is_direction(line) || line == "hide empty description" {
            return Some(());
        }
        if let Some(note) = after(line, "note") {
            return self.begin_note(note);
        }
        if let Some(state) = after(line, "state").filter(|_| !line.contains("-->")) {
            return self.state(state);
        }
        self.transition(line)
    }

    fn name(&mut self, id: &str, label: Option<&str>) -> usize {
        self.chart.name(id, label, self.open.last().copied())
    }

    /// `note right of A: text`, or the first line of one.
    fn begin_note(&mut self, note: &str) -> Option<()> {
        let rest = after(note, "left of").or_else(|| after(note, "right of"))?;
        match rest.split_once(':') {
            Some((state, text)) => self.add_note(state.trim(), text),
            None => self.note = Some((rest.to_owned(), Vec::new())),
        }
        Some(())
    }

    fn add_note(&mut self, state: &str, text: &str) {
        let place = self.name(state, None);
        let note = said(self.strings.get("outline_note"), &in_markdown(text));
        self.notes.entry(place).or_default().push(note);
    }

    /// `state "text" as A`, `state A {`, `state A <<choice>>`.
    fn state(&mut self, rest: &str) -> Option<()> {
        let (head, opens) = match rest.strip_suffix('{') {
            Some(head) => (head.trim_end(), true),
            None => (rest, false),
        };
        let head = head.split("<<").next().unwrap_or(head).split(":::").next()?.trim();
        let (id, label) = match head.strip_prefix('"') {
            Some(quoted) => {
                let (label, id) = quoted.split_once('"')?;
                (after(id.trim(), "as")?, Some(label))
            }
            None => match head.split_once(" as ") {
                Some((label, id)) => (id.trim(), Some(label)),
                None => (head, None),
            },
        };
        if id.is_empty() || id.contains(|c: char| c.is_whitespace() || c == '-') {
            return None;
        }
        if opens {
            if label.is_some() {
                self.name(id, label);
            }
            // One that is opened again goes on.
            let known = self.chart.groups.iter().position(|group| group.id == id);
            let parent = self.open.last().copied();
            let group = known.unwrap_or_else(|| self.chart.open(id, id, parent));
            self.open.push(group);
        } else {
            self.name(id, label);
        }
        Some(())
    }

    /// `A --> B: text`, `A: text` or `A`.
    fn transition(&mut self, line: &str) -> Option<()> {
        let (head, text) = match line.split_once(':').filter(|(_, text)| !text.starts_with("::")) {
            Some((head, text)) => (head.trim(), text.trim()),
            None => (line, ""),
        };
        let plain = |id: &str| {
            let id = id.split(":::").next().unwrap_or(id).trim();
            // A line of dashes parts regions, which are not read here.
            let is_plain = !id.is_empty() && !id.contains(|c: char| c.is_whitespace() || "-{}\"".contains(c));
            is_plain.then(|| id.to_owned())
        };
        let Some((from, to)) = head.split_once("-->") else {
            let id = plain(head)?;
            // What is said first is its name; more stands below it.
            let has_name = self.chart.node(&id).is_some_and(|node| node.label.is_some());
            let label = (!text.is_empty() && !has_name).then_some(text);
            let place = self.name(&id, label);
            if has_name && !text.is_empty() {
                self.notes.entry(place).or_default().push(in_markdown(text));
            }
            return Some(());
        };
        let from = self.end_of(&plain(from)?, "outline_start");
        let to = self.end_of(&plain(to)?, "outline_end");
        self.chart.edges.push(Edge { from, to, label: text.to_owned(), heads: Heads::End(Tip::Arrow) });
        Some(())
    }

    /// The place of a state. Each group has dots of its own, and each is one for what begins and one for what ends.
    fn end_of(&mut self, id: &str, key: &str) -> usize {
        if id != DOT {
            return self.name(id, None);
        }
        let place = self.open.last().map_or_else(String::new, usize::to_string);
        let dot = format!("{DOT} {key} {place}");
        let sign = if key == "outline_start" { '●' } else { '◉' };
        let label = format!("{sign} {}", self.strings.get(key));
        self.name(&dot, Some(&label))
    }
}
