//! A site that follows its folder.
//!
//! [`Live`] holds the snapshot that readers see, and makes the next one when something has changed: the same
//! walk as `build`, with a lookup in place of reading what has not changed. A snapshot is replaced in one
//! step, together with the texts that its pages are rendered from, so no answer mixes two of them.

mod index;
mod published;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};

use ahash::HashMap;
use anyhow::Result;
use serde::Serialize;

use crate::base::error;
use crate::config::Config;
use crate::disk::source::pictures::Album;
use crate::disk::source::{self, Folder, Stamped};
use crate::disk::state::{Corrected, State as RecordState};
use crate::pages::builder::{Builder, texts};
use crate::pages::plan::IndexFile;
use crate::pages::snapshot::Inputs;
use crate::pages::templates::Override;
use crate::record::Texts;
use crate::record::files::RecordFiles;
use crate::serve::cache::{Change, Delta, Held, SourceCache, next_entries};
use crate::site::Site;
use crate::site::entry::Entry;
use index::{Indexer, Missing};
pub use published::{Answer, Published};
use published::{Contents, OwnFiles};

/// What may have changed on disk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PendingChanges {
    /// Records, and folders with all that is below them.
    pub content: Vec<PathBuf>,
    /// Whether the configuration or a template may have.
    pub settings: bool,
    /// Whether a static file may have.
    pub files: bool,
}

/// What an update did.
#[derive(Debug, Default)]
pub struct Update {
    /// The records that changed.
    pub changes: Vec<Change>,
    /// Whether the settings or templates are others now.
    pub settings: bool,
    /// Whether the list of static files, or one of them, is another now.
    pub files: bool,
    /// Whether what stands beside the records has changed: sidecars without one, what cannot be read.
    pub beside: bool,
    /// Whether what keeps the site from following has come or gone.
    pub fault: bool,
}

impl Update {
    /// Whether it changed nothing.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && !self.settings && !self.files && !self.beside && !self.fault
    }
}

/// A record that came since the server was started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Arrival {
    /// The address of its page.
    pub url: String,
    /// Its title.
    pub title: String,
}

/// The arrivals that are remembered at most: somebody who has been away longer finds them in the lists.
const MAX_ARRIVALS: usize = 1000;

/// What a site is made with.
#[derive(Debug)]
struct Settings {
    overrides: Vec<Override>,
    builder: Arc<Builder>,
}

impl Settings {
    fn new(config: Config, overrides: Vec<Override>) -> Result<Self> {
        let builder = Arc::new(Builder::new(config, &overrides)?);
        Ok(Self { overrides, builder })
    }
}

#[derive(Debug)]
struct State {
    settings: Arc<Settings>,
    cache: SourceCache,
    published: Published,
    arrivals: VecDeque<Arrival>,
    /// How many arrivals came before those that are remembered.
    forgotten: usize,
}

/// Reads the configuration.
pub type Load = dyn Fn() -> Result<Config> + Send + Sync;

/// A site that follows its folder. Who reads it never waits for an update.
pub struct Live {
    load: Box<Load>,
    state: RwLock<State>,
    indexer: Mutex<Indexer>,
}

/// What an update puts in the place of what there was.
struct Next {
    settings: Option<Settings>,
    /// Another cache, where the settings are others.
    cache: Option<SourceCache>,
    delta: Delta,
    /// What was seen of pictures.
    album: Option<Album>,
    contents: Option<Contents>,
    own: Option<OwnFiles>,
}

impl Live {
    /// Reads the whole folder, but for what a state says that `remembered` gives.
    ///
    /// # Errors
    /// Where a build would fail.
    pub fn open(load: Box<Load>, remembered: impl FnOnce(&Builder) -> RecordState) -> Result<Self> {
        let config = load()?;
        let overrides = source::templates(&config.templates_dir)?;
        let settings = Settings::new(config, overrides)?;
        let builder = &settings.builder;
        let mut cache = SourceCache::new(Folder::of(builder.config()));
        let delta = cache.look_at_all(builder, &remembered(builder))?;
        cache.take(delta);
        let own = Arc::new(OwnFiles::read(builder.config()));
        let nothing = Site::default();
        let inputs = cache.inputs(builder.clone(), own.amid(cache.beside()), &nothing);
        let published = Published { contents: Arc::new(Contents::new(inputs)), own, fault: None };
        let settings = Arc::new(settings);
        let state = State { settings, cache, published, arrivals: VecDeque::new(), forgotten: 0 };
        Ok(Self { load, state: RwLock::new(state), indexer: Mutex::default() })
    }

    /// The settings in force.
    pub fn config(&self) -> Config {
        self.state().settings.builder.config().clone()
    }

    /// What readers see.
    pub fn published(&self) -> Published {
        self.state().published.clone()
    }

