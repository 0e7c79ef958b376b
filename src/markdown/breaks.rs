//! Line ends in a paragraph.
//!
//! Markdown takes a line end for a blank, because people wrap their texts. Models do not: where one ends a line it means it, as
//! between a question and its answer. Texts that were wrapped at a column come in, too, from papers and mails. So the line
//! ends of a paragraph are breaks, unless it looks wrapped: all its lines but the last are long and about as wide as each other,
//! one at least ends within a sentence, and none begins like an item.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::cjk;
use crate::base::text::{ends_sentence, is_cjk};

/// A line that was wrapped is at least so many columns wide, with two for a Chinese character …
const MIN_WIDTH: usize = 50;
/// … and a word of this length did not fit on the narrowest one.
const MAX_DIFFERENCE: usize = 18;

/// Makes breaks of the line ends that are meant.
pub(super) fn keep(events: &mut [Event<'_>]) {
    let mut start = 0;
    let mut ends = Vec::new();
    for index in 0..events.len() {
        let is_block = match &events[index] {
            Event::SoftBreak => {
                ends.push(index);
                false
            }
            Event::Start(tag) => !matches!(tag, Tag::Image { .. }) && !cjk::is_inline(&tag.to_end()),
            Event::End(tag) => *tag != TagEnd::Image && !cjk::is_inline(tag),
            _ => false,
        };
        if is_block {
            settle(events, start..index, &mut ends);
            start = index + 1;
        }
    }
    settle(events, start..events.len(), &mut ends);
}

/// Decides for one paragraph.
fn settle(events: &mut [Event<'_>], paragraph: Range<usize>, ends: &mut Vec<usize>) {
    if ends.is_empty() {
        return;
    }
    // A formula on a line of its own breaks the text anyway.
    let is_display = |at: usize| matches!(events.get(at), Some(Event::DisplayMath(_)));
    ends.retain(|end| !is_display(end + 1) && !is_display(end.wrapping_sub(1)));
    if !is_wrapped(events, paragraph, ends) {
        ends.iter().for_each(|end| events[*end] = Event::HardBreak);
    }
    ends.clear();
}

fn is_wrapped(events: &[Event<'_>], paragraph: Range<usize>, ends: &[usize]) -> bool {
    let starts = [paragraph.start].into_iter().chain(ends.iter().map(|end| end + 1));
    let lines = starts.zip(ends.iter().copied().chain([paragraph.end]));
    let (mut narrowest, mut widest, mut is_in_sentence) = (usize::MAX, 0, false);
    for (number, (start, end)) in lines.enumerate() {
        let line = Line::of(&events[start..end]);
        if number > 0 && line.is_item {
            return false;
        }
        widest = widest.max(line.width);
        if number < ends.len() {
            narrowest = narrowest.min(line.width);
            is_in_sentence |= !line.ends_sentence;
            if line.is_strong || narrowest < MIN_WIDTH {
                return false;
            }
        }
    }
    is_in_sentence && widest - narrowest <= MAX_DIFFERENCE
}

/// What is to be known of a line.
#[derive(Default)]
struct Line {
    width: usize,
    ends_sentence: bool,
    /// Whether all of it is strong, as a heading of a kind.
    is_strong: bool,
    /// Whether it begins as an item of a list does, or with a word and a colon.
    is_item: bool,
}

impl Line {
    fn of(events: &[Event<'_>]) -> Self {
        let mut line = Self { is_item: is_item(events), ..Self::default() };
        line.is_strong = matches!(events, [Event::Start(Tag::Strong), .., Event::End(TagEnd::Strong)]);
        for event in events {
            let (Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text)) =
                event
            else {
                continue;
            };
            line.width += text.chars().map(|c| 1 + usize::from(is_cjk(c) || is_wide(c))).sum::<usize>();
            if let Some(last) = text.trim_end().chars().next_back() {
                line.ends_sentence =
                    ends_sentence(last) || matches!(last, '.' | ':' | '：' | ';' | '；' | '”' | '"' | '」');
            }
        }
        line
    }
}

/// Punctuation and letters of full width.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x3000..=0x303F | 0xFF00..=0xFF60)
}

/// A word before a colon has at most so many characters.
const LONGEST_LABEL: usize = 8;

fn is_item(events: &[Event<'_>]) -> bool {
    let Some(Event::Text(text)) = events.iter().find(|event| matches!(event, Event::Text(_))) else {
        return false;
    };
    let text = text.trim_start();
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    let is_numbered =
        number.len() < text.len() && number.starts_with(['.', ')', '、', '）', '．', ':', '：']);
    let is_marked = text.starts_with(|c: char| {
        matches!(
            c,
            '•' | '·' | '●' | '○' | '▪' | '■' | '◆' | '★' | '✓' | '✔' | '→' | '–' | '—' | '①'
                ..='⑳' | '☑' | '☐'
        )
    });
    let label = text.chars().take(LONGEST_LABEL + 1).position(|c| matches!(c, '：' | ':'));
    is_numbered
        || is_marked
        || label.is_some_and(|at| at > 0 && text.chars().take(at).all(|c| !c.is_whitespace()))
}

#[cfg(test)]
mod tests {
    use crate::markdown::plain;

    #[test]
    fn what_a_model_broke_is_broken_and_what_was_wrapped_is_not() {
        let broken = [
            "讲者：李雷\n主持：韩梅梅\n片长：四十分钟",
            "**第一步：洗菜**\n先洗叶子，再洗根。",
            "问：要多久？\n答：三刻钟。",
            "1\\. 打蛋\n2\\. 下锅",
            "床前明月光，\n疑是地上霜。",
            "Host: Ann\nGuest: Bob",
        ];
        for text in broken {
            let shown = text.replace("**", "").replace('\\', "");
            assert_eq!(plain(text).text, shown, "{text}");
        }
        let wrapped = "This paragraph was wrapped by an editor at a column of some\n\
                       seventy letters, so its line ends say nothing at all, and\nit goes on.";
        assert_eq!(plain(wrapped).text, wrapped, "search has the line ends, too");
        let html = |text: &str| match &crate::markdown::render(text, Default::default()).blocks[..] {
            [crate::markdown::Block::Html(html)] => html.clone(),
            _ => String::new(),
        };
        assert!(!html(wrapped).contains("<br"), "{}", html(wrapped));
        let chinese = "这一段文字是由编辑器在第三十个字处折断的，所以它的行尾没有任何意\n义，应当接着读下去，也不应当有空格。";
        assert!(!html(chinese).contains("<br") && html(chinese).contains("意义"), "{}", html(chinese));
        assert!(broken.iter().all(|text| html(text).contains("<br")));
    }
}
