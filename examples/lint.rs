//! Prints the verdict on each diagram whose file is named on the standard input, to compare with Mermaid's own.
//!
//!     find DIR -name '*.mmd' | cargo run --release --example lint

#![allow(clippy::print_stdout, reason = "a tool for developers")]

use std::fs;
use std::io;
use std::time::Instant;

use synopsite::base::i18n::in_english;
use synopsite::diagram::lint::{Lint, lint};

fn main() -> io::Result<()> {
    for file in io::stdin().lines() {
        let file = file?;
        let source = fs::read_to_string(&file)?;
        let started = Instant::now();
        let (word, what) = match lint(&source) {
            Lint::Valid => ("valid", String::new()),
            Lint::Unknown => ("unknown", String::new()),
            Lint::Invalid(fault) => {
                ("refused", format!("{:?}: {}", &source[fault.range], in_english(&fault.what)))
            }
        };
        println!("{file}\t{word}\t{:.1} µs\t{what}", started.elapsed().as_secs_f64() * 1e6);
    }
    Ok(())
}
