//! A file that one build of a site holds at a time.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Held until it is dropped, which removes the file.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    /// Takes the lock. Says that it is `waiting` before it waits for another build.
    pub(super) fn take(path: &Path, waiting: &mut dyn FnMut()) -> io::Result<Self> {
        loop {
            let file = open(path)?;
            match file.try_lock() {
                // Some network file systems know no locks: a build of one's own is better than none.
                Ok(()) => {}
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
                Err(TryLockError::Error(error)) => return Err(error),
                Err(TryLockError::WouldBlock) => {
                    waiting();
                    file.lock()?;
                }
            }
            // The build that held it has removed the file, and a third may have made it again.
            if is_at(&file, path) {
                return Ok(Self { path: path.to_owned(), _file: file });
            }
        }
    }

    /// Takes the lock, unless somebody has it or nothing can be written there.
    pub(super) fn attempt(path: &Path) -> Option<Self> {
        let file = open(path).ok()?;
        file.try_lock().ok()?;
        is_at(&file, path).then(|| Self { path: path.to_owned(), _file: file })
    }

    /// Removes the file. Who waits for it sees that it is gone, and makes it again.
    pub(super) fn remove(&self) {
        let _ = fs::remove_file(&self.path);
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.remove();
    }
}

fn open(path: &Path) -> io::Result<File> {
    let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    // A killed build of another user may have left it: it can be locked all the same.
    opened.or_else(|error| File::open(path).map_err(|_| error))
}

fn is_at(file: &File, path: &Path) -> bool {
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    let (held, found) = (file.metadata().map(identity), fs::metadata(path).map(identity));
    matches!((held, found), (Ok(held), Ok(found)) if held == found)
}
