//! The pure middle of the walk: a file's bytes become an entry, entries become a snapshot, and a page of a
//! snapshot becomes bytes.
//!
//! Who reads the files, and when, is left to the callers: `build` reads a text each time that a page needs it and
//! holds none, so its memory grows with headers, not with texts; `serve` holds them.

use std::fmt;
use std::io;
use std::sync::{Arc, OnceLock};

use ahash::{HashMap, HashSet};
use anyhow::Result;
use jiff::tz::TimeZone;

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::error::Failure;
use crate::base::i18n::{Strings, in_english};
use crate::base::message::Message;
use crate::base::redirect::OldAddresses;
use crate::config::Config;
use crate::pages::assets;
use crate::pages::audit::{self, Subject, Surroundings};
use crate::pages::plan::{self, Browse, Gallery, Kind, Origin, Page, Redirects};
use crate::pages::templates::{self, Override, Shape, Theme};
use crate::pages::view::{self, Body, Cards, Content, RenderContext, browse, gallery, publish, search};
use crate::record::category::Classifier;
use crate::record::files::{Bytes, RecordFiles};
use crate::record::parse::{self, Corrections};
use crate::record::{ContentPath, Texts};
use crate::search::index::{Index, Placed};
use crate::search::layout::Layout;
use crate::search::terms::{Reader, Terms};
use crate::site::entry::Entry;
use crate::site::route::Route;
use crate::site::{EntryId, Site};

/// Everything of a site but its records.
#[derive(Debug)]
pub struct Builder {
    config: Config,
    strings: Strings,
    classifier: Classifier,
    theme: Theme,
    /// What is wrong with the site's own templates, each by its name.
    templates: Vec<(String, Diagnostic)>,
    reader: Reader,
}

impl Builder {
    /// Takes a site's settings and its own templates.
    ///
    /// # Errors
    /// Where the language is unknown, or a template or the rules cannot be used.
    pub fn new(config: Config, overrides: &[Override]) -> Result<Self> {
        let strings = Strings::load(&config.language, &config.strings).map_err(Failure::new)?;
        let classifier = Classifier::new(&config.categories, &config.language)?;
        let theme = Theme::new(&config, &strings, overrides)?;
        let reader = Reader::new(strings.get("uncategorized"));
        let unused = templates::unused(overrides).into_iter();
        let templates = unused.map(|(name, note)| (name.to_owned(), note)).collect();
        Ok(Self { config, strings, classifier, theme, templates, reader })
    }

    /// The site's settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The words of the site's language.
    pub fn strings(&self) -> &Strings {
        &self.strings
    }

    /// What lists need of a file's records, from it, its sidecars and what the site says of them. A file of JSON may
    /// have none.
    pub fn entries(&self, path: &ContentPath, files: &RecordFiles, corrections: &Corrections) -> Vec<Entry> {
        let entry = |document: parse::Document| {
            let whole = parse::whole(&document, files, corrections, self.zone());
            Entry::new(document.path, &whole, &self.classifier).in_part(document.part)
        };
        parse::all_documents(path, files).into_iter().map(entry).collect()
    }

    /// What the site says of its records, from the file that there may be.
    pub fn corrections(&self, bytes: Option<&Bytes>) -> Corrections {
        match bytes {
            None => Corrections::default(),
            Some(Ok(bytes)) => Corrections::read(bytes, self.zone()),
            Some(Err(error)) => Corrections::unreadable(error),
        }
    }

    /// The site's title.
    pub fn title(&self) -> &str {
        view::site_title(&self.config, &self.strings)
    }

    /// The name of the category of records that have none.
    pub fn uncategorized(&self) -> &str {
        self.strings.get("uncategorized")
    }

    /// What of a record search finds it by.
    pub fn terms(&self, entry: &Entry, texts: Texts) -> Terms {
        self.reader.terms(entry, texts)
    }

    fn zone(&self) -> Option<&TimeZone> {
        self.config.timezone.as_ref().map(|zone| &zone.0)
    }
}

/// The texts in a record's files, which may not be there.
pub fn texts(path: &ContentPath, files: Option<&RecordFiles>) -> Texts {
    files.map(|files| parse::whole_texts(path, files)).unwrap_or_default()
}

/// A record's file that could be read, and cannot be read now that a page is made of it.
#[derive(Debug)]
pub struct Lost {
    /// The record.
    pub path: ContentPath,
    /// Why; `None` where nobody has its file.
    error: Option<Arc<io::Error>>,
}

impl Lost {
    fn check<'a>(entry: &Entry, files: Option<&'a RecordFiles>) -> Result<&'a Arc<[u8]>, Self> {
        let lost = |error| Self { path: entry.path.clone(), error };
        let files = files.ok_or_else(|| lost(None))?;
        files.main.as_ref().map_err(|error| lost(Some(error.clone())))
    }

    /// Whether the file is known to be gone, which is nothing that anybody has to mend.
    pub fn is_gone(&self) -> bool {
        self.error.as_ref().is_none_or(|error| error.kind() == io::ErrorKind::NotFound)
    }

    /// What is said of it on its page.
    pub fn diagnostic(&self) -> Diagnostic {
        match self.error.as_deref().filter(|_| !self.is_gone()) {
            Some(error) => parse::failed(error),
            None => Diagnostic::file(Code::NoText, Message::new("gone"), Message::new("gone_hint")),
        }
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, in_english(&self.diagnostic().what))
    }
}

