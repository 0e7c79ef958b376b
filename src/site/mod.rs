//! The site's model: every record's header and excerpt, ordered and indexed.

pub mod route;
pub mod checks;
pub mod entry;
pub mod address;
pub mod related;
pub mod history;
pub mod statistics;
mod dates;
mod terms;
mod versions;

use std::sync::{Arc, OnceLock};

use dates::index_dates;
pub use dates::{Day, Month, Year};
use terms::index_terms;
pub use terms::{Lists, Term, TermId};

use crate::base::diagnostic::Diagnostic;
use crate::base::i18n::Strings;
use crate::config;
use crate::record::Platform;
use crate::site::address::Addresses;
pub use crate::site::address::EntryId;
use crate::site::entry::{Entry, Names};
use crate::site::related::Related;
use crate::site::route::Route;
use versions::Versions;
pub use versions::{Item, MAX_VERSIONS};

/// Everything that pages are made of, except the records' texts.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// Every record, newest first; those without a date come last.
    pub entries: Vec<Arc<Entry>>,
    addresses: Addresses,
    versions: Versions,
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
    /// The categories: each before those below it, otherwise the largest first.
    pub categories: Vec<Term>,
    /// The tags, the largest first.
    pub tags: Vec<Term>,
    /// Per entry, the categories it is in, without those above them.
    pub entry_categories: Lists,
    /// Per entry, its tags.
    pub entry_tags: Lists,
    /// The platforms and hosts that items come from, the largest first.
    pub sources: Vec<Term>,
    /// The authors, those of the most records first.
    pub authors: Vec<Term>,
    /// Per entry, where its item comes from.
    pub entry_sources: Lists,
    /// Per entry, its author.
    pub entry_authors: Lists,
    /// The years, the latest first.
    pub years: Vec<Year>,
    /// Listed records without a date.
    pub undated: Vec<EntryId>,
    /// Only records' pages need it, and most snapshots are gone before anybody looks at one.
    related: OnceLock<Related>,
}

impl Site {
    /// Orders and indexes the entries, and gives each its address. The order they come in is of no account,
    /// but a site is made fastest of entries in the order of an earlier one.
    pub fn new(mut entries: Vec<Arc<Entry>>, strings: &Strings, versions: config::Versions) -> Self {
        let hidden = entries.extract_if(.., |entry| entry.hidden()).collect();
        entries.sort_by(|a, b| b.at().cmp(&a.at()).then_with(|| a.path.cmp(&b.path)));
        let addresses = Addresses::new(&entries, versions);
        let versions = Versions::new(&entries, versions == config::Versions::Together);
        let browsable: Vec<EntryId> =
            (0..entries.len()).filter(|id| versions.current(*id).is_none()).collect();
        let listed: Vec<EntryId> = browsable.iter().copied().filter(|id| !entries[*id].failed()).collect();
        let pinned = listed.iter().copied().filter(|id| entries[*id].pinned()).collect();
        let illustrated = listed.iter().copied().filter(|id| !entries[*id].diagrams.is_empty()).collect();
        let with_problems = |id: &EntryId| {
            let entry = &entries[*id];
            entry.failed() || entry.has_problems() || addresses.note(*id).is_some()
        };
        let with_problems = (0..entries.len()).filter(with_problems).collect();
        let uncategorized = Some(strings.get("uncategorized"));
        let (categories, entry_categories) =
            index_terms("categories", (&entries, &browsable), Names::Categories, uncategorized);
        let (tags, entry_tags) = index_terms("tags", (&entries, &browsable), Names::Tags, None);
        let (mut sources, entry_sources) = index_terms("sources", (&entries, &listed), Names::Sources, None);
        for source in &mut sources {
            let platform =
                source.entries.first().and_then(|id| entries[*id].head.source.as_ref()).map(|s| s.platform);
            // Hosts go by their own names.
            if let Some(platform) = platform.filter(|platform| *platform != Platform::Web) {
                source.name = strings.get(platform.string()).to_owned();
            }
        }
        let (authors, entry_authors) = index_terms("authors", (&entries, &listed), Names::Authors, None);
        let (years, undated) = index_dates(&listed, &entries);
        Self {
            entries,
            addresses,
            versions,
            hidden,
            listed,
            pinned,
            browsable,
            illustrated,
            with_problems,
            categories,
            tags,
            entry_categories,
            entry_tags,
            sources,
            authors,
            entry_sources,
            entry_authors,
            years,
            undated,
            related: OnceLock::new(),
        }
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
        self.entries[id].diagnostics.iter().chain(self.addresses.note(id))
    }

    /// The categories that listed records are in.
    pub fn listed_categories(&self) -> impl Iterator<Item = TermId> {
        (0..self.categories.len()).filter(|id| !self.categories[*id].entries.is_empty())
    }

    /// The categories above a category, from the top level down.
    pub fn ancestors(&self, category: TermId) -> Vec<TermId> {
        let above = |id: &TermId| self.categories[*id].parent;
        let mut ancestors: Vec<TermId> = std::iter::successors(above(&category), above).collect();
        ancestors.reverse();
        ancestors
    }

    /// What records have in common.
    pub fn related(&self) -> &Related {
        self.related.get_or_init(|| Related::new(&self.entries, |id| self.is_listed(id)))
    }

    /// Whether any record has a diagram.
    pub fn has_diagrams(&self) -> bool {
        self.entries.iter().any(|entry| !entry.diagrams.is_empty())
    }
}
