//! Facts that stand at the beginning of a Markdown text, where another file has a header: a list, a quote, a table, or lines
//! such as `Key: value`.
//!
//! A block counts as facts where each of its lines has a key and a value, and one of them plainly is a record's: an address,
//! a date or a length. A summary's own list of terms has none of these, nor has a conversation.

use std::ops::Range;

use super::field::{self, Field};
use super::heading;
use super::names::named;
use super::tree::{Map, Node, Value};
use super::{duration, link, moment};

/// Facts, and the bytes that say them.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) map: Map,
    pub(super) ranges: Vec<Range<usize>>,
}

/// A line with its place.
#[derive(Debug, Clone)]
struct Placed<'a> {
    number: usize,
    range: Range<usize>,
    text: &'a str,
}

impl Facts {
    /// Reads the blocks of facts that follow a byte, also below a heading of their own. `line` is the number of the line
    /// that begins there.
    pub(super) fn read(&mut self, text: &str, start: usize, line: usize) {
        let mut lines = lines(text, start, line).peekable();
        loop {
            while lines.next_if(|line| may_stand_before(line.text)).is_some() {}
            let title = lines.next_if(|line| heading::parts(line.text).is_some());
            while lines.next_if(|line| line.text.is_empty()).is_some() {}
            let mut block = Vec::new();
            while let Some(line) = lines.next_if(|line| !line.text.is_empty() && !line.text.starts_with('#'))
            {
                block.push(line);
            }
            let Some(pairs) = pairs(&block) else { return };
            while lines.next_if(|line| may_stand_before(line.text)).is_some() {}
            // Where something else stands under the heading as well, it is that one's, too.
            let is_done = lines.peek().is_none_or(|line| line.text.starts_with('#'));
            self.ranges.extend(title.filter(|_| is_done).map(|line| line.range));
            self.ranges.extend(block.into_iter().map(|line| line.range));
            self.map.extend(pairs);
        }
    }
}

fn lines(text: &str, start: usize, number: usize) -> impl Iterator<Item = Placed<'_>> {
    let mut at = start;
    text[start..].split_inclusive('\n').zip(number..).map(move |(line, number)| {
        let range = at..at + line.len();
        at = range.end;
        Placed { number, range, text: line.trim_end() }
    })
}

/// Whether a line is empty, a rule or a picture: what may stand between a title and its facts.
fn may_stand_before(line: &str) -> bool {
    let bare = line.trim();
    let is_rule = ['-', '*', '_'].iter().any(|mark| bare.len() > 2 && bare.chars().all(|c| c == *mark));
    let is_picture = (bare.starts_with("![") || bare.starts_with("[![")) && bare.ends_with([')', ']']);
    bare.is_empty() || is_rule || is_picture
}

