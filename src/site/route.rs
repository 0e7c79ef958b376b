//! The one place that invents addresses.
//!
//! A route is a file's path in the site, relative to its root; it is at once the address that links
//! lead to and the path that output writes. Record pages are named by the item's id where there is
//! one, else by the file's path, so that an address stays when records are added.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::base::redirect::{MAX_PATH_BYTES, MAX_PATH_FOLDERS};
use crate::base::text::{fold, stable_hash};
use crate::record::{ContentPath, Head};

/// A file's path in the site, with `/` between its parts; safe in HTML attributes and on every file
/// system.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Route(Arc<str>);

impl Route {
    /// A route of fixed text, such as `index.html`. The text must be a safe path already.
    pub fn fixed(path: &str) -> Self {
        Self(path.into())
    }

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The way from this page's folder to the site's root: `""`, `../`, `../../` and so on.
    pub fn to_root(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }

    /// Beside a record's page, the record as its file has it.
    pub fn raw(&self) -> Self {
        let stem = self.0.strip_suffix(PAGE).unwrap_or(&self.0);
        Self(format!("{stem}{RAW}").into())
    }

    /// The page beside which a record's file stands that has an address.
    pub fn page_of_raw(address: &str) -> Option<String> {
        address.strip_suffix(RAW).map(|stem| format!("{stem}{PAGE}"))
    }

    /// Whether an address is in the folder of records.
    pub fn is_of_records(address: &str) -> bool {
        address.starts_with("records/")
    }

    /// The page of a list, by its folder: the newest page is `index.html`, and older ones have the
    /// numbers they will always have.
    pub fn list(folder: &str, number: Option<usize>) -> Self {
        match number {
            None => Self(format!("{folder}/index.html").into()),
            Some(number) => Self(format!("{folder}/page-{number}.html").into()),
        }
    }

    /// A file with a fixed name, by its folder, which may be the root: `""`.
    pub fn file(folder: &str, name: &str) -> Self {
        let slash = if folder.is_empty() { "" } else { "/" };
        Self(format!("{folder}{slash}{name}").into())
    }

    /// A picture, by a hash of its content, so that another one has another address.
    pub fn picture(print: u64, ending: &str) -> Self {
        Self(format!("pictures/{print:016x}.{ending}").into())
    }

    /// A script with data, by its folder and its name.
    pub fn script(folder: &str, name: &str) -> Self {
        Self(format!("{folder}/{name}.js").into())
    }
}

impl Borrow<str> for Route {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the addresses of a record's page and of its file end in.
const PAGE: &str = ".html";
const RAW: &str = ".txt";

/// File systems count bytes: ext4, APFS and NTFS allow 255 of them (or more) for one name.
const MAX_BYTES: usize = 255;
/// The longest thing that follows a name: `~` and eight digits, and `.html`.
const ROOM: usize = "~00000000.html".len();

/// The address that a record asks for, without `.html`.
pub fn record_stem(path: &ContentPath, head: &Head) -> String {
    let identity = head.source.as_ref().and_then(|s| Some((s.platform, s.id.as_deref()?)));
    match identity {
        Some((platform, id)) => format!("records/{}/{}", platform.key(), segment(id)),
        None => {
            let folders = path.folders().map(folder_segment);
            let parts: Vec<String> = folders.chain([segment(&path.stem())]).collect();
            bounded(format!("records/{}", parts.join("/")))
        }
    }
}

/// The page's address for a stem; `suffix` tells records apart that ask for the same one.
pub fn record(stem: &str, suffix: Option<&ContentPath>) -> Route {
    match suffix {
        None => Route(format!("{stem}.html").into()),
        // The low half of the hash is enough to tell apart the few that collide.
        Some(path) => {
            Route(format!("{stem}~{:08x}.html", stable_hash(path.identity().as_bytes()) as u32).into())
        }
    }
}

/// The stem of the address of a record's page.
pub fn stem(address: &str) -> Option<&str> {
    address.strip_suffix(PAGE)
}

/// What addresses have in common when some file system takes them for one.
pub fn collision_key(stem: &str) -> String {
    fold(stem)
}

/// A short form of a collision key.
pub fn address_hash(key: &str) -> u64 {
    stable_hash(key.as_bytes())
}

/// One part of a path: letters and digits of any script are kept, and what any file system or URL would
/// trip over becomes `-`. A name that is too long is cut and ends in a hash of the whole.
pub fn segment(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.nfc() {
        let keep = c.is_alphanumeric() || matches!(c, '_' | '.' | '+' | '=' | '~');
        let c = if keep { c } else { '-' };
        if !(c == '-' && out.ends_with('-')) {
            out.push(c);
        }
    }
    // Windows drops dots and spaces at the end; a dot at the start hides a file.
    let trimmed = out.trim_matches(['.', '-']);
    let name_or = if trimmed.is_empty() {
        format!("{:08x}", stable_hash(name.as_bytes()) as u32)
    } else {
        trimmed.to_owned()
    };
    shortened(if is_reserved(&name_or) { format!("{name_or}_") } else { name_or })
}

/// A folder's part of a path, which no record beside the folder has as its own.
fn folder_segment(name: &str) -> String {
    let segment = segment(name);
    let lower = segment.to_ascii_lowercase();
    if lower.ends_with(PAGE) || lower.ends_with(RAW) { format!("{segment}_") } else { segment }
}

/// A path that is no longer than paths may be: of one that is, the first and the last name, and a hash of the whole.
fn bounded(path: String) -> String {
    if path.len() <= MAX_PATH_BYTES && path.matches('/').count() <= MAX_PATH_FOLDERS {
        return path;
    }
    let first = path.split('/').next().unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    format!("{first}/{}", shortened(format!("{last}-{:016x}", stable_hash(path.as_bytes()))))
}

fn shortened(name: String) -> String {
    let most = MAX_BYTES - ROOM;
    if name.len() <= most {
        return name;
    }
    let hash = format!("-{:08x}", stable_hash(name.as_bytes()) as u32);
    let mut end = most - hash.len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{hash}", &name[..end])
}

/// Names that Windows keeps for devices, and those of the files beside which a folder may stand: those of lists and
/// feeds.
fn is_reserved(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let stem = lower.split('.').next().unwrap_or(&lower);
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix).is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()))
    };
    let is_file = [".html", ".xml", ".json"].iter().any(|ending| lower.ends_with(ending));
    let is_listed = matches!(stem, "index" | "feed") || stem.starts_with("page-");
    is_file && is_listed
        || matches!(stem, "con" | "prn" | "aux" | "nul")
        || numbered("com")
        || numbered("lpt")
}

