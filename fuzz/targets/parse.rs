//! A file of any format becomes records: the same texts by both ways to read them, and the same record from each export.

#![no_main]

use libfuzzer_sys::fuzz_target;
use synopsite::pages::export;
use synopsite::record::parse::{Parsed, documents, parse, parse_document, texts};
use synopsite::record::{ContentPath, Record};

const NAMES: [&str; 4] = ["a.txt", "a.md", "a.json", "a.jsonl"];

fuzz_target!(|data: &[u8]| {
    let Some((first, bytes)) = data.split_first() else { return };
    let path = ContentPath::new(NAMES[usize::from(*first) % NAMES.len()]);
    for document in documents(&path, bytes).iter().take(3) {
        let Parsed { record, .. } = parse_document(document, bytes, None);
        if document.part.is_none() {
            assert_eq!(said(&record)[..2], {
                let texts = texts(bytes);
                [texts.description.text, texts.transcript.text]
            });
        }
        if !record.unreadable {
            survives(&record, "record.txt", &export::text(&record));
            survives(&record, "record.md", &export::markdown(&record));
            survives(&record, "record.json", &export::object(&record));
        }
    }
});

fn survives(record: &Record, name: &str, export: &str) {
    let again = parse(&ContentPath::new(name), export.as_bytes(), None).record;
    assert_eq!((&again.head, said(&again)), (&record.head, said(record)), "{export}");
}

fn said(record: &Record) -> [String; 3] {
    let texts = &record.texts;
    [texts.description.text.clone(), texts.transcript.text.clone(), texts.segments.clone()]
}
