//! A site that follows its folder.
//!
//! [`Live`] holds the edition that readers see, and makes the next one when something has changed: the same
//! walk as `build`, with a lookup in place of reading what has not changed. An edition is replaced in one
//! step, together with the texts that its pages are rendered from, so no answer mixes two of them.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use ahash::{HashMap, HashSet, HashSetExt as _};
use anyhow::Result;
use serde::Serialize;

use crate::assets::{self, Asset};
use crate::builder::{Builder, Edition};
use crate::config::Config;
use crate::entry::Entry;
use crate::parse;
use crate::plan::Page;
use crate::record::{ContentPath, Texts};
use crate::route::Route;
use crate::shelf::{Change, Readings, Shelf, next_entries};
use crate::site::Site;
use crate::source::{self, Stamp};
use crate::text::stable_hash;
use crate::theme::Override;

/// What may have changed on disk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Due {
    /// Records, and folders with all that is below them.
    pub content: Vec<PathBuf>,
    /// Whether the configuration or a template may have.
    pub settings: bool,
    /// Whether a static file may have.
    pub files: bool,
}

/// What a pass did.
#[derive(Debug, Default)]
pub struct Pass {
    /// The records that changed.
    pub changes: Vec<Change>,
    /// Whether the settings or templates are others now.
    pub settings: bool,
    /// Whether the list of static files, or one of them, is another now.
    pub files: bool,
    /// Whether what keeps the site from following has come or gone.
    pub fault: bool,
}

impl Pass {
    /// Whether it changed nothing.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && !self.settings && !self.files && !self.fault
    }
}

/// A record that came since the server was started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Arrival {
    /// The address of its page.
    pub url: String,
    /// Its title.
    pub title: String,
}

/// What stands at an address.
#[derive(Debug, Clone)]
pub enum Answer {
    /// A page.
    Page(Arc<[u8]>),
    /// A script that holds data of the site.
    Script(Arc<[u8]>),
    /// A file that comes with the program.
    Asset(&'static [u8]),
    /// A file of the site's own.
    File(PathBuf),
}

/// One published state of the site. It never changes.
#[derive(Debug, Clone)]
pub struct Published {
    contents: Arc<Contents>,
    own: Arc<BTreeMap<String, OwnFile>>,
    /// What keeps the site from following its folder; the last good state is shown meanwhile.
    pub fault: Option<String>,
}

/// An edition, and what of it has been asked for.
#[derive(Debug)]
struct Contents {
    edition: Edition,
    assets: Vec<Asset>,
    rendered: Mutex<HashMap<Route, Arc<[u8]>>>,
}

/// A file of the site's static folder.
#[derive(Debug, Clone, PartialEq, Eq)]
struct OwnFile {
    file: PathBuf,
    stamp: Option<Stamp>,
}

/// The pages that are kept rendered at most, so that memory does not grow with what is read.
const MOST_RENDERED: usize = 256;
/// The arrivals that are remembered at most: somebody who has been away longer finds them in the lists.
const MOST_ARRIVALS: usize = 1000;

/// What a site is made with.
#[derive(Debug)]
struct Settings {
    config: Config,
    overrides: Vec<Override>,
    builder: Arc<Builder>,
}

impl Settings {
    fn new(config: Config, overrides: Vec<Override>) -> Result<Self> {
        let builder = Arc::new(Builder::new(config.clone(), &overrides)?);
        Ok(Self { config, overrides, builder })
    }
}

#[derive(Debug)]
struct State {
    settings: Arc<Settings>,
    shelf: Shelf,
    published: Published,
    arrivals: VecDeque<Arrival>,
    /// How many arrivals came before those that are remembered.
    forgotten: usize,
}

/// Reads the configuration.
pub type Load = dyn Fn() -> Result<Config> + Send + Sync;

/// A site that follows its folder. Who reads it never waits for a pass.
pub struct Live {
    load: Box<Load>,
    state: RwLock<State>,
}

/// What a pass puts in the place of what there was.
struct Next {
    settings: Option<Settings>,
    /// Another shelf, where the settings are others.
    shelf: Option<Shelf>,
    readings: Readings,
    contents: Option<Contents>,
    own: Option<BTreeMap<String, OwnFile>>,
}

impl Live {
    /// Reads the whole folder.
    ///
    /// # Errors
    /// Where a build would fail.
    pub fn open(load: Box<Load>) -> Result<Self> {
        let config = load()?;
        let overrides = source::templates(&config.templates_dir)?;
        let settings = Settings::new(config, overrides)?;
        let mut shelf = Shelf::new(settings.config.content_dir.clone());
        let readings = shelf.look_at_all(&settings.builder)?;
        shelf.take(readings);
        let edition = Edition::new(settings.builder.clone(), shelf.entries().cloned().collect());
        let own = Arc::new(own_files(&settings.config));
        let published = Published { contents: Arc::new(Contents::new(edition)), own, fault: None };
        let settings = Arc::new(settings);
        let state = State { settings, shelf, published, arrivals: VecDeque::new(), forgotten: 0 };
        Ok(Self { load, state: RwLock::new(state) })
    }

