//! How often a build parses a record. (How often it opens its file: `tests/suite/visits.rs`.)

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

use crate::assert_optimised;

const RECORDS: usize = 60;

/// What is done once each time that a record is parsed.
const PARSING: &str = "synopsite::record::parse::decode::decode";

fn run(command: &mut Command) {
    let output = command.env("RAYON_NUM_THREADS", "1").output();
    let output = output.expect("valgrind is missing: please install it (`apt-get install valgrind`)");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// How often a function was called, by what Valgrind wrote: `cfn=(NUMBER) NAME` begins a call, with the name the first
/// time alone, and `calls=COUNT PLACE` follows.
fn calls(counted: &Path, function: &str) -> usize {
    let text = std::fs::read_to_string(counted).unwrap();
    let (mut names, mut called, mut calls) = (HashMap::new(), "", 0);
    for line in text.lines() {
        if let Some((number, name)) = line.split_once("fn=(").and_then(|(_, rest)| rest.split_once(')')) {
            names.entry(number).or_insert(name.trim());
            called = if line.starts_with('c') { number } else { called };
        } else if let Some(counts) = line.strip_prefix("calls=") {
            let is_wanted = names.get(called).is_some_and(|name| name.contains(function));
            let count: usize = counts.split(' ').next().unwrap().parse().unwrap();
            calls += if is_wanted { count } else { 0 };
        }
    }
    calls
}

#[test]
fn a_build_parses_each_record_twice() {
    assert_optimised();
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    run(Command::new(env!("CARGO_BIN_EXE_corpus")).arg(RECORDS.to_string()).arg(dir.join("content")));
    let out = dir.join("counts");
    let mut counting = Command::new("valgrind");
    counting.arg("--tool=callgrind").arg(format!("--callgrind-out-file={}", out.display()));
    // It builds, and does nothing else.
    run(counting.arg(env!("CARGO_BIN_EXE_memory")).arg(dir));
    assert_eq!(calls(&out, PARSING), 2 * RECORDS);
}
