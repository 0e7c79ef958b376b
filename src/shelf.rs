//! The records of a folder as they were last read.
//!
//! A pass over the folder has two halves: [`Shelf::look`] reads what may have changed, and touches nothing;
//! [`Shelf::take`] takes what was read, and touches no disk. Whatever was read in whatever order, a shelf
//! holds what a walk through the folder would find.

mod companions;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ahash::{HashMap, HashSet};
use anyhow::Result;
use rayon::prelude::*;

use crate::builder::Builder;
use crate::dossier::{self, Bytes, CORRECTIONS, Dossier};
use crate::entry::Entry;
use crate::parse::Corrections;
use crate::record::ContentPath;
use crate::site::Site;
use crate::source::{self, SourceFile, Stamp};

/// A file as it was last read, and its records.
#[derive(Debug, Clone)]
struct Volume {
    /// The file and its companions on disk, as they were then.
    stamps: Vec<(PathBuf, Option<Stamp>)>,
    dossier: Dossier,
    entries: Vec<Arc<Entry>>,
}

/// The corrections at the folder's root as they were last read.
#[derive(Debug, Clone, Default)]
struct Corrected {
    stamp: Option<Stamp>,
    bytes: Option<Bytes>,
    corrections: Arc<Corrections>,
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
    /// Where they were looked at, and are not as they were.
    corrected: Option<Corrected>,
    /// The companions that have no record then, where they are not the same.
    alone: Option<BTreeSet<ContentPath>>,
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
    corrected: Corrected,
    /// The folders that a walk goes through.
    folders: BTreeSet<PathBuf>,
    /// Companions beside which there is no record.
    alone: BTreeSet<ContentPath>,
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

    /// The companions beside which there is no record.
    pub fn alone(&self) -> &BTreeSet<ContentPath> {
        &self.alone
    }

    /// What the site says of its records.
    pub fn corrections(&self) -> &Arc<Corrections> {
        &self.corrected.corrections
    }

    /// A record's files, or its part of them.
    pub fn dossier(&self, entry: &Entry) -> Option<Dossier> {
        let volume = self.volumes.get(&entry.path.document(1))?;
        Some(volume.dossier.of_record(&entry.path, entry.part.as_ref()))
    }

    /// The files that an entry was made of; `None` where the record has another entry now.
    pub fn dossier_of(&self, entry: &Arc<Entry>) -> Option<Dossier> {
        let volume = self.volumes.get(&entry.path.document(1))?;
        let is_there = volume.entries.iter().any(|known| Arc::ptr_eq(known, entry));
        is_there.then(|| volume.dossier.of_record(&entry.path, entry.part.as_ref()))
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
        let paths = &self.with_records(paths);
        let mut all = Readings { corrected: self.look_at_corrections(paths, builder), ..Readings::default() };
        let corrections = all.corrections(self).clone();
        // One path may stand below another.
        let mut files = BTreeSet::new();
        let mut alone = Vec::new();
        for path in paths {
            match self.find(path) {
                Found::File(file) => drop(files.insert(file)),
                Found::Below(sources) => {
                    files.extend(sources.files);
                    all.folders.extend(sources.folders);
                    alone.extend(sources.alone);
                }
                Found::Companion(companion) => alone.push(companion),
                Found::Nothing => {}
            }
            all.gone.push(path.clone());
        }
        let found: BTreeSet<&ContentPath> = files.iter().map(|file| &file.path).collect();
        let known: BTreeSet<&ContentPath> = paths.iter().flat_map(|path| self.at_or_below(path)).collect();
        all.alone =
            Some(self.left_alone(paths, &known, (&files, alone))).filter(|alone| *alone != self.alone);
        let missing = known.difference(&found).map(|path| (*path).clone());
        all.readings.extend(missing.map(|path| Reading { path, volume: None }));
        let read = |file: &SourceFile| self.read(file, builder, &corrections);
        all.readings.par_extend(files.par_iter().filter_map(read));
        if all.corrected.is_some() {
            let others =
                self.volumes.par_iter().filter(|(path, _)| !found.contains(path) && !known.contains(path));
            let others = others.filter(|(_, volume)| !self.says_the_same(volume, &corrections));
            all.readings.par_extend(others.map(|(path, volume)| Reading {
                path: path.clone(),
                volume: Some(volume.again(path, builder, &corrections)),
            }));
        }
        Ok(all)
    }

