//! One published state of a site, and what stands at its addresses.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use ahash::{HashMap, HashSet, HashSetExt as _};
use anyhow::Result;

use super::{Arrival, files_of};
use crate::base::error::OrFail;
use crate::base::i18n::Strings;
use crate::base::message::Message;
use crate::base::text::stable_hash;
use crate::config::Config;
use crate::disk::source::{self, Stamped, StaticFiles};
use crate::pages::assets::{self, Asset};
use crate::pages::audit::Surroundings;
use crate::pages::lost::Lost;
use crate::pages::plan::{Data, DataFile, Kind, OutputFile, Page};
use crate::pages::snapshot::{Inputs, Snapshot};
use crate::record::files::{Beside, RecordFiles, Unread};
use crate::search::index::Placed;
use crate::serve::cache::{Change, SourceCache};
use crate::site::entry::Entry;
use crate::site::route::Route;
use crate::site::{EntryId, Site};

/// What stands at an address.
#[derive(Debug, Clone)]
pub enum Answer {
    /// A page.
    Page(Arc<[u8]>),
    /// A file that holds data of the site.
    Data(Arc<[u8]>),
    /// A file that comes with the program.
    Asset(&'static [u8]),
    /// A file of the site's own, or a picture.
    File(PathBuf),
    /// Something that takes a moment to make: [`Live::index`](super::Live::index) is at it, or has to be called.
    Soon,
}

/// One published state of the site. It never changes.
#[derive(Debug, Clone)]
pub struct Published {
    pub(super) contents: Arc<Contents>,
    pub(super) own: Arc<OwnFiles>,
    /// What keeps the site from following its folder; the last good state is shown meanwhile.
    pub fault: Option<String>,
}

/// A snapshot, and what of it has been asked for.
#[derive(Debug)]
pub(super) struct Contents {
    pub(super) snapshot: Snapshot,
    assets: Vec<Asset>,
    rendered: Mutex<HashMap<Route, Arc<[u8]>>>,
    pub(super) placed: OnceLock<Placed>,
}

/// The files of the site's static folder, by their paths there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OwnFiles {
    pub(super) files: BTreeMap<String, Stamped>,
    unread: Unread,
}

/// The pages that are kept rendered at most, so that memory does not grow with what is read.
const MAX_RENDERED: usize = 256;

impl OwnFiles {
    pub(super) fn read(config: &Config) -> Self {
        let StaticFiles { files, unread } = source::static_files(&config.static_dir);
        let own = |(path, file)| (path, Stamped::now(file));
        Self { files: files.into_iter().map(own).collect(), unread }
    }

    /// What stands beside records, with what does in their own folder.
    pub(super) fn amid(&self, content: &Beside) -> Surroundings {
        Surroundings::new(content, self.files.keys(), &self.unread)
    }
}

impl Published {
    /// The model of the site.
    pub fn site(&self) -> &Site {
        self.contents.snapshot.site()
    }

    /// What of the content folder cannot be read, and why; what was read of it before is shown meanwhile.
    pub fn unread(&self) -> &Unread {
        &self.contents.snapshot.beside().content.unread
    }

    /// The words of the site's language.
    pub fn strings(&self) -> &Strings {
        self.contents.snapshot.builder().strings()
    }

    /// Every address that has something, in no order; some may be there twice.
    pub fn addresses(&self) -> impl Iterator<Item = Route> {
        let snapshot = &self.contents.snapshot;
        let files = snapshot.files().map(|file| file.route().clone());
        let files = files.chain(snapshot.attachments().into_iter().map(|file| file.route));
        let files = files.chain(snapshot.index_files().into_iter().map(|file| file.route));
        let assets = self.contents.assets.iter().map(|asset| asset.route.clone());
        let pictures = self.site().pictures().routes().map(|(route, _)| route.clone());
        files.chain(assets).chain(pictures).chain(self.own.files.keys().map(|path| Route::fixed(path)))
    }

    /// Changes when a file with this ending does.
    pub fn tag_of(&self, ending: &str) -> String {
        let own = self.own.files.iter().filter(|(path, _)| path.ends_with(ending));
        let mut text = own.map(|(path, own)| format!("{path} {:?}\n", own.stamp)).collect::<String>();
        for asset in self.contents.assets.iter().filter(|asset| asset.route.as_str().ends_with(ending)) {
            // The program's own files change with its version alone.
            text.push_str(&format!("{} {}\n", asset.route, asset.bytes.len()));
        }
        format!("{:016x}", stable_hash(text.as_bytes()))
    }