    /// What stands at an address.
    ///
    /// # Errors
    /// Where a template fails.
    pub fn answer(&self, address: &str) -> Result<Option<Answer>> {
        let state = self.state();
        let published = state.published.clone();
        let snapshot = &published.contents.snapshot;
        let is_own = published.own.files.contains_key(address);
        if let Some(file) = snapshot.find_indexed(address).filter(|_| !is_own) {
            drop(state);
            return Ok(Some(self.indexed(&published.contents, &file).map_or(Answer::Soon, Answer::Data)));
        }
        let file = snapshot.find(address);
        let read =
            file.iter().flat_map(|file| snapshot.records_of(file)).map(|id| &snapshot.site().entries[id]);
        let held: Vec<_> = read.map(|entry| (entry, state.cache.held(entry))).collect();
        drop(state);
        let (mut record_files, mut is_certain) = (HashMap::default(), true);
        for (entry, held) in held {
            let files = held.as_ref().map(|held| files_of(entry, held));
            match files {
                Some(Some(files)) => {
                    // What can be read the next time is not taken for lost until then.
                    is_certain &= !files.is_unread() || held.as_ref().is_some_and(|held| held.is_unread());
                    record_files.insert(&entry.path, files);
                }
                // The site will follow, but where it cannot.
                Some(None) if published.fault.is_none() => return Ok(Some(Answer::Soon)),
                _ => {}
            }
        }
        let read = |entry: &Entry| record_files.get(&entry.path).cloned();
        published.answer(address, file.as_ref().map(|file| (file, is_certain)), read)
    }

    /// A file that is made of the index, unless that has to be made first.
    fn indexed(&self, contents: &Contents, file: &IndexFile) -> Option<Arc<[u8]>> {
        if contents.placed.get().is_none() {
            let mut indexer = self.indexer.try_lock().ok()?;
            let Missing::Few(missing) = indexer.missing(&contents.snapshot) else { return None };
            let records = self.with_texts(missing)?;
            indexer.add(&contents.snapshot, records);
            contents.placed.get_or_init(|| indexer.place(&contents.snapshot));
        }
        let index = contents.placed.get()?;
        contents.keep(&file.route, || Ok(contents.snapshot.render_indexed(file, index))).ok()
    }

    /// Indexes all records that are not yet indexed, and says whether they are now. Returns at once where another thread is at it,
    /// and where a record has changed of which nobody has been told yet.
    pub fn index(&self) -> bool {
        loop {
            let Ok(mut indexer) = self.indexer.try_lock() else { return false };
            let contents = self.published().contents;
            let missing = match indexer.missing(&contents.snapshot) {
                Missing::Few(few) if few.is_empty() => return true,
                Missing::Few(missing) | Missing::Many(missing) => missing,
            };
            match self.with_texts(missing) {
                Some(records) => indexer.add(&contents.snapshot, records),
                // There is another snapshot.
                None if !Arc::ptr_eq(&contents, &self.published().contents) => {}
                None => return false,
            }
        }
    }

    /// Records with their texts; `None` where one of them has changed.
    fn with_texts(&self, entries: Vec<Arc<Entry>>) -> Option<Vec<(Arc<Entry>, Texts)>> {
        let state = self.state();
        let held: Option<Vec<_>> = entries.iter().map(|entry| state.cache.current(entry)).collect();
        drop(state);
        let with_texts = |(entry, held): (Arc<Entry>, Arc<Held>)| {
            let texts = texts(&entry.path, Some(&files_of(&entry, &held)?));
            Some((entry, texts))
        };
        entries.into_iter().zip(held?).map(with_texts).collect()
    }

    /// Keeps what is known of the records for the next start, in the state that `remembered` gives.
    pub fn keep(&self, remembered: impl FnOnce(&Builder) -> RecordState) {
        let state = self.state();
        let settings = state.settings.clone();
        let (files, corrected) = (state.cache.current_files(), Corrected::of(state.cache.corrected()));
        drop(state);
        let kept = remembered(&settings.builder);
        let is_said = kept.corrected() == Some(&corrected);
        let known = |(identity, held, entries): (String, Arc<Held>, Vec<Arc<Entry>>)| {
            let known = held.known(&entries, kept.records.get(&identity).filter(|_| is_said))?;
            Some((identity, known))
        };
        kept.keep_records(&files.into_iter().filter_map(known).collect(), &corrected);
    }

    /// The records that came after the first `seen`, and how many have come in all.
    pub fn arrivals(&self, seen: usize) -> (Vec<Arrival>, usize) {
        let state = self.state();
        let skip = seen.saturating_sub(state.forgotten);
        (state.arrivals.iter().skip(skip).cloned().collect(), state.forgotten + state.arrivals.len())
    }

    /// The files that are not as they were read, by size and time alone, and what they are.
    ///
    /// # Errors
    /// Where the folder of records cannot be read.
    pub fn differences(&self) -> Result<Vec<Stamped>> {
        self.state().cache.differences()
    }

