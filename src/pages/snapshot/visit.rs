//! The visit to a record that gives all that is made of its texts.

use std::sync::Arc;

use anyhow::Result;

use super::Snapshot;
use crate::markdown::Plain;
use crate::pages::builder::texts;
use crate::pages::lost::Lost;
use crate::pages::plan::{self, Joined};
use crate::pages::view::{Body, View, gallery, search};
use crate::record::files::RecordFiles;
use crate::search::terms::{self, Terms};
use crate::site::EntryId;
use crate::site::entry::Entry;

/// One visit to a record: its files are parsed once and its description is read once, whatever comes of them.
#[derive(Debug)]
pub struct Visit<'a> {
    snapshot: &'a Snapshot,
    id: EntryId,
    file: Result<&'a Arc<[u8]>, Lost>,
    body: Body,
    plain: Plain,
}

impl<'a> Visit<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, id: EntryId, files: Option<&'a RecordFiles>) -> Self {
        let entry = &snapshot.site.entries[id];
        let links = snapshot.site.links(id);
        let (body, plain) = Body::with_plain(entry, texts(&entry.path, files), &links);
        Self { snapshot, id, file: Lost::check(entry, files), body, plain }
    }

    /// The record's page.
    ///
    /// # Errors
    /// Where a template asks for something that there is not; and [`Lost`], where the file was there before.
    pub fn page(&self) -> Result<Vec<u8>> {
        Ok(self.page_and(|_| ())?.0)
    }

    /// The same, and what `look` finds in its view.
    ///
    /// # Errors
    /// As [`Visit::page`].
    pub fn page_and<T>(&self, look: impl FnOnce(&View<'_>) -> T) -> Result<(Vec<u8>, T)> {
        match &self.file {
            Err(lost) if self.entry().has_file() => Err(lost.clone().into()),
            _ => {
                let page = plan::record(&self.snapshot.site, self.id);
                self.snapshot.document_and(&page, Some(&self.body), look)
            }
        }
    }

    /// The record's file, where it has one of its own in the site.
    ///
    /// # Errors
    /// [`Lost`], where the file was there before.
    pub fn raw(&self) -> Result<Vec<u8>> {
        match &self.file {
            Err(lost) => Err(lost.clone().into()),
            Ok(bytes) => Ok(bytes.to_vec()),
        }
    }

    /// What search finds it by.
    pub fn terms(&self) -> Terms {
        self.snapshot.builder.terms(self.entry(), self.found())
    }

    /// What a script has of it.
    pub fn piece(&self, joined: &Joined) -> String {
        let snapshot = self.snapshot;
        match joined {
            Joined::Diagrams(..) => gallery::piece(snapshot.context(), self.id, &self.body),
            Joined::Texts(_) => {
                let raw = self.file.as_ref().ok().filter(|_| snapshot.offers_raw(self.id));
                search::piece(snapshot.context(), self.id, self.found(), raw.map(|bytes| &***bytes))
            }
        }
    }

    fn found(&self) -> terms::Body<'_> {
        terms::Body::new(&self.plain, self.body.transcript())
    }

    fn entry(&self) -> &Entry {
        &self.snapshot.site.entries[self.id]
    }
}
