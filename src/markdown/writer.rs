//! Markdown events become HTML.

use std::collections::HashMap;
use std::fmt::Write;

use pulldown_cmark::{
    CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd, TextMergeStream, html,
};
use pulldown_cmark_escape::{escape_href, escape_html};

use super::beginning::{self, Beginnings};
use super::callout::{Callout, Fold};
use super::ids::Ids;
use super::plain::{plain_text, text_of};
use super::{
    Block, CLOSE, Diagram, Heading, OPEN, Parsed, Piece, Rendered, Setting, abstracts, address, callout, cjk,
    diagrams, formula, highlight, inside, picture, raw, split_places,
};
use crate::base::reading_time::Length;
use crate::base::text::Scripts;
use crate::record::timestamp;

/// A description as HTML.
pub(super) fn write(parsed: Parsed<'_>, setting: Setting<'_>) -> Rendered {
    let Parsed { mut events, diagrams, elements, length, has_addresses } = parsed;
    if setting.player.is_some() || has_addresses {
        // The parser hands out a bracket by itself.
        events = TextMergeStream::new(events.into_iter()).collect();
    }
    let mut writer = Writer { next_fence: elements, setting, has_addresses, ..Writer::default() };
    writer.beginnings.are_lines_marked = setting.player.is_some() && beginning::are_lines_marked(&events);
    writer.outline(&events);
    let events = writer.transform(events);
    let mut html = String::with_capacity(length + length / 2);
    html::push_html(&mut html, events.into_iter());
    if writer.has_raw {
        html = raw::balance(&html);
    }
    html = formula::draw(html);
    Rendered { blocks: split(&html, &diagrams), headings: writer.headings, length: writer.length }
}

/// The ids that links may lead to.
pub(super) fn anchors(events: &[Event<'_>]) -> Ids {
    let mut writer = Writer::default();
    writer.outline(events);
    writer.ids
}

#[derive(Default)]
struct Writer<'s> {
    /// The number of the diagram in the next fence that holds one.
    next_fence: usize,
    setting: Setting<'s>,
    headings: Vec<Heading>,
    ids: Ids,
    /// How many headings have been written.
    written: usize,
    footnotes: HashMap<String, usize>,
    /// What ends the link that was begun, and nothing outside of links; they do not nest.
    link_end: &'static str,
    has_raw: bool,
    /// The elements of the quotations that are open.
    quotes: Vec<&'static str>,
    /// Whether a text may hold an address that is to become a link.
    has_addresses: bool,
    beginnings: Beginnings,
    /// How many elements of raw HTML are open.
    open_tags: usize,
    length: Length,
}

