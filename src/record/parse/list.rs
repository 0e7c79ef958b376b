//! Lists in header lines: tags, categories and old addresses.

use std::borrow::Cow;

use ahash::{HashSet, HashSetExt as _};

use super::decode::clean_line;
use super::field::Field;
use super::tree;
use crate::record::CategoryPath;

/// What stands between the items of a field's list.
fn separators(field: Field) -> &'static [char] {
    match field {
        Field::Tags => &[',', '，', '、', ';', '；', '|'],
        Field::Category => &[',', '，', ';', '；', '|'],
        _ => &[',', '，', ';', '；'],
    }
}

/// An item of a list as it is written.
enum Item<'a> {
    Bare(&'a str),
    /// What stood in double quotes, which is whole whatever it holds.
    Quoted(String),
}

/// The items of a list. Quotes mean something only around all of an item, with `\"` for those inside: machines write them
/// anywhere.
fn items(field: Field, value: &str) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    let mut rest = Some(value);
    while let Some(text) = rest {
        let (item, after) = match quoted(text.trim_start(), separators(field)) {
            Some((item, after)) => (Item::Quoted(item), after),
            None => match text.split_once(separators(field)) {
                Some((item, after)) => (Item::Bare(item), Some(after)),
                None => (Item::Bare(text), None),
            },
        };
        items.push(item);
        rest = after;
    }
    items
}

/// The item in quotes with which a text begins, and what follows its separator.
fn quoted<'a>(text: &'a str, separators: &[char]) -> Option<(String, Option<&'a str>)> {
    let inside = text.strip_prefix('"')?;
    let mut escaped = false;
    let end = inside.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })?;
    let item: String = serde_json::from_str(text.get(..end + 2)?).ok()?;
    let after = inside[end + 1..].trim_start();
    let rest = match after.chars().next() {
        None => None,
        Some(_) => Some(after.strip_prefix(separators)?),
    };
    Some((clean_line(&item), rest))
}

/// A list as it is read from a header line: items that would be parted, or read as something else,
/// stand in quotes.
pub fn written(field: Field, items: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let item = |item: &str| {
        let is_taken = field == Field::Tags && bare_tag(item) != item;
        // A bracket would be the beginning of a notebook's link with what follows.
        let is_read_apart = item.starts_with('"') || item.contains("[[") || item.contains(separators(field));
        let is_bare = !is_taken && !is_read_apart;
        if is_bare { item.to_owned() } else { tree::quoted(item) }
    };
    let items = items.into_iter().filter(|text| !text.as_ref().trim().is_empty());
    items.map(|text| item(text.as_ref().trim())).collect::<Vec<_>>().join(", ")
}

/// Links stand in links no deeper than this: what is deeper stays as it is.
const MAX_NESTED: usize = 4;

/// A value with the names that links of a notebook show: of `[[people/Ada|A]]` the `A`, of `[[people/Ada]]` the `Ada`.
pub(super) fn unlinked(value: &str) -> Cow<'_, str> {
    let mut value = Cow::Borrowed(value);
    for _ in 0..MAX_NESTED {
        let Some(shorter) = outer_unlinked(&value) else { break };
        value = shorter.into();
    }
    value
}

/// The same without those that come to stand in one then; `None` where there is no link.
fn outer_unlinked(value: &str) -> Option<String> {
    let mut pieces = value.split("[[");
    let mut out = pieces.next().filter(|first| first.len() < value.len())?.to_owned();
    for piece in pieces {
        let link =
            piece.split_once("]]").filter(|(link, _)| !link.is_empty() && !link.contains(['"', '[', ']']));
        let Some((link, rest)) = link else {
            out.push_str("[[");
            out.push_str(piece);
            continue;
        };
        let name = link.rsplit_once('|').map_or(link, |(_, name)| name);
        out.push_str(if name.len() < link.len() { name } else { link.rsplit('/').next().unwrap_or(link) });
        out.push_str(rest);
    }
    (out.len() < value.len()).then_some(out)
}

