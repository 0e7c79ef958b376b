//! What records refer to: other records, and pictures beside them.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::entries::Entries;
use super::ids::{EntryId, Ids};
use super::links::{Directory, Found};
use super::step::Step;
use crate::base::diagnostic::Diagnostic;
use crate::markdown::{self, Kind, Links};
use crate::site::checks::Reference;
use crate::site::entry::Entry;
use crate::site::pictures::Pictures;
use crate::site::route::Route;

/// What a site knows of its records' references. It costs nothing where there are none.
#[derive(Debug, Clone, Default)]
pub(super) struct References {
    pictures: Arc<Pictures>,
    directory: OnceLock<Directory>,
    /// The records that refer to anything.
    with: Ids,
    /// What is said of those that are not there.
    missing: BTreeMap<EntryId, Vec<Diagnostic>>,
}

impl References {
    /// The records of the next site that refer to anything.
    pub(super) fn next_with(&self, entries: &Entries, step: &Step) -> Ids {
        step.list(&self.with, |id| entries[id].has_references())
    }

    /// Of the records `with` any.
    pub(super) fn new(with: Ids, entries: &Entries, pictures: Arc<Pictures>) -> Self {
        let mut references = Self { pictures, with, ..Self::default() };
        if references.with.is_empty() {
            return references;
        }
        let missing = references.with.as_slice().par_iter().map(|id| {
            let (id, entry) = (*id as EntryId, &entries[*id as EntryId]);
            let missing = entry.references.iter().filter_map(|to| references.check(entries, entry, to));
            (id, missing.collect::<Vec<_>>())
        });
        let missing = missing.filter(|(_, missing)| !missing.is_empty()).collect();
        references.missing = missing;
        references
    }

    /// What is said of a reference that leads nowhere.
    fn check(&self, entries: &Entries, entry: &Entry, to: &Reference) -> Option<Diagnostic> {
        let said = to.missing.as_ref()?;
        if !to.kind.is_picture() {
            return self.record(entries, entry, to).is_none().then(|| said.clone());
        }
        let why = self.pictures.meant(&entry.path, to.kind, &to.address).err()?;
        let (what, hint) = why.say(&to.address);
        Some(Diagnostic { what, hint, ..said.clone() })
    }

    fn record<'a>(&self, entries: &Entries, entry: &Entry, to: &'a Reference) -> Option<Found<'a>> {
        let directory = self.directory.get_or_init(|| Directory::new(entries));
        match to.kind {
            Kind::Path => directory.by_path(entries, &entry.path, &to.address),
            Kind::Name => directory.by_name(entries, &entry.path, &to.address),
            Kind::Picture | Kind::PictureName => None,
        }
    }

    /// What is said of a record's references that are not there.
    pub(super) fn missing(&self, id: EntryId) -> &[Diagnostic] {
        self.missing.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// The records of which something is said.
    pub(super) fn noted(&self) -> impl Iterator<Item = EntryId> {
        self.missing.keys().copied()
    }

    pub(super) fn pictures(&self) -> &Arc<Pictures> {
        &self.pictures
    }

    /// Where a record's references lead. `address` gives a file's as the record's page has it.
    pub(super) fn links<'a>(
        &self,
        entries: &Entries,
        id: EntryId,
        address: impl Fn(&Route) -> String,
        route: impl Fn(EntryId) -> &'a Route,
    ) -> Links {
        let entry = &entries[id];
        let mut links = Links::default();
        for to in &entry.references {
            if to.kind.is_picture() {
                let Ok(seen) = self.pictures.meant(&entry.path, to.kind, &to.address) else { continue };
                let (width, height) = (seen.width, seen.height);
                let src = address(&Route::picture(seen.print, seen.ending));
                links.add_picture(to.kind, &to.address, markdown::Picture { src, width, height });
            } else if let Some((other, place)) = self.record(entries, entry, to) {
                let page = address(route(other));
                let page =
                    if place.is_empty() { page } else { format!("{page}#{}", markdown::likely_id(place)) };
                links.add_page(to.kind, &to.address, page);
            }
        }
        links
    }
}
