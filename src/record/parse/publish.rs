//! Fields by which a writer says that a record is not for others: `draft: true`, `publish: false`, `private: true`.

use super::names::plain;

/// Whether a field says so.
pub(super) fn withholds(key: &str, value: &str) -> bool {
    match plain(key).as_str() {
        "draft" | "isdraft" | "private" | "草稿" | "私密" => truth(value) == Some(true),
        "publish" | "published" | "public" | "dgpublish" | "发布" | "公开" => truth(value) == Some(false),
        _ => false,
    }
}

/// Whether a word says yes or no; `None` where it says neither.
pub(super) fn truth(word: &str) -> Option<bool> {
    match word.trim().to_lowercase().as_str() {
        "true" | "yes" | "on" | "1" | "是" => Some(true),
        "false" | "no" | "off" | "0" | "否" => Some(false),
        _ => None,
    }
}
