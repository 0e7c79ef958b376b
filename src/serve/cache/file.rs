//! A file of the cache, with its records.

use std::path::Path;
use std::sync::Arc;

use super::held::Held;
use crate::base::error;
use crate::base::message::Value;
use crate::disk::source::Stamped;
use crate::pages::builder::Builder;
use crate::record::ContentPath;
use crate::record::files::RecordFiles;
use crate::record::parse::Corrections;
use crate::site::entry::Entry;

/// A file as it was last read, and its records.
#[derive(Debug, Clone)]
pub(super) struct CachedFile {
    /// The file and its sidecars on disk, as they were then.
    pub(super) stamped: Vec<Stamped>,
    pub(super) held: Arc<Held>,
    pub(super) entries: Vec<Arc<Entry>>,
    /// Why the files could not be read again: what is here was read before.
    pub(super) unread: Option<Value>,
}

impl CachedFile {
    /// Whether its file is below a folder.
    pub(super) fn is_below(&self, dir: &Path) -> bool {
        self.stamped.first().is_some_and(|own| own.file.starts_with(dir))
    }

    /// What was read before, where the files are there and cannot be read now. They are without a stamp, so that they are
    /// looked at again and again.
    pub(super) fn kept(&self, now: &RecordFiles) -> Self {
        let stamped =
            self.stamped.iter().map(|known| Stamped { file: known.file.clone(), stamp: None }).collect();
        let unread = now.errors().next().map(error::reason);
        Self { stamped, unread, ..self.clone() }
    }

    /// Whether two versions of a record give the same pages.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let are_same = self.entries.iter().zip(&other.entries).all(|(one, other)| Arc::ptr_eq(one, other));
        self.held.is_same(&other.held) && self.entries.len() == other.entries.len() && are_same
    }

    /// The same files, with the entries that are made of them now. Where one is as it was, it is the same one, by which
    /// a site knows it. Files that the disk has otherwise by now are read for themselves.
    pub(super) fn again(&self, path: &ContentPath, builder: &Builder, corrections: &Corrections) -> Self {
        let Some(files) = self.held.files() else { return self.clone() };
        let made = builder.entries(path, &files, corrections).into_iter().enumerate();
        let entry = |(place, entry): (usize, Entry)| match self.entries.get(place) {
            Some(before) if entry == **before => before.clone(),
            _ => Arc::new(entry),
        };
        Self { entries: made.map(entry).collect(), ..self.clone() }
    }
}
