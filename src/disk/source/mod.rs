//! Reading from disk: the folder of records, the site's templates, its static files.

mod folder;
pub mod pictures;
mod places;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Seek as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::Result;
use walkdir::{DirEntry, WalkDir};

use crate::base::error::{self, OrFail, about};
use crate::disk::seen::Seen;
use crate::pages::templates::Override;
use crate::record::files::{Bytes, RecordFiles, Sidecar, SidecarFile, Unread};
use crate::record::parse;
use crate::record::{ContentPath, Part};

pub use folder::{Folder, Sources, is_file, is_gone};
pub use places::Places;

/// A record's files in the content folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceFile {
    /// Its path inside the content folder.
    pub path: ContentPath,
    /// Its path on disk.
    pub file: PathBuf,
    /// The sidecars beside it, and their paths on disk.
    pub sidecars: Vec<(Sidecar, PathBuf)>,
}

impl SourceFile {
    /// Each of them as it is now.
    pub fn stamped(&self) -> Vec<Stamped> {
        let sidecars = self.sidecars.iter().map(|(_, file)| file);
        std::iter::once(&self.file).chain(sidecars).cloned().map(Stamped::now).collect()
    }

    /// How each of them is seen now, by what its name ends in; `None` for one that may be written to after `moment` without a
    /// difference.
    pub fn seen(&self, moment: SystemTime) -> Vec<(String, Option<Seen>)> {
        let seen = |file: &Path| Seen::now(file).filter(|seen| seen.is_settled_at(moment));
        let own = std::iter::once((String::new(), seen(&self.file)));
        own.chain(self.sidecars.iter().map(|(kind, file)| (kind.ending(), seen(file)))).collect()
    }

    /// Reads the files, none of more than `limit` bytes. `None` where the record's own file is no longer there.
    pub fn read(&self, limit: u64) -> Option<RecordFiles> {
        let main = read_present(&self.file, limit)?;
        Some(RecordFiles { main, sidecars: self.read_sidecars(limit) })
    }

    fn read_sidecars(&self, limit: u64) -> Vec<SidecarFile> {
        let read = |(kind, file): &(Sidecar, PathBuf)| {
            Some(SidecarFile { kind: *kind, bytes: read_present(file, limit)? })
        };
        self.sidecars.iter().filter_map(read).collect()
    }

    /// Reads one of the file's records: its part of the file, and its sidecars.
    pub fn read_record(&self, record: &ContentPath, part: Option<&Part>, limit: u64) -> RecordFiles {
        let main = match part {
            None => read(&self.file, limit),
            Some(part) => read_part(&self.file, part).map(Arc::from).map_err(Arc::new),
        };
        let is_first = record.number().is_empty();
        RecordFiles { main, sidecars: if is_first { self.read_sidecars(limit) } else { Vec::new() } }
    }
}

/// Fails where the file has become too short.
fn read_part(file: &Path, part: &Part) -> io::Result<Vec<u8>> {
    let mut file = File::open(file)?;
    file.seek(io::SeekFrom::Start(part.bytes.start as u64))?;
    let mut bytes = vec![0; part.bytes.len()];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Reads a file of at most `limit` bytes. What is no file is not opened: a pipe would keep its reader waiting.
pub fn read(file: &Path, limit: u64) -> Bytes {
    let read = || {
        let metadata = fs::metadata(file)?;
        if metadata.is_dir() {
            return Err(ErrorKind::IsADirectory.into());
        }
        if !metadata.is_file() {
            return Err(ErrorKind::InvalidInput.into());
        }
        let mut bytes = Vec::with_capacity(metadata.len().min(limit) as usize);
        // One byte more tells a file that has grown meanwhile.
        File::open(file)?.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit { Err(ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
    };
    read().map(Arc::from).map_err(Arc::new)
}

/// The same; `None` where there is no file. A link that leads nowhere is one: somebody put it there as a file.
pub fn read_present(file: &Path, limit: u64) -> Option<Bytes> {
    let bytes = read(file, limit);
    let is_missing = bytes.as_ref().is_err_and(|error| error.kind() == ErrorKind::NotFound);
    (!is_missing || file.is_symlink()).then_some(bytes)
}

/// A file's size and time; `None` where it cannot be looked at.
pub fn stamp(file: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(file).ok()?;
    Some(Stamp { length: metadata.len(), modified: metadata.modified().ok()? })
}

/// A file as it was once looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamped {
    /// Its path on disk.
    pub file: PathBuf,
    /// `None` where it could not be looked at.
    pub stamp: Option<Stamp>,
}

impl Stamped {
    /// A file as it is now.
    pub fn now(file: PathBuf) -> Self {
        Self { stamp: stamp(&file), file }
    }
}

/// What tells without reading it that a file has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Its size in bytes.
    pub length: u64,
    /// When it was last written.
    pub modified: SystemTime,
}

/// A path inside a folder, with `/` between its parts.
pub fn relative(dir: &Path, path: &Path) -> String {
    content_path(dir, path).as_str().to_owned()
}

/// The same as a name. The path on disk is what tells files apart, and a name that is not UTF-8 is decoded.
pub fn content_path(dir: &Path, path: &Path) -> ContentPath {
    let inside = path.strip_prefix(dir).unwrap_or(path);
    let names = inside.components().map(|part| match part.as_os_str().to_str() {
        Some(name) => (name.into(), false),
        None => (parse::decode_name(part.as_os_str().as_encoded_bytes()).into(), true),
    });
    let (names, decoded): (Vec<Cow<'_, str>>, Vec<bool>) = names.unzip();
    let path = names.join("/");
    if decoded.contains(&true) { ContentPath::decoded(path) } else { ContentPath::new(path) }
}

/// Reads a site's own templates: the `.html` files below a folder, which need not exist.
///
/// # Errors
/// Where one cannot be read or is not UTF-8, or a folder cannot be looked into.
pub fn templates(dir: &Path) -> Result<Vec<Override>> {
    let mut templates = Vec::new();
    for entry in files_below(dir) {
        let entry = entry.or_fail(|| about("cannot_read", dir))?;
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "html") {
            let text = fs::read_to_string(path).or_fail(|| about("cannot_read", path))?;
            templates.push(Override { name: relative(dir, path), text });
        }
    }
    Ok(templates)
}

/// A site's static files: what is copied as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StaticFiles {
    /// Their paths in the site, and on disk.
    pub files: BTreeMap<String, PathBuf>,
    /// What could not be looked into.
    pub unread: Unread,
}

/// Lists a site's static files; the folder need not exist.
pub fn static_files(dir: &Path) -> StaticFiles {
    let mut found = StaticFiles::default();
    for entry in files_below(dir) {
        match entry {
            Ok(entry) => drop(found.files.insert(relative(dir, entry.path()), entry.into_path())),
            Err(error) => {
                let path = error.path().map(|path| relative(dir, path)).unwrap_or_default();
                found.unread.insert(path, error::reason(&error.into()));
            }
        }
    }
    found
}

/// The files below a folder, which need not exist; what is gone before it is looked at is none.
fn files_below(dir: &Path) -> impl Iterator<Item = walkdir::Result<DirEntry>> {
    let walk = WalkDir::new(dir).follow_links(true).sort_by_file_name();
    walk.into_iter().filter(|entry| match entry {
        Ok(entry) => entry.file_type().is_file(),
        Err(error) => error.io_error().is_none_or(|error| error.kind() != ErrorKind::NotFound),
    })
}
