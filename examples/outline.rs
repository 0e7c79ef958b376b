//! Prints each diagram whose file is named on the standard input in words, to compare with its drawing.
//!
//!     find DIR -name '*.mmd' | cargo run --release --example outline

#![allow(clippy::print_stdout, reason = "a tool for developers")]

use std::fs;
use std::io;

use synopsite::base::i18n::Strings;
use synopsite::diagram::words::outline;

fn main() -> io::Result<()> {
    let strings = Strings::english();
    for file in io::stdin().lines() {
        let file = file?;
        let source = fs::read_to_string(&file)?;
        println!("# {file}");
        match outline(source.trim(), &strings) {
            Some(lines) => {
                lines.iter().for_each(|line| println!("{}- {}", "  ".repeat(line.depth), line.text))
            }
            None => println!("(no words)"),
        }
    }
    Ok(())
}
