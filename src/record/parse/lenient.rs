//! What programs write that is nearly JSON: numbers that are none, as Python does, and a comma after the last item, as models
//! do.

use std::ops::Range;

/// What takes the place of a part of a text. Lines stay as they are.
type Change = (Range<usize>, String);

/// A text with its numbers that are none as texts, and without the commas after a last item; `None` where it has neither.
pub(super) fn mended(text: &str) -> Option<String> {
    changed(text, changes(text, true))
}

/// A text with its numbers that are none as texts; `None` where it has neither those nor commas after a last item.
pub(super) fn with_numbers(text: &str) -> Option<String> {
    let all = changes(text, true);
    let numbers: Vec<Change> = all.iter().filter(|(_, by)| !by.is_empty()).cloned().collect();
    if all.is_empty() { None } else { changed(text, numbers).or_else(|| Some(text.to_owned())) }
}

fn changed(text: &str, changes: Vec<Change>) -> Option<String> {
    changes.first()?;
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (range, by) in changes {
        out.push_str(&text[from..range.start]);
        out.push_str(&by);
        from = range.end;
    }
    Some(out + &text[from..])
}

const NUMBERS: [&str; 3] = ["-Infinity", "Infinity", "NaN"];

/// All that is to be changed outside of texts, in its order.
fn changes(text: &str, commas: bool) -> Vec<Change> {
    let mut changes = Vec::new();
    let (mut in_text, mut escaped) = (false, false);
    // A comma after which nothing stood yet; and whether a value stood before it.
    let (mut comma, mut is_after_value): (Option<usize>, bool) = (None, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => (in_text, comma, is_after_value) = (!in_text, None, true),
            _ if in_text || byte.is_ascii_whitespace() => {}
            b',' => (comma, is_after_value) = (Some(at).filter(|_| is_after_value), false),
            b']' | b'}' => {
                changes.extend(comma.take().filter(|_| commas).map(|at| (at..at + 1, String::new())));
                is_after_value = true;
            }
            _ => {
                let number = NUMBERS.iter().find(|_| matches!(byte, b'-' | b'I' | b'N'));
                let number = number.and_then(|_| NUMBERS.iter().find(|name| text[at..].starts_with(**name)));
                let is_new = changes.last().is_none_or(|(range, _): &Change| range.end <= at);
                if let Some(name) = number.filter(|_| is_new) {
                    changes.push((at..at + name.len(), format!("\"{name}\"")));
                }
                comma = None;
                is_after_value = !matches!(byte, b'{' | b'[' | b':');
            }
        }
    }
    changes
}
