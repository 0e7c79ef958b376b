//! Reading from disk: the folder of records, the site's templates, its static files.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read as _, Seek as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result};
use walkdir::{DirEntry, WalkDir};

use crate::record::{ContentPath, Part};
use crate::theme::Override;

/// A file of the content folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceFile {
    /// Its path inside the content folder.
    pub path: ContentPath,
    /// Its path on disk.
    pub file: PathBuf,
}

impl SourceFile {
    /// Reads the file.
    ///
    /// # Errors
    /// As [`fs::read`].
    pub fn read(&self) -> io::Result<Vec<u8>> {
        fs::read(&self.file)
    }

    /// Reads the part of the file that is one record; all of it where that is `None`.
    ///
    /// # Errors
    /// As [`fs::read`], and where the file has become too short.
    pub fn read_part(&self, part: Option<&Part>) -> io::Result<Vec<u8>> {
        let Some(part) = part else { return self.read() };
        let mut file = fs::File::open(&self.file)?;
        file.seek(io::SeekFrom::Start(part.bytes.start as u64))?;
        let mut bytes = vec![0; part.bytes.len()];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// The file's size and time; `None` where it cannot be looked at.
    pub fn stamp(&self) -> Option<Stamp> {
        stamp(&self.file)
    }
}

/// A file's size and time; `None` where it cannot be looked at.
pub fn stamp(file: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(file).ok()?;
    Some(Stamp { length: metadata.len(), modified: metadata.modified().ok()? })
}

/// What tells without reading it that a file has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Its size in bytes.
    pub length: u64,
    /// When it was last written.
    pub modified: SystemTime,
}

/// What a folder of records holds.
#[derive(Debug, Default)]
pub struct Sources {
    /// The records, ordered by path.
    pub files: Vec<SourceFile>,
    /// Files that are no records, and what could not be looked into.
    pub ignored: Vec<String>,
    /// The folders that the walk went through.
    pub folders: BTreeSet<PathBuf>,
}

/// Lists the records below a folder; links to folders are followed.
///
/// # Errors
/// Where the folder itself cannot be read.
pub fn scan(dir: &Path) -> Result<Sources> {
    check(dir)?;
    Ok(collect(dir, entries_below(dir, |_| true)))
}

/// Lists the records at or below a path inside the folder, as [`scan`] would find them. There may be nothing.
pub fn scan_below(dir: &Path, path: &Path) -> Sources {
    let leads_there = |entry: &Path| path.starts_with(entry) || entry.starts_with(path);
    collect(dir, entries_below(dir, leads_there))
}

/// The record at a path in a folder that a walk goes through; `None` where the file is none.
pub fn record_at(dir: &Path, file: &Path) -> Option<SourceFile> {
    let name = file.file_name()?.to_string_lossy();
    let is_one = !is_passing(&name) && is_record(file);
    is_one.then(|| SourceFile { path: ContentPath::new(relative(dir, file)), file: file.to_owned() })
}

/// Looks whether there is a folder of records.
///
/// # Errors
/// Where it cannot be read.
pub fn check(dir: &Path) -> Result<()> {
    let folder =
        fs::read_dir(dir).with_context(|| format!("cannot read the content folder {}", dir.display()));
    folder.map(drop)
}

fn collect(dir: &Path, entries: impl Iterator<Item = walkdir::Result<DirEntry>>) -> Sources {
    let mut sources = Sources::default();
    for entry in entries {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => drop(sources.folders.insert(entry.into_path())),
            Ok(entry) if !entry.file_type().is_file() => {}
            Ok(entry) if is_record(entry.path()) => {
                let path = ContentPath::new(relative(dir, entry.path()));
                sources.files.push(SourceFile { path, file: entry.into_path() });
            }
            Ok(entry) => sources.ignored.push(relative(dir, entry.path())),
            Err(error) => sources.ignored.push(error.to_string()),
        }
    }
    sources.files.sort_unstable();
    sources.ignored.sort_unstable();
    sources
}

/// Records are text files; a pipeline that writes no extension is served too.
fn is_record(path: &Path) -> bool {
    match path.extension().and_then(|e| e.to_str()) {
        None => true,
        Some(extension) => {
            // A dot in a title looks like an extension: "No. 7 推荐".
            is_known_extension(extension) || !(is_plain_extension(extension) || is_numbered(extension))
        }
    }
}

/// Those of texts; a file of JSON may turn out to hold no record.
fn is_known_extension(extension: &str) -> bool {
    let known = ["txt", "text", "md", "markdown", "json", "jsonl", "ndjson"];
    known.iter().any(|known| known.eq_ignore_ascii_case(extension))
}

/// Whether a file has the name of a further record in another one, such as `all.jsonl#2`.
fn is_numbered(extension: &str) -> bool {
    let parts = extension.split_once('#');
    parts.is_some_and(|(before, number)| {
        is_known_extension(before) && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
    })
}

fn is_plain_extension(extension: &str) -> bool {
    extension.len() <= 10 && extension.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// What is below a folder, without hidden files and those that editors and writers use for a moment.
fn entries_below(
    dir: &Path,
    wanted: impl Fn(&Path) -> bool,
) -> impl Iterator<Item = walkdir::Result<DirEntry>> {
    let visible = move |entry: &DirEntry| {
        entry.depth() == 0 || (!is_passing(&entry.file_name().to_string_lossy()) && wanted(entry.path()))
    };
    WalkDir::new(dir).follow_links(true).into_iter().filter_entry(visible)
}

fn is_passing(name: &str) -> bool {
    let endings = ["~", ".tmp", ".temp", ".part", ".partial", ".swp", ".crdownload", ".bak"];
    name.starts_with(['.', '#']) || endings.iter().any(|ending| name.ends_with(ending))
}

/// A path inside a folder, with `/` between its parts.
pub fn relative(dir: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(dir).unwrap_or(path);
    let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// Reads a site's own templates: the `.html` files below a folder, which need not exist.
///
/// # Errors
/// Where one cannot be read or is not UTF-8.
pub fn templates(dir: &Path) -> Result<Vec<Override>> {
    let mut templates = Vec::new();
    for entry in existing_files(dir) {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "html") {
            let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            templates.push(Override { name: relative(dir, path), text });
        }
    }
    Ok(templates)
}

/// A file that is copied as it is.
#[derive(Debug, Clone)]
pub struct StaticFile {
    /// Its path in the site.
    pub path: String,
    /// Its path on disk.
    pub file: PathBuf,
}

/// Lists a site's static files; the folder need not exist.
pub fn static_files(dir: &Path) -> Vec<StaticFile> {
    existing_files(dir)
        .map(|entry| StaticFile { path: relative(dir, entry.path()), file: entry.into_path() })
        .collect()
}

fn existing_files(dir: &Path) -> impl Iterator<Item = DirEntry> {
    let walk = WalkDir::new(dir).follow_links(true).sort_by_file_name();
    walk.into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file())
}
