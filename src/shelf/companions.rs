//! Companions on the shelf: which records they belong to, and which belong to none.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::{Shelf, Volume};
use crate::dossier::{self, Companion};
use crate::record::ContentPath;
use crate::source::{self, SourceFile};

impl Shelf {
    /// The paths, and those of the records beside which any of them is a companion.
    pub(super) fn with_records(&self, paths: &[PathBuf]) -> Vec<PathBuf> {
        let records = paths.iter().flat_map(|path| {
            let inside = source::relative(&self.dir, path);
            let is_companion = Companion::of(&inside).is_some();
            let volumes = self.beside(&inside).map(|(_, volume)| volume);
            volumes.filter(move |_| is_companion).filter_map(|volume| volume.stamps.first())
        });
        let mut all = paths.to_vec();
        all.extend(records.map(|(file, _)| file.clone()));
        all
    }

    /// The records beside which a file would be a companion, if it has the ending of one.
    fn beside<'a>(
        &'a self,
        companion: &str,
    ) -> impl Iterator<Item = (&'a ContentPath, &'a Volume)> + use<'a> {
        let base = dossier::base_of_companion(companion).to_owned();
        let bare = self.volumes.get_key_value(&ContentPath::new(base.as_str()));
        let dotted = format!("{base}.");
        let rest = self.volumes.range(ContentPath::new(dotted.as_str())..);
        let rest = rest.take_while(move |(record, _)| record.as_str().starts_with(&dotted));
        bare.into_iter().chain(rest.filter(move |(record, _)| dossier::base(record.as_str()) == base))
    }

    /// The companions without a record after a look at some paths: `known` are the records that were there, and `found`
    /// the files and companions that are there now. A record that stands elsewhere may have them, too.
    pub(super) fn left_alone(
        &self,
        paths: &[PathBuf],
        known: &BTreeSet<&ContentPath>,
        (files, found): (&BTreeSet<SourceFile>, Vec<ContentPath>),
    ) -> BTreeSet<ContentPath> {
        let is_looked_at = |companion: &ContentPath| {
            let file = self.dir.join(companion.as_str());
            paths.iter().any(|path| file.starts_with(path))
        };
        let mut alone = self.alone.clone();
        alone.retain(|companion| !is_looked_at(companion));
        alone.extend(found);
        for file in files {
            for (kind, _) in &file.companions {
                alone.remove(&kind.beside(&file.path));
            }
        }
        let is_of = |companion: &ContentPath, record: &ContentPath| {
            Companion::ALL.iter().any(|kind| kind.beside(record) == *companion)
        };
        alone.retain(|companion| {
            let mut others = self.beside(companion.as_str()).filter(|(record, _)| !known.contains(record));
            !others.any(|(record, _)| is_of(companion, record))
        });
        alone
    }
}
