//! Writing to disk: the site appears whole or not at all, and only what changed is written.
//!
//! Pages are written to a folder beside the output folder. When all are there, unchanged files are
//! linked in from the old site, and the two folders change places in one system call
//! (`renameat2` with `RENAME_EXCHANGE`, or its like). A crash at any moment leaves the old site or the
//! new one. A manifest in the site says what the program wrote; nothing else is ever deleted.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::Result;
use rayon::prelude::*;
use rustix::fs::{CWD, RenameFlags, renameat_with};
use walkdir::WalkDir;

use crate::failure::{Failure, OrFail, about};
use crate::message::Message;
use crate::route::Route;

/// The manifest's name in the site: one path a line.
const MANIFEST: &str = ".synopsite-manifest";

/// What a build did to the output folder, in files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Synced {
    /// New or with other bytes.
    pub written: usize,
    /// Left as they were.
    pub unchanged: usize,
    /// Written by an earlier build and not part of the site any more.
    pub removed: usize,
}

/// What a build may do to the output folder.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Files that the program did not write may be replaced; they are never deleted.
    pub force: bool,
    /// Files of the earlier build that are no longer planned stay, in the site and in its manifest, so that a
    /// later build can remove them.
    pub keep_stale: bool,
}

/// The output folder of a build in progress.
#[derive(Debug)]
pub struct Output {
    target: PathBuf,
    staging: PathBuf,
    previous: BTreeSet<String>,
    planned: BTreeSet<String>,
    /// Whether there is an old site, or anything else in its place: where there is nothing, nothing is compared.
    replaces: bool,
    force: bool,
    written: AtomicUsize,
    unchanged: Mutex<Vec<String>>,
    left_out: Mutex<Vec<String>>,
    /// Whether the staging folder may hold the old site.
    exchanged: bool,
    /// Held until the build ends: two builds of one site do not mix.
    _lock: Option<File>,
}

