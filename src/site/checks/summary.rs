//! Summaries that stop in the middle, as a model's do that has come to its limit of tokens.
//!
//! Nobody can know; so only what is plain is told: an end that no writer puts there, or one that is unlike all the other
//! ends of the same text.

use std::ops::Range;

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::message::Message;
use crate::base::text::{Place, ends_sentence, is_cjk};
use crate::diagram::{self, Block};
use crate::record::Section;

/// How many characters at the end of a text are shown to be its end.
const SHOWN: usize = 6;

/// A shorter paragraph may be a name, a title or a signature.
const MIN_PROSE: usize = 20;

/// Whether a description stops in the middle.
pub(super) fn truncated(description: &Section) -> Option<Diagnostic> {
    let text = description.text.trim_end();
    let blocks = diagram::blocks(text);
    let code: Vec<Range<usize>> = blocks.iter().map(range).collect();
    let (at, what) = match open_fence(text, &code) {
        Some(at) => (at, Some("truncated_summary_fence")),
        // What is wrong with the diagram at the end is told of the diagram.
        None if code.last().is_some_and(|last| last.end == text.len()) => return None,
        None => (text.len(), End::of(text, code.last().map_or(0, |last| last.end)).fault()),
    };
    let Place { line, span } = Place::of(at.saturating_sub(1)..at, text);
    let first = line.text[..span.end].char_indices().rev().nth(SHOWN - 1).map_or(0, |(first, _)| first);
    Some(Diagnostic::place(
        Code::TruncatedSummary,
        description.place_in_file(Place { line, span: first..span.end }),
        Message::new(what?),
        Message::new("truncated_summary_hint"),
    ))
}

fn range(block: &Block) -> Range<usize> {
    match block {
        Block::Fence(range) => range.clone(),
        Block::Diagram(element) => element.range.clone(),
    }
}

/// The end of the line that opens a fence which is never closed, unless a diagram stands in it: that is drawn or told of.
fn open_fence(text: &str, code: &[Range<usize>]) -> Option<usize> {
    let open = |fence: &str| {
        memchr::memmem::find(text.as_bytes(), fence.as_bytes())?;
        let mut start = 0;
        text.split_inclusive('\n').find_map(|line| {
            let (bare, at) = (line.trim(), start + line.len() - line.trim_start().len());
            start += line.len();
            let is_fence = bare.starts_with(fence) && !bare.trim_start_matches(['`', '~']).contains('`');
            let is_open =
                is_fence && !bare.to_ascii_lowercase().contains("mermaid") && !diagram::covers(code, at);
            is_open.then(|| start - usize::from(line.ends_with('\n')))
        })
    };
    open("```").or_else(|| open("~~~"))
}

/// The last lines of a text, after its last code.
struct End<'a> {
    /// The last block without an empty line in it. Most texts are judged by it alone.
    block: Vec<&'a str>,
    /// What stands before it.
    before: &'a str,
}

impl<'a> End<'a> {
    fn of(text: &'a str, from: usize) -> Self {
        let mut before = text[from..].trim_end();
        while let Some((rest, _)) = last_line(before).filter(|(_, line)| is_rule(line)) {
            before = rest.trim_end();
        }
        let mut block = Vec::new();
        while let Some((rest, line)) = last_line(before).filter(|(_, line)| !line.is_empty()) {
            block.push(line);
            before = rest;
        }
        block.reverse();
        Self { block, before }
    }

