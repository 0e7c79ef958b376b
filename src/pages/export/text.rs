//! The record format.

use crate::record::parse::{self, Field};
use crate::record::{ContentPath, Record};

/// A record as a text file. Where its description would end too early, the header says at which line the transcript
/// begins.
pub fn text(record: &Record) -> String {
    let mut header = super::fields(record);
    header.extend(super::empty_fields(&record.head, &header).into_iter().map(|field| (field, String::new())));
    let mut lines: Vec<String> =
        header.into_iter().map(|(field, value)| line(field.name(), &value)).collect();
    lines.extend(record.head.extras.iter().map(|(key, value)| line(key, value)));
    let plain = file(&lines, record);
    if is_valid(&plain, record) {
        return plain;
    }
    let number = lines.len() + 1 + before_transcript(record).matches('\n').count() + 1;
    lines.insert(1, line(Field::ContentLine.name(), &number.to_string()));
    file(&lines, record)
}

fn line(key: &str, value: &str) -> String {
    format!("{key}: {value}").trim_end().to_owned()
}

fn before_transcript(record: &Record) -> String {
    format!("\nDescription:\n{}\n\n", record.texts.answer())
}

fn file(header: &[String], record: &Record) -> String {
    let transcript = &record.texts.transcript.text;
    let end = if transcript.is_empty() { "" } else { "\n" };
    format!("{}\n{}Content:\n{transcript}{end}", header.join("\n"), before_transcript(record))
}

fn is_valid(text: &str, record: &Record) -> bool {
    let texts = parse::parse(&ContentPath::new("record.txt"), text.as_bytes(), None).record.texts;
    texts.description.text == record.texts.description.text
        && texts.thinking == record.texts.thinking
        && texts.transcript.text == record.texts.transcript.text
}
