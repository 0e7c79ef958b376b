//! Writing to disk: the site appears whole or not at all, and only what changed is written.
//!
//! A build claims the output folder ([`Claim`]) and writes its pages to a staging folder ([`Output`]). When all are there,
//! they are published in one of two ways:
//!
//! - `exchange`: The staging folder stands beside the output folder. Unchanged files are linked in from the old site, and
//!   the two folders change places in one system call (`renameat2` with `RENAME_EXCHANGE`, or its like). A crash at any
//!   moment leaves the old site or the new one. What others put into the output folder is moved over as it is.
//! - `in_place`: Where folders cannot change places (a mount point, a folder of others that cannot be moved, a file
//!   system without such a call), the new files are put in place one by one.
//!
//! A manifest in the site says what the program wrote; nothing else is ever deleted.

mod claim;
mod exchange;
mod files;
mod in_place;
mod lock;
mod own;
mod place;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Result;
use rayon::prelude::*;

use crate::base::error::{Failure, OrFail, about};
use crate::base::message::Message;
use crate::site::route::Route;

pub use claim::{Abort, Claim};
pub use place::resolve;

use exchange::{Exchange, Exchanged};
use files::{explain, has_bytes, link, remove_tree, same_files};
use in_place::InPlace;
use own::{Own, folders, read_manifest, write_manifest};

/// What a build did to the output folder, in files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Synced {
    /// New or with other bytes.
    pub written: usize,
    /// Left as they were.
    pub unchanged: usize,
    /// Written by an earlier build and not part of the site any more.
    pub removed: usize,
    /// Paths in the site or beside it that belong to an earlier build and could not be removed.
    pub left: Vec<PathBuf>,
}

/// What a build may do to what an earlier build wrote.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Files of the earlier build that are no longer planned stay, in the site and in its manifest, so that a
    /// later build can remove them.
    pub keep_stale: bool,
}

/// The paths of a site's files, and the place of each in the order in which they are put in place.
type Plan = BTreeMap<String, usize>;

/// The output folder of a build in progress.
#[derive(Debug)]
pub struct Output {
    claim: Claim,
    previous: BTreeSet<String>,
    planned: Plan,
    /// Whether there is an old site, or anything else in its place: where there is nothing, nothing is compared.
    replaces: bool,
    written: AtomicUsize,
    unchanged: Mutex<Vec<String>>,
    left_out: Mutex<Vec<String>>,
    /// Whether the staging folder may hold the old site, with what others have in it.
    holds_old: bool,
}

