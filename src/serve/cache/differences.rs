//! Whether a folder is as it was read, by what can be seen without reading.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ahash::{HashMap, HashSet};
use anyhow::Result;

use super::SourceCache;
use crate::disk::source::{self, SourceFile, Stamp, Stamped};
use crate::record::ContentPath;
use crate::record::files::CORRECTIONS;

impl SourceCache {
    /// The files that are not as they were when they were read, by size and time alone, and what they are.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn differences(&self) -> Result<Vec<Stamped>> {
        let sources = self.folder.scan()?;
        let known = self.files.values().flat_map(|file| &file.stamped);
        let known: HashMap<&Path, Option<Stamp>> =
            known.map(|known| (known.file.as_path(), known.stamp)).collect();
        let corrections = self.dir().join(CORRECTIONS);
        let corrections = Stamped::now(corrections);
        let mut different = Vec::new();
        if corrections.stamp != self.corrected.stamp {
            different.push(corrections);
        }
        let mut seen: HashSet<PathBuf> = HashSet::default();
        for found in sources.files.iter().flat_map(SourceFile::stamped) {
            seen.insert(found.file.clone());
            if known.get(found.file.as_path()) != Some(&found.stamp) {
                different.push(found);
            }
        }
        let alone: BTreeSet<&PathBuf> = sources.beside.alone.values().collect();
        for file in alone.symmetric_difference(&self.beside.alone.values().collect()) {
            different.push(Stamped::now((*file).clone()));
        }
        let names = [&sources.beside.pictures, &self.beside.pictures].map(|pictures| pictures.values());
        let [found, were] = names.map(|files| files.collect::<BTreeSet<&PathBuf>>());
        let pictures = found.symmetric_difference(&were).map(|file| Stamped::now((*file).clone()));
        different.extend(pictures);
        let shown = self.album.values().map(|known| &known.stamped);
        let changed = shown.map(|known| (known, Stamped::now(known.file.clone())));
        different.extend(changed.filter(|(known, now)| *known != now).map(|(_, now)| now));
        // What was kept of files has no stamp, and is found above.
        let was_found = |path: &str| sources.beside.unread.contains_key(path);
        let is_file = |path: &str| self.files.contains_key(&ContentPath::new(path));
        let new = sources.beside.unread.keys().filter(|path| !self.beside.unread.contains_key(*path));
        let again = self.beside.unread.keys().filter(|path| !was_found(path) && !is_file(path));
        let without_stamp = |file: PathBuf| Stamped { file, stamp: None };
        different.extend(new.chain(again).map(|path| without_stamp(self.dir().join(path))));
        let is_hidden = |file: &Path| sources.beside.hides(&source::relative(self.dir(), file));
        let gone = known.keys().filter(|file| !seen.contains(**file) && !is_hidden(file));
        different.extend(gone.map(|file| without_stamp(file.to_path_buf())));
        Ok(different)
    }
}
