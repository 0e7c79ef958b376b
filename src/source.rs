//! Reading from disk: the folder of records, the site's templates, its static files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use walkdir::{DirEntry, WalkDir};

use crate::record::ContentPath;
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
}

/// What a folder of records holds.
#[derive(Debug, Default)]
pub struct Sources {
    /// The records, ordered by path.
    pub files: Vec<SourceFile>,
    /// Files that are no records, and what could not be looked into.
    pub ignored: Vec<String>,
}

/// Lists the records below a folder; links to folders are followed.
///
/// # Errors
/// Where the folder itself cannot be read.
pub fn scan(dir: &Path) -> Result<Sources> {
    fs::read_dir(dir).with_context(|| format!("cannot read the content folder {}", dir.display()))?;
    let mut sources = Sources::default();
    for entry in files_below(dir) {
        match entry {
            Ok(entry) if is_record(entry.path()) => {
                let path = ContentPath::new(relative(dir, entry.path()));
                sources.files.push(SourceFile { path, file: entry.into_path() });
            }
            Ok(entry) => sources.ignored.push(relative(dir, entry.path())),
            Err(error) => sources.ignored.push(error.to_string()),
        }
    }
    sources.files.sort_unstable();
    Ok(sources)
}

/// Records are text files; a pipeline that writes no extension is served too.
fn is_record(path: &Path) -> bool {
    match path.extension().and_then(|e| e.to_str()) {
        None => true,
        Some(extension) => {
            let text = ["txt", "text", "md", "markdown"];
            // A dot in a title looks like an extension: "No. 7 推荐".
            text.iter().any(|known| known.eq_ignore_ascii_case(extension)) || !is_plain_extension(extension)
        }
    }
}

fn is_plain_extension(extension: &str) -> bool {
    extension.len() <= 10 && extension.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// The files below a folder, without hidden ones and those that editors and writers use for a moment.
fn files_below(dir: &Path) -> impl Iterator<Item = walkdir::Result<DirEntry>> {
    let visible = |entry: &DirEntry| entry.depth() == 0 || !is_passing(&entry.file_name().to_string_lossy());
    let walk = WalkDir::new(dir).follow_links(true).sort_by_file_name().into_iter().filter_entry(visible);
    walk.filter(|entry| entry.as_ref().map_or(true, |entry| entry.file_type().is_file()))
}

fn is_passing(name: &str) -> bool {
    let endings = ["~", ".tmp", ".temp", ".part", ".partial", ".swp", ".crdownload", ".bak"];
    name.starts_with(['.', '#']) || endings.iter().any(|ending| name.ends_with(ending))
}

fn relative(dir: &Path, path: &Path) -> String {
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
