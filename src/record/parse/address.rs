//! The address of a record whose header has none by its name: `source: https://…`, `episode-url`, `原始链接`, `abs` …

use super::field::Field;
use super::names::{self, plain};
use super::{facts, link};

/// What a key ends with that names where the item is.
const ENDINGS: [&str; 18] = [
    "url",
    "link",
    "source",
    "src",
    "链接",
    "連結",
    "鏈接",
    "网址",
    "網址",
    "地址",
    "来源",
    "來源",
    "出处",
    "出處",
    "原文",
    "原视频",
    "原片",
    "abs",
];

/// What a key holds that names something else: a picture, a person, a file.
const OTHERS: [&str; 29] = [
    "cover", "thumb", "image", "img", "pic", "avatar", "icon", "logo", "author", "channel", "uploader",
    "owner", "user", "feed", "rss", "audio", "download", "subtitle", "caption", "api", "embed", "封面",
    "头像", "图片", "作者", "频道", "音频", "下载", "主页",
];

/// The field of some that has the item's address: its place, and the address. A file of the item (`pdf`) is the last choice.
pub(super) fn find(fields: &[(String, String)]) -> Option<(usize, String)> {
    let found = |is_it: fn(&str) -> bool| {
        fields.iter().enumerate().find_map(|(place, (key, value))| {
            let address = web(value).filter(|_| is_it(&plain(key)))?;
            Some((place, address.to_owned()))
        })
    };
    found(names_item).or_else(|| found(|key| matches!(key, "pdf" | "pdfurl" | "pdf链接")))
}

fn names_item(key: &str) -> bool {
    let Some(before) = ENDINGS.iter().find_map(|ending| key.strip_suffix(ending)) else { return false };
    let is_of_other = OTHERS.iter().any(|other| key.contains(other)) || key.contains("pdf");
    // `UP主 URL` is the author's.
    let is_of_field =
        names::named(before).is_some_and(|(field, _)| !matches!(field, Field::Title | Field::Url));
    !is_of_other && !is_of_field
}

/// The address that a value is, also as a link of Markdown, or as the only item of a list.
pub(super) fn web(value: &str) -> Option<&str> {
    // Most values are none.
    memchr::memmem::find(value.as_bytes(), b"://")?;
    let value = value.trim().trim_matches(['"', '\'']);
    let value = value.strip_prefix("[\"").and_then(|list| list.strip_suffix("\"]")).unwrap_or(value);
    let address = facts::linked(value).map_or(value, |(_, address)| address);
    let is_web = address.get(..8).is_some_and(|start| {
        let start = start.to_ascii_lowercase();
        start.starts_with("http://") || start.starts_with("https://")
    });
    (is_web && !address.contains(char::is_whitespace) && link::parse_url(address).is_some())
        .then_some(address)
}
