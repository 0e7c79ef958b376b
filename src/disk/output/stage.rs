//! The staging folder, which is made when the first file is written to it: of the site before the last, where that was kept.
//!
//! The site that a build has replaced stays beside the output folder as a *spare*. Most of its files are those of the site that
//! stands, under a second name, so the next build changes what has changed since, and links nothing else. What a file of the
//! spare is, is not remembered but looked at: it is the site's where both names lead to one file. While a build works in it, a
//! spare has the name of a staging folder, so one that a killed build has left is none any more.

use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use ahash::{HashMap, HashSet};
use anyhow::Result;
use rayon::prelude::*;

use super::Plan;
use super::exchange::{Exchange, Exchanged};
use super::files::{explain, remove_tree};
use super::own::{Contents, Listed, MANIFEST, folders};
use crate::base::error::{Failure, OrFail, about};
use crate::disk::private;

/// A staging folder that is ready.
#[derive(Debug, Default)]
pub(super) struct Stage {
    /// The planned files that the spare has, and which each is.
    inodes: HashMap<String, u64>,
    /// Whether the file system has no links.
    has_copies: AtomicBool,
}

impl Stage {
    /// Makes the staging folder, with all folders of the planned files and no other file than those.
    pub(super) fn make(target: &Path, staging: &Path, spare: Option<&Path>, plan: &Plan) -> Result<Self> {
        let needed = folders(plan.keys());
        let (mut stage, mut known) = (Self::default(), HashSet::default());
        if spare.is_some_and(|spare| take(target, staging, spare)) {
            match stage.clear(staging, plan, &needed) {
                Ok(folders) => known = folders,
                Err(_) => match remove_tree(staging) {
                    None => stage = Self::default(),
                    Some(left) => return Err(Failure::new(about("cannot_remove", &left)).into()),
                },
            }
        }
        for folder in needed.into_iter().filter(|folder| !known.contains(*folder)) {
            let folder = staging.join(folder);
            explain(fs::create_dir_all(&folder), target).or_fail(|| about("cannot_make_folder", &folder))?;
        }
        Ok(stage)
    }

    /// Takes what is planned, and removes the rest; gives the folders that stay.
    fn clear(&mut self, staging: &Path, plan: &Plan, needed: &HashSet<&str>) -> io::Result<HashSet<String>> {
        let Cleared { files, folders } = Clear { staging, plan, needed }.folder("")?;
        self.inodes.extend(files);
        Ok(folders.into_iter().collect())
    }

    /// Removes what stands in the place of a file that is to be written, or is no part of the site after all. To write into it would
    /// change the site, whose file it may be.
    pub(super) fn remove(&mut self, staging: &Path, path: &str) -> io::Result<()> {
        if self.inodes.remove(path).is_some() { fs::remove_file(staging.join(path)) } else { Ok(()) }
    }

    /// Gives a file of the site its second name, or a copy where the file system has no links. Which file that is, is `known` where this
    /// build has looked at it.
    pub(super) fn link(&self, target: &Path, staging: &Path, path: &str, known: Option<u64>) -> Result<()> {
        let (from, to) = (target.join(path), staging.join(path));
        let own = || known.or_else(|| fs::symlink_metadata(&from).map(|found| found.ino()).ok());
        if self.inodes.get(path).is_some_and(|inode| own() == Some(*inode)) {
            return Ok(());
        }
        // Perhaps a part of a file that could not be read to its end. A copy into a second name would be one into the first.
        let removed = fs::remove_file(&to);
        if removed.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::NotFound) {
            removed.or_fail(|| about("cannot_remove", &to))?;
        }
        let linked = fs::hard_link(&from, &to).or_else(|_| {
            self.has_copies.store(true, Ordering::Relaxed);
            fs::copy(&from, &to).map(drop)
        });
        explain(linked, to.parent().unwrap_or(&to)).or_fail(|| about("cannot_keep", &from))
    }

    /// Keeps the site that has been replaced as a spare; whether that is done. Where files have no second names it would be of no
    /// use.
    pub(super) fn keep(&self, staging: &Path, spare: &Path) -> bool {
        // What is no longer published is nobody else's to read.
        let own = Permissions::from_mode(0o700);
        let is_kept = !self.has_copies.load(Ordering::Relaxed)
            && staging.join(MANIFEST).is_file()
            && fs::set_permissions(staging, own).is_ok()
            && fs::rename(staging, spare).is_ok();
        if is_kept {
            private::mark(spare);
        }
        is_kept
    }
}

