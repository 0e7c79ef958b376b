//! The site's model: every record's header and excerpt, ordered and indexed.

pub mod route;
pub mod checks;
pub mod entry;
pub mod ids;
pub mod entries;
mod step;
mod groups;
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

use std::collections::BTreeSet;
use std::sync::Arc;

use ahash::HashSet;

use crate::base::diagnostic::Diagnostic;
use crate::base::i18n::Strings;
use crate::config;
use crate::markdown::Links;
use crate::record::Platform;
use crate::site::address::Addresses;
use crate::site::entries::Entries;
use crate::site::entry::Entry;
pub use crate::site::entry::Names;
pub use crate::site::ids::{EntryId, Ids};
use crate::site::pictures::Pictures;
use crate::site::related::{Related, Shared};
use crate::site::route::Route;
use dates::Periods;
pub use dates::{Day, Month, Year};
use references::References;
use step::{Step, Turn};
use taxonomy::Listing;
pub use taxonomy::{Taxonomy, Term, TermId};
use versions::Versions;
pub use versions::{Item, MAX_VERSIONS};

/// So many entries are looked at by one thread.
const FEW: usize = 256;

/// The entries of the next site.
#[derive(Debug)]
pub struct Lineup {
    entries: Entries,
    hidden: Vec<Arc<Entry>>,
    /// Those that refer to anything.
    referring: Ids,
    step: Step,
}

impl Lineup {
    /// The entries that refer to other records, or to pictures.
    pub fn referring(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.referring.oldest_first().map(|id| &self.entries[id])
    }
}

/// Everything that pages are made of, except the records' texts.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// Every record, in the order of their dates; those without a date come before all others.
    pub entries: Entries,
    addresses: Addresses,
    versions: Versions,
    references: References,
    /// Those that failed or have problems of their own.
    faulty: Ids,
    /// How many have diagrams.
    with_diagrams: usize,
    /// Those that say where they stood once.
    pub aliased: Ids,
    /// Records that stand nowhere, in no order.
    pub hidden: Vec<Arc<Entry>>,
    /// The records of the main lists.
    pub listed: Ids,
    /// Those of them that come first on the home page.
    pub pinned: Ids,
    /// Those and the failed ones: what the home page chooses from.
    pub browsable: Ids,
    /// Those of them that have diagrams.
    pub illustrated: Ids,
    /// Records that failed or have problems.
    pub with_problems: Ids,
    /// One for each of [`Names::ALL`].
    taxonomies: [Taxonomy; Names::ALL.len()],
    /// The years, the latest first.
    pub years: Vec<Arc<Year>>,
    /// Listed records without a date.
    pub undated: Ids,
    /// Only records' pages need it, and most snapshots are gone before anybody looks at one.
    related: Shared,
}

impl Site {
    /// Orders and indexes the entries, and gives each its address. The order they come in is of no account.
    pub fn new(
        entries: Vec<Arc<Entry>>,
        pictures: Arc<Pictures>,
        strings: &Strings,
        versions: config::Versions,
    ) -> Self {
        let before = Self::default();
        let lineup = before.lineup(&[], entries);
        before.next(lineup, pictures, strings, versions)
    }

    /// The entries of the next site: those of this one without some and with others.
    pub fn lineup(&self, gone: &[Arc<Entry>], mut fresh: Vec<Arc<Entry>>) -> Lineup {
        let gone_pointers: HashSet<*const Entry> = gone.iter().map(Arc::as_ptr).collect();
        let stays = |entry: &&Arc<Entry>| !gone_pointers.contains(&Arc::as_ptr(*entry));
        let hidden = self.hidden.iter().filter(stays).cloned();
        let hidden = hidden.chain(fresh.extract_if(.., |entry| entry.hidden())).collect();
        let (entries, step) = Step::take(&self.entries, gone, fresh);
        let referring = self.references.next_with(&entries, &step);
        Lineup { entries, hidden, referring, step }
    }

