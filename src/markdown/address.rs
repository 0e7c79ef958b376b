//! Web addresses that stand in a text without a mark, as links.

use std::ops::Range;

use pulldown_cmark_escape::{escape_href, escape_html};

use crate::base::text::is_cjk;
use crate::record::timestamp::{self, Player};

/// A text as HTML, with a link for each address and each time mark; `None` where it has neither.
pub(super) fn link(text: &str, player: Option<&Player>) -> Option<String> {
    let mut html = String::new();
    let mut from = 0;
    for range in addresses(text) {
        let address = &text[range.clone()];
        html.push_str(&timestamp::html(&text[from..range.start], player));
        html.push_str("<a href=\"");
        // Writing to a String cannot fail.
        let _ = escape_href(&mut html, address);
        html.push_str("\" rel=\"noopener noreferrer nofollow\">");
        let _ = escape_html(&mut html, address);
        html.push_str("</a>");
        from = range.end;
    }
    if from == 0 {
        return player.and_then(|player| player.link(text));
    }
    html.push_str(&timestamp::html(&text[from..], player));
    Some(html)
}

/// Whether a text may hold an address.
pub(super) fn may_have(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"://").is_some()
}

/// Where the addresses of a text stand. One ends before Chinese punctuation and letters, which no address that is written for
/// machines has, and before the punctuation of its sentence.
fn addresses(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let colon = at + memchr::memmem::find(&text.as_bytes()[at..], b"://")?;
            let before = &text.as_bytes()[at..colon];
            let ends = |scheme: &&str| {
                before.len() >= scheme.len()
                    && before[before.len() - scheme.len()..].eq_ignore_ascii_case(scheme.as_bytes())
            };
            let start =
                ["https", "http"].iter().find(|scheme| ends(scheme)).map(|scheme| colon - scheme.len());
            let host = colon + 3;
            at = host;
            let Some(start) =
                start.filter(|start| !text[..*start].ends_with(|c: char| c.is_ascii_alphanumeric()))
            else {
                continue;
            };
            let end = host + end_of(&text[host..]);
            if end > host && text[host..end].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[') {
                at = end;
                return Some(start..end);
            }
        }
    })
}

fn end_of(text: &str) -> usize {
    let ends = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '<' | '>' | '"' | '`' | '|' | '“' | '”' | '‘' | '’' | '…')
            || is_cjk(c)
            || is_wide(c)
    };
    let mut end = text.find(ends).unwrap_or(text.len());
    while is_name(text, end) {
        let name = text[end..].find(|c| !is_letter(c)).map_or(text.len(), |length| end + length);
        end = text[name..].find(ends).map_or(text.len(), |length| name + length);
    }
    let count = |c: char| text[..end].matches(c).count();
    // A bracket that closes nothing is of the sentence.
    let mut extra = [count(')').saturating_sub(count('(')), count(']').saturating_sub(count('['))];
    while let Some(last) = text[..end].chars().next_back() {
        let is_of_sentence = match last {
            ')' | ']' => {
                let extra = &mut extra[usize::from(last == ']')];
                let is_extra = *extra > 0;
                *extra = extra.saturating_sub(1);
                is_extra
            }
            _ => matches!(last, '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_' | '~'),
        };
        if !is_of_sentence {
            break;
        }
        end -= last.len_utf8();
    }
    end
}

/// Whether Chinese at a place of an address is a part of its path, as in `/wiki/面包`: right behind the host it is the text that goes on.
fn is_name(text: &str, at: usize) -> bool {
    let is_in_path = text[..at].find('/').is_some_and(|slash| slash + 1 < at);
    is_in_path && text[..at].ends_with(['/', '=', '_', '-']) && text[at..].starts_with(is_letter)
}

fn is_letter(c: char) -> bool {
    is_cjk(c) && c.is_alphanumeric()
}

/// Punctuation of full width.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x3000..=0x303F | 0xFF00..=0xFFEF | 0xFE30..=0xFE4F)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_where_a_reader_sees_it_end() {
        let found = |text: &'static str| addresses(text).map(|range| &text[range]).collect::<Vec<_>>();
        assert_eq!(
            found("见 https://example.org/a_b?c=1&d=(e)，以及(http://example.com/x)。"),
            ["https://example.org/a_b?c=1&d=(e)", "http://example.com/x"]
        );
        assert_eq!(found("原文：HTTPS://Example.org/路 x"), ["HTTPS://Example.org/"]);
        assert_eq!(
            found(
                "见https://example.org/wiki/面包_做法（一）和https://example.org/a的说明，https://example.org/?q=面包。"
            ),
            ["https://example.org/wiki/面包_做法", "https://example.org/a", "https://example.org/?q=面包"]
        );
        assert_eq!(
            found("See https://example.org/a. Or https://example.org, too"),
            ["https://example.org/a", "https://example.org"]
        );
        assert!(found("xhttps://a.b ftp://c.d https:// :// javascript://e").is_empty());
        let html = link("a<b https://x.org/\"><script> c", None).unwrap_or_default();
        assert_eq!(
            html,
            "a&lt;b <a href=\"https://x.org/\" rel=\"noopener noreferrer nofollow\">https://x.org/</a>&quot;&gt;&lt;script&gt; c"
        );
    }
}
