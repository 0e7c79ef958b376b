//! JSON: an object for each record.

use crate::record::parse::{self, Field};
use crate::record::{Head, Record};

/// Records as an array, each on lines of its own.
pub fn array<'a>(records: impl Iterator<Item = &'a Record>) -> String {
    let objects: Vec<String> = records.map(|record| write(record, ",\n  ")).collect();
    if objects.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", objects.join(",\n")) }
}

/// A record as a line of JSON Lines, without the line's end.
pub fn object(record: &Record) -> String {
    write(record, ", ")
}

fn write(record: &Record, between: &str) -> String {
    let head = &record.head;
    let field =
        |(field, text): &(Field, String)| pair(&field.name().to_lowercase(), &value(head, *field, text));
    let mut pairs: Vec<String> = super::fields(record).iter().map(field).collect();
    if !head.extras.is_empty() {
        let extras = head.extras.iter().map(|(key, value)| format!("[{}, {}]", quoted(key), quoted(value)));
        pairs.push(pair("extras", &format!("[{}]", extras.collect::<Vec<_>>().join(", "))));
    }
    pairs.push(pair("description", &quoted(&record.texts.answer())));
    pairs.push(pair("transcript", &quoted(&record.texts.transcript.text)));
    format!("{{{}}}", pairs.join(between))
}

fn pair(key: &str, value: &str) -> String {
    format!("{}: {value}", quoted(key))
}

/// A field's value: a list where the field holds several, else its text.
pub(super) fn value(head: &Head, field: Field, text: &str) -> String {
    let list = |values: &[String]| {
        let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
        format!("[{}]", values.join(", "))
    };
    match field {
        Field::Category => list(&super::categories(head)),
        Field::Tags => list(&head.tags),
        Field::Aliases => list(&super::aliases(head)),
        Field::ContentSegments if parse::is_list(text) => text.to_owned(),
        _ => quoted(text),
    }
}

/// A text as JSON writes it, which YAML reads as well.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
