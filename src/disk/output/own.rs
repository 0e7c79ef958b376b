//! Whose is what in an output folder.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::os::unix::fs::DirEntryExt;
use std::path::{Component, Path, PathBuf};
use std::{fs, io};

use ahash::HashSet;
use anyhow::Result;
use rayon::prelude::*;

use super::files;
use crate::base::error::OrFail;
use crate::base::message::Message;

/// The manifest's name in the site: one path a line.
pub(super) const MANIFEST: &str = ".synopsite-manifest";

/// The paths that a folder's manifest names, as far as they stay inside the site.
pub(super) fn read_manifest(folder: &Path) -> BTreeSet<String> {
    let is_inside =
        |path: &str| Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let manifest = fs::read_to_string(folder.join(MANIFEST)).unwrap_or_default();
    manifest.lines().filter(|line| is_inside(line)).map(str::to_owned).collect()
}

/// Writes the manifest of these paths.
pub(super) fn write_manifest<'a>(folder: &Path, paths: impl Iterator<Item = &'a String>) -> Result<()> {
    let lines: String = paths.flat_map(|path| [path.as_str(), "\n"]).collect();
    files::explain(fs::write(folder.join(MANIFEST), lines), folder)
        .or_fail(|| Message::new("cannot_write").with("path", MANIFEST))
}

/// The folders that files with these paths stand in. The site's own is `""`.
pub(super) fn folders<'a>(paths: impl IntoIterator<Item = &'a String>) -> HashSet<&'a str> {
    let mut folders = HashSet::default();
    for path in paths {
        let mut path = path.as_str();
        // Whoever knows a folder knows those above it.
        while !path.is_empty() {
            path = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            if !folders.insert(path) {
                break;
            }
        }
    }
    folders
}

/// What is in a folder, as far as the folder itself says it; links are files here.
pub(super) struct Contents {
    pub files: Vec<Listed>,
    pub folders: Vec<OsString>,
}

/// A file in a folder.
pub(super) struct Listed {
    pub name: OsString,
    /// Which file it is.
    pub inode: u64,
    /// Whether it is neither a link nor a device.
    pub is_regular: bool,
}

impl Contents {
    pub(super) fn of(folder: &Path) -> io::Result<Self> {
        let mut contents = Self { files: Vec::new(), folders: Vec::new() };
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                contents.folders.push(entry.file_name());
            } else {
                let (name, inode) = (entry.file_name(), entry.ino());
                contents.files.push(Listed { name, inode, is_regular: kind.is_file() });
            }
        }
        Ok(contents)
    }
}

/// What an earlier build wrote and what the next one will. All else is somebody else's.
pub(super) struct Own<'a> {
    files: HashSet<&'a [u8]>,
    folders: HashSet<&'a str>,
    /// The folders that will be needed: what stands in their place has to go.
    needed: HashSet<&'a str>,
}

impl<'a> Own<'a> {
    pub(super) fn new(
        previous: impl Iterator<Item = &'a String> + Clone,
        planned: impl Iterator<Item = &'a String> + Clone,
    ) -> Self {
        let needed = folders(planned.clone());
        let folders = folders(previous.clone()).union(&needed).copied().collect();
        let files =
            previous.chain(planned).map(|path| path.as_bytes()).chain([MANIFEST.as_bytes()]).collect();
        Self { files, folders, needed }
    }

    fn has(&self, path: &[u8], is_folder: bool) -> bool {
        let is_in = |folders: &HashSet<&str>| str::from_utf8(path).is_ok_and(|path| folders.contains(path));
        if is_folder { is_in(&self.folders) } else { self.files.contains(path) || is_in(&self.needed) }
    }

    /// What others have in a folder that stands `inside` of a site: files, links, and folders with all that is in
    /// them, by their paths from the site's root. `None` where some of it cannot be seen.
    pub(super) fn others(&self, root: &Path, inside: &Path) -> Option<Vec<PathBuf>> {
        let is_folder = fs::metadata(root.join(inside)).ok()?.is_dir();
        if is_folder { self.others_in(root, inside) } else { Some(Vec::new()) }
    }

    fn others_in(&self, root: &Path, inside: &Path) -> Option<Vec<PathBuf>> {
        let Contents { files, folders } = Contents::of(&root.join(inside)).ok()?;
        let is_own = |path: &Path, is_folder| self.has(path.as_os_str().as_encoded_bytes(), is_folder);
        let folders = folders.into_iter().map(|name| inside.join(name));
        let (own, other_folders): (Vec<_>, Vec<_>) = folders.partition(|path| is_own(path, true));
        let files = files.into_iter().map(|file| inside.join(file.name));
        let others = files.filter(|path| !is_own(path, false)).chain(other_folders);
        let mut others: Vec<PathBuf> = others.collect();
        let below = own.par_iter().map(|folder| self.others_in(root, folder));
        others.extend(below.collect::<Option<Vec<_>>>()?.into_iter().flatten());
        Some(others)
    }

    /// The folders that hold files of the program's.
    pub(super) fn folders(&self) -> impl Iterator<Item = &'a str> {
        self.folders.iter().copied()
    }
}