/// Removes from a staging folder what is not planned.
struct Clear<'a> {
    staging: &'a Path,
    plan: &'a Plan,
    needed: &'a HashSet<&'a str>,
}

/// What stays: files, and which each is, and folders.
#[derive(Default)]
struct Cleared {
    files: Vec<(String, u64)>,
    folders: Vec<String>,
}

impl Clear<'_> {
    /// What stays of a folder, by its path in the staging folder.
    fn folder(&self, path: &str) -> io::Result<Cleared> {
        let folder = self.staging.join(path);
        let Contents { files, folders } = Contents::of(&folder)?;
        let inside = |name: &OsString| match (path, name.to_str()?) {
            ("", name) => Some(name.to_owned()),
            (path, name) => Some(format!("{path}/{name}")),
        };
        let below = |name: &OsString| {
            let path = inside(name).filter(|path| self.needed.contains(path.as_str()));
            path.map_or_else(
                || fs::remove_dir_all(folder.join(name)).map(|()| Cleared::default()),
                |path| self.folder(&path),
            )
        };
        let mut all = Cleared { files: Vec::new(), folders: vec![path.to_owned()] };
        for cleared in folders.par_iter().map(below).collect::<io::Result<Vec<_>>>()? {
            all.files.extend(cleared.files);
            all.folders.extend(cleared.folders);
        }
        for Listed { name, inode, is_regular } in &files {
            match inside(name).filter(|path| *is_regular && self.plan.contains_key(path)) {
                Some(path) => all.files.push((path, *inode)),
                None => fs::remove_file(folder.join(name))?,
            }
        }
        Ok(all)
    }
}

/// Removes a spare, except what others have put there and what cannot go to the site.
pub(super) fn remove(target: &Path, staging: &Path, spare: &Path) {
    if take(target, staging, spare) {
        remove_tree(staging);
    }
}

/// Makes a staging folder of a spare. What others have put there meanwhile goes to the site.
fn take(target: &Path, staging: &Path, spare: &Path) -> bool {
    // Without a manifest nobody knows whose what is.
    let is_one =
        fs::symlink_metadata(spare).is_ok_and(|found| found.is_dir()) && spare.join(MANIFEST).is_file();
    if !is_one {
        return false;
    }
    let Ok(mode) = mode_of_new(staging) else { return false };
    // A mark in a staging folder would be somebody else's file.
    private::unmark(spare);
    if fs::rename(spare, staging).is_err() {
        return false;
    }
    let recovered = Exchange { target, staging }.recover();
    if !recovered.is_ok_and(|recovered| recovered == Exchanged::Done) {
        // It holds something of others, and stays.
        let _ = fs::rename(staging, spare);
        return false;
    }
    // Without it, nothing in the folder is published.
    let is_ready =
        fs::set_permissions(staging, mode).and_then(|()| fs::remove_file(staging.join(MANIFEST))).is_ok();
    if !is_ready {
        let _ = fs::rename(staging, spare);
    }
    is_ready
}

/// The mode that a new folder has here. It is tried out where nothing stands: what a killed build leaves there is no site's.
fn mode_of_new(folder: &Path) -> io::Result<Permissions> {
    fs::create_dir(folder)?;
    let mode = fs::metadata(folder).map(|new| new.permissions());
    fs::remove_dir(folder)?;
    mode
}
