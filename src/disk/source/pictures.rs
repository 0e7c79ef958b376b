//! Looking at the pictures that records show.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Stamped, read};
use crate::base::error;
use crate::record::files::{self, PictureFiles};
use crate::site::entry::Entry;
use crate::site::pictures::{MAX_BYTES, Pictures, Seen, Why};

/// A picture as it was when somebody looked at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookedAt {
    /// The file.
    pub stamped: Stamped,
    /// What it is.
    pub seen: Result<Seen, Why>,
}

/// Pictures that have been looked at, by their paths in the content folder.
pub type Album = BTreeMap<String, LookedAt>;

/// Looks at those of a folder's pictures that records show; what is `known` is as it was.
pub fn look<'a>(
    files: &Arc<PictureFiles>,
    entries: impl Iterator<Item = &'a Arc<Entry>>,
    known: impl Fn(&str) -> Option<LookedAt> + Sync,
) -> (Pictures, Album) {
    let pictures = Pictures::new(files.clone());
    let look = |(path, file): (String, PathBuf)| {
        let found = known(&path).filter(|known| known.stamped.file == file);
        let found = found.unwrap_or_else(|| look_at(&path, file));
        (path, found)
    };
    let wanted = pictures.wanted(entries);
    // To wake other threads takes longer than to look at nothing.
    let album: Album = match wanted.is_empty() {
        true => Album::new(),
        false => wanted.into_par_iter().map(look).collect(),
    };
    let seen = album.iter().map(|(path, found)| (path.clone(), found.seen.clone())).collect();
    (pictures.with(seen), album)
}

fn look_at(path: &str, file: PathBuf) -> LookedAt {
    // Before the file, so that a change in between is seen as one the next time.
    let stamped = Stamped::now(file);
    let seen = if files::picture(path) == Some(true) { see(&stamped.file) } else { Err(Why::Kind) };
    LookedAt { stamped, seen }
}

fn see(file: &Path) -> Result<Seen, Why> {
    let bytes = read(file, MAX_BYTES).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Why::Missing,
        ErrorKind::FileTooLarge => Why::Big,
        _ => Why::Unread(error::reason(&error)),
    })?;
    Seen::of(&bytes).ok_or(Why::Kind)
}
