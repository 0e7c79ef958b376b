//! A site at one moment, and how a page of it becomes bytes.
//!
//! Who reads the files, and when, is left to the callers: `build` reads a record once more for its page and holds no text,
//! so its memory grows with headers; `serve` holds them.

mod index;
mod visit;

use std::sync::{Arc, OnceLock};

use ahash::{HashMap, HashSet};
use anyhow::Result;

use crate::base::diagnostic::Diagnostic;
use crate::base::redirect::OldAddresses;
use crate::markdown::Links;
use crate::pages::assets;
use crate::pages::audit::{self, Diagnosis, Subject, Surroundings};
use crate::pages::builder::Builder;
use crate::pages::lost::Lost;
use crate::pages::plan::{self, Data, DataFile, IndexFile, Joined, Kind, Note, OutputFile, Page, Redirects};
use crate::pages::templates::Shape;
use crate::pages::view::{
    self, Body, Cards, Content, RenderContext, View, browse, gallery, publish, search, words,
};
use crate::record::Texts;
use crate::record::files::{CORRECTIONS, RecordFiles};
use crate::record::parse::Corrections;
use crate::search::index::{Index, Placed};
use crate::search::layout::Layout;
use crate::site::entry::Entry;
use crate::site::pictures::Pictures;
use crate::site::route::Route;
use crate::site::{EntryId, Lineup, Site};
pub use visit::Visit;

/// A site at one moment, except its texts: its model, its table of contents, and what renders them. It
/// never changes.
#[derive(Debug)]
pub struct Snapshot {
    builder: Arc<Builder>,
    site: Site,
    history: OldAddresses,
    /// Neither a record's page nor home needs them, nor does what is answered where there is no page.
    lists: OnceLock<Lists>,
    corrections: Arc<Corrections>,
    beside: Surroundings,
    cards: Cards,
    /// Only search needs it, and most snapshots are gone before anybody searches them.
    layout: OnceLock<Layout>,
    /// Only the page of problems and the commands need it.
    findings: OnceLock<Vec<Diagnosis>>,
}

/// The files that are no record's.
#[derive(Debug)]
struct Lists {
    files: Vec<OutputFile>,
    /// Where each is.
    places: HashMap<Route, usize>,
    /// What is to be said of old addresses.
    notes: Vec<Note>,
}

/// What a snapshot is made of, whoever has read it.
#[derive(Debug)]
pub struct Inputs<'a> {
    /// The settings, words, templates and rules.
    pub builder: Arc<Builder>,
    /// Every record, corrected already.
    pub entries: Lineup,
    /// The site of which these are the next entries, under the same settings.
    pub before: &'a Site,
    /// What the site says of its records.
    pub corrections: Arc<Corrections>,
    /// What stands beside the records.
    pub beside: Surroundings,
    /// The pictures that the records show.
    pub pictures: Arc<Pictures>,
}

impl Inputs<'_> {
    /// Orders the records and lists the pages.
    pub fn snapshot(self) -> Snapshot {
        self.snapshot_with(|_| OldAddresses::new())
    }

    /// The same, with pages for addresses that records had once: `history` gives them.
    pub fn snapshot_with(self, history: impl FnOnce(&Site) -> OldAddresses) -> Snapshot {
        let Self { builder, entries, before, corrections, beside, pictures } = self;
        let config = &builder.config;
        let site = before.next(entries, pictures, &builder.strings, config.versions);
        let history = history(&site);
        let cards = Cards::new(site.entries.len());
        Snapshot {
            builder,
            site,
            history,
            lists: OnceLock::new(),
            corrections,
            beside,
            cards,
            layout: OnceLock::new(),
            findings: OnceLock::new(),
        }
    }
}

impl Snapshot {
    /// A site of records alone.
    pub fn new(builder: Arc<Builder>, entries: Vec<Arc<Entry>>, corrections: Arc<Corrections>) -> Self {
        let (beside, pictures, before) = (Surroundings::default(), Arc::default(), Site::default());
        let entries = before.lineup(&[], entries);
        Inputs { builder, entries, before: &before, corrections, beside, pictures }.snapshot()
    }

