//! Where a site may be written: which folder a path means, and which folders are never taken.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Result;
use walkdir::WalkDir;

use super::own::MANIFEST;
use crate::base::error::{Failure, OrFail, about};
use crate::base::message::Message;

/// What belongs to the system, with everything below it.
const SYSTEM_TREES: [&str; 26] = [
    "/Applications",
    "/Library",
    "/System",
    "/bin",
    "/boot",
    "/etc",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/nix",
    "/private/etc",
    "/proc",
    "/sbin",
    "/snap",
    "/sys",
    "/usr/bin",
    "/usr/include",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/libexec",
    "/usr/local/bin",
    "/usr/local/etc",
    "/usr/local/lib",
    "/usr/sbin",
];

/// Folders that many share. A site may stand below them, but must not take their place, nor that of what holds them.
const SHARED_FOLDERS: [&str; 21] = [
    "/Users",
    "/Volumes",
    "/dev/shm",
    "/home",
    "/media",
    "/opt",
    "/private/tmp",
    "/private/var/tmp",
    "/root",
    "/run",
    "/tmp",
    "/usr/local/share",
    "/usr/share",
    "/usr/src",
    "/var/cache",
    "/var/home",
    "/var/lib",
    "/var/log",
    "/var/run",
    "/var/spool",
    "/var/tmp",
];

/// Each folder in these is somebody's home.
const HOMES: [&str; 3] = ["/Users", "/home", "/var/home"];

/// What hosts and file systems put into a folder that is to be a site, besides hidden entries.
const OF_HOSTS: [&str; 4] = ["CNAME", "_headers", "_redirects", "lost+found"];

/// The folder that a path means, without links in it. It need not be there yet.
///
/// # Errors
/// Where something else is there, or a link that leads nowhere.
pub fn resolve(path: &Path) -> Result<PathBuf> {
    match fs::canonicalize(path) {
        Ok(found) if found.is_dir() => Ok(found),
        Ok(found) => Err(Failure::new(about("output_no_folder", &found)).into()),
        Err(error) => match fs::read_link(path) {
            Ok(to) => {
                let what = about("output_dangling", path).with("to", to.display().to_string());
                Err(Failure::new(what).into())
            }
            Err(_) => to_be(path, error),
        },
    }
}

/// The path of a folder that is not there yet, by that of the folder it will be in.
fn to_be(path: &Path, error: io::Error) -> Result<PathBuf> {
    let hidden = error.kind() == io::ErrorKind::PermissionDenied;
    if hidden {
        return Err(error).or_fail(|| about("cannot_find", path));
    }
    let path = std::path::absolute(path).or_fail(|| about("cannot_find", path))?;
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { return Ok(path) };
    Ok(fs::canonicalize(parent).map(|parent| parent.join(name)).unwrap_or(path))
}

/// The folder that a path means, if a site may be written there.
pub(super) fn find(path: &Path, force: bool) -> Result<PathBuf> {
    let target = resolve(path)?;
    let home = std::env::home_dir().and_then(|home| fs::canonicalize(home).ok());
    if is_reserved(&target, home.as_deref()) {
        return Err(Failure::new(about("output_reserved", &target)).into());
    }
    let is_new = fs::symlink_metadata(target.join(MANIFEST)).is_err();
    if !force
        && is_new
        && let Some(entry) = taken_by(&target)
    {
        let what = about("output_foreign", &target).with("entry", entry.display().to_string());
        return Err(Failure::new(what).into());
    }
    target.file_name().or_fail(|| Message::new("output_no_name"))?;
    Ok(target)
}

/// Whether a folder is the system's or somebody's home, or holds such a folder.
fn is_reserved(target: &Path, home: Option<&Path>) -> bool {
    let holds = |folder: &Path| folder.starts_with(target);
    let mut trees = SYSTEM_TREES.iter().map(Path::new);
    trees.any(|tree| target.starts_with(tree) || holds(tree))
        || SHARED_FOLDERS.iter().map(Path::new).any(holds)
        || home.is_some_and(holds)
        || target.parent().is_some_and(|parent| HOMES.iter().any(|homes| parent == Path::new(homes)))
}

/// Something in a folder without a manifest that shows it to be no site of ours; a file, if there is any.
fn taken_by(target: &Path) -> Option<PathBuf> {
    let is_of_host = |name: &str| name.starts_with('.') || OF_HOSTS.contains(&name);
    let entries = fs::read_dir(target).ok()?.filter_map(Result::ok);
    let taken = entries.filter(|entry| !entry.file_name().to_str().is_some_and(is_of_host));
    let first = taken.map(|entry| entry.path()).min()?;
    let mut files = WalkDir::new(&first).sort_by_file_name().into_iter().filter_map(Result::ok);
    let file = files.find(|entry| !entry.file_type().is_dir()).map(walkdir::DirEntry::into_path);
    Some(file.unwrap_or(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_the_system_and_homes_are_reserved_and_folders_for_sites_are_not() {
        let is_reserved = |path: &str| is_reserved(Path::new(path), Some(Path::new("/data/people/ann")));
        for path in [
            "/",
            "/etc",
            "/etc/nginx/html",
            "/usr",
            "/usr/bin",
            "/usr/lib/site",
            "/usr/share",
            "/usr/local",
            "/bin",
            "/sbin",
            "/lib",
            "/lib64",
            "/boot",
            "/dev",
            "/dev/shm",
            "/proc/1",
            "/sys",
            "/var",
            "/var/lib",
            "/root",
            "/home",
            "/home/ann",
            "/Users/ann",
            "/opt",
            "/tmp",
            "/System/Volumes",
            "/Library",
            "/Applications",
            "/private",
            "/private/etc",
            "/data/people/ann",
            "/data/people",
            "/data",
        ] {
            assert!(is_reserved(path), "{path}");
        }
        for path in [
            "/var/www",
            "/var/www/site",
            "/var/www/html",
            "/srv",
            "/srv/x",
            "/opt/x/public",
            "/home/ann/site/public",
            "/root/site/public",
            "/usr/share/nginx/html",
            "/usr/local/www/site",
            "/tmp/site",
            "/dev/shm/site",
            "/mnt",
            "/data/people/ann/public",
            "/data/people/bob",
            "/etcetera",
            "/site",
            "/var/lib/site/public",
        ] {
            assert!(!is_reserved(path), "{path}");
        }
    }
}
