//! A site published file by file, where folders cannot change places: each file is whole at every moment, and what it
//! needs is there before it, though the site as a whole is of two builds for a while. Nothing of others is moved.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::Plan;
use super::files::remove_with_folders;
use super::own::{MANIFEST, write_manifest};
use crate::base::error::OrFail;
use crate::base::message::Message;

/// A site and what becomes of it.
pub(super) struct InPlace<'a> {
    pub(super) target: &'a Path,
    pub(super) staging: &'a Path,
    pub(super) previous: &'a BTreeSet<String>,
    /// The new files, in the order in which they are put in place.
    pub(super) written: &'a [&'a String],
    /// The files that nothing needs any more.
    pub(super) stale: &'a [&'a String],
    /// All files of the new site.
    pub(super) planned: &'a Plan,
}

impl InPlace<'_> {
    /// Puts the new files in place and removes the old; gives those that cannot be removed.
    ///
    /// # Errors
    /// Where a file cannot be put in place. The others are there all the same, and the next build tries again.
    pub(super) fn publish(&self) -> Result<Vec<PathBuf>> {
        // What a crash leaves behind is known for the program's.
        self.put_manifest(self.previous.iter().chain(self.planned.keys()).collect())?;
        let placed: Vec<Result<()>> = self.written.iter().map(|path| self.place(path)).collect();
        placed.into_iter().collect::<Result<()>>()?;
        let left: Vec<&String> = self.stale.iter().filter(|path| self.remains(path)).copied().collect();
        self.put_manifest(self.planned.keys().chain(left.iter().copied()).collect())?;
        Ok(left.into_iter().map(|path| self.target.join(path)).collect())
    }

    fn put_manifest(&self, paths: BTreeSet<&String>) -> Result<()> {
        write_manifest(self.staging, paths.into_iter())?;
        self.put(MANIFEST).or_fail(|| Message::new("cannot_write").with("path", MANIFEST))
    }

    fn place(&self, path: &str) -> Result<()> {
        self.clear_way(path).and_then(|()| self.put(path)).or_fail(|| {
            Message::new("cannot_write").with("path", self.target.join(path).display().to_string())
        })
    }

    /// Removes a file that nothing needs any more; whether that fails.
    fn remains(&self, path: &str) -> bool {
        let is_file = fs::symlink_metadata(self.target.join(path)).is_ok_and(|found| !found.is_dir());
        is_file && remove_with_folders(self.target, path).is_err()
    }

    fn put(&self, path: &str) -> io::Result<()> {
        fs::rename(self.staging.join(path), self.target.join(path))
    }

    /// Removes what stands in a file's place or in that of its folders, and makes the folders.
    fn clear_way(&self, path: &str) -> io::Result<()> {
        let target = self.target.join(path);
        if fs::symlink_metadata(&target).is_ok_and(|found| found.is_dir()) {
            let inside = self.previous.iter().filter(|old| Path::new(old).starts_with(path));
            inside.into_iter().try_for_each(|old| remove_with_folders(self.target, old))?;
            // Where it is there still, putting the file in its place says why.
            let _ = fs::remove_dir(&target);
        }
        let Some(folder) = target.parent() else { return Ok(()) };
        if folder.is_dir() {
            return Ok(());
        }
        let folders = Path::new(path).ancestors().skip(1).map(|folder| self.target.join(folder));
        let in_the_way = |folder: &PathBuf| fs::symlink_metadata(folder).is_ok_and(|found| !found.is_dir());
        folders.filter(in_the_way).try_for_each(fs::remove_file)?;
        fs::create_dir_all(folder)
    }
}