/// Gives each of some names a folder of its own under `parent`. Names that fold to the same are told apart
/// by a hash, whichever others there are.
pub fn folders<'a>(parent: &str, names: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, String> {
    let names: BTreeSet<&str> = names.collect();
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    let mut folders = BTreeMap::new();
    for name in names {
        let segment = segment(name);
        let own = match taken.insert(fold(&segment), name) {
            None => segment,
            Some(_) => format!("{segment}~{:08x}", stable_hash(name.as_bytes()) as u32),
        };
        folders.insert(name, bounded(format!("{parent}/{own}")));
    }
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_keep_every_script_and_nothing_dangerous() {
        assert_eq!(segment("分布式 系统 (一)"), "分布式-系统-一");
        assert_eq!(segment("a/b\\c?d#e%f\"g<h>"), "a-b-c-d-e-f-g-h");
        assert_eq!(segment("..\u{2026}"), format!("{:08x}", stable_hash("..\u{2026}".as_bytes()) as u32));
        assert_eq!(segment("CON.txt"), "CON.txt_");
    }

    #[test]
    fn long_names_are_cut_in_bytes_and_stay_apart() {
        let (a, b) = (segment(&"长".repeat(200)), segment(&format!("{}短", "长".repeat(199))));
        assert!(a.len() + ROOM <= MAX_BYTES && a != b, "{a}");
    }

    #[test]
    fn a_path_that_no_file_system_takes_becomes_one_that_each_does() {
        let of = |folders: &[&str]| {
            let path = ContentPath::new(format!("{}/x.txt", folders.join("/")));
            record_stem(&path, &Head::default())
        };
        assert_eq!(of(&["a"; 31]), format!("records/{}/x", ["a"; 31].join("/")));
        for deep in [&["a"; 32][..], &["长".repeat(60).as_str(); 5], &["a"; 2000]] {
            let stem = of(deep);
            assert!(stem.len() < MAX_BYTES && stem.matches('/').count() == 1, "{stem}");
            assert_ne!(stem, of(&[deep, &["b"]].concat()));
        }
        let parent = format!("categories/{}", "a".repeat(790));
        assert!(folders(&parent, ["一二三四"].into_iter())["一二三四"].starts_with("categories/一二三四-"));
    }

    #[test]
    fn the_way_to_the_root() {
        assert_eq!(Route::fixed("index.html").to_root(), "");
        assert_eq!(Route::list("categories/a/b", Some(3)).to_root(), "../../../");
    }

    #[test]
    fn names_that_differ_only_by_case_get_folders_of_their_own() {
        let folders = folders("tags", ["Go", "go", "C"].into_iter());
        let all: BTreeSet<String> = folders.values().map(|f| fold(f)).collect();
        assert_eq!(all.len(), 3);
    }
}
