//! Time marks such as `[12:34]`, and the addresses of those moments of an item.
//!
//! Pipelines that summarise a video leave such marks in summaries (`*Content-[12:34]`) and in transcripts. On a page they
//! become links; the text stays as it is, character by character.

mod lines;

use std::fmt::Write;
use std::ops::Range;

use pulldown_cmark_escape::{escape_href, escape_html};

use crate::record::{Head, Platform, Seconds, Source};

/// An item whose moments have addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Player {
    /// What stands before the seconds, and after them.
    address: (String, &'static str),
    length: Option<Seconds>,
}

impl Player {
    /// The player of a record's item, where its platform has such addresses and the item is known there.
    pub fn of(head: &Head) -> Option<Self> {
        let address = head.source.as_ref().and_then(address)?;
        Some(Self { address, length: head.duration })
    }

    /// A text as HTML, with a link for each of its time marks; `None` where it has none.
    pub fn link(&self, text: &str) -> Option<String> {
        self.link_marks(text, marks(text))
    }

    /// The same for a text with which an item, a heading or a line begins: the time that it begins with needs no brackets.
    pub fn link_beginning(&self, text: &str) -> Option<String> {
        let first = bare(text);
        let end = first.as_ref().map_or(0, |(range, _)| range.end);
        let others = marks(&text[end..]).map(|(range, second)| (range.start + end..range.end + end, second));
        self.link_marks(text, first.into_iter().chain(others))
    }

    fn link_marks(&self, text: &str, marks: impl Iterator<Item = (Range<usize>, Seconds)>) -> Option<String> {
        let mut html = String::new();
        let mut from = 0;
        for (range, second) in marks.filter(|(_, second)| self.has(*second)) {
            let (before, after) = &self.address;
            // Writing to a String cannot fail.
            let _ = escape_html(&mut html, &text[from..range.start]);
            html.push_str("<a class=\"time-mark\" href=\"");
            let _ = escape_href(&mut html, before);
            let _ = write!(html, "{}{after}\" rel=\"noopener noreferrer nofollow\">", second.0);
            let _ = escape_html(&mut html, &text[range.clone()]);
            html.push_str("</a>");
            from = range.end;
        }
        let found = from > 0;
        found.then(|| {
            let _ = escape_html(&mut html, &text[from..]);
            html
        })
    }

    fn has(&self, second: Seconds) -> bool {
        self.length.is_none_or(|length| second <= length)
    }
}

/// A plain text as HTML, with links where there is a player.
pub fn html(text: &str, player: Option<&Player>) -> String {
    player.and_then(|player| player.link(text)).unwrap_or_else(|| escaped(text))
}

/// The same for a part of a transcript whose [lines have marks](are_lines_marked), with or without brackets.
pub fn html_of_lines(text: &str, player: Option<&Player>) -> String {
    let link = |player: &Player| {
        let mut all = lines::marks_of_part(text);
        all.extend(marks(text));
        all.sort_by_key(|(range, _)| range.start);
        player.link_marks(text, all.into_iter())
    };
    player.and_then(link).unwrap_or_else(|| escaped(text))
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    // Writing to a String cannot fail.
    let _ = escape_html(&mut html, text);
    html
}

/// Whether the lines of a transcript begin with time marks without brackets.
pub fn are_lines_marked(transcript: &str) -> bool {
    lines::are_marked(transcript)
}

/// Whether a line of a transcript begins with a time mark, with or without brackets.
pub fn begins_with_mark(line: &str) -> bool {
    let is_mark = line.starts_with(OPENING) && mark_at(line, 0).is_some();
    is_mark || lines::at_beginning(line).is_some()
}

/// The last time mark of a text that has several: where it stands, and its second. One alone may be a quotation.
pub fn last_of_many(text: &str) -> Option<(Range<usize>, Seconds)> {
    const MANY: usize = 3;
    let of_lines = || lines::marks(text).pop();
    if !holds(text, &OPENING) {
        return of_lines();
    }
    let (mut last, mut count) = (None, 0);
    for mark in marks(text) {
        (last, count) = (Some(mark), count + 1);
    }
    last.filter(|_| count >= MANY).or_else(of_lines)
}

