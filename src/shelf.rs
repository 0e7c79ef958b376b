//! The records of a folder as they were last read.
//!
//! A pass over the folder has two halves: [`Shelf::look`] reads what may have changed, and touches nothing;
//! [`Shelf::take`] takes what was read, and touches no disk. Whatever was read in whatever order, a shelf
//! holds what a walk through the folder would find.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ahash::HashSet;
use anyhow::Result;
use rayon::prelude::*;

use crate::builder::Builder;
use crate::entry::Entry;
use crate::record::ContentPath;
use crate::site::Site;
use crate::source::{self, SourceFile, Stamp};

/// A file as it was read: its bytes, or why there are none.
type Bytes = std::result::Result<Arc<[u8]>, Arc<io::Error>>;

/// A file as it was last read, and its records.
#[derive(Debug, Clone)]
struct Volume {
    stamp: Option<Stamp>,
    bytes: Bytes,
    entries: Vec<Arc<Entry>>,
}

/// What looking at a file gave.
#[derive(Debug)]
struct Reading {
    path: ContentPath,
    /// `None` where there is no such file any more.
    volume: Option<Volume>,
}

/// What looking at a folder gave.
#[derive(Debug, Default)]
pub struct Readings {
    readings: Vec<Reading>,
    folders: BTreeSet<PathBuf>,
    gone: Vec<PathBuf>,
}

/// One record's change.
#[derive(Debug, Clone)]
pub struct Change {
    /// The file.
    pub path: ContentPath,
    /// What it was.
    pub before: Option<Arc<Entry>>,
    /// What it is.
    pub after: Option<Arc<Entry>>,
}

/// A folder's records.
#[derive(Debug, Default)]
pub struct Shelf {
    dir: PathBuf,
    volumes: BTreeMap<ContentPath, Volume>,
    /// The folders that a walk goes through.
    folders: BTreeSet<PathBuf>,
}

impl Shelf {
    /// An empty shelf for a folder.
    pub fn new(dir: PathBuf) -> Self {
        Self { dir, ..Self::default() }
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Every record's entry.
    pub fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.volumes.values().flat_map(|volume| &volume.entries)
    }

    /// A record's bytes.
    pub fn bytes(&self, entry: &Entry) -> Option<Arc<[u8]>> {
        self.volumes.get(&entry.path.document(1))?.bytes_of(entry)
    }

    /// The bytes that an entry was made of, which may be none; `None` where the record has another entry now.
    pub fn bytes_of(&self, entry: &Arc<Entry>) -> Option<Option<Arc<[u8]>>> {
        let volume = self.volumes.get(&entry.path.document(1))?;
        volume.entries.iter().any(|known| Arc::ptr_eq(known, entry)).then(|| volume.bytes_of(entry))
    }