/// The tags of a value: `a, b`, `a、b`, `#a #b`, `"a, b", c` or `["a", "b"]`; each once, whatever its case.
pub(super) fn tags(value: &str) -> Vec<String> {
    let value = &*unlinked(value);
    let value = value.strip_prefix('[').map_or(value, |list| list.trim_end_matches(']'));
    let hashed = value.starts_with('#') && !value.contains(separators(Field::Tags));
    let items = if hashed { value.split('#').map(Item::Bare).collect() } else { items(Field::Tags, value) };
    let mut tags: Vec<String> = Vec::new();
    let mut known = HashSet::new();
    for item in items {
        let tag = match &item {
            Item::Bare(text) => bare_tag(text),
            Item::Quoted(text) => text.trim_start_matches(|c: char| c.is_whitespace() || c == '#').trim_end(),
        };
        if !tag.is_empty() && known.insert(tag.to_lowercase()) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

/// A tag without the marks of lists around it: all at once, so that it is read as itself when it is written and read again.
fn bare_tag(text: &str) -> &str {
    let is_around = |c: char| c.is_whitespace() || matches!(c, '"' | '\'');
    text.trim_start_matches(|c| is_around(c) || matches!(c, '#' | '[')).trim_end_matches(is_around)
}

/// The categories of a value: `,` or `;` separates several, `/` or `>` nests.
pub(super) fn categories(value: &str) -> Vec<CategoryPath> {
    let mut categories: Vec<CategoryPath> = Vec::new();
    let mut known = HashSet::new();
    let value = &*unlinked(value);
    for item in items(Field::Category, value) {
        let item = item.text();
        let names = item.split(['/', '／', '>']).map(str::trim).filter(|name| !name.is_empty());
        let path: CategoryPath = names.map(str::to_owned).collect();
        if !path.is_empty() && known.insert(path.clone()) {
            categories.push(path);
        }
    }
    categories
}

/// The old addresses of a value, separated by `,` or `;`.
pub(super) fn aliases(value: &str) -> Vec<String> {
    let items = items(Field::Aliases, value).into_iter().map(|item| item.text().trim().to_owned());
    items.filter(|item| !item.is_empty()).collect()
}

impl<'a> Item<'a> {
    fn text(self) -> Cow<'a, str> {
        match self {
            Self::Bare(text) => text.into(),
            Self::Quoted(text) => text.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_in_every_list_form() {
        for value in
            ["AI, 数学", "AI、数学", "#AI #数学", "[\"AI\", \"数学\"]", "AI;数学; ai", "\"#AI\", '数学'"]
        {
            assert_eq!(tags(value), ["AI", "数学"], "{value}");
        }
    }

    #[test]
    fn links_of_notebooks_are_their_names() {
        assert_eq!(unlinked("[[Ada Li]], [[people/Bo|B]] and [[people/Cy]]"), "Ada Li, B and Cy");
        for text in ["a", "[[", "[[]]", "[[a", "[[\"a\"]]"] {
            assert_eq!(unlinked(text), text);
        }
        assert_eq!(tags("[[AI]], [[数学]]"), ["AI", "数学"]);
        assert_eq!(categories("[[技术/AI]]"), [["AI"]]);
    }

    #[test]
    fn an_item_in_quotes_is_whole() {
        for value in [r#""a, b", c"#, r#" "a, b" ;c"#, r#"["a, b", "c"]"#, r##"["#a, b", "c" ]"##] {
            assert_eq!(tags(value), ["a, b", "c"], "{value}");
        }
        assert_eq!(tags(r#"x、"a、\"b\"|"、y"#), ["x", "a、\"b\"|", "y"]);
        assert_eq!(tags(r#""a, b""#), ["a, b"]);
        assert_eq!(categories(r#""音乐, 现场/爵士"; 技术"#), [vec!["音乐, 现场", "爵士"], vec!["技术"]]);
        assert_eq!(aliases(r#""a, b.html", c.html"#), ["a, b.html", "c.html"]);
    }

    #[test]
    fn other_quotes_part_nothing_and_join_nothing() {
        assert_eq!(tags(r#"a "b, c" d, e"#), ["a \"b", "c\" d", "e"]);
        assert_eq!(tags(r#""a" b, "c" d"#), ["a\" b", "c\" d"]);
        assert_eq!(tags(r#""a, b"#), ["a", "b"]);
        assert_eq!(tags("“a, b”, c"), ["“a", "b”", "c"]);
        assert_eq!(categories(r#"5" disks, 3" disks"#), [["5\" disks"], ["3\" disks"]]);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let all = ["a, b", "c", "\"d\"", "e\"f", "[g", "h]", "'i", "j\\", "k#l", "、", "m|n；"];
        for start in 0..all.len() {
            assert_eq!(tags(&written(Field::Tags, &all[start..])), all[start..]);
            assert_eq!(aliases(&written(Field::Aliases, &all[start..])), all[start..]);
        }
        assert_eq!(written(Field::Tags, ["a", "数、学", "b c"]), "a, \"数、学\", b c");
        assert_eq!(written(Field::Category, ["数、学"]), "数、学");
    }

    #[test]
    fn categories_nest_and_repeat() {
        assert_eq!(categories("技术/AI, 数学"), [vec!["技术", "AI"], vec!["数学"]]);
        assert!(categories(" / ").is_empty());
    }
}