/// Whether a text is a time mark and nothing else.
pub fn is_mark(text: &str) -> bool {
    marks(text).next().is_some_and(|(range, _)| range == (0..text.len()))
}

/// Whether a text is a time, or a span, and nothing else, with brackets or without.
pub fn is_time(text: &str) -> bool {
    is_mark(text) || bare(text).is_some_and(|(range, _)| range.end == text.len())
}

/// Whether a transcript has any time mark.
pub fn has_marks(text: &str) -> bool {
    marks(text).next().is_some() || lines::are_marked(text)
}

/// A heading without a mark at its end.
pub fn heading(text: &str) -> &str {
    let last = marks(text).last().filter(|(range, _)| range.end == text.len());
    let bare = last.map(|(range, _)| text[..range.start].trim_end());
    bare.filter(|bare| !bare.is_empty()).unwrap_or(text)
}

/// A heading without the marks at its beginning and its end: by this its own contents name it.
pub fn heading_without_marks(text: &str) -> &str {
    let name = heading(text);
    let first = bare(name).or_else(|| marks(name).next().filter(|(range, _)| range.start == 0));
    let rest = first.map_or(name, |(range, _)| name[range.end..].trim_start_matches(is_between));
    if rest.is_empty() { name } else { rest }
}

/// Whether a text begins with a time without brackets.
pub fn begins_with_time(text: &str) -> bool {
    bare(text).is_some()
}

/// The time, or the span, without brackets with which a text begins, where something other than its words follows.
fn bare(text: &str) -> Option<(Range<usize>, Seconds)> {
    if !text.as_bytes().first()?.is_ascii_digit() {
        return None;
    }
    let (second, rest) = time(text)?;
    let rest = span_end(rest.trim_start()).unwrap_or(rest);
    let ends = rest.chars().next().is_none_or(is_between);
    ends.then(|| (0..text.len() - rest.len(), second))
}

/// Whether a character stands between a time and what it is the time of.
fn is_between(c: char) -> bool {
    c.is_whitespace() || "-–—~|·:：,，、)）".contains(c)
}

/// What stands before the seconds of an address, and after them.
fn address(source: &Source) -> Option<(String, &'static str)> {
    let id = source.id.as_deref();
    match source.platform {
        Platform::Youtube => id.map(|id| (format!("https://www.youtube.com/watch?v={id}&t="), "s")),
        // An episode of a series (`ep1`) has no such address.
        Platform::Bilibili => id.filter(|id| id.starts_with("BV") || id.starts_with("av")).map(|id| {
            let (video, part) = id.split_once("-p").unwrap_or((id, ""));
            let query = if part.is_empty() { "?t=".to_owned() } else { format!("?p={part}&t=") };
            (format!("https://www.bilibili.com/video/{video}{query}"), "")
        }),
        Platform::Web if matches!(source.host.as_str(), "vimeo.com" | "player.vimeo.com") => {
            let page = source.href.as_deref()?.split('#').next()?;
            Some((format!("{page}#t="), "s"))
        }
        _ => None,
    }
}

/// The time marks of a text: where each stands, and the second that it means.
fn marks(text: &str) -> impl Iterator<Item = (Range<usize>, Seconds)> {
    // Most texts have no colon, and so no mark.
    let mut at = if holds(text, &COLON) { 0 } else { text.len() };
    std::iter::from_fn(move || {
        loop {
            let open = at + text[at..].find(OPENING)?;
            at = open + text[open..].chars().next()?.len_utf8();
            if let Some((range, second)) = mark_at(text, open) {
                at = range.end;
                return Some((range, second));
            }
        }
    })
}

/// The mark whose bracket opens at a byte.
fn mark_at(text: &str, open: usize) -> Option<(Range<usize>, Seconds)> {
    let at = open + text[open..].chars().next()?.len_utf8();
    // `list[1:10]` is a program's.
    let is_index = text[..open].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let (second, length) = inside(&text[at..]).filter(|_| !is_index)?;
    Some((open - prefix(&text[..open])..at + length, second))
}

