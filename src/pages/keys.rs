//! Keys: what tells without rendering it whether a file is the same as one that was made before.
//!
//! A file's key is a digest of all that it is made of: of the view of its page, in which cards are digests too, and of the
//! records' files that it shows. Views are what templates see, so nothing that a page shows can be left out of its key.
//! What all files of a site are made with, its settings, its templates and the program, has [a key of its
//! own](crate::pages::builder::Builder::key).

use std::sync::OnceLock;

use crate::base::digest::{Digest, Digester};
use crate::pages::plan::{Data, DataFile, IndexFile, Indexed, Joined, Kind, OutputFile, Page};
use crate::pages::snapshot::Snapshot;
use crate::pages::view::{self, Cards, RenderContext, View, browse, gallery, publish, search};
use crate::site::EntryId;

/// The keys of a snapshot's files.
pub struct Keys<'a> {
    snapshot: &'a Snapshot,
    /// Digests in the place of cards.
    cards: Cards,
    files: Box<Digests<'a>>,
    /// Of all records' terms.
    all: OnceLock<Digest>,
}

/// Of a bucket of a segment of the index, which the segment's id says.
pub fn of_bucket(segment: u64, bucket: u32) -> Digest {
    Digester::default().add(&segment.to_be_bytes()).add(&bucket.to_be_bytes()).finish()
}

/// Gives the digest of a record's files, where they could be read.
pub type Digests<'a> = dyn Fn(EntryId) -> Option<Digest> + Send + Sync + 'a;

impl<'a> Keys<'a> {
    /// Of a site, by the digests of its records' files.
    pub fn new(snapshot: &'a Snapshot, files: Box<Digests<'a>>) -> Self {
        let cards = Cards::new(snapshot.site().entries.len());
        Self { snapshot, cards, files, all: OnceLock::new() }
    }

    /// Of a file; `None` where it has to be rendered to be known.
    pub fn of(&self, file: &OutputFile) -> Option<Digest> {
        match file {
            OutputFile::Page(page) => self.page(page),
            OutputFile::Data(DataFile { data: Data::Raw(id), .. }) => (self.files)(*id),
            OutputFile::Data(DataFile { data: Data::Joined(joined), .. }) => {
                let mut digester = Digester::default();
                for id in self.snapshot.records_in(joined) {
                    digester.digest(self.piece(id, joined)?);
                }
                Some(digester.finish())
            }
            OutputFile::Data(DataFile { data: Data::Cards(number, range), .. }) => {
                Some(browse::part_digest(self.context(), *number, range.clone()))
            }
            OutputFile::Data(DataFile { data: Data::Records(ids, None), .. }) => {
                Some(publish::records_digest(self.context(), ids.clone()))
            }
            OutputFile::Data(_) => None,
        }
    }

    /// Of a file that is made of the index.
    pub fn of_indexed(&self, file: &IndexFile) -> Digest {
        match &file.data {
            Indexed::Words(letter) => {
                let mut digester = Digester::default();
                digester.digest(*self.all.get_or_init(|| self.all())).add(letter.to_string().as_bytes());
                digester.finish()
            }
            Indexed::Bucket(segment, bucket) => {
                of_bucket(self.snapshot.layout().segments[*segment].id, *bucket)
            }
        }
    }

    /// Of all that can be searched for.
    fn all(&self) -> Digest {
        let mut digester = Digester::default();
        for (_, entry) in self.snapshot.site().entries.newest_first() {
            digester.add(&entry.fingerprint().to_be_bytes());
        }
        digester.finish()
    }

    fn page(&self, page: &Page) -> Option<Digest> {
        if let Kind::Record(id) = page.kind {
            return self.of_record(id, &view::view(self.context(), page, None));
        }
        for id in self.snapshot.cards_of(page) {
            if !self.cards.has(id) {
                self.cards.put(id, Digest::of_value(&view::card(self.context(), id)).to_string());
            }
        }
        let context = RenderContext { findings: self.snapshot.findings_for(page), ..self.context() };
        Some(Digest::of_value(&view::view(context, page, None)))
    }

    /// Of a record's page, whose view need not have the texts.
    pub fn of_record(&self, id: EntryId, view: &View<'_>) -> Option<Digest> {
        let mut digester = Digester::default();
        digester.digest((self.files)(id)?).value(view);
        self.snapshot.site().links(id).add_to(&mut digester);
        Some(digester.finish())
    }

    /// Of what a script has of a record.
    fn piece(&self, id: EntryId, joined: &Joined) -> Option<Digest> {
        let piece = match joined {
            Joined::Diagrams(..) => gallery::piece_digest(self.context(), id),
            Joined::Texts(_) => search::piece_digest(self.context(), id),
        };
        let is_offered = self.snapshot.offers_raw(id);
        let mut digester = Digester::default();
        digester.digest((self.files)(id)?).digest(piece).value(&is_offered);
        Some(digester.finish())
    }

    fn context(&self) -> RenderContext<'_> {
        RenderContext { cards: &self.cards, ..self.snapshot.context() }
    }
}

impl std::fmt::Debug for Keys<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}
