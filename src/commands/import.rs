//! `synopsite import`: files of any format become records, a text file for each, with their sidecars beside them.

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;

use super::{Outcome, folder_name, load_config, print, use_color};
use crate::base::diagnostic::Severity;
use crate::base::error::{self, Failure, OrFail, about};
use crate::base::i18n::Strings;
use crate::base::message::{Message, Value};
use crate::commands::cli::{self, Cli};
use crate::commands::report::{self, Finding, Report, Style};
use crate::config::Config;
use crate::disk::source::{self, Folder};
use crate::pages::export;
use crate::record::files::Sidecar;
use crate::record::parse::{self, Document, Parsed};
use crate::record::{ContentPath, Record};
use crate::site::route;

pub(super) fn run(cli: &Cli, args: &cli::Import) -> Result<Outcome> {
    let config = load_config(cli)?;
    let dir = args.output_dir.clone().unwrap_or_else(|| config.content_dir.clone());
    fs::create_dir_all(&dir).or_fail(|| about("cannot_make_folder", &dir))?;
    let strings = Strings::load(&config.language, &config.strings).map_err(Failure::new)?;
    let (quiet, written, known, failed, found) = (cli.quiet, 0, 0, false, Vec::new());
    let folder = Folder::of(&config);
    let mut import = Import { quiet, dir, config, strings, written, known, failed, found };
    // Whoever names all files of a folder names sidecars, too.
    let records = args.files.iter().filter(|file| file.is_file());
    let beside = records.flat_map(|file| sidecars(&folder, file));
    let taken: BTreeSet<PathBuf> =
        beside.filter(|sidecar| import.goes_along(sidecar)).map(|(_, file)| file).collect();
    for file in args.files.iter().filter(|file| !taken.contains(*file)) {
        import.path(file)?;
    }
    if !cli.quiet {
        let report = Report::new(std::mem::take(&mut import.found));
        let style = Style { color: use_color(cli), all: true };
        print::error_text(&report::diagnostics(&report, style, &import.strings))?;
        let records = Message::new("n_records").with("n", import.written);
        let closing = Message::new("import_done").with("records", records).with("known", import.known);
        print::line(import.strings.say(&report.with_tally(closing, &import.strings)))?;
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
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            return self.file(&ContentPath::new(name), path, &sidecars(&Folder::of(&self.config), path));
        }
        let sources = Folder::of(&self.config).at(path).scan()?;
        for ignored in &sources.ignored {
            self.say_not(&path.join(ignored), Message::new("import_no_record"))?;
        }
        for (file, why) in sources.beside.unread {
            self.failed = true;
            self.say_not(&path.join(file), why)?;
        }
        for (link, why) in sources.beside.outside {
            self.say_not(&path.join(link), why)?;
        }
        for alone in sources.beside.alone.values() {
            self.say_not(alone, Message::new("companion_alone"))?;
        }
        let beside = sources.files.iter().flat_map(|file| &file.sidecars);
        let taken: BTreeSet<&PathBuf> =
            beside.filter(|sidecar| self.goes_along(sidecar)).map(|(_, file)| file).collect();
        for file in sources.files.iter().filter(|file| !taken.contains(&file.file)) {
            self.file(&file.path, &file.file, &file.sidecars)?;
        }
        Ok(())
    }

    /// Whether a sidecar is one for sure: JSON may be a record of its own.
    fn goes_along(&self, (kind, file): &(Sidecar, PathBuf)) -> bool {
        let is_no_record = || {
            let path = ContentPath::new(file.file_name().unwrap_or_default().to_string_lossy());
            let bytes = source::read(file, self.config.max_file_mb.bytes());
            bytes.is_ok_and(|bytes| parse::documents(&path, &bytes).is_empty())
        };
        *kind != Sidecar::JSON || is_no_record()
    }

    /// A file's bytes; that it has none is said.
    fn read(&mut self, file: &Path) -> Result<Option<Arc<[u8]>>> {
        match source::read(file, self.config.max_file_mb.bytes()) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) => {
                self.failed = true;
                self.say_not(file, error::reason(&error))?;
                Ok(None)
            }
        }
    }

    /// Takes a file; `path` is its place in the folder that is taken.
    fn file(&mut self, path: &ContentPath, file: &Path, sidecars: &[(Sidecar, PathBuf)]) -> Result<()> {
        let Some(bytes) = self.read(file)? else { return Ok(()) };
        let documents = parse::documents(path, &bytes);
        if documents.is_empty() {
            self.failed = true;
            self.say_not(file, Message::new("import_json"))?;
        }
        for document in &documents {
            let is_first = document.path.number().is_empty();
            let beside = if is_first { self.beside(sidecars)? } else { Vec::new() };
            self.document(file, &bytes, document, &beside)?;
        }
        Ok(())
    }

    /// The sidecars that can be read.
    fn beside(&mut self, sidecars: &[(Sidecar, PathBuf)]) -> Result<Vec<Beside>> {
        let mut beside = Vec::with_capacity(sidecars.len());
        for sidecar in sidecars {
            if !self.goes_along(sidecar) {
                continue;
            }
            let (kind, from) = sidecar;
            let bytes = self.read(from)?;
            beside.extend(bytes.map(|bytes| Beside { kind: *kind, from: from.clone(), bytes }));
        }
        Ok(beside)
    }

    fn document(&mut self, file: &Path, bytes: &[u8], document: &Document, beside: &[Beside]) -> Result<()> {
        let zone = self.config.timezone.as_ref().map(|zone| &zone.0);
        let Parsed { mut record, diagnostics, .. } = parse::parse_document(document, bytes, zone);
        let named = file.display().to_string();
        let bad = diagnostics.into_iter().filter(|diagnostic| diagnostic.severity() < Severity::Note);
        self.found.extend(bad.map(|diagnostic| Finding { file: named.clone(), diagnostic }));
        if record.unreadable {
            self.failed = true;
            return Ok(());
        }
        let from = file.with_file_name(format!("{}{}", document.path.name(), document.path.number()));
        let (folder, stem) = place(document, &record);
        // Its own place says it from now on.
        record.head.origin.clear();
        let (to, is_new) = put(&self.dir.join(folder), &stem, &export::text(&record), beside)?;
        if is_new {
            self.written += 1;
        } else {
            self.known += 1;
        }
        self.say(&from, &to, is_new)?;
        beside.iter().try_for_each(|sidecar| self.sidecar(sidecar, &to))
    }

    /// Puts a sidecar beside its record. Where another one is there, the record was there before it, and its owner may
    /// have changed what stands beside it.
    fn sidecar(&self, sidecar: &Beside, record: &Path) -> Result<()> {
        let to = sidecar.place(record);
        if write_new(&to, &sidecar.bytes)? {
            self.say(&sidecar.from, &to, true)
        } else if sidecar.is_at(&to) {
            self.say(&sidecar.from, &to, false)
        } else {
            let reason = Message::new("import_in_the_way").with("to", to.display().to_string());
            self.say_not(&sidecar.from, reason)
        }
    }

    fn say(&self, from: &Path, to: &Path, is_new: bool) -> Result<()> {
        if self.quiet {
            return Ok(());
        }
        let said = Message::new(if is_new { "import_written" } else { "import_known" });
        let said = said.with("from", from.display().to_string()).with("to", to.display().to_string());
        print::line(self.strings.say(&said))
    }

    fn say_not(&self, file: &Path, reason: impl Into<Value>) -> Result<()> {
        let not = Message::new("import_not").with("file", file.display().to_string()).with("reason", reason);
        print::error_line(self.strings.say(&not))
    }
}