    /// What stands at an address, of what its `file` is made of as far as that can be read, and whether that is certain.
    pub(super) fn answer(
        &self,
        address: &str,
        file: Option<(&OutputFile, bool)>,
        read: impl Fn(&Entry) -> Option<RecordFiles>,
    ) -> Result<Option<Answer>> {
        if let Some(own) = self.own.files.get(address) {
            return Ok(Some(Answer::File(own.file.clone())));
        }
        if let Some((file, is_certain)) = file {
            let is_shown = matches!(file, OutputFile::Page(page) if page.kind.has_content());
            let answer = if is_shown { Answer::Page } else { Answer::Data };
            return self.contents.render(file, is_certain, read).map(answer).map(Some);
        }
        if let Some(picture) = self.site().pictures().find(address) {
            return Ok(Some(Answer::File(picture.to_owned())));
        }
        let asset = self.contents.assets.iter().find(|asset| asset.route.as_str() == address);
        Ok(asset.map(|asset| Answer::Asset(asset.bytes)))
    }
}

impl Contents {
    pub(super) fn new(inputs: Inputs<'_>) -> Self {
        let snapshot = inputs.snapshot();
        let assets = assets::assets(snapshot.site().has_diagrams());
        Self { snapshot, assets, rendered: Mutex::default(), placed: OnceLock::new() }
    }

    fn render(
        &self,
        file: &OutputFile,
        is_certain: bool,
        read: impl Fn(&Entry) -> Option<RecordFiles>,
    ) -> Result<Arc<[u8]>> {
        match file {
            // It is held already.
            OutputFile::Data(DataFile { data: Data::Raw(id), route }) => {
                let record_files = read(&self.snapshot.site().entries[*id]);
                let bytes = record_files.and_then(|record_files| record_files.main.ok());
                bytes.or_fail(|| Message::new("record_gone").with("path", route.to_string()))
            }
            _ if !is_certain => self.render_once(file, read).map(Arc::from),
            _ => self.keep(file.route(), || self.snapshot.render(file, read)),
        }
    }

    /// A file that may be another the next time: where its record cannot be read now, what lists know of it.
    fn render_once(
        &self,
        file: &OutputFile,
        read: impl Fn(&Entry) -> Option<RecordFiles>,
    ) -> Result<Vec<u8>> {
        let rendered = self.snapshot.render(file, read);
        match (file, rendered.map_err(anyhow::Error::downcast::<Lost>)) {
            (OutputFile::Page(Page { kind: Kind::Record(id), .. }), Err(Ok(lost))) => {
                self.snapshot.render_lost(*id, &lost)
            }
            (_, rendered) => rendered.map_err(|error| error.map_or_else(|error| error, anyhow::Error::from)),
        }
    }

    /// A file as it was rendered before, or as it is rendered now.
    pub(super) fn keep(&self, route: &Route, render: impl FnOnce() -> Result<Vec<u8>>) -> Result<Arc<[u8]>> {
        if let Some(bytes) = self.rendered().get(route) {
            return Ok(bytes.clone());
        }
        let bytes: Arc<[u8]> = render()?.into();
        let mut rendered = self.rendered();
        if rendered.len() >= MAX_RENDERED {
            rendered.clear();
        }
        rendered.insert(route.clone(), bytes.clone());
        Ok(bytes)
    }

    fn rendered(&self) -> MutexGuard<'_, HashMap<Route, Arc<[u8]>>> {
        self.rendered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Renders one page of each kind: a template may compile and fail all the same.
    pub(super) fn try_out(&self, cache: &SourceCache) -> Result<()> {
        let mut seen = HashSet::new();
        for file in self.snapshot.files() {
            let OutputFile::Page(page) = &file else { continue };
            let names = if let Kind::Term(names, ..) = page.kind { Some(names) } else { None };
            if seen.insert((std::mem::discriminant(&page.kind), names)) {
                self.snapshot.render(&file, |entry| files_of(entry, &*cache.held(entry)?))?;
            }
        }
        Ok(())
    }

    /// Records that are listed now, at an address where there was no record.
    pub(super) fn arrivals(&self, changes: &[Change], before: &Self) -> Vec<Arrival> {
        let site = self.snapshot.site();
        let fresh = changes.iter().filter(|change| change.before.is_none());
        let fresh = fresh.filter_map(|change| site.entries.find(change.after.as_ref()?));
        let mut listed: Vec<EntryId> = fresh.filter(|id| site.listed.contains(*id)).collect();
        listed.retain(|id| before.snapshot.site().find(site.route(*id).as_str()).is_none());
        // The newest first.
        listed.sort_unstable_by_key(|id| Reverse(*id));
        let arrival = |id: EntryId| Arrival {
            url: site.route(id).to_string(),
            title: site.entries[id].title().to_owned(),
        };
        listed.into_iter().map(arrival).collect()
    }
}
