//! A diagram's source is judged and mended: what was mended needs no mending, and what is right stays as it is.

#![no_main]

use libfuzzer_sys::fuzz_target;
use synopsite::diagram::Kind;
use synopsite::diagram::repair::{MAX_SETTLED, repair};
use synopsite::diagram::lint::lint;

fuzz_target!(|source: &str| {
    let _ = (Kind::of(source), lint(source));
    if let Some(repaired) = repair(source) {
        let _ = lint(&repaired);
        if source.len() <= MAX_SETTLED && repaired.len() <= MAX_SETTLED {
            assert_eq!(repair(&repaired), None, "of {source:?}\nto {repaired:?}");
        }
    }
});
