//! A description's Markdown becomes HTML, a table of contents, diagrams, and an abstract.
//!
//! GitHub's tables, footnotes, task lists and strikethrough are on. Links lead only to `http`, `https`
//! and `mailto` addresses or to a heading; pictures become links, because a page loads nothing from the
//! network. Smart punctuation is off: quotes stay as written.

mod abstracts;
mod callout;
mod cjk;
mod dead;
mod definition;
mod ids;
mod limits;
mod plain;
mod raw;
pub(crate) mod rest;
mod writer;

use pulldown_cmark::{CowStr, Event, Options, Parser};

use crate::base::reading_time::Length;
use crate::diagram;
use crate::record::timestamp::Player;
pub use abstracts::{Digest, digest, lead};
pub use dead::{DeadLink, DeadLinks, dead_links};
pub use plain::{Plain, plain};

/// A diagram as it stands in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagram {
    /// Its title; empty where it has none.
    pub title: String,
    /// Its source, exactly as written.
    pub source: String,
    /// Whether its end tag is missing.
    pub unclosed: bool,
    /// Its first line, counted from 1 at the start of the description.
    pub line: usize,
}

/// A part of a rendered description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// HTML. One piece need not be balanced: a diagram may stand inside a list item.
    Html(String),
    /// A diagram's place.
    Diagram(Diagram),
}

/// A heading for the table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The `id` of its element.
    pub id: String,
    /// Its text.
    pub text: String,
    /// How many headings it stands under: 0 for the topmost.
    pub depth: usize,
}

/// A description as HTML.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rendered {
    /// The text and its diagrams, in order.
    pub blocks: Vec<Block>,
    /// The headings, in order.
    pub headings: Vec<Heading>,
    /// How much there is to read, without code.
    pub length: Length,
}

/// What is known of the record whose description is rendered.
#[derive(Debug, Clone, Copy, Default)]
pub struct Setting<'a> {
    /// Where time marks lead; without one they are no links.
    pub player: Option<&'a Player>,
    /// The record's language, as a BCP 47 tag: passages that are plainly in another one say so.
    pub lang: &'a str,
}

/// Renders a description. The same text always gives the same HTML and the same ids.
pub fn render(description: &str, setting: Setting<'_>) -> Rendered {
    let (description, rest) = rest::split(description);
    let source = Source::new(description);
    let events = source.parse();
    source.render(events, rest, setting)
}

/// Reads a description once, for its page and for search: what [`render`] and [`plain`] give.
pub fn render_and_plain(description: &str, setting: Setting<'_>) -> (Rendered, Plain) {
    let (description, rest) = rest::split(description);
    let source = Source::new(description);
    let events = source.parse();
    let plain = plain::of(&source, &events, rest);
    (source.render(events, rest, setting), plain)
}

/// The diagrams of a description, in the order in which [`render`] has them.
pub fn diagrams(description: &str) -> Vec<Diagram> {
    let (text, diagrams) = cut(rest::split(description).0);
    if !may_fence_diagram(&text) {
        return diagrams;
    }
    // Only the parser knows whether a fence is one.
    let blocks = render(description, Setting::default()).blocks.into_iter();
    blocks
        .filter_map(|block| if let Block::Diagram(diagram) = block { Some(diagram) } else { None })
        .collect()
}

/// Whether a line may open a fence that holds a diagram. An entity may stand for any letter.
fn may_fence_diagram(text: &str) -> bool {
    let opens = |fence: &str| {
        // What the first of a line leaves holds what the others leave.
        let mut rest = text;
        std::iter::from_fn(|| {
            let (_, after) = rest.split_once(fence)?;
            let (info, next) = after.split_once('\n').unwrap_or((after, ""));
            rest = next;
            Some(info)
        })
        .any(|info| info.contains('&') || info.to_ascii_lowercase().contains("mermaid"))
    };
    opens("```") || opens("~~~")
}

/// Stands for the diagram with the number between the two. Decoding has replaced these characters, so
/// no record holds them.
const OPEN: char = '\u{FDD0}';
const CLOSE: char = '\u{FDD1}';

/// What is understood besides CommonMark.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS);

/// A description that is ready for the Markdown parser.
struct Source {
    text: String,
    mark: Option<char>,
    diagrams: Vec<Diagram>,
}

