//! Markdown with front matter: YAML between lines of `---`, or TOML between lines of `+++`.
//!
//! The body is the description. What stands under a heading such as `## Transcript` is the transcript.

use toml::de::{DeTable, DeValue};

use super::field::{self, Field};
use super::layout::{self, line_start};
use super::outline::{self, Given};
use super::tree::{Map, Node, Value};
use super::{Draft, names, yaml};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::message::Message;
use crate::base::text::{Line, Lines, Place};
use crate::diagram;
use crate::record::{Section, Texts};

/// A text's front matter, in bytes.
struct Front {
    form: Form,
    inside: std::ops::Range<usize>,
    /// Where the body begins.
    body: usize,
    closed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Yaml,
    Toml,
}

/// Reads a text; `None` where it has no front matter with anything of a record.
pub(super) fn draft(text: &str) -> Option<Draft> {
    let front = Front::find(text)?;
    let inside = &text[front.inside.clone()];
    let down = text[..front.inside.start].matches('\n').count();
    let mut diagnostics = Vec::new();
    let mut map = match front.form {
        Form::Yaml => {
            let yaml::Yaml { map, fault } = yaml::parse(inside);
            diagnostics
                .extend(fault.map(|fault| refused(inside, "YAML", fault.line, fault.column, &fault.what)));
            map
        }
        Form::Toml => toml(inside).unwrap_or_else(|fault| {
            diagnostics.push(*fault);
            yaml::lines(inside)
        }),
    };
    map.iter_mut().for_each(|(_, node)| node.line += down);
    diagnostics.iter_mut().filter_map(|diagnostic| diagnostic.line.as_mut()).for_each(|line| *line += down);
    if !front.closed {
        let (what, hint) =
            (Message::new("front_matter_unclosed"), Message::new("front_matter_unclosed_hint"));
        diagnostics.push(Diagnostic::line(
            Code::FrontMatter,
            Line::new(down, text[..front.inside.start].trim()),
            what,
            hint,
        ));
    }
    let mut outline = outline::outline(&map);
    let known = outline.content_line.take();
    let begins = known.as_ref().and_then(|(line, _)| transcript_at(text, front.body, *line));
    outline.header.extend(known.filter(|_| begins.is_none()).map(|(_, given)| given));
    let mut body = Body::of(text, front.body, begins);
    if !outline.header.iter().any(|given| given.key == Field::Title.name()) {
        outline.header.extend(body.take_title(text));
    }
    let texts = Texts {
        description: join(outline.description, body.description),
        transcript: join(outline.transcript, body.transcript),
        ..Texts::default()
    };
    Some(Draft { header: outline.header, texts, diagnostics })
}

impl Front {
    fn find(text: &str) -> Option<Self> {
        let start = text.len() - text.trim_start().len();
        let first = text[start..].split_inclusive('\n').next()?;
        let (form, mark) = match first.trim_end() {
            "---" => (Form::Yaml, "---"),
            "+++" => (Form::Toml, "+++"),
            _ => return None,
        };
        let from = start + first.len();
        let mut at = from;
        let mut fields = false;
        let mut blank = None;
        for line in text[from..].split_inclusive('\n') {
            let bare = line.trim_end();
            if bare == mark || (form == Form::Yaml && bare == "...") {
                let front = Self { form, inside: from..at, body: at + line.len(), closed: true };
                return fields.then_some(front);
            }
            if bare.is_empty() && blank.is_none() {
                blank = Some((at, fields));
            }
            fields |= is_field(line, form);
            at += line.len();
        }
        let (end, fields) = blank.unwrap_or((at, fields));
        fields.then_some(Self { form, inside: from..end, body: end, closed: false })
    }
}

/// Whether a line gives something that a record has.
fn is_field(line: &str, form: Form) -> bool {
    let key = match form {
        Form::Yaml => field::split(line.trim_end()).map(|(key, _)| key),
        Form::Toml => line.split_once('=').map(|(key, _)| key.trim()),
    };
    !line.starts_with([' ', '\t'])
        && key.is_some_and(|key| names::named(key.trim_matches(['"', '\''])).is_some())
}

fn refused(inside: &str, name: &str, number: usize, column: usize, what: &str) -> Diagnostic {
    let text = inside.lines().nth(number - 1).unwrap_or_default();
    let place = text.char_indices().nth(column);
    let span = place.map_or(text.len()..text.len(), |(at, c)| at..at + c.len_utf8());
    let what = Message::new("front_matter").with("format", name).with("error", what);
    let place = Place { line: Line::new(number, text), span };
    Diagnostic::place(Code::FrontMatter, place, what, Message::new("front_matter_hint"))
}

