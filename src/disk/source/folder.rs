//! The folder of records: what of it is a record, what belongs to one, and what cannot be read.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ahash::HashSet;
use anyhow::Result;
use walkdir::{DirEntry, WalkDir};

use super::{Places, SourceFile, content_path, read_present, relative};
use crate::base::error::{self, OrFail, about};
use crate::base::message::Message;
use crate::config::Config;
use crate::record::ContentPath;
use crate::record::files::{self, Beside, Bytes, CORRECTIONS, PictureFiles, Sidecar};

/// Where records are, and what of the disk may be read as one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folder {
    dir: PathBuf,
    /// The folders to which links may lead besides.
    linked: Vec<PathBuf>,
    /// The most bytes of a file that is read.
    limit: u64,
}

/// What a folder of records holds.
#[derive(Debug, Default)]
pub struct Sources {
    /// The records, ordered by path.
    pub files: Vec<SourceFile>,
    /// Files that are no records.
    pub ignored: Vec<String>,
    /// The folders that the walk went through.
    pub folders: BTreeSet<PathBuf>,
    /// What there is besides.
    pub beside: Beside,
}

impl Folder {
    /// The folder of a site's records.
    pub fn of(config: &Config) -> Self {
        let (dir, linked) = (config.content_dir.clone(), config.linked_dirs.clone());
        Self { dir, linked, limit: config.max_file_mb.bytes() }
    }

    /// Another folder, which is read in the same way.
    #[must_use]
    pub fn at(&self, dir: &Path) -> Self {
        Self { dir: dir.to_owned(), ..self.clone() }
    }

    /// Its path.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The most bytes of a file that is read.
    pub fn limit(&self) -> u64 {
        self.limit
    }

    /// Looks whether it is there.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn check(&self) -> Result<()> {
        fs::read_dir(&self.dir).or_fail(|| about("cannot_read_content", &self.dir)).map(drop)
    }

    /// Lists the records.
    ///
    /// # Errors
    /// Where the folder itself cannot be read.
    pub fn scan(&self) -> Result<Sources> {
        self.check()?;
        Ok(self.walk(|_| true))
    }

    /// Lists the records at or below some paths, as [`Self::scan`] would find them. There may be nothing. However many paths
    /// there are, the folder is walked through once.
    pub fn scan_below(&self, places: &Places) -> Sources {
        // A record's sidecars are part of it.
        let names: Vec<ContentPath> = places.paths().map(|path| content_path(&self.dir, path)).collect();
        if names.is_empty() {
            return Sources::default();
        }
        let bases: HashSet<&str> = names.iter().map(|name| files::base(name.as_str())).collect();
        let is_beside = |entry: &Path| {
            let beside = content_path(&self.dir, entry);
            (Sidecar::is_one(beside.as_str()) || files::may_be_either(beside.as_str()))
                && files::bases_of_sidecar(beside.as_str()).any(|base| bases.contains(base))
        };
        self.walk(|entry| places.are_below(entry) || places.cover(entry) || is_beside(entry))
    }

    /// The record at a path in a folder that a walk goes through; `None` where the file is none.
    pub fn record_at(&self, file: &Path) -> Option<SourceFile> {
        let path = content_path(&self.dir, file);
        let is_one = !is_passing(file) && is_record(file) && !is_readme(&path) && !self.leads_out(file);
        is_one.then(|| {
            let is_known = |kind: &Sidecar| match kind {
                &Sidecar::JSON => !files::may_be_either(path.as_str()),
                kind => Sidecar::is_one(kind.beside(&path).as_str()),
            };
            let known = Sidecar::all().filter(is_known);
            let beside = known.map(|kind| (kind, kind.beside_file(file)));
            let sidecars = beside.filter(|(_, file)| is_file(file) && !self.leads_out(file)).collect();
            SourceFile { path, file: file.to_owned(), sidecars }
        })
    }

    /// The sidecar at a path in a folder that a walk goes through; `None` where the file is none.
    pub fn sidecar_at(&self, file: &Path) -> Option<ContentPath> {
        let path = content_path(&self.dir, file);
        let is_one = !is_passing(file) && !is_record(file) && Sidecar::is_one(path.as_str());
        (is_one && !self.leads_out(file)).then_some(path)
    }

    /// The path of the picture in a folder that a walk goes through; `None` where the file is none.
    pub fn picture_at(&self, file: &Path) -> Option<String> {
        let path = relative(&self.dir, file);
        let is_one = !is_passing(file) && files::picture(&path).is_some();
        (is_one && !self.leads_out(file)).then_some(path)
    }

    /// The corrections at its root; `None` where there are none.
    pub fn corrections(&self) -> Option<Bytes> {
        let file = self.dir.join(CORRECTIONS);
        if self.leads_out(&file) { None } else { read_present(&file, self.limit) }
    }

    fn leads_out(&self, file: &Path) -> bool {
        file.is_symlink() && Inside::new(self).is_left_by(file)
    }

    /// Goes through the folder, without hidden files and those that editors and writers use for a moment.
    fn walk(&self, wanted: impl Fn(&Path) -> bool) -> Sources {
        let mut found = Found {
            folder: self,
            inside: Inside::new(self),
            sources: Sources::default(),
            sidecars: BTreeMap::new(),
            pictures: PictureFiles::new(),
        };
        let is_visible = |path: &Path| !is_passing(path) && wanted(path);
        let walk = WalkDir::new(&self.dir).follow_links(true).into_iter();
        let mut walk = walk.filter_entry(|entry| entry.depth() == 0 || is_visible(entry.path()));
        while let Some(entry) = walk.next() {
            match entry {
                Ok(entry) if found.passes_over(&entry) => {
                    if entry.file_type().is_dir() {
                        walk.skip_current_dir();
                    }
                }
                Ok(entry) => found.take(entry),
                // What cannot be looked into is not asked for by the filter.
                Err(error) if error.path().is_none_or(is_visible) => found.take_error(&error),
                Err(_) => {}
            }
        }
        found.into_sources()
    }
}