impl Output {
    /// Makes ready to write the planned files. Where they have to be put in place one by one, that is done in their
    /// order here: what others lead to comes first.
    ///
    /// # Errors
    /// Where a folder cannot be made, or would take the place of somebody else's file.
    pub fn open<'a>(claim: Claim, planned: impl Iterator<Item = &'a str>, options: Options) -> Result<Self> {
        let mut output = Self {
            previous: read_manifest(&claim.target),
            planned: planned.enumerate().map(|(place, path)| (path.to_owned(), place)).collect(),
            replaces: claim.target.exists(),
            claim,
            written: AtomicUsize::new(0),
            unchanged: Mutex::default(),
            left_out: Mutex::default(),
            holds_old: false,
        };
        if options.keep_stale {
            output.plan_stale();
        }
        output.make_folders()?;
        Ok(output)
    }

    /// Plans what the earlier build wrote and this one does not, except where a planned path needs its place.
    fn plan_stale(&mut self) {
        let needed = folders(self.planned.keys());
        let is_planned = |path: &Path| path.to_str().is_some_and(|path| self.planned.contains_key(path));
        let stale = self.stale().filter(|path| {
            !needed.contains(Path::new(path))
                && !Path::new(path).ancestors().skip(1).any(is_planned)
                && self.target().join(path).is_file()
        });
        let stale: Vec<String> = stale.cloned().collect();
        self.unchanged().extend(stale.iter().cloned());
        self.planned.extend(stale.into_iter().map(|path| (path, usize::MAX)));
    }

    /// Writes one planned file, unless the site has it with the same bytes.
    ///
    /// # Errors
    /// Where it cannot be written, or would replace a file that the program did not write.
    pub fn put(&self, route: &Route, bytes: &[u8]) -> Result<()> {
        let _pass = self.claim.scratch.pass();
        let path = route.as_str();
        if self.replaces && has_bytes(&self.target().join(path), bytes) {
            self.unchanged().push(path.to_owned());
            return Ok(());
        }
        self.check_own(path)?;
        self.written.fetch_add(1, Ordering::Relaxed);
        explain(fs::write(self.staging().join(path), bytes), self.staging())
            .or_fail(|| Message::new("cannot_write").with("path", path))
    }

    /// Copies one planned file, unless the site has it with the same bytes.
    ///
    /// # Errors
    /// As [`Output::put`].
    pub fn copy(&self, path: &str, file: &Path) -> Result<()> {
        let _pass = self.claim.scratch.pass();
        if self.replaces && same_files(&self.target().join(path), file).unwrap_or(false) {
            self.unchanged().push(path.to_owned());
            return Ok(());
        }
        self.check_own(path)?;
        self.written.fetch_add(1, Ordering::Relaxed);
        explain(fs::copy(file, self.staging().join(path)), self.staging())
            .or_fail(|| about("cannot_copy", file))?;
        Ok(())
    }

    /// Takes a planned file over from the earlier build, as it is; `false` where that build wrote none.
    pub fn keep(&self, path: &str) -> bool {
        let is_there = self.planned.contains_key(path)
            && self.previous.contains(path)
            && self.target().join(path).is_file();
        if is_there {
            self.unchanged().push(path.to_owned());
        }
        is_there
    }

    /// Leaves a planned file out after all.
    pub fn leave_out(&self, path: &str) {
        self.left_out.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
    }

    /// Puts the new site in the old one's place.
    ///
    /// # Errors
    /// Where that cannot be done; the old site is then as it was, except where files are put in place one by one.
    pub fn publish(mut self) -> Result<Synced> {
        let scratch = Arc::clone(&self.claim.scratch);
        let _pass = scratch.pass();
        for path in std::mem::take(self.left_out.get_mut().unwrap_or_else(PoisonError::into_inner)) {
            self.planned.remove(&path);
        }
        let mut synced = Synced {
            written: self.written.load(Ordering::Relaxed),
            unchanged: self.unchanged().len(),
            removed: self.stale().count(),
            left: self.claim.left.clone(),
        };
        if synced.written == 0 && self.previous.iter().eq(self.planned.keys()) {
            return Ok(synced);
        }
        let exchanged = if self.claim.beside { self.exchange()? } else { Exchanged::Not };
        match exchanged {
            Exchanged::Done => synced.left.extend(remove_tree(self.staging())),
            Exchanged::Stranded => synced.left.push(self.staging().to_owned()),
            Exchanged::Not => {
                let left = self.replace()?;
                synced.removed -= left.len();
                synced.left.extend(left);
            }
        }
        Ok(synced)
    }

    fn target(&self) -> &Path {
        &self.claim.target
    }

    fn staging(&self) -> &Path {
        &self.claim.scratch.staging
    }

    fn unchanged(&self) -> MutexGuard<'_, Vec<String>> {
        self.unchanged.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stale(&self) -> impl Iterator<Item = &String> {
        self.previous.iter().filter(|path| !self.planned.contains_key(*path))
    }

    fn make_folders(&self) -> Result<()> {
        let _pass = self.claim.scratch.pass();
        for folder in folders(self.planned.keys()) {
            self.check_way(folder)?;
            let folder = self.staging().join(folder);
            explain(fs::create_dir_all(&folder), self.target())
                .or_fail(|| about("cannot_make_folder", &folder))?;
        }
        Ok(())
    }

    /// A folder takes the place of somebody's file or link only by force.
    fn check_way(&self, folder: &Path) -> Result<()> {
        let is_own = |path: &str| self.previous.contains(path);
        if !self.replaces || self.claim.force || folder.to_str().is_some_and(is_own) {
            return Ok(());
        }
        let path = self.target().join(folder);
        match fs::symlink_metadata(&path) {
            Ok(found) if !found.is_dir() => Err(Failure::new(about("foreign_file", &path)).into()),
            _ => Ok(()),
        }
    }

    /// A file takes the place of somebody's file only by force, and never that of a folder with something of others.
    fn check_own(&self, path: &str) -> Result<()> {
        let target = self.target().join(path);
        let key = match fs::symlink_metadata(&target) {
            _ if !self.replaces => return Ok(()),
            Ok(found) if found.is_dir() && !self.is_own_folder(path) => "foreign_folder",
            Ok(found) if !found.is_dir() && !self.claim.force && !self.previous.contains(path) => {
                "foreign_file"
            }
            _ => return Ok(()),
        };
        Err(Failure::new(about(key, &target)).into())
    }

    /// Whether a folder holds nothing of others, and so gives way to a file of its name.
    fn is_own_folder(&self, path: &str) -> bool {
        self.own().others(self.target(), Path::new(path)).is_some_and(|others| others.is_empty())
    }

    fn own(&self) -> Own<'_> {
        Own::new(self.previous.iter(), self.planned.keys())
    }

    fn exchange(&mut self) -> Result<Exchanged> {
        write_manifest(self.staging(), self.planned.keys())?;
        if !self.target().exists() {
            fs::rename(self.staging(), self.target()).or_fail(|| about("cannot_publish", self.target()))?;
            return Ok(Exchanged::Done);
        }
        let unchanged = std::mem::take(&mut *self.unchanged());
        let (target, staging) = (self.target(), self.staging());
        unchanged.par_iter().try_for_each(|path| link(&target.join(path), &staging.join(path)))?;
        self.holds_old = true;
        let exchange = Exchange { target: self.target(), staging: self.staging() };
        let exchanged = exchange.publish(&self.own()).or_fail(|| about("cannot_publish", self.target()))?;
        self.holds_old = exchanged == Exchanged::Stranded;
        *self.unchanged() = unchanged;
        Ok(exchanged)
    }

    fn replace(&self) -> Result<Vec<PathBuf>> {
        let unchanged = self.unchanged();
        let unchanged: HashSet<&String> = unchanged.iter().collect();
        let mut written: Vec<(&String, &usize)> =
            self.planned.iter().filter(|(path, _)| !unchanged.contains(path)).collect();
        written.sort_by_key(|(_, place)| **place);
        let written: Vec<&String> = written.into_iter().map(|(path, _)| path).collect();
        let stale: Vec<&String> = self.stale().collect();
        let (target, staging) = (self.target(), self.staging());
        let (previous, planned) = (&self.previous, &self.planned);
        InPlace { target, staging, previous, planned, written: &written, stale: &stale }.publish()
    }
}

/// A build that has ended leaves nothing beside the site.
impl Drop for Output {
    fn drop(&mut self) {
        if !self.holds_old {
            remove_tree(self.staging());
        }
    }
}
