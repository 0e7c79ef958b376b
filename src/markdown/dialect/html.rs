//! Raw HTML that only lays out: tags go and their text stays, so that Markdown is read inside. Links, pictures and headings become
//! Markdown's own, and comments vanish.

use std::collections::HashSet;
use std::ops::Range;

use super::Fix;
use super::code::Code;

/// Elements that begin a line of their own …
const BLOCKS: [&str; 16] = [
    "address",
    "article",
    "aside",
    "body",
    "center",
    "div",
    "dl",
    "figcaption",
    "figure",
    "footer",
    "header",
    "html",
    "main",
    "nav",
    "p",
    "section",
];
/// … and those that stand in a line.
const INLINE: [&str; 10] = ["abbr", "bdi", "bdo", "big", "font", "label", "picture", "span", "time", "tt"];

/// No tag is longer. Without a limit, every `<` would be looked for to the end.
const LONGEST_TAG: usize = 1024;

/// A tag as it stands in a text.
struct Tag<'a> {
    range: Range<usize>,
    name: String,
    closes: bool,
    attributes: &'a str,
}

pub(super) fn fix(text: &str, code: &Code, fixes: &mut Vec<Fix>) {
    let mut tags = Vec::new();
    let mut at = 0;
    let last =
        if code.has(text, "<!--") { memchr::memmem::rfind(text.as_bytes(), b"-->").unwrap_or(0) } else { 0 };
    while let Some(start) = memchr::memchr(b'<', &text.as_bytes()[at..]).map(|n| at + n) {
        at = start + 1;
        if code.covers(start) {
            continue;
        }
        if let Some(end) = comment(text, start, last) {
            fixes.push((start..end, String::new()));
            at = end;
        } else if let Some(tag) = tag(text, start) {
            at = tag.range.end;
            tags.push(tag);
        }
    }
    let closed: HashSet<&str> = tags.iter().filter(|tag| tag.closes).map(|tag| tag.name.as_str()).collect();
    // A tag without attributes and an end may be what the text is about.
    let is_markup = |tag: &&Tag<'_>| {
        tag.closes || !tag.attributes.trim().is_empty() || closed.contains(tag.name.as_str())
    };
    let mut link = None;
    for tag in tags.iter().filter(is_markup) {
        if tag.name == "a" {
            anchor(text, tag, &mut link, fixes);
        } else if let Some(mut put) = in_place_of(text, tag) {
            // Links may lead to it.
            if let Some(id) = attribute(tag.attributes, "id").filter(|id| !id.is_empty() && is_address(id)) {
                put.push_str(&format!("<a id=\"{}\"></a>", id.replace('"', "")));
                put.push_str(if put.starts_with('\n') { "\n\n" } else { "" });
            }
            fixes.push((tag.range.clone(), put));
        }
    }
}

/// Where a comment ends that begins at a byte, before the last end there is. One without an end is text.
fn comment(text: &str, start: usize, last: usize) -> Option<usize> {
    if start >= last || !text[start..].starts_with("<!--") {
        return None;
    }
    memchr::memmem::find(&text.as_bytes()[start + 4..], b"-->").map(|end| start + end + 7)
}

/// The tag that begins at a byte, which may go over lines.
fn tag(text: &str, start: usize) -> Option<Tag<'_>> {
    let inside = &text[start + 1..];
    let closes = inside.starts_with('/');
    let rest = &inside[usize::from(closes)..];
    let length = rest.bytes().take(16).take_while(u8::is_ascii_alphanumeric).count();
    let after = &rest[length..];
    if length == 0 || !after.starts_with(|c: char| c == '>' || c == '/' || c.is_whitespace()) {
        return None;
    }
    let end = memchr::memchr(b'>', &after.as_bytes()[..after.len().min(LONGEST_TAG)])?;
    let attributes = &after[..end];
    if attributes.contains(['<', '`']) {
        return None;
    }
    let begin = start + 1 + usize::from(closes) + length;
    Some(Tag { range: start..begin + end + 1, name: rest[..length].to_ascii_lowercase(), closes, attributes })
}

/// What stands in place of a tag; `None` where it stays.
fn in_place_of(text: &str, tag: &Tag<'_>) -> Option<String> {
    let name = tag.name.as_str();
    // In a line, a block's tag ends no paragraph: models write `<p>` between two words.
    let is_alone =
        || text[..tag.range.start].trim_end_matches([' ', '\t']).ends_with('\n') || tag.range.start == 0;
    Some(match name {
        "img" => picture(tag)?,
        _ if BLOCKS.contains(&name) => {
            if is_alone() && text[tag.range.end..].trim_start_matches([' ', '\t']).starts_with(['\n', '\r']) {
                String::new()
            } else {
                "\n\n".to_owned()
            }
        }
        _ if INLINE.contains(&name) => String::new(),
        "li" => {
            if tag.closes {
                String::new()
            } else {
                "\n- ".to_owned()
            }
        }
        "ul" | "ol" => "\n\n".to_owned(),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            let level = usize::from(name.as_bytes()[1] - b'0');
            if tag.closes { "\n\n".to_owned() } else { format!("\n\n{} ", "#".repeat(level)) }
        }
        _ => return None,
    })
}

/// A picture as in Markdown.
fn picture(tag: &Tag<'_>) -> Option<String> {
    let source = attribute(tag.attributes, "src").filter(|source| is_address(source))?;
    let words = attribute(tag.attributes, "alt").unwrap_or_default();
    let words: String = words.chars().filter(|c| !"[]\n\\`".contains(*c)).collect();
    let is_size = |width: &&str| !width.is_empty() && width.bytes().all(|b| b.is_ascii_digit());
    let width = attribute(tag.attributes, "width").filter(is_size);
    let title = width.map(|width| format!(" \"{width}\"")).unwrap_or_default();
    Some(format!("![{words}](<{source}>{title})"))
}

/// A link as in Markdown. What only has a name stays: it is a place that links lead to.
fn anchor<'a>(
    text: &'a str,
    tag: &Tag<'a>,
    link: &mut Option<(Range<usize>, &'a str)>,
    fixes: &mut Vec<Fix>,
) {
    if !tag.closes {
        *link = attribute(tag.attributes, "href")
            .filter(|address| is_address(address))
            .map(|address| (tag.range.clone(), address));
        return;
    }
    let Some((open, address)) = link.take() else { return };
    let words = &text[open.end..tag.range.start];
    if !words.contains("\n\n") && !words.trim().is_empty() {
        fixes.push((open, "[".to_owned()));
        fixes.push((tag.range.clone(), format!("](<{address}>)")));
    }
}

fn is_address(address: &str) -> bool {
    !address.trim().is_empty() && !address.contains(['<', '>', '\n', '\\'])
}

/// The value of an attribute, in quotes or without.
pub(in crate::markdown) fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = attributes;
    while let Some((before, after)) = rest.split_once('=') {
        let value = after.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (inside, next) = match quote {
            Some(quote) => value[1..].split_once(quote)?,
            None => value.split_at(
                value
                    .find(|c: char| c.is_whitespace() || c == '/' && value.ends_with('/'))
                    .unwrap_or(value.len()),
            ),
        };
        if before.split_whitespace().last().is_some_and(|word| word.eq_ignore_ascii_case(name)) {
            return Some(inside);
        }
        rest = next;
    }
    None
}
