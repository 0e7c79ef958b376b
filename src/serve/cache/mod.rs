//! The records of a folder as they were last read.
//!
//! An update over the folder has two halves: [`SourceCache::look`] reads what may have changed, and touches nothing;
//! [`SourceCache::take`] takes what was read, and touches no disk. Whatever was read in whatever order, a cache
//! holds what a walk through the folder would find.

mod held;
mod file;
mod corrected;
mod differences;
mod pictures;
mod sidecars;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use rayon::prelude::*;

use crate::base::message::Value;
use crate::disk::remembered::{Found as OnDisk, Remembered};
use crate::disk::source::pictures::{self as pictures_on_disk, Album};
use crate::disk::source::{self, Folder, Places, SourceFile};
use crate::disk::state::State;
use crate::pages::audit::Surroundings;
use crate::pages::builder::Builder;
use crate::pages::snapshot::Inputs;
use crate::record::ContentPath;
use crate::record::files::{Beside, Bytes, PictureFiles};
use crate::record::parse::Corrections;
use crate::site::entry::Entry;
use crate::site::{Lineup, Site};
use corrected::Corrected;
use file::CachedFile;
pub use held::Held;

/// What looking at a file gave.
#[derive(Debug)]
struct Reading {
    path: ContentPath,
    /// `None` where there is no such file any more.
    file: Option<CachedFile>,
}

/// What looking at a folder gave.
#[derive(Debug, Default)]
pub struct Delta {
    read: Vec<Reading>,
    /// Where they were looked at, and are not as they were.
    corrected: Option<Corrected>,
    /// What stands beside the records then, where it is not the same.
    beside: Option<Beside>,
    folders: BTreeSet<PathBuf>,
    /// What was looked at.
    places: Places,
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
pub struct SourceCache {
    folder: Folder,
    files: BTreeMap<ContentPath, CachedFile>,
    corrected: Corrected,
    /// The folders that a walk goes through.
    folders: BTreeSet<PathBuf>,
    beside: Beside,
    /// The pictures that records show.
    album: Album,
}

impl SourceCache {
    /// An empty cache for a folder.
    pub fn new(folder: Folder) -> Self {
        Self { folder, ..Self::default() }
    }

    /// The folder.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    fn dir(&self) -> &Path {
        self.folder.dir()
    }

    /// All records.
    pub fn entries(&self) -> Vec<Arc<Entry>> {
        self.files.values().flat_map(|file| &file.entries).cloned().collect()
    }

