//! The site's model: every record's header and excerpt, ordered and indexed.

pub mod route;
pub mod checks;
pub mod entry;
pub mod address;
pub mod pictures;
pub mod related;
pub mod history;
pub mod statistics;
mod dates;
mod links;
mod nearest;
mod references;
mod taxonomy;
mod versions;

use std::sync::Arc;

use dates::index_dates;
pub use dates::{Day, Month, Year};
pub use taxonomy::{Taxonomy, Term, TermId};

use crate::base::diagnostic::Diagnostic;
use crate::base::i18n::Strings;
use crate::config;
use crate::markdown::Links;
use crate::record::Platform;
use crate::site::address::Addresses;
pub use crate::site::address::EntryId;
use crate::site::entry::Entry;
pub use crate::site::entry::Names;
use crate::site::pictures::Pictures;
use crate::site::related::{Related, Shared};
use crate::site::route::Route;
use references::References;
use versions::Versions;
pub use versions::{Item, MAX_VERSIONS};

/// Everything that pages are made of, except the records' texts.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// Every record, newest first; those without a date come last.
    pub entries: Vec<Arc<Entry>>,
    addresses: Addresses,
    versions: Versions,
    references: References,
    /// Records that stand nowhere, in no order.
    pub hidden: Vec<Arc<Entry>>,
    /// The records of the main lists, newest first.
    pub listed: Vec<EntryId>,
    /// Those of them that come first on the home page.
    pub pinned: Vec<EntryId>,
    /// Those and the failed ones, newest first: what the home page chooses from.
    pub browsable: Vec<EntryId>,
    /// Those of them that have diagrams.
    pub illustrated: Vec<EntryId>,
    /// Records that failed or have problems, newest first.
    pub with_problems: Vec<EntryId>,
    /// One for each of [`Names::ALL`].
    taxonomies: [Taxonomy; Names::ALL.len()],
    /// The years, the latest first.
    pub years: Vec<Year>,
    /// Listed records without a date.
    pub undated: Vec<EntryId>,
    /// Only records' pages need it, and most snapshots are gone before anybody looks at one.
    related: Shared,
}

impl Site {
    /// Orders and indexes the entries, and gives each its address. The order they come in is of no account,
    /// but a site is made fastest of entries in the order of an earlier one; `related` is what follows that one.
    pub fn new(
        mut entries: Vec<Arc<Entry>>,
        pictures: Arc<Pictures>,
        strings: &Strings,
        versions: config::Versions,
        related: Shared,
    ) -> Self {
        let hidden = entries.extract_if(.., |entry| entry.hidden()).collect();
        entries.sort_by(|a, b| a.newest_first(b));
        let setting = versions;
        let versions = Versions::new(&entries, setting == config::Versions::Together);
        let addresses = Addresses::new(&entries, setting, |id| versions.current(id));
        let references = References::new(&entries, pictures);
        let browsable: Vec<EntryId> =
            (0..entries.len()).filter(|id| versions.current(*id).is_none()).collect();
        let listed: Vec<EntryId> = browsable.iter().copied().filter(|id| !entries[*id].failed()).collect();
        let pinned = listed.iter().copied().filter(|id| entries[*id].pinned()).collect();
        let illustrated = listed.iter().copied().filter(|id| !entries[*id].diagrams.is_empty()).collect();
        let with_problems = |id: &EntryId| {
            let entry = &entries[*id];
            entry.failed()
                || entry.has_problems()
                || addresses.note(*id).is_some()
                || !references.missing(*id).is_empty()
        };
        let with_problems = (0..entries.len()).filter(with_problems).collect();
        let taxonomy = |names: Names| {
            let in_lists = if names.have_failed() { &browsable } else { &listed };
            let otherwise = (names == Names::Categories).then(|| strings.get("uncategorized"));
            Taxonomy::new(names, &entries, in_lists, otherwise)
        };
        let taxonomies = Names::ALL.map(taxonomy);
        let (years, undated) = index_dates(&listed, &entries);
        let site = Self {
            entries,
            addresses,
            versions,
            references,
            hidden,
            listed,
            pinned,
            browsable,
            illustrated,
            with_problems,
            taxonomies,
            years,
            undated,
            related,
        };
        site.with_names_of_platforms(strings)
    }

