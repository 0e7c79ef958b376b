//! Two folders change places in one system call, and what others have in the old one goes over to the new one.
//!
//! Others' files and folders are renamed, so they stay what they are: nothing is copied or made again. Before the
//! exchange the new folder gets a *pointer* in the place of each: a link to where it will be. So whoever reads the site
//! finds it at every moment, and after a crash the pointers say what is still to be moved.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustix::fs::{CWD, RenameFlags, renameat_with, symlink};

use super::files::{is_mount, is_writable, liken};
use super::own::{Own, read_manifest};

/// The output folder, and the folder beside it that changes places with it.
#[derive(Clone, Copy)]
pub(super) struct Exchange<'a> {
    pub(super) target: &'a Path,
    pub(super) staging: &'a Path,
}

/// How an attempt to publish ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Exchanged {
    /// The new site is in place, and the old one in the staging folder.
    Done,
    /// The same, but the staging folder holds something of others whose place is taken.
    Stranded,
    /// The folders cannot change places. All is as it was.
    Not,
}

/// What was moved from the old site to the new one.
struct Moved {
    path: PathBuf,
    /// Whether a pointer has taken its place.
    for_pointer: bool,
}

impl Exchange<'_> {
    /// Puts the staging folder in the output folder's place.
    ///
    /// # Errors
    /// Where the two have changed places and cannot do so again; nothing may be removed then.
    pub(super) fn publish(self, own: &Own<'_>) -> io::Result<Exchanged> {
        let Some(others) = own.others(self.target, Path::new("")) else { return Ok(Exchanged::Not) };
        let is_ready = others.iter().all(|path| self.is_movable(path) && self.point(path).is_ok());
        if !is_ready || !self.prepare_folders(own) || self.swap().is_err() {
            return Ok(Exchanged::Not);
        }
        self.bring(own, true)
    }

    /// Ends what a build began that was killed: brings what is others' from its staging folder to where it belongs.
    ///
    /// # Errors
    /// As [`Exchange::publish`].
    pub(super) fn recover(self) -> io::Result<Exchanged> {
        if !self.staging.is_dir() {
            return Ok(Exchanged::Done);
        }
        let (old, new) = (read_manifest(self.staging), read_manifest(self.target));
        let own = Own::new(old.iter(), new.iter());
        let Some(others) = own.others(self.staging, Path::new("")) else { return Ok(Exchanged::Stranded) };
        // A staging folder without a manifest holds pages that were never published, unless pointers lead to it.
        let is_under_way = others.iter().any(|path| self.is_pointed_to(path));
        if old.is_empty() && !is_under_way {
            return Ok(Exchanged::Done);
        }
        self.bring(&own, is_under_way)
    }

    /// Moves what is others' from the old site to the new one; if any of it cannot go, all goes back where the exchange
    /// `is_under_way`, and else it stays.
    fn bring(self, own: &Own<'_>, is_under_way: bool) -> io::Result<Exchanged> {
        let undo = |moved: &[Moved]| if is_under_way { self.undo(moved) } else { Ok(Exchanged::Stranded) };
        let Some(others) = own.others(self.staging, Path::new("")) else { return undo(&[]) };
        let (mut moved, mut ended) = (Vec::new(), Exchanged::Done);
        for path in others.into_iter().filter(|path| !self.is_pointer(&self.staging.join(path), path)) {
            let for_pointer = self.is_pointed_to(&path);
            // Somebody put it there while the site was built, and something else is where it would go.
            if !for_pointer && fs::symlink_metadata(self.target.join(&path)).is_ok() {
                ended = Exchanged::Stranded;
            } else if self.move_over(&path, for_pointer).is_ok() {
                moved.push(Moved { path, for_pointer });
            } else {
                return undo(&moved);
            }
        }
        Ok(ended)
    }

    fn move_over(self, path: &Path, for_pointer: bool) -> io::Result<()> {
        let (from, to) = (self.staging.join(path), self.target.join(path));
        if for_pointer {
            return exchange(&from, &to);
        }
        to.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::rename(from, to)
    }

    fn undo(self, moved: &[Moved]) -> io::Result<Exchanged> {
        for Moved { path, for_pointer } in moved.iter().rev() {
            let (from, to) = (self.target.join(path), self.staging.join(path));
            if *for_pointer { exchange(&from, &to)? } else { fs::rename(from, to)? }
        }
        self.swap()?;
        Ok(Exchanged::Not)
    }

    fn swap(self) -> io::Result<()> {
        exchange(self.staging, self.target)
    }

    /// Folders of the program's keep owner and mode. A folder that is a mount point cannot be made anew.
    fn prepare_folders(self, own: &Own<'_>) -> bool {
        own.folders().collect::<Vec<_>>().into_par_iter().all(|folder| {
            let (old, new) = (self.target.join(folder), self.staging.join(folder));
            let is_root = folder.is_empty();
            (is_root || !old.is_dir() || !is_mount(&old)) && (!new.is_dir() || liken(&new, &old).is_ok())
        })
    }

    /// Whether something can go to another folder. A folder has to be written to for that: it names its parent.
    fn is_movable(self, path: &Path) -> bool {
        let path = self.target.join(path);
        let is_folder = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_dir());
        path.parent().is_some_and(is_writable) && (!is_folder || is_writable(&path) && !is_mount(&path))
    }

    /// Puts a link to where something of others will be into the new site.
    fn point(self, path: &Path) -> io::Result<()> {
        let link = self.staging.join(path);
        link.parent().map_or(Ok(()), fs::create_dir_all)?;
        Ok(symlink(self.pointer(path), link)?)
    }

    /// What a link at a path of the site says that leads to the same path of the staging folder.
    fn pointer(self, path: &Path) -> PathBuf {
        let up = path.components().map(|_| "..").collect::<PathBuf>();
        up.join(self.staging.file_name().unwrap_or_default()).join(path)
    }

    fn is_pointer(self, link: &Path, path: &Path) -> bool {
        fs::read_link(link).is_ok_and(|to| to == self.pointer(path))
    }

    fn is_pointed_to(self, path: &Path) -> bool {
        self.is_pointer(&self.target.join(path), path)
    }
}

fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}
