//! What lists show of a description: its abstract, and which diagrams it has.
//!
//! Every record is asked for this before any page is rendered, so the description is looked at line by
//! line, and only the paragraph that is chosen goes through the Markdown parser.

use std::ops::Range;

use pulldown_cmark::Event;

use super::dialect::Markdown;
use super::{Diagram, Rendered, Setting, Source, callout, diagrams, facts, formula, rest};
use crate::base::reading_time::Length;
use crate::base::text::{ends_sentence, shorten};
use crate::diagram::Block;

/// What lists need of a description.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Digest {
    /// The paragraph that says it all, as plain text, shortened; empty where there is none.
    pub excerpt: String,
    /// The diagrams, in their order on the page.
    pub diagrams: Vec<Diagram>,
    /// About how much there is to read, without code and diagrams.
    pub length: Length,
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

/// How a model begins its courtesy line, and how many characters such a line has at most: the words of
/// assent begin nothing else, while the others may also begin a real first sentence.
const OPENINGS: [(&str, usize); 14] = [
    ("好的", 240),
    ("当然", 240),
    ("sure", 240),
    ("certainly", 240),
    ("of course", 240),
    ("okay", 240),
    ("明白了", 80),
    ("没问题", 80),
    ("以下是", 80),
    ("下面是", 80),
    ("这是", 80),
    ("根据您", 80),
    ("here is", 80),
    ("here's", 80),
];

/// Reads what lists need of a description, without rendering it.
pub fn digest(description: &str) -> Digest {
    let (description, rest) = rest::split(description);
    let markdown = Markdown::of(description);
    let choice = Choice::of(&markdown);
    let mut length = choice.length;
    length += Length::of(rest);
    let excerpt = shorten(&plain(choice.best()), EXCERPT_CHARS);
    Digest { excerpt, diagrams: diagrams::of(markdown), length }
}

/// The paragraph that says it all, rendered, where a reader would have to look for it: under a heading of its own, with
/// other text before it.
pub fn lead(description: &str, setting: Setting<'_>) -> Option<Rendered> {
    gist(description).map(|gist| Source::of(Markdown::ready(&gist)).parse().render("", setting))
}

/// The same as Markdown.
fn gist(description: &str) -> Option<String> {
    let description = rest::split(description).0;
    let markdown = Markdown::of(description);
    let choice = Choice::of(&markdown);
    choice.gist.filter(|_| choice.is_lead)
}

fn range(block: &Block) -> Range<usize> {
    match block {
        Block::Fence(range) => range.clone(),
        Block::Diagram(element) => element.range.clone(),
    }
}

/// The best text so far, as Markdown.
#[derive(Default)]
struct Choice<'a> {
    paragraph: Vec<&'a str>,
    under_gist: bool,
    gist: Option<String>,
    /// Whether the gist is a paragraph with other text before it.
    is_lead: bool,
    first: Option<String>,
    item: Option<&'a str>,
    /// How long all of the text is.
    length: Length,
}

impl<'a> Choice<'a> {
    /// Reads what is between the blocks of a description.
    fn of(markdown: &'a Markdown) -> Self {
        let description = markdown.text.text.as_str();
        let mut choice = Self::default();
        let mut at = 0;
        for range in markdown.blocks.iter().map(range) {
            choice.read(&description[at..range.start]);
            at = range.end;
        }
        choice.read(&description[at..]);
        choice
    }

    fn read(&mut self, text: &'a str) {
        self.length += Length::of(text);
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
            self.line(text[start..end].trim_ascii());
            start = end + 1;
        }
        self.end_paragraph();
    }

    fn line(&mut self, line: &'a str) {
        if let Some(heading) = line.strip_prefix('#').or_else(|| bold_heading(line)) {
            self.end_paragraph();
            let heading = heading.to_lowercase();
            self.under_gist = GIST.iter().any(|word| heading.contains(word));
        } else if let Some(item) = list_item(line) {
            self.end_paragraph();
            self.take_item(item);
        } else if line.is_empty() || line.starts_with(['|', '<', '`', '~', '-', '=']) {
            self.end_paragraph();
        } else {
            let text = line.trim_start_matches(['>', ' ']);
            let title =
                callout::split(text).filter(|_| line.trim_start().starts_with('>')).map(|(_, title)| title);
            self.paragraph.push(title.map_or(text, str::trim_start));
        }
    }

    fn end_paragraph(&mut self) {
        if self.paragraph.is_empty() {
            return;
        }
        let text = self.paragraph.join("\n");
        self.paragraph.clear();
        if is_courtesy(&text) || facts::are_all(&text) || formula::are_all(&text) {
            return;
        }
        if self.under_gist && self.gist.is_none() {
            self.is_lead = self.first.is_some() || self.item.is_some();
        }
        let slot = if self.under_gist { &mut self.gist } else { &mut self.first };
        slot.get_or_insert(text);
    }

    fn take_item(&mut self, item: &'a str) {
        if facts::is_known(item) {
            return;
        }
        if self.under_gist {
            self.gist.get_or_insert_with(|| item.to_owned());
        } else {
            self.item.get_or_insert(item);
        }
    }

    fn best(&self) -> &str {
        self.gist.as_deref().or(self.first.as_deref()).or(self.item).unwrap_or_default()
    }
}

