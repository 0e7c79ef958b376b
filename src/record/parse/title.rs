//! Titles that a Markdown text says itself, in a heading.

use std::ops::Range;
use std::sync::LazyLock;

use super::transcript_name::{Names, is_transcript};
use super::{facts, field, heading, layout, names};
use crate::record::Section;

use super::field::Field;

/// A title as a heading says it.
#[derive(Debug)]
pub(super) struct Title {
    pub(super) text: String,
    /// Where it leads, where the heading is a link.
    pub(super) address: Option<String>,
    /// The bytes of the heading.
    pub(super) range: Range<usize>,
}

/// So many bytes may stand before a title: a picture, a courtesy line, or facts.
const MAX_BEFORE: usize = 800;

/// The title that a text has from a byte on. It is a heading of the first level at its beginning, or the only such heading
/// and the first of any level; or a heading at its beginning that has all others below it.
pub(super) fn of(text: &str, start: usize) -> Option<Title> {
    let start = start + text[start..].len() - text[start..].trim_start().len();
    let first_line = text[start..].split_inclusive('\n').next()?;
    let second = text[start + first_line.len()..].lines().next().unwrap_or_default();
    if second.len() > 2 && second.trim_end().bytes().all(|b| b == b'=') && !first_line.trim().is_empty() {
        let end = start + first_line.len() + second.len();
        return titled(first_line.trim(), start..(end + 1).min(text.len()));
    }
    let is_first = heading::parts(first_line);
    if is_first.is_none_or(|(level, _)| level > 1)
        && memchr::memchr(b'#', &text.as_bytes()[start..]).is_none()
    {
        return None;
    }
    if let Some((1, name)) = is_first {
        return titled(name, start..start + first_line.len());
    }
    let headings = heading::headings(text, start);
    let first = headings.first().filter(|first| first.range.start - start <= MAX_BEFORE)?;
    let is_topmost = headings[1..].iter().all(|other| other.level > first.level);
    let is_title = is_topmost && (first.level == 1 || first.range.start == start);
    titled(first.name, first.range.clone()).filter(|_| is_title)
}

/// The title that the words of a heading are, unless they are what every summary has.
fn titled(name: &str, range: Range<usize>) -> Option<Title> {
    let (text, address) = match facts::linked(name) {
        Some((text, address)) => (text, Some(address.to_owned())),
        None => (name, None),
    };
    let text = field::split(text)
        .filter(|(key, value)| Field::named(key) == Some(Field::Title) && !value.is_empty())
        .map_or(text, |(_, value)| value);
    let text = text.replace("**", "").replace('`', "").trim().to_owned();
    let is_section = names::named(&text).is_some() || is_transcript(&text) || is_of_any_summary(&text);
    (!text.is_empty() && !is_section).then_some(Title { text, address, range })
}

/// What headings say that stand in the summary of anything, and words that stand beside that.
const OF_SUMMARIES: [&str; 26] = [
    "总结",
    "總結",
    "摘要",
    "概要",
    "概述",
    "纪要",
    "笔记",
    "筆記",
    "要点",
    "要點",
    "观点",
    "觀點",
    "简介",
    "簡介",
    "导读",
    "目录",
    "结论",
    "信息",
    "summary",
    "notes",
    "overview",
    "takeaways",
    "points",
    "contents",
    "introduction",
    "tldr",
];
const BESIDE: &str = "核心 主要 关键 關鍵 内容 內容 视频 視頻 影片 文章 播客 会议 會議 本期 节目 节选 一句话 ai 智能 基本 的 \
    video key main the a of article podcast meeting episode executive detailed brief short content";

/// Whether a heading says nothing of what it is about: `AI 总结`, `Key points`.
fn is_of_any_summary(text: &str) -> bool {
    const MAX_BYTES: usize = 60;
    static NAMES: LazyLock<Names> = LazyLock::new(|| Names::new(&OF_SUMMARIES, BESIDE));
    text.len() <= MAX_BYTES && NAMES.have(text)
}

/// So many lines are looked at for the heading that says a title again.
const MAX_LINES: usize = 20;

/// Takes the heading out of a summary that says its record's title once more. What stands before it stays, unless it has no
/// letter at all.
pub(super) fn drop_repeated(title: &str, description: &mut Section) {
    let begins_otherwise = |text: &str| text.starts_with(|c: char| c.is_alphanumeric() || c == '<');
    if title.is_empty() || description.in_one_line && begins_otherwise(&description.text) {
        return;
    }
    while let Some(range) = repeated(title, &description.text) {
        let text = &description.text;
        if text[..range.start].contains(char::is_alphanumeric) {
            let rest = format!("{}\n{}", &text[..range.start], &text[range.end..]);
            description.text = layout::section(&rest, 0, rest.len()).text;
            return;
        }
        let rest = layout::section(text, range.end, text.len());
        let line = description.line_of(rest.line);
        *description = Section { line, in_one_line: description.in_one_line, ..rest };
    }
}

/// The first heading, where it says a title.
fn repeated(title: &str, text: &str) -> Option<Range<usize>> {
    let mut at = 0;
    for line in text.split_inclusive('\n').take(MAX_LINES) {
        let range = at..at + line.len();
        at = range.end;
        let bare = line.trim();
        if bare.starts_with("```") || bare.starts_with("~~~") {
            return None;
        }
        let bold = || {
            let inside = bare.strip_prefix("**")?.strip_suffix("**")?;
            (!text[..range.start].contains(char::is_alphanumeric)).then_some(inside)
        };
        let name = heading::parts(bare).map(|(_, name)| name);
        let Some(name) = name.or_else(bold) else { continue };
        return is_same(title, name).then_some(range);
    }
    None
}

/// Whether a heading says a title, whatever marks either has; an id may follow the title.
fn is_same(title: &str, heading: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (title, heading) = (letters(title), letters(heading));
    let is_id = |rest: &str| {
        rest.is_empty()
            || (9..=16).contains(&rest.len())
                && rest.bytes().all(|b| b.is_ascii_alphanumeric())
                && rest.bytes().any(|b| b.is_ascii_digit())
    };
    !heading.is_empty() && title.strip_prefix(heading.as_str()).is_some_and(is_id)
}
