//! The site's model: every record's header and excerpt, ordered and indexed.
//!
//! An [`Entry`] holds no description and no transcript, so nothing that is made of entries alone (every
//! list) can depend on them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use fnv::FnvBuildHasher;

use crate::category::{Assignment, Classifier};
use crate::diagnostic::{Code, Diagnostic};
use crate::i18n::Strings;
use crate::markdown;
use crate::parse::Parsed;
use crate::record::{CategoryPath, ContentPath, Head, Status};
use crate::route::{self, Route};
use crate::text::{fold, guess_language, language_tag};

/// What lists may know of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The file's path in the content folder.
    pub path: ContentPath,
    /// The header.
    pub head: Head,
    /// The gist of the description; may be empty.
    pub excerpt: String,
    /// The language of the text, as a BCP 47 tag.
    pub lang: String,
    /// How many diagrams the description has.
    pub diagrams: usize,
    /// The categories and the reason for them.
    pub assignment: Assignment,
    /// What is wrong with the file.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether nothing could be read from the file.
    pub unreadable: bool,
    /// The address that the record asks for, without `.html`.
    stem: String,
    /// What it has in common with those that some file system takes for the same.
    stem_key: String,
}

impl Entry {
    /// Takes what lists need of a record, and leaves its texts behind.
    pub fn new(path: ContentPath, parsed: &Parsed, classifier: &Classifier) -> Self {
        let (record, head) = (&parsed.record, &parsed.record.head);
        let digest = markdown::digest(&record.texts.description.text);
        let mut diagnostics = parsed.diagnostics.clone();
        let in_file = |line: &usize| record.texts.description.line + line - 1;
        let text_at = |line: &usize| record.texts.description.text.lines().nth(line - 1).unwrap_or_default();
        diagnostics.extend(digest.unclosed.iter().map(|line| {
            let hint = "it was ended with its section; close it with `</Mermaid_Diagram>`";
            let at = (in_file(line), text_at(line));
            Diagnostic::line(Code::DiagramUnclosed, at, "this diagram has no end tag", hint)
        }));
        diagnostics.extend(digest.empty.iter().map(|line| {
            let at = (in_file(line), text_at(line));
            Diagnostic::line(Code::DiagramEmpty, at, "this diagram has no source", "summarise the item again")
        }));
        let stem = route::record_stem(&path, head);
        Self {
            assignment: classifier.assign(&path, head, &record.texts.description.text),
            lang: language(head, &digest.excerpt),
            head: head.clone(),
            excerpt: digest.excerpt,
            diagrams: digest.diagrams,
            diagnostics,
            unreadable: record.unreadable,
            stem_key: route::collision_key(&stem),
            stem,
            path,
        }
    }

    /// Whether the record has nothing to show in the main lists.
    pub fn failed(&self) -> bool {
        self.unreadable || self.head.status == Status::Failed
    }
}

fn language(head: &Head, excerpt: &str) -> String {
    let named = head.language.as_deref().and_then(language_tag);
    named.unwrap_or_else(|| guess_language(&format!("{} {excerpt}", head.title))).to_owned()
}

/// The place of an entry in [`Site::entries`].
pub type EntryId = usize;
/// The place of a term in [`Site::categories`] or [`Site::tags`].
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
    /// Its records and those of the categories below it, newest first.
    pub entries: Vec<EntryId>,
}

/// A month's records, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// 1 to 12.
    pub month: i8,
    /// Its records.
    pub entries: Vec<EntryId>,
}

/// A year's records, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    /// The year.
    pub year: i16,
    /// Its records.
    pub entries: Vec<EntryId>,
    /// Its months with records, the latest first.
    pub months: Vec<Month>,
}

/// Everything that pages are made of, except the records' texts.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// Every record, newest first; those without a date come last.
    pub entries: Vec<Arc<Entry>>,
    /// The address of each entry's page.
    pub routes: Vec<Route>,
    /// The records of the main lists, newest first.
    pub listed: Vec<EntryId>,
    /// Records that failed or have problems, newest first.
    pub troubled: Vec<EntryId>,
    /// The categories: each before those below it, otherwise the largest first.
    pub categories: Vec<Term>,
    /// The tags, the largest first.
    pub tags: Vec<Term>,
    /// Per entry, the categories it is in, without those above them.
    pub entry_categories: Vec<Vec<TermId>>,
    /// Per entry, its tags.
    pub entry_tags: Vec<Vec<TermId>>,
    /// The years, the latest first.
    pub years: Vec<Year>,
    /// Listed records without a date.
    pub undated: Vec<EntryId>,
    /// What is wrong with entries only beside others: an address that another has.
    notes: BTreeMap<EntryId, Diagnostic>,
}

