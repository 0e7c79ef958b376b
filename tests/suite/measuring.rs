//! Programs that are measured: optimised, as what users run.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// The path of a program of `benches/measure`, which is compiled first.
pub(crate) fn program(name: &str) -> String {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut build = Command::new(cargo);
    build.args(["build", "--release", "-p", "synopsite-measure", "--bin", name, "--message-format", "json"]);
    let built = build.current_dir(env!("CARGO_MANIFEST_DIR")).stderr(Stdio::inherit()).output().unwrap();
    assert!(built.status.success(), "`{name}` cannot be built");
    let messages = String::from_utf8(built.stdout).unwrap();
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    messages.filter_map(|message| message["executable"].as_str().map(str::to_owned)).next_back().unwrap()
}

/// What Valgrind counted between the two marks of each part, which the program makes by `getppid`, where `out` is the path that it
/// was given. Each mark ends a dump: the second of two has the part.
pub(crate) fn totals(out: &Path) -> impl Iterator<Item = f64> {
    (1..).map_while(move |part| {
        let dump = fs::read_to_string(format!("{}.{}", out.display(), 2 * part)).ok()?;
        let total = dump.lines().find_map(|line| line.strip_prefix("totals: "))?;
        total.trim().parse().ok()
    })
}
