//! `synopsite import`: files of any format become records, a text file for each.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::{Outcome, load_config, use_color};
use crate::cli::{self, Cli};
use crate::config::Config;
use crate::diagnostic::Severity;
use crate::export;
use crate::failure::{self, Failure, OrFail, about};
use crate::i18n::Strings;
use crate::message::{Message, Value};
use crate::parse::{self, Document, Parsed};
use crate::record::{ContentPath, Record};
use crate::report::{self, Finding, Report, Style};
use crate::{route, source};

pub(super) fn run(cli: &Cli, args: &cli::Import) -> Result<Outcome> {
    let config = load_config(cli)?;
    let dir = args.output_dir.clone().unwrap_or_else(|| config.content_dir.clone());
    fs::create_dir_all(&dir).or_fail(|| about("cannot_make_folder", &dir))?;
    let strings = Strings::load(&config.language, &config.strings).map_err(Failure::new)?;
    let (quiet, written, known, failed, found) = (cli.quiet, 0, 0, false, Vec::new());
    let mut import = Import { quiet, dir, config, strings, written, known, failed, found };
    for file in &args.files {
        import.path(file)?;
    }
    if !cli.quiet {
        let report = Report::new(std::mem::take(&mut import.found));
        let style = Style { color: use_color(cli), all: true };
        eprint!("{}", report::diagnostics(&report, style, &import.strings));
        let records = Message::new("n_records").with("n", import.written);
        let closing = Message::new("import_done").with("records", records).with("known", import.known);
        println!("{}", import.strings.say(&report.with_tally(closing, &import.strings)));
    }
    Ok(if import.failed { Outcome::Problems } else { Outcome::Success })
}

struct Import {
    config: Config,
    strings: Strings,
    dir: PathBuf,
    quiet: bool,
    written: usize,
    /// Records that were in the folder as they are.
    known: usize,
    /// Whether a file could not be taken over.
    failed: bool,
    found: Vec<Finding>,
}

impl Import {
    /// Takes a file, or all files of a folder.
    fn path(&mut self, path: &Path) -> Result<()> {
        if !path.is_dir() {
            return self.file(path);
        }
        let sources = source::scan(path)?;
        sources
            .ignored
            .iter()
            .for_each(|file| self.say_not(&path.join(file), Message::new("import_no_record")));
        sources.files.iter().try_for_each(|file| self.file(&file.file))
    }

    fn file(&mut self, file: &Path) -> Result<()> {
        let bytes = match fs::read(file) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.failed = true;
                self.say_not(file, failure::reason(&error));
                return Ok(());
            }
        };
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let documents = parse::documents(&ContentPath::new(name), &bytes);
        if documents.is_empty() {
            self.failed = true;
            self.say_not(file, Message::new("import_json"));
        }
        documents.iter().try_for_each(|document| self.document(file, document, &bytes))
    }

    fn document(&mut self, file: &Path, document: &Document, bytes: &[u8]) -> Result<()> {
        let zone = self.config.timezone.as_ref().map(|zone| &zone.0);
        let Parsed { record, diagnostics } = parse::parse_document(document, bytes, zone);
        let named = file.display().to_string();
        let bad = diagnostics.into_iter().filter(|diagnostic| diagnostic.severity() < Severity::Note);
        self.found.extend(bad.map(|diagnostic| Finding { file: named.clone(), diagnostic }));
        if record.unreadable {
            self.failed = true;
            return Ok(());
        }
        let text = export::text(&record);
        let from = file.with_file_name(document.path.to_string());
        let (to, is_new) = put(&self.dir, &stem(document, &record), &text)?;
        if is_new {
            self.written += 1;
        } else {
            self.known += 1;
        }
        if !self.quiet {
            let said = Message::new(if is_new { "import_written" } else { "import_known" });
            let said = said.with("from", from.display().to_string()).with("to", to.display().to_string());
            println!("{}", self.strings.say(&said));
        }
        Ok(())
    }

    fn say_not(&self, file: &Path, reason: impl Into<Value>) {
        let not = Message::new("import_not").with("file", file.display().to_string()).with("reason", reason);
        eprintln!("{}", self.strings.say(&not));
    }
}

/// A name for a record's file that any file system takes. One with a date would give an undated record that date.
fn stem(document: &Document, record: &Record) -> String {
    let stem = route::segment(&document.path.stem());
    let is_dated = |stem: &str| {
        let text = "Title: a\n\nContent:\na\n";
        parse::parse(&ContentPath::new(format!("{stem}.txt")), text.as_bytes(), None)
            .record
            .head
            .moment
            .is_some()
    };
    if record.head.moment.is_none() && is_dated(&stem) { "record".to_owned() } else { stem }
}

/// Writes a new file, whatever is in the folder; gives its path, and whether it was not there before.
fn put(dir: &Path, stem: &str, text: &str) -> Result<(PathBuf, bool)> {
    let mut number = 1;
    loop {
        let name = if number == 1 { format!("{stem}.txt") } else { format!("{stem}~{number}.txt") };
        let path = dir.join(name);
        match fs::OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                let written = file.write_all(text.as_bytes());
                written.or_fail(|| about("cannot_write", &path))?;
                return Ok((path, true));
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                if fs::read(&path).is_ok_and(|bytes| bytes == text.as_bytes()) {
                    return Ok((path, false));
                }
            }
            Err(error) => return Err(error).or_fail(|| about("cannot_write", &path)),
        }
        number += 1;
    }
}
