//! What records are sorted by: categories, tags and their like.

use std::collections::BTreeMap;
use std::sync::Arc;

use ahash::{HashMap, HashMapExt as _};

use super::EntryId;
use crate::base::text::fold;
use crate::site::entry::{Entry, Names, levels};
use crate::site::route::{self, Route};

/// The place of a term in [`Site::categories`](super::Site::categories) or [`Site::tags`](super::Site::tags).
pub type TermId = usize;

/// A category or a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its name: the spelling that most records use.
    pub name: String,
    /// The folder of its pages.
    pub folder: String,
    /// The address of its newest page.
    pub route: Route,
    /// The category above it.
    pub parent: Option<TermId>,
    /// How many categories stand above it.
    pub depth: usize,
    /// Its records and those of the categories below it, newest first. Where there are none, only failed ones name it.
    pub entries: Vec<EntryId>,
    /// The same of the failed ones.
    pub failed: Vec<EntryId>,
}

/// The terms of each entry.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    terms: Vec<TermId>,
    /// Where each entry's end.
    ends: Vec<usize>,
}

impl Lists {
    /// An entry's terms.
    pub fn of(&self, id: EntryId) -> &[TermId] {
        let from = id.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.terms[from..self.ends[id]]
    }
}

/// A term while it is being gathered.
#[derive(Default)]
struct Gathered {
    entries: Vec<EntryId>,
    failed: Vec<EntryId>,
    spellings: BTreeMap<String, usize>,
}

impl Gathered {
    /// The spelling that most records use; of equals, the first in order.
    fn name(&self) -> &str {
        let most = self.spellings.iter().rev().max_by_key(|(_, count)| **count);
        most.map_or("", |(name, _)| name)
    }
}

/// Names that fold to the same are one term, on every level.
type TermKey = Vec<String>;

/// A spelling of a term's path, and the entries that use it.
struct Spelling<'a> {
    path: &'a str,
    entries: Vec<EntryId>,
    failed: Vec<EntryId>,
    /// Whether any record says it.
    is_said: bool,
}

/// Makes the terms of all names in a part of the entries' keys, and gives each entry its own. An entry
/// without any has the name `otherwise`, which no failed one alone makes a term.
pub(super) fn index_terms<'a>(
    root: &str,
    (entries, browsable): (&'a [Arc<Entry>], &[EntryId]),
    part: Names,
    otherwise: Option<&'a str>,
) -> (Vec<Term>, Lists) {
    // There are many records and few spellings, so each spelling is looked at once.
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut spellings: Vec<Spelling<'a>> = Vec::new();
    let mut used: Vec<usize> = Vec::with_capacity(entries.len());
    let mut ends: Vec<usize> = Vec::with_capacity(entries.len());
    let mut browsable = browsable.iter().copied().peekable();
    for (id, entry) in entries.iter().enumerate() {
        let is_browsable = browsable.next_if_eq(&id).is_some();
        let mut names = entry.names(part).peekable();
        let is_said = names.peek().is_some();
        let otherwise = otherwise.filter(|_| !is_said);
        for path in names.chain(otherwise) {
            let place = *known.entry(path).or_insert_with(|| {
                spellings.push(Spelling { path, entries: Vec::new(), failed: Vec::new(), is_said: false });
                spellings.len() - 1
            });
            let spelling = &mut spellings[place];
            spelling.is_said |= is_said;
            if is_browsable {
                if entry.failed() { &mut spelling.failed } else { &mut spelling.entries }.push(id);
            }
            used.push(place);
        }
        ends.push(used.len());
    }
    let keys: Vec<TermKey> =
        spellings.iter().map(|spelling| levels(spelling.path).map(fold).collect()).collect();
    let gathered = gather(&spellings, &keys);
    let mut terms = Vec::with_capacity(gathered.len());
    let mut ids = BTreeMap::new();
    flatten(&gathered, (&[], root, None), &mut terms, &mut ids);
    let ids: Vec<Option<TermId>> = keys.iter().map(|key| ids.get(key).copied()).collect();
    (terms, term_ids((&used, &ends), &ids))
}

fn gather(spellings: &[Spelling<'_>], keys: &[TermKey]) -> BTreeMap<TermKey, Gathered> {
    let mut gathered: BTreeMap<TermKey, Gathered> = BTreeMap::new();
    let is_term = |spelling: &Spelling<'_>| {
        !spelling.entries.is_empty() || spelling.is_said && !spelling.failed.is_empty()
    };
    for (spelling, key) in spellings.iter().zip(keys).filter(|(spelling, _)| is_term(spelling)) {
        for (depth, name) in levels(spelling.path).enumerate() {
            let term = gathered.entry(key[..=depth].to_vec()).or_default();
            *term.spellings.entry(name.to_owned()).or_default() += spelling.entries.len();
            term.entries.extend(&spelling.entries);
            term.failed.extend(&spelling.failed);
        }
    }
    for term in gathered.values_mut() {
        for list in [&mut term.entries, &mut term.failed] {
            list.sort_unstable();
            list.dedup();
        }
    }
    gathered
}

/// Each entry's spellings become terms, each once. A name that only hidden versions use has no term.
fn term_ids((used, ends): (&[usize], &[usize]), ids: &[Option<TermId>]) -> Lists {
    let mut lists = Lists { terms: Vec::with_capacity(used.len()), ends: Vec::with_capacity(ends.len()) };
    let mut from = 0;
    for end in ends {
        let first = lists.terms.len();
        for id in used[from..*end].iter().filter_map(|place| ids[*place]) {
            if !lists.terms[first..].contains(&id) {
                lists.terms.push(id);
            }
        }
        lists.ends.push(lists.terms.len());
        from = *end;
    }
    lists
}

/// Puts the terms below `prefix` behind it, the largest first, each followed by its own.
fn flatten(
    gathered: &BTreeMap<TermKey, Gathered>,
    (prefix, folder, parent): (&[String], &str, Option<TermId>),
    terms: &mut Vec<Term>,
    ids: &mut BTreeMap<TermKey, TermId>,
) {
    let below = gathered.range(prefix.to_vec()..).take_while(|(key, _)| key.starts_with(prefix));
    let mut children: Vec<(&TermKey, &Gathered)> =
        below.filter(|(key, _)| key.len() == prefix.len() + 1).collect();
    let folders = route::folders(folder, children.iter().map(|(_, term)| term.name()));
    children.sort_by_key(|(_, term)| (std::cmp::Reverse(term.entries.len()), term.name().to_owned()));
    for (key, term) in children {
        let id = terms.len();
        ids.insert(key.clone(), id);
        let own_folder = folders.get(term.name()).cloned().unwrap_or_default();
        terms.push(Term {
            name: term.name().to_owned(),
            route: Route::list(&own_folder, None),
            folder: own_folder.clone(),
            parent,
            depth: prefix.len(),
            entries: term.entries.clone(),
            failed: term.failed.clone(),
        });
        flatten(gathered, (key, &own_folder, Some(id)), terms, ids);
    }
}
