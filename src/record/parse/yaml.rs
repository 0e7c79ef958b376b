//! The YAML of front matter, with every value as it is written: also where it is no YAML, which is what many programs
//! write that put titles between a key and the end of the line.

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};

use super::field;
use super::tree::{Map, Node, Value};

/// What the text is, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Yaml {
    pub(super) map: Map,
    pub(super) fault: Option<Fault>,
}

/// Why a text is no YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// The line, from 1.
    pub(super) line: usize,
    /// The character of the line, from 0.
    pub(super) column: usize,
    pub(super) what: String,
}

/// Reads a map. What the parser refuses is read once more with quotes around the values that trouble it, and after that
/// line by line.
pub(super) fn parse(text: &str) -> Yaml {
    let mended = mend(text);
    let fault = match read(text) {
        // What looks like a remark to the parser may be a part of a value.
        Ok(map) if !mended.has_remarks => return Yaml { map, fault: None },
        Ok(_) => None,
        Err(fault) => Some(fault),
    };
    Yaml { map: read(&mended.text).unwrap_or_else(|_| lines(text)), fault }
}

fn read(text: &str) -> Result<Map, Fault> {
    let mut events = Parser::new_from_str(text);
    let mut reader = Reader { events: &mut events, depth: 0 };
    match reader.document()? {
        Some(Node { value: Value::Map(map), .. }) => Ok(map),
        _ => Err(refusal(1, "it is no list of fields")),
    }
}

/// Deeper values are refused: a file must not be able to exhaust the stack.
const MAX_DEPTH: usize = 32;

struct Reader<'p, 'a> {
    events: &'p mut Parser<'a, saphyr_parser::StrInput<'a>>,
    depth: usize,
}

impl<'a> Reader<'_, 'a> {
    fn document(&mut self) -> Result<Option<Node>, Fault> {
        let mut node = None;
        while let Some(event) = self.events.next() {
            match event.map_err(|error| fault(&error))? {
                (Event::StreamEnd, _) => break,
                (Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing, _) => {}
                (event, span) if node.is_none() => node = Some(self.node(event, span.start.line())?),
                (_, span) => return Err(refusal(span.start.line(), "something stands after its end")),
            }
        }
        Ok(node)
    }

    fn node(&mut self, event: Event<'a>, line: usize) -> Result<Node, Fault> {
        let value = match event {
            Event::Scalar(text, style, 0, None) => match style {
                ScalarStyle::Plain if matches!(&*text, "" | "~" | "null") => Value::Null,
                ScalarStyle::Plain => Value::Plain(text.into_owned()),
                _ => Value::Text(text.into_owned()),
            },
            Event::SequenceStart(0, None) | Event::MappingStart(0, None) if self.depth >= MAX_DEPTH => {
                return Err(refusal(line, "its values stand too deep in each other"));
            }
            Event::SequenceStart(0, None) => Value::List(self.list()?),
            Event::MappingStart(0, None) => Value::Map(self.map()?),
            // `&`, `*` and `!` at the start of a title are no anchors, aliases and tags.
            _ => return Err(refusal(line, "a value begins with `&`, `*` or `!`")),
        };
        Ok(Node { line, value })
    }

    fn next(&mut self) -> Result<(Event<'a>, usize), Fault> {
        match self.events.next() {
            Some(Ok((event, span))) => Ok((event, span.start.line())),
            Some(Err(error)) => Err(fault(&error)),
            None => Err(refusal(1, "it ends too early")),
        }
    }

    fn list(&mut self) -> Result<Vec<Node>, Fault> {
        self.depth += 1;
        let mut nodes = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => break,
                (event, line) => nodes.push(self.node(event, line)?),
            }
        }
        self.depth -= 1;
        Ok(nodes)
    }

    fn map(&mut self) -> Result<Map, Fault> {
        self.depth += 1;
        let mut map = Map::new();
        loop {
            let (key, line) = match self.next()? {
                (Event::MappingEnd, _) => break,
                found => found,
            };
            let key = self.node(key, line)?;
            let (event, _) = self.next()?;
            let value = self.node(event, line)?;
            let key = key.value.scalar().map_or_else(|| key.value.json(), str::to_owned);
            map.push((key, Node { line, ..value }));
        }
        self.depth -= 1;
        Ok(map)
    }
}

fn fault(error: &ScanError) -> Fault {
    let mark = error.marker();
    Fault { line: mark.line().max(1), column: mark.col(), what: error.info().to_owned() }
}