impl std::error::Error for Lost {}

/// A site at one moment, except its texts: its model, its table of contents, and what renders them. It
/// never changes.
#[derive(Debug)]
pub struct Snapshot {
    builder: Arc<Builder>,
    site: Site,
    /// The pages that are no record's, and where each is.
    lists: Vec<Page>,
    places: HashMap<Route, usize>,
    /// What is to be said of old addresses.
    notes: Vec<(Origin, Diagnostic)>,
    corrections: Arc<Corrections>,
    beside: Surroundings,
    cards: Cards,
    /// Only search needs it, and most snapshots are gone before anybody searches them.
    layout: OnceLock<Layout>,
    /// Only the page of problems and the commands need it.
    findings: OnceLock<Vec<(Subject, Diagnostic)>>,
}

impl Snapshot {
    /// Orders the entries and lists the pages. The entries are corrected already.
    pub fn new(builder: Arc<Builder>, entries: Vec<Arc<Entry>>, corrections: Arc<Corrections>) -> Self {
        Self::with_memory(builder, (entries, corrections), |_| OldAddresses::new())
    }

    /// A snapshot that has pages as well for addresses that records had once: `history` gives them.
    pub fn with_memory(
        builder: Arc<Builder>,
        (entries, corrections): (Vec<Arc<Entry>>, Arc<Corrections>),
        history: impl FnOnce(&Site) -> OldAddresses,
    ) -> Self {
        let config = &builder.config;
        let site = Site::new(entries, &builder.strings, config.versions);
        let history = history(&site);
        let mut lists = plan::plan(&site, config.page_size.get(), config.base_url.is_some());
        let Redirects { pages, notes } = plan::redirects(&site, &lists, config, &history);
        lists.extend(pages);
        let places = lists.iter().enumerate().map(|(place, page)| (page.route.clone(), place)).collect();
        let cards = Cards::new(site.entries.len());
        Self {
            builder,
            site,
            lists,
            places,
            notes,
            corrections,
            beside: Surroundings::default(),
            cards,
            layout: OnceLock::new(),
            findings: OnceLock::new(),
        }
    }

