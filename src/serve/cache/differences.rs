//! Whether a folder is as it was read, by what can be seen without reading.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ahash::{HashMap, HashSet};
use anyhow::Result;

use super::SourceCache;
use crate::disk::source::{self, SourceFile, Stamp};
use crate::record::ContentPath;
use crate::record::files::CORRECTIONS;

impl SourceCache {
    /// The files that are not as they were when they were read, by size and time alone, and what they are.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn differences(&self) -> Result<Vec<(PathBuf, Option<Stamp>)>> {
        let sources = self.folder.scan()?;
        let stamps = self.files.values().flat_map(|file| &file.stamps);
        let known: HashMap<&Path, Option<Stamp>> =
            stamps.map(|(file, stamp)| (file.as_path(), *stamp)).collect();
        let corrections = self.dir().join(CORRECTIONS);
        let stamp = source::stamp(&corrections);
        let mut different = Vec::new();
        if stamp != self.corrected.stamp {
            different.push((corrections, stamp));
        }
        let mut seen: HashSet<PathBuf> = HashSet::default();
        for (file, stamp) in sources.files.iter().flat_map(SourceFile::stamps) {
            if known.get(file.as_path()) != Some(&stamp) {
                different.push((file.clone(), stamp));
            }
            seen.insert(file);
        }
        let alone: BTreeSet<&PathBuf> = sources.beside.alone.values().collect();
        for file in alone.symmetric_difference(&self.beside.alone.values().collect()) {
            different.push(((*file).clone(), source::stamp(file)));
        }
        // What was kept of files has no stamp, and is found above.
        let was_found = |path: &str| sources.beside.unread.contains_key(path);
        let is_file = |path: &str| self.files.contains_key(&ContentPath::new(path));
        let new = sources.beside.unread.keys().filter(|path| !self.beside.unread.contains_key(*path));
        let again = self.beside.unread.keys().filter(|path| !was_found(path) && !is_file(path));
        different.extend(new.chain(again).map(|path| (self.dir().join(path), None)));
        let is_hidden = |file: &Path| sources.beside.hides(&source::relative(self.dir(), file));
        let gone = known.keys().filter(|file| !seen.contains(**file) && !is_hidden(file));
        different.extend(gone.map(|file| (file.to_path_buf(), None)));
        Ok(different)
    }
}