    /// The settings in force.
    pub fn config(&self) -> Config {
        self.state().settings.config.clone()
    }

    /// What readers see.
    pub fn published(&self) -> Published {
        self.state().published.clone()
    }

    /// What stands at an address.
    ///
    /// # Errors
    /// Where a template fails.
    pub fn answer(&self, address: &str) -> Result<Option<Answer>> {
        let state = self.state();
        let published = state.published.clone();
        let page = published.contents.edition.find(address);
        let read = page.iter().flat_map(|page| published.contents.edition.read_by(page));
        let bytes: HashMap<_, _> = read.map(|path| (path, state.shelf.bytes(path))).collect();
        drop(state);
        let texts = |path: &ContentPath| texts(bytes.get(path).and_then(Option::as_deref));
        published.answer(address, page.as_ref(), texts)
    }

    /// The records that came after the first `seen`, and how many have come in all.
    pub fn arrivals(&self, seen: usize) -> (Vec<Arrival>, usize) {
        let state = self.state();
        let skip = seen.saturating_sub(state.forgotten);
        (state.arrivals.iter().skip(skip).cloned().collect(), state.forgotten + state.arrivals.len())
    }

    /// The files that are not as they were read, by size and time alone, and what they are.
    ///
    /// # Errors
    /// Where the folder of records cannot be read.
    pub fn differences(&self) -> Result<Vec<(PathBuf, Option<Stamp>)>> {
        self.state().shelf.differences()
    }

    /// Makes and publishes the next state. Where that fails, the last good state stays, with a fault.
    ///
    /// One thread at a time may call this.
    pub fn refresh(&self, due: &Due) -> Pass {
        let before = self.published();
        let (pass, next, fault) = match self.next(&before, due) {
            Ok((pass, next)) => (pass, Some(next), None),
            Err(error) => (Pass::default(), None, Some(format!("{error:#}"))),
        };
        let pass = Pass { fault: before.fault != fault, ..pass };
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.published.fault = fault;
        if let Some(next) = next {
            state.put(next, &pass, &before);
        }
        pass
    }

    /// Works out the next state, without anybody seeing it.
    fn next(&self, before: &Published, due: &Due) -> Result<(Pass, Next)> {
        // What failed may have been about anything, so everything is looked at again.
        let retry = before.fault.is_some();
        let settings = if due.settings || retry { self.other_settings()? } else { None };
        let state = self.state();
        let builder = settings.as_ref().unwrap_or(&state.settings).builder.clone();
        let dir = builder.config().content_dir.clone();
        let everything = retry || dir != state.shelf.dir();
        let mut shelf = settings.as_ref().map(|_| state.shelf.with(dir, &builder));
        let current = shelf.as_ref().unwrap_or(&state.shelf);
        let mut readings = match everything {
            true => current.look_at_all(&builder)?,
            false => current.look(&due.content, &builder)?,
        };
        let mut pass =
            Pass { settings: settings.is_some(), changes: readings.changes(current), ..Pass::default() };
        let entries = match &mut shelf {
            Some(shelf) => {
                shelf.take(std::mem::take(&mut readings));
                Some(shelf.entries().cloned().collect())
            }
            None if pass.changes.is_empty() => None,
            None => Some(next_entries(before.contents.edition.site(), &pass.changes)),
        };
        drop(state);
        let contents = entries.map(|entries| Contents::new(Edition::new(builder.clone(), entries)));
        if let (Some(contents), Some(shelf)) = (&contents, &shelf) {
            contents.try_out(shelf)?;
        }
        let own = (due.files || pass.settings || retry).then(|| own_files(builder.config()));
        let own = own.filter(|own| *own != *before.own);
        pass.files = own.is_some();
        Ok((pass, Next { settings, shelf, readings, contents, own }))
    }

    /// The settings, where they are others than those in force.
    fn other_settings(&self) -> Result<Option<Settings>> {
        let config = (self.load)()?;
        let overrides = source::templates(&config.templates_dir)?;
        let now = self.state().settings.clone();
        if now.config == config && now.overrides == overrides {
            return Ok(None);
        }
        Settings::new(config, overrides).map(Some)
    }

