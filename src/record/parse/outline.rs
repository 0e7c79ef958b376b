//! The fields of JSON and of front matter become the lines of a header and the texts of a record.
//!
//! What they may be called is in `names`.

use std::borrow::Cow;
use std::collections::HashSet;

use super::field::{self, Field};
use super::names::{CONTAINERS, means_transcript, named, plain};
use super::tree::{Map, Node, Value};
use super::{HeaderField, decode, layout, list, nested, segments};
use crate::base::text::Line;
use crate::record::Section;

/// A field as a header would have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Given {
    pub(super) key: String,
    pub(super) value: String,
    /// Where it stands, from 1, and how it looks there.
    pub(super) line: Line<String>,
}

impl Given {
    /// As a header's field.
    pub(super) fn as_field(&self) -> HeaderField<'_> {
        HeaderField { key: &self.key, value: self.value.clone(), line: self.line.borrowed() }
    }
}

/// What a map says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Outline {
    pub(super) header: Vec<Given>,
    pub(super) description: Section,
    pub(super) transcript: Section,
    /// The line at which the transcript begins: see [`Field::ContentLine`].
    pub(super) content_line: Option<(usize, Given)>,
}

/// Whether a value looks like a record: it has a title or an address, and something else that a record has. A
/// program's settings and schemas do not.
pub(super) fn is_a_record(node: &Node) -> bool {
    let Value::Map(map) = &node.value else { return false };
    if map.iter().any(|(key, _)| key.starts_with('$')) {
        return false;
    }
    let given = flatten(map);
    let mut fields: Vec<Field> = Vec::new();
    for given in given.iter().filter(|given| !given.node.value.is_empty()) {
        let field = named(given.key).map(|(field, _)| field);
        fields.extend(field.filter(|field| !fields.contains(field)));
    }
    // A package has a name and a description, too.
    let is_titled =
        given.iter().any(|given| given.key != "name" && matches!(named(given.key), Some((Field::Title, _))));
    let has_text = given.iter().any(|given| matches!(plain(given.key).as_str(), "markdown" | "transcript"));
    let is_exported = is_titled && given.iter().any(|given| given.key == "transcript");
    is_exported || (is_titled || fields.contains(&Field::Url) || has_text) && fields.len() > 1
}

/// Whether a text that is no JSON, because something in it is wrong, has the keys of a record.
pub(super) fn speaks_of_a_record(text: &str) -> bool {
    let keys = ["title", "url", "markdown", "transcript", "summary", "标题", "標題", "链接", "网址"];
    keys.iter().any(|key| memchr::memmem::find(text.as_bytes(), format!("\"{key}\"").as_bytes()).is_some())
}

/// Whether a map has any field that a record has.
pub(super) fn has_fields(map: &Map) -> bool {
    flatten(map).iter().any(|given| named(given.key).is_some())
}

/// A value with its key, out of its container.
struct Found<'a> {
    key: &'a str,
    /// The name of the container; empty at the top.
    container: &'a str,
    node: &'a Node,
}

fn flatten(map: &Map) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    for (key, node) in map {
        match &node.value {
            Value::Map(inner) if CONTAINERS.contains(&plain(key).as_str()) => {
                found.extend(inner.iter().map(|(inner, node)| Found { key: inner, container: key, node }));
            }
            _ => found.push(Found { key, container: "", node }),
        }
    }
    found
}

/// Reads a map.
pub(super) fn outline(map: &Map) -> Outline {
    let found = flatten(map);
    let has_transcript =
        found.iter().any(|found| means_transcript(found.key) && !found.node.value.is_empty());
    let field = |found: &Found<'_>| {
        let Some((field, _)) = named(found.key) else {
            return nested::is_summary(&found.node.value).then_some(Field::Description);
        };
        // Of subtitles there may be no more than where they are.
        if field == Field::Content && segments::leads_elsewhere(&found.node.value) {
            return None;
        }
        // Where there is a transcript besides, the content is what an article's is.
        let is_article = field == Field::Content && has_transcript && !means_transcript(found.key);
        Some(if is_article { Field::Description } else { field })
    };
    let mut reader = Reader { winners: winners(&found, field), ..Reader::default() };
    reader.locate(&found);
    for (index, found) in found.iter().enumerate() {
        match (field(found), plain(found.key).as_str()) {
            (Some(Field::Description | Field::Content), _) => {}
            (Some(Field::ContentLine), _) => reader.content_line(found),
            (Some(field), _) => reader.field(index, field, found),
            (None, "extras") if reader.extras(found.node) => {}
            (None, _) => reader.other(found),
        }
    }
    let mut outline =
        Outline { header: reader.header, content_line: reader.content_line, ..Outline::default() };
    outline.description = texts(&found, Field::Description, field, &reader.winners);
    outline.transcript = texts(&found, Field::Content, field, &reader.winners);
    for found in
        found.iter().filter(|found| matches!(field(found), Some(Field::Content | Field::Description)))
    {
        // Beside the transcript where it is the transcript's, else under the name of what it is of.
        if let Some(list) = segments::unsaid(&found.node.value) {
            let node = Node { line: found.node.line, value: list };
            let name = Field::ContentSegments.name();
            let is_first =
                field(found) == Some(Field::Content) && !outline.header.iter().any(|given| given.key == name);
            let key = if is_first { name.to_owned() } else { format!("{}.segments", found.key) };
            outline.header.push(given(&key, &node));
        }
        for (key, node) in segments::rest(&found.node.value) {
            let is_new = key == "language" && !outline.header.iter().any(|given| given.key == "Language");
            let key = if is_new { "Language".to_owned() } else { format!("{}.{key}", found.key) };
            outline.header.push(given(&key, node));
        }
    }
    outline
}

