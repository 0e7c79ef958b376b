//! Subtitles beside a record become its transcript, the same by both ways to read it.

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use synopsite::record::files::{RecordFiles, Sidecar, SidecarFile};
use synopsite::record::parse::{Corrections, Document, whole, whole_texts};
use synopsite::record::ContentPath;
use synopsite::record::timestamp;

const RECORD: &[u8] = b"Title: t\n\nDescription:\nwords\n";

fuzz_target!(|data: &[u8]| {
    let path = ContentPath::new("a.txt");
    let record_files =
        RecordFiles { main: Ok(Arc::from(RECORD)), sidecars: vec![SidecarFile { kind: Sidecar::SRT, bytes: Ok(Arc::from(data)) }] };
    let document = Document { path: path.clone(), part: None };
    let read = whole(&document, &record_files, &Corrections::default(), None).parsed.record.texts;
    assert_eq!(read.transcript.text, whole_texts(&path, &record_files).transcript.text);
    let _ = (timestamp::last_of_many(&read.transcript.text), timestamp::html(&read.transcript.text, None));
});
