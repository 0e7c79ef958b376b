//! How a file was seen, by which it is known that nobody has written to it since.

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// What the system says of a file without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    length: u64,
    inode: u64,
    /// When it was last written, in seconds and nanoseconds: whoever writes can set it to anything.
    modified: (i64, i64),
    /// When it was last written, renamed or linked, which nobody can set.
    changed: (i64, i64),
}

/// Clocks of file systems tick at most so far apart (FAT's: two seconds). Within a tick a file can be written twice without a
/// difference. Git's index has the same trouble and this way out: <https://git-scm.com/docs/racy-git>.
const TICK: Duration = Duration::from_secs(2);

impl Seen {
    /// A file, or what a link leads to, as it is now; `None` where it cannot be looked at.
    pub fn now(file: &Path) -> Option<Self> {
        fs::metadata(file).ok().filter(Metadata::is_file).map(|found| Self::of(&found))
    }

    /// The same; `None` where somebody may write to it now without a difference.
    pub fn settled(file: &Path) -> Option<Self> {
        Self::now(file).filter(|seen| seen.is_settled_at(SystemTime::now()))
    }

    /// Which file of its file system it is.
    pub fn inode(&self) -> u64 {
        self.inode
    }

    fn of(found: &Metadata) -> Self {
        Self {
            length: found.len(),
            inode: found.ino(),
            modified: (found.mtime(), found.mtime_nsec()),
            changed: (found.ctime(), found.ctime_nsec()),
        }
    }

    /// Whether whatever comes after `moment` would be seen: it is long enough since somebody wrote.
    pub fn is_settled_at(&self, moment: SystemTime) -> bool {
        let settled = moment.checked_sub(TICK).and_then(|moment| moment.duration_since(UNIX_EPOCH).ok());
        settled.is_some_and(|settled| {
            self.changed < (settled.as_secs().cast_signed(), i64::from(settled.subsec_nanos()))
        })
    }

    /// Whether it is the same file with the same bytes, though it may have been linked or moved: what the program wrote itself.
    pub fn is_same_file(&self, other: &Self) -> bool {
        (self.length, self.inode, self.modified) == (other.length, other.inode, other.modified)
    }
}