    /// A source that is a platform goes by its name in the site's language, and a host by its own.
    fn with_names_of_platforms(mut self, strings: &Strings) -> Self {
        for source in &mut self.taxonomies[Names::Sources as usize].terms {
            let first = source.entries.first().and_then(|id| self.entries[*id].head.source.as_ref());
            let platform = first.map(|source| source.platform).filter(|platform| *platform != Platform::Web);
            if let Some(platform) = platform {
                source.name = strings.get(platform.string()).to_owned();
            }
        }
        self
    }

    /// All terms of a kind.
    pub fn taxonomy(&self, names: Names) -> &Taxonomy {
        &self.taxonomies[names as usize]
    }

    /// The address of a record's page.
    pub fn route(&self, id: EntryId) -> &Route {
        self.addresses.of(id, &self.entries[id])
    }

    /// The record that stands for another one's item in lists; `None` for those that stand for themselves.
    pub fn current_version(&self, id: EntryId) -> Option<EntryId> {
        self.versions.current(id)
    }

    /// The items that have so many records that they have a list of their own.
    pub fn items(&self) -> &[Item] {
        self.versions.items()
    }

    /// That of a record's item, where it has one.
    pub fn item_of(&self, id: EntryId) -> Option<&Item> {
        self.versions.item_of(&self.entries[id]).filter(|_| !self.entries[id].failed())
    }

    /// Whether a record is in the main lists.
    pub fn is_listed(&self, id: EntryId) -> bool {
        !self.entries[id].failed() && self.current_version(id).is_none()
    }

    /// The records of which a file could not be read.
    pub fn unread(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().chain(&self.hidden).map(AsRef::as_ref).filter(|entry| entry.is_unread())
    }

    /// The record whose page has an address.
    pub fn find(&self, address: &str) -> Option<EntryId> {
        self.addresses.find(address, &self.entries)
    }

    /// What is wrong with a record.
    pub fn diagnostics(&self, id: EntryId) -> impl Iterator<Item = &Diagnostic> {
        let own = self.entries[id].diagnostics.iter().chain(self.references.missing(id));
        own.chain(self.addresses.note(id))
    }

    /// What became of a record's references, as its page has it.
    pub fn links(&self, id: EntryId) -> Links {
        let entry = &self.entries[id];
        if !entry.has_references() {
            return Links::default();
        }
        let root = self.route(id).to_root();
        self.references.links(&self.entries, id, |route| format!("{root}{route}"), |id| self.route(id))
    }

    /// The pictures that records show.
    pub fn pictures(&self) -> &Arc<Pictures> {
        self.references.pictures()
    }

    /// Other records that have the most in common with one, and the other records of its item, the newest first.
    pub fn related(&self, id: EntryId) -> (Vec<EntryId>, Vec<EntryId>) {
        self.ask_related(|related| (related.of(id), related.versions(id)))
    }

    /// Finds out now what records have in common, which takes a moment, and not when the first asks.
    pub fn relate(&self) {
        self.ask_related(|_| ());
    }

    fn ask_related<R>(&self, question: impl Fn(&Related) -> R) -> R {
        self.related.ask(&self.entries, |id| self.is_listed(id), question)
    }

    /// For the site that this one becomes: what records have in common follows it.
    pub fn related_next(&self) -> Shared {
        self.related.next()
    }

    /// Whether any record has a diagram.
    pub fn has_diagrams(&self) -> bool {
        self.entries.iter().any(|entry| !entry.diagrams.is_empty())
    }
}
