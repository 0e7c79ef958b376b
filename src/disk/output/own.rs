//! Whose is what in an output folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use ahash::HashSet;
use anyhow::Result;
use walkdir::{DirEntry, WalkDir};

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

/// The path of something that a walk through a folder has found, from there.
pub(super) fn below<'a>(entry: &'a DirEntry, root: &Path) -> &'a [u8] {
    let path = entry.path().as_os_str().as_encoded_bytes();
    let inside = path.get(root.as_os_str().len()..).unwrap_or_default();
    inside.strip_prefix(b"/").unwrap_or(inside)
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
        let mut others = Vec::new();
        let mut entries = WalkDir::new(root.join(inside)).min_depth(1).into_iter();
        while let Some(entry) = entries.next() {
            let entry = entry.ok()?;
            let is_folder = entry.file_type().is_dir();
            if self.has(below(&entry, root), is_folder) {
                continue;
            }
            if is_folder {
                entries.skip_current_dir();
            }
            others.push(entry.path().strip_prefix(root).ok()?.to_owned());
        }
        Some(others)
    }

    /// The folders that hold files of the program's.
    pub(super) fn folders(&self) -> impl Iterator<Item = &'a str> {
        self.folders.iter().copied()
    }
}
