//! What lists show of a description: its abstract, and how many diagrams it has.

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::{Diagram, OPEN, is_diagram_fence};
use crate::diagnostic::shorten;

/// What lists need of a description.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Digest {
    /// The paragraph that says it all, as plain text, shortened; empty where there is none.
    pub excerpt: String,
    /// How many diagrams there are.
    pub diagrams: usize,
    /// The lines, from 1 at the start of the description, of diagrams without an end tag.
    pub unclosed: Vec<usize>,
    /// The lines of diagrams without a source.
    pub empty: Vec<usize>,
}

/// About three lines on a phone.
const EXCERPT_CHARS: usize = 140;

/// Headings under which a model puts the gist.
const GIST: [&str; 14] = [
    "核心观点",
    "核心結論",
    "核心结论",
    "核心要点",
    "摘要",
    "概述",
    "概要",
    "总结",
    "一句话",
    "abstract",
    "tl;dr",
    "summary",
    "key idea",
    "in short",
];

pub(super) fn digest(events: &[Event<'_>], elements: &[Diagram]) -> Digest {
    let mut reader = Reader::default();
    for event in events {
        reader.read(event);
    }
    let lines = |of: fn(&Diagram) -> bool| elements.iter().filter(|d| of(d)).map(|d| d.line).collect();
    let excerpt = reader.gist.or(reader.first).or(reader.fallback).unwrap_or_default();
    Digest {
        excerpt: shorten(&excerpt, EXCERPT_CHARS),
        diagrams: reader.fences + elements.len(),
        unclosed: lines(|d| d.unclosed),
        empty: lines(|d| d.source.is_empty()),
    }
}

#[derive(Default)]
struct Reader {
    text: String,
    list_depth: usize,
    in_code: bool,
    under_gist: bool,
    fences: usize,
    gist: Option<String>,
    first: Option<String>,
    fallback: Option<String>,
}

impl Reader {
    fn read(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) | Event::Code(text) if !self.in_code && !text.contains(OPEN) => {
                self.text.push_str(text);
            }
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::CodeBlock(kind) => {
                self.in_code = true;
                let diagram = matches!(kind, CodeBlockKind::Fenced(info) if is_diagram_fence(info));
                self.fences += usize::from(diagram);
            }
            Tag::List(_) => {
                self.list_depth += 1;
                self.take_item();
            }
            Tag::Paragraph | Tag::Heading { .. } | Tag::Item => self.text.clear(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::Heading(_) => {
                let heading = std::mem::take(&mut self.text).to_lowercase();
                self.under_gist = GIST.iter().any(|word| heading.contains(word));
            }
            TagEnd::Paragraph if self.list_depth == 0 => self.take_paragraph(),
            TagEnd::Paragraph | TagEnd::Item => self.take_item(),
            TagEnd::List(_) => self.list_depth -= 1,
            _ => {}
        }
    }

    fn take_paragraph(&mut self) {
        let text = std::mem::take(&mut self.text).trim().to_owned();
        if text.is_empty() || is_courtesy(&text) {
            return;
        }
        if self.under_gist {
            self.gist.get_or_insert(text);
        } else {
            self.first.get_or_insert(text);
        }
    }

    fn take_item(&mut self) {
        let text = std::mem::take(&mut self.text).trim().to_owned();
        if text.is_empty() {
            return;
        }
        let slot = if self.under_gist { &mut self.gist } else { &mut self.fallback };
        slot.get_or_insert(text);
    }
}

/// Whether a paragraph is a model's politeness and not the record's content.
fn is_courtesy(text: &str) -> bool {
    const OPENINGS: [&str; 12] = [
        "好的",
        "当然",
        "以下是",
        "下面是",
        "这是",
        "根据您",
        "sure",
        "certainly",
        "of course",
        "here is",
        "here's",
        "okay",
    ];
    let lower = text.to_lowercase();
    text.chars().count() <= 80 && OPENINGS.iter().any(|opening| lower.starts_with(opening))
}

#[cfg(test)]
mod tests {
    use crate::markdown::digest;

    #[test]
    fn the_gist_wins_over_the_courtesy_line() {
        let text = "好的，下面是整理。\n\n### **要点**\n\n1. 一\n\n### **核心观点**\n\n日志**先于**状态。";
        assert_eq!(digest(text).excerpt, "日志先于状态。");
        assert_eq!(digest("Sure, here is it.\n\n- first point\n- second").excerpt, "first point");
        assert_eq!(digest("Plain words.\n\nMore.").excerpt, "Plain words.");
    }

    #[test]
    fn diagrams_are_counted_and_never_quoted() {
        let text = "<Mermaid_Diagram>\npie\n</Mermaid_Diagram>\n\nwords\n\n```mermaid\ngraph TD\n```\n\n<Mermaid_Diagram>";
        let digest = digest(text);
        assert_eq!((digest.diagrams, digest.excerpt.as_str()), (3, "words"));
        assert_eq!((digest.unclosed, digest.empty), (vec![11], vec![11]));
    }
}
