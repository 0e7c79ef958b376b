//! Markdown with YAML front matter, as notebooks such as Obsidian read it.

use super::json::{quoted, value};
use crate::record::parse::{self, Field};
use crate::record::{ContentPath, Head, Record};

/// A record as a Markdown file. Where a heading of its description would begin the transcript, the front matter says at
/// which line it does.
pub fn markdown(record: &Record) -> String {
    let mut lines: Vec<String> =
        super::fields(record).iter().map(|field| line(&record.head, field)).collect();
    lines.extend(extras(&record.head));
    let plain = file(&lines, record);
    if is_valid(&plain, record) {
        return plain;
    }
    let number = lines.len() + 3 + before_transcript(record).matches('\n').count() + 1;
    lines.insert(1, format!("content-line: {number}"));
    file(&lines, record)
}

fn line(head: &Head, (field, text): &(Field, String)) -> String {
    let key = if *field == Field::Timestamp { "date" } else { &field.name().to_lowercase() };
    match field {
        // A notebook knows a date only without quotes.
        Field::Timestamp => format!("{key}: {text}"),
        Field::ContentSegments => format!("{key}: {}", quoted(text)),
        _ => format!("{key}: {}", value(head, *field, text)),
    }
}

/// Fields that mean nothing: each as a field of its own where that is read back as it is, else all of them in a list.
fn extras(head: &Head) -> Vec<String> {
    let is_free = |(place, (key, _)): (usize, &(String, String))| {
        let is_first = !head.extras[..place].iter().any(|(known, _)| known == key);
        is_first && parse::is_unknown_key(key)
    };
    if head.extras.iter().enumerate().all(is_free) {
        return head
            .extras
            .iter()
            .map(|(key, value)| format!("{}: {}", quoted(key), quoted(value)))
            .collect();
    }
    let pairs: Vec<String> =
        head.extras.iter().map(|(key, value)| format!("  - [{}, {}]", quoted(key), quoted(value))).collect();
    std::iter::once("extras:".to_owned()).chain(pairs).collect()
}

fn before_transcript(record: &Record) -> String {
    let description = record.texts.answer();
    if description.is_empty() { "\n".to_owned() } else { format!("\n{description}\n\n") }
}

fn file(lines: &[String], record: &Record) -> String {
    let transcript = &record.texts.transcript.text;
    let end = if transcript.is_empty() { "" } else { "\n" };
    format!(
        "---\n{}\n---\n{}## Transcript\n{end}{transcript}{end}",
        lines.join("\n"),
        before_transcript(record)
    )
}

fn is_valid(text: &str, record: &Record) -> bool {
    let texts = parse::parse(&ContentPath::new("record.md"), text.as_bytes(), None).record.texts;
    texts.description.text == record.texts.description.text
        && texts.thinking == record.texts.thinking
        && texts.transcript.text == record.texts.transcript.text
}
