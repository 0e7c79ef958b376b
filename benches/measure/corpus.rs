//! Writes a made-up corpus of summary records, to measure and to test with.
//!
//!     cargo run --release -p synopsite-measure --bin corpus -- 10000 /tmp/corpus
//!
//! The records have the traits of real ones: a courtesy line, nested lists with
//! bold text next to CJK punctuation, a flowchart with hard-coded colours, and
//! speech recognition in one line without full stops. One in a hundred is odd:
//! failed, cut off, in another encoding, or not a record at all.
//!
//! Record `i` depends on the seed and on `i` only: a larger corpus extends a
//! smaller one, and two runs write the same bytes.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool for developers")]

#[path = "corpus/author.rs"]
mod author;
#[path = "corpus/chance.rs"]
mod chance;
#[path = "corpus/oddity.rs"]
mod oddity;
#[path = "corpus/source.rs"]
mod source;
#[path = "corpus/words.rs"]
mod words;

use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;
use std::{env, fs, io};

use author::{Author, Names};
use chance::Rng;
use oddity::Oddity;
use source::Source;

const USAGE: &str = "Usage: corpus N DIR [--seed S] [--transcript BYTES]

Writes N made-up summary records into the folder DIR.
The same N and options give the same files; a larger N adds to them.
Transcripts have 4050 bytes on average, records twice that; --transcript 6000 makes records of 10 KB.";

fn main() -> ExitCode {
    let request = match Request::parse(env::args().skip(1)) {
        Ok(Some(request)) => request,
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("error: {message}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match write_corpus(&request) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: cannot write into {}: {error}", request.folder.display());
            ExitCode::FAILURE
        }
    }
}

struct Request {
    count: u64,
    folder: PathBuf,
    seed: u64,
    transcript: usize,
}

impl Request {
    /// `None` asks for help.
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut seed = 1;
        let mut transcript = 4_050;
        let mut positional = Vec::new();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "-h" | "--help" => return Ok(None),
                "--seed" => seed = number("--seed", &arguments.next().unwrap_or_default())?,
                "--transcript" => {
                    transcript = number("--transcript", &arguments.next().unwrap_or_default())?;
                }
                option if option.starts_with('-') => return Err(format!("unknown option {option}")),
                _ => positional.push(argument),
            }
        }
        let [count, folder] = positional.as_slice() else {
            return Err(format!("expected N and DIR, got {} argument(s)", positional.len()));
        };
        Ok(Some(Self { count: number("N", count)?, folder: folder.into(), seed, transcript }))
    }
}

fn number<N: FromStr>(name: &str, text: &str) -> Result<N, String> {
    text.parse().map_err(|_| format!("{name} must be a whole number, not {text:?}"))
}

fn write_corpus(request: &Request) -> io::Result<()> {
    let languages = [words::chinese(), words::english()];
    let names = Names::new();
    fs::create_dir_all(&request.folder)?;
    for index in 0..request.count {
        let oddity = Oddity::of(index);
        let source = Source::of(request.seed, oddity.source_index(index));
        let language = &languages[usize::from(source.english)];
        let mut author = Author::new(language, &names, Rng::new(request.seed, index), request.transcript);
        let mut draft = author.draft(&source);
        oddity.change(&mut draft, &mut author);
        let folder = request.folder.join(draft.folder.unwrap_or_default());
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(format!("{}.txt", draft.name)), oddity.bytes(&draft))?;
    }
    Ok(())
}

/// A record before it is written down, so that an oddity can change its parts.
struct Draft {
    folder: Option<&'static str>,
    name: String,
    fields: Vec<(&'static str, String)>,
    description: String,
    transcript: String,
}

impl Draft {
    fn text(&self) -> String {
        let mut out = String::new();
        for (key, value) in &self.fields {
            out.extend([key, ": ", value, "\n"]);
        }
        out.extend(["\nDescription:\n", &self.description, "\n"]);
        if !self.transcript.is_empty() {
            out.extend(["Content:\n", &self.transcript, "\n"]);
        }
        out
    }
}
