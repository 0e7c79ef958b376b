//! Sidecars in the cache: which records they belong to, and which belong to none.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{CachedFile, SourceCache};
use crate::disk::source::{self, Places, SourceFile};
use crate::record::ContentPath;
use crate::record::files::{self, Sidecar};

impl SourceCache {
    /// The paths, and those of the records beside which any of them is a sidecar.
    pub(super) fn with_records(&self, paths: &[PathBuf]) -> Vec<PathBuf> {
        let mut all = paths.to_vec();
        let inside = paths.iter().map(|path| source::relative(self.dir(), path));
        for sidecar in inside.filter(|path| Sidecar::is_one(path) || files::may_be_either(path)) {
            let files = self.records_beside(&sidecar).filter_map(|(_, file)| file.stamped.first());
            all.extend(files.map(|own| own.file.clone()));
        }
        all
    }

    /// The records beside which a file would be a sidecar, if it has the ending of one.
    fn records_beside<'a>(
        &'a self,
        sidecar: &'a str,
    ) -> impl Iterator<Item = (&'a ContentPath, &'a CachedFile)> {
        files::bases_of_sidecar(sidecar).flat_map(|base| self.with_base(base))
    }

    /// What is called so but for the ending of records.
    fn with_base<'a>(&'a self, base: &'a str) -> impl Iterator<Item = (&'a ContentPath, &'a CachedFile)> {
        let bare = [ContentPath::new(base), ContentPath::decoded(base)];
        let bare = bare.into_iter().filter_map(|path| self.files.get_key_value(&path));
        let dotted = format!("{base}.");
        let rest = self.files.range(ContentPath::new(dotted.as_str())..);
        let rest = rest.take_while(move |(record, _)| record.as_str().starts_with(&dotted));
        bare.chain(rest.filter(move |(record, _)| files::base(record.as_str()) == base))
    }

    /// The sidecars that are left of a record whose file is gone.
    pub(super) fn sidecars_left(&self, file: &Path) -> Vec<(ContentPath, PathBuf)> {
        let record = source::content_path(self.dir(), file);
        let cached = self.files.get(&record);
        let kinds = cached.into_iter().flat_map(|cached| cached.held.sidecars());
        // What may be a record is none that is left.
        let kinds = kinds.filter(|kind| *kind != Sidecar::JSON);
        let beside = kinds.map(|kind| (kind.beside(&record), kind.beside_file(file)));
        beside.filter(|(_, sidecar)| source::is_file(sidecar)).collect()
    }

    /// The sidecars without a record after a look at some paths: `known` are the records that were there, and `found`
    /// the files and sidecars that are there now. A record that stands elsewhere may have them, too.
    pub(super) fn left_alone(
        &self,
        places: &Places,
        known: &BTreeSet<&ContentPath>,
        files: &BTreeSet<SourceFile>,
        found: BTreeMap<ContentPath, PathBuf>,
    ) -> BTreeMap<ContentPath, PathBuf> {
        let mut alone = self.beside.alone.clone();
        alone.retain(|_, file| !places.cover(file));
        alone.extend(found);
        for file in files {
            for (kind, _) in &file.sidecars {
                alone.remove(&kind.beside(&file.path));
            }
        }
        let is_of = |sidecar: &ContentPath, record: &ContentPath| {
            Sidecar::all().any(|kind| kind.beside(record) == *sidecar)
        };
        alone.retain(|sidecar, _| {
            let mut others =
                self.records_beside(sidecar.as_str()).filter(|(record, _)| !known.contains(record));
            !others.any(|(record, _)| is_of(sidecar, record))
        });
        alone
    }
}
