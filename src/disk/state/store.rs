//! Files of a cache: each is whole or not there, and says what it is for.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::base::digest::Digest;
use crate::disk::private;

/// A folder of such files; without one nothing is read and nothing written.
#[derive(Debug, Clone, Default)]
pub(super) struct Store {
    dir: Option<PathBuf>,
    key: Digest,
}

impl Store {
    /// Files are for one `key` alone.
    pub(super) fn new(dir: &Path, key: Digest) -> Self {
        Self { dir: Some(dir.to_owned()), key }
    }

    pub(super) fn is_kept(&self) -> bool {
        self.dir.is_some()
    }

    fn path(&self, name: &str) -> Option<PathBuf> {
        Some(self.dir.as_ref()?.join(name))
    }

    /// What a file holds; `None` where there is none, or it is damaged or for another key.
    pub(super) fn read<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let bytes = fs::read(self.path(name)?).ok()?;
        let (head, payload) = bytes.split_at_checked(self.head(&[]).len())?;
        if head != self.head(payload) {
            return None;
        }
        let (value, rest) = postcard::take_from_bytes(payload).ok()?;
        rest.is_empty().then_some(value)
    }

    /// Whether there is such a file, whatever it holds.
    pub(super) fn has(&self, name: &str) -> bool {
        self.path(name).is_some_and(|path| path.is_file())
    }

    /// Writes a file, or leaves none.
    pub(super) fn write(&self, name: &str, value: &impl Serialize) {
        let Some(path) = self.path(name) else { return };
        let new = path.with_extension("new");
        let is_written = postcard::to_stdvec(value).is_ok_and(|payload| {
            let write = || {
                private::make(path.parent().unwrap_or(&path))?;
                let mut file = fs::File::create(&new)?;
                file.write_all(&self.head(&payload))?;
                file.write_all(&payload)?;
                fs::rename(&new, &path)
            };
            write().is_ok()
        });
        if !is_written {
            let _ = fs::remove_file(&new);
            let _ = fs::remove_file(&path);
        }
    }

    pub(super) fn remove(&self, name: &str) {
        if let Some(path) = self.path(name) {
            let _ = fs::remove_file(path);
        }
    }

    /// The names of the files that begin with something.
    pub(super) fn names(&self, beginning: &str) -> Vec<String> {
        let Some(dir) = &self.dir else { return Vec::new() };
        let entries = fs::read_dir(dir).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        names.filter(|name| name.starts_with(beginning)).collect()
    }

    /// What stands before a payload: the key, and the digest of both.
    fn head(&self, payload: &[u8]) -> Vec<u8> {
        let mut digester = crate::base::digest::Digester::default();
        let digest = digester.digest(self.key).add(payload).finish();
        [self.key.to_bytes(), digest.to_bytes()].concat()
    }
}