    /// The lines of all of it but the last, from the end.
    fn others(&self) -> impl Iterator<Item = &'a str> {
        self.block.iter().rev().skip(1).copied().chain(self.before.lines().rev().map(str::trim))
    }

    fn fault(&self) -> Option<&'static str> {
        let last = *self.block.last()?;
        if is_heading(last) {
            return Some("truncated_summary_heading");
        }
        if last.starts_with('|') {
            return self.is_in_table().then_some("truncated_summary_table");
        }
        if item(last) == Some("") {
            return Some("truncated_summary_list");
        }
        if self.is_in_bold(last) {
            return Some("truncated_summary_bold");
        }
        let in_sentence =
            last.ends_with(['，', '、', '：', ':', '；', '（', '(', '【', '《', '“', '「', '『']);
        // A comma in a list without sentences, such as of code, is no sentence's.
        let in_sentence = in_sentence || last.ends_with(',') && last.contains(' ');
        if in_sentence {
            return Some("truncated_summary");
        }
        match item(last) {
            Some(text) => (ends_in_word(text) && self.other_items_end()).then_some("truncated_summary_list"),
            None => (ends_in_word(last) && self.other_prose_ends(last)).then_some("truncated_summary"),
        }
    }

    /// Whether the table at the end lacks its rows, or a part of the last one.
    fn is_in_table(&self) -> bool {
        let first = self.block.iter().rposition(|line| !line.starts_with('|')).map_or(0, |n| n + 1);
        let table = &self.block[first..];
        let closed = |line: &str| line.len() > 1 && line.ends_with('|');
        match table {
            [head, _, .., last] => closed(head) && !closed(last),
            [head, rule] => closed(head) && (rule.contains("--") || !closed(rule)),
            _ => false,
        }
    }

    fn is_in_bold(&self, last: &str) -> bool {
        let block = if item(last).is_some() { last.to_owned() } else { self.block.join("\n") };
        // Every other piece is code.
        let text: String = block.split('`').step_by(2).collect();
        text.matches("**").count() % 2 == 1 && !text.contains("***")
    }

    /// Whether all items before the last one end as sentences do, and there are several.
    fn other_items_end(&self) -> bool {
        let others: Vec<&str> = self.others().filter_map(item).collect();
        others.len() >= 2 && others.iter().all(|item| ends(item))
    }

    /// Whether all prose before the end of the text ends as sentences do, and there is some: another paragraph, or another
    /// sentence of the same one.
    fn other_prose_ends(&self, last: &str) -> bool {
        let prose = |line: &&str| is_prose(line) && line.chars().nth(MIN_PROSE).is_some();
        let mut others = self.before.lines().map(str::trim).filter(prose).peekable();
        if last.chars().nth(MIN_PROSE).is_none() || !is_prose(last) {
            return false;
        }
        if others.peek().is_some() { others.all(ends) } else { has_sentence(last) }
    }
}

/// A text's last line, trimmed, and what stands before it; `None` where nothing is left.
fn last_line(text: &str) -> Option<(&str, &str)> {
    let at = memchr::memrchr(b'\n', text.as_bytes());
    let line = text[at.map_or(0, |at| at + 1)..].trim();
    (!text.is_empty()).then(|| (&text[..at.unwrap_or_default()], line))
}

fn is_rule(line: &str) -> bool {
    line.len() >= 3 && ['-', '*', '_'].iter().any(|mark| line.chars().all(|c| c == *mark))
}

fn is_heading(line: &str) -> bool {
    let text = line.trim_start_matches('#');
    text.len() < line.len() && text.starts_with(' ')
}

/// The text of a list's item.
fn item(line: &str) -> Option<&str> {
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = digits.strip_prefix(['.', ')', '、']).filter(|_| digits.len() < line.len());
    let text = line.strip_prefix(['-', '*', '+', '•']).or(numbered)?;
    (text.is_empty() || text.starts_with(' ') || line.contains('、')).then(|| text.trim())
}

/// Whether a line is a paragraph's, and nothing that ends otherwise than sentences do.
fn is_prose(line: &str) -> bool {
    !is_heading(line)
        && item(line).is_none()
        && !line.starts_with(['|', '<', '>', '#', '`', '!', '['])
        && !["://", " #", "](", "$$"].iter().any(|mark| line.contains(mark))
}

/// Whether a text ends with a letter, so that it may go on.
fn ends_in_word(text: &str) -> bool {
    text.ends_with(char::is_alphabetic) && !text.contains("://")
}