fn refusal(line: usize, what: &str) -> Fault {
    Fault { line, column: 0, what: what.to_owned() }
}

struct Mended {
    text: String,
    /// Whether a value has a `#` that a parser would take for the start of a remark.
    has_remarks: bool,
}

/// Puts quotes around the values in lines of their own that YAML would read as something else than text.
fn mend(text: &str) -> Mended {
    let mut mended = Mended { text: String::with_capacity(text.len()), has_remarks: false };
    // The indentation of the key whose value is a block of text.
    let mut block: Option<usize> = None;
    for line in text.lines() {
        let body = line.trim_start();
        let indent = line.len() - body.len();
        if block.is_some_and(|key| body.is_empty() || indent > key) {
            mended.text.push_str(line);
            mended.text.push('\n');
            continue;
        }
        let (lead, value) = value_of(body);
        let opens = |mark| value.starts_with(mark) && value.trim_end().len() <= 3;
        block = (opens('|') || opens('>')).then_some(indent);
        let has_remark = is_cut(value);
        mended.has_remarks |= has_remark;
        mended.text.push_str(&line[..indent].replace('\t', "  "));
        let lead = if value.is_empty() { lead.to_owned() } else { format!("{} ", lead.trim_end()) };
        mended.text.push_str(&lead);
        if block.is_none() && (has_remark || !is_valid(value)) {
            mended.text.push_str(&format!("'{}'", unquoted(value.trim()).replace('\'', "''")));
        } else {
            mended.text.push_str(value);
        }
        mended.text.push('\n');
    }
    mended
}

/// What stands before a line's value, and the value; the line is without its indentation.
fn value_of(line: &str) -> (&str, &str) {
    let item = line.strip_prefix("- ").map_or(0, |rest| line.len() - rest.trim_start().len());
    let rest = &line[item..];
    let is_key = field::split(rest).is_some_and(|_| !rest.starts_with(['"', '\'', '#', '{', '[']));
    let colon = rest.find([':', '：']).filter(|_| is_key);
    let Some(colon) = colon.filter(|at| rest[*at..].starts_with(": ") || rest[*at..].starts_with(":\t"))
    else {
        return if item > 0 { line.split_at(item) } else { (line, "") };
    };
    let value = &rest[colon + 1..];
    line.split_at(line.len() - value.trim_start().len())
}

fn is_plain(value: &str) -> bool {
    !value.starts_with(['"', '\'', '[', '{', '|', '>'])
}

/// Whether a parser would take a part of a value for a remark that is none.
fn is_cut(value: &str) -> bool {
    match value.chars().next() {
        Some(quote @ ('"' | '\'')) => after_quote(value, quote).is_some_and(|rest| has_remark(&rest)),
        Some('#') => true,
        _ => is_plain(value) && has_remark(value),
    }
}

/// `C #3` is a title, and `# so` after a value a remark.
fn has_remark(value: &str) -> bool {
    value.match_indices(" #").any(|(at, _)| value[at + 2..].starts_with(|c: char| !c.is_whitespace()))
}

/// Whether YAML reads a value as it is meant.
fn is_valid(value: &str) -> bool {
    let value = value.trim_end();
    match value.chars().next() {
        None => true,
        Some(quote @ ('"' | '\'')) => is_closed(value, quote),
        Some('[' | '{') => read(&format!("a: {value}")).is_ok(),
        Some('@' | '`' | '%' | '&' | '*' | '!' | '|' | '>' | ']' | '}' | ',') => false,
        Some(_) => !value.contains(": ") && !value.ends_with(':') && !value.contains('\t'),
    }
}

/// Whether a value in quotes ends with the first quote after its start that is none of the text's, but for a remark.
fn is_closed(value: &str, quote: char) -> bool {
    after_quote(value, quote)
        .is_some_and(|rest| rest.trim().is_empty() || rest.starts_with(" #") && !has_remark(&rest))
}

/// What stands after the quote that ends a value in quotes; nothing where none does.
fn after_quote(value: &str, quote: char) -> Option<String> {
    let mut chars = value.chars().skip(1).peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if quote == '"' => drop(chars.next()),
            c if c == quote && quote == '\'' && chars.peek() == Some(&'\'') => drop(chars.next()),
            c if c == quote => return Some(chars.collect()),
            _ => {}
        }
    }
    None
}

/// A value without the quotes around it, where there are two.
fn unquoted(value: &str) -> &str {
    let inside = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    inside('"').or_else(|| inside('\'')).unwrap_or(value)
}

