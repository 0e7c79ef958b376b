//! Pictures in the cache: which there are, and which have to be looked at again.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Delta, SourceCache};
use crate::disk::source;
use crate::disk::source::pictures::{self, Album};
use crate::record::files::PictureFiles;
use crate::site::Lineup;
use crate::site::pictures::Pictures;

impl SourceCache {
    /// The pictures that records will show once what was read is taken. Those that nobody looked at are as they were.
    pub fn pictures(&self, entries: &Lineup, read: &Delta) -> (Pictures, Album) {
        let known = |path: &str| {
            let known = self.album.get(path)?;
            (!read.places.cover(&known.stamped.file)).then(|| known.clone())
        };
        pictures::look(&read.beside(self).pictures, entries.referring(), known)
    }

    /// Whether what was read may change the pictures that records show.
    pub fn touches_pictures(&self, read: &Delta) -> bool {
        read.beside(self).pictures != self.beside.pictures
            || self.album.values().any(|known| read.places.cover(&known.stamped.file))
    }

    /// Takes what was seen of pictures.
    pub fn take_album(&mut self, album: Album) {
        self.album = album;
    }

    /// The picture files that there will be.
    pub(super) fn pictures_after(&self, paths: &[PathBuf], found: Arc<PictureFiles>) -> Arc<PictureFiles> {
        let known = &self.beside.pictures;
        let inside = paths.iter().map(|path| source::relative(self.dir(), path));
        let gone = inside.flat_map(|inside| {
            let below = if inside.is_empty() { String::new() } else { format!("{inside}/") };
            let own = known.get_key_value(&inside).map(|(path, _)| path);
            let start = below.clone();
            let children = known.range(start..).map(|(path, _)| path);
            own.into_iter().chain(children.take_while(move |path| path.starts_with(&below)))
        });
        let gone: Vec<&String> = gone.filter(|path| !found.contains_key(*path)).collect();
        if gone.is_empty() && found.iter().all(|(path, file)| known.get(path) == Some(file)) {
            return known.clone();
        }
        let mut pictures = PictureFiles::clone(known);
        gone.into_iter().for_each(|path| drop(pictures.remove(path)));
        pictures.extend(Arc::unwrap_or_clone(found));
        Arc::new(pictures)
    }
}
