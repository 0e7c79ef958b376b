//! Fields that templates ask for and no view has. Where a page is rendered with one, the template engine says so; in a
//! condition it is only never true, and nobody would learn why.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;
use serde_json::Value;

/// What is known of the values that templates are handed under a name.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Shape {
    /// Nothing: it was always null, or an empty list's item.
    #[default]
    Unknown,
    /// A list, by its items.
    List(Box<Self>),
    /// Fields by their names.
    Map(BTreeMap<String, Self>),
}

impl Shape {
    /// Takes a value into account. What cannot be written as JSON has no fields.
    pub fn add(&mut self, value: &impl Serialize) {
        if let Ok(value) = serde_json::to_value(value) {
            self.add_value(&value);
        }
    }

    fn add_value(&mut self, value: &Value) {
        match value {
            Value::Array(items) => {
                if *self == Self::Unknown {
                    *self = Self::List(Box::default());
                }
                if let Self::List(item) = self {
                    items.iter().for_each(|value| item.add_value(value));
                }
            }
            Value::Object(fields) => {
                if *self == Self::Unknown {
                    *self = Self::Map(BTreeMap::new());
                }
                if let Self::Map(known) = self {
                    for (name, value) in fields {
                        known.entry(name.clone()).or_default().add_value(value);
                    }
                }
            }
            _ => {}
        }
    }

    /// Takes into account what another one knows.
    pub fn join(&mut self, other: &Self) {
        match (self, other) {
            (_, Self::Unknown) => {}
            (Self::List(item), Self::List(other)) => item.join(other),
            (Self::Map(known), Self::Map(fields)) => {
                fields.iter().for_each(|(name, shape)| known.entry(name.clone()).or_default().join(shape));
            }
            (one @ Self::Unknown, other) => *one = other.clone(),
            _ => {}
        }
    }

    fn field(&self, name: &str) -> Option<&Self> {
        if let Self::Map(fields) = self { fields.get(name) } else { None }
    }
}

/// A field that there is not.
#[derive(Debug, PartialEq)]
pub(super) struct Unknown<'a> {
    /// The names on the way to it.
    pub path: &'a str,
    /// Where its own name stands in the template.
    pub span: Range<usize>,
    /// The fields that there are in its place.
    pub known: Vec<&'a str>,
}

/// The fields of a template's text that are not offered. Of names that the template itself gives, only those of what a loop
/// goes through are followed.
pub(super) fn unknown<'a>(text: &'a str, offered: &'a Shape) -> Vec<Unknown<'a>> {
    let mut scan = Scan { text, offered, set: names_set(text), loops: Vec::new(), found: Vec::new() };
    let mut at = 0;
    while let Some((open, start)) = next_tag(text, at) {
        let (close, body) = (open.close(), start + open.text().len());
        let end = text[body..].find(close).map_or(text.len(), |end| body + end);
        at = match open {
            Tag::Comment => end,
            Tag::Expression => {
                scan.expression(body..end);
                end
            }
            Tag::Statement => scan.statement(body..end),
        };
    }
    scan.found
}

#[derive(Clone, Copy)]
enum Tag {
    Expression,
    Statement,
    Comment,
}

impl Tag {
    const ALL: [Self; 3] = [Self::Expression, Self::Statement, Self::Comment];

    fn text(self) -> &'static str {
        match self {
            Self::Expression => "{{",
            Self::Statement => "{%",
            Self::Comment => "{#",
        }
    }

    fn close(self) -> &'static str {
        match self {
            Self::Expression => "}}",
            Self::Statement => "%}",
            Self::Comment => "#}",
        }
    }
}

fn next_tag(text: &str, from: usize) -> Option<(Tag, usize)> {
    let rest = text.get(from..)?;
    let tags = Tag::ALL.into_iter().filter_map(|tag| Some((tag, from + rest.find(tag.text())?)));
    tags.min_by_key(|(_, start)| *start)
}

/// The names that a template sets, wherever it does.
fn names_set(text: &str) -> Vec<&str> {
    let statements = text.split("{%").skip(1).map(|statement| statement.trim_start_matches('-').trim_start());
    let names = statements.filter_map(|statement| {
        let rest = statement.strip_prefix("set_global ").or_else(|| statement.strip_prefix("set "))?;
        rest.split(|c: char| !is_of_name(c)).find(|name| !name.is_empty())
    });
    names.collect()
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Words of the template engine, which are nobody's fields.
const WORDS: [&str; 21] = [
    "if",
    "elif",
    "else",
    "endif",
    "for",
    "in",
    "and",
    "or",
    "not",
    "is",
    "true",
    "false",
    "none",
    "True",
    "False",
    "None",
    "filter",
    "endfilter",
    "loop",
    "break",
    "continue",
];

struct Scan<'a> {
    text: &'a str,
    offered: &'a Shape,
    set: Vec<&'a str>,
    /// The names that each of the loops around gives, and what it goes through, where that is known.
    loops: Vec<(Vec<&'a str>, Option<&'a Shape>)>,
    found: Vec<Unknown<'a>>,
}

impl<'a> Scan<'a> {
    /// Reads a statement; gives where to go on.
    fn statement(&mut self, range: Range<usize>) -> usize {
        let (text, end) = (self.text, range.end);
        let past = |close: &str| text[end..].find(close).map_or(text.len(), |at| end + at + close.len());
        let word = text[range.clone()].trim_start_matches('-').split_whitespace().next().unwrap_or_default();
        match word {
            // What is in there means nothing to the engine, or has only names of its own.
            "raw" => return past("endraw"),
            "component" => return past("endcomponent"),
            "block" | "endblock" | "extends" | "include" => {}
            "for" => self.begin_loop(range),
            "endfor" => drop(self.loops.pop()),
            _ => self.expression(range),
        }
        end
    }

