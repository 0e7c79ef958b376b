//! Reading records of which a build before this one may have kept what is needed.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::SystemTime;

use crate::base::digest::{Digest, Digester};
use crate::disk::source::{Folder, SourceFile};
use crate::disk::state::{KnownFile, KnownRecord, Outputs, Records, Site, State, digest_of};
use crate::pages::builder::Builder;
use crate::record::ContentPath;
use crate::record::files::{Bytes, RecordFiles};
use crate::record::parse::Corrections;
use crate::search::layout::Segmented;
use crate::site::entry::Entry;

/// A record's file as it was read, or known.
pub(super) struct ReadFile {
    pub entries: Vec<Arc<Entry>>,
    /// By its identity, what the next build may know of it; `None` where part of it could not be read.
    known: Option<(String, Arc<KnownFile>)>,
}

/// Reads the files that have changed, and takes what is known of all others.
pub(super) struct Reader<'a> {
    builder: &'a Builder,
    limit: u64,
    state: State,
    /// When it began: what has been written to since may be written to again without a difference.
    started: SystemTime,
    corrections: Arc<Corrections>,
    bytes: Option<Bytes>,
    /// What the corrections were when the state was kept, where they were others.
    before: Option<Corrections>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(builder: &'a Builder, folder: &Folder, state: State) -> Self {
        let bytes = folder.corrections();
        let corrections = Arc::new(builder.corrections(bytes.as_ref()));
        let is_same = match &bytes {
            None => state.corrections().is_none(),
            Some(bytes) => bytes.as_ref().is_ok_and(|bytes| state.corrections() == Some(&**bytes)),
        };
        let before = (!is_same).then(|| {
            let before = state.corrections().map(|bytes| Ok(Arc::from(bytes)));
            builder.corrections(before.as_ref())
        });
        let (limit, started) = (folder.limit(), SystemTime::now());
        Self { builder, limit, state, started, corrections, bytes, before }
    }

    /// Reads a file; `None` where it is gone.
    pub(super) fn read(&self, file: &SourceFile) -> Option<ReadFile> {
        let identity = file.path.identity();
        let known = self.state.records.get(&identity).filter(|known| self.says_the_same(known));
        // Before the files, so that a change in between is seen as one the next time.
        let seen = file.seen(self.started);
        if let Some(known) = known.filter(|known| known.is_as_seen(&seen)) {
            return Some(ReadFile::of(identity.into_owned(), known.clone()));
        }
        let files = file.read(self.limit)?;
        let Some(digest) = digest_of(&files) else {
            let entries = self.builder.entries(&file.path, &files, &self.corrections);
            return Some(ReadFile { entries: entries.into_iter().map(Arc::new).collect(), known: None });
        };
        let known = known.filter(|known| known.digest == digest);
        let records = known.map_or_else(|| self.records(&file.path, &files), |known| known.records.clone());
        Some(ReadFile::of(identity.into_owned(), Arc::new(KnownFile { seen, digest, records })))
    }

    fn records(&self, path: &ContentPath, files: &RecordFiles) -> Vec<KnownRecord> {
        let record = |entry: Entry| {
            let own = files.of_record(&entry.path, entry.part.as_ref());
            KnownRecord { digest: digest_of(&own).unwrap_or_default(), entry: Arc::new(entry), words: None }
        };
        self.builder.entries(path, files, &self.corrections).into_iter().map(record).collect()
    }

    /// Whether the corrections say the same of a file's records as those that it was read with.
    fn says_the_same(&self, file: &KnownFile) -> bool {
        let Some(before) = &self.before else { return true };
        let is_same = |KnownRecord { entry, .. }: &KnownRecord| {
            let said = |corrections: &Corrections| corrections.of(&entry.path, entry.head.source.as_ref());
            said(before) == said(&self.corrections)
        };
        file.records.iter().all(is_same)
    }

    /// What is known now, and the corrections.
    pub(super) fn into_known(self, files: &[ReadFile]) -> (Known, Arc<Corrections>) {
        let files = files.iter().filter_map(|file| file.known.clone());
        let records: Records = files.collect();
        let mut places = HashMap::new();
        for (identity, file) in records.iter() {
            let of_file = file.records.iter().enumerate();
            places.extend(
                of_file.map(|(place, record)| (record.entry.path.clone(), (identity.clone(), place))),
            );
        }
        let Self { state, corrections, bytes, .. } = self;
        (Known { places, records, state, bytes }, corrections)
    }
}

impl ReadFile {
    fn of(identity: String, known: Arc<KnownFile>) -> Self {
        let entries = known.records.iter().map(|record| record.entry.clone()).collect();
        Self { entries, known: Some((identity, known)) }
    }
}

/// What is known of the records' files, and what of them is kept for the next build.
pub(super) struct Known {
    /// The file of each record, and the record's place in it.
    places: HashMap<ContentPath, (String, usize)>,
    records: Records,
    state: State,
    bytes: Option<Bytes>,
}

impl Known {
    /// What stands in the output folder.
    pub(super) fn outputs(&self) -> Arc<Outputs> {
        self.state.outputs.clone()
    }

    fn record(&self, entry: &Entry) -> Option<&KnownRecord> {
        let (identity, place) = self.places.get(&entry.path)?;
        self.records.get(identity)?.records.get(*place)
    }

    /// The digest of a record's files, where they could be read.
    pub(super) fn digest(&self, entry: &Entry) -> Option<Digest> {
        self.record(entry).map(|record| record.digest)
    }

    /// The words that search suggests of a record.
    pub(super) fn words(&self, entry: &Entry) -> Option<&str> {
        self.record(entry)?.words.as_deref()
    }

    /// Takes the words that search suggests of a record.
    pub(super) fn add_words(&mut self, entry: &Entry, words: Box<str>) {
        let Some((identity, place)) = self.places.get(&entry.path) else { return };
        let place = *place;
        self.records.change(identity, |file| {
            if let Some(record) = file.records.get_mut(place) {
                record.words = Some(words);
            }
        });
    }

    /// Whether anything is kept for the next build.
    pub(super) fn is_kept(&self) -> bool {
        self.state.is_kept()
    }

    /// Keeps all that for the next build.
    pub(super) fn keep(&self, outputs: &Outputs, inputs: Option<Digest>, segments: Vec<Segmented>) {
        let bytes = self.bytes.as_ref().and_then(|bytes| bytes.as_ref().ok());
        let site = Site { corrections: bytes.map(|bytes| bytes.to_vec()), inputs, segments };
        self.state.keep(&self.records, outputs, &site);
    }

    /// The segments of the index that stands in the output folder.
    pub(super) fn segments(&self) -> &[Segmented] {
        self.state.segments()
    }

    /// Whether the state was kept of a site that was made of all this.
    pub(super) fn is_of(&self, inputs: Digest) -> bool {
        self.state.inputs() == Some(inputs)
    }

    /// Adds the records and what the site says of them to a digest.
    /// `None` where that cannot be read.
    pub(super) fn add_to(&self, digester: &mut Digester) -> Option<()> {
        for (identity, file) in self.records.iter() {
            digester.add(identity.as_bytes()).digest(file.digest);
        }
        if let Some(bytes) = &self.bytes {
            digester.add(bytes.as_ref().ok()?);
        }
        Some(())
    }
}
