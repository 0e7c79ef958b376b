//! A record's files as they were read: its own, and the sidecars beside it.
//!
//! `talk.txt` may have beside it `talk.toml` with corrections, and `talk.srt`, `talk.vtt` or `talk.en.vtt` with subtitles. What a
//! record is depends on all of them, so they are read, compared and handed on together.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::message::{Message, Value};
use crate::record::{ContentPath, Part};

/// A file's bytes, or why there are none.
pub type Bytes = Result<Arc<[u8]>, Arc<io::Error>>;

/// The file at the content folder's root that corrects many records.
pub const CORRECTIONS: &str = "corrections.toml";

/// The settings, which lie at the content folder's root where that is the site's own folder.
const SETTINGS: &str = "synopsite.toml";

/// The endings that records may have; many have none. A file of JSON may turn out to hold no record.
pub const RECORD_ENDINGS: [&str; 7] = ["txt", "text", "md", "markdown", "json", "jsonl", "ndjson"];

/// A kind of file that belongs to the record of the same name. They are read in their order, and of several subtitles the
/// first that say anything count: those without a language in their name, then by the language, then `.srt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sidecar {
    /// `NAME.toml`: what is said otherwise than in the record.
    Corrections,
    /// `NAME.srt`, `NAME.vtt`, `NAME.zh-Hans.srt`, `NAME.json` …
    Subtitles(Language, Format),
}

/// The language in the name of subtitles, by its place among those that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Language(usize);

/// What may stand between a record's name and the ending of its subtitles, as programs that download them write it. Only
/// what is here does: a title may have dots, too.
const LANGUAGES: [&str; 26] = [
    "", "zh", "zh-Hans", "zh-CN", "zh-SG", "zh-Hant", "zh-TW", "zh-HK", "ai-zh", "yue", "en", "en-orig",
    "en-US", "en-GB", "ai-en", "ja", "ai-ja", "ko", "fr", "de", "es", "pt", "it", "ru", "vi", "und",
];

/// The formats of subtitles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "they are what they are called")]
pub enum Format {
    Srt,
    Vtt,
    /// Pieces with their times, as speech recognition writes them. Such a file may also be a record, which is known when it
    /// is read.
    Json,
}

/// The endings of sidecars.
const ENDINGS: [&str; 3] = ["toml", "srt", "vtt"];

impl Sidecar {
    /// `NAME.srt`.
    pub const SRT: Self = Self::Subtitles(Language(0), Format::Srt);

    /// `NAME.json`.
    pub const JSON: Self = Self::Subtitles(Language(0), Format::Json);

    /// All kinds, in their order.
    pub fn all() -> impl Iterator<Item = Self> {
        let of_language = |language| {
            let json = (language == 0).then_some(Self::JSON);
            let others = [Format::Srt, Format::Vtt].map(|format| Self::Subtitles(Language(language), format));
            others.into_iter().chain(json)
        };
        std::iter::once(Self::Corrections).chain((0..LANGUAGES.len()).flat_map(of_language))
    }

    /// What stands in its name after the record's and a dot.
    pub fn ending(self) -> String {
        match self {
            Self::Corrections => "toml".to_owned(),
            Self::Subtitles(Language(language), format) => {
                let format = match format {
                    Format::Srt => "srt",
                    Format::Vtt => "vtt",
                    Format::Json => "json",
                };
                let language = LANGUAGES.get(language).filter(|language| !language.is_empty());
                language.map_or_else(|| format.to_owned(), |language| format!("{language}.{format}"))
            }
        }
    }

    /// Whether a file is a sidecar, by its path in the content folder.
    pub fn is_one(path: &str) -> bool {
        let ending = path.rsplit_once('.').filter(|_| ![CORRECTIONS, SETTINGS].contains(&path));
        ending.is_some_and(|(_, ending)| ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending)))
    }

    /// Where the sidecar of a record stands.
    pub fn beside(self, record: &ContentPath) -> ContentPath {
        record.sibling(format!("{}.{}", base(record.as_str()), self.ending()))
    }

    /// The same on disk, where a name may be no text.
    pub fn beside_file(self, record: &Path) -> PathBuf {
        let ending = |path: &Path| path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
        let own = ending(record);
        let mut path = match &own {
            Some(own) if is_ending(own) => record.with_extension(""),
            _ => record.to_owned(),
        };
        if own.as_deref() == Some(JSON) && ending(&path).as_deref() == Some(INFO) {
            path.set_extension("");
        }
        path.as_mut_os_string().push(format!(".{}", self.ending()));
        path
    }
}