    /// What a site of the records is made of, with what stands beside them.
    /// `before` is a site without any.
    pub fn inputs<'a>(
        &mut self,
        builder: Arc<Builder>,
        beside: Surroundings,
        before: &'a Site,
    ) -> Inputs<'a> {
        let entries = before.lineup(&[], self.entries());
        let known = |path: &str| self.album.get(path).cloned();
        let (pictures, album) = pictures_on_disk::look(&self.beside.pictures, entries.referring(), known);
        self.album = album;
        let (corrections, pictures) = (self.corrections().clone(), Arc::new(pictures));
        Inputs { builder, entries, before, corrections, beside, pictures }
    }

    /// The files that are as they were read last, each by its identity, with their entries.
    pub fn current_files(&self) -> Vec<(String, Arc<Held>, Vec<Arc<Entry>>)> {
        let files = self.files.iter().filter(|(_, file)| file.unread.is_none());
        let file = |(path, file): (&ContentPath, &CachedFile)| {
            (path.identity().into_owned(), file.held.clone(), file.entries.clone())
        };
        files.map(file).collect()
    }

    /// The bytes of the site's corrections, as they were read.
    pub fn corrected(&self) -> Option<&Bytes> {
        self.corrected.bytes.as_ref()
    }

    /// What stands beside the records.
    pub fn beside(&self) -> &Beside {
        &self.beside
    }

    /// What the site says of its records.
    pub fn corrections(&self) -> &Arc<Corrections> {
        &self.corrected.corrections
    }

    /// The files of a record, which may be a part of them.
    pub fn held(&self, entry: &Entry) -> Option<Arc<Held>> {
        Some(self.files.get(&entry.path.document(1))?.held.clone())
    }

    /// The files that an entry was made of; `None` where the record has another entry now.
    pub fn current(&self, entry: &Arc<Entry>) -> Option<Arc<Held>> {
        let file = self.files.get(&entry.path.document(1))?;
        let is_there = file.entries.iter().any(|known| Arc::ptr_eq(known, entry));
        is_there.then(|| file.held.clone())
    }

    /// Reads the whole folder, but for what is known from before.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn look_at_all(&self, builder: &Builder, state: &State) -> Result<Delta> {
        self.look_with(&[self.dir().to_owned()], builder, state)
    }

    /// Reads what may have changed: files and folders, each with all that is below it.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn look(&self, paths: &[PathBuf], builder: &Builder) -> Result<Delta> {
        self.look_with(paths, builder, &State::default())
    }

    fn look_with(&self, paths: &[PathBuf], builder: &Builder, state: &State) -> Result<Delta> {
        self.folder.check()?;
        let paths = &self.with_records(paths);
        let mut all = Delta { corrected: self.look_at_corrections(paths, builder), ..Delta::default() };
        let corrections = all.corrections(self).clone();
        let corrected = all.corrected.as_ref().unwrap_or(&self.corrected);
        let remembered = &Remembered::new(state, corrected.bytes.as_ref(), builder);
        // One path may stand below another.
        let mut files = BTreeSet::new();
        let (mut beside, mut pictures) = (Beside::default(), PictureFiles::new());
        let mut unknown = Vec::new();
        for path in paths {
            match self.find(path) {
                Found::File(file) => drop(files.insert(file)),
                Found::Sidecar(sidecar) => drop(beside.alone.insert(sidecar, path.clone())),
                Found::Picture(picture) => drop(pictures.insert(picture, path.clone())),
                Found::Nothing => {}
                Found::Gone(sidecars) => beside.alone.extend(sidecars),
                Found::Unknown => unknown.push(path),
            }
        }
        let sources = self.folder.scan_below(&unknown.into_iter().collect());
        files.extend(sources.files);
        beside.alone.extend(sources.beside.alone);
        pictures.extend(Arc::unwrap_or_clone(sources.beside.pictures));
        beside.pictures = Arc::new(pictures);
        (beside.unread, beside.outside) = (sources.beside.unread, sources.beside.outside);
        (all.folders, all.places) = (sources.folders, paths.iter().collect());
        let found: BTreeSet<&ContentPath> = files.iter().map(|file| &file.path).collect();
        let known: BTreeSet<&ContentPath> = paths.iter().flat_map(|path| self.at_or_below(path)).collect();
        beside.alone = self.left_alone(&all.places, &known, &files, beside.alone);
        let missing = known.difference(&found).filter(|path| !beside.hides(path.as_str()));
        all.read.extend(missing.map(|path| Reading { path: (*path).clone(), file: None }));
        let read = |file: &SourceFile| self.read(file, builder, &corrections, remembered);
        // To wake other threads takes longer than to read a file.
        match files.len() {
            0..=1 => all.read.extend(files.iter().filter_map(read)),
            _ => all.read.par_extend(files.par_iter().filter_map(read)),
        }
        let kept = all.read.iter().filter_map(|reading| Some((reading.path.to_string(), reading.kept()?)));
        beside.unread.extend(kept);
        let beside = self.beside_after(paths, beside);
        all.beside = Some(beside).filter(|beside| *beside != self.beside);
        if all.corrected.is_some() {
            let others =
                self.files.par_iter().filter(|(path, _)| !found.contains(path) && !known.contains(path));
            let others = others.filter(|(_, file)| !self.says_the_same(file, &corrections));
            all.read.par_extend(others.map(|(path, file)| Reading {
                path: path.clone(),
                file: Some(file.again(path, builder, &corrections)),
            }));
        }
        Ok(all)
    }

    /// What stands at a path. A file in a folder that has been walked through is found, and missed, without a walk.
    fn find(&self, path: &Path) -> Found {
        let known = path.parent().is_some_and(|parent| self.folders.contains(parent));
        if known && source::is_file(path) {
            let sidecar = || self.folder.sidecar_at(path).map(Found::Sidecar);
            let picture = || self.folder.picture_at(path).map(Found::Picture);
            let record = self.folder.record_at(path).map(Found::File);
            return record.or_else(sidecar).or_else(picture).unwrap_or(Found::Nothing);
        }
        if known && !self.folders.contains(path) && source::is_gone(path) {
            return Found::Gone(self.sidecars_left(path));
        }
        Found::Unknown
    }

    /// The files at or below a path.
    fn at_or_below<'a>(&'a self, path: &Path) -> impl Iterator<Item = &'a ContentPath> + use<'a> {
        let inside = source::content_path(self.dir(), path);
        let below = if inside.as_str().is_empty() { String::new() } else { format!("{}/", inside.as_str()) };
        let own = self.files.get_key_value(&inside);
        let children = self.files.range(ContentPath::new(below.clone())..);
        let children = children.take_while(move |(path, _)| path.as_str().starts_with(&below));
        // Two folders may be called the same in two encodings.
        let dir = path.to_owned();
        let children = children.filter(move |(_, file)| file.is_below(&dir));
        own.into_iter().chain(children).map(|(path, _)| path)
    }

    /// What will stand beside the records when it has been looked for at some paths.
    fn beside_after(&self, paths: &[PathBuf], found: Beside) -> Beside {
        let looked: Places = paths.iter().map(|path| source::relative(self.dir(), path)).collect();
        let is_looked_at = |name: &str| looked.cover(Path::new(name)) || looked.are_below(Path::new(name));
        let Beside { mut unread, mut outside, .. } = self.beside.clone();
        unread.retain(|path, _| !is_looked_at(path));
        outside.retain(|path, _| !is_looked_at(path));
        unread.extend(found.unread);
        outside.extend(found.outside);
        let pictures = self.pictures_after(paths, found.pictures);
        Beside { alone: found.alone, unread, outside, pictures }
    }

    /// Reads a file; `None` where it is as it was.
    fn read(
        &self,
        file: &SourceFile,
        builder: &Builder,
        corrections: &Arc<Corrections>,
        remembered: &Remembered,
    ) -> Option<Reading> {
        // Before the files, so that a change in between is seen as one the next time.
        let (stamped, path, limit) = (file.stamped(), file.path.clone(), self.folder.limit());
        let before = self.files.get(&path);
        let read = match remembered.look(file, corrections, limit) {
            None => return before.map(|_| Reading { path, file: None }),
            Some(OnDisk::Same(known)) => {
                let entries = known.entries().cloned().collect();
                let held = Arc::new(Held::on_disk(file.clone(), limit, &known));
                return Some(Reading {
                    path,
                    file: Some(CachedFile { stamped, held, entries, unread: None }),
                });
            }
            Some(OnDisk::Read(read)) => read,
        };
        if let Some(cached) = before.filter(|cached| read.digest.is_none() && !cached.held.is_unread()) {
            return Some(Reading { path, file: Some(cached.kept(&read.files)) });
        }
        let before = before.filter(|cached| cached.held.is_of(&read));
        let entries = match before {
            Some(cached) if !self.says_the_same(cached, corrections) => {
                cached.again(&file.path, builder, corrections).entries
            }
            Some(cached) if cached.stamped == stamped => return None,
            Some(cached) => cached.entries.clone(),
            None => read.entries(&path, builder, corrections),
        };
        let held = Arc::new(Held::read(read));
        Some(Reading { path, file: Some(CachedFile { stamped, held, entries, unread: None }) })
    }

    /// Takes what was read.
    pub fn take(&mut self, read: Delta) {
        self.folders.retain(|folder| !read.places.cover(folder));
        self.album.retain(|_, known| !read.places.cover(&known.stamped.file));
        self.folders.extend(read.folders);
        if let Some(corrected) = read.corrected {
            self.corrected = corrected;
        }
        if let Some(beside) = read.beside {
            self.beside = beside;
        }
        for Reading { path, file } in read.read {
            match file {
                Some(file) => drop(self.files.insert(path, file)),
                None => drop(self.files.remove(&path)),
            }
        }
    }

    /// The same records for other settings: every entry is made again of the bytes that are there.
    pub fn with(&self, folder: Folder, builder: &Builder) -> Self {
        if folder != self.folder {
            return Self::new(folder);
        }
        let bytes = self.corrected.bytes.as_ref();
        let corrections = Arc::new(builder.corrections(bytes));
        let again = |(path, file): (&ContentPath, &CachedFile)| {
            (path.clone(), file.again(path, builder, &corrections))
        };
        let files = self.files.par_iter().map(again).collect();
        let corrected = Corrected { corrections: corrections.clone(), ..self.corrected.clone() };
        let (folders, beside, album) = (self.folders.clone(), self.beside.clone(), self.album.clone());
        Self { folder, files, corrected, folders, beside, album }
    }
}