    fn look_at_corrections(&self, paths: &[PathBuf], builder: &Builder) -> Option<Corrected> {
        let file = self.dir.join(CORRECTIONS);
        if !paths.iter().any(|path| file.starts_with(path)) {
            return None;
        }
        let (stamp, bytes) = (source::stamp(&file), source::corrections(&self.dir));
        let is_same = match (&self.corrected.bytes, &bytes) {
            (Some(before), Some(now)) => dossier::is_same(before, now),
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
    fn says_the_same(&self, volume: &Volume, corrections: &Arc<Corrections>) -> bool {
        let is_same = |entry: &Arc<Entry>| {
            let said = |corrections: &Corrections| corrections.of(&entry.path, entry.head.source.as_ref());
            said(self.corrections()) == said(corrections)
        };
        Arc::ptr_eq(self.corrections(), corrections) || volume.entries.iter().all(is_same)
    }

    /// What stands at a path. A file in a folder that has been walked through is found without a walk.
    fn find(&self, path: &Path) -> Found {
        let known = path.parent().is_some_and(|parent| self.folders.contains(parent));
        if known && source::is_file(path) {
            let companion = || source::companion_at(&self.dir, path).map(Found::Companion);
            let record = source::record_at(&self.dir, path).map(Found::File);
            return record.or_else(companion).unwrap_or(Found::Nothing);
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
    fn read(&self, file: &SourceFile, builder: &Builder, corrections: &Arc<Corrections>) -> Option<Reading> {
        // Before the files, so that a change in between is seen as one the next time.
        let stamps = file.stamps();
        let dossier = file.read();
        let before = self.volumes.get(&file.path).filter(|volume| volume.dossier.is_same(&dossier));
        let entries = match before {
            Some(volume) if !self.says_the_same(volume, corrections) => {
                volume.again(&file.path, builder, corrections).entries
            }
            Some(volume) if volume.stamps == stamps => return None,
            Some(volume) => volume.entries.clone(),
            None => {
                let entries = builder.entries(&file.path, &dossier, corrections);
                entries.into_iter().map(Arc::new).collect()
            }
        };
        Some(Reading { path: file.path.clone(), volume: Some(Volume { stamps, dossier, entries }) })
    }

    /// Takes what was read.
    pub fn take(&mut self, readings: Readings) {
        for gone in &readings.gone {
            self.folders.retain(|folder| !folder.starts_with(gone));
        }
        self.folders.extend(readings.folders);
        if let Some(corrected) = readings.corrected {
            self.corrected = corrected;
        }
        if let Some(alone) = readings.alone {
            self.alone = alone;
        }
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
        let stamps = self.volumes.values().flat_map(|volume| &volume.stamps);
        let known: HashMap<&Path, Option<Stamp>> =
            stamps.map(|(file, stamp)| (file.as_path(), *stamp)).collect();
        let corrections = self.dir.join(CORRECTIONS);
        let stamp = source::stamp(&corrections);
        let mut different = Vec::new();
        if stamp != self.corrected.stamp {
            different.push((corrections, stamp));
        }
        let mut seen: HashSet<PathBuf> = HashSet::default();
        for (file, stamp) in sources.files.iter().flat_map(SourceFile::stamps) {
            if known.get(file.as_path()) != Some(&stamp) {
                different.push((file.clone(), stamp));
            }
            seen.insert(file);
        }
        let alone: BTreeSet<ContentPath> = sources.alone.into_iter().collect();
        for companion in alone.symmetric_difference(&self.alone) {
            let file = self.dir.join(companion.as_str());
            let stamp = source::stamp(&file);
            different.push((file, stamp));
        }
        let gone = known.keys().filter(|file| !seen.contains(**file));
        different.extend(gone.map(|file| (file.to_path_buf(), None)));
        Ok(different)
    }

    /// The same records for other settings: every entry is made again of the bytes that are there.
    pub fn with(&self, dir: PathBuf, builder: &Builder) -> Self {
        if dir != self.dir {
            return Self::new(dir);
        }
        let bytes = self.corrected.bytes.as_ref();
        let corrections = Arc::new(builder.corrections(bytes));
        let again = |(path, volume): (&ContentPath, &Volume)| {
            (path.clone(), volume.again(path, builder, &corrections))
        };
        let volumes = self.volumes.par_iter().map(again).collect();
        let corrected = Corrected { corrections: corrections.clone(), ..self.corrected.clone() };
        Self { dir, volumes, corrected, folders: self.folders.clone(), alone: self.alone.clone() }
    }
}

impl Readings {
    /// What the site says of its records once they are taken.
    pub fn corrections<'a>(&'a self, shelf: &'a Shelf) -> &'a Arc<Corrections> {
        &self.corrected.as_ref().unwrap_or(&shelf.corrected).corrections
    }

    /// The companions that will have no record once they are taken.
    pub fn alone<'a>(&'a self, shelf: &'a Shelf) -> &'a BTreeSet<ContentPath> {
        self.alone.as_ref().unwrap_or(&shelf.alone)
    }

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
    /// Whether two readings of a record give the same pages.
    fn is_same(&self, other: &Self) -> bool {
        let are_same = self.entries.iter().zip(&other.entries).all(|(one, other)| Arc::ptr_eq(one, other));
        self.dossier.is_same(&other.dossier) && self.entries.len() == other.entries.len() && are_same
    }

    /// The same files, with the entries that are made of them now. Where one is as it was, it is the same one, by which
    /// a site knows it.
    fn again(&self, path: &ContentPath, builder: &Builder, corrections: &Corrections) -> Self {
        let made = builder.entries(path, &self.dossier, corrections).into_iter().enumerate();
        let entry = |(place, entry): (usize, Entry)| match self.entries.get(place) {
            Some(before) if entry == **before => before.clone(),
            _ => Arc::new(entry),
        };
        Self { entries: made.map(entry).collect(), ..self.clone() }
    }
}

enum Found {
    File(SourceFile),
    Companion(ContentPath),
    Below(source::Sources),
    Nothing,
}

/// The entries of a site after some changes, nearly in its order.
pub fn next_entries(site: &Site, changes: &[Change]) -> Vec<Arc<Entry>> {
    let stale: HashSet<*const Entry> =
        changes.iter().filter_map(|c| c.before.as_ref()).map(Arc::as_ptr).collect();
    let mut entries: Vec<Arc<Entry>> = Vec::with_capacity(site.entries.len() + changes.len());
    entries.extend(changes.iter().filter_map(|change| change.after.clone()));
    let all = site.entries.iter().chain(&site.hidden);
    entries.extend(all.filter(|entry| !stale.contains(&Arc::as_ptr(entry))).cloned());
    entries
}
