//! Markdown with front matter: YAML between lines of `---`, or TOML between lines of `+++`.
//!
//! The body is the description. What stands under a heading such as `## Transcript` is the transcript.

use toml::de::{DeTable, DeValue};

use super::field::{self, Field};
use super::heading::{self, Parted};
use super::layout::{self, line_start};
use super::outline::{self, Given};
use super::title::{self, Title};
use super::transcript_name::is_transcript;
use super::tree::{Map, Node, Value};
use super::{Draft, names, yaml};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::message::Message;
use crate::base::text::{Line, Lines, Place};
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
    let about = take_about(&mut map);
    let mut outline = outline::outline(&map);
    let known = outline.content_line.take();
    let begins = known.as_ref().and_then(|(line, _)| transcript_at(text, front.body, *line));
    outline.header.extend(known.filter(|_| begins.is_none()).map(|(_, given)| given));
    let mut body = body(text, front.body, begins);
    if !outline.header.iter().any(|given| given.key == Field::Title.name()) {
        outline.header.extend(take_title(&body.description));
    }
    if body.description.text.is_empty() {
        outline.description = layout::join(about.text(), outline.description);
    } else {
        body.description = layout::join(body.description, about.headed());
    }
    let texts = Texts {
        description: layout::join(outline.description, body.description),
        transcript: layout::join(outline.transcript, body.transcript),
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

/// What follows the front matter; with `begins`, the transcript is all that follows those bytes.
fn body(text: &str, start: usize, begins: Option<std::ops::Range<usize>>) -> Parted {
    let Some(line) = begins else { return heading::parted(text, start) };
    let description = layout::section(text, start, line.start);
    Parted { description, transcript: layout::section(text, line.end, text.len()) }
}

/// What the front matter says under `description`: where there is a body, that is the summary, and this is what the uploader
/// or the page says of the item. It stands after the summary, under its key.
#[derive(Default)]
struct About(Option<(String, Node)>);

fn take_about(map: &mut Map) -> About {
    let is_it = |(key, node): &(String, Node)| {
        let is_named = matches!(names::plain(key).as_str(), "description" | "描述" | "desc");
        is_named && node.value.scalar().is_some_and(|text| !text.trim().is_empty())
    };
    About(map.iter().position(is_it).map(|place| map.remove(place)))
}

impl About {
    fn text(&self) -> Section {
        let Some((_, Node { line, value })) = &self.0 else { return Section::default() };
        let text = outline::normal(value.scalar().unwrap_or_default());
        Section { text, line: *line, in_one_line: true }
    }

    fn headed(&self) -> Section {
        let mut section = self.text();
        if let Some((key, _)) = self.0.as_ref().filter(|_| !section.text.is_empty()) {
            section.text = format!("## {key}\n\n{}", section.text);
        }
        section
    }
}

/// The title that a description says itself, in the form of a field. [`title::drop_repeated`] takes the heading away.
fn take_title(description: &Section) -> Option<Given> {
    let Title { text, range, .. } = title::of(&description.text, 0)?;
    let number = description.text[..range.start].matches('\n').count() + 1;
    let line = description.in_file(Line::new(number, description.text[range].trim()));
    Some(Given { key: Field::Title.name().to_owned(), value: text, line: line.owned() })
}

/// The line that begins the transcript, where one with this number does.
fn transcript_at(text: &str, body: usize, line: usize) -> Option<std::ops::Range<usize>> {
    let start = line_start(text, line).filter(|start| *start >= body)?;
    let line = text[start..].split_inclusive('\n').next()?;
    heading::parts(line).filter(|(_, name)| is_transcript(name)).map(|_| start..start + line.len())
}