/// Which of several values a field takes: the first whose name is that of a header line, else the first.
fn winners(found: &[Found<'_>], field: impl Fn(&Found<'_>) -> Option<Field>) -> Vec<(Field, usize)> {
    let mut winners: Vec<(Field, usize)> = Vec::new();
    for own in [true, false] {
        for (index, found) in found.iter().enumerate().filter(|(_, found)| !found.node.value.is_empty()) {
            let Some(field) = field(found) else { continue };
            let is_own = named(found.key).is_some_and(|(_, is_own)| is_own);
            if is_own == own && !winners.iter().any(|(known, _)| *known == field) {
                winners.push((field, index));
            }
        }
    }
    winners
}

#[derive(Default)]
struct Reader {
    header: Vec<Given>,
    winners: Vec<(Field, usize)>,
    content_line: Option<(usize, Given)>,
    /// The keys in the header, and what it says of each.
    keys: HashSet<String>,
    said: HashSet<(String, String)>,
    /// The values that the address says already.
    located: Vec<String>,
}

impl Reader {
    fn push(&mut self, given: Given) {
        self.keys.insert(given.key.clone());
        self.said.insert((given.key.clone(), given.value.clone()));
        self.header.push(given);
    }

    /// Makes an address of a platform and an id, where there is no other.
    fn locate(&mut self, found: &[Found<'_>]) {
        let value = |names: &[&str]| {
            let found = found.iter().find(|found| names.contains(&plain(found.key).as_str()))?;
            found.node.value.scalar().map(|value| (found.node.line, value.trim()))
        };
        let Some((line, id)) = value(&["videoid", "bvid", "bv号", "bv號"]) else { return };
        let is_video = id.len() == 12 && id.starts_with("BV1");
        let platform = value(&["platform"]).map(|(_, platform)| platform);
        let Some(platform) = platform.or(Some("bilibili").filter(|_| is_video)) else { return };
        let is_id =
            !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
        let address = match platform.to_ascii_lowercase().as_str() {
            "bilibili" if is_id => format!("https://www.bilibili.com/video/{id}"),
            "youtube" if is_id => format!("https://www.youtube.com/watch?v={id}"),
            _ => return,
        };
        if self.winners.iter().any(|(field, _)| *field == Field::Url) {
            return;
        }
        self.located = vec![platform.to_owned(), id.to_owned()];
        self.push(Given { key: "URL".to_owned(), line: Line::new(line, address.clone()), value: address });
    }

    fn content_line(&mut self, found: &Found<'_>) {
        let given = given(found.key, found.node);
        match given.value.parse() {
            Ok(line) if self.content_line.is_none() => self.content_line = Some((line, given)),
            _ => self.push(given),
        }
    }

    fn field(&mut self, index: usize, field: Field, found: &Found<'_>) {
        let value = value(field, found.node);
        if value.is_empty() {
            return;
        }
        let winner = self.winners.contains(&(field, index));
        if winner {
            let line = Line::new(found.node.line, shown(found));
            self.push(Given { key: field.name().to_owned(), value, line });
        } else if !self.said.contains(&(field.name().to_owned(), value)) {
            self.other(found);
        }
    }

    /// Fields that mean nothing, as an export writes them: pairs of a key and a value.
    fn extras(&mut self, node: &Node) -> bool {
        let Value::List(pairs) = &node.value else { return false };
        let pair = |node: &Node| match &node.value {
            Value::List(pair) => match &pair[..] {
                [key, value] => Some((key.value.scalar()?.to_owned(), value.clone())),
                _ => None,
            },
            _ => None,
        };
        let Some(pairs) = pairs.iter().map(pair).collect::<Option<Vec<_>>>() else { return false };
        for (key, node) in pairs {
            // The number of a line is taken from the header when the transcript begins there.
            let is_there =
                |field| field != Field::ContentLine && self.winners.iter().any(|(known, _)| *known == field);
            if let Some(field) = Field::named(&key).filter(|field| !is_there(*field))
                && !self.keys.contains(field.name())
            {
                // So that the value after it is not taken for the field's.
                self.push(Given { value: String::new(), ..given(field.name(), &node) });
            }
            self.push(given(&key, &node));
        }
        true
    }

    fn other(&mut self, found: &Found<'_>) {
        let is_said = matches!(plain(found.key).as_str(), "platform" | "videoid" | "bvid")
            && found
                .node
                .value
                .scalar()
                .is_some_and(|value| self.located.iter().any(|known| known == value.trim()));
        let is_of_machines = nested::is_of_machines(&found.node.value)
            || matches!(named(found.key), Some((Field::Content, _)))
                && segments::leads_elsewhere(&found.node.value);
        if is_said || found.node.value == Value::Null || is_of_machines {
            return;
        }
        let key = match found.container {
            "" => Cow::Borrowed(found.key),
            container => format!("{container}.{}", found.key).into(),
        };
        self.push(given(&key, found.node));
    }
}

/// What stands in for the place of a field in its file: its line may be the whole file.
fn shown(found: &Found<'_>) -> String {
    format!("{}: {}", found.key, found.node.value.in_a_line())
}

/// A field that a header line can hold, whatever its key is.
fn given(key: &str, node: &Node) -> Given {
    let value = decode::clean_line(&node.value.in_a_line());
    let line = Line::new(node.line, format!("{key}: {value}"));
    if field::is_key(key) {
        return Given { key: key.to_owned(), value, line };
    }
    let object = Value::Map(vec![(key.to_owned(), node.clone())]);
    Given { key: "Data".to_owned(), value: decode::clean_line(&object.json()), line }
}

/// A field's value as a header line has it.
fn value(field: Field, node: &Node) -> String {
    let text = match (&node.value, field) {
        (Value::Map(map), _) => {
            let name = |(key, node): &(String, Node)| {
                matches!(plain(key).as_str(), "name" | "nickname" | "title" | "url" | "href")
                    .then(|| node.value.scalar().map(str::to_owned))
                    .flatten()
            };
            map.iter().find_map(name).unwrap_or_else(|| node.value.json())
        }
        (list @ Value::List(_), Field::ContentSegments) => list.json(),
        (Value::List(nodes), Field::Category) => list::written(field, nodes.iter().map(path)),
        (Value::List(nodes), Field::Tags | Field::Aliases) => {
            list::written(field, leaves(nodes).into_iter().map(|node| value(field, node)))
        }
        (Value::List(nodes), _) => nodes
            .iter()
            .map(|node| value(field, node))
            .filter(|value| !value.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
        (scalar, _) => scalar.scalar().unwrap_or_default().to_owned(),
    };
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    decode::clean_line(&lines.collect::<Vec<_>>().join(" "))
}

/// The items of a list, and of the lists in it.
fn leaves(nodes: &[Node]) -> Vec<&Node> {
    let below = |node| match node {
        &Node { value: Value::List(ref nodes), .. } => leaves(nodes),
        node => vec![node],
    };
    nodes.iter().flat_map(below).collect()
}

/// A category: a name, or the names on the way to it.
fn path(node: &Node) -> String {
    match &node.value {
        Value::List(names) => {
            names.iter().map(|name| value(Field::Author, name)).collect::<Vec<_>>().join("/")
        }
        _ => value(Field::Author, node),
    }
}

/// So many texts are looked for inside of each other.
const MAX_LOOKED_FOR: usize = 100;

/// The texts of a kind, the one that counts first; each other one under its name.
fn texts(
    found: &[Found<'_>],
    kind: Field,
    field: impl Fn(&Found<'_>) -> Option<Field>,
    winners: &[(Field, usize)],
) -> Section {
    let first = winners.iter().find(|(field, _)| *field == kind).map(|(_, index)| *index);
    let others = (0..found.len()).filter(|index| Some(*index) != first);
    let (mut section, mut seen) = (Section::default(), HashSet::new());
    for index in first.into_iter().chain(others) {
        let found = &found[index];
        if field(found) != Some(kind) {
            continue;
        }
        let text = normal(&nested::text(kind, &found.node.value));
        let is_new = seen.insert(text.clone());
        // There may be thousands of texts, each of which would be looked for in all before.
        let is_said = || !is_new || seen.len() <= MAX_LOOKED_FOR && section.text.contains(&text);
        if section.text.is_empty() {
            section = Section { text, line: found.node.line, in_one_line: true };
        } else if !text.is_empty() && !is_said() {
            section.text.push_str(&format!("\n\n## {}\n\n{text}", found.key));
        }
    }
    section
}

/// A text as a record's sections are: with one kind of line ends, without the empty lines around it.
pub(super) fn normal(text: &str) -> String {
    let text = decode::clean_text(text);
    layout::section(&text, 0, text.len()).text
}
