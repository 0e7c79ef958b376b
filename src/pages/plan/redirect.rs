//! Pages that only lead elsewhere: which there are, and where each leads in the end.

use std::collections::BTreeMap;

use ahash::HashSet;

use super::{Kind, OutputFile, Page};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::message::Message;
use crate::base::redirect::{OldAddresses, Target};
use crate::config::{Config, Places};
use crate::pages::assets;
use crate::site::route::{Route, collision_key};
use crate::site::{EntryId, Site};

/// Who wants an old address to lead somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The settings.
    Settings,
    /// A record, by the addresses that it had.
    Record(EntryId),
    /// An earlier build, which gave a record that address.
    AddressHistory,
}

/// What came of the old addresses.
#[derive(Debug, Default)]
pub struct Redirects {
    /// The pages.
    pub pages: Vec<Page>,
    /// What is to be said of those that have none.
    pub notes: Vec<Note>,
}

/// What is to be said of an old address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Who wants it.
    pub origin: Origin,
    /// What is wrong with it.
    pub diagnostic: Diagnostic,
}

struct Wanted {
    to: Target,
    origin: Origin,
}

/// The pages of old addresses. The settings come before the records, and those before what is remembered; `lists` are
/// the files that are no record's. What stands at an address itself is never replaced.
pub fn redirects(site: &Site, lists: &[OutputFile], config: &Config, history: &OldAddresses) -> Redirects {
    let mut found = Redirects::default();
    let note = |origin, from: &str, why| note(origin, from, why, site, &config.places);
    let mut wanted: BTreeMap<&str, Wanted> = BTreeMap::new();
    let records = site.aliased.oldest_first().flat_map(|id| {
        let to = move || Target::page(site.route(id).as_str());
        site.entries[id].head.aliases.iter().map(move |from| (from, to(), Origin::Record(id)))
    });
    let of = |origin| move |(from, to): (_, &Target)| (from, to.clone(), origin);
    let all = config.redirects.iter().map(of(Origin::Settings)).chain(records);
    for (from, to, origin) in all.chain(history.iter().map(of(Origin::AddressHistory))) {
        match wanted.get(from.as_str()) {
            None => drop(wanted.insert(from.as_str(), Wanted { to, origin })),
            Some(other) if other.to == to => {}
            Some(_) => found.notes.extend(note(origin, from.as_str(), "alias_taken_elsewhere")),
        }
    }
    if wanted.is_empty() {
        return found;
    }
    let mut taken = Taken::new(site, lists);
    wanted.retain(|from, Wanted { origin, .. }| {
        let is_free = taken.take(from);
        if !is_free {
            found.notes.extend(note(*origin, from, "alias_taken_something"));
        }
        is_free
    });
    for (from, Wanted { origin, .. }) in &wanted {
        match end(&wanted, from) {
            Some(to) => {
                found.pages.push(Page { route: Route::fixed(from), kind: Kind::Redirect(to.clone()) });
            }
            None => found.notes.extend(note(*origin, from, "alias_taken_circle")),
        }
    }
    found
}

fn note(origin: Origin, from: &str, why: &'static str, site: &Site, places: &Places) -> Option<Note> {
    let what = Message::new("alias_taken").with("address", from).with("why", Message::new(why));
    let hint = Message::new("alias_taken_hint");
    let diagnostic = match origin {
        Origin::Settings => match places.redirect(from) {
            Some(place) => Diagnostic::place(Code::AliasTaken, place, what, hint),
            None => Diagnostic::file(Code::AliasTaken, what, hint),
        },
        Origin::Record(id) => match site.entries[id].aliases.as_deref() {
            Some(line) => Diagnostic::line(Code::AliasTaken, line.borrowed(), what, hint),
            None => Diagnostic::file(Code::AliasTaken, what, hint),
        },
        // What is remembered nobody has written, so nobody can change it.
        Origin::AddressHistory => return None,
    };
    Some(Note { origin, diagnostic })
}

/// Where an old address leads when every step is taken; `None` where that is no end.
fn end<'a>(wanted: &'a BTreeMap<&str, Wanted>, from: &str) -> Option<&'a Target> {
    let mut to = &wanted.get(from)?.to;
    for _ in 0..wanted.len() {
        match to {
            Target::Page(path, place) if place.is_empty() => match wanted.get(path.as_str()) {
                Some(next) => to = &next.to,
                None => return Some(to),
            },
            _ => return Some(to),
        }
    }
    None
}

/// What stands in a site, as a file system sees it that takes no account of case.
struct Taken {
    files: HashSet<String>,
    folders: HashSet<String>,
}

impl Taken {
    fn new(site: &Site, lists: &[OutputFile]) -> Self {
        let mut taken = Self { files: HashSet::default(), folders: HashSet::default() };
        let records = (0..site.entries.len()).map(|id| site.route(id).as_str());
        let assets = assets::assets(true);
        let assets = assets.iter().map(|asset| asset.route.as_str());
        let pictures = site.pictures().routes().map(|(route, _)| route.as_str());
        records
            .chain(pictures)
            .chain(lists.iter().map(|file| file.route().as_str()))
            .chain(assets)
            .for_each(|path| taken.add(path));
        taken
    }

    fn add(&mut self, path: &str) {
        let path = collision_key(path);
        for (end, _) in path.rmatch_indices('/') {
            // The folders above one that is known are known.
            if !self.folders.insert(path[..end].to_owned()) {
                break;
            }
        }
        self.files.insert(path);
    }

    /// Takes a path, unless something stands there, or above it, or below it.
    fn take(&mut self, path: &str) -> bool {
        let key = collision_key(path);
        let mut above = key.match_indices('/').map(|(end, _)| &key[..end]);
        // The many files of search and of records are not listed: they end so.
        let is_data = |path: &str| [".js", ".txt"].iter().any(|ending| path.ends_with(ending));
        let is_free = !self.files.contains(&key)
            && !self.folders.contains(&key)
            && !above.any(|folder| self.files.contains(folder) || is_data(folder));
        if is_free {
            self.add(path);
        }
        is_free
    }
}
