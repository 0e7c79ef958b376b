//! What is said to a user, before it is put into words.
//!
//! This is as much of it as the audit needs, in English; the module of the same name with all languages takes its place.

use std::collections::BTreeMap;
use std::sync::OnceLock;

const TABLE: &str = include_str!("i18n/messages/en.toml");

/// A sentence of the table, and what is filled in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    key: &'static str,
    values: Vec<(&'static str, String)>,
}

impl Message {
    /// The sentence with this key.
    pub fn new(key: &'static str) -> Self {
        Self { key, values: Vec::new() }
    }

    /// Fills in a `{name}`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.values.push((name, value.to_string()));
        self
    }
}

impl From<Message> for String {
    fn from(message: Message) -> Self {
        static WORDS: OnceLock<BTreeMap<String, String>> = OnceLock::new();
        let words = WORDS.get_or_init(|| toml::from_str(TABLE).unwrap_or_default());
        let text = words.get(message.key).cloned().unwrap_or_default();
        message.values.iter().fold(text, |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }
}
