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
use crate::pages::plan::{Kind, Page};

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

    /// Writes a page.
    ///
    /// # Errors
    /// Where it cannot be written, or its template failed.
    pub(super) fn page(&self, page: &Page, bytes: Result<Vec<u8>>) -> Result<()> {
        let address = page.route.as_str();
        let entries = &self.walk.snapshot.site().entries;
        match (&page.kind, bytes.map_err(anyhow::Error::downcast::<Lost>)) {
            (Kind::Record(id), Ok(_)) if entries[*id].is_unread() && self.output.keep(address) => Ok(()),
            (_, Ok(bytes)) => self.output.put(&page.route, &bytes),
            (_, Err(Err(error))) => Err(error),
            (Kind::Record(id), Err(Ok(lost))) => {
                if !lost.is_gone() {
                    self.add(self.walk.content_file(entries[*id].path.file()), lost.diagnostic());
                }
                if self.output.keep(address) {
                    return Ok(());
                }
                self.output.put(&page.route, &self.walk.snapshot.render_lost(*id, &lost)?)
            }
            // Its record's page tells of it.
            (_, Err(Ok(_))) => {
                self.keep_or_leave_out(address);
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
