//! The second visit to each record: its page, and its pieces of the files that several records share.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::Result;
use rayon::prelude::*;

use super::walk::Walk;
use super::write::Writer;
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
}

impl<'a> Visits<'a> {
    /// Takes what is made of records' files, and leaves the rest.
    pub(super) fn new(walk: &'a Walk, files: &'a [OutputFile]) -> (Self, Vec<&'a OutputFile>) {
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
        (Self { walk, pages, raw, texts, diagrams }, rest)
    }

    /// Visits all records, writes what comes of them, and gives the index of their texts.
    ///
    /// # Errors
    /// Where something cannot be written, or a template failed.
    pub(super) fn write(&self, writer: &Writer<'_>, done: &AtomicUsize) -> Result<Index> {
        let entries = &self.walk.snapshot.site().entries;
        let read = self.walk.read_file();
        // From the oldest on, so that a block's records are in the order of their numbers.
        let ids: Vec<EntryId> = (0..entries.len()).rev().collect();
        let size = (ids.len() / (2 * rayon::current_num_threads())).clamp(MIN_CHUNK, MAX_CHUNK);
        let block = |ids: &[EntryId]| {
            let visit = |id: &EntryId| {
                done.fetch_add(1, Ordering::Relaxed);
                let terms = self.visit(*id, read(&entries[*id]).as_ref(), writer)?;
                Ok((entries[*id].fingerprint(), terms))
            };
            Ok(Block::new(ids.iter().map(visit).collect::<Result<Vec<_>>>()?))
        };
        let mut index = Index::default();
        let blocks: Vec<Block> = ids.par_chunks(size).map(block).collect::<Result<_>>()?;
        blocks.into_iter().for_each(|block| index.add(block));
        Ok(index)
    }

    /// Visits a record; gives what search finds it by.
    fn visit(&self, id: EntryId, files: Option<&RecordFiles>, writer: &Writer<'_>) -> Result<Terms> {
        let snapshot = &self.walk.snapshot;
        let visit = snapshot.visit(id, files);
        if let Some(route) = self.pages.get(&id) {
            writer.record(id, route, visit.page())?;
        }
        if let Some(route) = self.raw.get(&id) {
            writer.file(route, visit.raw())?;
        }
        for assembly in [&self.texts, &self.diagrams] {
            if let Some(((route, joined), pieces)) = assembly.add(id, |joined| visit.piece(joined)) {
                writer.output.put(route, &snapshot.join(route, joined, &pieces))?;
            }
        }
        Ok(visit.terms())
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
