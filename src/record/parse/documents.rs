//! The records of a file: nearly always one, and several in JSON Lines and in JSON arrays.

use std::ops::Range;

use super::tree::Value;
use super::{Draft, json, outline};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::message::Message;
use crate::base::text::{Line, Place};
use crate::record::{ContentPath, Part, Texts};

/// A record's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its name.
    pub path: ContentPath,
    /// The part of the file that it is; `None` where it is all of it.
    pub part: Option<Part>,
}

/// Finds the records of the file at `path`. A file whose name says that it is JSON has none where nothing in it looks like
/// one.
pub fn documents(path: &ContentPath, bytes: &[u8]) -> Vec<Document> {
    let whole = || vec![Document { path: path.clone(), part: None }];
    let named = Named::of(path);
    let fenced = fenced(bytes);
    if named == Named::Otherwise && fenced.is_none() && !matches!(first_byte(bytes), Some(b'{' | b'[')) {
        return whole();
    }
    let parts = match std::str::from_utf8(bytes) {
        Ok(text) if fenced.is_some() => {
            fenced.map(|range| parts(&text[..range.end], range.start, named)).unwrap_or_default()
        }
        Ok(text) => parts(text, if bytes.starts_with(BOM) { BOM.len() } else { 0 }, named),
        Err(_) if named == Named::Lines => lines(bytes).collect(),
        Err(_) => std::iter::once(0..bytes.len()).collect(),
    };
    let text = |part: &Range<usize>| String::from_utf8_lossy(&bytes[part.clone()]);
    let is_one = |part: &Range<usize>| match json::parse(&text(part)) {
        Ok(node) => outline::is_a_record(&node),
        Err(_) => named != Named::Otherwise && outline::speaks_of_a_record(&text(part)),
    };
    if !parts.iter().any(is_one) {
        return if named == Named::Otherwise { whole() } else { Vec::new() };
    }
    if let [only] = &parts[..]
        && bytes.get(only.clone()).is_some_and(|part| part.trim_ascii().len() == bytes.trim_ascii().len())
    {
        return whole();
    }
    let (mut line, mut at) = (1, 0);
    let document = |(index, part): (usize, Range<usize>)| {
        line += memchr::memchr_iter(b'\n', &bytes[at..part.start]).count();
        at = part.start;
        Document { path: path.document(index + 1), part: Some(Part { line, bytes: part }) }
    };
    parts.into_iter().enumerate().map(document).collect()
}

/// A record of JSON; `None` where a text is something else, or has nothing of a record.
pub(super) fn draft(text: &str) -> Option<Draft> {
    let text = text.trim_end();
    if !text.trim_start().starts_with('{') || !text.ends_with('}') {
        return None;
    }
    let node = json::parse(text).ok()?;
    let Value::Map(map) = &node.value else { return None };
    if !outline::has_fields(map) {
        return None;
    }
    let mut outline = outline::outline(map);
    outline.header.extend(outline.content_line.take().map(|(_, given)| given));
    let texts =
        Texts { description: outline.description, transcript: outline.transcript, ..Texts::default() };
    let diagnostics = json::mended_fault(text).map(|fault| mended(text, &fault)).into_iter().collect();
    Some(Draft { header: outline.header, texts, diagnostics })
}

/// What is said of JSON that is read though something in it is wrong.
fn mended(text: &str, fault: &json::Fault) -> Diagnostic {
    let what =
        Message::new("json_mended").with("error", fault.what.as_str()).with("column", fault.column.max(1));
    at(text, fault, what, Message::new("json_mended_hint"))
}

/// What is wrong with a text that should be JSON.
pub(super) fn broken_json(path: &ContentPath, text: &str) -> Option<Diagnostic> {
    if Named::of(path) == Named::Otherwise {
        return None;
    }
    let fault = json::parse(text).err()?;
    let what =
        Message::new("broken_json").with("error", fault.what.as_str()).with("column", fault.column.max(1));
    Some(at(text, &fault, what, Message::new("broken_json_hint")))
}

