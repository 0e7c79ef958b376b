//! What parts of the program take, counted with Valgrind: instructions, which are the same on any machine.

mod budgets;
mod effort;
mod visits;

use std::fs;
use std::path::Path;

/// Only what users run is measured.
fn assert_optimised() {
    let is_optimised = || !cfg!(debug_assertions);
    assert!(is_optimised(), "please run this with `cargo test --release -p synopsite-measure`");
}

/// What Valgrind counted between the two marks of each part, which the program makes by `getppid`, where `out` is the path that it
/// was given. Each mark ends a dump: the second of two has the part.
fn totals(out: &Path) -> impl Iterator<Item = f64> {
    (1..).map_while(move |part| {
        let dump = fs::read_to_string(format!("{}.{}", out.display(), 2 * part)).ok()?;
        let total = dump.lines().find_map(|line| line.strip_prefix("totals: "))?;
        total.trim().parse().ok()
    })
}