/// The words of a line that is all strong and no sentence: a heading of a kind.
fn bold_heading(line: &str) -> Option<&str> {
    let words = line.trim_end_matches(['：', ':']);
    let words = words.strip_prefix("**")?.strip_suffix("**").filter(|words| !words.contains("**"))?;
    let is_sentence = words.ends_with(ends_sentence) || words.ends_with('.');
    (!is_sentence && words.chars().count() <= LONGEST_HEADING).then_some(words)
}

const LONGEST_HEADING: usize = 24;

/// The text of a list item's first line.
fn list_item(line: &str) -> Option<&str> {
    let bullet = line.strip_prefix(['-', '*', '+']);
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = (number.len() < line.len()).then(|| number.strip_prefix(['.', ')'])).flatten();
    let text = bullet.or(numbered)?;
    text.starts_with([' ', '\t']).then(|| text.trim()).filter(|text| !text.is_empty())
}

/// Whether a paragraph is a model's politeness and not the record's content.
pub(super) fn is_courtesy(text: &str) -> bool {
    let begins =
        |opening: &str| text.get(..opening.len()).is_some_and(|head| head.eq_ignore_ascii_case(opening));
    OPENINGS.iter().any(|(opening, most)| begins(opening) && text.chars().count() <= *most)
}

/// A paragraph's text without its Markdown.
fn plain(markdown: &str) -> String {
    let source = Source::of(Markdown::ready(markdown));
    let mut text = String::with_capacity(markdown.len());
    for event in source.parse().events {
        match event {
            Event::Text(part) | Event::Code(part) | Event::InlineMath(part) | Event::DisplayMath(part) => {
                text.push_str(&part)
            }
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{digest, gist};

    #[test]
    fn the_gist_wins_over_the_courtesy_line() {
        let text = "好的，下面是整理。\n\n### **要点**\n\n1. 一\n\n### **核心观点**\n\n日志**先于**状态。";
        assert_eq!(digest(text).excerpt, "日志先于状态。");
        assert_eq!(digest("Sure, here is it.\n\n- first **point**\n- second").excerpt, "first point");
        assert_eq!(digest("Plain words.\n\nMore.").excerpt, "Plain words.");
    }

    #[test]
    fn only_a_gist_that_one_has_to_look_for_leads() {
        let core = "### 核心观点\n\n日志**先于**状态。\n\n再说一遍。";
        assert_eq!(gist(&format!("好的。\n\n### 要点\n\n- 一\n\n{core}")).unwrap(), "日志**先于**状态。");
        assert_eq!(gist(&format!("开头。\n\n{core}")).unwrap(), "日志**先于**状态。");
        for text in
            [format!("好的。\n\n{core}"), "只有一段。".into(), "开头。\n\n## 总结\n\n- 一\n- 二".into()]
        {
            assert_eq!(gist(&text), None, "{text}");
        }
    }

    #[test]
    fn diagrams_are_counted_and_never_quoted() {
        let text = "<Mermaid_Diagram>\npie\n</Mermaid_Diagram>\n\nwords\n\n```mermaid\ngraph TD\n```\n\n<Mermaid_Diagram>";
        let digest = digest(text);
        let sources: Vec<&str> = digest.diagrams.iter().map(|diagram| diagram.source.as_str()).collect();
        assert_eq!(sources, ["pie", "graph TD", ""]);
        assert_eq!(digest.excerpt, "words");
    }
}