/// Whether a text ends as a sentence does, whatever closes behind it.
fn ends(text: &str) -> bool {
    let bare = text.trim_end_matches(['*', '_', '`', '"', '”', '’', '」', '』', '）', ')', '】', ']', '》']);
    bare.ends_with(|c: char| ends_sentence(c) || matches!(c, '.' | '；' | ';' | '：' | ':'))
}

/// Whether a sentence ends before the end of a line.
fn has_sentence(line: &str) -> bool {
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let is_gap = next.is_some_and(|next| next == ' ' || is_cjk(next));
        if is_gap && (ends_sentence(c) || c == '.') {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::i18n::in_english;

    fn fault(text: &str) -> Option<(usize, String)> {
        let section = Section { text: text.to_owned(), line: 5, in_one_line: false };
        truncated(&section).map(|found| (found.line.unwrap(), in_english(&found.what)))
    }

    #[test]
    fn ends_that_no_writer_puts_there() {
        for (text, line, what) in [
            ("先写日志，再改状态。然后", 5, None),
            ("日志先于状态，断电之后要重放。先写日志再改状态，然后把状态写回磁", 5, Some("sentence")),
            (
                "日志先于状态，断电之后要重放一遍日志，再打开服务。\n\n最后讲的是怎样在断电之后恢复，主讲人说到了检查",
                7,
                Some("sentence"),
            ),
            (
                "The log comes first, and the state after it. Then the speaker turns to what happens to the",
                5,
                Some("sentence"),
            ),
            ("要点如下：", 5, Some("sentence")),
            ("先写日志，", 5, Some("sentence")),
            ("要点：\n\n- 先写日志。\n- 再改状态。\n- 然后把状", 9, Some("list")),
            ("要点\n\n1. 先写日志\n2.", 8, Some("list")),
            ("| 词 | 义 |\n|---|---|\n| 日志 | 先写的 |\n| 状态 | 后", 8, Some("table")),
            ("| 词 | 义 |\n|---|---|", 6, Some("table")),
            ("话。\n\n## 结论", 7, Some("heading")),
            ("话。\n\n```rust\nfn main() {\n", 7, Some("code")),
            ("话。\n\n**核心", 7, Some("bold")),
        ] {
            let found = fault(text);
            match what {
                None => assert_eq!(found, None, "{text}"),
                Some(what) => {
                    let (place, said) = found.unwrap_or_else(|| panic!("{text}"));
                    assert!(place == line && said.contains(what), "{text}: {place} {said}");
                }
            }
        }
    }

    #[test]
    fn ends_as_writers_put_them() {
        for text in [
            "",
            "说了一些话",
            "先写日志，再改状态",
            "日志先于状态。\n\n- 先写日志\n- 再改状态",
            "- 先写日志。\n- 再改状态。",
            "日志先于状态，断电之后要重放一遍日志，再打开服务\n\n最后讲的是怎样在断电之后恢复，主讲人说到了检查",
            "日志先于状态，断电之后要重放一遍日志，再打开服务。\n\n来源：https://example.org/a",
            "日志先于状态，断电之后要重放一遍日志，再打开服务。\n\n#日志 #状态机 #断电之后要重放一遍 #数据库内核",
            "日志先于状态，断电之后要重放一遍日志。\n\n*本摘要由模型写成，仅供参考，以原片为准*",
            "日志先于状态。\n\n```rust\nfn main() {}\n```",
            "日志先于状态。\n\n---",
            "<Mermaid_Diagram>\ngraph TD\n  A --> B\n</Mermaid_Diagram>",
            "**核心**：日志先于状态，断电之后要重放一遍日志。",
            "| 词 | 义 |\n|---|---|\n| 日志 | 先写的 |",
            "The book, in the end, is about people. Read it!\n\nKent Beck, *Tidy First?*, 2023",
        ] {
            assert_eq!(fault(text), None, "{text}");
        }
    }
}