    /// What stands beside its records.
    pub fn beside(&self) -> &Surroundings {
        &self.beside
    }

    /// What made it.
    pub fn builder(&self) -> &Builder {
        &self.builder
    }

    /// What the site says of its records.
    pub fn corrections(&self) -> &Arc<Corrections> {
        &self.corrections
    }

    /// The model.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// What is wrong with the site, and with what of it, besides what is wrong with [each file](Site::diagnostics).
    pub fn findings(&self) -> &[Diagnosis] {
        self.findings.get_or_init(|| {
            let Builder { config, templates, .. } = &*self.builder;
            let of_template = |(name, note): &(String, Diagnostic)| {
                Diagnosis::new(Subject::Template(name.clone()), note.clone())
            };
            let templates = templates.iter().map(of_template);
            let notes = self.lists().notes.iter().cloned().map(Diagnosis::from).chain(self.of_corrections());
            let assets = assets::assets(self.site.has_diagrams());
            let is_asset = |path: &str| assets.iter().any(|asset| asset.route.as_str() == path);
            let is_picture = |path: &str| self.site.pictures().find(path).is_some();
            let stands = |path: &str| {
                is_asset(path)
                    || is_picture(path)
                    || self.find(path).is_some()
                    || self.find_indexed(path).is_some()
            };
            let audit = audit::audit(&self.site, config, &self.beside, stands);
            let fields = self.unknown_fields();
            audit.into_iter().chain(notes).chain(templates).chain(fields).collect()
        })
    }

    /// What is wrong with the site's corrections.
    fn of_corrections(&self) -> impl Iterator<Item = Diagnosis> {
        let records = self.site.with_hidden().map(|entry| (&entry.path, entry.head.source.as_ref()));
        let found = self.corrections.diagnostics(records).into_iter();
        found.map(|found| Diagnosis::of_content(CORRECTIONS, found))
    }

    /// The fields of templates that no page's view has.
    fn unknown_fields(&self) -> Vec<Diagnosis> {
        /// What is null in so many records is taken for unknown.
        const RECORDS: usize = 50;
        if !self.builder.theme.has_own() {
            return Vec::new();
        }
        let (context, mut offered, mut seen) = (self.context(), Shape::default(), HashSet::default());
        for (id, entry) in self.site.entries.newest_first().take(RECORDS) {
            let body = Body::new(entry, Texts::default(), &Links::default());
            offered.add(&view::view(context, &plan::record(&self.site, id), Some(&body)));
            offered.add(&view::card(context, id));
        }
        // A list's cards are text for it.
        let pages = self.lists().files.iter().filter_map(|file| match file {
            OutputFile::Page(page) => Some(page).filter(|page| page.kind.has_content()),
            OutputFile::Data(_) => None,
        });
        for page in pages.filter(|page| seen.insert(Content::template(&page.kind))) {
            offered.add(&view::view(context, page, None));
        }
        let found = self.builder.theme.unknown_fields(offered).into_iter();
        found.map(|(name, found)| Diagnosis::new(Subject::Template(name.to_owned()), found)).collect()
    }

    /// Every file but the [attachments](Self::attachments) and what is made of the [index](Self::index_files): the pages of
    /// records come first, in the order of the entries, and then all others.
    pub fn files(&self) -> impl Iterator<Item = OutputFile> {
        let ids = self.site.entries.newest_first().map(|(id, _)| id);
        let records = ids.map(|id| OutputFile::Page(plan::record(&self.site, id)));
        records.chain(self.lists().files.iter().cloned())
    }

    fn lists(&self) -> &Lists {
        self.lists.get_or_init(|| {
            let (site, config) = (&self.site, &self.builder.config);
            let mut files = plan::plan(site, config.page_size.get(), config.base_url.is_some());
            let Redirects { pages, notes } = plan::redirects(site, &files, config, &self.history);
            files.extend(pages.into_iter().map(OutputFile::Page));
            let places = files.iter().enumerate().map(|(place, file)| (file.route().clone(), place));
            Lists { places: places.collect(), files, notes }
        })
    }

