//! Links between records: which record a path or a notebook's name means.

use std::borrow::Cow;
use std::sync::Arc;

use super::nearest::{Nearest, resolve, split, written};
use crate::base::text::fold;
use crate::record::ContentPath;
use crate::record::files;
use crate::site::EntryId;
use crate::site::entry::Entry;

/// What records are called. Where none refers to another, nobody asks.
#[derive(Debug, Clone)]
pub(super) struct Directory {
    files: Nearest,
    titles: Nearest,
    others: Nearest,
}

/// A record, and the place on its page.
pub(super) type Found<'a> = (EntryId, &'a str);

impl Directory {
    pub(super) fn new(entries: &[Arc<Entry>]) -> Self {
        let placed = || entries.iter().enumerate().map(|(id, entry)| (folder(&entry.path), id, entry));
        let names: Vec<Cow<'_, str>> = entries.iter().map(|entry| name(&entry.path)).collect();
        let files = placed().map(|(folder, id, _)| (names[id].as_ref(), folder, id));
        let titles = placed().map(|(folder, id, entry)| (entry.head.title.as_str(), folder, id));
        let others = placed()
            .flat_map(|(folder, id, entry)| entry.head.other_names().map(move |name| (name, folder, id)));
        Self { files: Nearest::of(files), titles: Nearest::of(titles), others: Nearest::of(others) }
    }

    /// The record to which a path leads, from a record's folder.
    pub(super) fn by_path<'a>(
        &self,
        entries: &[Arc<Entry>],
        from: &ContentPath,
        address: &'a str,
    ) -> Option<Found<'a>> {
        written(address).into_iter().find_map(|(path, place)| {
            let path = resolve(folder(from), &path)?;
            self.at(entries, &path).map(|id| (id, place))
        })
    }

    /// The record whose file has a path, which may be without its ending or in another case.
    fn at(&self, entries: &[Arc<Entry>], path: &str) -> Option<EntryId> {
        let (folder, name) = split(path);
        let found: Vec<EntryId> = self.files.in_folder(files::base(name), folder).collect();
        let is = |fits: &dyn Fn(&str) -> bool| {
            let fits =
                |id: &&EntryId| entries[**id].path.number().is_empty() && fits(entries[**id].path.file());
            found.iter().find(fits).copied()
        };
        is(&|file| file == path)
            .or_else(|| is(&|file| files::base(file) == path))
            .or_else(|| is(&|file| fold(file) == fold(path) || fold(files::base(file)) == fold(path)))
    }

    /// The record that a notebook calls so: by its file, by its title, by another name; of several the one that is nearest.
    pub(super) fn by_name<'a>(
        &self,
        entries: &[Arc<Entry>],
        from: &ContentPath,
        address: &'a str,
    ) -> Option<Found<'a>> {
        let (bare, place) = address.split_once(['#', '^']).unwrap_or((address, ""));
        // What begins with `^` names a paragraph.
        let place = if place.starts_with('^') || address[bare.len()..].starts_with('^') { "" } else { place };
        let place = place.rsplit('#').next().unwrap_or_default().trim();
        [(address, ""), (bare, place)]
            .into_iter()
            .find_map(|(name, place)| self.called(entries, from, name.trim()).map(|id| (id, place)))
    }

    fn called(&self, entries: &[Arc<Entry>], from: &ContentPath, name: &str) -> Option<EntryId> {
        if name.is_empty() {
            return None;
        }
        let here = folder(from);
        let folder_of = |id: EntryId| folder(&entries[id].path);
        let by_file = || {
            let path = resolve("", name).or_else(|| resolve(here, name))?;
            let (above, last) = split(&path);
            let above = fold(above);
            let is_below = |id: EntryId| {
                let folder = fold(folder_of(id));
                above.is_empty()
                    || folder
                        .strip_suffix(above.as_str())
                        .is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
            };
            self.files.to(files::base(last), here, folder_of, is_below)
        };
        // A folder that is named is one from the record's own, or from the root of all.
        let by_path = || {
            let from_root = if name.contains('/') { resolve("", name) } else { None };
            let paths = [resolve(here, name), from_root];
            paths.into_iter().flatten().find_map(|path| self.at(entries, &path))
        };
        let is_called = |other: &str| fold(other) == fold(name);
        let by_title = || self.titles.to(name, here, folder_of, |id| is_called(&entries[id].head.title));
        let by_other =
            || self.others.to(name, here, folder_of, |id| entries[id].head.other_names().any(is_called));
        by_path().or_else(by_file).or_else(by_title).or_else(by_other)
    }
}

fn folder(path: &ContentPath) -> &str {
    split(path.file()).0
}

/// What a record's file is called, without the ending that records have.
fn name(path: &ContentPath) -> Cow<'_, str> {
    let name = files::base(path.name());
    if path.number().is_empty() { name.into() } else { format!("{name}{}", path.number()).into() }
}
