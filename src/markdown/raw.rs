//! Raw HTML in a record: a small allow-list passes, everything else becomes visible text.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use ammonia::{Builder, UrlRelative};
use pulldown_cmark_escape::escape_html;

use super::dialect::attribute;
use super::ids::Ids;

/// Elements that pass, without their attributes.
const ALLOWED: [&str; 32] = [
    "b", "br", "caption", "cite", "del", "details", "em", "hr", "i", "ins", "kbd", "mark", "q", "rp", "rt",
    "ruby", "s", "small", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "u", "var", "wbr",
];

/// A piece of raw HTML with every tag outside the allow-list, and all other text, escaped.
/// `open` counts the elements that are open, over all pieces of a text; `ids` has the places that links lead to.
pub(super) fn filter(html: &str, open: &mut usize, ids: &mut Ids) -> String {
    let mut out = String::with_capacity(html.len());
    for piece in pieces(html) {
        // Writing to a String cannot fail.
        match piece {
            Piece::Text(text) => escape(&mut out, text),
            Piece::Place(None) => {}
            Piece::Place(Some(name)) => {
                if let Some(id) = ids.write(name) {
                    out.push_str("<span id=\"");
                    escape(&mut out, id);
                    out.push_str("\"></span>");
                }
            }
            Piece::Tag { name, closing: true } => {
                *open = open.saturating_sub(usize::from(!EMPTY.contains(&name)));
                let _ = write!(out, "</{name}>");
                out.push_str(if name == "table" { "</div>" } else { "" });
            }
            Piece::Tag { name, .. } if *open >= MAX_OPEN && !EMPTY.contains(&name) => {
                let _ = write!(out, "&lt;{name}&gt;");
            }
            Piece::Tag { name, .. } => {
                *open += usize::from(!EMPTY.contains(&name));
                out.push_str(if name == "table" { TABLE } else { "" });
                let _ = write!(out, "<{name}>");
            }
        }
    }
    out
}

/// A table may be wider than a phone: what is around it scrolls.
pub(super) const TABLE: &str = r#"<div class="table" tabindex="0" role="group">"#;

/// Elements that hold nothing.
const EMPTY: [&str; 3] = ["br", "hr", "wbr"];

/// Further elements are shown as text: what closes those that are left open looks at all of them for each.
const MAX_OPEN: usize = 64;

/// What a reader sees of a piece of raw HTML: [`filter`] without the tags that pass.
pub(super) fn visible(html: &str) -> String {
    let text = pieces(html).map(|piece| match piece {
        Piece::Text(text) => text,
        Piece::Tag { name: "br" | "hr" | "summary" | "details" | "tr" | "table" | "caption", .. } => "\n",
        Piece::Tag { name: "td" | "th", closing: true } => "\t",
        Piece::Tag { .. } | Piece::Place(_) => "",
    });
    text.collect()
}

enum Piece<'a> {
    Text(&'a str),
    /// A tag of the allow-list.
    Tag {
        name: &'static str,
        closing: bool,
    },
    /// A tag of `a` that has a name for links to lead to, or ends it.
    Place(Option<&'a str>),
}

/// The names of the places in a piece of raw HTML.
pub(super) fn places(html: &str) -> impl Iterator<Item = &str> {
    pieces(html).filter_map(|piece| if let Piece::Place(name) = piece { name } else { None })
}

/// Takes raw HTML apart.
fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        if let Some((name, closing, length)) = rest.strip_prefix('<').and_then(allowed) {
            rest = &rest[1 + length..];
            return Some(Piece::Tag { name, closing });
        }
        if let Some((name, length)) = rest.strip_prefix('<').and_then(place) {
            rest = &rest[1 + length..];
            return Some(Piece::Place(name));
        }
        // A `<` that begins no such tag is text, up to the next.
        let next = rest.char_indices().skip(1).find(|(_, c)| *c == '<').map_or(rest.len(), |(at, _)| at);
        let (text, after) = rest.split_at(next);
        rest = after;
        (!text.is_empty()).then_some(Piece::Text(text))
    })
}

