//! What a site's owner says of records, beside one and at the root.

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use synopsite::record::files::{RecordFiles, Sidecar, SidecarFile};
use synopsite::record::parse::{Corrections, Document, whole};
use synopsite::record::ContentPath;

const RECORD: &[u8] = b"Title: t\nURL: https://example.org/1\nTags: a, b\n\nDescription:\nwords\n";

fuzz_target!(|data: &[u8]| {
    let path = ContentPath::new("a.txt");
    let record_files = RecordFiles {
        main: Ok(Arc::from(RECORD)),
        sidecars: vec![SidecarFile { kind: Sidecar::Corrections, bytes: Ok(Arc::from(data)) }],
    };
    let document = Document { path: path.clone(), part: None };
    let corrections = Corrections::read(data, None);
    let read = whole(&document, &record_files, &corrections, None).parsed.record;
    // A record keeps what it says, whatever is said of it.
    assert_eq!(read.texts.description.text, "words");
    assert!(!read.head.title.is_empty());
    let found = corrections.diagnostics(std::iter::once((&path, read.head.source.as_ref())));
    drop(found);
});
