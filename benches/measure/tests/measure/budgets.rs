//! No part of a build takes more than it did. Instructions are counted, bytes, files and peak memory: all of them are the same
//! each time. The bounds are in `budgets.toml`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use walkdir::WalkDir;

use crate::{assert_optimised, totals};

/// So many records are built: see `benches/measure/corpus.rs`.
const RECORDS: &str = "500";

/// A bound that is so many times what is measured guards nothing.
const LOOSE: f64 = 1.15;

/// A change may take so many times as much in a folder four times as large.
const MOST_GROWTH: f64 = 1.3;

/// What a part may take at most.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bounds {
    /// Millions of instructions of each part.
    instructions: BTreeMap<String, f64>,
    /// Files, their bytes, and the most memory that is held at a time, in MiB.
    build: BTreeMap<String, f64>,
}

/// Hashes get their seeds from this function of the system. With others, the same work takes some percent more or less.
const WITHOUT_CHANCE: &str = "#include <string.h>\n\
    long getrandom(void *to, size_t n, unsigned flags) { memset(to, 7, n); return (long)n; }\n";

fn without_chance(folder: &Path) -> String {
    let (source, library) = (folder.join("random.c"), folder.join("random.so"));
    fs::write(&source, WITHOUT_CHANCE).unwrap();
    let mut compile = Command::new("cc");
    compile.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(&source);
    assert!(compile.status().is_ok_and(|status| status.success()), "`cc` cannot compile");
    library.into_os_string().into_string().unwrap()
}

/// Runs it with one thread and without chance; gives what it prints.
fn run(command: &mut Command, library: &str) -> String {
    let output = command.env("LD_PRELOAD", library).env("RAYON_NUM_THREADS", "1").output();
    let output = output.expect("valgrind is missing: please install it (`apt-get install valgrind`)");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn no_part_of_a_build_takes_more_than_its_budget() {
    assert_optimised();
    let bounds: Bounds = toml::from_str(include_str!("budgets.toml")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let library = without_chance(dir);
    let content = dir.join("content");
    run(Command::new(env!("CARGO_BIN_EXE_corpus")).arg(RECORDS).arg(&content), &library);
    let program = env!("CARGO_BIN_EXE_budgets");

    let memory = run(Command::new(env!("CARGO_BIN_EXE_memory")).arg(dir), &library);
    let files = WalkDir::new(dir.join("public")).into_iter().map(Result::unwrap);
    let sizes: Vec<u64> =
        files.filter(|file| file.file_type().is_file()).map(|file| file.metadata().unwrap().len()).collect();
    let memory: f64 = memory.trim().parse().unwrap();
    let bytes = sizes.iter().sum::<u64>() as f64 / 1e6;
    let build = [("files", sizes.len() as f64), ("megabytes", bytes), ("peak_memory", memory / 1024.0)];
    // What that build keeps is nothing to this one.
    fs::remove_dir_all(dir.join("public")).unwrap();
    fs::remove_dir_all(dir.join(".public.synopsite-cache")).unwrap();

    let out = dir.join("counts");
    let mut counting = Command::new("valgrind");
    counting.args(["--tool=callgrind", "--dump-before=getppid"]);
    counting.arg(format!("--callgrind-out-file={}", out.display())).arg(program).arg(dir);
    let names = run(&mut counting, &library);
    let counts = names.lines().zip(totals(&out).map(|total| total / 1e6));

    let measured: Vec<(&str, f64)> = build.into_iter().chain(counts).collect();
    let bound = |name: &str| bounds.build.get(name).or_else(|| bounds.instructions.get(name)).copied();
    let wrong = |(name, value): &(&str, f64)| {
        let is_loose = |bound| *value * LOOSE < bound;
        bound(name).is_none_or(|bound| *value > bound || is_loose(bound))
    };
    let wrong: Vec<String> = measured
        .iter()
        .filter(|measured| wrong(measured))
        .map(|(name, value)| format!("{name}: {value:.1}, and its bound is {:?}", bound(name)))
        .collect();
    assert!(wrong.is_empty(), "{}\nOf all:\n{}", wrong.join("\n"), table(&measured));
    let of = |name: &str| measured.iter().find(|(other, _)| *other == name).unwrap().1;
    let (small, large) = (of("change_at_2000"), of("change_at_8000"));
    assert!(
        large <= small * MOST_GROWTH,
        "a change takes {small:.1}, and {large:.1} in a folder four times as large"
    );
    assert_eq!(names.lines().count(), bounds.instructions.len());
}

/// As `budgets.toml` has it.
fn table(measured: &[(&str, f64)]) -> String {
    measured.iter().map(|(name, value)| format!("{name} = {value:.1}\n")).collect()
}