const JSON: &str = "json";

/// Stands before the ending of what yt-dlp knows of a video: `NAME.info.json`.
const INFO: &str = "info";

/// What a record's path has in common with those of its sidecars: it without the ending that records have.
pub fn base(record: &str) -> &str {
    let Some((base, ending)) = record.rsplit_once('.').filter(|(_, ending)| is_ending(ending)) else {
        return record;
    };
    let info = base.rsplit_once('.').filter(|(_, info)| info.eq_ignore_ascii_case(INFO));
    info.filter(|_| ending.eq_ignore_ascii_case(JSON)).map_or(base, |(base, _)| base)
}

/// Whether a file may be the transcript of a record of its name, and a record as well.
pub fn may_be_either(path: &str) -> bool {
    path.ends_with(".json")
}

/// Whether a file's ending is one that records have.
pub fn is_ending(ending: &str) -> bool {
    RECORD_ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

/// What a sidecar's path may have in common with its record's: all but the ending, or but the language as well.
pub fn bases_of_sidecar(sidecar: &str) -> impl Iterator<Item = &str> {
    let base = sidecar.rsplit_once('.').map_or(sidecar, |(base, _)| base);
    let shorter = base.rsplit_once('.').filter(|(_, language)| LANGUAGES.contains(language));
    std::iter::once(base).chain(shorter.map(|(base, _)| base))
}

/// What could not be read, by its path in its folder, and why. Nobody knows what is in it, or below it.
pub type Unread = BTreeMap<String, Value>;

/// Files that may be pictures, by their paths in the content folder, and where each is on disk.
pub type PictureFiles = BTreeMap<String, PathBuf>;

/// The endings of pictures that pages show …
const SHOWN: [&str; 6] = ["png", "jpg", "jpeg", "gif", "webp", "avif"];
/// … and of those that they do not: the first can run scripts, and browsers do not know the others, or not all of them do.
const NOT_SHOWN: [&str; 6] = ["svg", "bmp", "tif", "tiff", "heic", "jxl"];

/// Whether a path is that of a picture, by its ending; and whether it may be shown.
pub fn picture(path: &str) -> Option<bool> {
    let (_, ending) = path.rsplit_once('.')?;
    let is_one_of = |endings: &[&str]| endings.iter().any(|known| known.eq_ignore_ascii_case(ending));
    if is_one_of(&SHOWN) { Some(true) } else { is_one_of(&NOT_SHOWN).then_some(false) }
}

/// What a folder of records holds besides them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// Sidecars beside which there is no record, and their paths on disk.
    pub alone: BTreeMap<ContentPath, PathBuf>,
    /// What could not be read.
    pub unread: Unread,
    /// Links that are not followed, and why.
    pub outside: BTreeMap<String, Message>,
    /// Pictures, whether or not a record shows them.
    pub pictures: Arc<PictureFiles>,
}

impl Beside {
    /// Whether a path is one of those that could not be read, or below one.
    pub fn hides(&self, path: &str) -> bool {
        let above = path.match_indices('/').map(|(end, _)| &path[..end]);
        !self.unread.is_empty() && above.chain([path, ""]).any(|path| self.unread.contains_key(path))
    }
}

/// A sidecar as it was read.
#[derive(Debug, Clone)]
pub struct SidecarFile {
    /// What it is for.
    pub kind: Sidecar,
    /// What it holds.
    pub bytes: Bytes,
}

/// A record's files.
#[derive(Debug, Clone)]
pub struct RecordFiles {
    /// The record's own file.
    pub main: Bytes,
    /// Those beside it, in the order of [`Sidecar`].
    pub sidecars: Vec<SidecarFile>,
}