    /// The files that come with the pages of records: the records as they are, and the scripts with data for search that
    /// need no index.
    pub fn attachments(&self) -> Vec<DataFile> {
        let raw = self.site.entries.newest_first().filter_map(|(id, _)| self.raw(id));
        raw.chain(plan::search_files(self.layout())).collect()
    }

    /// The scripts with data for search that are made of the index.
    pub fn index_files(&self) -> Vec<IndexFile> {
        plan::index_files(self.layout()).collect()
    }

    fn raw(&self, id: EntryId) -> Option<DataFile> {
        if self.builder.config.raw_records && self.builder.config.raw_files {
            plan::raw(&self.site, id)
        } else {
            None
        }
    }

    /// The file with an address, unless it is made of the index.
    pub fn find(&self, address: &str) -> Option<OutputFile> {
        let home = || plan::home(&self.site, self.builder.config.page_size.get());
        let single = || [home(), plan::not_found()].into_iter().find(|page| page.route.as_str() == address);
        let list = || {
            let Lists { files, places, .. } = self.lists();
            places.get(address).map(|place| files[*place].clone())
        };
        // Among records only old addresses may be something else. All lists are planned for the first one that is asked for.
        let redirects = &self.builder.config.redirects;
        let has_old = !(redirects.is_empty() && self.history.is_empty() && self.site.aliased.is_empty());
        let list = || (has_old || !Route::is_of_records(address)).then(list).flatten();
        let record = || self.site.find(address).map(|id| OutputFile::Page(plan::record(&self.site, id)));
        let raw = || self.raw(self.site.find(&Route::page_of_raw(address)?)?).map(OutputFile::Data);
        let search = || plan::find_search_file(self.layout(), address).map(OutputFile::Data);
        let search = || plan::is_of_search(address).then(search).flatten();
        record().or_else(|| single().map(OutputFile::Page)).or_else(raw).or_else(search).or_else(list)
    }

    /// The file with an address that is made of the index.
    pub fn find_indexed(&self, address: &str) -> Option<IndexFile> {
        plan::is_of_search(address).then(|| plan::find_index_file(self.layout(), address)).flatten()
    }

    pub(super) fn layout(&self) -> &Layout {
        self.layout.get_or_init(|| Layout::new(&self.site.entries))
    }

    /// Gives the records of an index the numbers that they have here.
    pub fn place(&self, index: &Index) -> Placed {
        index.place(&self.site.entries)
    }

    /// Renders a file that is made of the index.
    pub fn render_indexed(&self, file: &IndexFile, index: &Placed) -> Vec<u8> {
        search::indexed(self.layout(), file, index)
    }

    /// The records whose files a file is made of, in the order in which it has them.
    pub fn records_of(&self, file: &OutputFile) -> Vec<EntryId> {
        match file {
            OutputFile::Page(Page { kind: Kind::Record(id), .. })
            | OutputFile::Data(DataFile { data: Data::Raw(id), .. }) => vec![*id],
            OutputFile::Data(DataFile { data: Data::Joined(joined), .. }) => self.records_in(joined),
            _ => Vec::new(),
        }
    }

    /// The records of which a script has a piece, in its order.
    pub fn records_in(&self, joined: &Joined) -> Vec<EntryId> {
        match joined {
            Joined::Diagrams(_, range) => self.site.illustrated.at(range.clone()).rev().collect(),
            Joined::Texts(part) => self.layout().entries_of(*part),
        }
    }

    /// Visits a record once for all that is [made of it](Self::records_of); `files` are its files, where they are there.
    pub fn visit<'a>(&'a self, id: EntryId, files: Option<&'a RecordFiles>) -> Visit<'a> {
        Visit::new(self, id, files)
    }

    /// A script at an address, of the pieces that the [visits](Self::visit) to its records gave.
    pub fn join(&self, route: &Route, joined: &Joined, pieces: &[String]) -> Vec<u8> {
        match joined {
            Joined::Diagrams(number, _) => gallery::part(*number, pieces),
            Joined::Texts(_) => search::texts(route, pieces, &self.builder.packer),
        }
    }