impl Delta {
    /// What the site says of its records once they are taken.
    pub fn corrections<'a>(&'a self, cache: &'a SourceCache) -> &'a Arc<Corrections> {
        &self.corrected.as_ref().unwrap_or(&cache.corrected).corrections
    }

    /// What will stand beside the records once they are taken.
    pub fn beside<'a>(&'a self, cache: &'a SourceCache) -> &'a Beside {
        self.beside.as_ref().unwrap_or(&cache.beside)
    }

    /// What taking them would change. A file that changes changes all of its records.
    pub fn changes(&self, cache: &SourceCache) -> Vec<Change> {
        let changes = |reading: &Reading| {
            let (before, after) = (cache.files.get(&reading.path), reading.file.as_ref());
            if before.is_some_and(|before| after.is_some_and(|after| before.is_same(after))) {
                return Vec::new();
            }
            let entries =
                |file: Option<&CachedFile>| file.map(|file| file.entries.clone()).unwrap_or_default();
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
        self.read.iter().flat_map(changes).collect()
    }
}

impl Reading {
    /// Why what was read before is kept.
    fn kept(&self) -> Option<Value> {
        self.file.as_ref()?.unread.clone()
    }
}

enum Found {
    File(SourceFile),
    Sidecar(ContentPath),
    Picture(String),
    /// A file that is none of them.
    Nothing,
    /// No file any more, but perhaps the sidecars that it had, and where each is.
    Gone(Vec<(ContentPath, PathBuf)>),
    /// Only a walk can tell.
    Unknown,
}

/// The entries of a site after some changes.
pub fn next_entries(site: &Site, changes: &[Change]) -> Lineup {
    let gone: Vec<Arc<Entry>> = changes.iter().filter_map(|change| change.before.clone()).collect();
    site.lineup(&gone, changes.iter().filter_map(|change| change.after.clone()).collect())
}
