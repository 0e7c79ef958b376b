//! The most memory that a build holds at a time, for `tests/measure/budgets.rs`.
//!
//!     RAYON_NUM_THREADS=1 memory DIR     # prints it in KiB
//!
//! `DIR` has the records in `content`. What the allocator was asked for is counted: what the system gives a process is now
//! less and now more, by a third and more.

#![allow(clippy::print_stdout, reason = "what it finds is printed")]

use anyhow::{Context as _, Result, ensure};
use clap::Parser as _;
use peak_alloc::PeakAlloc;
use synopsite::commands::{self, Outcome, cli::Cli};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

fn main() -> Result<()> {
    let root = std::env::args().nth(1).context("usage: memory DIR")?;
    let outcome = commands::run(&Cli::try_parse_from(["synopsite", "-q", "-r", &root, "build"])?)?;
    ensure!(outcome == Outcome::Success, "{outcome:?}");
    println!("{}", ALLOCATOR.peak_usage() / 1024);
    Ok(())
}
