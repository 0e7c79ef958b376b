//! Reading from disk: the folder of records, the site's templates, its static files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read as _, Seek as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::Result;
use walkdir::{DirEntry, WalkDir};

use crate::dossier::{self, Bytes, CORRECTIONS, Companion, Dossier, RECORD_ENDINGS};
use crate::failure::{OrFail, about};
use crate::record::{ContentPath, Part};
use crate::theme::Override;

/// A record's files in the content folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceFile {
    /// Its path inside the content folder.
    pub path: ContentPath,
    /// Its path on disk.
    pub file: PathBuf,
    /// The companions beside it, and their paths on disk.
    pub companions: Vec<(Companion, PathBuf)>,
}

impl SourceFile {
    /// Reads the files.
    pub fn read(&self) -> Dossier {
        Dossier { main: read(&self.file), companions: self.read_companions() }
    }

    fn read_companions(&self) -> Vec<(Companion, Bytes)> {
        self.companions.iter().map(|(kind, file)| (*kind, read(file))).collect()
    }

    /// Reads one of the file's records: its part of the file, and its companions.
    pub fn read_record(&self, record: &ContentPath, part: Option<&Part>) -> Dossier {
        match part {
            None => self.read(),
            Some(part) => {
                let main = self.read_part(part).map(Arc::from).map_err(Arc::new);
                let is_first = record.number().is_empty();
                Dossier { main, companions: if is_first { self.read_companions() } else { Vec::new() } }
            }
        }
    }

    /// Fails where the file has become too short.
    fn read_part(&self, part: &Part) -> io::Result<Vec<u8>> {
        let mut file = fs::File::open(&self.file)?;
        file.seek(io::SeekFrom::Start(part.bytes.start as u64))?;
        let mut bytes = vec![0; part.bytes.len()];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// Each file's path on disk, with its size and time; `None` where it cannot be looked at.
    pub fn stamps(&self) -> Vec<(PathBuf, Option<Stamp>)> {
        let companions = self.companions.iter().map(|(_, file)| file);
        std::iter::once(&self.file).chain(companions).map(|file| (file.clone(), stamp(file))).collect()
    }
}

fn read(file: &Path) -> Bytes {
    fs::read(file).map(Arc::from).map_err(Arc::new)
}

/// The corrections at the content folder's root; `None` where there are none.
pub fn corrections(dir: &Path) -> Option<Bytes> {
    let file = dir.join(CORRECTIONS);
    let bytes = read(&file);
    let is_missing = bytes.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
    (!is_missing || is_dangling(&file)).then_some(bytes)
}

/// Whether a file stands at a path, though it may not be readable.
pub fn is_file(path: &Path) -> bool {
    path.is_file() || is_dangling(path)
}

/// Whether a link leads nowhere. Somebody put it there as a file, so it is told of as one that cannot be read.
fn is_dangling(path: &Path) -> bool {
    path.is_symlink() && !path.exists()
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
    /// Companions beside which there is no record.
    pub alone: Vec<ContentPath>,
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
    // A record's companions are part of it.
    let is_beside = |entry: &Path| {
        let (file, beside) = (path.to_string_lossy(), entry.to_string_lossy());
        Companion::is_one(&relative(dir, entry))
            && dossier::bases_of_companion(&beside).any(|base| base == dossier::base(&file))
    };
    let leads_there = |entry: &Path| path.starts_with(entry) || entry.starts_with(path) || is_beside(entry);
    collect(dir, entries_below(dir, leads_there))
}

/// The record at a path in a folder that a walk goes through; `None` where the file is none.
pub fn record_at(dir: &Path, file: &Path) -> Option<SourceFile> {
    let name = file.file_name()?.to_string_lossy();
    let is_one = !is_passing(&name) && is_record(file);
    is_one.then(|| {
        let path = ContentPath::new(relative(dir, file));
        let beside = Companion::all().map(|kind| (kind, kind.beside(&path)));
        let beside = beside.filter(|(_, path)| Companion::is_one(path.as_str()));
        let beside = beside.map(|(kind, path)| (kind, dir.join(path.as_str())));
        let companions = beside.filter(|(_, file)| is_file(file)).collect();
        SourceFile { path, file: file.to_owned(), companions }
    })
}

/// The companion at a path in a folder that a walk goes through; `None` where the file is none.
pub fn companion_at(dir: &Path, file: &Path) -> Option<ContentPath> {
    let name = file.file_name()?.to_string_lossy();
    let path = relative(dir, file);
    let is_one = !is_passing(&name) && !is_record(file) && Companion::is_one(&path);
    is_one.then(|| ContentPath::new(path))
}

/// Looks whether there is a folder of records.
///
/// # Errors
/// Where it cannot be read.
pub fn check(dir: &Path) -> Result<()> {
    fs::read_dir(dir).or_fail(|| about("cannot_read_content", dir)).map(drop)
}

fn collect(dir: &Path, entries: impl Iterator<Item = walkdir::Result<DirEntry>>) -> Sources {
    let mut sources = Sources::default();
    let mut companions = BTreeMap::new();
    for entry in entries {
        let file = match entry {
            Ok(entry) if entry.file_type().is_dir() => {
                sources.folders.insert(entry.into_path());
                continue;
            }
            Ok(entry) if !entry.file_type().is_file() => continue,
            Ok(entry) => entry.into_path(),
            Err(error) => match error.path().filter(|path| is_dangling(path)) {
                Some(path) => path.to_owned(),
                None => {
                    sources.ignored.push(error.to_string());
                    continue;
                }
            },
        };
        let path = relative(dir, &file);
        if is_record(&file) {
            let path = ContentPath::new(path);
            sources.files.push(SourceFile { path, file, companions: Vec::new() });
        } else if Companion::is_one(&path) {
            companions.insert(ContentPath::new(path), file);
        } else if path != CORRECTIONS {
            sources.ignored.push(path);
        }
    }
    sources.files.sort_unstable();
    sources.ignored.sort_unstable();
    sources.alone = join(&mut sources.files, companions);
    sources
}

/// Puts companions to their records; gives those that have none.
fn join(files: &mut [SourceFile], companions: BTreeMap<ContentPath, PathBuf>) -> Vec<ContentPath> {
    if companions.is_empty() {
        return Vec::new();
    }
    let mut joined = BTreeSet::new();
    let bases: BTreeSet<&str> =
        companions.keys().flat_map(|path| dossier::bases_of_companion(path.as_str())).collect();
    for record in files.iter_mut().filter(|record| bases.contains(dossier::base(record.path.as_str()))) {
        for kind in Companion::all() {
            if let Some((path, file)) = companions.get_key_value(&kind.beside(&record.path)) {
                record.companions.push((kind, file.clone()));
                joined.insert(path);
            }
        }
    }
    companions.keys().filter(|path| !joined.contains(path)).cloned().collect()
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

fn is_known_extension(extension: &str) -> bool {
    RECORD_ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(extension))
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
    wanted: impl Fn(&Path) -> bool + Copy,
) -> impl Iterator<Item = walkdir::Result<DirEntry>> {
    let is_visible = move |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        !is_passing(&name) && wanted(path)
    };
    let walk = WalkDir::new(dir).follow_links(true).into_iter();
    let entries = walk.filter_entry(move |entry| entry.depth() == 0 || is_visible(entry.path()));
    // What cannot be looked into is not asked for by the filter.
    entries.filter(move |entry| match entry {
        Ok(_) => true,
        Err(error) => error.path().is_none_or(is_visible),
    })
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
            let text = fs::read_to_string(path).or_fail(|| about("cannot_read", path))?;
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