impl Site {
    /// Orders and indexes the entries, and gives each its address. The order they come in is of no account,
    /// but a site is made fastest of entries in the order of an earlier one.
    pub fn new(mut entries: Vec<Arc<Entry>>, strings: &Strings) -> Self {
        entries.sort_by(|a, b| {
            let at = |entry: &Entry| entry.head.moment.map(|moment| moment.at);
            at(b).cmp(&at(a)).then_with(|| a.path.cmp(&b.path))
        });
        let (routes, notes) = assign_routes(&entries);
        let listed: Vec<EntryId> = (0..entries.len()).filter(|id| !entries[*id].failed()).collect();
        let troubled = |id: &EntryId| {
            entries[*id].failed() || !entries[*id].diagnostics.is_empty() || notes.contains_key(id)
        };
        let troubled = (0..entries.len()).filter(troubled).collect();
        let uncategorized: CategoryPath = vec![strings.get("uncategorized").to_owned()];
        let (categories, entry_categories) = index_terms("categories", &entries, |entry, use_name| {
            entry.assignment.categories.iter().for_each(|path| use_name(path));
            if entry.assignment.categories.is_empty() {
                use_name(&uncategorized);
            }
        });
        let (tags, entry_tags) = index_terms("tags", &entries, |entry, use_name| {
            entry.head.tags.iter().for_each(|tag| use_name(std::slice::from_ref(tag)));
        });
        let (years, undated) = index_dates(&listed, &entries);
        Self {
            entries,
            routes,
            listed,
            troubled,
            categories,
            tags,
            entry_categories,
            entry_tags,
            years,
            undated,
            notes,
        }
    }

    /// What is wrong with a record.
    pub fn diagnostics(&self, id: EntryId) -> impl Iterator<Item = &Diagnostic> {
        self.entries[id].diagnostics.iter().chain(self.notes.get(&id))
    }

    /// The categories above a category, from the top level down.
    pub fn ancestors(&self, category: TermId) -> Vec<TermId> {
        let above = |id: &TermId| self.categories[*id].parent;
        let mut ancestors: Vec<TermId> = std::iter::successors(above(&category), above).collect();
        ancestors.reverse();
        ancestors
    }

    /// Whether any record has a diagram.
    pub fn has_diagrams(&self) -> bool {
        self.entries.iter().any(|entry| entry.diagrams > 0)
    }
}

/// The address of each entry. Of several that ask for one address the oldest has it, so that a record
/// that comes later takes nobody's; the others, which get a note, are told apart by their file's path.
fn assign_routes(entries: &[Arc<Entry>]) -> (Vec<Route>, BTreeMap<EntryId, Diagnostic>) {
    let mut first: HashMap<&str, EntryId, FnvBuildHasher> =
        HashMap::with_capacity_and_hasher(entries.len(), FnvBuildHasher::default());
    let mut contested: BTreeMap<&str, Vec<EntryId>> = BTreeMap::new();
    for (id, entry) in entries.iter().enumerate() {
        let earlier = *first.entry(&entry.stem_key).or_insert(id);
        if earlier != id {
            contested.entry(&entry.stem_key).or_insert_with(|| vec![earlier]).push(id);
        }
    }
    let mut routes: Vec<Route> = entries.iter().map(|entry| route::record(&entry.stem, None)).collect();
    let mut notes = BTreeMap::new();
    for group in contested.into_values() {
        // Entries are newest first and undated ones last, so the oldest dated one is found from behind.
        let dated = group.iter().rev().find(|id| entries[**id].head.moment.is_some());
        let Some(owner) = dated.or(group.first()).copied() else { continue };
        for id in group.into_iter().filter(|id| *id != owner) {
            routes[id] = route::record(&entries[id].stem, Some(&entries[id].path));
            let what = format!("`{}` already has the address {}", entries[owner].path, routes[owner]);
            let hint = format!("both records are kept; this one's page is {}", routes[id]);
            notes.insert(id, Diagnostic::file(Code::AddressTaken, what, hint));
        }
    }
    (routes, notes)
}

