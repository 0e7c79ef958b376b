//! How a site is written of which something could not be read: what an earlier build published of that stays.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use ahash::{HashMap, HashSet};
use anyhow::Result;
use rayon::prelude::*;

use super::walk::Walk;
use crate::base::diagnostic::Diagnostic;
use crate::base::digest::Digest;
use crate::base::error;
use crate::commands::report::Finding;
use crate::disk::output::Output;
use crate::disk::seen::Seen;
use crate::pages::assets::Asset;
use crate::pages::audit;
use crate::pages::keys::Keys;
use crate::pages::lost::Lost;
use crate::pages::plan::{IndexFile, Kind, OutputFile, Page};
use crate::pages::view::View;
use crate::site::EntryId;
use crate::site::route::Route;

/// Writes pages and files, and gathers what could not be read meanwhile.
pub(super) struct Writer<'a> {
    pub walk: &'a Walk,
    pub output: &'a Output,
    pub keys: Keys<'a>,
    /// The keys of files, by their addresses: of those that have one without being rendered, except pages of records that the
    /// earlier build did not write.
    known: HashMap<Route, Digest>,
    /// Those whose keys are not of what they are made of.
    doubtful: Mutex<HashSet<Route>>,
    found: Mutex<Vec<Finding>>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(walk: &'a Walk, output: &'a Output) -> Self {
        let entries = &walk.snapshot.site().entries;
        let keys = Keys::new(&walk.snapshot, Box::new(|id| walk.known().digest(&entries[id])));
        Self {
            walk,
            output,
            keys,
            known: HashMap::default(),
            doubtful: Mutex::default(),
            found: Mutex::default(),
        }
    }

    /// Takes the keys of files, where the next build is to know them.
    pub(super) fn know(&mut self, files: &[OutputFile], indexed: &[IndexFile], assets: &[Asset]) {
        if !self.walk.known().is_kept() {
            return;
        }
        let is_new = |file: &OutputFile| {
            matches!(file, OutputFile::Page(Page { kind: Kind::Record(_), .. }))
                && !self.output.wrote(file.route().as_str())
        };
        // A list may take as long as a hundred records.
        const AT_ONCE: usize = 64;
        let files = files.par_iter().with_max_len(AT_ONCE).filter(|file| !is_new(file));
        let files = files.filter_map(|file| Some((file.route().clone(), self.keys.of(file)?)));
        let indexed = indexed.par_iter().map(|file| (file.route.clone(), self.keys.of_indexed(file)));
        // Of the same program they are the same.
        let assets = assets.par_iter().map(|asset| (asset.route.clone(), Digest::default()));
        self.known = files.chain(indexed).chain(assets).collect();
    }

    /// Whether a file stands as it would be made now. Then it stays.
    pub(super) fn keeps(&self, route: &Route) -> bool {
        self.known.get(route).is_some_and(|key| self.output.keep_current(route.as_str(), key))
    }

    /// Whether a file that would have the bytes now that it has stays.
    pub(super) fn stays(&self, route: &Route) -> bool {
        self.known.get(route).is_some_and(|key| self.output.keep_with(route.as_str(), *key))
    }

    /// Writes a file.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(super) fn put(&self, route: &Route, bytes: &[u8]) -> Result<()> {
        self.put_with(route, self.known.get(route).copied(), bytes)
    }

    fn put_with(&self, route: &Route, key: Option<Digest>, bytes: &[u8]) -> Result<()> {
        self.output.put(route, bytes)?;
        if self.walk.known().is_kept()
            && !self.doubtful.lock().unwrap_or_else(PoisonError::into_inner).contains(route)
        {
            let digest = Digest::of(bytes);
            // What has no key is rendered each time.
            self.output.note(route.as_str(), key.unwrap_or(digest), Some(digest));
        }
        Ok(())
    }

    /// The key of a record's page, where the next build is to know it.
    pub(super) fn key(&self, id: EntryId, view: &View<'_>) -> Option<Digest> {
        self.walk.known().is_kept().then(|| self.keys.of_record(id, view)).flatten()
    }

    /// Notes that a file is made of what has changed since its key was made.
    pub(super) fn doubt(&self, route: &Route) {
        self.doubtful.lock().unwrap_or_else(PoisonError::into_inner).insert(route.clone());
    }

    /// Writes the page of a record.
    ///
    /// # Errors
    /// Where it cannot be written, or its template failed.
    pub(super) fn record(
        &self,
        id: EntryId,
        route: &Route,
        page: Result<(Vec<u8>, Option<Digest>)>,
    ) -> Result<()> {
        let entry = &self.walk.snapshot.site().entries[id];
        match page.map_err(anyhow::Error::downcast::<Lost>) {
            Ok(_) if entry.is_unread() && self.output.keep(route.as_str()) => Ok(()),
            Ok((bytes, key)) => self.put_with(route, key, &bytes),
            Err(Err(error)) => Err(error),
            Err(Ok(lost)) => {
                if !lost.is_gone() {
                    self.add(self.walk.content_file(entry.path.file()), lost.diagnostic());
                }
                if self.output.keep(route.as_str()) {
                    return Ok(());
                }
                self.output.put(route, &self.walk.snapshot.render_lost(id, &lost)?)
            }
        }
    }

    /// Writes any other file.
    ///
    /// # Errors
    /// As [`Writer::record`].
    pub(super) fn file(&self, route: &Route, bytes: Result<Vec<u8>>) -> Result<()> {
        match bytes.map_err(anyhow::Error::downcast::<Lost>) {
            Ok(bytes) => self.put(route, &bytes),
            Err(Err(error)) => Err(error),
            // Its record's page tells of it.
            Err(Ok(_)) => {
                self.keep_or_leave_out(route.as_str());
                Ok(())
            }
        }
    }

    /// Copies a static file.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(super) fn copy(&self, path: &str, file: &Path) -> Result<()> {
        // Before it is read, so that a change in between is seen as one the next time.
        let key = Seen::settled(file).map(|seen| Digest::of_value(&seen));
        if key.is_some_and(|key| self.output.keep_current(path, &key)) {
            return Ok(());
        }
        let Err(error) = self.output.copy(path, file) else {
            key.into_iter().for_each(|key| self.output.note(path, key, None));
            return Ok(());
        };
        // A file that can be read is not to blame.
        let Err(unread) = File::open(file).and_then(|mut file| io::copy(&mut file, &mut io::sink())) else {
            return Err(error);
        };
        if unread.kind() == io::ErrorKind::NotFound {
            self.output.leave_out(path);
        } else {
            self.add(file.display().to_string(), audit::unread(&error::reason(&unread)));
            self.keep_or_leave_out(path);
        }
        Ok(())
    }

    /// What could not be read.
    pub(super) fn into_found(self) -> Vec<Finding> {
        self.found.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, file: String, diagnostic: Diagnostic) {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).push(Finding { file, diagnostic });
    }

    fn keep_or_leave_out(&self, path: &str) {
        if !self.output.keep(path) {
            self.output.leave_out(path);
        }
    }
}
