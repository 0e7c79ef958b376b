//! A description as the text that a reader sees, for search.

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::inside::NAME;
use super::{OPEN, Parsed, Source, cjk, diagrams, formula, raw, rest};

/// What of a description can be searched for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plain {
    /// The text, with headings, a line feed between blocks.
    pub text: String,
    /// The headings.
    pub headings: Vec<String>,
    /// The diagrams' sources.
    pub diagrams: Vec<String>,
}

/// The text of a description as it is on its page.
pub fn plain(description: &str) -> Plain {
    let (description, rest) = rest::split(description);
    of(&Source::new(description).parse(), rest)
}

/// The text of a description that is parsed; of `rest` there is no Markdown.
pub(super) fn of(Parsed { events, diagrams, .. }: &Parsed<'_>, rest: &str) -> Plain {
    let mut writer = Writer::default();
    for (place, event) in events.iter().enumerate() {
        writer.event(event, (&events[..place], &events[place + 1..]));
    }
    let Plain { mut text, headings, .. } = writer.plain;
    text.truncate(text.trim_end().len());
    if !rest.is_empty() {
        text.push('\n');
        text.push_str(rest.trim());
    }
    Plain { text, headings, diagrams: diagrams.iter().map(|diagram| diagram.source.clone()).collect() }
}

#[derive(Default)]
struct Writer {
    plain: Plain,
    /// Where the text of the heading begins that is being read.
    heading: usize,
    /// Whether a diagram is being read, which a fence holds.
    in_diagram: bool,
}

impl Writer {
    fn event(&mut self, event: &Event<'_>, (before, after): (&[Event<'_>], &[Event<'_>])) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if diagrams::is_fence(info) => {
                self.in_diagram = true;
            }
            Event::Start(Tag::Image { .. }) => {}
            Event::Start(tag) if !cjk::is_inline(&tag.to_end()) => {
                self.end_block();
                self.heading = self.plain.text.len();
            }
            Event::End(TagEnd::Image) => self.picture_without_words(before),
            Event::End(tag) if !cjk::is_inline(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(text)
            }
            Event::Html(html) | Event::InlineHtml(html) => self.text(&formula::show(&raw::visible(html))),
            Event::SoftBreak if cjk::joins(before, after) => {}
            Event::SoftBreak | Event::HardBreak => self.text("\n"),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        // That is the number of a diagram that was cut out.
        if !self.in_diagram && !text.starts_with(OPEN) {
            self.plain.text.push_str(text);
        }
    }

    fn end(&mut self, tag: &TagEnd) {
        self.in_diagram &= *tag != TagEnd::CodeBlock;
        if matches!(tag, TagEnd::Heading(_)) {
            self.plain.headings.push(self.plain.text[self.heading..].trim().to_owned());
        }
        self.end_block();
    }

    /// A picture is a link, and its address is what is read where nothing else is.
    fn picture_without_words(&mut self, before: &[Event<'_>]) {
        if let Some(Event::Start(Tag::Image { dest_url, .. })) = before.last() {
            self.text(dest_url.trim_start_matches(NAME));
        }
    }

    fn end_block(&mut self) {
        let text = &mut self.plain.text;
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
    }
}

/// What of an event is text.
pub(super) fn text_of<'a>(event: &'a Event<'_>) -> Option<&'a str> {
    match event {
        Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
            Some(text)
        }
        Event::SoftBreak | Event::HardBreak => Some(" "),
        _ => None,
    }
}

/// The text up to the end of an element.
pub(super) fn plain_text(events: &[Event<'_>], end: TagEnd) -> String {
    let inside = events.iter().take_while(|event| !matches!(event, Event::End(tag) if *tag == end));
    inside.filter_map(text_of).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_shows_is_there_and_no_marks() {
        let found = plain(
            "### **一、要点**\n\n*   **从“工作（AI）”**和`code`，\n    继续\n\n| a | b |\n|---|---|\n| c | d |",
        );
        assert_eq!(found.text, "一、要点\n从“工作（AI）”和code，\n继续\na\nb\nc\nd");
        assert_eq!(found.headings, ["一、要点"]);
    }

    #[test]
    fn diagrams_are_apart_and_html_is_as_it_looks() {
        let found = plain(
            "x\n\n<Mermaid_Diagram>\ngraph TD\nA-->B\n</Mermaid_Diagram>\n\n```mermaid\npie\n```\n\ny<br>z <input src=q>",
        );
        assert_eq!(found.text, "x\ny\nz <input src=q>");
        assert_eq!(found.diagrams, ["graph TD\nA-->B", "pie"]);
    }
}
