//! Files as programs leave them: JSON that is nearly JSON, summaries in parts, and what downloaders and speech recognition
//! write beside a record.

use std::fs;

use synopsite::base::diagnostic::Code;
use synopsite::record::parse::{Parsed, documents, parse_document};
use synopsite::record::{ContentPath, Record};

use crate::html::text;
use crate::records::titled;
use crate::sandbox::Sandbox;
use crate::server::{Server, until};

fn parsed(name: &str, text: &str) -> Parsed {
    let document = documents(&ContentPath::new(name), text.as_bytes()).remove(0);
    parse_document(&document, text.as_bytes(), None)
}

fn read(name: &str, text: &str) -> Record {
    parsed(name, text).record
}

#[test]
fn json_with_pythons_numbers_and_a_comma_too_many_is_read() {
    let python =
        parsed("a.json", r#"{"title": "潮汐", "summary": "NaN 不是数", "score": NaN, "most": -Infinity}"#);
    assert_eq!((python.record.head.title.as_str(), python.diagnostics.len()), ("潮汐", 0));
    assert_eq!(python.record.texts.description.text, "NaN 不是数");
    let comma = parsed("a.json", "{\n  \"title\": \"潮汐\",\n  \"summary\": \"话。\",\n}\n");
    assert_eq!(comma.record.texts.description.text, "话。");
    let told: Vec<_> = comma.diagnostics.iter().map(|found| (found.code, found.line)).collect();
    assert_eq!(told, [(Code::BrokenJson, Some(4))]);
}

#[test]
fn json_in_a_fence_is_a_record() {
    let fenced = "好的，结果如下：\n\n```json\n{\n  \"title\": \"潮汐\",\n  \"url\": \"https://example.org/\",\n  \"summary\": \"见[这里](#无)。\"\n}\n```\n";
    let record = read("a.md", fenced);
    assert_eq!((record.head.title.as_str(), record.texts.description.line), ("潮汐", 7));
    let site = Sandbox::new();
    site.record("a.md", fenced).build();
    assert_eq!(site.page_of("a.md").texts("h1"), ["潮汐"]);
}

#[test]
fn a_summary_in_parts_is_a_text_with_headings() {
    let parts = r#"{"tldr": "月亮拉水。", "key_points": ["一天两次", "有大有小"], "score": 3}"#;
    let expected = "### TL;DR\n\n月亮拉水。\n\n### Key points\n\n- 一天两次\n- 有大有小\n\n### Score\n\n3";
    let own =
        read("a.json", &format!(r#"{{"title": "潮汐", "url": "https://example.org/", "summary": {parts}}}"#));
    assert_eq!(own.texts.description.text, expected);
    let beside = read(
        "a.json",
        &format!(
            r#"{{"title": "潮汐", "abs": "https://arxiv.org/abs/2401.01234", "summary": "摘。", "AI": {parts}}}"#
        ),
    );
    assert_eq!(beside.texts.description.text, format!("摘。\n\n## AI\n\n{expected}"));
    assert_eq!(beside.head.source.unwrap().id.as_deref(), Some("2401.01234"));
    assert_eq!(beside.head.extras, []);
    // A map of something else stays a fact.
    let other = read("a.json", r#"{"title": "潮汐", "summary": "摘。", "model": {"name": "x", "size": 7}}"#);
    assert_eq!(other.head.extras.len(), 1);
}

#[test]
fn what_only_machines_read_is_no_fact() {
    let format = r#"{"format_id": "137", "url": "https://example.org/v", "width": 1920}"#;
    let formats = vec![format; 60].join(", ");
    let text = format!(
        r#"{{"title": "潮汐", "webpage_url": "https://youtu.be/a1B2c3D4e5F", "description": "话。", "formats": [{formats}], "subtitles": {{"en": [{{"url": "https://example.org/s", "ext": "vtt"}}]}}, "automatic_captions": {{}}, "chapters": [{{"start_time": 0, "title": "开场"}}]}}"#
    );
    let record = read("a.info.json", &text);
    assert_eq!(record.texts.transcript.text, "");
    let keys: Vec<&str> = record.head.extras.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["chapters"]);
    // Texts of pieces are none of these.
    let said = read(
        "a.json",
        r#"{"title": "潮汐", "url": "https://example.org/", "subtitles": [{"from": 1, "content": "大家好"}]}"#,
    );
    assert_eq!(said.texts.transcript.text, "[00:01] 大家好");
}

const INFO: &str = r#"{"id": "a1B2c3D4e5F", "title": "Tides", "description": "Follow me!", "webpage_url": "https://youtu.be/a1B2c3D4e5F", "subtitles": {}, "duration": 60}"#;

#[test]
fn a_video_that_was_downloaded_is_one_record_with_its_subtitles() {
    let site = Sandbox::new();
    site.record("Tides [a1B2c3D4e5F].info.json", INFO)
        .record("Tides [a1B2c3D4e5F].en.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nhello sailors\n")
        .record("Tides [a1B2c3D4e5F].description", "Follow me!\n")
        .run(&["build", "--strict"])
        .succeeds();
    assert_eq!(site.pages().len(), 1);
    let page = site.page_of("Tides [a1B2c3D4e5F].info.json");
    assert_eq!(page.texts(".transcript p"), ["[00:01] hello sailors"]);
    assert!(page.fact("Data").is_none(), "{:?}", page.facts().iter().map(|(key, _)| key).collect::<Vec<_>>());
}

#[test]
fn the_json_of_speech_recognition_is_the_transcript_of_the_record_beside_it() {
    let site = Sandbox::new();
    let whisper = |text: &str| {
        format!(
            r#"{{"text": "{text}", "segments": [{{"start": 3.0, "end": 5.0, "text": " {text}"}}], "language": "en"}}"#
        )
    };
    let own = titled("Talk", "Description:\nOn tides.\n");
    site.record("talk.txt", &own).record("talk.json", &whisper("hello there"));
    site.record("both.md", "---\ntitle: 一\n---\n甲\n").record("both.json", INFO).build();
    let said = || site.page_of("talk.txt").texts(".transcript p");
    assert_eq!((said(), site.pages().len()), (vec!["[00:03] hello there".to_owned()], 3));
    assert_eq!(site.page_of("both.md").all(".transcript").len(), 0);
    let server = Server::start(&site, &["-q"]);
    let address = format!("/records/{}", site.page_of("talk.txt").file().replace(".txt", ".html"));
    let shows = |words: &str| {
        until(|| {
            server
                .get(&address)
                .plain()
                .windows(words.len())
                .any(|part| part == words.as_bytes())
                .then_some(())
        })
    };
    assert!(shows("hello there").is_some(), "{address}");
    site.record("talk.json", &whisper("another talk"));
    assert!(shows("another talk").is_some());
    site.remove("content/talk.json");
    let gone = until(|| {
        (!String::from_utf8_lossy(&server.get(&address).plain()).contains("another talk")).then_some(())
    });
    assert!(gone.is_some());
    site.record("talk.json", &whisper("hello again"));
    assert!(shows("hello again").is_some());
}

#[test]
fn import_takes_the_json_of_speech_recognition_along() {
    let site = Sandbox::new();
    site.file("in/a/talk.md", "---\ntitle: 谈\n---\n正文\n")
        .file("in/a/talk.json", r#"[{"start": 1, "text": "hi"}]"#);
    site.record("keep.txt", &titled("留", "Description:\n话。\n")).run(&["import", "in"]).succeeds();
    let made = fs::read_to_string(site.path("content/a/talk.json")).unwrap();
    assert!(made.contains("hi") && site.exists("content/a/talk.txt"));
    site.build();
    assert_eq!(text(site.page_of("a/talk.txt").one(".transcript p")), "[00:01] hi");
}
