//! The index of a build: of the records that are new to it, and of what earlier builds have published.
//!
//! A bucket that was published says which records have which keys, under the numbers that they had then. So where a segment has
//! lost, got or moved some records, only the new ones are visited, and the buckets are read, changed and written again where that
//! makes a difference. What comes of it is what a build would write that visits all.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use ahash::{HashMap, HashSet};
use anyhow::Result;
use rayon::prelude::*;

use super::walk::Walk;
use super::write::Writer;
use crate::base::error::{OrFail, about};
use crate::pages::keys;
use crate::pages::plan::{IndexFile, Indexed};
use crate::pages::snapshot::Snapshot;
use crate::search::codec;
use crate::search::index::{Index, Moved, Placed, Remade};
use crate::search::layout::Segmented;
use crate::site::EntryId;

/// The files of the index that are to be written.
pub(super) struct Indexing<'a> {
    walk: &'a Walk,
    files: Vec<IndexFile>,
    /// For each segment what became of its records, where its buckets can be made of those that are there.
    moved: Vec<Option<Moved>>,
}

impl<'a> Indexing<'a> {
    /// Takes the files that are not as they were.
    pub(super) fn new(walk: &'a Walk, writer: &Writer<'_>, files: Vec<IndexFile>) -> Self {
        let snapshot = &walk.snapshot;
        let known = walk.known().segments();
        let stands = |place: usize, id: u64| {
            let buckets: Vec<(IndexFile, u32)> = snapshot.buckets(place).zip(0..).collect();
            let is_standing = |(file, bucket): &(IndexFile, u32)| {
                writer.output.stands(file.route.as_str(), keys::of_bucket(id, *bucket))
            };
            buckets.par_iter().all(is_standing)
        };
        let moved = |place: usize| {
            let before = known.iter().find(|known| snapshot.has_form(place, known))?;
            stands(place, before.id).then(|| snapshot.moved(place, before))
        };
        let moved = (0..snapshot.segments().len()).map(moved).collect();
        Self { walk, files, moved }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// The records of whose terms they are made.
    pub(super) fn records(&self) -> HashSet<EntryId> {
        let buckets = self.files.iter().filter_map(|file| match file.data {
            Indexed::Bucket(segment, _) => Some(segment),
            Indexed::Words(_) => None,
        });
        let segments: HashSet<usize> = buckets.collect();
        let records = |segment: usize| match &self.moved[segment] {
            Some(moved) => moved.new.iter().map(|number| *number as EntryId).collect(),
            None => self.walk.snapshot.records_of_segment(segment),
        };
        segments.into_iter().flat_map(records).collect()
    }

    /// Whether the words of all records are among them.
    pub(super) fn has_words(&self) -> bool {
        self.files.iter().any(|file| matches!(file.data, Indexed::Words(_)))
    }

    /// Writes them, and gives the segments as they are now. What `is_doubtful` is not kept for the next build.
    pub(super) fn write(
        &self,
        index: &Index,
        done: &AtomicUsize,
        writer: &Writer<'_>,
        is_doubtful: bool,
    ) -> Result<Vec<Segmented>> {
        let snapshot = &self.walk.snapshot;
        let index = snapshot.place(index);
        let write = |file: &IndexFile| {
            let version = self.put(file, &index, writer, is_doubtful)?;
            done.fetch_add(1, Ordering::Relaxed);
            Ok(match file.data {
                Indexed::Bucket(segment, bucket) => version.map(|version| ((segment, bucket), version)),
                Indexed::Words(_) => None,
            })
        };
        let written = self.files.par_iter().map(write).collect::<Result<Vec<_>>>()?;
        self.with_versions(&written.into_iter().flatten().collect(), writer)
    }

    /// Writes a file, and gives its version, where that is known.
    fn put(
        &self,
        file: &IndexFile,
        index: &Placed,
        writer: &Writer<'_>,
        is_doubtful: bool,
    ) -> Result<Option<String>> {
        let snapshot = &self.walk.snapshot;
        let bytes = match self.before(file, writer)? {
            None => snapshot.render_indexed(file, index),
            Some((before, moved)) => {
                let path = || writer.output.path(file.route.as_str());
                let remade = snapshot.render_moved(file, index, &before, moved);
                match remade.or_fail(|| about("cannot_read", &path()))? {
                    Remade::Same if !is_doubtful && writer.stays(&file.route) => {
                        return Ok(self.version_before(file).map(str::to_owned));
                    }
                    Remade::Same => before,
                    Remade::Other(bytes) => bytes,
                }
            }
        };
        if is_doubtful {
            writer.output.put(&file.route, &bytes)?;
        } else {
            writer.put(&file.route, &bytes)?;
        }
        Ok(Some(Snapshot::version_of(&bytes)))
    }

    /// A bucket as it was published, and what became of its segment, where it can be made of that.
    fn before(&self, file: &IndexFile, writer: &Writer<'_>) -> Result<Option<(Vec<u8>, &Moved)>> {
        let Indexed::Bucket(segment, _) = file.data else { return Ok(None) };
        let Some(moved) = &self.moved[segment] else { return Ok(None) };
        let path = writer.output.path(file.route.as_str());
        let before = fs::read(&path).or_fail(|| about("cannot_read", &path))?;
        Ok(Some((before, moved)))
    }

    /// The version that a bucket had.
    fn version_before(&self, file: &IndexFile) -> Option<&str> {
        let Indexed::Bucket(segment, bucket) = file.data else { return None };
        let mut known = self.walk.known().segments().iter();
        let before = known.find(|known| self.walk.snapshot.has_form(segment, known))?;
        let start = bucket as usize * codec::VERSION;
        before.versions.get(start..start + codec::VERSION)
    }

    /// The segments with the versions of their buckets: of those that were written now, and of those that stand.
    fn with_versions(&self, written: &Versions, writer: &Writer<'_>) -> Result<Vec<Segmented>> {
        let snapshot = &self.walk.snapshot;
        let mut segments = snapshot.segments();
        for (place, segment) in segments.iter_mut().enumerate() {
            let known = self.walk.known().segments().iter().find(|known| known.id == segment.id);
            for (file, bucket) in snapshot.buckets(place).zip(0..) {
                let start = bucket as usize * codec::VERSION;
                let before = || known?.versions.get(start..start + codec::VERSION);
                match written.get(&(place, bucket)).map(String::as_str).or_else(before) {
                    Some(version) => segment.versions.push_str(version),
                    // The site's own folder may have a file there.
                    None => {
                        let own = self.walk.own().files.get(file.route.as_str()).cloned();
                        let path = own.unwrap_or_else(|| writer.output.path(file.route.as_str()));
                        let script = fs::read(path).unwrap_or_default();
                        segment.versions.push_str(&Snapshot::version_of(&script));
                    }
                }
            }
        }
        Ok(segments)
    }
}

/// By a segment's place and a bucket's number.
type Versions = HashMap<(usize, u32), String>;
