//! What is wrong with a correction.

use toml::de::DeValue;

use crate::base::diagnostic::Code;
use crate::base::message::{Message, Value};

/// What is wrong with a key or its value, and what to do.
pub(super) struct Fault {
    pub code: Code,
    pub what: Message,
    pub hint: Message,
}

impl Fault {
    /// One whose hint stands under the key with `_hint` at its end.
    pub(super) fn new(code: Code, key: &'static str) -> Self {
        Self { code, what: Message::new(key), hint: Message::hint(key) }
    }

    pub(super) fn key(key: &'static str) -> Self {
        Self::new(Code::CorrectionKey, key)
    }

    pub(super) fn over(what: Message) -> Self {
        Self { code: Code::OverLimit, what, hint: Message::new("over_limit_hint_correction") }
    }

    pub(super) fn value(key: &'static str) -> Self {
        Self::new(Code::CorrectionValue, key)
    }

    /// A value of another kind than it must be of.
    pub(super) fn kind(value: &DeValue<'_>, wanted: &'static str, hint: &'static str) -> Self {
        let what =
            Message::new("correction_value").with("found", kind(value)).with("wanted", Message::new(wanted));
        Self { code: Code::CorrectionValue, what, hint: Message::new(hint) }
    }

    pub(super) fn with(self, name: &'static str, value: impl Into<Value>) -> Self {
        Self { what: self.what.with(name, value), ..self }
    }

    pub(super) fn hinted(self, key: &'static str, name: &'static str, value: String) -> Self {
        Self { hint: Message::new(key).with(name, value), ..self }
    }
}

fn kind(value: &DeValue<'_>) -> Message {
    Message::new(match value {
        DeValue::String(_) => "toml_text",
        DeValue::Integer(_) | DeValue::Float(_) => "toml_number",
        DeValue::Boolean(_) => "toml_truth",
        DeValue::Datetime(_) => "toml_date",
        DeValue::Array(_) => "toml_list",
        DeValue::Table(_) => "toml_table",
    })
}