    fn begin_loop(&mut self, range: Range<usize>) {
        let inside = &self.text[range.clone()];
        let Some(at) = inside.find(" in ") else { return };
        let names =
            inside[..at].split(|c: char| !is_of_name(c)).filter(|name| !name.is_empty() && *name != "for");
        let names: Vec<&str> = names.collect();
        let list = range.start + at + " in ".len()..range.end;
        let through = self.text[list.clone()].trim().trim_end_matches('-').trim_end();
        let is_path = through.chars().all(|c| is_of_name(c) || c == '.');
        let items = if is_path && names.len() == 1 { self.follow(through) } else { None };
        self.expression(list);
        let item = match items {
            Some(Shape::List(item)) => Some(&**item),
            _ => None,
        };
        self.loops.push((names, item));
    }

    /// What a path stands for, where that is known.
    fn follow(&self, path: &'a str) -> Option<&'a Shape> {
        let mut names = path.split('.');
        let root = names.next()?;
        names.try_fold(self.root(root)?, |shape, name| shape.field(name))
    }

    /// What a name stands for that no other stands before.
    fn root(&self, name: &str) -> Option<&'a Shape> {
        if self.set.contains(&name) {
            return None;
        }
        match self.loops.iter().rev().find(|(names, _)| names.contains(&name)) {
            Some((_, item)) => *item,
            None => self.offered.field(name),
        }
    }

    fn expression(&mut self, range: Range<usize>) {
        let text = self.text;
        let mut at = range.start;
        // What stands before the next name.
        let mut before = ' ';
        while let Some(c) = text[at..range.end].chars().next() {
            let rest = &text[at..range.end];
            let length = match c {
                '"' | '\'' | '`' => rest[1..].find(c).map_or(rest.len(), |end| end + 2),
                c if is_of_name(c) => {
                    let chain = rest.find(|c| !is_of_name(c) && c != '.').unwrap_or(rest.len());
                    let after = rest[chain..].trim_start();
                    // A call, or the name of an argument.
                    let is_named =
                        after.starts_with('(') || after.starts_with('=') && !after.starts_with("==");
                    if !matches!(before, '.' | '|' | '<') && !c.is_ascii_digit() && !is_named {
                        self.path(&rest[..chain], at);
                    }
                    chain
                }
                c => c.len_utf8(),
            };
            if !c.is_whitespace() {
                before = text[at..at + length].chars().next_back().unwrap_or(' ');
            }
            at += length;
        }
    }

    /// Follows a path as far as its shape is known.
    fn path(&mut self, path: &'a str, at: usize) {
        let mut names = path.split('.');
        let Some(root) = names.next().filter(|root| !WORDS.contains(root)) else { return };
        let Some(mut shape) = self.root(root) else { return };
        let mut end = root.len();
        for name in names {
            let start = end + 1;
            end = start + name.len();
            let Shape::Map(fields) = shape else { return };
            let Some(next) = fields.get(name) else {
                let known = fields.keys().map(String::as_str).collect();
                self.found.push(Unknown { path: &path[..end], span: at + start..at + end, known });
                return;
            };
            shape = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn paths(text: &str) -> Vec<String> {
        let mut offered = Shape::default();
        offered.add(&json!({
            "page": { "title": "x", "cover": null, "feeds": [] },
            "record": { "title": "x", "tags": [{ "name": "x", "url": "y" }], "rows": [null] },
            "site": { "title": "x" },
        }));
        offered.add(&json!({ "page": { "title": "x", "kind": "y" } }));
        unknown(text, &offered).into_iter().map(|found| found.path.to_owned()).collect()
    }

    #[test]
    fn a_field_that_no_view_has_is_found_wherever_it_stands() {
        assert_eq!(
            paths("{% if record.subtitel %}{{ record.subtitel | upper }}{% endif %}"),
            ["record.subtitel"; 2]
        );
        assert_eq!(paths("{%- if not page.kind or page.knd == \"record.x\" -%}"), ["page.knd"]);
        assert_eq!(
            paths("{{ f(a=page.x) }}{{ <card page={page.y} title={page.title} /> }}"),
            ["page.x", "page.y"]
        );
        assert_eq!(
            paths("{% for tag in record.tags %}{{ tag.name }}{{ tag.nme }}{% endfor %}{{ tag.z }}"),
            ["tag.nme"]
        );
        let found = "一{{ site.titel }}";
        let mut offered = Shape::default();
        offered.add(&json!({ "site": { "title": "x" } }));
        let found_one = &unknown(found, &offered)[0];
        assert_eq!((&found[found_one.span.clone()], &found_one.known[..]), ("titel", &["title"][..]));
    }

    #[test]
    fn what_nothing_is_known_of_is_let_be() {
        for text in [
            "{{ page.cover.file }}{% for feed in page.feeds %}{{ feed.x }}{% endfor %}{{ nobody.x }}",
            "{% for row in record.rows %}{{ row.x }}{% endfor %}{{ record.tags[0].x }}{{ record.title.x }}",
            "{% set page = 1 %}{{ page.x }}{# {{ record.x }} #}{% raw %}{{ record.x }}{% endraw %}",
            "{% for record, n in record.tags %}{{ record.x }}{% endfor %}{{ \"record.x\" }}{{ x | page.y }}",
            "{% component page(record) %}{{ record.x }}{% endcomponent page %}{{ loop.index }} record.x",
            "{% include \"record.html\" %}{% block record.x %}{{ 1.5 }}{{ page.kind",
        ] {
            assert_eq!(paths(text), [""; 0], "{text}");
        }
    }
}
