//! The right to build into a folder: one build at a time has it, and works in a folder that nobody else knows.

use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, Weak};

use anyhow::Result;

use super::exchange::{Exchange, Exchanged};
use super::files::{is_mount, remove_tree};
use super::lock::Lock;
use super::place;
use crate::base::error::{Failure, OrFail, about};
use crate::base::message::Message;

/// An output folder that no other build writes to until this is dropped.
#[derive(Debug)]
pub struct Claim {
    pub(super) target: PathBuf,
    pub(super) force: bool,
    /// Whether the staging folder stands beside the output folder, and can take its place.
    pub(super) beside: bool,
    /// What earlier builds left beside the site and cannot be removed.
    pub(super) left: Vec<PathBuf>,
    pub(super) scratch: Arc<Scratch>,
}

/// What a build has on disk until its site is published.
#[derive(Debug)]
pub(super) struct Scratch {
    pub(super) staging: PathBuf,
    /// The staging folder of the first build, where others have left theirs.
    desk: PathBuf,
    lock: Lock,
    /// Held for reading by whoever writes, and for writing by whoever ends that.
    gate: RwLock<()>,
}

/// Stops a build that is to end at once.
#[derive(Debug, Clone)]
pub struct Abort(Weak<Scratch>);

impl Claim {
    /// Claims the folder that a path means. Says that it is `waiting` where another build has it. With `force`, a folder
    /// is taken that holds something else, and files that the program did not write may be replaced.
    ///
    /// # Errors
    /// Where no site may be written there, or nothing can.
    pub fn take(path: &Path, force: bool, mut waiting: impl FnMut(&Path)) -> Result<Self> {
        let target = place::find(path, force)?;
        let mut waiting = || waiting(&target);
        let (desk, lock) = Desk::choose(&target, &mut waiting)?;
        let mut left = Vec::new();
        if desk.beside && target.join(STAGING).exists() {
            left.extend(remove_tree(&target.join(STAGING)));
        }
        let staging = free_staging(&target, &desk.staging, &mut left)?;
        let scratch = Arc::new(Scratch { staging, desk: desk.staging, lock, gate: RwLock::default() });
        Ok(Self { beside: desk.beside, target, force, left, scratch })
    }

    /// Where what the next build has to know is kept: beside the site, where that is allowed.
    pub fn cache(&self) -> Option<PathBuf> {
        self.beside(CACHE)
    }

    /// Where the site that a build has replaced stays.
    pub(super) fn spare(&self) -> Option<PathBuf> {
        self.beside(SPARE)
    }

    fn beside(&self, end: &str) -> Option<PathBuf> {
        self.beside.then(|| with_end(&self.scratch.desk, end))
    }

    /// The output folder.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// What stops this build.
    pub fn abort(&self) -> Abort {
        Abort(Arc::downgrade(&self.scratch))
    }
}

impl Abort {
    /// Removes what the build has written, unless it is being published: then this waits until that has been done.
    /// The build stands still from then on, so the program has to end.
    pub fn run(&self) {
        let Some(scratch) = self.0.upgrade() else { return };
        let gate = scratch.gate.write().unwrap_or_else(PoisonError::into_inner);
        remove_tree(&scratch.staging);
        scratch.lock.remove();
        mem::forget(gate);
    }
}

impl Scratch {
    /// Lets somebody write, unless the build has been stopped.
    pub(super) fn pass(&self) -> RwLockReadGuard<'_, ()> {
        self.gate.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where builds keep what the next one has to know, for an output folder that is not claimed: beside it, where that is allowed.
pub fn cache_of(output: &Path) -> Option<PathBuf> {
    let desk = Desk::free(&place::find(output, true).ok()?)?;
    Some(with_end(&desk.staging, CACHE))
}

/// Does something while no build is at work; nothing where one is, or where nobody can tell.
pub fn between_builds(output: &Path, work: impl FnOnce()) {
    let desk = place::find(output, true).ok().and_then(|target| Desk::free(&target));
    if let Some(_lock) = desk.and_then(|desk| Lock::attempt(&desk.lock)) {
        work();
    }
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(end);
    path.into()
}

/// What stands behind the name of the staging folder in those that outlast a build.
const CACHE: &str = "-cache";
const SPARE: &str = "-spare";

/// Names in an output folder that a build works in.
const STAGING: &str = ".synopsite-staging";
const LOCK: &str = ".synopsite-lock";

/// Where a build works.
struct Desk {
    staging: PathBuf,
    lock: PathBuf,
    beside: bool,
}

impl Desk {
    /// Beside an output folder, where that may be.
    fn free(target: &Path) -> Option<Self> {
        let names = (!target.is_dir() || !is_mount(target)).then(|| Self::named(target));
        names?.ok()
    }

    /// Beside the output folder where that is the same disk and can be written to, else in it.
    fn choose(target: &Path, waiting: &mut dyn FnMut()) -> Result<(Self, Lock)> {
        let inside = Self { staging: target.join(STAGING), lock: target.join(LOCK), beside: false };
        let desk = if target.is_dir() && is_mount(target) {
            inside
        } else {
            let desk = Self::beside(target)?;
            match Lock::take(&desk.lock, waiting) {
                Ok(lock) => return Ok((desk, lock)),
                Err(error) if target.is_dir() && forbids(&error) => inside,
                Err(error) => return Err(error).or_fail(|| about("cannot_lock", target)),
            }
        };
        let lock = Lock::take(&desk.lock, waiting).or_fail(|| about("cannot_lock", target))?;
        Ok((desk, lock))
    }

    fn beside(target: &Path) -> Result<Self> {
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).or_fail(|| about("cannot_make_folder", parent))?;
        }
        Self::named(target)
    }

    fn named(target: &Path) -> Result<Self> {
        let (parent, name) =
            target.parent().zip(target.file_name()).or_fail(|| Message::new("output_no_name"))?;
        let hidden = |end: &str| {
            let parts = [".".as_ref(), name, end.as_ref()];
            parent.join(parts.into_iter().collect::<OsString>())
        };
        Ok(Self { staging: hidden(".synopsite"), lock: hidden(".synopsite.lock"), beside: true })
    }
}

/// Whether a folder takes no files of ours, or none with such long names.
fn forbids(error: &io::Error) -> bool {
    use ErrorKind::{InvalidFilename, PermissionDenied, ReadOnlyFilesystem};
    matches!(error.kind(), PermissionDenied | ReadOnlyFilesystem | InvalidFilename)
}

/// A path for the staging folder at which nothing is left of builds that were killed. What others have there is brought
/// to where it belongs first, and what cannot be removed stays and is told of.
fn free_staging(target: &Path, staging: &Path, left: &mut Vec<PathBuf>) -> Result<PathBuf> {
    /// So many folders are left of earlier builds at most.
    const MAX: usize = 100;
    for number in 1..=MAX {
        let staging = match number {
            1 => staging.to_owned(),
            _ => with_end(staging, &format!("-{number}")),
        };
        let recovered = Exchange { target, staging: &staging }.recover();
        if recovered.or_fail(|| about("cannot_remove", &staging))? == Exchanged::Stranded {
            left.push(staging);
        } else if let Some(path) = remove_tree(&staging) {
            left.push(path);
        } else {
            return Ok(staging);
        }
    }
    Err(Failure::new(about("cannot_remove", staging)).into())
}
