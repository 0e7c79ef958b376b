//! Folders that a build keeps for itself: no other user reads them, and no repository takes them in.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

/// What git reads in such a folder.
const IGNORE: &str = ".gitignore";
const EVERYTHING: &[u8] = b"*\n";

/// Makes a folder, where there is none, with those above it.
///
/// # Errors
/// Where it cannot be made.
pub fn make(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    mark(folder);
    Ok(())
}

/// Lets git pass over a folder. Whatever has that name already stays as it is, and where a link leads, too.
pub fn mark(folder: &Path) {
    unmark(folder);
    let file = OpenOptions::new().write(true).create_new(true).open(folder.join(IGNORE));
    // Without it, git asks whether to add the folder, which does no harm by itself.
    let _ = file.and_then(|mut file| file.write_all(EVERYTHING));
}

/// Takes the mark away again, also one that somebody was killed at writing.
pub fn unmark(folder: &Path) {
    let mark = folder.join(IGNORE);
    let is_own = fs::symlink_metadata(&mark).is_ok_and(|found| found.is_file())
        && fs::read(&mark).is_ok_and(|bytes| EVERYTHING.starts_with(&bytes));
    if is_own {
        let _ = fs::remove_file(mark);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_that_is_half_there_is_known_as_one() {
        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().join(IGNORE);
        for there in [None, Some(&b""[..]), Some(b"*"), Some(EVERYTHING)] {
            there.iter().for_each(|bytes| fs::write(&mark, bytes).unwrap());
            super::mark(folder.path());
            assert_eq!(fs::read(&mark).unwrap(), EVERYTHING);
            there.iter().for_each(|bytes| fs::write(&mark, bytes).unwrap());
            unmark(folder.path());
            assert!(!mark.exists());
        }
    }

    #[test]
    fn what_somebody_else_says_stays() {
        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().join(IGNORE);
        fs::write(&mark, "*.tmp\n").unwrap();
        super::mark(folder.path());
        unmark(folder.path());
        assert_eq!(fs::read(&mark).unwrap(), b"*.tmp\n");
    }
}
