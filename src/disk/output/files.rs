//! Files and folders: comparing, linking, removing, and why they cannot be written.

use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use anyhow::Result;
use rustix::fs::{Access, AtFlags, CWD, accessat, statvfs};
use walkdir::WalkDir;

use crate::base::error::Failure;
use crate::base::message::Message;

/// Says of a disk that is full what it lacks: a disk with room for bytes may have none for files.
pub(super) fn explain<T>(result: io::Result<T>, folder: &Path) -> Result<T> {
    let lacks_inodes = || statvfs(folder).is_ok_and(|disk| disk.f_files > 0 && disk.f_favail == 0);
    result.map_err(|error| match error.kind() {
        ErrorKind::StorageFull if lacks_inodes() => Failure::new(Message::new("io_no_inodes")).into(),
        _ => error.into(),
    })
}

/// Gives a folder the owner and mode of another, as far as that is allowed.
pub(super) fn liken(folder: &Path, model: &Path) -> io::Result<()> {
    let (Ok(model), own) = (fs::metadata(model), fs::metadata(folder)?) else { return Ok(()) };
    if !model.is_dir() {
        return Ok(());
    }
    if (model.uid(), model.gid()) != (own.uid(), own.gid()) {
        let _ = chown(folder, Some(model.uid()), Some(model.gid()));
    }
    if model.mode() == own.mode() { Ok(()) } else { fs::set_permissions(folder, model.permissions()) }
}

/// Removes a folder with all that is in it, or as much of it as can be removed; gives the first path that cannot.
pub(super) fn remove_tree(folder: &Path) -> Option<PathBuf> {
    match fs::remove_dir_all(folder) {
        Ok(()) => return None,
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        Err(_) => {}
    }
    open_up(folder);
    let mut left = None;
    for entry in WalkDir::new(folder).contents_first(true) {
        let removed = match &entry {
            Ok(entry) if entry.file_type().is_dir() => fs::remove_dir(entry.path()),
            Ok(entry) => fs::remove_file(entry.path()),
            Err(error) => Err(error.io_error().map_or(ErrorKind::Other, io::Error::kind).into()),
        };
        let path = entry.as_ref().map_or_else(walkdir::Error::path, |entry| Some(entry.path()));
        if removed.is_err() && left.is_none() {
            left = path.map(Path::to_owned);
        }
    }
    left.filter(|_| folder.exists())
}

/// Lets the folders below one be changed, where they are ours.
fn open_up(folder: &Path) {
    for entry in WalkDir::new(folder).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_dir() {
            let _ = fs::set_permissions(entry.path(), Permissions::from_mode(0o700));
        }
    }
}

/// Removes a file and the folders that it leaves empty.
pub(super) fn remove_with_folders(root: &Path, path: &str) -> io::Result<()> {
    match fs::remove_file(root.join(path)) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    // The first folder that is not empty ends it.
    let _ = Path::new(path).ancestors().skip(1).try_for_each(|folder| fs::remove_dir(root.join(folder)));
    Ok(())
}

/// Whether entries of a folder can be made, renamed and removed.
pub(super) fn is_writable(folder: &Path) -> bool {
    accessat(CWD, folder, Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS).is_ok()
}

/// Whether a folder begins another file system, or is another folder's in its place.
pub(super) fn is_mount(folder: &Path) -> bool {
    let device = |folder: &Path| fs::symlink_metadata(folder).map(|metadata| metadata.dev()).ok();
    folder.parent().and_then(device).zip(device(folder)).is_some_and(|(above, own)| above != own)
        || is_mount_root(folder)
}

/// A folder that is bound to another place of its file system has that one's device number.
#[cfg(target_os = "linux")]
fn is_mount_root(folder: &Path) -> bool {
    use rustix::fs::{StatxAttributes, StatxFlags, statx};
    let flags = AtFlags::SYMLINK_NOFOLLOW | AtFlags::NO_AUTOMOUNT;
    statx(CWD, folder, flags, StatxFlags::TYPE)
        .is_ok_and(|found| found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

#[cfg(not(target_os = "linux"))]
fn is_mount_root(_folder: &Path) -> bool {
    false
}

pub(super) fn has_bytes(file: &Path, bytes: &[u8]) -> bool {
    let same_size =
        fs::metadata(file).is_ok_and(|metadata| metadata.is_file() && metadata.len() == bytes.len() as u64);
    same_size && fs::read(file).is_ok_and(|found| found == bytes)
}

pub(super) fn same_files(a: &Path, b: &Path) -> io::Result<bool> {
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