    /// Renders one file. `read` gives a record's files, and is asked only for those that it is [made of](Self::records_of);
    /// one that cannot be read has no texts, of which its entry tells.
    ///
    /// # Errors
    /// Where a template asks for something that there is not; and [`Lost`], where a record's page or file is asked for and
    /// what could be read before cannot be read now.
    pub fn render(&self, file: &OutputFile, read: impl Fn(&Entry) -> Option<RecordFiles>) -> Result<Vec<u8>> {
        let files = |id: EntryId| read(&self.site.entries[id]);
        match file {
            OutputFile::Page(Page { kind: Kind::Record(id), .. }) => {
                self.visit(*id, files(*id).as_ref()).page()
            }
            OutputFile::Page(page) => self.document(page, None),
            OutputFile::Data(file) => self.data(file, files),
        }
    }

    fn data(&self, file: &DataFile, files: impl Fn(EntryId) -> Option<RecordFiles>) -> Result<Vec<u8>> {
        let (context, DataFile { route, data }) = (self.context(), file);
        Ok(match data {
            Data::Raw(id) => Lost::check(&self.site.entries[*id], files(*id).as_ref())?.to_vec(),
            Data::Joined(joined) => {
                let piece = |id: EntryId| self.visit(id, files(id).as_ref()).piece(joined);
                let pieces: Vec<String> = self.records_in(joined).into_iter().map(piece).collect();
                self.join(route, joined, &pieces)
            }
            Data::Diagrams => gallery::index(context),
            Data::Browse => browse::index(context),
            Data::Cards(number, range) => browse::part(context, *number, range.clone()),
            Data::Words => words::script(context),
            Data::SearchHead => search::head(route, self.layout()),
            Data::SearchFacets => search::facets(context, route),
            Data::Records(ids, older) => publish::records(context, ids.clone(), *older).into_bytes(),
            Data::Publication(file) => publish::file(context, &self.lists().files, file),
        })
    }

    /// Renders the page of a record that is [lost](Lost): of it there is no more than lists know.
    ///
    /// # Errors
    /// Where a template asks for something that there is not.
    pub fn render_lost(&self, id: EntryId, lost: &Lost) -> Result<Vec<u8>> {
        let body = Body::lost(&self.site.entries[id], lost.diagnostic());
        self.document(&plan::record(&self.site, id), Some(&body))
    }

    fn document(&self, page: &Page, body: Option<&Body>) -> Result<Vec<u8>> {
        Ok(self.document_and(page, body, |_| ())?.0)
    }

    /// A page, and what `look` finds in its view.
    fn document_and<T>(
        &self,
        page: &Page,
        body: Option<&Body>,
        look: impl FnOnce(&View<'_>) -> T,
    ) -> Result<(Vec<u8>, T)> {
        self.cards_of(page).try_for_each(|id| self.card(id))?;
        let context = RenderContext { findings: self.findings_for(page), ..self.context() };
        let view = view::view(context, page, body);
        Ok((self.builder.theme.render(&page.kind, &view)?, look(&view)))
    }

    /// The records whose cards a page may have.
    pub(super) fn cards_of(&self, page: &Page) -> impl Iterator<Item = EntryId> {
        let kind = &page.kind;
        let (listed, failed) = (kind.listed(&self.site), kind.failed(&self.site));
        listed.into_iter().chain(failed).chain(kind.pinned(&self.site))
    }

    /// What is wrong with the site, for a page that tells: others do not wait for an audit.
    pub(super) fn findings_for(&self, page: &Page) -> &[Diagnosis] {
        if matches!(page.kind, Kind::Problems(_)) { self.findings() } else { &[] }
    }

    /// Whether a record's file is offered to readers.
    pub(super) fn offers_raw(&self, id: EntryId) -> bool {
        self.builder.config.raw_records && self.site.entries[id].has_file()
    }

    fn card(&self, id: EntryId) -> Result<()> {
        if !self.cards.has(id) {
            self.cards.put(id, self.builder.theme.card(&view::card(self.context(), id))?);
        }
        Ok(())
    }

    pub(super) fn context(&self) -> RenderContext<'_> {
        let Builder { config, strings, .. } = &*self.builder;
        RenderContext { site: &self.site, strings, config, cards: &self.cards, findings: &[] }
    }
}