fn toml(text: &str) -> Result<Map, Box<Diagnostic>> {
    let table = DeTable::parse(text).map_err(|error| {
        let at = text.floor_char_boundary(error.span().map_or(0, |span| span.start).min(text.len()));
        let column = text[..at].chars().rev().take_while(|c| *c != '\n').count();
        let line = text[..at].matches('\n').count() + 1;
        Box::new(refused(text, "TOML", line, column, error.message()))
    })?;
    Ok(table_of(&Lines::of(text), table.get_ref()))
}

/// A table in the order of the file.
fn table_of(lines: &Lines<'_>, table: &DeTable<'_>) -> Map {
    let mut pairs: Vec<_> = table.iter().collect();
    pairs.sort_by_key(|(key, _)| key.span().start);
    let node = |(key, value): (&toml::Spanned<_>, &toml::Spanned<DeValue<'_>>)| {
        let line = lines.number(key.span().start);
        let key: &std::borrow::Cow<'_, str> = key.get_ref();
        (key.to_string(), Node { line, value: value_of(lines, value) })
    };
    pairs.into_iter().map(node).collect()
}

fn value_of(lines: &Lines<'_>, value: &toml::Spanned<DeValue<'_>>) -> Value {
    match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Array(nodes) => {
            let line = lines.number(value.span().start);
            Value::List(nodes.iter().map(|node| Node { line, value: value_of(lines, node) }).collect())
        }
        DeValue::Table(table) => Value::Map(table_of(lines, table)),
        _ => Value::Plain(lines.whole()[value.span()].to_owned()),
    }
}

/// What follows the front matter.
#[derive(Default)]
struct Body {
    description: Section,
    transcript: Section,
}

/// A heading: its level, and its bytes.
struct Heading {
    level: usize,
    range: std::ops::Range<usize>,
    is_transcript: bool,
}

impl Body {
    /// With `begins`, the transcript is all that follows those bytes.
    fn of(text: &str, start: usize, begins: Option<std::ops::Range<usize>>) -> Self {
        if let Some(line) = begins {
            let description = layout::section(text, start, line.start);
            return Self { description, transcript: layout::section(text, line.end, text.len()) };
        }
        let headings = headings(text, start);
        let Some(place) = headings.iter().position(|heading| heading.is_transcript) else {
            return Self { description: layout::section(text, start, text.len()), ..Self::default() };
        };
        let Heading { level, range, .. } = &headings[place];
        let after = headings[place + 1..].iter().find(|heading| heading.level <= *level);
        let end = after.map_or(text.len(), |heading| heading.range.start);
        let before = layout::section(text, start, range.start);
        Self {
            description: join(before, layout::section(text, end, text.len())),
            transcript: layout::section(text, range.end, end),
        }
    }

    /// Takes a first heading of the first level for the title.
    fn take_title(&mut self, text: &str) -> Option<Given> {
        let first = self.description.text.lines().next()?;
        let title = first.strip_prefix("# ")?.trim();
        if title.is_empty() || line_start(text, self.description.line).is_none() {
            return None;
        }
        let given = Given {
            key: Field::Title.name().to_owned(),
            value: title.to_owned(),
            line: Line::new(self.description.line, first.to_owned()),
        };
        let rest = &self.description.text;
        let mut description = layout::section(rest, first.len(), rest.len());
        description.line += self.description.line - 1;
        self.description = description;
        Some(given)
    }
}

/// The line that begins the transcript, where one with this number does.
fn transcript_at(text: &str, body: usize, line: usize) -> Option<std::ops::Range<usize>> {
    let start = line_start(text, line).filter(|start| *start >= body)?;
    let line = text[start..].split_inclusive('\n').next()?;
    heading(line).filter(|(_, name)| names::means_transcript(name)).map(|_| start..start + line.len())
}

/// The headings outside of diagrams and fences.
fn headings(text: &str, start: usize) -> Vec<Heading> {
    let closed: Vec<_> = diagram::blocks(&text[start..])
        .iter()
        .filter_map(diagram::Block::closed_range)
        .map(|range| range.start + start..range.end + start)
        .collect();
    let mut at = start;
    let lines = text[start..].split_inclusive('\n').filter_map(|line| {
        let range = at..at + line.len();
        at = range.end;
        let (level, name) = heading(line)?;
        (!diagram::covers(&closed, range.start)).then(|| Heading {
            level,
            is_transcript: names::means_transcript(name),
            range,
        })
    });
    lines.collect()
}

/// A heading's level and its words.
fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|b| *b == b'#').count();
    let rest = line[level..].strip_prefix([' ', '\t'])?;
    let name =
        rest.trim().trim_end_matches('#').trim().trim_matches('*').trim_end_matches([':', '：']).trim();
    (1..=6).contains(&level).then_some((level, name))
}

fn join(first: Section, second: Section) -> Section {
    match (first.text.is_empty(), second.text.is_empty()) {
        (true, _) => second,
        (_, true) => first,
        _ => Section {
            text: format!("{}\n\n{}", first.text, second.text),
            line: first.line,
            in_one_line: false,
        },
    }
}
