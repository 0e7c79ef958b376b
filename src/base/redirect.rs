//! Addresses that lead elsewhere: what may be one, and where it may lead.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::base::message::{Message, Refusal};
use crate::base::text::shorten;

/// File systems allow so many bytes for one name.
const MAX_BYTES: usize = 255;
/// A path has so many bytes at most. Linux allows 4,096 of them and macOS 1,024, and the output folder has a path of its own.
pub const MAX_PATH_BYTES: usize = 800;
/// A path leads through so many folders at most: each link of a page goes up through all of them.
pub const MAX_PATH_FOLDERS: usize = 32;

/// An address that a page had: a path from the site's root that ends in `.html` or `.htm`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct OldAddress(String);

impl OldAddress {
    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl OldAddress {
    /// Whether a text is another name of a record and no address: it has neither a slash nor the ending of a page.
    pub fn is_name(text: &str) -> bool {
        const ENDINGS: [&str; 9] = ["html", "htm", "xhtml", "php", "asp", "aspx", "jsp", "md", "txt"];
        let ending = text.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        !text.contains(['/', '\\']) && !ending.is_some_and(|ending| ENDINGS.contains(&&*ending))
    }
}

impl TryFrom<String> for OldAddress {
    type Error = Refusal;

    /// An address without an ending is that of a folder, as servers take it.
    fn try_from(text: String) -> Result<Self, Refusal> {
        let path = path(&text)?;
        let lower = path.to_ascii_lowercase();
        let is_page = [".html", ".htm"].iter().any(|ending| lower.ends_with(ending));
        Ok(Self(if is_page { path } else { format!("{}/index.html", path.trim_end_matches('/')) }))
    }
}

/// Old addresses, and where they lead.
pub type OldAddresses = BTreeMap<OldAddress, Target>;

/// Where an old address leads.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Target {
    /// A file of the site: its path from the root, and the place in it, which may be empty.
    Page(String, String),
    /// An `http` or `https` address.
    Web(String),
}

impl Target {
    /// A page of the site, by its path.
    pub fn page(path: &str) -> Self {
        Self::Page(path.to_owned(), String::new())
    }
}

impl TryFrom<String> for Target {
    type Error = Refusal;

    fn try_from(text: String) -> Result<Self, Refusal> {
        if let Ok(url) = url::Url::parse(&text)
            && matches!(url.scheme(), "http" | "https")
        {
            return Ok(Self::Web(url.into()));
        }
        let (address, place) = text.split_once('#').unwrap_or((&text, ""));
        let path = path(address)?;
        let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
        let path = if is_file { path } else { format!("{}/index.html", path.trim_end_matches('/')) };
        if place.contains(|c: char| c.is_control() || c.is_whitespace()) {
            return Err(Refusal(Message::new("bad_alias_place").with("address", text)));
        }
        Ok(Self::Page(path, place.to_owned()))
    }
}

/// What is said of a path that some file system does not take.
fn long(text: &str) -> Refusal {
    let why = Message::new("bad_alias_long").with("bytes", MAX_PATH_BYTES).with("levels", MAX_PATH_FOLDERS);
    Refusal(Message::new("bad_alias").with("address", shorten(text, MAX_BYTES)).with("why", why))
}

/// A path from the site's root that stays in it, and that every file system takes.
fn path(text: &str) -> Result<String, Refusal> {
    let refuse = |why: &'static str| {
        let address = shorten(text, MAX_BYTES);
        Err(Refusal(Message::new("bad_alias").with("address", address).with("why", Message::new(why))))
    };
    let Ok(path) = percent_encoding::percent_decode_str(text.trim()).decode_utf8() else {
        return refuse("bad_alias_encoding");
    };
    let path: String = path.nfc().collect();
    if path.starts_with('/') || path.is_empty() {
        return refuse("bad_alias_root");
    }
    if path.contains(|c: char| c.is_control() || r#"\:*?"<>|#"#.contains(c)) {
        return refuse("bad_alias_character");
    }
    if path.len() > MAX_PATH_BYTES || path.matches('/').count() > MAX_PATH_FOLDERS {
        return Err(long(text));
    }
    for name in path.strip_suffix('/').unwrap_or(&path).split('/') {
        if name.is_empty()
            || name.starts_with(['.', ' '])
            || name.ends_with(['.', ' '])
            || name.len() > MAX_BYTES
        {
            return refuse("bad_alias_name");
        }
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn old(text: &str) -> Option<String> {
        OldAddress::try_from(text.to_owned()).ok().map(|address| address.0)
    }

    #[test]
    fn old_addresses_are_pages_below_the_root() {
        for (text, path) in [
            ("a/b.html", "a/b.html"),
            ("posts/一/", "posts/一/index.html"),
            ("posts/x", "posts/x/index.html"),
            ("a%20b/%E4%B8%80.HTM", "a b/一.HTM"),
            ("v1.2/x.html", "v1.2/x.html"),
        ] {
            assert_eq!(old(text).as_deref(), Some(path), "{text}");
        }
    }

    #[test]
    fn an_old_address_is_one_that_each_file_system_takes() {
        let deep = |count: usize| format!("{}x.html", "a/".repeat(count));
        assert!(old(&deep(MAX_PATH_FOLDERS)).is_some() && old(&deep(MAX_PATH_FOLDERS + 1)).is_none());
        assert!(old(&format!("{}x.html", format!("{}/", "a".repeat(200)).repeat(4))).is_none());
    }

    #[test]
    fn nothing_leads_out_of_the_site_or_hides_in_it() {
        for text in [
            "",
            "/",
            "/a.html",
            "../a.html",
            "a/../../b.html",
            "%2e%2e/a.html",
            "a//b.html",
            "./a.html",
            ".git/x.html",
            "javascript:alert(1)",
            "https://example.org/a.html",
            "a\\b.html",
            "a?b.html",
            "a#b.html",
            "a\u{0}.html",
            "a./b.html",
            "%ff.html",
        ] {
            assert_eq!(old(text), None, "{text:?}");
        }
    }

    #[test]
    fn targets_are_files_of_the_site_or_web_addresses() {
        let target = |text: &str| Target::try_from(text.to_owned()).ok();
        assert_eq!(target("a/b.html#c"), Some(Target::Page("a/b.html".to_owned(), "c".to_owned())));
        assert_eq!(target("tags/"), Some(Target::page("tags/index.html")));
        assert_eq!(target("files/a.pdf"), Some(Target::page("files/a.pdf")));
        assert_eq!(target("https://x.org/a b"), Some(Target::Web("https://x.org/a%20b".to_owned())));
        for text in ["javascript:alert(1)", "//x.org/a", "ftp://x.org/", "../a.html", "data:text/html,x", ""]
        {
            assert_eq!(target(text), None, "{text}");
        }
    }
}