    /// Reads the whole folder.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn look_at_all(&self, builder: &Builder) -> Result<Readings> {
        self.look(std::slice::from_ref(&self.dir), builder)
    }

    /// Reads what may have changed: files and folders, each with all that is below it.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn look(&self, paths: &[PathBuf], builder: &Builder) -> Result<Readings> {
        source::check(&self.dir)?;
        let mut all = Readings::default();
        // One path may stand below another.
        let mut files = BTreeSet::new();
        for path in paths {
            match self.find(path) {
                Found::File(file) => drop(files.insert(file)),
                Found::Below(sources) => {
                    files.extend(sources.files);
                    all.folders.extend(sources.folders);
                }
                Found::Nothing => {}
            }
            all.gone.push(path.clone());
        }
        let found: BTreeSet<&ContentPath> = files.iter().map(|file| &file.path).collect();
        let known: BTreeSet<&ContentPath> = paths.iter().flat_map(|path| self.at_or_below(path)).collect();
        let missing = known.difference(&found).map(|path| (*path).clone());
        all.readings.extend(missing.map(|path| Reading { path, volume: None }));
        all.readings.par_extend(files.par_iter().filter_map(|file| self.read(file, builder)));
        Ok(all)
    }

    /// What stands at a path. A file in a folder that has been walked through is found without a walk.
    fn find(&self, path: &Path) -> Found {
        let known = path.parent().is_some_and(|parent| self.folders.contains(parent));
        if known && path.is_file() {
            return source::record_at(&self.dir, path).map_or(Found::Nothing, Found::File);
        }
        Found::Below(source::scan_below(&self.dir, path))
    }

    /// The files at or below a path.
    fn at_or_below<'a>(&'a self, path: &Path) -> impl Iterator<Item = &'a ContentPath> + use<'a> {
        let inside = source::relative(&self.dir, path);
        let below = if inside.is_empty() { String::new() } else { format!("{inside}/") };
        let own = self.volumes.get_key_value(&ContentPath::new(inside)).map(|(path, _)| path);
        let from = ContentPath::new(below.clone());
        let children = self.volumes.range(from..).map(|(path, _)| path);
        own.into_iter().chain(children.take_while(move |path| path.as_str().starts_with(&below)))
    }

    /// Reads a file; `None` where it is as it was.
    fn read(&self, file: &SourceFile, builder: &Builder) -> Option<Reading> {
        // Before the file, so that a change in between is seen as one the next time.
        let stamp = file.stamp();
        let bytes: Bytes = file.read().map(Arc::from).map_err(Arc::new);
        let before = self.volumes.get(&file.path);
        let entries = match (before, &bytes) {
            (Some(Volume { bytes: Ok(old), entries, .. }), Ok(new)) if old == new => {
                if before.is_some_and(|volume| volume.stamp == stamp) {
                    return None;
                }
                entries.clone()
            }
            _ => entries(&file.path, &bytes, builder),
        };
        let volume = Volume { stamp, bytes, entries };
        Some(Reading { path: file.path.clone(), volume: Some(volume) })
    }

    /// Takes what was read.
    pub fn take(&mut self, readings: Readings) {
        for gone in &readings.gone {
            self.folders.retain(|folder| !folder.starts_with(gone));
        }
        self.folders.extend(readings.folders);
        for Reading { path, volume } in readings.readings {
            match volume {
                Some(volume) => drop(self.volumes.insert(path, volume)),
                None => drop(self.volumes.remove(&path)),
            }
        }
    }

    /// The files that are not as they were when they were read, by size and time alone, and what they are.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn differences(&self) -> Result<Vec<(PathBuf, Option<Stamp>)>> {
        let sources = source::scan(&self.dir)?;
        let mut unseen: BTreeSet<&ContentPath> = self.volumes.keys().collect();
        let mut different = Vec::new();
        for file in sources.files {
            unseen.remove(&file.path);
            let (known, stamp) = (self.volumes.get(&file.path), file.stamp());
            if known.is_none_or(|volume| volume.stamp != stamp) {
                different.push((file.file, stamp));
            }
        }
        different.extend(unseen.into_iter().map(|path| (self.dir.join(path.as_str()), None)));
        Ok(different)
    }

    /// The same records for other settings: every entry is made again of the bytes that are there.
    pub fn with(&self, dir: PathBuf, builder: &Builder) -> Self {
        if dir != self.dir {
            return Self::new(dir);
        }
        let again = |(path, volume): (&ContentPath, &Volume)| {
            let entries = entries(path, &volume.bytes, builder);
            (path.clone(), Volume { entries, ..volume.clone() })
        };
        let volumes = self.volumes.par_iter().map(again).collect();
        Self { dir, volumes, folders: self.folders.clone() }
    }
}

impl Readings {
    /// What taking them would change. A file that changes changes all of its records.
    pub fn changes(&self, shelf: &Shelf) -> Vec<Change> {
        let changes = |reading: &Reading| {
            let (before, after) = (shelf.volumes.get(&reading.path), reading.volume.as_ref());
            if before.is_some_and(|before| after.is_some_and(|after| before.is_same(after))) {
                return Vec::new();
            }
            let entries =
                |volume: Option<&Volume>| volume.map(|volume| volume.entries.clone()).unwrap_or_default();
            let mut changes: BTreeMap<ContentPath, Change> = BTreeMap::new();
            for entry in entries(before) {
                let path = entry.path.clone();
                changes.insert(path.clone(), Change { path, before: Some(entry), after: None });
            }
            for entry in entries(after) {
                let path = entry.path.clone();
                let none = Change { path: path.clone(), before: None, after: None };
                changes.entry(path).or_insert(none).after = Some(entry);
            }
            changes.into_values().collect()
        };
        self.readings.iter().flat_map(changes).collect()
    }
}

impl Volume {
    /// Whether two readings of a file give the same pages.
    fn is_same(&self, other: &Self) -> bool {
        match (&self.bytes, &other.bytes) {
            (Ok(own), Ok(others)) => own == others,
            (Err(_), Err(_)) => self.entries == other.entries,
            _ => false,
        }
    }

    /// A record's bytes. Those of a whole file are not copied.
    fn bytes_of(&self, entry: &Entry) -> Option<Arc<[u8]>> {
        let bytes = self.bytes.as_ref().ok()?;
        Some(if entry.part.is_none() { bytes.clone() } else { entry.cut(bytes).into() })
    }
}

fn entries(path: &ContentPath, bytes: &Bytes, builder: &Builder) -> Vec<Arc<Entry>> {
    let entries = builder.entries(path, bytes.as_deref().map_err(Arc::as_ref));
    entries.into_iter().map(Arc::new).collect()
}

enum Found {
    File(SourceFile),
    Below(source::Sources),
    Nothing,
}

/// The entries of a site after some changes, nearly in its order.
pub fn next_entries(site: &Site, changes: &[Change]) -> Vec<Arc<Entry>> {
    let stale: HashSet<*const Entry> =
        changes.iter().filter_map(|c| c.before.as_ref()).map(Arc::as_ptr).collect();
    let mut entries: Vec<Arc<Entry>> = Vec::with_capacity(site.entries.len() + changes.len());
    entries.extend(changes.iter().filter_map(|change| change.after.clone()));
    entries.extend(site.entries.iter().filter(|entry| !stale.contains(&Arc::as_ptr(entry))).cloned());
    entries
}
