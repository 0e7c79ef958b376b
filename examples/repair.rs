//! Mends diagrams: reads a source a line as a JSON string, writes the mended one or `null` a line.
//!
//!     cargo run --release --example repair < sources.jsonl

#![allow(clippy::disallowed_methods, reason = "a tool for developers")]

use std::io::{self, BufRead, Write};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let source: String = serde_json::from_str(&line?)?;
        writeln!(out, "{}", serde_json::to_string(&synopsite::diagram::repair::repair(&source))?)?;
    }
    Ok(())
}