impl Writer<'_> {
    /// Gives each heading its id and its depth, before anything refers to one.
    fn outline(&mut self, events: &[Event<'_>]) {
        let mut levels: Vec<HeadingLevel> = Vec::new();
        for (index, event) in events.iter().enumerate() {
            if let Event::Html(html) | Event::InlineHtml(html) = event {
                raw::places(html).for_each(|name| self.ids.keep(name));
            }
            let Event::Start(Tag::Heading { level, .. }) = event else { continue };
            levels.retain(|above| above < level);
            let text = plain_text(&events[index + 1..], TagEnd::Heading(*level));
            let id = self.ids.take(&text);
            self.headings.push(Heading { id, text, depth: levels.len() });
            levels.push(*level);
        }
    }

    fn transform<'a>(&mut self, events: Vec<Event<'a>>) -> Vec<Event<'a>> {
        let mut out = Vec::with_capacity(events.len());
        let mut index = 0;
        while index < events.len() {
            self.beginnings.pass(&events[index]);
            index += match &events[index..] {
                [Event::Start(Tag::Paragraph), Event::Text(text), Event::End(TagEnd::Paragraph), ..]
                    if is_place(text) =>
                {
                    out.push(Event::Html(text.clone()));
                    3
                }
                [Event::Start(Tag::BlockQuote(_)), Event::Start(Tag::Paragraph), rest @ ..]
                    if callout::start(rest).is_some() =>
                {
                    2 + self.callout(rest, &mut out)
                }
                [Event::Start(Tag::Paragraph), rest @ ..] if index == 0 && opens_with_courtesy(rest) => {
                    out.push(Event::Html("<p class=\"courtesy\">".into()));
                    1
                }
                [Event::Start(tag @ (Tag::Paragraph | Tag::Item)), rest @ ..] => {
                    out.push(self.passage_start(tag, rest));
                    1
                }
                [Event::Start(Tag::CodeBlock(kind)), ..] => self.code_block(kind, &events[index..], &mut out),
                [Event::Start(Tag::Image { dest_url, title, .. }), ..] => {
                    let is_free = self.link_end.is_empty();
                    let (html, length) =
                        picture::write((dest_url, title), is_free, &events[index..], self.setting);
                    out.push(html);
                    length
                }
                [Event::SoftBreak, after @ ..] => {
                    if !cjk::joins(&events[..index], after) {
                        out.push(Event::SoftBreak);
                    }
                    1
                }
                [Event::Start(Tag::Heading { .. }), rest @ ..] => {
                    out.push(self.heading_start(rest));
                    1
                }
                [event, ..] => {
                    self.event(event.clone(), &mut out);
                    1
                }
                [] => 1,
            };
        }
        out
    }

    fn event<'a>(&mut self, event: Event<'a>, out: &mut Vec<Event<'a>>) {
        if let Event::Text(text) = &event {
            self.length += Length::of(text);
        }
        let event = match event {
            Event::End(TagEnd::Heading(_)) => Event::End(TagEnd::Heading(self.written_level())),
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                self.link_start(link_type, &dest_url, &title)
            }
            Event::End(TagEnd::Link) => Event::InlineHtml(std::mem::take(&mut self.link_end).into()),
            Event::Text(text) => self.text(text),
            Event::InlineMath(tex) | Event::DisplayMath(tex) => Event::Text(self.formula(&tex)),
            Event::Code(code) => self.code(code),
            Event::Start(Tag::Table(alignment)) => {
                out.push(Event::Html(raw::TABLE.into()));
                Event::Start(Tag::Table(alignment))
            }
            Event::End(TagEnd::Table) => {
                out.push(Event::End(TagEnd::Table));
                Event::Html("</div>\n".into())
            }
            Event::Start(Tag::BlockQuote(kind)) => {
                self.quotes.push("blockquote");
                Event::Start(Tag::BlockQuote(kind))
            }
            Event::End(TagEnd::BlockQuote(_)) => {
                Event::Html(format!("</{}>\n", self.quotes.pop().unwrap_or("blockquote")).into())
            }
            Event::TaskListMarker(done) => Event::Text(if done { "☑ " } else { "☐ " }.into()),
            Event::FootnoteReference(name) => self.footnote_reference(&name),
            Event::Start(Tag::FootnoteDefinition(name)) => self.footnote_start(&name),
            Event::End(TagEnd::FootnoteDefinition) => Event::Html("</div>\n".into()),
            Event::Html(html) => Event::Html(self.raw(&html)),
            Event::InlineHtml(html) => Event::InlineHtml(self.raw(&html)),
            other => other,
        };
        out.push(event);
    }

    /// The start of a call-out up to the end of its title; gives how many events that was.
    fn callout<'a>(&mut self, events: &[Event<'a>], out: &mut Vec<Event<'a>>) -> usize {
        let Some(Callout { kind, title, events: begun, fold }) = callout::start(events) else { return 0 };
        let (element, title_element) =
            if fold.is_some() { ("details", "summary") } else { ("blockquote", "p") };
        let open = if fold == Some(Fold::Open) { " open" } else { "" };
        self.quotes.push(element);
        let quote = format!(
            "<{element} class=\"callout\" data-callout=\"{kind}\"{open}>\n<{title_element} class=\"callout-title\">"
        );
        out.push(Event::Html(quote.into()));
        self.event(Event::Text(title.into()), out);
        let is_end = |event: &Event<'_>| {
            matches!(event, Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph))
        };
        let end = events.iter().position(is_end).unwrap_or(events.len()).max(begun);
        events[begun..end].iter().for_each(|event| self.event(event.clone(), out));
        match events.get(end) {
            Some(Event::SoftBreak | Event::HardBreak) => {
                out.push(Event::Html(format!("</{title_element}>\n<p>").into()));
                end + 1
            }
            Some(Event::End(TagEnd::Paragraph)) if fold.is_some() => {
                out.push(Event::Html("</summary>\n".into()));
                end + 1
            }
            _ => end,
        }
    }

    fn text<'a>(&self, text: CowStr<'a>) -> Event<'a> {
        let player = self.setting.player.filter(|_| self.link_end.is_empty());
        let html = if self.beginnings.is_here() && timestamp::begins_with_time(&text) {
            player.and_then(|player| player.link_beginning(&text))
        } else if self.has_addresses && self.link_end.is_empty() {
            address::link(&text, player)
        } else {
            player.and_then(|player| player.link(&text))
        };
        match html {
            Some(html) => Event::InlineHtml(html.into()),
            None => Event::Text(text),
        }
    }

    /// A time that stands in code quotes is a time mark, too.
    fn code<'a>(&self, code: CowStr<'a>) -> Event<'a> {
        let player = self.setting.player.filter(|_| self.link_end.is_empty() && timestamp::is_time(&code));
        match player.and_then(|player| player.link_beginning(&code)) {
            Some(html) => Event::InlineHtml(html.into()),
            None => Event::Code(code),
        }
    }

    /// It is drawn when the HTML is whole.
    fn formula<'a>(&mut self, tex: &str) -> CowStr<'a> {
        let hidden = formula::hide(tex);
        self.length += Length::of(&hidden);
        hidden.into()
    }

    fn raw(&mut self, html: &str) -> CowStr<'static> {
        self.has_raw = true;
        raw::filter(html, &mut self.open_tags, &mut self.ids).into()
    }

    /// The page has `h1` and `h2`; a description's headings begin at `h3` and skip no level.
    fn heading_start<'a>(&mut self, rest: &[Event<'a>]) -> Event<'a> {
        self.written += 1;
        let id = self.headings.get(self.written - 1).map(|heading| heading.id.clone().into());
        let lang = self.passage_language(rest).map(|lang| ("lang".into(), Some(lang.into())));
        let attrs = lang.into_iter().collect();
        Event::Start(Tag::Heading { level: self.written_level(), id, classes: Vec::new(), attrs })
    }

    /// The start of a paragraph or of a list's item, with its language where that is another.
    fn passage_start<'a>(&self, tag: &Tag<'a>, rest: &[Event<'a>]) -> Event<'a> {
        match (self.passage_language(rest), tag) {
            (Some(lang), Tag::Paragraph) => Event::Html(format!("<p lang=\"{lang}\">").into()),
            (Some(lang), _) => Event::Html(format!("<li lang=\"{lang}\">").into()),
            (None, tag) => Event::Start(tag.clone()),
        }
    }

    /// The language of the text up to the next block, where that is another than the record's.
    fn passage_language(&self, rest: &[Event<'_>]) -> Option<&'static str> {
        let mut scripts = Scripts::default();
        for event in rest {
            match event {
                Event::Text(text) => scripts.add(text),
                Event::Start(tag) if !is_inline(tag) => break,
                Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_)) => break,
                _ => {}
            }
        }
        scripts.passage_language(self.setting.lang)
    }

    fn written_level(&self) -> HeadingLevel {
        match self.headings.get(self.written.saturating_sub(1)).map_or(0, |heading| heading.depth) {
            0 => HeadingLevel::H3,
            1 => HeadingLevel::H4,
            2 => HeadingLevel::H5,
            _ => HeadingLevel::H6,
        }
    }

    /// A link that leads nowhere becomes plain text, with its address for people to read.
    fn link_start<'a>(&mut self, kind: LinkType, address: &str, title: &str) -> Event<'a> {
        let known = self.inside(address);
        let mut html = String::new();
        self.link_end = "</a>";
        // Writing to a String cannot fail.
        if let Some(href) = &known {
            html.push_str("<a href=\"");
            let _ = escape_html(&mut html, href);
            html.push('"');
        } else if address.starts_with(inside::NAME) {
            // The words alone are what the notebook shows of it.
            self.link_end = "";
            return Event::InlineHtml("".into());
        } else if is_web(address) || matches!(kind, LinkType::Email) {
            let scheme = if is_web(address) || address.starts_with("mailto:") { "" } else { "mailto:" };
            let _ = write!(html, "<a href=\"{scheme}");
            let _ = escape_href(&mut html, address);
            html.push_str("\" rel=\"noopener noreferrer nofollow\"");
        } else {
            html.push_str("<span class=\"no-link\"");
            self.link_end = "</span>";
        }
        let note = if known.is_some() || is_web(address) { title } else { address };
        if !note.is_empty() {
            html.push_str(" title=\"");
            let _ = escape_html(&mut html, note);
            html.push('"');
        }
        html.push('>');
        Event::InlineHtml(html.into())
    }

    /// Where a link leads inside of the site: to a heading of the description, or to another record.
    fn inside(&self, address: &str) -> Option<String> {
        let page = self.setting.links.and_then(|links| links.page(address)).map(str::to_owned);
        let anchor = address.trim_start_matches(inside::NAME).strip_prefix('#');
        page.or_else(|| anchor.and_then(|anchor| self.ids.find(anchor)).map(|id| format!("#{id}")))
    }

    fn footnote_number(&mut self, name: &str) -> usize {
        let next = self.footnotes.len() + 1;
        *self.footnotes.entry(name.to_owned()).or_insert(next)
    }

    fn footnote_reference<'a>(&mut self, name: &str) -> Event<'a> {
        let number = self.footnote_number(name);
        Event::InlineHtml(
            format!("<sup class=\"footnote-reference\"><a href=\"#fn-{number}\">{number}</a></sup>").into(),
        )
    }

    fn footnote_start<'a>(&mut self, name: &str) -> Event<'a> {
        let number = self.footnote_number(name);
        let open = "<div class=\"footnote-definition\"";
        Event::Html(format!("{open} id=\"fn-{number}\"><sup class=\"footnote-number\">{number}</sup>").into())
    }

    fn code_block<'a>(
        &mut self,
        kind: &CodeBlockKind<'a>,
        events: &[Event<'a>],
        out: &mut Vec<Event<'a>>,
    ) -> usize {
        let length =
            events.iter().position(|e| matches!(e, Event::End(TagEnd::CodeBlock))).unwrap_or(events.len());
        let info = if let CodeBlockKind::Fenced(info) = kind { info } else { &CowStr::Borrowed("") };
        if diagrams::is_fence(info) {
            out.push(Event::Html(format!("{OPEN}{}{CLOSE}", self.next_fence).into()));
            self.next_fence += 1;
            return length + 1;
        }
        let code: String = events[1..length].iter().filter_map(text_of).collect();
        let html = formula::fenced(&code, info).unwrap_or_else(|| highlight::block(&code, info));
        out.push(Event::Html(html.into()));
        length + 1
    }
}

/// HTML, and the diagrams that stand in it by their numbers.
fn split(html: &str, diagrams: &[Diagram]) -> Vec<Block> {
    let pieces = split_places(html).filter_map(|piece| match piece {
        Piece::Text(text) => Some(Block::Html(text.to_owned())),
        Piece::Place(number) => diagrams.get(number).cloned().map(Block::Diagram),
    });
    pieces.collect()
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
}

/// Whether a description begins with a model's politeness, and goes on.
fn opens_with_courtesy(events: &[Event<'_>]) -> bool {
    let end = events.iter().position(|event| matches!(event, Event::End(TagEnd::Paragraph)));
    end.is_some_and(|end| end + 1 < events.len())
        && abstracts::is_courtesy(&plain_text(events, TagEnd::Paragraph))
}

pub(super) fn is_web(address: &str) -> bool {
    let starts =
        |scheme: &str| address.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    starts("http://") || starts("https://")
}

fn is_place(text: &str) -> bool {
    text.starts_with(OPEN) && text.ends_with(CLOSE)
}