    fn state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn put(&mut self, next: Next, pass: &Pass, before: &Published) {
        if let Some(settings) = next.settings {
            self.settings = Arc::new(settings);
        }
        if let Some(shelf) = next.shelf {
            self.shelf = shelf;
        }
        self.shelf.take(next.readings);
        if let Some(own) = next.own {
            self.published.own = Arc::new(own);
        }
        if let Some(contents) = next.contents {
            self.arrivals.extend(contents.arrivals(&pass.changes, &before.contents));
            self.published.contents = Arc::new(contents);
        }
        while self.arrivals.len() > MOST_ARRIVALS {
            self.arrivals.pop_front();
            self.forgotten += 1;
        }
    }
}

fn own_files(config: &Config) -> BTreeMap<String, OwnFile> {
    let files = source::static_files(&config.static_dir).into_iter();
    files.map(|own| (own.path, OwnFile { stamp: source::stamp(&own.file), file: own.file })).collect()
}

fn texts(bytes: Option<&[u8]>) -> Texts {
    bytes.map(parse::texts).unwrap_or_default()
}

impl Published {
    /// The model of the site.
    pub fn site(&self) -> &Site {
        self.contents.edition.site()
    }

    /// Every address that has something, in no order; some may be there twice.
    pub fn addresses(&self) -> impl Iterator<Item = Route> {
        let pages = self.contents.edition.pages().map(|page| page.route);
        let assets = self.contents.assets.iter().map(|asset| asset.route.clone());
        pages.chain(assets).chain(self.own.keys().map(|path| Route::fixed(path)))
    }

    /// Changes when a file with this ending does.
    pub fn tag_of(&self, ending: &str) -> String {
        let own = self.own.iter().filter(|(path, _)| path.ends_with(ending));
        let mut text = own.map(|(path, own)| format!("{path} {:?}\n", own.stamp)).collect::<String>();
        for asset in self.contents.assets.iter().filter(|asset| asset.route.as_str().ends_with(ending)) {
            // The program's own files change with its version alone.
            text.push_str(&format!("{} {}\n", asset.route, asset.bytes.len()));
        }
        format!("{:016x}", stable_hash(text.as_bytes()))
    }

    fn answer(
        &self,
        address: &str,
        page: Option<&Page>,
        texts: impl Fn(&ContentPath) -> Texts,
    ) -> Result<Option<Answer>> {
        if let Some(own) = self.own.get(address) {
            return Ok(Some(Answer::File(own.file.clone())));
        }
        if let Some(page) = page {
            let answer = if page.kind.is_script() { Answer::Script } else { Answer::Page };
            return self.contents.render(page, texts).map(answer).map(Some);
        }
        let asset = self.contents.assets.iter().find(|asset| asset.route.as_str() == address);
        Ok(asset.map(|asset| Answer::Asset(asset.bytes)))
    }
}

impl Contents {
    fn new(edition: Edition) -> Self {
        let assets = assets::assets(edition.site().has_diagrams());
        Self { edition, assets, rendered: Mutex::default() }
    }

    fn render(&self, page: &Page, texts: impl Fn(&ContentPath) -> Texts) -> Result<Arc<[u8]>> {
        if let Some(html) = self.rendered().get(&page.route) {
            return Ok(html.clone());
        }
        let html: Arc<[u8]> = self.edition.render(page, texts)?.into();
        let mut rendered = self.rendered();
        if rendered.len() >= MOST_RENDERED {
            rendered.clear();
        }
        rendered.insert(page.route.clone(), html.clone());
        Ok(html)
    }

    fn rendered(&self) -> MutexGuard<'_, HashMap<Route, Arc<[u8]>>> {
        self.rendered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Renders one page of each kind: a template may compile and fail all the same.
    fn try_out(&self, shelf: &Shelf) -> Result<()> {
        let mut seen = HashSet::new();
        for page in self.edition.pages() {
            if seen.insert(std::mem::discriminant(&page.kind)) {
                self.edition.render(&page, |path| texts(shelf.bytes(path).as_deref()))?;
            }
        }
        Ok(())
    }

    /// Records that are listed now, at an address where there was none.
    fn arrivals(&self, changes: &[Change], before: &Self) -> Vec<Arrival> {
        let site = self.edition.site();
        let fresh: HashSet<*const Entry> = changes
            .iter()
            .filter(|change| change.before.is_none())
            .filter_map(|change| change.after.as_ref().map(Arc::as_ptr))
            .collect();
        let listed = site.listed.iter().filter(|id| fresh.contains(&Arc::as_ptr(&site.entries[**id])));
        let arrivals =
            listed.filter(|id| before.edition.find(site.route(**id).as_str()).is_none()).map(|id| Arrival {
                url: site.route(*id).to_string(),
                title: site.entries[*id].head.title.clone(),
            });
        arrivals.collect()
    }
}

impl std::fmt::Debug for Live {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Live").finish_non_exhaustive()
    }
}