/// A term while it is being gathered.
#[derive(Default)]
struct Gathered {
    entries: Vec<EntryId>,
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

/// A spelling of a term's path, and the listed entries that use it.
struct Spelling<'a> {
    path: &'a [String],
    entries: Vec<EntryId>,
}

/// Makes the terms of all names that `names` tells of, and gives each entry its own.
fn index_terms<'a>(
    root: &str,
    entries: &'a [Arc<Entry>],
    names: impl Fn(&'a Entry, &mut dyn FnMut(&'a [String])),
) -> (Vec<Term>, Vec<Vec<TermId>>) {
    // There are many records and few spellings, so each spelling is looked at once.
    let mut known: HashMap<&[String], usize, FnvBuildHasher> = HashMap::default();
    let mut spellings: Vec<Spelling<'a>> = Vec::new();
    let mut own: Vec<Vec<usize>> = Vec::with_capacity(entries.len());
    for (id, entry) in entries.iter().enumerate() {
        let mut used = Vec::new();
        names(entry, &mut |path| {
            let place = *known.entry(path).or_insert_with(|| {
                spellings.push(Spelling { path, entries: Vec::new() });
                spellings.len() - 1
            });
            if !entry.failed() {
                spellings[place].entries.push(id);
            }
            used.push(place);
        });
        own.push(used);
    }
    let keys: Vec<TermKey> =
        spellings.iter().map(|spelling| spelling.path.iter().map(|name| fold(name)).collect()).collect();
    let gathered = gather(&spellings, &keys);
    let mut terms = Vec::with_capacity(gathered.len());
    let mut ids = BTreeMap::new();
    flatten(&gathered, (&[], root, None), &mut terms, &mut ids);
    let ids: Vec<Option<TermId>> = keys.iter().map(|key| ids.get(key).copied()).collect();
    (terms, own.into_iter().map(|used| term_ids(used, &ids)).collect())
}

fn gather(spellings: &[Spelling<'_>], keys: &[TermKey]) -> BTreeMap<TermKey, Gathered> {
    let mut gathered: BTreeMap<TermKey, Gathered> = BTreeMap::new();
    for (spelling, key) in spellings.iter().zip(keys).filter(|(spelling, _)| !spelling.entries.is_empty()) {
        for depth in 1..=key.len() {
            let term = gathered.entry(key[..depth].to_vec()).or_default();
            *term.spellings.entry(spelling.path[depth - 1].clone()).or_default() += spelling.entries.len();
            term.entries.extend(&spelling.entries);
        }
    }
    for term in gathered.values_mut() {
        term.entries.sort_unstable();
        term.entries.dedup();
    }
    gathered
}

/// Spellings become terms, each once. A name that only failed records use has no term.
fn term_ids(mut used: Vec<usize>, ids: &[Option<TermId>]) -> Vec<TermId> {
    let mut kept = 0;
    for place in 0..used.len() {
        let Some(id) = ids[used[place]].filter(|id| !used[..kept].contains(id)) else { continue };
        used[kept] = id;
        kept += 1;
    }
    used.truncate(kept);
    used
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
        });
        flatten(gathered, (key, &own_folder, Some(id)), terms, ids);
    }
}

fn index_dates(listed: &[EntryId], entries: &[Arc<Entry>]) -> (Vec<Year>, Vec<EntryId>) {
    let mut years: Vec<Year> = Vec::new();
    let mut undated = Vec::new();
    for id in listed {
        let Some(moment) = entries[*id].head.moment else {
            undated.push(*id);
            continue;
        };
        let (year, month) = (moment.at.year(), moment.at.month());
        // Entries are newest first, so a new year or month is always the next.
        if years.last().is_none_or(|last| last.year != year) {
            years.push(Year { year, entries: Vec::new(), months: Vec::new() });
        }
        let Some(last) = years.last_mut() else { continue };
        last.entries.push(*id);
        if last.months.last().is_none_or(|last| last.month != month) {
            last.months.push(Month { month, entries: Vec::new() });
        }
        if let Some(last) = last.months.last_mut() {
            last.entries.push(*id);
        }
    }
    (years, undated)
}