    /// Makes and publishes the next state. Where that fails, the last good state stays, with a fault.
    ///
    /// One thread at a time may call this.
    pub fn refresh(&self, pending: &PendingChanges) -> Update {
        let before = self.published();
        let (update, next, fault) = match self.next(&before, pending) {
            Ok((update, next)) => (update, Some(next), None),
            Err(error) => (Update::default(), None, Some(error::words(&error, before.strings()))),
        };
        let update = Update { fault: before.fault != fault, ..update };
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.published.fault = fault;
        if let Some(next) = next {
            state.put(next, &update, &before);
        }
        update
    }

    /// Works out the next state, without anybody seeing it.
    fn next(&self, before: &Published, pending: &PendingChanges) -> Result<(Update, Next)> {
        // What failed may have been about anything, so everything is looked at again.
        let retry = before.fault.is_some();
        let settings = if pending.settings || retry { self.other_settings()? } else { None };
        let state = self.state();
        let builder = settings.as_ref().unwrap_or(&state.settings).builder.clone();
        let folder = Folder::of(builder.config());
        let everything = retry || folder != *state.cache.folder();
        let mut cache = settings.as_ref().map(|_| state.cache.with(folder, &builder));
        let current = cache.as_ref().unwrap_or(&state.cache);
        let mut delta = match everything {
            true => current.look_at_all(&builder, &RecordState::default())?,
            false => current.look(&pending.content, &builder)?,
        };
        let mut update =
            Update { settings: settings.is_some(), changes: delta.changes(current), ..Update::default() };
        let own = (pending.files || update.settings || retry).then(|| OwnFiles::read(builder.config()));
        let own = own.filter(|own| *own != *before.own);
        update.files = own.is_some();
        let beside = own.as_ref().unwrap_or(&before.own).amid(delta.beside(current));
        let beside_before = before.contents.snapshot.beside();
        update.beside = beside.content != beside_before.content;
        let is_elsewhere = beside != *beside_before;
        let corrections = delta.corrections(current).clone();
        let is_corrected = !Arc::ptr_eq(&corrections, before.contents.snapshot.corrections());
        let (site, nothing) = (before.contents.snapshot.site(), Site::default());
        let mut album = None;
        let inputs = match &mut cache {
            Some(cache) => {
                cache.take(std::mem::take(&mut delta));
                Some(cache.inputs(builder, beside, &nothing))
            }
            None if update.changes.is_empty()
                && !is_corrected
                && !is_elsewhere
                && !state.cache.touches_pictures(&delta) =>
            {
                None
            }
            None => {
                let entries = next_entries(site, &update.changes);
                let (pictures, looked_at) = state.cache.pictures(&entries, &delta);
                album = Some(looked_at);
                let pictures = Arc::new(pictures);
                Some(Inputs { builder, entries, before: site, corrections, beside, pictures })
            }
        };
        update.beside |= inputs.as_ref().is_some_and(|inputs| inputs.pictures != *site.pictures());
        drop(state);
        let contents = inputs.map(Contents::new);
        if let (Some(contents), Some(cache)) = (&contents, &cache) {
            contents.try_out(cache)?;
        }
        Ok((update, Next { settings, cache, delta, album, contents, own }))
    }

    /// The settings, where they are others than those in force.
    fn other_settings(&self) -> Result<Option<Settings>> {
        let config = (self.load)()?;
        let overrides = source::templates(&config.templates_dir)?;
        let now = self.state().settings.clone();
        if *now.builder.config() == config && now.overrides == overrides {
            return Ok(None);
        }
        Settings::new(config, overrides).map(Some)
    }

    fn state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The files of one of the records in those that are held; `None` where the disk has others by now.
fn files_of(entry: &Entry, held: &Held) -> Option<RecordFiles> {
    Some(held.files()?.of_record(&entry.path, entry.part.as_ref()))
}

impl State {
    fn put(&mut self, next: Next, update: &Update, before: &Published) {
        if let Some(settings) = next.settings {
            self.settings = Arc::new(settings);
        }
        if let Some(cache) = next.cache {
            self.cache = cache;
        }
        self.cache.take(next.delta);
        if let Some(album) = next.album {
            self.cache.take_album(album);
        }
        if let Some(own) = next.own {
            self.published.own = Arc::new(own);
        }
        if let Some(contents) = next.contents {
            self.arrivals.extend(contents.arrivals(&update.changes, &before.contents));
            self.published.contents = Arc::new(contents);
        }
        while self.arrivals.len() > MAX_ARRIVALS {
            self.arrivals.pop_front();
            self.forgotten += 1;
        }
    }
}

impl std::fmt::Debug for Live {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Live").finish_non_exhaustive()
    }
}
