//! How a site is written of which something could not be read: what an earlier build published of that stays.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::Result;

use super::walk::Walk;
use crate::base::diagnostic::Diagnostic;
use crate::base::error;
use crate::commands::report::Finding;
use crate::disk::output::Output;
use crate::pages::audit;
use crate::pages::lost::Lost;
use crate::site::EntryId;
use crate::site::route::Route;

/// Writes pages and files, and gathers what could not be read meanwhile.
pub(super) struct Writer<'a> {
    pub walk: &'a Walk,
    pub output: &'a Output,
    found: Mutex<Vec<Finding>>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(walk: &'a Walk, output: &'a Output) -> Self {
        Self { walk, output, found: Mutex::default() }
    }

    /// Writes the page of a record.
    ///
    /// # Errors
    /// Where it cannot be written, or its template failed.
    pub(super) fn record(&self, id: EntryId, route: &Route, bytes: Result<Vec<u8>>) -> Result<()> {
        let entry = &self.walk.snapshot.site().entries[id];
        match bytes.map_err(anyhow::Error::downcast::<Lost>) {
            Ok(_) if entry.is_unread() && self.output.keep(route.as_str()) => Ok(()),
            Ok(bytes) => self.output.put(route, &bytes),
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
            Ok(bytes) => self.output.put(route, &bytes),
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
        let Err(error) = self.output.copy(path, file) else { return Ok(()) };
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