/// The folder and the name for a record's file: those that it had.
fn place(document: &Document, record: &Record) -> (PathBuf, String) {
    let (stem, inner) = match record.head.origin.split_last() {
        Some((stem, folders)) => (stem.clone(), folders),
        None => (document.path.stem().into_owned(), &[][..]),
    };
    let folders = document.path.folders().chain(inner.iter().map(String::as_str)).map(folder_name).collect();
    (folders, undated(&stem, record))
}

/// A name for a record's file that any file system takes. One with a date would give an undated record that date.
fn undated(stem: &str, record: &Record) -> String {
    let stem = route::segment(stem);
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

/// The sidecars of a file that is named by itself.
fn sidecars(folder: &Folder, file: &Path) -> Vec<(Sidecar, PathBuf)> {
    let dir = file.parent().unwrap_or(Path::new(""));
    folder.at(dir).record_at(file).map(|record| record.sidecars).unwrap_or_default()
}

/// A sidecar that is taken along.
struct Beside {
    kind: Sidecar,
    from: PathBuf,
    bytes: Arc<[u8]>,
}

impl Beside {
    /// Where it stands beside a record, which is a text file.
    fn place(&self, record: &Path) -> PathBuf {
        record.with_extension(self.kind.ending())
    }

    fn is_at(&self, path: &Path) -> bool {
        fs::read(path).is_ok_and(|bytes| bytes[..] == self.bytes[..])
    }

    /// Whether it can stand beside a new record: nothing else is there, nor would it be taken for the site's own file.
    fn fits(&self, record: &Path) -> bool {
        let place = self.place(record);
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let is_one = Sidecar::is_one(&name) || self.kind == Sidecar::JSON;
        is_one && (!place.exists() || self.is_at(&place))
    }
}

/// Writes a record into a new file, whatever is in the folder; gives its path, and whether it was not there before.
fn put(dir: &Path, stem: &str, text: &str, beside: &[Beside]) -> Result<(PathBuf, bool)> {
    fs::create_dir_all(dir).or_fail(|| about("cannot_make_folder", dir))?;
    let mut number = 1;
    loop {
        let name = if number == 1 { format!("{stem}.txt") } else { format!("{stem}~{number}.txt") };
        let path = dir.join(name);
        if fs::read(&path).is_ok_and(|bytes| bytes == text.as_bytes()) {
            return Ok((path, false));
        }
        if beside.iter().all(|sidecar| sidecar.fits(&path)) && write_new(&path, text.as_bytes())? {
            return Ok((path, true));
        }
        number += 1;
    }
}

/// Writes a file; `false` where there is one.
fn write_new(path: &Path, bytes: &[u8]) -> Result<bool> {
    let cannot = || about("cannot_write", path);
    match fs::OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(bytes).or_fail(cannot).map(|()| true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error).or_fail(cannot),
    }
}
