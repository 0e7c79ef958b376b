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

mod changes;
mod claim;
mod exchange;
mod files;
mod in_place;
mod ledger;
mod lock;
mod own;
mod place;
mod stage;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Result;
use rayon::prelude::*;

use crate::base::digest::Digest;
use crate::base::error::{Failure, OrFail, about};
use crate::base::message::Message;
use crate::disk::state::Outputs;
use crate::site::route::Route;

pub use changes::{Changes, Synced};
pub use claim::{Abort, Claim, between_builds, cache_of};
pub use place::resolve;

use exchange::{Exchange, Exchanged};
use files::{explain, has_bytes, is_writable, remove_tree, same_files};
use in_place::InPlace;
use ledger::Ledger;
use own::{Own, folders, read_manifest, write_manifest};
use stage::Stage;

/// What a build may do to what an earlier build wrote.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Files of the earlier build that are no longer planned stay, in the site and in its manifest, so that a
    /// later build can remove them.
    pub keep_stale: bool,
    /// The site that is replaced stays beside the output folder, so that the next build has less to do.
    pub keep_spare: bool,
}

/// The paths of a site's files, and the place of each in the order in which they are put in place.
type Plan = BTreeMap<String, usize>;

/// The output folder of a build in progress.
#[derive(Debug)]
pub struct Output {
    claim: Claim,
    ledger: Ledger,
    previous: BTreeSet<String>,
    planned: Plan,
    keeps_spare: bool,
    /// Whether there is an old site, or anything else in its place: where there is nothing, nothing is compared.
    replaces: bool,
    written: Mutex<Vec<String>>,
    unchanged: Mutex<Vec<String>>,
    left_out: Mutex<Vec<String>>,
    /// The staging folder, once anything is written to it.
    stage: Mutex<Option<Stage>>,
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
            keeps_spare: options.keep_spare,
            replaces: claim.target.exists(),
            claim,
            ledger: Ledger::default(),
            written: Mutex::default(),
            unchanged: Mutex::default(),
            left_out: Mutex::default(),
            stage: Mutex::default(),
            holds_old: false,
        };
        if options.keep_stale {
            output.plan_stale();
        }
        if let Some(spare) = output.claim.spare().filter(|_| !options.keep_spare) {
            stage::remove(output.target(), output.staging(), &spare);
        }
        folders(output.planned.keys()).into_iter().try_for_each(|folder| output.check_way(folder))?;
        Ok(output)
    }

    /// Takes what the builds before knew of the output folder.
    pub fn know(&mut self, known: Arc<Outputs>) {
        self.ledger.known = known;
    }

    /// Plans what the earlier build wrote and this one does not, except where a planned path needs its place.
    fn plan_stale(&mut self) {
        let needed = folders(self.planned.keys());
        let is_planned = |path: &Path| path.to_str().is_some_and(|path| self.planned.contains_key(path));
        let stale = self.stale().filter(|path| {
            !needed.contains(path.as_str())
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
        self.make_way(path)?;
        explain(fs::write(self.staging().join(path), bytes), self.staging())
            .or_fail(|| Message::new("cannot_write").with("path", path))?;
        self.written.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
        Ok(())
    }

    /// Notes that a file that was written or copied is made with a key. What it holds has a digest, where that is known.
    pub fn note(&self, path: &str, key: Digest, bytes: Option<Digest>) {
        self.ledger.note(path, key, bytes.unwrap_or_default());
    }

    /// Takes all planned files over from the earlier build, where each stands as it was written; whether they do.
    pub fn keep_all(&self) -> bool {
        let paths: Vec<&String> = self.planned.keys().collect();
        let are_own = paths.iter().all(|path| self.previous.contains(*path));
        let is_kept = are_own && self.ledger.keep_all(&paths, self.target());
        if is_kept {
            self.unchanged().extend(paths.into_iter().cloned());
        }
        is_kept
    }

    /// Takes a planned file over from the earlier build where that made it with this key, and nobody has touched it since.
    pub fn keep_current(&self, path: &str, key: &Digest) -> bool {
        self.keep_where(path, |ledger| ledger.keep(path, *key, self.target()))
    }

    /// The same of a file that would have the bytes that it has, with another key.
    pub fn keep_with(&self, path: &str, key: Digest) -> bool {
        self.keep_where(path, |ledger| ledger.keep_with(path, key, self.target()))
    }

    fn keep_where(&self, path: &str, is_kept: impl FnOnce(&Ledger) -> bool) -> bool {
        let is_planned = self.planned.contains_key(path) && self.previous.contains(path);
        let is_kept = is_planned && is_kept(&self.ledger);
        if is_kept {
            self.unchanged().push(path.to_owned());
        }
        is_kept
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
        self.make_way(path)?;
        explain(fs::copy(file, self.staging().join(path)), self.staging())
            .or_fail(|| about("cannot_copy", file))?;
        self.written.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
        Ok(())
    }

    /// Whether a file stands as an earlier build made it with a key.
    pub fn stands(&self, path: &str, key: Digest) -> bool {
        self.ledger.known.current(path, key, &self.path(path)).is_some()
    }

    /// Where a file of the site stands on disk.
    pub fn path(&self, path: &str) -> PathBuf {
        self.target().join(path)
    }

    /// Whether an earlier build is known to have written a file.
    pub fn wrote(&self, path: &str) -> bool {
        self.ledger.known.has(path)
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
            if let Some(stage) = self.stage.get_mut().unwrap_or_else(PoisonError::into_inner) {
                let _ = stage.remove(&self.claim.scratch.staging, &path);
            }
        }
        let changes = self.changes();
        let mut synced = Synced {
            written: changes.written.len(),
            unchanged: self.unchanged().len(),
            removed: changes.removed.len(),
            left: self.claim.left.clone(),
            changes,
            outputs: Outputs::default(),
        };
        if synced.written == 0 && self.previous.iter().eq(self.planned.keys()) {
            synced.outputs = self.known_next();
            return Ok(synced);
        }
        let exchanged = if self.claim.beside { self.exchange()? } else { Exchanged::Not };
        match exchanged {
            Exchanged::Done if self.keep_spare() => {}
            Exchanged::Done => synced.left.extend(remove_tree(self.staging())),
            Exchanged::Stranded => synced.left.push(self.staging().to_owned()),
            Exchanged::Not => {
                let left = self.replace()?;
                synced.removed -= left.len();
                synced.left.extend(left);
            }
        }
        synced.outputs = self.known_next();
        Ok(synced)
    }

    fn changes(&mut self) -> Changes {
        let mut written = std::mem::take(self.written.get_mut().unwrap_or_else(PoisonError::into_inner));
        written.sort_by_cached_key(|path| (self.planned.get(path).copied(), path.clone()));
        Changes { written, removed: self.stale().cloned().collect() }
    }

    fn known_next(&mut self) -> Outputs {
        let Self { ledger, claim, .. } = self;
        ledger.take(&claim.target)
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

    /// The staging folder, ready to be written to.
    fn stage(&self) -> Result<MutexGuard<'_, Option<Stage>>> {
        let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        if stage.is_none() {
            let spare = self.claim.spare();
            *stage = Some(Stage::make(self.target(), self.staging(), spare.as_deref(), &self.planned)?);
        }
        Ok(stage)
    }

    /// Brings the site before the last up to date, where it was kept: that takes a while, and not the threads that render.
    ///
    /// # Errors
    /// Where the staging folder cannot be made.
    pub fn prepare(&self) -> Result<()> {
        let is_kept = self.claim.spare().is_some_and(|spare| spare.is_dir());
        if is_kept { self.stage().map(drop) } else { Ok(()) }
    }

    /// Removes what stands in a file's place in the staging folder.
    fn make_way(&self, path: &str) -> Result<()> {
        let removed = self.stage()?.as_mut().map_or(Ok(()), |stage| stage.remove(self.staging(), path));
        removed.or_fail(|| about("cannot_remove", &self.staging().join(path)))
    }

    /// Keeps the site that has been replaced, so that the next build has less to do.
    fn keep_spare(&mut self) -> bool {
        // What cannot be changed is told of now, and not by a later build.
        let is_ours = || {
            self.own().folders().all(|folder| {
                is_writable(&self.staging().join(folder)) || !self.staging().join(folder).exists()
            })
        };
        let spare = self.claim.spare().filter(|_| self.keeps_spare && is_ours());
        let stage = self.stage.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        stage.zip(spare).is_some_and(|(stage, spare)| stage.keep(self.staging(), &spare))
    }

    /// A folder takes the place of somebody's file or link only by force.
    fn check_way(&self, folder: &str) -> Result<()> {
        if !self.replaces || self.claim.force || self.previous.contains(folder) {
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
        drop(self.stage()?);
        write_manifest(self.staging(), self.planned.keys())?;
        if !self.target().exists() {
            fs::rename(self.staging(), self.target()).or_fail(|| about("cannot_publish", self.target()))?;
            return Ok(Exchanged::Done);
        }
        let unchanged = std::mem::take(&mut *self.unchanged());
        let (target, staging) = (self.target(), self.staging());
        let stage = self.stage()?;
        let link = |path: &String| {
            let known = self.ledger.inode(path);
            stage.as_ref().map_or(Ok(()), |stage| stage.link(target, staging, path, known))
        };
        unchanged.par_iter().try_for_each(link)?;
        drop(stage);
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
