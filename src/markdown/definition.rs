//! Lines such as `[00:12]: 大家好` and `[主持人]: 欢迎`, which Markdown takes for the address of a link and does not show.
//! No such line of a record is an address, unless what follows looks like one.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::OPTIONS;
use super::changed::Changed;
use crate::diagram;
use crate::record::timestamp;

/// A text in which the brackets of such lines are escaped.
pub(super) fn keep(text: Changed) -> Changed {
    let may_have = memchr::memmem::find(text.text.as_bytes(), b"]:").is_some();
    let places: Vec<usize> = if may_have { brackets(&text.text).collect() } else { Vec::new() };
    if places.is_empty() {
        return text;
    }
    let quoted = quoted(&text.text);
    let is_plain = |place: &usize| !diagram::covers(&quoted, *place);
    text.insert(places.into_iter().filter(is_plain).map(|place| (place, '\\')))
}

/// Where the brackets open of what may be such a line.
fn brackets(text: &str) -> impl Iterator<Item = usize> {
    let mut end = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        end += line.len();
        // In a quotation, in a list, or in neither.
        let before =
            |c: char| c.is_ascii_digit() || matches!(c, ' ' | '\t' | '>' | '*' | '+' | '-' | '.' | ')');
        let rest = line.trim_start_matches(before);
        let open = end - rest.len();
        let label = &rest[..rest.find("]:")? + 1];
        let is_label = label.starts_with('[') && !label[1..label.len() - 1].contains(['[', ']', '^']);
        let is_one = is_label && (timestamp::is_mark(label) || !is_address(&text[open + label.len() + 1..]));
        is_one.then_some(open)
    })
}

/// Whether a text begins with what a link may lead to.
fn is_address(text: &str) -> bool {
    let address = text.split_ascii_whitespace().next().unwrap_or_default().trim_start_matches('<');
    let starts =
        |scheme: &str| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    ["http:", "https:", "mailto:", "#"].into_iter().any(starts)
        || (address.is_ascii() && address.contains('/'))
}

/// Code and raw HTML, in which a backslash would be seen.
fn quoted(text: &str) -> Vec<Range<usize>> {
    let events = Parser::new_ext(text, OPTIONS).into_offset_iter();
    let is_quoted = |event: &Event<'_>| {
        matches!(
            event,
            Event::Code(_) | Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::CodeBlock(_))
        )
    };
    events.filter_map(|(event, range)| is_quoted(&event).then_some(range)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::plain;

    #[test]
    fn what_markdown_would_hide_is_shown() {
        for text in [
            "[00:12]: 大家好",
            "[00:12]: 大家好\n[00:12]: 再见\n[主持人]: 欢迎",
            "甲\n\n[00:12]:\n大家好",
            "[00:12]: https://example.org",
        ] {
            assert_eq!(plain(text).text.replace("\n\n", "\n"), text.replace("\n\n", "\n"), "{text}");
        }
        assert_eq!(
            plain("> [00:12]: 甲\n\n1. [00:13]: 乙\n- [00:14]: 丙").text,
            "[00:12]: 甲\n[00:13]: 乙\n[00:14]: 丙"
        );
    }

    #[test]
    fn addresses_footnotes_tasks_and_code_are_left_alone() {
        for text in [
            "[a]: https://example.org/x\n[b]: <HTTP://example.org>\n[c]: notes/x.md\n[d]: #place",
            "[^1]: 注",
            "- [ ] [00:12]: 甲",
            "```\n[00:12]: 甲\n```\n\n    [00:13]: 乙\n\n`x\n[00:14]: 丙`\n\n<!--\n[00:15]: 丁\n-->",
            "甲 [00:12]: 乙",
        ] {
            assert_eq!(keep(Changed::new(text.to_owned())).text, text);
        }
        assert_eq!(plain("[说明][a]\n\n[a]: https://example.org/x").text, "说明");
    }
}