    /// What this site becomes with other entries, under the same settings: what it indexes is changed, not made anew.
    pub fn next(
        &self,
        lineup: Lineup,
        pictures: Arc<Pictures>,
        strings: &Strings,
        setting: config::Versions,
    ) -> Self {
        let Lineup { entries, hidden, referring, step } = lineup;
        let together = setting == config::Versions::Together;
        let turn = Turn { before: &self.entries, entries: &entries, step: &step };
        let versions = self.versions.next(turn, together);
        let is_current = |id| versions.current(id).is_none();
        let addresses = self.addresses.next(turn, setting, |id| versions.current(id));
        let references = References::new(referring, &entries, pictures);
        let faulty = step.list(&self.faulty, |id| entries[id].failed() || entries[id].has_problems());
        let noted: BTreeSet<EntryId> = addresses.noted().chain(references.noted()).collect();
        let with_problems = match noted.is_empty() {
            true => faulty.clone(),
            false => {
                noted.into_iter().chain(faulty.oldest_first()).collect::<BTreeSet<_>>().into_iter().collect()
            }
        };
        // What stands for its item now may be another one.
        let listing = step.looking_at(&versions.changed(&self.versions, &step));
        let list = |before: &Ids, belongs: &dyn Fn(&Entry) -> bool| {
            listing.list(before, |id| is_current(id) && belongs(&entries[id]))
        };
        let listed = list(&self.listed, &|entry| !entry.failed());
        let browsable = list(&self.browsable, &|_| true);
        let listing = Turn { step: &listing, ..turn };
        let taxonomies = self.next_taxonomies(listing, &listed, &browsable, strings);
        let (years, undated) = Periods { entries: &entries, step: listing.step }.of(&listed, &self.years);
        let has_diagrams = |entries: &Entries, id: EntryId| !entries[id].diagrams.is_empty();
        let fewer = step.gone().filter(|id| has_diagrams(&self.entries, *id)).count();
        let more = step.fresh().filter(|id| has_diagrams(&entries, *id)).count();
        let site = Self {
            pinned: list(&self.pinned, &|entry| !entry.failed() && entry.pinned()),
            illustrated: list(&self.illustrated, &|entry| !entry.failed() && !entry.diagrams.is_empty()),
            with_diagrams: self.with_diagrams + more - fewer,
            aliased: step.list(&self.aliased, |id| !entries[id].head.aliases.is_empty()),
            addresses,
            versions,
            references,
            hidden,
            faulty,
            listed,
            browsable,
            with_problems,
            taxonomies,
            years,
            undated,
            related: self.related.next(),
            entries,
        };
        site.with_names_of_platforms(strings)
    }

    fn next_taxonomies(
        &self,
        turn: Turn<'_>,
        listed: &Ids,
        browsable: &Ids,
        strings: &Strings,
    ) -> [Taxonomy; Names::ALL.len()] {
        let taxonomy = |names: Names| {
            let with_failed = if names.have_failed() { browsable } else { listed };
            let otherwise = (names == Names::Categories).then(|| strings.get("uncategorized"));
            self.taxonomy(names).next(names, Listing { turn, listed, with_failed }, otherwise)
        };
        // To wake other threads takes longer than to look at a few.
        if turn.step.fresh().nth(FEW).is_none() {
            return Names::ALL.map(taxonomy);
        }
        let [categories, tags, sources, authors] = Names::ALL;
        let (first, rest) =
            rayon::join(|| [categories, tags].map(taxonomy), || [sources, authors].map(taxonomy));
        let ([categories, tags], [sources, authors]) = (first, rest);
        [categories, tags, sources, authors]
    }

    /// A source that is a platform goes by its name in the site's language, and a host by its own.
    fn with_names_of_platforms(mut self, strings: &Strings) -> Self {
        for source in &mut self.taxonomies[Names::Sources as usize].terms {
            let first = source.entries.newest().and_then(|id| self.entries[id].head.source.as_ref());
            let platform = first.map(|source| source.platform).filter(|platform| *platform != Platform::Web);
            if let Some(platform) = platform {
                source.name = strings.get(platform.string()).into();
            }
        }
        self
    }

    /// All terms of a kind.
    pub fn taxonomy(&self, names: Names) -> &Taxonomy {
        &self.taxonomies[names as usize]
    }

    /// The terms of a record, each once, without those above them.
    pub fn term_ids(&self, names: Names, id: EntryId) -> Vec<TermId> {
        self.taxonomy(names).ids_of(&self.entries[id], names)
    }