/// Whether a text has one of these characters.
fn holds(text: &str, chars: &[char]) -> bool {
    let has =
        |c: &char| memchr::memmem::find(text.as_bytes(), c.encode_utf8(&mut [0; 4]).as_bytes()).is_some();
    chars.iter().any(has)
}

const OPENING: [char; 5] = ['[', '【', '［', '(', '（'];
const CLOSING: [char; 5] = [']', '】', '］', ')', '）'];

/// A mark that BiliNote asks models for, at the beginning of a text: `*Content-[12:34]`, `Screenshot-12:34*`, and with the number of
/// the video behind it. Gives the time in brackets, and how many bytes the mark is long.
pub fn placeholder(text: &str) -> Option<(String, usize)> {
    let rest = text.strip_prefix('*').unwrap_or(text);
    let rest = ["Content-", "Screenshot-"].iter().find_map(|name| rest.strip_prefix(name))?;
    let bracketed = rest.strip_prefix(OPENING);
    let inside = bracketed.unwrap_or(rest).trim_start();
    let (_, after) = time(inside)?;
    let after = span_end(after.trim_start()).unwrap_or(after);
    let clock = inside[..inside.len() - after.len()].trim_end();
    let after = if bracketed.is_some() { after.trim_start().strip_prefix(CLOSING)? } else { after };
    let video =
        after.strip_prefix("-video").map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let after = video.unwrap_or(after);
    let after = after.strip_prefix('*').filter(|_| text.starts_with('*')).unwrap_or(after);
    Some((format!("[{clock}]"), text.len() - after.len()))
}

/// How many bytes at the end of a text belong to the mark after it.
fn prefix(before: &str) -> usize {
    let rest = before.strip_suffix("Content-").map(|rest| rest.strip_suffix('*').unwrap_or(rest));
    rest.map_or(0, |rest| before.len() - rest.len())
}

/// A time, or the two ends of a span, up to the closing bracket: the first second, and how many bytes that is.
fn inside(text: &str) -> Option<(Seconds, usize)> {
    let (second, rest) = time(text.trim_start())?;
    let rest = rest.trim_start();
    let rest = span_end(rest).unwrap_or(rest).trim_start().strip_prefix(CLOSING)?;
    Some((second, text.len() - rest.len()))
}

/// What follows the end of a span.
fn span_end(text: &str) -> Option<&str> {
    let end = text.trim_start_matches(['-', '–', '—', '~', '～', '至', '>']);
    let (_, rest) = time(end.trim_start()).filter(|_| end.len() < text.len())?;
    Some(rest)
}

/// `12:34` or `1:02:33`, perhaps with a part of a second, and what follows it.
fn time(text: &str) -> Option<(Seconds, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && !COLON.contains(&c)).unwrap_or(text.len());
    let (clock, rest) = text.split_at(text[..end].trim_end_matches(COLON).len());
    let mut parts = clock.rsplit(COLON);
    let seconds = number(parts.next()?, 2..=2)?;
    let minutes = parts.next()?;
    let hours = parts.next();
    let minutes = number(minutes, if hours.is_some() { 2..=2 } else { 1..=3 })?;
    let hours = hours.map_or(Some(0), |hours| number(hours, 1..=2))?;
    let is_time = parts.next().is_none() && seconds < 60 && (hours == 0 || minutes < 60);
    let fraction =
        rest.strip_prefix(['.', ',']).map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    is_time.then_some((Seconds(hours * 3600 + minutes * 60 + seconds), fraction.unwrap_or(rest)))
}

const COLON: [char; 2] = [':', '：'];

