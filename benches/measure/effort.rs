//! Walks over attack inputs as `build` and `check` do over a record, to count how the effort grows with an input's size.
//!
//!     cargo run --release -p synopsite-measure --bin effort -- 100000            # CPU seconds of each input of 100 KB
//!     cargo run --release -p synopsite-measure --bin effort -- 100000 fences     # of those whose names hold a word
//!
//! `tests/measure/effort.rs` runs it under Valgrind with `count PART PARTS SIZES` instead, and counts instructions.

#![allow(clippy::print_stdout, reason = "what it finds is printed")]

#[path = "effort/attack.rs"]
mod attack;
#[path = "effort/descriptions.rs"]
mod descriptions;
#[path = "effort/diagrams.rs"]
mod diagrams;
#[path = "effort/files.rs"]
mod files;
#[path = "effort/walk.rs"]
mod walk;

use std::fs;
use std::hint::black_box;

use anyhow::Result;

use attack::Attack;
use walk::Walk;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let walk = Walk::new()?;
    match &arguments[..] {
        [mode, part, parts, sizes @ ..] if mode == "count" => {
            let sizes: Vec<usize> = sizes.iter().map(|size| size.parse()).collect::<Result<_, _>>()?;
            count(&walk, (part.parse()?, parts.parse()?), &sizes)
        }
        [size, words @ ..] => seconds(&walk, size.parse()?, words),
        [] => seconds(&walk, 100_000, &[]),
    }
}

fn all() -> impl Iterator<Item = Attack> {
    [descriptions::ALL, diagrams::ALL, files::ALL].into_iter().flatten().copied()
}

/// Each walk of one of several parts stands between two marks, at which Valgrind writes down what it has counted.
fn count(walk: &Walk, (part, parts): (usize, usize), sizes: &[usize]) -> Result<()> {
    let attacks = || all().skip(part).step_by(parts);
    // What is made once, at first use, belongs to no input.
    for attack in attacks() {
        walk.over(&attack.files(SMALL))?;
    }
    for attack in attacks() {
        for size in sizes {
            let files = attack.files(*size);
            mark();
            black_box(walk.over(&files))?;
            mark();
            println!("{}\t{size}", attack.name);
        }
    }
    Ok(())
}

const SMALL: usize = 64;

/// Calls a function of the system that nothing else here calls.
fn mark() {
    black_box(std::os::unix::process::parent_id());
}

fn seconds(walk: &Walk, size: usize, words: &[String]) -> Result<()> {
    let named =
        |attack: &Attack| words.is_empty() || words.iter().any(|word| attack.name.contains(word.as_str()));
    for attack in all().filter(named) {
        let files = attack.files(size);
        let before = cpu_seconds()?;
        let bytes = black_box(walk.over(&files))?;
        println!("{:8.3} s {:10} bytes  {}", cpu_seconds()? - before, bytes, attack.name);
    }
    Ok(())
}

/// The time that this thread has had of a processor.
fn cpu_seconds() -> Result<f64> {
    let schedstat = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds: f64 = schedstat.split(' ').next().unwrap_or_default().parse()?;
    Ok(nanoseconds / 1e9)
}
