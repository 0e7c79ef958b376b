//! What is said to a user, before it is put into words: a key of the tables of messages and what is filled in.
//!
//! The stages of the walk say what they find without knowing the site's language; `Strings::say` of `i18n` puts it
//! into words where it is shown.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Something to be said. The empty one says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Message {
    key: Cow<'static, str>,
    values: Vec<(Cow<'static, str>, Value)>,
}

/// What is filled into a message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Value {
    /// Words of the user's own, which are the same in every language.
    Text(String),
    /// A number. One that is called `n` chooses between the forms of a count.
    Number(u64),
    /// A part that has words of its own in each language.
    Message(Message),
}

impl Message {
    /// What stands under a key of the tables.
    pub fn new(key: &'static str) -> Self {
        Self { key: key.into(), values: Vec::new() }
    }

    /// What is to be done about what stands under a key: it stands under the same with `_hint` at its end.
    pub fn hint(key: &str) -> Self {
        Self { key: format!("{key}_hint").into(), values: Vec::new() }
    }

    /// What is to be done about this, with the same values.
    #[must_use]
    pub fn to_hint(&self) -> Self {
        Self { values: self.values.clone(), ..Self::hint(self.key()) }
    }

    /// Fills in a value for `{name}`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.values.push((name.into(), value.into()));
        self
    }

    /// The key in the tables.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What is filled in for a name.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.key.is_empty()
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl From<Message> for Value {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}

/// Why a text is no value of some kind. It passes through readers of settings, whose errors are texts: its own text
/// is for [`Refusal::read`], not for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(pub Message);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(&self.0).map_err(|_| fmt::Error)?)
    }
}

impl Refusal {
    /// The message in the text of an error; `None` where the error is another's.
    pub fn read(text: &str) -> Option<Message> {
        serde_json::from_str(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_passes_through_a_text() {
        let inner = Message::new("bad_alias_root").with("n", 3_usize);
        let message = Message::new("bad_alias").with("address", "a\"{why}").with("why", inner);
        assert_eq!(Refusal::read(&Refusal(message.clone()).to_string()), Some(message));
        assert_eq!(Refusal::read("expected a string"), None);
    }
}