/// Where links may lead.
struct Inside<'a> {
    folder: &'a Folder,
    /// Most folders have no link, so that nobody has to ask.
    roots: OnceCell<Vec<PathBuf>>,
}

impl<'a> Inside<'a> {
    fn new(folder: &'a Folder) -> Self {
        Self { folder, roots: OnceCell::new() }
    }

    /// Whether a link leads neither into the folder nor into one that the settings name. One that leads nowhere does not.
    fn is_left_by(&self, link: &Path) -> bool {
        let roots = self.roots.get_or_init(|| {
            let roots = self.folder.linked.iter().chain([&self.folder.dir]);
            roots.filter_map(|root| fs::canonicalize(root).ok()).collect()
        });
        fs::canonicalize(link).is_ok_and(|target| !roots.iter().any(|root| target.starts_with(root)))
    }
}

/// A walk on its way.
struct Found<'a> {
    folder: &'a Folder,
    inside: Inside<'a>,
    sources: Sources,
    sidecars: BTreeMap<ContentPath, PathBuf>,
    pictures: PictureFiles,
}

impl Found<'_> {
    /// Notes a link that leads out of the folder.
    fn passes_over(&mut self, entry: &DirEntry) -> bool {
        let leads_out = entry.depth() > 0 && entry.path_is_symlink() && self.inside.is_left_by(entry.path());
        if leads_out {
            let path = relative(&self.folder.dir, entry.path());
            self.sources.beside.outside.insert(path, Message::new("link_outside"));
        }
        leads_out
    }

    fn take(&mut self, entry: DirEntry) {
        if entry.file_type().is_dir() {
            self.sources.folders.insert(entry.into_path());
        } else if entry.file_type().is_file() {
            self.file(entry.into_path());
        } else {
            self.sources.ignored.push(content_path(&self.folder.dir, entry.path()).to_string());
        }
    }

    fn file(&mut self, file: PathBuf) {
        let path = content_path(&self.folder.dir, &file);
        if is_record(&file) && !is_readme(&path) {
            self.sources.files.push(SourceFile { path, file, sidecars: Vec::new() });
        } else if Sidecar::is_one(path.as_str()) {
            self.sidecars.insert(path, file);
        } else if files::picture(path.as_str()).is_some() {
            self.pictures.insert(path.to_string(), file);
        } else if path.as_str() != CORRECTIONS {
            self.sources.ignored.push(path.to_string());
        }
    }

    fn take_error(&mut self, error: &walkdir::Error) {
        let path = error.path().unwrap_or(&self.folder.dir);
        let name = relative(&self.folder.dir, path);
        if error.loop_ancestor().is_some() {
            self.sources.beside.outside.insert(name, Message::new("link_loop"));
        } else if is_dangling(path) {
            self.file(path.to_owned());
        } else if let Some(error) = error.io_error().filter(|error| error.kind() != ErrorKind::NotFound) {
            self.sources.beside.unread.insert(name, error::reason(error));
        }
    }

    fn into_sources(self) -> Sources {
        let mut sources = self.sources;
        sources.files.sort_unstable();
        sources.ignored.sort_unstable();
        sources.beside.pictures = Arc::new(self.pictures);
        sources.beside.alone = join(&mut sources.files, self.sidecars);
        join_either(&mut sources.files);
        sources
    }
}