/// Without a limit, every `<` of a long line would be looked for to its end.
const LONGEST_TAG: usize = 1024;

/// The name of the allowed tag that the text after `<` begins with, whether it is an end tag, and its
/// length with `>`.
fn allowed(tag: &str) -> Option<(&'static str, bool, usize)> {
    let end = memchr::memchr(b'>', &tag.as_bytes()[..tag.len().min(LONGEST_TAG)])?;
    let inner = tag[..end].trim_end_matches('/');
    let closing = inner.starts_with('/');
    let name = inner.trim_start_matches('/').split_ascii_whitespace().next()?;
    let name = ALLOWED.iter().find(|known| known.eq_ignore_ascii_case(name))?;
    Some((name, closing, end + 1))
}

/// The name that a tag of `a` gives to its place, where the text after `<` begins with one, and the tag's length with `>`.
fn place(tag: &str) -> Option<(Option<&str>, usize)> {
    let end = memchr::memchr(b'>', &tag.as_bytes()[..tag.len().min(LONGEST_TAG)])?;
    let inner = &tag[..end];
    if inner.trim_end().eq_ignore_ascii_case("/a") {
        return Some((None, end + 1));
    }
    let attributes = inner.strip_prefix(['a', 'A']).filter(|rest| rest.starts_with(char::is_whitespace))?;
    let name = attribute(attributes, "id").or_else(|| attribute(attributes, "name"))?;
    (!name.is_empty() && !name.contains(char::is_whitespace)).then_some((Some(name), end + 1))
}

pub(super) fn escape(out: &mut String, text: &str) {
    // Writing to a String cannot fail.
    let _ = escape_html(&mut *out, text);
}

/// Closes what raw HTML left open, by building the tree as a browser would. What else is in `html` is
/// the program's own markup and comes through unchanged; a second allow-list stands guard over both.
pub(super) fn balance(html: &str) -> String {
    let own = [
        "a",
        "blockquote",
        "code",
        "div",
        "h3",
        "h4",
        "h5",
        "h6",
        "img",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "span",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ];
    let tags: HashSet<&str> = ALLOWED.into_iter().chain(own).collect();
    let generic = HashSet::from(["id", "class", "tabindex", "role", "aria-label", "style", "data-callout"]);
    let attributes = HashMap::from([
        ("a", HashSet::from(["href", "title", "rel"])),
        ("details", HashSet::from(["open"])),
        ("div", HashSet::from(["data-language"])),
        ("img", HashSet::from(["src", "alt", "title", "width", "height", "loading", "decoding"])),
        ("ol", HashSet::from(["start"])),
        ("span", HashSet::from(["title"])),
    ]);
    Builder::new()
        .tags(tags)
        .tag_attributes(attributes)
        .generic_attributes(generic)
        .filter_style_properties(HashSet::from(["text-align"]))
        .link_rel(None)
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::PassThrough)
        .clean(html)
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_allow_list_stays_markup() {
        assert_eq!(
            filter("a<br/>b<SUB onclick=x>2</SUB>", &mut 0, &mut Ids::default()),
            "a<br>b<sub>2</sub>"
        );
        assert_eq!(
            filter("<script>x</script>", &mut 0, &mut Ids::default()),
            "&lt;script&gt;x&lt;/script&gt;"
        );
        assert_eq!(filter("List<String> a < b", &mut 0, &mut Ids::default()), "List&lt;String&gt; a &lt; b");
        assert_eq!(
            filter("<img src=x onerror=y>", &mut 0, &mut Ids::default()),
            "&lt;img src=x onerror=y&gt;"
        );
    }

    #[test]
    fn what_is_left_open_is_closed() {
        assert_eq!(balance("<p>a<mark>b</p><p>c</p>"), "<p>a<mark>b</mark></p><p>c</p>");
        assert_eq!(
            balance("<details><summary>s</summary><p>t</p>"),
            "<details><summary>s</summary><p>t</p></details>"
        );
    }
}