/// What is said of a place in a text that should be JSON.
fn at(text: &str, fault: &json::Fault, what: Message, hint: Message) -> Diagnostic {
    let line = text.lines().nth(fault.line - 1).unwrap_or_default();
    // A text in one line may be long, so that only what is around the fault says anything.
    let column = fault.column.max(1);
    let shown: Vec<(usize, char)> =
        line.char_indices().skip(column.saturating_sub(BEFORE)).take(BEFORE + AFTER).collect();
    let excerpt: String = shown.iter().map(|(_, c)| *c).collect();
    let at = excerpt.char_indices().nth(column.min(BEFORE) - 1);
    let span = at.map_or(excerpt.len()..excerpt.len(), |(at, c)| at..at + c.len_utf8());
    let place = Place { line: Line::new(fault.line, excerpt.as_str()), span };
    Diagnostic::place(Code::BrokenJson, place, what, hint)
}

/// So many characters before and after a fault are shown.
const BEFORE: usize = 40;
const AFTER: usize = 20;

/// What a file's name says of its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    Json,
    Lines,
    Otherwise,
}

impl Named {
    pub(super) fn of(path: &ContentPath) -> Self {
        let extension = path.name().rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        match extension.as_deref() {
            Some("json") => Self::Json,
            Some("jsonl" | "ndjson") => Self::Lines,
            _ => Self::Otherwise,
        }
    }
}

const BOM: &[u8] = b"\xEF\xBB\xBF";

fn first_byte(bytes: &[u8]) -> Option<u8> {
    bytes.strip_prefix(BOM).unwrap_or(bytes).trim_ascii_start().first().copied()
}

/// The JSON of a file that has it in a fence, as models write it: little else may stand around it.
fn fenced(bytes: &[u8]) -> Option<Range<usize>> {
    const MAX_AROUND: usize = 300;
    const FENCE: &[u8] = b"```";
    let head = &bytes[..bytes.len().min(MAX_AROUND)];
    let open = memchr::memmem::find(head, FENCE)?;
    let info = open + FENCE.len();
    let start = info + memchr::memchr(b'\n', bytes.get(info..)?)? + 1;
    let is_json = bytes[info..start].trim_ascii().to_ascii_lowercase();
    let close = start + memchr::memmem::rfind(&bytes[start..], FENCE)?;
    let end = start + bytes[start..close].trim_ascii_end().len();
    let is_alone = bytes.len() - close <= MAX_AROUND
        && matches!(bytes[start..].trim_ascii_start().first(), Some(b'{' | b'['));
    (is_alone && (is_json.is_empty() || is_json.starts_with(b"json"))).then_some(start..end)
}

/// The values in a text from a byte on, one after the other: those of an array, those of the lines, or the only one.
fn parts(text: &str, start: usize, named: Named) -> Vec<Range<usize>> {
    let whole = start..text.len();
    let body = &text[start..];
    let is_array = body.trim_start().starts_with('[');
    if !is_array && json::is_valid(body) {
        return vec![whole];
    }
    let values = values(text, start, usize::from(is_array));
    let are_valid = !values.is_empty() && values.iter().all(|value| json::is_valid(&text[value.clone()]));
    if are_valid || is_array && named != Named::Otherwise {
        return values;
    }
    let first = body.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let is_of_lines = named == Named::Lines || first.trim_end().ends_with('}') && json::is_valid(first);
    if is_of_lines {
        lines(text.as_bytes()).filter(|line| line.start >= start).collect()
    } else {
        vec![whole]
    }
}

/// The lines that hold anything.
fn lines(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]);
    ends.filter_map(move |end| {
        let from = std::mem::replace(&mut start, (end + 1).min(bytes.len()));
        let line = bytes.get(from..end)?;
        let mark = if line.starts_with(BOM) { BOM.len() } else { 0 };
        (!line[mark..].trim_ascii().is_empty()).then_some(from + mark..end)
    })
}