/// Reads a text that is no YAML: a key at the start of a line, and all up to the next one.
pub(super) fn lines(text: &str) -> Map {
    let mut map = Map::new();
    for (number, line) in text.lines().enumerate() {
        let is_inside = line.starts_with([' ', '\t', '-']);
        let pair =
            line.split_once([':', '：', '=']).filter(|(key, _)| !is_inside && field::is_key(key.trim()));
        match (pair, map.last_mut()) {
            (Some((key, value)), _) => {
                let value = Value::Text(unquoted(value.trim()).to_owned());
                map.push((key.trim().to_owned(), Node { line: number + 1, value }));
            }
            (None, _) if line.trim().is_empty() => {}
            (None, Some((_, node))) => node.add(line.trim()),
            (None, None) => {
                let value = Value::Text(line.trim().to_owned());
                map.push(("Data".to_owned(), Node { line: number + 1, value }));
            }
        }
    }
    map
}

impl Node {
    /// Adds a line: an item to a list, or more of a text.
    fn add(&mut self, line: &str) {
        let item = line
            .strip_prefix('-')
            .map(|item| Node { line: self.line, value: Value::Text(unquoted(item.trim()).to_owned()) });
        match (&mut self.value, item) {
            (Value::List(nodes), Some(item)) => nodes.push(item),
            (value, Some(item)) if value.is_empty() => *value = Value::List(vec![item]),
            (Value::List(nodes), None) => {
                if let Some(last) = nodes.last_mut() {
                    last.add(line);
                }
            }
            (Value::Text(text), _) if matches!(text.trim(), "" | "|" | ">" | "|-" | ">-") => {
                line.clone_into(text)
            }
            (Value::Text(text), _) => {
                text.push('\n');
                text.push_str(line);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, key: &str) -> String {
        let map = parse(text).map;
        let found = map.iter().find(|(known, _)| known == key).map(|(_, node)| node.value.in_a_line());
        found.unwrap_or_else(|| panic!("{key} in {map:?}"))
    }

    #[test]
    fn yaml_as_it_should_be() {
        let text = "title: \"甲: 乙\" # remark\nduration: 1.10\ntags:\n  - a\n  - 'b c'\nlist: [x, \"y: z\"]\nempty:\n\
                    text: |\n  一: @\n  - 二\n";
        let yaml = parse(text);
        assert_eq!(yaml.fault, None);
        assert_eq!(value(text, "title"), "甲: 乙");
        assert_eq!(value(text, "duration"), "1.10");
        assert_eq!(value(text, "tags"), r#"["a", "b c"]"#);
        assert_eq!(value(text, "list"), r#"["x", "y: z"]"#);
        assert_eq!(value(text, "text"), r#""一: @\n- 二\n""#);
        assert_eq!(yaml.map[2].1.line, 3);
    }

    #[test]
    fn no_value_is_lost_to_what_yaml_would_make_of_it() {
        for title in [
            "甲: 乙: 丙",
            "@某人 说",
            "`code` 与 %",
            "100% of: it",
            "C #3 与 #4",
            "#a #b",
            "\"甲\" #乙",
            "\"半句",
            "'it's' fine",
            "\"a\" and \"b\"",
            "*重点* 说",
            "&co",
            "!重要",
            "[未完",
            "{a",
            "a\tb",
            "> 引",
            "甲:",
            "- 一",
            "- a: b",
            "? x",
            "\"\\d\"",
            "it's",
            "a 'b",
            "|x",
            "---",
            "x, y",
            "], a",
        ] {
            let text = format!("title: {title}\nurl: https://a.example\n");
            let found = value(&text, "title");
            assert_eq!(found.trim_matches(['"', '\'']), title.trim_matches(['"', '\'']), "{title}: {found}");
            assert_eq!(value(&text, "url"), "https://a.example", "{title}");
        }
    }

    #[test]
    fn what_is_no_yaml_at_all_is_read_by_lines() {
        let text = "title: a\n\tdeep: [b\ntags:\n- x: 'y\n-\tz\nurl: u\nrest\n";
        assert_eq!(value(text, "url"), r#""u\nrest""#);
        assert!(value(text, "title").contains("deep: [b"));
        assert!(value(text, "tags").contains("x: 'y") && value(text, "tags").contains('z'));
    }

    #[test]
    fn faults_have_a_place() {
        let fault = parse("title: a\nurl: @b\n").fault.unwrap();
        assert_eq!(fault.line, 2);
    }
}
