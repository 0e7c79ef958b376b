//! Links between records: which record a path or a notebook's name means.

use std::borrow::Cow;

use super::entries::Entries;
use super::ids::EntryId;
use super::nearest::{Nearest, resolve, split, written};
use crate::base::text::fold;
use crate::record::ContentPath;
use crate::record::files;

/// What records are called. Where none refers to another, nobody asks.
#[derive(Debug, Clone)]
pub(super) struct Directory {
    count: usize,
    /// Records are known by their ages, 0 for the newest: of several that are as near, the newest is meant.
    files: Nearest,
    titles: Nearest,
    others: Nearest,
}

/// A record, and the place on its page.
pub(super) type Found<'a> = (EntryId, &'a str);

impl Directory {
    pub(super) fn new(entries: &Entries) -> Self {
        let placed = || {
            let all = entries.newest_first().enumerate();
            all.map(|(age, (_, entry))| (folder(&entry.path), age, entry))
        };
        let names: Vec<Cow<'_, str>> = placed().map(|(_, _, entry)| name(&entry.path)).collect();
        let files = placed().map(|(folder, age, _)| (names[age].as_ref(), folder, age));
        let titles = placed().map(|(folder, age, entry)| (entry.head.title.as_str(), folder, age));
        let others = placed()
            .flat_map(|(folder, age, entry)| entry.head.other_names().map(move |name| (name, folder, age)));
        Self {
            count: entries.len(),
            files: Nearest::of(files),
            titles: Nearest::of(titles),
            others: Nearest::of(others),
        }
    }

    /// The record of an age.
    fn of_age(&self, age: usize) -> EntryId {
        self.count - 1 - age
    }

    /// The record to which a path leads, from a record's folder.
    pub(super) fn by_path<'a>(
        &self,
        entries: &Entries,
        from: &ContentPath,
        address: &'a str,
    ) -> Option<Found<'a>> {
        written(address).into_iter().find_map(|(path, place)| {
            let path = resolve(folder(from), &path)?;
            self.at(entries, &path).map(|id| (id, place))
        })
    }

    /// The record whose file has a path, which may be without its ending or in another case.
    fn at(&self, entries: &Entries, path: &str) -> Option<EntryId> {
        let (folder, name) = split(path);
        let found = self.files.in_folder(files::base(name), folder).map(|age| self.of_age(age));
        let found: Vec<EntryId> = found.collect();
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
        entries: &Entries,
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

    fn called(&self, entries: &Entries, from: &ContentPath, name: &str) -> Option<EntryId> {
        if name.is_empty() {
            return None;
        }
        let here = folder(from);
        let entry_of = |age: usize| &entries[self.of_age(age)];
        let folder_of = |age: usize| folder(&entry_of(age).path);
        let by_file = || {
            let path = resolve("", name).or_else(|| resolve(here, name))?;
            let (above, last) = split(&path);
            let above = fold(above);
            let is_below = |age: usize| {
                let folder = fold(folder_of(age));
                above.is_empty()
                    || folder
                        .strip_suffix(above.as_str())
                        .is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
            };
            self.files.to(files::base(last), here, folder_of, is_below).map(|age| self.of_age(age))
        };
        // A folder that is named is one from the record's own, or from the root of all.
        let by_path = || {
            let from_root = if name.contains('/') { resolve("", name) } else { None };
            let paths = [resolve(here, name), from_root];
            paths.into_iter().flatten().find_map(|path| self.at(entries, &path))
        };
        let is_called = |other: &str| fold(other) == fold(name);
        let by_title = || self.titles.to(name, here, folder_of, |age| is_called(&entry_of(age).head.title));
        let by_other =
            || self.others.to(name, here, folder_of, |age| entry_of(age).head.other_names().any(is_called));
        let called = || by_title().or_else(by_other).map(|age| self.of_age(age));
        by_path().or_else(by_file).or_else(called)
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