/// The values at a depth of brackets, whatever else may be wrong with them: what is not closed goes on to the end.
fn values(text: &str, start: usize, level: usize) -> Vec<Range<usize>> {
    let mut values = Vec::new();
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    let mut from: Option<usize> = None;
    for (at, byte) in text.bytes().enumerate().skip(start) {
        let outside = from.is_none();
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'{' | b'[' => {
                if depth == level && outside {
                    from = Some(at);
                }
                depth += 1;
                continue;
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == level
                    && let Some(from) = from.take()
                {
                    values.push(from..at + 1);
                } else if depth < level
                    && let Some(from) = from.take()
                {
                    values.push(from..at);
                }
                continue;
            }
            // Between values of an array; what else stands there is kept as a value of its own.
            b',' if depth == level => {
                if let Some(from) = from.take() {
                    values.push(from..at);
                }
                continue;
            }
            _ => {}
        }
        if depth == level && outside && !byte.is_ascii_whitespace() && byte != b',' {
            from = Some(at);
        }
    }
    if let Some(from) = from {
        values.push(from..text.len());
    }
    for value in &mut values {
        value.end = value.start + text[value.clone()].trim_end().len();
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(name: &str, text: &'a str) -> Vec<(String, usize, &'a str)> {
        let documents = documents(&ContentPath::new(name), text.as_bytes());
        let whole = Part { bytes: 0..text.len(), line: 1 };
        let shown = |document: Document| {
            let part = document.part.unwrap_or_else(|| whole.clone());
            (document.path.to_string(), part.line, &text[part.bytes])
        };
        documents.into_iter().map(shown).collect()
    }

    fn parts_of(name: &str, text: &str) -> Vec<String> {
        found(name, text).into_iter().map(|(.., part)| part.to_owned()).collect()
    }

    const A: &str = r#"{"title": "甲 {[", "url": "https://a.example"}"#;
    const B: &str = r#"{"title": "乙\"]}", "summary": "b"}"#;

    #[test]
    fn each_line_is_a_record() {
        let text = format!("{A}\n\n{B}\n");
        let expected = [("x/a.jsonl".to_owned(), 1, A), ("x/a.jsonl#2".to_owned(), 3, B)];
        assert_eq!(found("x/a.jsonl", &text), expected);
        assert_eq!(parts_of("a.txt", &text), [A, B]);
        assert_eq!(parts_of("a.json", &format!("\u{FEFF}{A}\r\n{B}")), [A, B]);
    }

    #[test]
    fn so_is_each_value_of_an_array_and_each_of_several() {
        assert_eq!(parts_of("a.json", &format!("[{A},\n  {B}\n]\n")), [A, B]);
        let pretty = A.replace(", ", ",\n  ");
        assert_eq!(parts_of("a.jsonl", &format!("{pretty}\n{B}")), [&pretty, B]);
        assert_eq!(found("a.json", &format!("\n{pretty}\n")).len(), 1);
        assert_eq!(parts_of("a.jsonl", &format!("[{A}]")), [A]);
    }

    #[test]
    fn a_broken_one_leaves_the_others_whole() {
        let broken = r#"{"title": "丙", "url": "https"#;
        assert_eq!(parts_of("a.jsonl", &format!("{A}\n{broken}\n{B}")), [A, broken, B]);
        assert_eq!(parts_of("a.jsonl", &format!("{broken}\n{A}")), [broken, A]);
        assert_eq!(parts_of("a.json", &format!("[{A}, {broken}")), [A, broken]);
        assert_eq!(parts_of("a.json", broken), [broken]);
        assert_eq!(parts_of("a.json", &format!("[{A}, 乱, {B}]")), [A, "乱", B]);
    }

    #[test]
    fn json_in_a_fence_is_read_as_models_write_it() {
        let text = format!("好的，这是结果：\n\n```json\n{A}\n```\n");
        assert_eq!(parts_of("a.md", &text), [A]);
        assert_eq!(parts_of("a.json", &format!("```\n[{A}, {B}]\n```")), [A, B]);
        let example = format!("{}\n```json\n{A}\n```\n", "一篇讲 JSON 的文章。".repeat(30));
        assert_eq!(parts_of("a.md", &example), [example.as_str()]);
        assert_eq!(parts_of("a.md", "```json\n{\"a\": 1}\n```\n").len(), 1);
    }

    #[test]
    fn other_json_is_no_record() {
        for text in [
            "",
            "{}",
            "[1, 2]",
            r#"{"name": "x", "description": "a program", "keywords": ["a"], "author": "b"}"#,
            r#"{"$schema": "https://json-schema.org/", "title": "a", "description": "b"}"#,
            r#"{"compilerOptions": {"strict": tru"#,
            "words",
        ] {
            assert_eq!(parts_of("a.json", text), Vec::<String>::new(), "{text}");
            assert_eq!(parts_of("a.txt", text), [text]);
        }
    }
}
