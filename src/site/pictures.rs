//! Pictures beside the records: which there are, and which of them records show.

use std::collections::BTreeMap;
use std::hash::Hasher as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use imagesize::{Compression, ImageType};
use rayon::prelude::*;
use siphasher::sip::SipHasher13;

use super::nearest::{Nearest, resolve, split, written};
use crate::base::message::{Message, Value};
use crate::base::text::fold;
use crate::markdown::Kind;
use crate::record::ContentPath;
use crate::record::files::PictureFiles;
use crate::site::entry::Entry;
use crate::site::route::Route;

/// The most bytes of a picture: a page may have many.
pub const MAX_BYTES: u64 = 20_000_000;

/// A picture that a record shows, as its file was when it was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The ending that its content has.
    pub ending: &'static str,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// A hash of its content.
    pub print: u64,
}

/// Why a picture is not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// There is no such file.
    Missing,
    /// It cannot be read.
    Unread(Value),
    /// It is none of the kinds that are shown.
    Kind,
    /// It has more bytes than [`MAX_BYTES`].
    Big,
}

/// What stands beside the records that they show.
#[derive(Debug, Clone, Default)]
pub struct Pictures {
    files: Arc<PictureFiles>,
    names: OnceLock<Names>,
    /// Those that records show, by their paths in the content folder.
    seen: BTreeMap<String, Result<Seen, Why>>,
    /// Where each of them is in the site.
    routes: BTreeMap<Route, PathBuf>,
}

#[derive(Debug, Clone)]
struct Names {
    paths: Vec<String>,
    nearest: Nearest,
}

impl PartialEq for Pictures {
    fn eq(&self, other: &Self) -> bool {
        self.files == other.files && self.seen == other.seen
    }
}

impl Pictures {
    /// The names of the folder's pictures, and what those are that records show.
    pub fn looked_at(&self) -> (Vec<&str>, &BTreeMap<String, Result<Seen, Why>>) {
        (self.files.keys().map(String::as_str).collect(), &self.seen)
    }

    /// The picture files of a content folder; nobody has looked at them.
    pub fn new(files: Arc<PictureFiles>) -> Self {
        Self { files, ..Self::default() }
    }

    /// The files that some records show, by their paths in the content folder, and where each is on disk.
    pub fn wanted<'a>(&self, entries: impl Iterator<Item = &'a Arc<Entry>>) -> BTreeMap<String, PathBuf> {
        let entries: Vec<&Arc<Entry>> = entries.collect();
        if entries.is_empty() {
            return BTreeMap::new();
        }
        let of_entry = |entry: &Arc<Entry>| {
            let pictures = entry.references.iter().filter(|reference| reference.kind.is_picture());
            let paths = pictures.filter_map(|picture| self.path(&entry.path, picture.kind, &picture.address));
            paths
                .filter_map(|path| Some((path.to_owned(), self.files.get(path)?.clone())))
                .collect::<Vec<_>>()
        };
        entries.into_par_iter().flat_map_iter(of_entry).collect()
    }

    /// The same, with what was seen of those that are wanted.
    #[must_use]
    pub fn with(self, seen: BTreeMap<String, Result<Seen, Why>>) -> Self {
        let route = |(path, seen): (&String, &Result<Seen, Why>)| {
            let seen = seen.as_ref().ok()?;
            Some((Route::picture(seen.print, seen.ending), self.files.get(path)?.clone()))
        };
        Self { routes: seen.iter().filter_map(route).collect(), seen, ..self }
    }

    /// The files that no record shows.
    pub fn idle(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str).filter(|path| !self.seen.contains_key(*path))
    }

    /// The pictures of the site, by their addresses, and where each is on disk.
    pub fn routes(&self) -> impl Iterator<Item = (&Route, &Path)> {
        self.routes.iter().map(|(route, file)| (route, file.as_path()))
    }

    /// The file of the picture at an address.
    pub fn find(&self, address: &str) -> Option<&Path> {
        self.routes.get(address).map(PathBuf::as_path)
    }

    /// The picture that a record means by an address.
    pub(super) fn meant(&self, record: &ContentPath, kind: Kind, address: &str) -> Result<&Seen, &Why> {
        let path = self.path(record, kind, address).ok_or(&Why::Missing);
        path.and_then(|path| self.seen.get(path).map_or(Err(&Why::Missing), Result::as_ref))
    }

    fn path(&self, record: &ContentPath, kind: Kind, address: &str) -> Option<&str> {
        let folder = split(record.file()).0;
        match kind {
            Kind::PictureName => self.named(folder, address),
            _ => written(address).into_iter().find_map(|(path, _)| self.at(&resolve(folder, &path)?)),
        }
    }

    /// The file with a path, which may be written in another case.
    fn at(&self, path: &str) -> Option<&str> {
        if let Some((path, _)) = self.files.get_key_value(path) {
            return Some(path);
        }
        let (folder, name) = split(path);
        let Names { paths, nearest } = self.names();
        let same = |number: &usize| fold(&paths[*number]) == fold(path);
        nearest.in_folder(name, folder).find(same).map(|number| paths[number].as_str())
    }

    /// The file that a notebook means: by its path from the record or from the root, or by the end of that.
    fn named(&self, folder: &str, address: &str) -> Option<&str> {
        let own = resolve(folder, address).and_then(|path| self.at(&path));
        let Names { paths, nearest } = self.names();
        let by_name = || {
            let path = resolve("", address)?;
            let end = format!("/{}", fold(&path));
            let fits = |number: usize| format!("/{}", fold(&paths[number])).ends_with(&end);
            let found = nearest.to(split(&path).1, folder, |number| split(&paths[number]).0, fits);
            found.map(|number| paths[number].as_str())
        };
        let from_root = || if address.contains('/') { self.at(&resolve("", address)?) } else { None };
        own.or_else(from_root).or_else(by_name)
    }

    fn names(&self) -> &Names {
        self.names.get_or_init(|| {
            let paths: Vec<String> = self.files.keys().cloned().collect();
            let named = paths.iter().enumerate().map(|(number, path)| {
                let (folder, name) = split(path);
                (name, folder, number)
            });
            Names { nearest: Nearest::of(named), paths }
        })
    }
}

impl Seen {
    /// What a file holds; `None` where that is none of the kinds that are shown.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let ending = match imagesize::image_type(bytes).ok()? {
            ImageType::Png => "png",
            ImageType::Jpeg => "jpg",
            ImageType::Gif => "gif",
            ImageType::Webp => "webp",
            ImageType::Heif(Compression::Av1) => "avif",
            _ => return None,
        };
        let size = imagesize::blob_size(bytes).ok()?;
        let side = |length: usize| u32::try_from(length).ok().filter(|length| *length > 0);
        let mut hasher = SipHasher13::new();
        hasher.write(bytes);
        Some(Self { ending, width: side(size.width)?, height: side(size.height)?, print: hasher.finish() })
    }
}

impl Why {
    /// What is said of it, and what to do.
    pub(super) fn say(&self, address: &str) -> (Message, Message) {
        let (what, hint) = match self {
            Self::Missing => ("no_picture", "no_picture_hint"),
            Self::Unread(_) => ("no_picture_unread", "unreadable_hint"),
            Self::Kind => ("no_picture_kind", "no_picture_kind_hint"),
            Self::Big => ("no_picture_big", "no_picture_big_hint"),
        };
        let what = Message::new(what).with("address", address);
        let what = match self {
            Self::Unread(error) => what.with("error", error.clone()),
            Self::Big => what.with("max", MAX_BYTES / 1_000_000),
            _ => what,
        };
        (what, Message::new(hint))
    }
}
