//! A record's files as they were read: its own, and the companions beside it.
//!
//! `talk.txt` may have beside it `talk.toml` with corrections, and `talk.srt` or `talk.vtt` with subtitles. What a
//! record is depends on all of them, so they are read, compared and handed on together.

use std::io;
use std::sync::Arc;

use crate::record::{ContentPath, Part};

/// A file's bytes, or why there are none.
pub type Bytes = Result<Arc<[u8]>, Arc<io::Error>>;

/// The file at the content folder's root that corrects many records.
pub const CORRECTIONS: &str = "corrections.toml";

/// The settings, which lie at the content folder's root where that is the site's own folder.
const SETTINGS: &str = "synopsite.toml";

/// The endings that records may have; many have none. A file of JSON may turn out to hold no record.
pub const RECORD_ENDINGS: [&str; 7] = ["txt", "text", "md", "markdown", "json", "jsonl", "ndjson"];

/// A kind of file that belongs to the record of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Companion {
    /// `NAME.toml`: what is said otherwise than in the record.
    Corrections,
    /// `NAME.srt`: subtitles.
    Srt,
    /// `NAME.vtt`: subtitles.
    Vtt,
}

impl Companion {
    /// All kinds, in the order in which they are read.
    pub const ALL: [Self; 3] = [Self::Corrections, Self::Srt, Self::Vtt];

    /// The ending of its name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Corrections => "toml",
            Self::Srt => "srt",
            Self::Vtt => "vtt",
        }
    }

    /// The kind of a file, by its path in the content folder; `None` where it is no companion.
    pub fn of(path: &str) -> Option<Self> {
        let (_, ending) = path.rsplit_once('.').filter(|_| ![CORRECTIONS, SETTINGS].contains(&path))?;
        Self::ALL.into_iter().find(|kind| kind.ending().eq_ignore_ascii_case(ending))
    }

    /// Where the companion of a record stands.
    pub fn beside(self, record: &ContentPath) -> ContentPath {
        ContentPath::new(format!("{}.{}", base(record.as_str()), self.ending()))
    }
}

/// What a record's path has in common with those of its companions: it without the ending that records have.
pub fn base(record: &str) -> &str {
    let is_known = |ending: &str| RECORD_ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending));
    record.rsplit_once('.').filter(|(_, ending)| is_known(ending)).map_or(record, |(base, _)| base)
}

/// What a companion's path has in common with its record's.
pub fn base_of_companion(companion: &str) -> &str {
    companion.rsplit_once('.').map_or(companion, |(base, _)| base)
}

/// A record's files.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// The record's own file.
    pub main: Bytes,
    /// Those beside it, in the order of [`Companion::ALL`].
    pub companions: Vec<(Companion, Bytes)>,
}

impl Dossier {
    /// A record that cannot be read.
    pub fn unreadable(error: io::Error) -> Self {
        Self { main: Err(Arc::new(error)), companions: Vec::new() }
    }

    /// The companions of one of the file's records: the first has them all.
    pub fn companions_of(&self, record: &ContentPath) -> &[(Companion, Bytes)] {
        if record.number().is_empty() { &self.companions } else { &[] }
    }

    /// The dossier of one of the file's records, which is a part of it or all of it. A whole file is not copied.
    #[must_use]
    pub fn of_record(&self, record: &ContentPath, part: Option<&Part>) -> Self {
        let main = match (&self.main, part) {
            (Ok(bytes), Some(part)) => Ok(bytes.get(part.bytes.clone()).unwrap_or_default().into()),
            (main, _) => main.clone(),
        };
        Self { main, companions: self.companions_of(record).to_vec() }
    }

    /// Whether both hold the same, or cannot be read for the same reason.
    pub fn is_same(&self, other: &Self) -> bool {
        let is_pair_same = |(one, other): (&(Companion, Bytes), &(Companion, Bytes))| {
            one.0 == other.0 && is_same(&one.1, &other.1)
        };
        is_same(&self.main, &other.main)
            && self.companions.len() == other.companions.len()
            && self.companions.iter().zip(&other.companions).all(is_pair_same)
    }
}

/// Whether two readings of a file gave the same.
pub fn is_same(one: &Bytes, other: &Bytes) -> bool {
    match (one, other) {
        (Ok(one), Ok(other)) => one == other,
        (Err(one), Err(other)) => one.to_string() == other.to_string(),
        _ => false,
    }
}

impl From<&[u8]> for Dossier {
    /// A record without companions.
    fn from(bytes: &[u8]) -> Self {
        Self { main: Ok(bytes.into()), companions: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_companion_has_its_records_name_without_the_ending() {
        let beside = |record: &str| Companion::Srt.beside(&ContentPath::new(record)).as_str().to_owned();
        assert_eq!(beside("2025/talk.txt"), "2025/talk.srt");
        assert_eq!(beside("No. 7 推荐"), "No. 7 推荐.srt");
        assert_eq!(beside("talk.MD"), "talk.srt");
        assert_eq!(Companion::of("2025/corrections.toml"), Some(Companion::Corrections));
        assert_eq!(Companion::of("corrections.toml"), None);
        assert_eq!(Companion::of("synopsite.toml"), None);
        assert_eq!(beside("all.jsonl"), "all.srt");
        assert_eq!(Companion::of("talk.VTT"), Some(Companion::Vtt));
        assert_eq!(Companion::of("talk.txt"), None);
    }
}
