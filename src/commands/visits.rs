//! The second visit to each record: its page, and its pieces of the files that several records share.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use ahash::HashSet;
use anyhow::Result;
use rayon::prelude::*;

use super::walk::Walk;
use super::write::Writer;
use crate::disk::state::digest_of;
use crate::pages::plan::{Data, DataFile, Joined, Kind, OutputFile, Page};
use crate::record::files::RecordFiles;
use crate::search::block::{BLOCK, Block};
use crate::search::index::Index;
use crate::search::terms::Terms;
use crate::site::EntryId;
use crate::site::route::Route;

/// Records are visited in chunks of these sizes, each of which is a block of the index. Smaller ones would take longer than they
/// keep a further thread busy; larger ones keep the terms of more records, which take some fifteen kilobytes each.
const MIN_CHUNK: usize = 64;
const MAX_CHUNK: usize = BLOCK / 2;

/// The planned files that are made of records' files.
pub(super) struct Visits<'a> {
    walk: &'a Walk,
    /// The addresses of each record's page and of its own file, as far as the site has them.
    pages: HashMap<EntryId, &'a Route>,
    raw: HashMap<EntryId, &'a Route>,
    texts: Assembly<'a>,
    diagrams: Assembly<'a>,
    /// The records of which the index needs all terms.
    indexed: HashSet<EntryId>,
    /// The records that have changed since they were read for the first time.
    changed: Mutex<HashSet<EntryId>>,
}

/// What the visits gave besides files.
pub(super) struct Visited {
    /// Of the records that the index needs.
    pub index: Index,
    /// The words that search suggests of the records whose words were not known.
    pub words: Vec<(EntryId, Box<str>)>,
    /// Whether one of those that the index needs is another now than the one that the site is of.
    pub is_doubtful: bool,
}

impl<'a> Visits<'a> {
    /// Takes what is made of records' files, and leaves the rest.
    pub(super) fn new(
        walk: &'a Walk,
        files: &'a [OutputFile],
        indexed: HashSet<EntryId>,
    ) -> (Self, Vec<&'a OutputFile>) {
        let (mut pages, mut raw, mut rest) = (HashMap::new(), HashMap::new(), Vec::new());
        let (mut texts, mut diagrams) = (Assembly::default(), Assembly::default());
        for file in files {
            match file {
                OutputFile::Page(Page { kind: Kind::Record(id), route }) => drop(pages.insert(*id, route)),
                OutputFile::Data(DataFile { data: Data::Raw(id), route }) => drop(raw.insert(*id, route)),
                OutputFile::Data(DataFile { data: Data::Joined(joined), route }) => {
                    let assembly =
                        if matches!(joined, Joined::Texts(_)) { &mut texts } else { &mut diagrams };
                    assembly.plan((route, joined), walk.snapshot.records_in(joined));
                }
                _ => rest.push(file),
            }
        }
        (Self { walk, pages, raw, texts, diagrams, indexed, changed: Mutex::default() }, rest)
    }

    /// Visits the records of which something is to be made, writes that, and gives the index of their texts. With `needs_words`
    /// the index has the words of all records.
    ///
    /// # Errors
    /// Where something cannot be written, or a template failed.
    pub(super) fn write(
        &self,
        writer: &Writer<'_>,
        done: &AtomicUsize,
        needs_words: bool,
    ) -> Result<Visited> {
        let entries = &self.walk.snapshot.site().entries;
        let read = self.walk.read_file();
        // From the oldest on, so that a block's records are in the order of their numbers.
        let ids: Vec<EntryId> = (0..entries.len()).collect();
        let size = (ids.len() / (2 * rayon::current_num_threads())).clamp(MIN_CHUNK, MAX_CHUNK);
        let block = |ids: &[EntryId]| {
            let visit = |id: &EntryId| {
                done.fetch_add(1, Ordering::Relaxed);
                let entry = &entries[*id];
                let known = self.walk.known().words(entry).filter(|_| !self.indexed.contains(id));
                let terms = match known {
                    Some(_) if !self.is_wanted(*id) => None,
                    _ => self.visit(*id, read(entry).as_ref(), writer, known.is_none())?,
                };
                let words = terms.as_ref().map(|terms| (*id, terms.sorted_words()));
                // The published buckets have the keys of all others.
                let terms = terms.map(|terms| match self.indexed.contains(id) {
                    true => terms,
                    false => Terms { keys: Box::default(), ..terms },
                });
                let terms = terms.or_else(|| {
                    let words = known.filter(|_| needs_words)?.split_whitespace().map(Into::into).collect();
                    Some(Terms { words, ..Terms::default() })
                });
                Ok((terms.map(|terms| (entry.fingerprint(), terms)), words))
            };
            let (terms, words): (Vec<_>, Vec<_>) =
                ids.iter().map(visit).collect::<Result<Vec<_>>>()?.into_iter().unzip();
            Ok((Block::new(terms.into_iter().flatten()), words))
        };
        let mut visited = Visited { index: Index::default(), words: Vec::new(), is_doubtful: false };
        for (block, words) in ids.par_chunks(size).map(block).collect::<Result<Vec<_>>>()? {
            visited.index.add(block);
            visited.words.extend(words.into_iter().flatten());
        }
        let changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        visited.words.retain(|(id, _)| !changed.contains(id));
        visited.is_doubtful = !changed.is_empty();
        Ok(visited)
    }