impl RecordFiles {
    /// A record that cannot be read.
    pub fn unreadable(error: io::Error) -> Self {
        Self { main: Err(Arc::new(error)), sidecars: Vec::new() }
    }

    /// Why files could not be read.
    pub fn errors(&self) -> impl Iterator<Item = &io::Error> {
        let sidecars = self.sidecars.iter().map(|sidecar| &sidecar.bytes);
        std::iter::once(&self.main)
            .chain(sidecars)
            .filter_map(|bytes| bytes.as_ref().err())
            .map(AsRef::as_ref)
    }

    /// Whether one of the files could not be read.
    pub fn is_unread(&self) -> bool {
        self.errors().next().is_some()
    }

    /// The sidecars of one of the file's records: the first has them all.
    pub fn sidecars_of(&self, record: &ContentPath) -> &[SidecarFile] {
        if record.number().is_empty() { &self.sidecars } else { &[] }
    }

    /// The files of one of the file's records, which is a part of it or all of it. A whole file is not copied.
    #[must_use]
    pub fn of_record(&self, record: &ContentPath, part: Option<&Part>) -> Self {
        let main = match (&self.main, part) {
            (Ok(bytes), Some(part)) => Ok(bytes.get(part.bytes.clone()).unwrap_or_default().into()),
            (main, _) => main.clone(),
        };
        Self { main, sidecars: self.sidecars_of(record).to_vec() }
    }

    /// Whether both hold the same, or cannot be read for the same reason.
    pub fn is_same(&self, other: &Self) -> bool {
        let is_pair_same = |(one, other): (&SidecarFile, &SidecarFile)| {
            one.kind == other.kind && is_same(&one.bytes, &other.bytes)
        };
        is_same(&self.main, &other.main)
            && self.sidecars.len() == other.sidecars.len()
            && self.sidecars.iter().zip(&other.sidecars).all(is_pair_same)
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

impl From<&[u8]> for RecordFiles {
    /// A record without sidecars.
    fn from(bytes: &[u8]) -> Self {
        Self { main: Ok(bytes.into()), sidecars: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sidecar_has_its_records_name_without_the_ending() {
        let beside = |record: &str| Sidecar::SRT.beside(&ContentPath::new(record)).as_str().to_owned();
        assert_eq!(beside("2025/talk.txt"), "2025/talk.srt");
        assert_eq!(beside("No. 7 推荐"), "No. 7 推荐.srt");
        assert_eq!(beside("talk.MD"), "talk.srt");
        assert_eq!(beside("all.jsonl"), "all.srt");
        assert_eq!(beside("Talk [id].info.json"), "Talk [id].srt");
        assert_eq!(Sidecar::SRT.beside_file(Path::new("a/Talk.info.json")), Path::new("a/Talk.srt"));
        assert_eq!(Sidecar::JSON.beside_file(Path::new("a/Talk.info.md")), Path::new("a/Talk.info.json"));
        assert!(["2025/corrections.toml", "talk.VTT", "talk.en.srt"].into_iter().all(Sidecar::is_one));
        assert!(!["corrections.toml", "synopsite.toml", "talk.txt"].into_iter().any(Sidecar::is_one));
    }

    #[test]
    fn the_language_of_subtitles_may_stand_in_their_name() {
        let record = ContentPath::new("a/talk.txt");
        let all: Vec<ContentPath> = Sidecar::all().map(|kind| kind.beside(&record)).collect();
        let place = |name: &str| all.iter().position(|path| path.as_str() == name);
        let order = ["a/talk.srt", "a/talk.vtt", "a/talk.zh-Hans.srt", "a/talk.en.srt", "a/talk.en.vtt"];
        assert!(order.map(place).is_sorted() && order.map(place).iter().all(Option::is_some));
        assert!(Sidecar::all().is_sorted());
        for path in &all {
            assert!(bases_of_sidecar(path.as_str()).any(|base| base == "a/talk"), "{path}");
        }
        assert_eq!(bases_of_sidecar("No. 7.srt").collect::<Vec<_>>(), ["No. 7"]);
        assert_eq!(bases_of_sidecar("talk.en.srt").collect::<Vec<_>>(), ["talk.en", "talk"]);
    }
}