    /// The same.
    pub fn terms(&self, names: Names, id: EntryId) -> impl ExactSizeIterator<Item = &Term> {
        self.term_ids(names, id).into_iter().map(move |term| &self.taxonomy(names).terms[term])
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

    /// All records, and those that stand nowhere.
    pub fn with_hidden(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.entries.newest_first().map(|(_, entry)| entry).chain(&self.hidden)
    }

    /// The records of which a file could not be read.
    pub fn unread(&self) -> impl Iterator<Item = &Entry> {
        self.with_hidden().map(AsRef::as_ref).filter(|entry| entry.is_unread())
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
        self.related.ask(&self.entries, &self.listed, question)
    }

    /// Whether any record has a diagram.
    pub fn has_diagrams(&self) -> bool {
        self.with_diagrams > 0
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::subsequence;

    use super::*;
    use crate::config::{Config, Versions};
    use crate::pages::builder::Builder;
    use crate::record::ContentPath;
    use crate::record::parse::Corrections;

    /// How many records there may be, each in two editions: so many that they are held in several chunks.
    const RECORDS: usize = 130;

    /// A record that has much in common with others, so that they vie for addresses, items and the spelling of names.
    fn record(builder: &Builder, n: usize, edition: usize) -> Arc<Entry> {
        let k = n + 7 * edition;
        let mut text = format!("Title: 标题{}\n", k % 9);
        if !n.is_multiple_of(5) {
            text += &format!("Timestamp: 20{:02}-0{}-1{}T10:00:00\n", 20 + k % 3, 1 + k % 2, k % 4);
        }
        if !n.is_multiple_of(3) {
            text += &format!("URL: https://www.youtube.com/watch?v=abcdefghi{}\n", 10 + k % 12);
        }
        text += &format!("Status: {}\n", ["success", "failed", "partial"][k % 7 % 3]);
        if !n.is_multiple_of(4) {
            text += &format!("Tags: {}, 标签{}\n", ["ai", "AI", "Ai"][k % 3], k % 5);
            text += &format!("Category: {}\n", ["技术/数据库", "技术", "技术/Web", "技术/web"][k % 4]);
            text += &format!("Author: Author{}\n", k % 6);
        }
        if n.is_multiple_of(11) {
            text += "Draft: true\n";
        }
        text += &format!("Description:\n正文{k}，见 [那里](r{}.txt)。\n", (n + 3) % RECORDS);
        if n.is_multiple_of(2) {
            text += "\n<Mermaid_Diagram>\ngraph TD\nA-->B\n</Mermaid_Diagram>\n";
        }
        let path = ContentPath::new(format!("r{n}.txt"));
        Arc::new(builder.entries(&path, &text.as_bytes().into(), &Corrections::default()).remove(0))
    }

    /// What can be asked of a site.
    fn all(site: &Site) -> String {
        let of = |id: EntryId| {
            let terms: Vec<_> = Names::ALL.iter().map(|names| site.term_ids(*names, id)).collect();
            let found: Vec<_> = site.diagnostics(id).collect();
            let (route, links) = (site.route(id), site.links(id));
            let asked =
                (site.find(route.as_str()), site.current_version(id), site.item_of(id), site.is_listed(id));
            format!(
                "{id} {:?} {route} {terms:?} {found:?} {links:?} {asked:?} {:?}\n",
                site.entries[id].path,
                site.related(id)
            )
        };
        let lists = [
            &site.listed,
            &site.pinned,
            &site.browsable,
            &site.illustrated,
            &site.with_problems,
            &site.undated,
        ];
        let terms: Vec<_> = Names::ALL.iter().map(|names| &site.taxonomy(*names).terms).collect();
        let mut hidden: Vec<_> = site.hidden.iter().map(|entry| entry.path.as_str()).collect();
        hidden.sort_unstable();
        let records: String = (0..site.entries.len()).map(of).collect();
        format!("{records}{lists:?}\n{terms:?}\n{:?}\n{:?}\n{hidden:?}", site.years, site.items())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn a_site_becomes_what_it_would_be(
            moments in vec((subsequence((0..RECORDS).collect::<Vec<_>>(), 0..=RECORDS), vec(0..2usize, RECORDS)), 1..6),
            together in any::<bool>(),
        ) {
            let builder = Builder::new(Config::default(), &[]).unwrap();
            let versions = if together { Versions::Together } else { Versions::Apart };
            let all_records: Vec<[Arc<Entry>; 2]> =
                (0..RECORDS).map(|n| [0, 1].map(|edition| record(&builder, n, edition))).collect();
            let mut site = Site::default();
            for (records, editions) in moments {
                let wanted: Vec<Arc<Entry>> =
                    records.iter().map(|n| all_records[*n][editions[*n]].clone()).collect();
                let is_in = |list: &[Arc<Entry>], entry: &Arc<Entry>| list.iter().any(|other| Arc::ptr_eq(other, entry));
                let were: Vec<_> = site.with_hidden().cloned().collect();
                let gone: Vec<_> = were.iter().filter(|entry| !is_in(&wanted, entry)).cloned().collect();
                let fresh = wanted.iter().filter(|entry| !is_in(&were, entry)).cloned().collect();
                site = site.next(site.lineup(&gone, fresh), Arc::default(), builder.strings(), versions);
                let anew = Site::new(wanted, Arc::default(), builder.strings(), versions);
                prop_assert_eq!(all(&site), all(&anew));
            }
        }
    }
}
