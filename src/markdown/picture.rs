//! Pictures: those beside the record are shown, and those of the web are links, because a page loads nothing from the network.

use std::fmt::Write;

use pulldown_cmark::{CowStr, Event, TagEnd};
use pulldown_cmark_escape::{escape_href, escape_html};

use super::inside::{NAME, Picture};
use super::plain::text_of;
use super::writer::is_web;
use super::{Setting, raw};

/// What comes of a picture, and how many events that was; `is_free` says that it stands in no link.
pub(super) fn write<'a>(
    (address, title): (&str, &str),
    is_free: bool,
    events: &[Event<'a>],
    setting: Setting<'_>,
) -> (Event<'a>, usize) {
    let length = events.iter().position(|e| matches!(e, Event::End(TagEnd::Image))).unwrap_or(events.len());
    let words: String = events[1..length].iter().filter_map(text_of).collect();
    let html = match setting.links.and_then(|links| links.picture(address)) {
        Some(picture) => shown(picture, words.trim(), title),
        None => link(address.trim_start_matches(NAME), words.trim(), is_free),
    };
    (Event::InlineHtml(CowStr::from(html)), length + 1)
}

/// A picture that is beside the record.
fn shown(picture: &Picture, words: &str, title: &str) -> String {
    // Notebooks put the width behind the words.
    let behind = words.rsplit_once('|').and_then(|(words, size)| Some((words, asked(size)?)));
    let (words, size) = behind.map_or((words, asked(title)), |(words, size)| (words, Some(size)));
    let (width, height) = size.map_or((picture.width, picture.height), |asked| scaled(picture, asked));
    let mut html = String::from("<img src=\"");
    // Writing to a String cannot fail.
    let _ = escape_html(&mut html, &picture.src);
    html.push_str("\" alt=\"");
    let _ = escape_html(&mut html, words.trim());
    if !title.is_empty() && asked(title).is_none() {
        html.push_str("\" title=\"");
        let _ = escape_html(&mut html, title);
    }
    let _ = write!(html, "\" width=\"{width}\" height=\"{height}\" loading=\"lazy\" decoding=\"async\">");
    html
}

/// The width, and perhaps the height, that a record asks for: `300` or `300x200`.
fn asked(size: &str) -> Option<(u32, Option<u32>)> {
    let number = |text: &str| text.trim().parse().ok().filter(|size| (1..=MAX_ASKED).contains(size));
    match size.split_once(['x', '×']) {
        Some((width, height)) => Some((number(width)?, Some(number(height)?))),
        None => Some((number(size)?, None)),
    }
}

/// No page is wider.
const MAX_ASKED: u32 = 10_000;

fn scaled(picture: &Picture, (width, height): (u32, Option<u32>)) -> (u32, u32) {
    let natural = u64::from(width) * u64::from(picture.height) / u64::from(picture.width.max(1));
    (width, height.unwrap_or(u32::try_from(natural).unwrap_or(u32::MAX).max(1)))
}

/// A picture that is elsewhere, or nowhere: a link with its description as text. In a link it is that link.
fn link(address: &str, words: &str, is_free: bool) -> String {
    let words = if words.is_empty() { address } else { words };
    let mut html = String::new();
    // Writing to a String cannot fail.
    if is_free && is_web(address) {
        html.push_str("<a class=\"picture\" href=\"");
        let _ = escape_href(&mut html, address);
        html.push_str("\" rel=\"noopener noreferrer nofollow\">");
        raw::escape(&mut html, words);
        html.push_str("</a>");
    } else {
        html.push_str("<span class=\"picture\">");
        raw::escape(&mut html, words);
        html.push_str("</span>");
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_its_size_or_that_which_is_asked_for() {
        let picture = Picture { src: "../pictures/a.png".into(), width: 800, height: 600 };
        let size = |words: &str, title: &str| {
            let html = shown(&picture, words, title);
            let from = html.find("alt=").unwrap_or_default();
            html[from..].replace(" loading=\"lazy\" decoding=\"async\"", "")
        };
        assert_eq!(size("图", ""), "alt=\"图\" width=\"800\" height=\"600\">");
        assert_eq!(size("图|200", ""), "alt=\"图\" width=\"200\" height=\"150\">");
        assert_eq!(size("图", "200x90"), "alt=\"图\" width=\"200\" height=\"90\">");
        assert_eq!(size("图|甲", "题"), "alt=\"图|甲\" title=\"题\" width=\"800\" height=\"600\">");
        assert_eq!(size("图|0", "99999"), "alt=\"图|0\" title=\"99999\" width=\"800\" height=\"600\">");
        let hostile = shown(&picture, "\"><script>", "\" onload=\"x");
        assert!(!hostile.contains("<script") && !hostile.contains("\" onload"), "{hostile}");
    }
}
