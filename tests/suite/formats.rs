//! Records of other formats, on the site and from one format to the other.

use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;
use synopsite::export;
use synopsite::parse::{documents, parse, parse_document};
use synopsite::record::{ContentPath, Head, Record};

use crate::records::{titled, usual};
use crate::sandbox::{Sandbox, repository};
use crate::server::{Server, until};

fn read(name: &str, text: &str) -> Record {
    parse(&ContentPath::new(name), text.as_bytes(), None).record
}

/// All records of a file.
fn read_all(name: &str, text: &str) -> Vec<Record> {
    let found = documents(&ContentPath::new(name), text.as_bytes()).into_iter();
    found.map(|document| parse_document(&document, text.as_bytes(), None).record).collect()
}

/// What has to survive.
fn said(record: &Record) -> (&Head, &str, &str) {
    (&record.head, &record.texts.description.text, &record.texts.transcript.text)
}

fn assert_survives(record: &Record) {
    let text = export::text(record);
    assert_eq!(said(&read("record.txt", &text)), said(record), "{text}");
    let markdown = export::markdown(record);
    assert_eq!(said(&read("record.md", &markdown)), said(record), "{markdown}");
    let line = export::object(record);
    assert_eq!(said(&read("record.json", &line)), said(record), "{line}");
    let array = export::array([record, record].into_iter());
    let again = read_all("records.json", &array);
    assert_eq!(again.len(), 2, "{array}");
    again.iter().for_each(|again| assert_eq!(said(again), said(record), "{array}"));
}

#[test]
fn every_record_of_the_variants_survives_every_format() {
    let mut number = 0;
    for folder in ["tests/variants", "content"] {
        for entry in fs::read_dir(repository(folder)).unwrap().map(Result::unwrap) {
            let Ok(bytes) = fs::read(entry.path()) else { continue };
            let name = entry.file_name().into_string().unwrap();
            let record = parse(&ContentPath::new(name), &bytes, None).record;
            if !record.unreadable {
                assert_survives(&record);
                number += 1;
            }
        }
    }
    assert!(number > 100);
}

/// Text that would end a section, a value or a file.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[一-龥]{1,8}",
        "[a-z]{1,8}",
        "[*_`~#>|\\-+=\\[\\]()!<>&\"'“”：:，。,.@%{}\\\\]{1,4}",
        "[ \\t]{1,3}",
        Just("\n".to_owned()),
        Just("\n\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("\nContent:\n".to_owned()),
        Just("\nDescription:\n".to_owned()),
        Just("\nTitle: x\n".to_owned()),
        Just("\n---\n".to_owned()),
        Just("\n## Transcript\n".to_owned()),
        Just("\n# 文稿\n".to_owned()),
        Just("\n# Heading\n".to_owned()),
        Just("\n```mermaid\n".to_owned()),
        Just("\n```\n".to_owned()),
        Just("\n<Mermaid_Diagram>\n".to_owned()),
        Just("\n</Mermaid_Diagram>\n".to_owned()),
        Just("\u{FEFF}".to_owned()),
        Just("\u{2028}".to_owned()),
        Just("\0".to_owned()),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// A line as a header may have it.
fn line() -> impl Strategy<Value = String> {
    text().prop_map(|text| text.replace(['\n', '\r'], " "))
}

/// Header lines, also with names that are known, twice, or strange.
fn header() -> impl Strategy<Value = String> {
    let key = prop_oneof![
        prop::sample::select(vec![
            "Title",
            "标题",
            "URL",
            "Link",
            "Timestamp",
            "Date",
            "Status",
            "Duration",
            "Category",
            "Tags",
            "Author",
            "Language",
            "Cover",
            "Aliases",
            "Content-Line",
            "Uploader",
            "Extras",
            "Platform",
            "Data",
            "meta",
            "来源",
        ])
        .prop_map(str::to_owned),
        "[a-zA-Z一-龥_.*-]{1,10}",
    ];
    let value = prop_oneof![
        line(),
        prop::sample::select(vec![
            "",
            "success",
            "soon",
            "4:28",
            "1:02:03",
            "2025-11-13",
            "2025-11-13T11:22:36+08:00",
            "1763032956",
            "https://b23.tv/x",
            "https://www.bilibili.com/video/BV1Ab411c7De?p=2",
            "甲 BV1Ab411c7De",
            "a/b, c > d",
            "#a #b",
            "[\"x\", 'y']",
            "talks/a.html; /x/",
            "a arXiv:2401.01234",
            "5",
            "covers/a.jpg",
            "true",
            "null",
            "~",
        ])
        .prop_map(str::to_owned),
    ];
    let pair = (key, value).prop_map(|(key, value)| format!("{key}: {value}\n"));
    prop::collection::vec(pair, 0..8).prop_map(|lines| lines.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_of_a_record_is_lost_from_format_to_format(header in header(), description in text(), content in text()) {
        let file = format!("Title: 题\n{header}\nDescription:\n{description}\n\nContent:\n{content}\n");
        assert_survives(&read("record.txt", &file));
    }

    /// What JSON says is there, character by character but for what no page may hold, and for white space around it.
    #[test]
    fn no_character_of_a_text_is_lost_on_the_way_in(description in text(), content in text(), note in text()) {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let file = format!(
            "{{\"title\": \"题\", \"summary\": {}, \"transcript\": {}, \"remark\": {}}}",
            quoted(&description), quoted(&content), quoted(&note),
        );
        let record = read("record.json", &file);
        let is_kept = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(u32::from(c) & 0xFFFF, 0xFFFE | 0xFFFF)
            && !('\u{FDD0}'..='\u{FDEF}').contains(&c) && c != '\u{FFFD}';
        let kept = |text: &str| text.chars().filter(|c| is_kept(*c)).collect::<String>();
        prop_assert_eq!(kept(&record.texts.description.text), kept(&description));
        prop_assert_eq!(kept(&record.texts.transcript.text), kept(&content));
        let lines = |text: &str| text.replace("\r\n", "\n").trim().lines().count();
        prop_assert_eq!(lines(&record.texts.transcript.text), lines(&content.replace('\r', "\n").replace('\0', "x")));
        assert_survives(&record);
    }

    #[test]
    fn front_matter_of_any_form_loses_no_value(title in line(), remark in line(), body in text()) {
        let file = format!("---\ntitle: {title}\nremark: {remark}\nurl: https://example.org/\n---\n{body}\n");
        let record = read("x.md", &file);
        let everything = format!("{record:?}");
        for word in format!("{title} {remark}").split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            prop_assert!(everything.contains(word), "{} of {} is not in {}", word, file, everything);
        }
        assert_survives(&record);
    }
}
