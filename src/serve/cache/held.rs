//! The bytes of a record's files.

use std::io;
use std::sync::{Arc, OnceLock};

use crate::base::digest::Digest;
use crate::base::packed::Packed;
use crate::disk::remembered::Read;
use crate::disk::seen::Seen;
use crate::disk::source::SourceFile;
use crate::disk::state::{KnownFile, KnownRecord, digest_of};
use crate::record::files::{RecordFiles, Sidecar, SidecarFile};
use crate::site::entry::Entry;

/// The bytes of a record's files, as they were read; or those that the disk has, until somebody asks for them.
#[derive(Debug)]
pub struct Held {
    /// How the files were seen before they were read.
    pub(super) seen: Vec<(String, Option<Seen>)>,
    /// Of the bytes; `None` where some could not be read.
    pub(super) digest: Option<Digest>,
    files: OnceLock<Files>,
    /// Where they are to be read.
    on_disk: Option<(SourceFile, u64)>,
}

/// The same as [`RecordFiles`], in less memory.
#[derive(Debug)]
struct Files {
    main: Result<Packed, Arc<io::Error>>,
    sidecars: Vec<(Sidecar, Result<Packed, Arc<io::Error>>)>,
}

impl Files {
    fn new(files: RecordFiles) -> Self {
        let sidecars = files.sidecars.into_iter().map(|file| (file.kind, file.bytes.map(Packed::new)));
        Self { main: files.main.map(Packed::new), sidecars: sidecars.collect() }
    }

    fn unpacked(&self) -> RecordFiles {
        let bytes =
            |packed: &Result<Packed, Arc<io::Error>>| packed.as_ref().map(Packed::bytes).map_err(Arc::clone);
        let sidecar = |(kind, packed): &(Sidecar, _)| SidecarFile { kind: *kind, bytes: bytes(packed) };
        RecordFiles { main: bytes(&self.main), sidecars: self.sidecars.iter().map(sidecar).collect() }
    }
}

impl Held {
    /// Bytes that were read.
    pub(super) fn read(read: Read) -> Self {
        let Read { files, seen, digest, .. } = read;
        Self { seen, digest, files: Files::new(files).into(), on_disk: None }
    }

    /// Bytes that nobody has read since the program was started: no file has more than `limit`.
    pub(super) fn on_disk(file: SourceFile, limit: u64, known: &KnownFile) -> Self {
        let KnownFile { seen, digest, .. } = known;
        let on_disk = Some((file, limit));
        Self { seen: seen.clone(), digest: Some(*digest), files: OnceLock::new(), on_disk }
    }

    /// The files; `None` where the disk has other bytes now, of which somebody will tell. What cannot be read is without bytes,
    /// and is asked for again the next time.
    pub fn files(&self) -> Option<RecordFiles> {
        if let Some(files) = self.files.get() {
            return Some(files.unpacked());
        }
        let (file, limit) = self.on_disk.as_ref()?;
        let gone = || RecordFiles::unreadable(io::ErrorKind::NotFound.into());
        let files = file.read(*limit).unwrap_or_else(gone);
        match digest_of(&files) {
            None => Some(files),
            digest if digest == self.digest => {
                self.files.get_or_init(|| Files::new(files.clone()));
                Some(files)
            }
            Some(_) => None,
        }
    }

    /// What the next run may know of the files, of which these are the entries, where somebody `said` something of them before;
    /// `None` where they could not be read.
    pub fn known(&self, entries: &[Arc<Entry>], said: Option<&Arc<KnownFile>>) -> Option<Arc<KnownFile>> {
        let (seen, digest) = (&self.seen, self.digest?);
        let said = said.filter(|said| said.digest == digest);
        if let Some(said) = said.filter(|said| said.seen == *seen) {
            return Some(said.clone());
        }
        let records = match (said, entries) {
            (Some(said), _) => said.records.clone(),
            (None, [entry]) if entry.part.is_none() => {
                vec![KnownRecord { entry: entry.clone(), digest, words: None }]
            }
            (None, entries) => {
                let files = self.files()?;
                entries.iter().map(|entry| KnownRecord::new(entry, &files)).collect()
            }
        };
        Some(Arc::new(KnownFile { seen: seen.clone(), digest, records }))
    }

    /// Whether both hold the same, or cannot be read for the same reason.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.holds(other.digest, || other.files.get().map(Files::unpacked))
    }

    /// The same of what was read.
    pub(super) fn is_of(&self, read: &Read) -> bool {
        self.holds(read.digest, || Some(read.files.clone()))
    }

    fn holds(&self, digest: Option<Digest>, files: impl FnOnce() -> Option<RecordFiles>) -> bool {
        let own = || self.files.get().map(Files::unpacked);
        let are_same = || own().zip(files()).is_some_and(|(own, others)| own.is_same(&others));
        self.digest == digest && (digest.is_some() || are_same())
    }

    /// What kinds of sidecars there are.
    pub(super) fn sidecars(&self) -> Vec<Sidecar> {
        match &self.on_disk {
            Some((file, _)) => file.sidecars.iter().map(|(kind, _)| *kind).collect(),
            None => {
                self.files.get().into_iter().flat_map(|files| &files.sidecars).map(|file| file.0).collect()
            }
        }
    }

    /// Whether some of them could not be read when the record was looked at.
    pub fn is_unread(&self) -> bool {
        self.digest.is_none()
    }
}
