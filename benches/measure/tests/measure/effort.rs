//! No input takes longer than its size explains. Instructions are counted, which are the same on any machine.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::{assert_optimised, totals};

/// Each is twice the one before.
const SIZES: [usize; 4] = [2_000, 4_000, 8_000, 16_000];

/// Twice as much text takes at most so much more, counted from size to size: what is quadratic takes four times as much, each
/// time. A limit that is reached, such as Mermaid's 500 links, is a step that comes once …
const MAX_GROWTH: f64 = 2.6;
/// … and tables that grow take so much now and then.
const MAX_STEP: f64 = 2e6;

/// The most that an input of 8,000 bytes may take: about half a second for 100 KB.
const BUDGET: f64 = 120e6;

/// Begins to count a part of the inputs. The program calls `getppid` before and after each walk and nowhere else.
fn start(program: &str, folder: &Path, (part, parts): (usize, usize)) -> Child {
    let out = format!("--callgrind-out-file={}", folder.join(part.to_string()).display());
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--dump-before=getppid", &out, program, "count"]);
    command.args([part, parts].iter().chain(&SIZES).map(usize::to_string));
    let started = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    started.expect("valgrind is missing: please install it (`apt-get install valgrind`)")
}

/// The instructions of each input, one for each size.
fn counted(child: Child, folder: &Path, part: usize) -> BTreeMap<String, Vec<f64>> {
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut counts: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let lines = String::from_utf8(output.stdout).unwrap();
    for (line, total) in lines.lines().zip(totals(&folder.join(part.to_string()))) {
        let name = line.split('\t').next().unwrap().to_owned();
        counts.entry(name).or_default().push(total);
    }
    counts
}

#[test]
fn time_grows_with_the_size_of_an_input_and_no_faster() {
    assert_optimised();
    let (program, folder) = (env!("CARGO_BIN_EXE_effort"), tempfile::tempdir().unwrap());
    let parts = std::thread::available_parallelism().map_or(1, usize::from);
    let children: Vec<Child> = (0..parts).map(|part| start(program, folder.path(), (part, parts))).collect();
    let counts: BTreeMap<String, Vec<f64>> = children
        .into_iter()
        .enumerate()
        .flat_map(|(part, child)| counted(child, folder.path(), part))
        .collect();
    assert!(counts.len() >= 150, "{} inputs", counts.len());
    let is_slow = |count: &[f64]| match *count {
        [one, two, four, eight] => {
            let grows = |[a, b, c]: [f64; 3]| c - b > MAX_GROWTH * (b - a).max(0.0) + MAX_STEP;
            grows([one, two, four]) && grows([two, four, eight]) || four > BUDGET
        }
        _ => true,
    };
    let slow: Vec<String> = counts
        .iter()
        .filter(|(_, count)| is_slow(count))
        .map(|(name, count)| {
            format!("{name}: {:?} million", count.iter().map(|n| n / 1e6).collect::<Vec<_>>())
        })
        .collect();
    assert!(slow.is_empty(), "for {SIZES:?} bytes:\n{}", slow.join("\n"));
}