impl Source {
    fn new(description: &str) -> Self {
        let (text, diagrams) = cut(description);
        let marked = cjk::mark_emphasis(definition::keep(limits::keep(text)));
        Self { text: marked.text, mark: marked.mark, diagrams }
    }

    fn render(&self, events: Vec<Event<'_>>, rest: &str, setting: Setting<'_>) -> Rendered {
        let mut rendered = writer::write(events, self.diagrams.clone(), self.text.len(), setting);
        if !rest.is_empty() {
            rendered.blocks.push(Block::Html(rest::html(rest)));
            rendered.length += Length::of(rest);
        }
        rendered
    }

    fn parse(&self) -> Vec<Event<'_>> {
        let parser = Parser::new_ext(&self.text, OPTIONS);
        let mut events = Vec::with_capacity(self.text.len() / BYTES_PER_EVENT);
        match self.mark {
            Some(mark) => events.extend(parser.map(|event| unmark(event, mark))),
            None => events.extend(parser),
        }
        events
    }
}

/// What a summary's Markdown has at least between two events, so that their list need not grow.
const BYTES_PER_EVENT: usize = 8;

/// Takes the mark out of an event's text.
fn unmark(event: Event<'_>, mark: char) -> Event<'_> {
    let clean = |text: CowStr<'_>| text.replace(mark, "").into();
    match event {
        // Nearly always it stands at an end, next to the asterisks.
        Event::Text(CowStr::Borrowed(text)) if !cjk::holds_mark(text.trim_matches(mark), mark) => {
            Event::Text(text.trim_matches(mark).into())
        }
        Event::Text(text) if cjk::holds_mark(&text, mark) => Event::Text(clean(text)),
        Event::Code(text) if cjk::holds_mark(&text, mark) => Event::Code(clean(text)),
        Event::Html(text) if cjk::holds_mark(&text, mark) => Event::Html(clean(text)),
        Event::InlineHtml(text) if cjk::holds_mark(&text, mark) => Event::InlineHtml(clean(text)),
        Event::Start(pulldown_cmark::Tag::Link { link_type, dest_url, title, id })
            if cjk::holds_mark(&dest_url, mark) =>
        {
            Event::Start(pulldown_cmark::Tag::Link { link_type, dest_url: clean(dest_url), title, id })
        }
        other => other,
    }
}

/// Replaces each diagram element by its number, as a paragraph of its own.
fn cut(description: &str) -> (String, Vec<Diagram>) {
    let mut text = String::with_capacity(description.len());
    let mut diagrams = Vec::new();
    let (mut from, mut line) = (0, 1);
    for block in diagram::blocks(description) {
        let diagram::Block::Diagram(element) = block else { continue };
        text.push_str(&description[from..element.range.start]);
        line += lines_in(&description[from..element.range.start]);
        from = element.range.end;
        let line_start = text.rfind('\n').map_or(0, |n| n + 1);
        // Inside a list item, the indentation keeps the diagram in it.
        let indent: String = text[line_start..].chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
        text.push_str(&format!("\n\n{indent}{OPEN}{}{CLOSE}\n\n{indent}", diagrams.len()));
        diagrams.push(Diagram {
            title: element.title,
            source: description[element.source.clone()].to_owned(),
            unclosed: !element.closed,
            line,
        });
        line += lines_in(&description[element.range]);
    }
    text.push_str(&description[from..]);
    (text, diagrams)
}

fn lines_in(text: &str) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes()).count()
}

/// The numbers of the diagrams that a text stands for, with the text between them.
fn split_places(text: &str) -> impl Iterator<Item = Piece<'_>> {
    text.split(OPEN).enumerate().flat_map(|(index, part)| {
        let (number, text) = if index == 0 { (None, part) } else { place(part) };
        number.map(Piece::Place).into_iter().chain((!text.is_empty()).then_some(Piece::Text(text)))
    })
}

fn place(part: &str) -> (Option<usize>, &str) {
    match part.split_once(CLOSE) {
        Some((number, rest)) => (number.parse().ok(), rest),
        None => (None, part),
    }
}

enum Piece<'a> {
    Text(&'a str),
    Place(usize),
}

/// The language of a fenced block that holds a diagram.
fn is_diagram_fence(info: &str) -> bool {
    let language = info.split(|c: char| c.is_whitespace() || c == '{').next().unwrap_or_default();
    language.eq_ignore_ascii_case("mermaid")
}