impl Output {
    /// Makes ready to write the planned files.
    ///
    /// # Errors
    /// Where the folder cannot be made.
    pub fn open<'a>(target: &Path, planned: impl Iterator<Item = &'a str>, options: Options) -> Result<Self> {
        let target = absolute(target)?;
        let name =
            target.file_name().or_fail(|| Message::new("output_no_name"))?.to_string_lossy().into_owned();
        let parent = target.parent().or_fail(|| Message::new("output_no_name"))?.to_owned();
        fs::create_dir_all(&parent).or_fail(|| about("cannot_make_folder", &parent))?;
        let lock = lock(&parent)?;
        let staging = parent.join(format!(".{name}.synopsite"));
        remove_dir(&staging)?;
        let manifest = fs::read_to_string(target.join(MANIFEST)).unwrap_or_default();
        let mut output = Self {
            previous: manifest.lines().filter(|line| is_inside(line)).map(str::to_owned).collect(),
            planned: planned.map(str::to_owned).collect(),
            replaces: target.exists(),
            target,
            staging,
            force: options.force,
            written: AtomicUsize::new(0),
            unchanged: Mutex::default(),
            left_out: Mutex::default(),
            exchanged: false,
            _lock: lock,
        };
        if options.keep_stale {
            output.plan_stale();
        }
        output.make_folders()?;
        Ok(output)
    }

    /// Plans what the earlier build wrote and this one does not, except where a planned path needs its place.
    fn plan_stale(&mut self) {
        let folders = folders(&self.planned);
        let stale: Vec<String> = self
            .previous
            .difference(&self.planned)
            .filter(|path| !folders.contains(Path::new(path)))
            .filter(|path| !Path::new(path).ancestors().skip(1).any(|folder| self.plans(folder)))
            .filter(|path| self.target.join(path).is_file())
            .cloned()
            .collect();
        self.unchanged().extend(stale.iter().cloned());
        self.planned.extend(stale);
    }

    fn plans(&self, path: &Path) -> bool {
        path.to_str().is_some_and(|path| self.planned.contains(path))
    }

    /// Writes one planned file, unless the site has it with the same bytes.
    ///
    /// # Errors
    /// Where it cannot be written, or would replace a file that the program did not write.
    pub fn put(&self, route: &Route, bytes: &[u8]) -> Result<()> {
        let path = route.as_str();
        if self.replaces && has_bytes(&self.target.join(path), bytes) {
            self.unchanged().push(path.to_owned());
            return Ok(());
        }
        self.check_own(path)?;
        self.written.fetch_add(1, Ordering::Relaxed);
        fs::write(self.staging.join(path), bytes).or_fail(|| Message::new("cannot_write").with("path", path))
    }

    /// Copies one planned file, unless the site has it with the same bytes.
    ///
    /// # Errors
    /// As [`Output::put`].
    pub fn copy(&self, path: &str, file: &Path) -> Result<()> {
        if self.replaces && same_files(&self.target.join(path), file).unwrap_or(false) {
            self.unchanged().push(path.to_owned());
            return Ok(());
        }
        self.check_own(path)?;
        self.written.fetch_add(1, Ordering::Relaxed);
        fs::copy(file, self.staging.join(path)).or_fail(|| about("cannot_copy", file))?;
        Ok(())
    }

    /// Takes a planned file over from the earlier build, as it is; `false` where that build wrote none.
    pub fn keep(&self, path: &str) -> bool {
        let is_there =
            self.planned.contains(path) && self.previous.contains(path) && self.target.join(path).is_file();
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
    /// Where the folders cannot be exchanged; the old site is then as it was.
    pub fn publish(mut self) -> Result<Synced> {
        for path in std::mem::take(self.left_out.get_mut().unwrap_or_else(PoisonError::into_inner)) {
            self.planned.remove(&path);
        }
        let removed = self.previous.difference(&self.planned).count();
        let synced = Synced {
            written: self.written.load(Ordering::Relaxed),
            unchanged: self.unchanged().len(),
            removed,
        };
        if synced.written == 0 && removed == 0 && self.previous == self.planned {
            remove_dir(&self.staging)?;
            return Ok(synced);
        }
        self.write_manifest()?;
        self.keep_unchanged()?;
        let foreign = self.keep_foreign()?;
        self.exchanged = true;
        self.exchange()?;
        self.rescue(&foreign)?;
        remove_dir(&self.staging)?;
        Ok(synced)
    }

    fn unchanged(&self) -> MutexGuard<'_, Vec<String>> {
        self.unchanged.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn make_folders(&self) -> Result<()> {
        let folders: BTreeSet<&Path> =
            self.planned.iter().filter_map(|path| Path::new(path).parent()).collect();
        for folder in folders {
            let folder = self.staging.join(folder);
            fs::create_dir_all(&folder).or_fail(|| about("cannot_make_folder", &folder))?;
        }
        if let Ok(metadata) = fs::metadata(&self.target) {
            fs::set_permissions(&self.staging, metadata.permissions())?;
        }
        Ok(())
    }

    fn check_own(&self, path: &str) -> Result<()> {
        let target = self.target.join(path);
        let known = !self.replaces || self.force || self.previous.contains(path);
        if known || !target.exists() || self.is_own_folder(path) {
            return Ok(());
        }
        Err(Failure::new(about("foreign_file", &target)).into())
    }

    /// Whether a path is a folder that holds nothing of others, and so gives way to a file of its name.
    fn is_own_folder(&self, path: &str) -> bool {
        self.target.join(path).is_dir() && !self.foreign(&self.target).iter().any(|p| p.starts_with(path))
    }

    fn write_manifest(&self) -> Result<()> {
        let lines: String = self.planned.iter().flat_map(|path| [path.as_str(), "\n"]).collect();
        fs::write(self.staging.join(MANIFEST), lines)
            .or_fail(|| Message::new("cannot_write").with("path", MANIFEST))
    }

    fn keep_unchanged(&self) -> Result<()> {
        self.unchanged()
            .par_iter()
            .try_for_each(|path| link(&self.target.join(path), &self.staging.join(path)))
    }

    /// Brings what others put into the output folder into the new site; gives the paths.
    fn keep_foreign(&self) -> Result<BTreeSet<PathBuf>> {
        let foreign = self.foreign(&self.target);
        for path in &foreign {
            let (old, new) = (self.target.join(path), self.staging.join(path));
            if fs::symlink_metadata(&old)?.is_dir() {
                fs::create_dir_all(new)?;
                continue;
            }
            if let Some(folder) = new.parent() {
                fs::create_dir_all(folder)?;
            }
            link(&old, &new)?;
        }
        Ok(foreign)
    }

    /// What is below a folder that no build made and none will: files, and folders, which may be empty.
    /// (A Git repository is none without its `refs`.)
    fn foreign(&self, dir: &Path) -> BTreeSet<PathBuf> {
        let own = || self.previous.union(&self.planned);
        let folders = folders(own());
        let files: HashSet<&Path> = own().map(Path::new).chain([Path::new(MANIFEST)]).collect();
        let entries = WalkDir::new(dir).min_depth(1).into_iter().filter_map(Result::ok);
        let foreign = entries.filter_map(|entry| {
            let path = entry.path().strip_prefix(dir).ok()?;
            let own = if entry.file_type().is_dir() { &folders } else { &files };
            (!own.contains(path)).then(|| path.to_owned())
        });
        foreign.collect()
    }

    fn exchange(&self) -> Result<()> {
        if !self.target.exists() {
            return fs::rename(&self.staging, &self.target).or_fail(|| about("cannot_publish", &self.target));
        }
        match renameat_with(CWD, &self.staging, CWD, &self.target, RenameFlags::EXCHANGE) {
            Ok(()) => Ok(()),
            // No such call on this system or file system, or the folder is a mount point.
            Err(_) => self.replace_files(),
        }
    }

    /// The second best: file by file. Each file is whole at every moment, though not the site.
    fn replace_files(&self) -> Result<()> {
        for path in self.planned.iter().map(String::as_str).chain([MANIFEST]) {
            let target = self.target.join(path);
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::rename(self.staging.join(path), &target)
                .or_fail(|| Message::new("cannot_write").with("path", path))?;
        }
        for path in self.previous.difference(&self.planned) {
            remove_with_folders(&self.target, path)?;
        }
        Ok(())
    }

    /// After the exchange the old site is in the staging folder. What somebody put there meanwhile goes
    /// where they meant it to be.
    fn rescue(&self, kept: &BTreeSet<PathBuf>) -> Result<()> {
        for path in self.foreign(&self.staging).difference(kept) {
            let target = self.target.join(path);
            if let Some(folder) = target.parent().filter(|_| !target.exists()) {
                fs::create_dir_all(folder)?;
                fs::rename(self.staging.join(path), &target)?;
            }
        }
        Ok(())
    }
}