    /// The same snapshot, which knows what stands beside its records.
    #[must_use]
    pub fn amid(self, beside: Surroundings) -> Self {
        Self { beside, findings: OnceLock::new(), ..self }
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

    /// What is to be said of old addresses and of the site's corrections, and to whom.
    pub fn notes(&self) -> Vec<(Origin, Diagnostic)> {
        let records = self.site.entries.iter().chain(&self.site.hidden);
        let records = records.map(|entry| (&entry.path, entry.head.source.as_ref()));
        let corrections = self.corrections.diagnostics(records).into_iter();
        self.notes.iter().cloned().chain(corrections.map(|note| (Origin::Corrections, note))).collect()
    }

    /// What is wrong with the site, and with what of it, besides what is wrong with [each file](Site::diagnostics).
    pub fn findings(&self) -> &[(Subject, Diagnostic)] {
        self.findings.get_or_init(|| {
            let Builder { config, templates, .. } = &*self.builder;
            let notes = self.notes().into_iter().map(|(origin, note)| (Subject::from(origin), note));
            let templates =
                templates.iter().map(|(name, note)| (Subject::Template(name.clone()), note.clone()));
            let assets = assets::assets(self.site.has_diagrams());
            let is_asset = |path: &str| assets.iter().any(|asset| asset.route.as_str() == path);
            let stands = |path: &str| is_asset(path) || self.find(path).is_some();
            let audit = audit::audit(&self.site, config, &self.beside, stands);
            let fields = self.unknown_fields();
            audit.into_iter().chain(notes).chain(templates).chain(fields).collect()
        })
    }

    /// The fields of templates that no page's view has.
    fn unknown_fields(&self) -> Vec<(Subject, Diagnostic)> {
        /// What is null in so many records is taken for unknown.
        const RECORDS: usize = 50;
        if !self.builder.theme.has_own() {
            return Vec::new();
        }
        let (context, mut offered, mut seen) = (self.context(), Shape::default(), HashSet::default());
        for id in 0..self.site.entries.len().min(RECORDS) {
            let body = Body::new(&self.site.entries[id], Texts::default());
            offered.add(&view::view(context, &plan::record(&self.site, id), Some(&body)));
            offered.add(&view::card(context, id));
        }
        // A list's cards are text for it.
        let with_template = self.lists.iter().filter(|page| !page.kind.is_data());
        for page in with_template.filter(|page| seen.insert(Content::template(&page.kind))) {
            offered.add(&view::view(context, page, None));
        }
        let found = self.builder.theme.unknown_fields(offered).into_iter();
        found.map(|(name, found)| (Subject::Template(name.to_owned()), found)).collect()
    }

    /// How many pages there are.
    pub fn len(&self) -> usize {
        self.site.entries.len() + self.lists.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One of the pages: the records' come first, in the order of the entries, and then all others.
    pub fn page(&self, number: usize) -> Page {
        match number.checked_sub(self.site.entries.len()) {
            None => plan::record(&self.site, number),
            Some(place) => self.lists[place].clone(),
        }
    }

    /// All pages, without the [attachments](Self::attachments).
    pub fn pages(&self) -> impl Iterator<Item = Page> {
        (0..self.len()).map(|number| self.page(number))
    }

    /// The files that come with the pages of records: the records as they are, and the scripts with data for search.
    pub fn attachments(&self) -> Vec<Page> {
        let raw = (0..self.site.entries.len()).filter_map(|id| self.raw(id));
        raw.chain(plan::all_search_data(self.layout())).collect()
    }

    fn raw(&self, id: EntryId) -> Option<Page> {
        if self.builder.config.raw_records { plan::raw(&self.site, id) } else { None }
    }

    /// The page with an address.
    pub fn find(&self, address: &str) -> Option<Page> {
        let list = self.places.get(address).map(|place| self.lists[*place].clone());
        let record = || self.site.find(address).map(|id| plan::record(&self.site, id));
        let raw = || self.raw(self.site.find(&Route::page_of_raw(address)?)?);
        let data = || {
            let path = address.strip_prefix(plan::SEARCH_FOLDER)?;
            plan::find_search_data(self.layout(), path)
        };
        list.or_else(record).or_else(raw).or_else(data)
    }

    fn layout(&self) -> &Layout {
        self.layout.get_or_init(|| Layout::new(&self.site.entries))
    }

    /// Gives the records of an index the numbers that they have here.
    pub fn place(&self, index: &Index) -> Placed {
        index.place(&self.site.entries, self.layout())
    }

    /// Renders a script with data for search that is made [of the index](Kind::is_of_index).
    pub fn render_indexed(&self, page: &Page, index: &Placed) -> Vec<u8> {
        match &page.kind {
            Kind::SearchData(data) => search::indexed(self.layout(), (page, data), index),
            _ => Vec::new(),
        }
    }

    /// The records that a page is made of.
    pub fn read_by<'a>(&'a self, page: &'a Page) -> impl Iterator<Item = &'a Arc<Entry>> {
        page.kind.read(&self.site).iter().map(|id| &self.site.entries[*id])
    }

    /// Renders one page that needs no index. `read` gives a record's files, and is asked only for those that the page
    /// is [made of](Self::read_by); one that cannot be read has no texts, of which its entry tells.
    ///
    /// # Errors
    /// Where a template asks for something that there is not; and [`Lost`], where a record's page or file is asked for and
    /// what could be read before cannot be read now.
    pub fn render(&self, page: &Page, read: impl Fn(&Entry) -> Option<RecordFiles>) -> Result<Vec<u8>> {
        let read = |id: EntryId| read(&self.site.entries[id]);
        let texts = |id: EntryId| texts(&self.site.entries[id].path, read(id).as_ref());
        match &page.kind {
            Kind::Diagrams(Gallery::Index) => Ok(gallery::index(self.context())),
            Kind::Diagrams(Gallery::Part(number, _)) => {
                Ok(gallery::part(self.context(), *number, page.kind.read(&self.site), texts))
            }
            Kind::Browse(Browse::Index) => Ok(browse::index(self.context())),
            Kind::Browse(Browse::Part(number, range)) => {
                Ok(browse::part(self.context(), *number, range.clone()))
            }
            Kind::SearchData(data) => Ok(search::plain(self.context(), self.layout(), (page, data), texts)),
            Kind::Record(id) => {
                let entry = &self.site.entries[*id];
                let files = read(*id);
                if entry.has_file() {
                    Lost::check(entry, files.as_ref())?;
                }
                let texts = self::texts(&entry.path, files.as_ref());
                self.document(page, Some(&Body::new(entry, texts)))
            }
            Kind::Raw(id) => {
                let files = read(*id);
                Ok(Lost::check(&self.site.entries[*id], files.as_ref())?.to_vec())
            }
            Kind::Publication(file) => Ok(publish::file(self.context(), &self.lists, file)),
            _ => self.document(page, None),
        }
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
        let pinned = page.kind.pinned(&self.site);
        for id in page.kind.listed(&self.site).iter().chain(&pinned).chain(page.kind.failed(&self.site)) {
            self.card(*id)?;
        }
        // Other pages do not wait for an audit.
        let findings = if matches!(page.kind, Kind::Problems(_)) { self.findings() } else { &[] };
        let context = RenderContext { findings, ..self.context() };
        self.builder.theme.render(&page.kind, &view::view(context, page, body))
    }

    fn card(&self, id: EntryId) -> Result<()> {
        if !self.cards.has(id) {
            self.cards.put(id, self.builder.theme.card(&view::card(self.context(), id))?);
        }
        Ok(())
    }

    fn context(&self) -> RenderContext<'_> {
        let Builder { config, strings, .. } = &*self.builder;
        RenderContext { site: &self.site, strings, config, cards: &self.cards, findings: &[] }
    }
}
