//! The second visit to each record: its page, and its pieces of the files that several records share.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::Result;
use rayon::prelude::*;

use super::walk::Walk;
use super::write::Writer;
use crate::disk::output::Output;
use crate::pages::plan::{Kind, Page};
use crate::record::files::RecordFiles;
use crate::search::block::{BLOCK, Block};
use crate::search::index::Index;
use crate::search::terms::Terms;
use crate::site::EntryId;

/// Records are visited in chunks of these sizes, each of which is a block of the index. Smaller ones would take longer than they
/// keep a further thread busy; larger ones keep the terms of more records, which take some fifteen kilobytes each.
const MIN_CHUNK: usize = 64;
const MAX_CHUNK: usize = BLOCK / 2;

/// The planned pages that are made of records' files.
pub(super) struct Visits<'a> {
    walk: &'a Walk,
    /// The pages of each record alone.
    of_one: HashMap<EntryId, Vec<&'a Page>>,
    texts: Assembly<'a>,
    diagrams: Assembly<'a>,
}

impl<'a> Visits<'a> {
    pub(super) fn new(walk: &'a Walk, pages: &[&'a Page]) -> Self {
        let mut of_one: HashMap<EntryId, Vec<&Page>> = HashMap::new();
        let (mut texts, mut diagrams) = (Assembly::default(), Assembly::default());
        for page in pages {
            match &page.kind {
                Kind::Record(id) | Kind::Raw(id) => of_one.entry(*id).or_default().push(page),
                Kind::Diagrams(_) => diagrams.plan(page, walk.snapshot.records_of(page)),
                _ => texts.plan(page, walk.snapshot.records_of(page)),
            }
        }
        Self { walk, of_one, texts, diagrams }
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
        let visit = self.walk.snapshot.visit(id, files);
        for page in self.of_one.get(&id).into_iter().flatten() {
            let bytes = if matches!(page.kind, Kind::Raw(_)) { visit.raw() } else { visit.page() };
            writer.page(page, bytes)?;
        }
        self.piece(&self.texts, id, || visit.text(), writer.output)?;
        self.piece(&self.diagrams, id, || visit.diagrams(), writer.output)?;
        Ok(visit.terms())
    }

    /// Adds a record's piece to its file, and writes that with the last.
    fn piece(
        &self,
        assembly: &Assembly<'_>,
        id: EntryId,
        make: impl FnOnce() -> String,
        output: &Output,
    ) -> Result<()> {
        match assembly.add(id, make) {
            Some((page, pieces)) => output.put(&page.route, &self.walk.snapshot.join(page, &pieces)),
            None => Ok(()),
        }
    }
}

/// Files that are made of pieces of several records, which come in any order. Records are visited in theirs, and neighbours
/// share a file, so few pieces are held at a time.
#[derive(Default)]
struct Assembly<'a> {
    files: Vec<(&'a Page, Mutex<Vec<Option<String>>>)>,
    /// The file of each record, and the record's place in it.
    places: HashMap<EntryId, (usize, usize)>,
}

impl<'a> Assembly<'a> {
    fn plan(&mut self, page: &'a Page, records: Vec<EntryId>) {
        let pieces = records.iter().map(|_| None).collect();
        let file = self.files.len();
        self.places.extend(records.into_iter().enumerate().map(|(place, id)| (id, (file, place))));
        self.files.push((page, Mutex::new(pieces)));
    }

    /// All pieces of a record's file, where this was the last.
    fn add(&self, id: EntryId, make: impl FnOnce() -> String) -> Option<(&'a Page, Vec<String>)> {
        let (file, place) = self.places.get(&id)?;
        let (page, pieces) = &self.files[*file];
        let piece = make();
        let mut pieces = pieces.lock().unwrap_or_else(PoisonError::into_inner);
        pieces[*place] = Some(piece);
        let is_whole = pieces.iter().all(Option::is_some);
        is_whole.then(|| (*page, std::mem::take(&mut *pieces).into_iter().flatten().collect()))
    }
}
