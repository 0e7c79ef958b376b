//! Files of records of which the state may say what they hold, so that they need not be parsed, or not even be read.

use std::sync::Arc;
use std::time::SystemTime;

use super::seen::Seen;
use super::source::SourceFile;
use super::state::{Corrected, KnownFile, KnownRecord, Records, State, digest_of};
use crate::base::digest::Digest;
use crate::pages::builder::Builder;
use crate::record::ContentPath;
use crate::record::files::{Bytes, RecordFiles};
use crate::record::parse::Corrections;
use crate::site::entry::Entry;

/// What is known of records' files from before.
#[derive(Debug)]
pub struct Remembered {
    records: Arc<Records>,
    /// When looking began: what has been written to since may be written to again without a difference.
    started: SystemTime,
    /// What the corrections were then, where they were others.
    before: Option<Corrections>,
}

/// What was found of a record's file.
#[derive(Debug)]
pub enum Found {
    /// It is as it was.
    Same(Arc<KnownFile>),
    /// It had to be read.
    Read(Read),
}

/// A file that had to be read.
#[derive(Debug)]
pub struct Read {
    /// Its bytes, and those of its sidecars.
    pub files: RecordFiles,
    /// How each was seen before that, as in [`KnownFile`].
    pub seen: Vec<(String, Option<Seen>)>,
    /// Of their bytes; `None` where one of them could not be read.
    pub digest: Option<Digest>,
    /// Its records, where it holds what it held before.
    known: Option<Arc<KnownFile>>,
}

impl Remembered {
    /// What a state says, to whoever has the site's corrections as they are now.
    pub fn new(state: &State, corrections: Option<&Bytes>, builder: &Builder) -> Self {
        let now = Corrected::of(corrections);
        // Nobody knows what those that cannot be read would say.
        let is_known = corrections.is_none_or(|bytes| bytes.is_ok());
        let before = state.corrected().filter(|before| !is_known || **before != now);
        let before = before.map(|Corrected(before)| {
            let before = before.as_deref().map(|bytes| Ok(Arc::from(bytes)));
            builder.corrections(before.as_ref())
        });
        Self { records: state.records.clone(), started: SystemTime::now(), before }
    }

    /// Looks at a file; `None` where it is gone. No file of more than `limit` bytes is read.
    pub fn look(&self, file: &SourceFile, corrections: &Corrections, limit: u64) -> Option<Found> {
        let known = self.records.get(&file.path.identity());
        let known = known.filter(|known| self.says_the_same(known, corrections));
        // Before the files, so that a change in between is seen as one the next time.
        let seen = file.seen(self.started);
        if let Some(known) = known.filter(|known| known.is_as_seen(&seen)) {
            return Some(Found::Same(known.clone()));
        }
        let files = file.read(limit)?;
        let digest = digest_of(&files);
        let known = known.filter(|known| Some(known.digest) == digest).cloned();
        Some(Found::Read(Read { files, seen, digest, known }))
    }

    /// Whether the corrections say the same of a file's records as those that it was read with.
    fn says_the_same(&self, file: &KnownFile, corrections: &Corrections) -> bool {
        let Some(before) = &self.before else { return true };
        let is_same = |KnownRecord { entry, .. }: &KnownRecord| {
            let said = |corrections: &Corrections| corrections.of(&entry.path, entry.head.source.as_ref());
            said(before) == said(corrections)
        };
        file.records.iter().all(is_same)
    }
}

impl Read {
    /// The entries of its records: those that are known, or those that are made of it now.
    pub fn entries(
        &self,
        path: &ContentPath,
        builder: &Builder,
        corrections: &Corrections,
    ) -> Vec<Arc<Entry>> {
        match &self.known {
            Some(known) => known.entries().cloned().collect(),
            None => builder.entries(path, &self.files, corrections).into_iter().map(Arc::new).collect(),
        }
    }

    /// What may be known of it from now on, if these are its entries; `None` where a part of it could not be read.
    pub fn into_known(self, entries: &[Arc<Entry>]) -> Option<KnownFile> {
        let (files, seen, digest) = (self.files, self.seen, self.digest?);
        let records = match self.known {
            Some(known) => known.records.clone(),
            None => entries.iter().map(|entry| KnownRecord::new(entry, &files)).collect(),
        };
        Some(KnownFile { seen, digest, records })
    }
}
