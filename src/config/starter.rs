//! What a new site begins with: its settings, and two records that show how one looks.

use crate::config::{self, reference};

/// A file of a new site: its path from the site's root, with `/`, and its text.
pub type File = (&'static str, String);

/// The settings of a new site, and their schema for editors. `settings` are texts in place of defaults.
pub fn configuration(language: &str, settings: &[(&str, &str)]) -> [File; 2] {
    let settings = [&[("language", language)], settings].concat();
    [
        (config::FILE_NAME, reference::with_settings(language, &settings)),
        (reference::SCHEMA_NAME, reference::SCHEMA.to_owned()),
    ]
}

/// Two records about records, in Chinese and in English.
pub fn records() -> [File; 2] {
    [
        ("content/一条记录的样子.txt", include_str!("starter/zh.txt").to_owned()),
        ("content/what-a-record-looks-like.txt", include_str!("starter/en.txt").to_owned()),
    ]
}
