//! JSON, with the order, the lines and the numbers as they are written.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::lenient;
use super::tree::{Map, Node, Value};

/// Deeper values stay text: nobody reads them, and a file must not be able to exhaust the stack.
const MAX_DEPTH: usize = 32;

/// Why a text is no JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// The line, from 1.
    pub(super) line: usize,
    /// The character of the line, from 1; 0 where the line is empty.
    pub(super) column: usize,
    pub(super) what: String,
}

/// Reads a text that is one JSON value; or what some programs write for one, see [`lenient`].
pub(super) fn parse(text: &str) -> Result<Node, Fault> {
    strict(text).or_else(|fault| match lenient::mended(text) {
        Some(mended) => strict(&mended).map_err(|_| fault),
        None => Err(fault),
    })
}

/// What is wrong with a text that [`parse`] reads though it is no JSON. Numbers that are none are what Python writes, and no
/// news.
pub(super) fn mended_fault(text: &str) -> Option<Fault> {
    let mut numbers = lenient::with_numbers(text)?;
    let fault = strict(&numbers).err()?;
    numbers = lenient::mended(text)?;
    strict(&numbers).ok().map(|_| fault)
}

fn strict(text: &str) -> Result<Node, Fault> {
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| fault(text, &error))?;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).collect();
    Text { start: text.as_ptr() as usize, ends }.read(raw, 0).map_err(|error| fault(text, &error))
}

/// Whether a text is one value that [`parse`] reads.
pub(super) fn is_valid(text: &str) -> bool {
    let is_strict = |text: &str| serde_json::from_str::<&RawValue>(text).is_ok();
    is_strict(text) || lenient::mended(text).is_some_and(|mended| is_strict(&mended))
}

fn fault(text: &str, error: &serde_json::Error) -> Fault {
    let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
    // The library counts bytes.
    let before = line.get(..line.floor_char_boundary(error.column())).unwrap_or_default();
    let what = error.to_string();
    let what = what.split(" at line ").next().unwrap_or_default().to_owned();
    Fault { line: error.line().max(1), column: before.chars().count(), what }
}

/// A text, and where its lines end.
struct Text {
    start: usize,
    ends: Vec<usize>,
}

impl Text {
    fn read(&self, raw: &RawValue, depth: usize) -> serde_json::Result<Node> {
        let written = raw.get();
        let value = match written.as_bytes().first() {
            Some(b'"') => Value::Text(serde_json::from_str::<Lossy>(written)?.0),
            Some(b'[' | b'{') if depth >= MAX_DEPTH => Value::Plain(written.to_owned()),
            Some(b'[') => {
                let nodes: Vec<&RawValue> = serde_json::from_str(written)?;
                Value::List(
                    nodes.into_iter().map(|node| self.read(node, depth + 1)).collect::<Result<_, _>>()?,
                )
            }
            Some(b'{') => {
                let pairs = serde_json::from_str::<Pairs<'_>>(written)?.0.into_iter();
                let pair = |(key, node): (Lossy, &RawValue)| Ok((key.0, self.read(node, depth + 1)?));
                Value::Map(pairs.map(pair).collect::<serde_json::Result<Map>>()?)
            }
            Some(b'n') => Value::Null,
            _ => Value::Plain(written.to_owned()),
        };
        // A raw value is a part of the text that it was read from.
        let at = (written.as_ptr() as usize).saturating_sub(self.start);
        Ok(Node { line: self.ends.partition_point(|end| *end < at) + 1, value })
    }
}

/// A text in which half a character, as programs write where they cut one, is replaced.
struct Lossy(String);

impl<'de> Deserialize<'de> for Lossy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Lossy;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Lossy, E> {
                Ok(Lossy(String::from_utf8_lossy(bytes).into_owned()))
            }

            fn visit_str<E>(self, text: &str) -> Result<Lossy, E> {
                Ok(Lossy(text.to_owned()))
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

/// The keys and values of an object, in their order.
struct Pairs<'a>(Vec<(Lossy, &'a RawValue)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Pairs<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_numbers_and_lines_are_kept() {
        let node = parse("{\n \"b\": 1.10,\n \"a\": [true,\n null], \"b\": 123456789012345678901}").unwrap();
        let Value::Map(map) = &node.value else { panic!() };
        let keys: Vec<(&str, usize)> = map.iter().map(|(key, node)| (key.as_str(), node.line)).collect();
        assert_eq!(keys, [("b", 2), ("a", 3), ("b", 4)]);
        assert_eq!(node.value.json(), r#"{"b": 1.10, "a": [true, null], "b": 123456789012345678901}"#);
    }

    #[test]
    fn half_a_character_costs_only_itself() {
        let node = parse(r#""前\ud83d后""#).unwrap();
        let Value::Text(text) = &node.value else { panic!() };
        assert!(text.starts_with('前') && text.ends_with('后') && text.contains('\u{FFFD}'), "{text}");
    }

    #[test]
    fn what_programs_write_for_json_is_read() {
        let text = "{\"a\": [1, NaN, -Infinity,\n],\n \"b\": \"NaN, ]\",\n}";
        let node = parse(text).unwrap();
        assert_eq!(node.value.json(), r#"{"a": [1, "NaN", "-Infinity"], "b": "NaN, ]"}"#);
        let Value::Map(map) = &node.value else { panic!() };
        assert_eq!((map[1].1.line, mended_fault(text).unwrap().line), (3, 2));
        assert!(
            is_valid(text) && mended_fault("{\"a\": NaN}").is_none() && mended_fault("{\"a\": 1}").is_none()
        );
        for text in ["{\"a\": 1,,}", "{,}", "[NaN", "{\"a\" 1,}", "{\"a\": Nan}"] {
            assert!(parse(text).is_err() && !is_valid(text) && mended_fault(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_fault_has_a_line_and_a_column() {
        let fault = parse("{\n \"标题\": \"a\" \"b\"}").unwrap_err();
        assert_eq!((fault.line, fault.column), (2, 12));
        assert_eq!(parse("{\"a\": \"b").unwrap_err().line, 1);
    }

    #[test]
    fn deep_values_end_nothing() {
        let deep = format!("{{\"a\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        // Whether it is read or refused is the library's choice.
        drop(parse(&deep));
    }
}
