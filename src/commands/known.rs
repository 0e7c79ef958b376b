//! What a build knows of the records' files, from the build before it or because it read them.

use std::sync::Arc;

use ahash::HashMap;

use crate::base::digest::{Digest, Digester};
use crate::disk::remembered::{Found, Remembered};
use crate::disk::source::{Folder, SourceFile};
use crate::disk::state::{Corrected, KnownFile, KnownRecord, Outputs, Records, Site, State};
use crate::pages::builder::Builder;
use crate::record::ContentPath;
use crate::record::files::Bytes;
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
    remembered: Remembered,
    corrections: Arc<Corrections>,
    bytes: Option<Bytes>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(builder: &'a Builder, folder: &Folder, state: State) -> Self {
        let bytes = folder.corrections();
        let corrections = Arc::new(builder.corrections(bytes.as_ref()));
        let remembered = Remembered::new(&state, bytes.as_ref(), builder);
        Self { builder, limit: folder.limit(), state, remembered, corrections, bytes }
    }

    /// Reads a file; `None` where it is gone.
    pub(super) fn read(&self, file: &SourceFile) -> Option<ReadFile> {
        let (path, corrections) = (&file.path, &self.corrections);
        let (entries, known) = match self.remembered.look(file, corrections, self.limit)? {
            Found::Same(known) => (known.entries().cloned().collect(), Some(known)),
            Found::Read(read) => {
                let entries = read.entries(path, self.builder, corrections);
                let known = read.into_known(&entries).map(Arc::new);
                (entries, known)
            }
        };
        Some(ReadFile { entries, known: known.map(|known| (path.identity().into_owned(), known)) })
    }

    /// What is known now, and the corrections.
    pub(super) fn into_known(self, files: &[ReadFile]) -> (Known, Arc<Corrections>) {
        let files = files.iter().filter_map(|file| file.known.clone());
        let records: Records = files.collect();
        let mut places = HashMap::default();
        for file in records.iter().map(|(_, file)| file) {
            let of_file = file.records.iter().enumerate();
            places.extend(of_file.map(|(place, record)| (record.entry.path.clone(), (file.clone(), place))));
        }
        let Self { state, corrections, bytes, .. } = self;
        (Known { places, records, state, bytes }, corrections)
    }
}

/// What is known of the records' files, and what of them is kept for the next build.
pub(super) struct Known {
    /// The file of each record, and the record's place in it.
    places: HashMap<ContentPath, (Arc<KnownFile>, usize)>,
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
        let (file, place) = self.places.get(&entry.path)?;
        file.records.get(*place)
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
        let Some((_, place)) = self.places.get(&entry.path) else { return };
        self.records.change(&entry.path.document(1).identity(), |file| {
            if let Some(record) = file.records.get_mut(*place) {
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
        let corrected = Corrected::of(self.bytes.as_ref());
        self.state.keep(&self.records, &corrected, outputs, &Site { inputs, segments });
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