fn number(digits: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<u32> {
    lengths.contains(&digits.len()).then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, u32)> {
        marks(text).map(|(range, second)| (&text[range], second.0)).collect()
    }

    fn source(platform: Platform, id: Option<&str>, href: &str) -> Head {
        let host = href.split('/').nth(2).unwrap_or_default().to_owned();
        let (id, href) = (id.map(str::to_owned), Some(href.to_owned()));
        let source = Source { platform, id, href, host, raw: String::new() };
        Head { source: Some(source), ..Head::default() }
    }

    fn link(head: &Head, text: &str) -> Option<String> {
        let html = Player::of(head)?.link(text)?;
        let href = html.split("href=\"").nth(1)?.split('"').next()?;
        Some(href.replace("&amp;", "&"))
    }

    #[test]
    fn marks_as_pipelines_write_them() {
        assert_eq!(found("开场 [00:05]，正题 [1:02:33]。"), [("[00:05]", 5), ("[1:02:33]", 3753)]);
        assert_eq!(found("## 缘起 *Content-[12:34]"), [("*Content-[12:34]", 754)]);
        assert_eq!(found("Content-[100:00]"), [("Content-[100:00]", 6000)]);
        assert_eq!(found("【12:34】［1：02：33］"), [("【12:34】", 754), ("［1：02：33］", 3753)]);
        assert_eq!(found("[00:00:12.340 --> 00:00:20.000] 甲"), [("[00:00:12.340 --> 00:00:20.000]", 12)]);
        assert_eq!(found("[00:12-01:30][02:00 ~ 03:00]"), [("[00:12-01:30]", 12), ("[02:00 ~ 03:00]", 120)]);
    }

    #[test]
    fn a_heading_is_named_without_its_marks() {
        assert_eq!(heading("缘起 *Content-[12:34]"), "缘起");
        assert_eq!(heading("[12:34]"), "[12:34]");
        assert_eq!(heading("[00:10] 缘起"), "[00:10] 缘起");
        for text in ["[00:10] 缘起", "00:30–01:30 缘起", "1:02:33：缘起", "缘起（00:10 - 02:00）", "缘起"]
        {
            assert_eq!(heading_without_marks(text), "缘起");
        }
        assert_eq!(heading_without_marks("12:30的缘起"), "12:30的缘起");
        assert_eq!(heading_without_marks("[12:34]"), "[12:34]");
    }

    #[test]
    fn what_only_looks_like_a_mark() {
        for text in [
            "12:34",
            "[12:3]",
            "[12:60]",
            "[1:60:00]",
            "[1:2:3:4]",
            "[12:34 晚上]",
            "[:12:34]",
            "[12:34",
            "list[1:10]",
            "f(1:10)",
            "（比分 3:21）",
            "[约 12:34]",
            "[]",
            "[1000:00]",
            "[４:05]",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
        assert_eq!(found("[[12:34]"), [("[12:34]", 754)]);
    }

    #[test]
    fn placeholders_are_their_times() {
        for (text, mark, rest) in [
            ("*Content-[12:34] 后", "[12:34]", " 后"),
            ("Content-00:10", "[00:10]", ""),
            ("*Screenshot-[1:02:33]-video12）", "[1:02:33]", "）"),
            ("*Screenshot-00:30*。", "[00:30]", "。"),
            ("Content-[00:12 - 01:30]", "[00:12 - 01:30]", ""),
        ] {
            let (found, length) = placeholder(text).unwrap_or_default();
            assert_eq!((found.as_str(), &text[length..]), (mark, rest));
        }
        for text in ["Content-Type", "*Content-[序号]", "content-12:34", "*Content-[12:34"] {
            assert_eq!(placeholder(text), None, "{text}");
        }
    }

    #[test]
    fn a_beginning_needs_no_brackets() {
        let head = source(Platform::Youtube, Some("a1B2c3D4e5F"), "https://youtu.be/a1B2c3D4e5F");
        let count = |text: &str| {
            let html = Player::of(&head).and_then(|player| player.link_beginning(text));
            html.unwrap_or_default().matches("time-mark").count()
        };
        for text in ["00:00 开场", "1:02:33", "00:30–01:30 测试", "00:30 至 01:30：测试", "05:00，收尾 (见"]
        {
            assert_eq!(count(text), 1, "{text}");
        }
        assert_eq!(count("00:00 开场 (12:34)，完 [13:00]"), 3);
        for text in ["12:30的", "3:2 落后", "在 00:00 开场", "2026-03-01 12:30", "16:9 的画面"] {
            assert_eq!(count(text), 0, "{text}");
        }
    }

    #[test]
    fn each_platform_has_its_own_address_of_a_moment() {
        let youtube = source(Platform::Youtube, Some("a1B2c3D4e5F"), "https://youtu.be/a1B2c3D4e5F?t=30s");
        assert_eq!(link(&youtube, "[12:34]").unwrap(), "https://www.youtube.com/watch?v=a1B2c3D4e5F&t=754s");
        let short = "https://b23.tv/x";
        let bilibili = |id| source(Platform::Bilibili, id, short);
        let video = "https://www.bilibili.com/video/BV1Ab411c7De";
        assert_eq!(link(&bilibili(Some("BV1Ab411c7De")), "[12:34]").unwrap(), format!("{video}?t=754"));
        assert_eq!(
            link(&bilibili(Some("BV1Ab411c7De-p2")), "[12:34]").unwrap(),
            format!("{video}?p=2&t=754")
        );
        let vimeo = source(Platform::Web, None, "https://vimeo.com/12345?a=1&b=2#t=3s");
        assert_eq!(link(&vimeo, "[12:34]").unwrap(), "https://vimeo.com/12345?a=1&b=2#t=754s");
        for head in [
            bilibili(None),
            bilibili(Some("ep12")),
            source(Platform::Arxiv, Some("2401.01234"), "https://arxiv.org/abs/2401.01234"),
            source(Platform::Web, None, "https://example.org/talk"),
            Head::default(),
        ] {
            assert_eq!(link(&head, "[12:34]"), None);
        }
    }

    #[test]
    fn a_mark_after_the_end_of_the_item_leads_nowhere() {
        let head = source(Platform::Youtube, Some("a1B2c3D4e5F"), "https://youtu.be/a1B2c3D4e5F");
        let head = Head { duration: Some(Seconds(754)), ..head };
        assert!(link(&head, "[12:34]").is_some());
        assert_eq!(link(&head, "[12:35]"), None);
    }

    #[test]
    fn lines_that_begin_with_times_are_marked_where_several_do() {
        let panel = "0:00\n大家好\n0:04\n今天 2:30 讲面包\n1:02:15 先看面粉\n**5:07** · 结束";
        assert!(are_lines_marked(panel) && has_marks(panel));
        assert_eq!(last_of_many(panel).unwrap().1, Seconds(307));
        let found: Vec<_> = lines::marks(panel).into_iter().map(|(range, _)| &panel[range]).collect();
        assert_eq!(found, ["0:00", "0:04", "1:02:15", "5:07"]);
        let minutes = "发言人1 00:01\n大家好\n\nAda Li  0:04\n你好\n(1:02) 再见";
        assert_eq!(lines::marks(minutes).len(), 3);
        for text in ["12:30 开会\n然后\n13:30 吃饭", "比分\n3:2\n4:1\n5:0", "a\n12:30的\n12:31的\n12:32的"]
        {
            assert!(!has_marks(text) && last_of_many(text).is_none(), "{text}");
        }
        let head = source(Platform::Youtube, Some("a1B2c3D4e5F"), "https://youtu.be/a1B2c3D4e5F");
        let html = html_of_lines("0:04\n<b> [0:05]", Player::of(&head).as_ref());
        assert_eq!((html.matches("time-mark").count(), html.contains("\n&lt;b&gt; ")), (2, true), "{html}");
    }

    #[test]
    fn no_markup_comes_through_and_no_character_is_lost() {
        let head = source(Platform::Youtube, Some("a1B2c3D4e5F"), "https://youtu.be/a1B2c3D4e5F");
        let html = html("<b>&[00:01]<i>", Player::of(&head).as_ref());
        let (before, rest) = html.split_once("<a ").unwrap();
        assert_eq!(before, "&lt;b&gt;&amp;");
        assert!(rest.ends_with(">[00:01]</a>&lt;i&gt;"), "{rest}");
        assert_eq!(super::html("a < [00:01]", None), "a &lt; [00:01]");
    }
}
