//! The site's corrections in the cache: what they say of each record.

use std::path::PathBuf;
use std::sync::Arc;

use super::SourceCache;
use super::file::CachedFile;
use crate::disk::source::{self, Stamp};
use crate::pages::builder::Builder;
use crate::record::files::{self, Bytes, CORRECTIONS};
use crate::record::parse::Corrections;
use crate::site::entry::Entry;

/// The corrections at the folder's root as they were last read.
#[derive(Debug, Clone, Default)]
pub(super) struct Corrected {
    pub(super) stamp: Option<Stamp>,
    pub(super) bytes: Option<Bytes>,
    pub(super) corrections: Arc<Corrections>,
}

impl SourceCache {
    pub(super) fn look_at_corrections(&self, paths: &[PathBuf], builder: &Builder) -> Option<Corrected> {
        let file = self.dir().join(CORRECTIONS);
        if !paths.iter().any(|path| file.starts_with(path)) {
            return None;
        }
        let (stamp, bytes) = (source::stamp(&file), self.folder.corrections());
        let is_same = match (&self.corrected.bytes, &bytes) {
            (Some(before), Some(now)) => files::is_same(before, now),
            (before, now) => before.is_none() && now.is_none(),
        };
        if is_same && stamp == self.corrected.stamp {
            return None;
        }
        let corrections = match is_same {
            true => self.corrections().clone(),
            false => Arc::new(builder.corrections(bytes.as_ref())),
        };
        Some(Corrected { stamp, bytes, corrections })
    }

    /// Whether other corrections say the same of a record as those it was read with.
    pub(super) fn says_the_same(&self, file: &CachedFile, corrections: &Arc<Corrections>) -> bool {
        let is_same = |entry: &Arc<Entry>| {
            let said = |corrections: &Corrections| corrections.of(&entry.path, entry.head.source.as_ref());
            said(self.corrections()) == said(corrections)
        };
        Arc::ptr_eq(self.corrections(), corrections) || file.entries.iter().all(is_same)
    }
}