    /// Whether a file is to be made of a record.
    fn is_wanted(&self, id: EntryId) -> bool {
        self.pages.contains_key(&id)
            || self.raw.contains_key(&id)
            || self.texts.places.contains_key(&id)
            || self.diagrams.places.contains_key(&id)
    }

    /// Visits a record; gives what search finds it by, where that is `asked` for.
    fn visit(
        &self,
        id: EntryId,
        files: Option<&RecordFiles>,
        writer: &Writer<'_>,
        asked: bool,
    ) -> Result<Option<Terms>> {
        let snapshot = &self.walk.snapshot;
        if files.and_then(digest_of) != self.walk.known().digest(&snapshot.site().entries[id]) {
            self.routes(id).for_each(|route| writer.doubt(route));
            self.changed.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        }
        let visit = snapshot.visit(id, files);
        if let Some(route) = self.pages.get(&id) {
            let page = visit.page_and(|view| writer.key(id, view));
            writer.record(id, route, page)?;
        }
        if let Some(route) = self.raw.get(&id) {
            writer.file(route, visit.raw())?;
        }
        for assembly in [&self.texts, &self.diagrams] {
            if let Some(((route, joined), pieces)) = assembly.add(id, |joined| visit.piece(joined)) {
                writer.put(route, &snapshot.join(route, joined, &pieces))?;
            }
        }
        Ok(asked.then(|| visit.terms()))
    }

    /// The addresses of the files that a record is in.
    fn routes(&self, id: EntryId) -> impl Iterator<Item = &'a Route> {
        let own = [&self.pages, &self.raw].into_iter().filter_map(move |routes| routes.get(&id).copied());
        let scripts = [&self.texts, &self.diagrams].into_iter();
        own.chain(scripts.filter_map(move |scripts| {
            scripts.places.get(&id).map(|(number, _)| scripts.scripts[*number].0.0)
        }))
    }
}

/// A script's address, and what it joins.
type Script<'a> = (&'a Route, &'a Joined);

/// Scripts that are made of pieces of several records, which come in any order. Records are visited in theirs, and neighbours
/// share a script, so few pieces are held at a time.
#[derive(Default)]
struct Assembly<'a> {
    scripts: Vec<(Script<'a>, Mutex<Vec<Option<String>>>)>,
    /// The script of each record, and the record's place in it.
    places: HashMap<EntryId, (usize, usize)>,
}

impl<'a> Assembly<'a> {
    fn plan(&mut self, script: Script<'a>, records: Vec<EntryId>) {
        let pieces = records.iter().map(|_| None).collect();
        let number = self.scripts.len();
        self.places.extend(records.into_iter().enumerate().map(|(place, id)| (id, (number, place))));
        self.scripts.push((script, Mutex::new(pieces)));
    }

    /// All pieces of a record's script, where this was the last.
    fn add(&self, id: EntryId, make: impl FnOnce(&Joined) -> String) -> Option<(Script<'a>, Vec<String>)> {
        let (number, place) = self.places.get(&id)?;
        let (script, pieces) = &self.scripts[*number];
        let piece = make(script.1);
        let mut pieces = pieces.lock().unwrap_or_else(PoisonError::into_inner);
        pieces[*place] = Some(piece);
        let is_whole = pieces.iter().all(Option::is_some);
        is_whole.then(|| (*script, std::mem::take(&mut *pieces).into_iter().flatten().collect()))
    }
}