/// Puts sidecars to their records; gives those that have none.
fn join(
    files: &mut [SourceFile],
    mut sidecars: BTreeMap<ContentPath, PathBuf>,
) -> BTreeMap<ContentPath, PathBuf> {
    if sidecars.is_empty() {
        return sidecars;
    }
    let mut joined = BTreeSet::new();
    let bases: BTreeSet<&str> =
        sidecars.keys().flat_map(|path| files::bases_of_sidecar(path.as_str())).collect();
    for record in files.iter_mut().filter(|record| bases.contains(files::base(record.path.as_str()))) {
        for kind in Sidecar::all() {
            if let Some((path, file)) = sidecars.get_key_value(&kind.beside(&record.path)) {
                record.sidecars.push((kind, file.clone()));
                joined.insert(path.clone());
            }
        }
    }
    sidecars.retain(|path, _| !joined.contains(path));
    sidecars
}

/// Puts files that may be records, and transcripts, to the records of their name.
fn join_either(files: &mut [SourceFile]) {
    let (either, others): (Vec<&mut SourceFile>, Vec<&mut SourceFile>) =
        files.iter_mut().partition(|file| files::may_be_either(file.path.as_str()));
    if either.is_empty() {
        return;
    }
    let paths: BTreeMap<&ContentPath, &PathBuf> =
        either.iter().map(|file| (&file.path, &file.file)).collect();
    for record in others {
        if let Some(file) = paths.get(&Sidecar::JSON.beside(&record.path)) {
            record.sidecars.push((Sidecar::JSON, (*file).clone()));
        }
    }
}

/// Whether a file stands at a path, though it may not be readable. Where nothing stands, one call says so: a record is asked
/// for dozens of sidecars.
pub fn is_file(path: &Path) -> bool {
    let kind = path.symlink_metadata().map(|metadata| metadata.file_type());
    kind.is_ok_and(|kind| kind.is_file() || kind.is_symlink() && (path.is_file() || is_dangling(path)))
}

/// Whether nothing stands at a path.
pub fn is_gone(path: &Path) -> bool {
    path.symlink_metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound)
}

/// Whether a link leads nowhere. Somebody put it there as a file, so it is told of as one that cannot be read.
fn is_dangling(path: &Path) -> bool {
    path.is_symlink() && !path.exists()
}

/// Whether a file at the folder's root says what the folder is.
fn is_readme(path: &ContentPath) -> bool {
    let name = path.as_str();
    let stem =
        name.rsplit_once('.').filter(|(_, ending)| files::is_ending(ending)).map_or(name, |(stem, _)| stem);
    ["readme", "license", "changelog", "contributing"].iter().any(|known| stem.eq_ignore_ascii_case(known))
}

/// Records are text files; a pipeline that writes no extension is served too.
fn is_record(path: &Path) -> bool {
    match path.extension().and_then(|e| e.to_str()) {
        None => true,
        Some(extension) => {
            // A dot in a title looks like an extension: "No. 7 推荐".
            let is_other =
                is_plain_extension(extension) || is_numbered(extension) || extension == "description";
            files::is_ending(extension) || !is_other
        }
    }
}

/// Whether a file has the name of a further record in another one, such as `all.jsonl#2`.
fn is_numbered(extension: &str) -> bool {
    let parts = extension.split_once('#');
    parts.is_some_and(|(before, number)| {
        files::is_ending(before) && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
    })
}

fn is_plain_extension(extension: &str) -> bool {
    extension.len() <= 10 && extension.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Folders that file systems and storage boxes keep for themselves, and that most users may not look into.
const OF_SYSTEMS: [&str; 8] = [
    "lost+found",
    "System Volume Information",
    "$RECYCLE.BIN",
    "@eaDir",
    "#recycle",
    "Icon\r",
    "node_modules",
    "__pycache__",
];

/// Whether a file is hidden, or one that editors and writers use for a moment.
fn is_passing(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let endings = ["~", ".tmp", ".temp", ".part", ".partial", ".swp", ".crdownload", ".bak"];
    name.starts_with(['.', '#'])
        || endings.iter().any(|ending| name.ends_with(ending))
        || OF_SYSTEMS.contains(&&*name)
}
