//! Texts where they cannot become markup.

use pulldown_cmark_escape::escape_html;
use serde::{Serialize, Serializer};

use crate::base::i18n::Span;

/// A message as HTML. All of its text is escaped: much of it stands in people's files.
pub(super) fn html(spans: &[Span]) -> String {
    let mut html = String::new();
    for span in spans {
        let (before, after) = if span.is_code { ("<code>", "</code>") } else { ("", "") };
        html.push_str(before);
        // Writing to a text does not fail.
        let _ = escape_html(&mut html, &span.text);
        html.push_str(after);
    }
    html
}

/// Data inside a script, as JSON that cannot end it. A digest takes it as it is.
#[derive(Debug)]
pub struct Embedded<T>(pub T);

impl<T: Serialize> Serialize for Embedded<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(&embed(&self.0))
        } else {
            self.0.serialize(serializer)
        }
    }
}

/// Data inside a script. JSON is JavaScript; and what could end a script element or a line is escaped, wherever the
/// text may land.
pub(super) fn embed(data: &(impl Serialize + ?Sized)) -> String {
    // No map with keys that are no strings, and no failing value, is among the data.
    let json = serde_json::to_string(data).unwrap_or_default();
    if !json.contains(['<', '\u{2028}', '\u{2029}']) {
        return json;
    }
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}
