//! A description's Markdown becomes HTML, a table of contents, diagrams, and an abstract.
//!
//! GitHub's tables, footnotes, task lists and strikethrough are on, and formulas in TeX are drawn. Links lead only to `http`, `https`
//! and `mailto` addresses, to a heading or to another record; pictures of the web become links, because a page
//! loads nothing from the network. Smart punctuation is off: quotes stay as written.

mod abstracts;
mod address;
mod beginning;
mod breaks;
mod callout;
mod changed;
mod cjk;
mod definition;
mod dialect;
mod diagrams;
mod facts;
mod formula;
mod highlight;
mod ids;
mod inside;
mod limits;
mod picture;
mod plain;
mod raw;
pub(crate) mod rest;
mod writer;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

use crate::base::reading_time::Length;
use crate::diagram;
use crate::record::timestamp::Player;
pub use abstracts::{Digest, digest, lead};
use changed::Changed;
pub use diagrams::Diagram;
use dialect::Markdown;
pub use inside::{Inside, Kind, Links, Picture, Reference, inside, likely_id};
pub use plain::{Plain, plain};
pub use rest::html as as_written;

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
    /// What became of its [references](inside); without them, none leads anywhere.
    pub links: Option<&'a Links>,
}

/// Renders a description. The same text always gives the same HTML and the same ids.
pub fn render(description: &str, setting: Setting<'_>) -> Rendered {
    let (description, rest) = rest::split(description);
    Source::new(description).parse().render(rest, setting)
}

/// Reads a description once, for its page and for search: what [`render`] and [`plain`] give.
pub fn render_and_plain(description: &str, setting: Setting<'_>) -> (Rendered, Plain) {
    let (description, rest) = rest::split(description);
    let source = Source::new(description);
    let parsed = source.parse();
    let plain = plain::of(&parsed, rest);
    (parsed.render(rest, setting), plain)
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
    text: Changed,
    mark: Option<char>,
    /// The diagrams that are cut out.
    elements: Vec<Diagram>,
}

/// A description as the Markdown parser understands it.
struct Parsed<'a> {
    events: Vec<Event<'a>>,
    /// Those that are cut out, in the order of their numbers; then those in fences, as the events have them.
    diagrams: Vec<Diagram>,
    /// So many are cut out.
    elements: usize,
    /// About how many bytes the description has.
    length: usize,
    /// Whether it may have an address that is no link yet.
    has_addresses: bool,
}

impl Source {
    fn new(description: &str) -> Self {
        Self::of(Markdown::of(description))
    }

    fn of(markdown: Markdown) -> Self {
        let elements = diagrams::elements(&markdown);
        let text = definition::keep(limits::keep(cut(markdown)));
        let (text, mark) = cjk::mark_emphasis(text);
        Self { text, mark, elements }
    }

    fn parse(&self) -> Parsed<'_> {
        let length = self.text.text.len();
        let mut events = Vec::with_capacity(length / BYTES_PER_EVENT);
        let mut diagrams = self.elements.clone();
        let mut fence: Option<Diagram> = None;
        let has_formulas = formula::may_have(&self.text.text);
        let mut is_code = false;
        for (event, range) in Parser::new_ext(&self.text.text, OPTIONS).into_offset_iter() {
            match &event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if diagrams::is_fence(info) => {
                    fence = Some(Diagram::empty(self.text.origin(range.start), false));
                }
                Event::End(TagEnd::CodeBlock) => diagrams.extend(fence.take().map(Diagram::ended)),
                Event::Text(text) => {
                    if let Some(fence) = &mut fence {
                        fence.add(text, self.mark, |at| self.text.origin(range.start + at));
                    }
                }
                _ => {}
            }
            is_code = (is_code || matches!(event, Event::Start(Tag::CodeBlock(_))))
                && !matches!(event, Event::End(TagEnd::CodeBlock));
            let event = match self.mark {
                Some(mark) => unmark(event, mark),
                None => event,
            };
            if has_formulas {
                formula::push(event, is_code, &mut events);
            } else {
                events.push(event);
            }
        }
        breaks::keep(&mut events);
        let has_addresses = address::may_have(&self.text.text);
        Parsed { events, diagrams, elements: self.elements.len(), length, has_addresses }
    }
}

impl Parsed<'_> {
    fn render(self, rest: &str, setting: Setting<'_>) -> Rendered {
        let mut rendered = writer::write(self, setting);
        if !rest.is_empty() {
            rendered.blocks.push(Block::Html(rest::html(rest)));
            rendered.length += Length::of(rest);
        }
        rendered
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
        Event::Start(Tag::Link { link_type, dest_url, title, id }) if cjk::holds_mark(&dest_url, mark) => {
            Event::Start(pulldown_cmark::Tag::Link { link_type, dest_url: clean(dest_url), title, id })
        }
        other => other,
    }
}

/// Replaces each diagram element by its number, as a paragraph of its own.
fn cut(Markdown { text, blocks }: Markdown) -> Changed {
    let description = text.text.as_str();
    let (mut from, mut indent) = (0, "");
    let elements = blocks.iter().filter_map(diagram::Block::element).enumerate().map(|(number, element)| {
        // Only what stands between two elements is looked at: a line may have any number of them.
        let between = &description[from..element.range.start];
        let line = between.rfind('\n').map(|end| &between[end + 1..]).or((from == 0).then_some(between));
        if let Some(line) = line {
            // Inside a list item, the indentation keeps the diagram in it.
            indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        }
        from = element.range.end;
        (element.range.clone(), format!("\n\n{indent}{OPEN}{number}{CLOSE}\n\n{indent}"))
    });
    let elements: Vec<_> = elements.collect();
    text.replace(elements)
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
