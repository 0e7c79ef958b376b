//! Names in folders: of several that are called the same, a link means the nearest.

use std::cmp::Reverse;

use percent_encoding::percent_decode_str;

use crate::base::text::{fold, stable_hash};

/// Things that have a name and stand in a folder, each known by a number. Case does not tell names apart.
#[derive(Debug, Clone, Default)]
pub(super) struct Nearest {
    /// By the hash of a name, and by that of a name with its folder; those that stand less deep come first.
    keys: Vec<(u64, u32, u32)>,
}

/// Of more that are called the same, and stand in other folders, nobody knows which is meant.
const MAX_COMPARED: usize = 64;
const MAX_LOOKED_AT: usize = 1_000;

impl Nearest {
    /// Takes names, folders and numbers.
    pub(super) fn of<'a>(named: impl Iterator<Item = (&'a str, &'a str, usize)>) -> Self {
        let mut keys = Vec::new();
        for (name, folder, number) in named {
            let (depth, number) = (folder.split('/').count() as u32, number as u32);
            let name = fold(name);
            keys.push((hash(&name, None), depth, number));
            keys.push((hash(&name, Some(&fold(folder))), depth, number));
        }
        keys.sort_unstable();
        Self { keys }
    }

    /// Those with a name in a folder.
    pub(super) fn in_folder(&self, name: &str, folder: &str) -> impl Iterator<Item = usize> {
        self.with(hash(&fold(name), Some(&fold(folder)))).take(MAX_COMPARED)
    }

    /// The one with a name that is nearest to a folder, of those that fit. `folder_of` tells where each stands.
    pub(super) fn to<'a>(
        &self,
        name: &str,
        from: &str,
        folder_of: impl Fn(usize) -> &'a str,
        fits: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        if let Some(here) = self.in_folder(name, from).find(|number| fits(*number)) {
            return Some(here);
        }
        let same = self.with(hash(&fold(name), None)).take(MAX_LOOKED_AT);
        let others = same.filter(|number| fits(*number)).take(MAX_COMPARED);
        // Of those that are equally near, the first.
        others.min_by_key(|number| distance(from, folder_of(*number)))
    }

    fn with(&self, key: u64) -> impl Iterator<Item = usize> {
        let start = self.keys.partition_point(|(known, ..)| *known < key);
        let same = self.keys[start..].iter().take_while(move |(known, ..)| *known == key);
        same.map(|(.., number)| *number as usize)
    }
}

fn hash(name: &str, folder: Option<&str>) -> u64 {
    let text = folder.map_or_else(|| name.to_owned(), |folder| format!("{folder}/\0{name}"));
    stable_hash(text.as_bytes())
}

/// How many folders lie between two, and the deeper the folder in common, the nearer.
fn distance(from: &str, to: &str) -> (usize, Reverse<usize>) {
    let parts = |folder: &str| folder.split('/').filter(|part| !part.is_empty()).count();
    let common = from.split('/').zip(to.split('/')).take_while(|(a, b)| a == b && !a.is_empty()).count();
    (parts(from) + parts(to) - 2 * common, Reverse(common))
}

/// A path from a folder as one from the root of all; `None` where it leads out, or is none.
pub(super) fn resolve(folder: &str, path: &str) -> Option<String> {
    if path.starts_with('/') || path.is_empty() || path.contains(|c: char| c.is_control()) {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// What the path in a link may be, and the place in what it leads to: as it is decoded and as it is written, with what stands
/// behind `#` as a part of the name and without.
pub(super) fn written(address: &str) -> Vec<(String, &str)> {
    let decoded =
        |text: &str| percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), String::from);
    let (bare, place) = address.split_once('#').unwrap_or((address, ""));
    let bare = bare.split('?').next().unwrap_or_default();
    let mut paths = vec![
        (decoded(address), ""),
        (address.to_owned(), ""),
        (decoded(bare), place),
        (bare.to_owned(), place),
    ];
    paths.dedup();
    paths
}

/// The folder of a path, and its name.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_of_a_name_is_meant() {
        let all = ["a/b", "a", "", "c/d", "c"];
        let nearest = Nearest::of(all.iter().enumerate().map(|(number, folder)| ("Note", *folder, number)));
        let found = |from: &str| nearest.to("note", from, |number| all[number], |_| true).map(|n| all[n]);
        for (from, to) in
            [("a/b", "a/b"), ("a/b/x", "a/b"), ("a/y", "a"), ("c/d", "c/d"), ("z", ""), ("", "")]
        {
            assert_eq!(found(from), Some(to), "{from}");
        }
        assert_eq!(nearest.to("other", "a", |number| all[number], |_| true), None);
    }

    #[test]
    fn no_path_leads_out() {
        for (folder, path, to) in [
            ("a/b", "../c.md", Some("a/c.md")),
            ("a", "./b//c.md", Some("a/b/c.md")),
            ("", "c.md", Some("c.md")),
            ("a", "../../etc/passwd", None),
            ("", "../c.md", None),
            ("a", "/etc/passwd", None),
            ("a", "b\0c", None),
            ("a", "..", None),
        ] {
            assert_eq!(resolve(folder, path).as_deref(), to, "{path}");
        }
    }
}