/// A build that cannot go on leaves nothing beside the site.
impl Drop for Output {
    fn drop(&mut self) {
        if !self.exchanged {
            let _ = remove_dir(&self.staging);
        }
    }
}

/// A path of a manifest that stays inside the site.
fn is_inside(path: &str) -> bool {
    let path = Path::new(path);
    path.components().all(|part| matches!(part, std::path::Component::Normal(_)))
}

/// The folders that files with these paths stand in.
fn folders<'a>(paths: impl IntoIterator<Item = &'a String>) -> HashSet<&'a Path> {
    paths.into_iter().flat_map(|path| Path::new(path).ancestors().skip(1)).collect()
}

fn absolute(path: &Path) -> Result<PathBuf> {
    // A link to a folder stays a link: the folder behind it is exchanged.
    match fs::canonicalize(path) {
        Ok(path) => Ok(path),
        Err(_) => std::path::absolute(path).or_fail(|| about("cannot_find", path)),
    }
}

/// Folders can be locked where they can be opened, which is everywhere but on Windows.
fn lock(dir: &Path) -> Result<Option<File>> {
    let Ok(file) = File::open(dir) else { return Ok(None) };
    file.lock().or_fail(|| about("cannot_lock", dir))?;
    Ok(Some(file))
}

fn remove_dir(dir: &Path) -> Result<()> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).or_fail(|| about("cannot_remove", dir))
        }
        _ => Ok(()),
    }
}

/// Removes a file and the folders that it leaves empty.
fn remove_with_folders(root: &Path, path: &str) -> Result<()> {
    match fs::remove_file(root.join(path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    // The first folder that is not empty ends it.
    let _ = Path::new(path).ancestors().skip(1).try_for_each(|folder| fs::remove_dir(root.join(folder)));
    Ok(())
}

/// One file under two names, or a copy where the file system has no links.
fn link(from: &Path, to: &Path) -> Result<()> {
    let linked = fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(drop));
    linked.or_fail(|| about("cannot_keep", from))
}

fn has_bytes(file: &Path, bytes: &[u8]) -> bool {
    let same_size =
        fs::metadata(file).is_ok_and(|metadata| metadata.is_file() && metadata.len() == bytes.len() as u64);
    same_size && fs::read(file).is_ok_and(|found| found == bytes)
}

fn same_files(a: &Path, b: &Path) -> io::Result<bool> {
    if fs::metadata(a)?.len() != fs::metadata(b)?.len() {
        return Ok(false);
    }
    let (mut a, mut b) = (File::open(a)?, File::open(b)?);
    let (mut left, mut right) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    loop {
        let n = a.read(&mut left)?;
        if n == 0 {
            return Ok(true);
        }
        b.read_exact(&mut right[..n])?;
        if left[..n] != right[..n] {
            return Ok(false);
        }
    }
}
