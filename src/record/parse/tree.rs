//! What JSON, YAML and TOML have in common: values in maps and lists. Numbers and dates stay as they are written.

/// A value, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// The line, from 1.
    pub(super) line: usize,
    pub(super) value: Value,
}

/// A map's keys and values in their order. A key may stand twice.
pub(super) type Map = Vec<(String, Node)>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Null,
    Text(String),
    /// A number, a truth value or a date, as written.
    Plain(String),
    List(Vec<Node>),
    Map(Map),
}

impl Value {
    /// A single value as text; `None` for lists and maps.
    pub(super) fn scalar(&self) -> Option<&str> {
        match self {
            Self::Null => Some(""),
            Self::Text(text) | Self::Plain(text) => Some(text),
            Self::List(_) | Self::Map(_) => None,
        }
    }

    /// Whether it says nothing.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::List(nodes) => nodes.iter().all(|node| node.value.is_empty()),
            Self::Map(map) => map.iter().all(|(_, node)| node.value.is_empty()),
            scalar => scalar.scalar().is_none_or(|text| text.trim().is_empty()),
        }
    }

    /// The value in one line: a text as it is, where that has one line; anything else as JSON.
    pub(super) fn in_a_line(&self) -> String {
        match self.scalar() {
            Some(text) if text.trim() == text && !text.contains(['\n', '\r']) => text.to_owned(),
            _ => self.json(),
        }
    }

    /// The value as JSON, in one line.
    pub(super) fn json(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Text(text) => quoted(text),
            // What JSON has no form for is a text to it.
            Self::Plain(text) => {
                let is_json = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
                if is_json { text.clone() } else { quoted(text) }
            }
            Self::List(nodes) => {
                let nodes: Vec<String> = nodes.iter().map(|node| node.value.json()).collect();
                format!("[{}]", nodes.join(", "))
            }
            Self::Map(map) => {
                let pair = |(key, node): &(String, Node)| format!("{}: {}", quoted(key), node.value.json());
                format!("{{{}}}", map.iter().map(pair).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// A text as JSON writes it.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