/// The facts of a block; `None` where it is something else.
fn pairs(block: &[Placed<'_>]) -> Option<Map> {
    let first = block.first()?;
    let map = if first.text.trim_start().starts_with('|') { table(block)? } else { of_lines(block)? };
    let is_ours = |(key, node): &(String, Node)| {
        let value = node.value.scalar().unwrap_or_default();
        match named(key).map(|(field, _)| field) {
            Some(Field::Timestamp) => moment::parse_moment(value, None).is_some(),
            Some(Field::Duration) => duration::parse_duration(value).is_some(),
            Some(Field::Url) | None => value.contains("://") && link::parse_url(value).is_some(),
            _ => false,
        }
    };
    map.iter().any(is_ours).then_some(map)
}

/// A table with two columns has a fact in each row; one with a single row has the keys above it.
fn table(block: &[Placed<'_>]) -> Option<Map> {
    let cells = |line: &Placed<'_>| -> Vec<String> {
        let inside = line.text.trim().trim_matches('|');
        inside.split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let [head, rule, rows @ ..] = block else { return None };
    let is_rule = rule.text.contains("--") && rule.text.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
    let pair = |line: &Placed<'_>, key: &str, value: &str| fact(key, value, line.number);
    let keys = cells(head);
    match rows {
        _ if !is_rule => None,
        rows if keys.len() == 2 && (rows.len() > 1 || rows.iter().any(|row| is_key(&cells(row)[0]))) => {
            // The first row may be facts as well: Markdown has no table without one.
            let first = is_key(&keys[0]).then_some(head);
            let rows = first.into_iter().chain(rows).map(|row| match &cells(row)[..] {
                [key, value] => pair(row, key, value),
                _ => None,
            });
            rows.collect::<Option<Vec<Map>>>().map(|maps| maps.concat())
        }
        [row] => {
            let values = cells(row);
            let pairs = keys.iter().zip(&values).map(|(key, value)| pair(row, key, value));
            let is_whole = keys.len() == values.len() && keys.len() > 1;
            pairs.collect::<Option<Vec<Map>>>().filter(|_| is_whole).map(|maps| maps.concat())
        }
        _ => None,
    }
}

fn is_key(cell: &str) -> bool {
    named(bare(cell)).is_some()
}

/// Lists, quotes and bare lines. An item without a value may have a list below it.
fn of_lines(block: &[Placed<'_>]) -> Option<Map> {
    let mut map = Map::new();
    for line in block {
        let (indent, text) = unquoted(line.text);
        if text.is_empty() || text.starts_with("[!") && text.contains(']') {
            continue;
        }
        let (is_item, text) = item(text);
        match map.last_mut() {
            Some((_, Node { value: Value::Text(list), .. }))
                if is_item && indent > 1 && (list.is_empty() || list.ends_with(',')) =>
            {
                list.push_str(&format!(" {text},"));
            }
            _ => map.extend(several(text, line.number)?),
        }
    }
    for (_, node) in &mut map {
        if let Value::Text(text) = &mut node.value {
            *text = text.trim().trim_end_matches(',').to_owned();
        }
    }
    (!map.is_empty()).then_some(map)
}

/// A line without the marks of a quote, and how far it is indented.
fn unquoted(line: &str) -> (usize, &str) {
    let inner = line.trim_start_matches(|c: char| c == '>' || c == ' ' && line.starts_with('>'));
    let bare = inner.trim_start();
    (inner.len() - bare.len(), bare.trim_end_matches(['\\', ' ']))
}

/// An item's text, and whether a line is one.
fn item(line: &str) -> (bool, &str) {
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = number.strip_prefix(". ").filter(|_| number.len() < line.len());
    let text = ["- ", "* ", "+ ", "• "].iter().find_map(|mark| line.strip_prefix(mark)).or(numbered);
    (text.is_some(), text.unwrap_or(line).trim_start())
}

/// The facts of a line, which may have several: `**时长**: 43分钟 | **讲者**: 李灯`.
fn several(line: &str, number: usize) -> Option<Map> {
    const BETWEEN: [&str; 3] = [" | ", "｜", " · "];
    let one = |text: &str| {
        let text = text.replace('`', "");
        let (key, value) = field::split(text.trim_start_matches(|c: char| !c.is_alphanumeric()))?;
        fact(key, value, number)
    };
    let parts = |between: &&str| {
        let maps: Option<Vec<Map>> = line.split(*between).map(one).collect();
        maps.filter(|maps| maps.len() > 1).map(|maps| maps.concat())
    };
    BETWEEN.iter().find_map(parts).or_else(|| one(line))
}

/// A key and its value, without the marks of Markdown. Of a link its address counts where that is asked for; else the address
/// is a fact of its own.
fn fact(key: &str, value: &str, line: usize) -> Option<Map> {
    let key = bare(key);
    let value = bare(value.trim_start_matches([':', '：']));
    let pair = |key: String, value: &str| (key, Node { line, value: Value::Text(value.to_owned()) });
    if !field::is_key(key) && !matches!(named(key), Some((Field::Description | Field::Content, _))) {
        return None;
    }
    let is_address = matches!(named(key), Some((Field::Url | Field::Cover, _)));
    Some(match linked(value) {
        Some((_, address)) if is_address => vec![pair(key.to_owned(), address)],
        Some((text, address)) if !text.contains("://") => {
            vec![pair(key.to_owned(), text), pair(format!("{key} URL"), address)]
        }
        Some((_, address)) => vec![pair(key.to_owned(), address)],
        None => vec![pair(key.to_owned(), value)],
    })
}

/// A text without marks of emphasis around it.
fn bare(text: &str) -> &str {
    text.trim().trim_matches(|c| matches!(c, '*' | '`' | '_')).trim()
}

/// The text and the address of what is one link: `[text](address)` or `<address>`.
pub(super) fn linked(text: &str) -> Option<(&str, &str)> {
    if let Some(address) = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')) {
        return address.contains("://").then_some((address, address));
    }
    let (name, address) = text.strip_prefix('[')?.strip_suffix(')')?.split_once("](")?;
    let address = address.split_whitespace().next().unwrap_or_default();
    (!name.contains('[') && !name.is_empty() && address.contains("://")).then_some((name, address))
}
