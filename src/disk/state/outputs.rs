//! What is known of the files of the output folder.

use std::fs;
use std::path::Path;

use ahash::HashMap;
use serde::{Deserialize, Serialize};

use super::store::Store;
use crate::base::digest::Digest;
use crate::disk::seen::Seen;

/// A file as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Of all that it was made of.
    pub key: Digest,
    /// Of its bytes.
    pub digest: Digest,
    /// How it was seen then.
    pub seen: Seen,
}

/// The files of an output folder, by their addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outputs {
    /// A system that was started anew may have lost what had not come to its disk, of files that look as they did.
    boot: Option<String>,
    files: HashMap<String, Written>,
    /// Whether it has not been since.
    #[serde(skip)]
    is_of_this_boot: bool,
}

const NAME: &str = "outputs";

impl Outputs {
    /// Files that were written since the system was started.
    pub fn new(files: HashMap<String, Written>) -> Self {
        Self { boot: boot(), files, is_of_this_boot: true }
    }

    pub(super) fn read(store: &Store) -> Self {
        let outputs: Self = store.read(NAME).unwrap_or_default();
        Self { is_of_this_boot: outputs.boot == boot(), ..outputs }
    }

    pub(super) fn write(&self, store: &Store, before: &Self) {
        if self != before || !store.has(NAME) {
            store.write(NAME, self);
        }
    }

    /// Whether anything is known of the file at an address.
    pub fn has(&self, address: &str) -> bool {
        self.files.contains_key(address)
    }

    /// What is known of the file at an address, where that was made with a key and still stands as it was written at a path.
    pub fn current(&self, address: &str, key: Digest, path: &Path) -> Option<Written> {
        self.files.get(address).filter(|written| written.key == key)?;
        self.standing(address, path)
    }

    /// The same, whatever it was made with.
    pub fn standing(&self, address: &str, path: &Path) -> Option<Written> {
        let written = self.files.get(address)?;
        let seen = Seen::now(path)?;
        let is_same = self.is_of_this_boot && seen.is_same_file(&written.seen);
        let has_bytes = || fs::read(path).is_ok_and(|bytes| Digest::of(&bytes) == written.digest);
        (is_same || has_bytes()).then_some(Written { seen, ..*written })
    }
}

/// What Linux calls the time from one start to the next.
fn boot() -> Option<String> {
    fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()
}
