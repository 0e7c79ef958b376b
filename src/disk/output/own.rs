//! Whose is what in an output folder.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::Result;
use walkdir::WalkDir;

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

/// The folders that files with these paths stand in.
pub(super) fn folders<'a>(paths: impl IntoIterator<Item = &'a String>) -> HashSet<&'a Path> {
    paths.into_iter().flat_map(|path| Path::new(path).ancestors().skip(1)).collect()
}

/// What an earlier build wrote and what the next one will. All else is somebody else's.
pub(super) struct Own<'a> {
    files: HashSet<&'a Path>,
    folders: HashSet<&'a Path>,
    /// The folders that will be needed: what stands in their place has to go.
    needed: HashSet<&'a Path>,
}

impl<'a> Own<'a> {
    pub(super) fn new(
        previous: impl Iterator<Item = &'a String> + Clone,
        planned: impl Iterator<Item = &'a String> + Clone,
    ) -> Self {
        let needed = folders(planned.clone());
        let folders = folders(previous.clone()).union(&needed).copied().collect();
        let files = previous.chain(planned).map(Path::new).chain([Path::new(MANIFEST)]).collect();
        Self { files, folders, needed }
    }

    fn has(&self, path: &Path, is_folder: bool) -> bool {
        if is_folder {
            self.folders.contains(path)
        } else {
            self.files.contains(path) || self.needed.contains(path)
        }
    }

    /// What others have in a folder that stands `below` a site's root: files, links, and folders with all that is in
    /// them, by their paths from the root. `None` where some of it cannot be seen.
    pub(super) fn others(&self, root: &Path, below: &Path) -> Option<Vec<PathBuf>> {
        let mut others = Vec::new();
        let mut entries = WalkDir::new(root.join(below)).min_depth(1).into_iter();
        while let Some(entry) = entries.next() {
            let entry = entry.ok()?;
            let path = entry.path().strip_prefix(root).ok()?;
            let is_folder = entry.file_type().is_dir();
            if self.has(path, is_folder) {
                continue;
            }
            if is_folder {
                entries.skip_current_dir();
            }
            others.push(path.to_owned());
        }
        Some(others)
    }

    /// The folders that hold files of the program's.
    pub(super) fn folders(&self) -> impl Iterator<Item = &'a Path> {
        self.folders.iter().copied()
    }
}
