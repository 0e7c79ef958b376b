//! What is known of the files of a site: what the builds before left, and what this one finds.

use std::mem;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use ahash::HashMap;
use rayon::prelude::*;

use crate::base::digest::Digest;
use crate::disk::seen::Seen;
use crate::disk::state::{Outputs, Written};

/// A file that this build wrote or copied.
#[derive(Debug)]
struct Made {
    key: Digest,
    /// Of its bytes.
    digest: Digest,
}

/// What is known of a site's files.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// What the builds before left.
    pub(super) known: Arc<Outputs>,
    /// The files that are as they were.
    kept: Mutex<HashMap<String, Written>>,
    made: Mutex<HashMap<String, Made>>,
}

impl Ledger {
    /// Whether a file of the site stands in `target` as it was written with a key.
    pub(super) fn keep(&self, path: &str, key: Digest, target: &Path) -> bool {
        self.take_over(path, self.known.current(path, key, &target.join(path)))
    }

    /// The same, with another key from now on.
    pub(super) fn keep_with(&self, path: &str, key: Digest, target: &Path) -> bool {
        let standing = self.known.standing(path, &target.join(path));
        self.take_over(path, standing.map(|written| Written { key, ..written }))
    }

    fn take_over(&self, path: &str, written: Option<Written>) -> bool {
        let Some(written) = written else { return false };
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), written);
        true
    }

    /// Whether all files stand as they were written.
    pub(super) fn keep_all(&self, paths: &[&String], target: &Path) -> bool {
        let standing =
            |path: &&String| Some(((*path).clone(), self.known.standing(path, &target.join(path))?));
        let kept: Option<HashMap<_, _>> = paths.par_iter().map(standing).collect();
        let is_all = kept.is_some();
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = kept.unwrap_or_default();
        is_all
    }

    /// Which file stands at a path, where it was found to be as it was.
    pub(super) fn inode(&self, path: &str) -> Option<u64> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(path).map(|written| written.seen.inode())
    }

    /// Notes a file that was written or copied.
    pub(super) fn note(&self, path: &str, key: Digest, digest: Digest) {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.insert(path.to_owned(), Made { key, digest });
    }

    /// What the next build has to know of the files, which are in place.
    pub(super) fn take(&mut self, target: &Path) -> Outputs {
        let made = mem::take(self.made.get_mut().unwrap_or_else(PoisonError::into_inner));
        let written = made.into_par_iter().filter_map(|(path, Made { key, digest })| {
            let seen = Seen::now(&target.join(&path))?;
            Some((path, Written { key, digest, seen }))
        });
        let written: Vec<_> = written.collect();
        let mut files = mem::take(self.kept.get_mut().unwrap_or_else(PoisonError::into_inner));
        files.extend(written);
        Outputs::new(files)
    }
}
