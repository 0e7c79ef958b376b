//! Header lines: keys in English and Chinese, and what their values stand for.

use url::Url;

use super::{duration, link, list, moment};
use crate::base::redirect::OldAddress;
use crate::record::{Cover, Status};

/// A field that means something to the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the README has a table of them")]
pub enum Field {
    Timestamp,
    Title,
    Url,
    Status,
    Duration,
    Category,
    Tags,
    Author,
    Language,
    Cover,
    Aliases,
    Description,
    Content,
    /// The number of the line `Content:` that begins the transcript, where another one stands before it.
    ContentLine,
    /// Where a record stood that comes from an export.
    ContentPath,
    /// What is known of the transcript's pieces besides what its lines say: see [`Texts`](crate::record::Texts).
    ContentSegments,
}

impl Field {
    /// The field with this name, in any case. The table of names in the README has the same rows.
    pub fn named(key: &str) -> Option<Self> {
        let key = key.trim().to_lowercase();
        Some(match key.as_str() {
            "timestamp" | "date" | "time" | "时间" | "時間" | "日期" | "处理日期" => {
                Self::Timestamp
            }
            "title" | "标题" | "標題" | "视频标题" => Self::Title,
            "url" | "link" | "链接" | "連結" | "鏈接" | "视频链接" => Self::Url,
            "status" | "状态" | "狀態" => Self::Status,
            "duration" | "时长" | "時長" => Self::Duration,
            "category" | "categories" | "分类" | "分類" => Self::Category,
            "tags" | "tag" | "标签" | "標籤" => Self::Tags,
            "author" | "作者" | "up主" | "up" => Self::Author,
            "language" | "lang" | "语言" | "語言" => Self::Language,
            "cover" | "封面" => Self::Cover,
            "aliases" | "alias" | "别名" | "別名" => Self::Aliases,
            "description" | "摘要" | "描述" => Self::Description,
            "content" | "正文" | "文稿" | "字幕" => Self::Content,
            "content-line" => Self::ContentLine,
            "content-path" => Self::ContentPath,
            "content-segments" => Self::ContentSegments,
            _ => return None,
        })
    }

    /// Whether a value says nothing to this field, so that a header keeps it as it is.
    pub fn refuses(self, value: &str) -> bool {
        match self {
            Self::Timestamp => moment::parse_moment(value, None).is_none(),
            Self::Duration => duration::parse_duration(value).is_none(),
            Self::Cover => cover(value).is_none(),
            // A list would be kept in its parts.
            Self::Aliases => {
                let is_none = OldAddress::is_name(value) || OldAddress::try_from(value.to_owned()).is_err();
                list::aliases(value) == [value] && is_none
            }
            Self::ContentPath => origin(value).is_empty(),
            _ => false,
        }
    }

    /// Its first name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Timestamp => "Timestamp",
            Self::Title => "Title",
            Self::Url => "URL",
            Self::Status => "Status",
            Self::Duration => "Duration",
            Self::Category => "Category",
            Self::Tags => "Tags",
            Self::Author => "Author",
            Self::Language => "Language",
            Self::Cover => "Cover",
            Self::Aliases => "Aliases",
            Self::Description => "Description",
            Self::Content => "Content",
            Self::ContentLine => "Content-Line",
            Self::ContentPath => "Content-Path",
            Self::ContentSegments => "Content-Segments",
        }
    }
}

/// Long enough for any key, too short for a sentence that happens to hold a colon.
const KEY_CHARS: usize = 40;

/// A line's key and value; `None` for a line that is no `Key: value`.
pub(super) fn split(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once([':', '：'])?;
    let key = key.trim().trim_matches('*').trim();
    let is_address = value.starts_with("//");
    let is_sentence = key.contains(['，', '。', ',', '！', '!', '？', '?', '<', '`']);
    let fits = !key.is_empty() && key.chars().count() <= KEY_CHARS && key.split_whitespace().count() <= 4;
    (fits && !is_address && !is_sentence).then_some((key, value.trim()))
}

/// Whether a header line may begin with this key, and belongs to no section.
pub(super) fn is_key(key: &str) -> bool {
    let line = format!("{key}: .");
    let is_section = matches!(Field::named(key), Some(Field::Description | Field::Content));
    split(line.trim()) == Some((key, ".")) && !is_section && !key.contains('\n') && !key.starts_with('*')
}

/// The status that a word stands for.
pub(super) fn status(word: &str) -> Status {
    match word.to_lowercase().as_str() {
        "" => Status::Unknown,
        "success" | "succeeded" | "ok" | "done" | "completed" | "成功" | "完成" => Status::Success,
        "failed" | "failure" | "fail" | "error" | "失败" | "失敗" | "错误" => Status::Failed,
        "partial" | "incomplete" | "部分" | "部分成功" | "不完整" => Status::Partial,
        _ => Status::Other(word.to_owned()),
    }
}

/// The cover that a value names. A file stands below the site's static folder, and its name may hold a colon
/// where a space follows it; other addresses are no covers.
pub(super) fn cover(value: &str) -> Option<Cover> {
    if value.len() > link::MAX_URL_BYTES {
        return None;
    }
    match Url::parse(value) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => return Some(Cover::Web(url.into())),
        Ok(_) if !value.contains(": ") => return None,
        _ => {}
    }
    let below = !value.starts_with('/') && value.split('/').all(|part| part != "..");
    below.then(|| Cover::File(value.to_owned()))
}

/// The names of a path below a folder: it leads nowhere else, and each name could be a file's. Else there are none.
pub(super) fn origin(value: &str) -> Vec<String> {
    // No folder's path that a site can have is longer.
    const MAX_BYTES: usize = 800;
    let is_name = |name: &str| {
        let is_plain = !name.contains(|c: char| c == '\\' || c.is_control());
        is_plain && !name.starts_with('.') && name.trim() == name && !name.is_empty()
    };
    let names: Vec<String> = value.split('/').map(str::to_owned).collect();
    if value.len() <= MAX_BYTES && names.iter().all(|name| is_name(name)) { names } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values() {
        assert_eq!(split("Title: a: b"), Some(("Title", "a: b")));
        assert_eq!(split("标题：分布式"), Some(("标题", "分布式")));
        assert_eq!(split("UP主: 阿达"), Some(("UP主", "阿达")));
        for line in ["https://b23.tv/x", "no key", "大家好，我说一句：你好", ": value"] {
            assert_eq!(split(line), None, "{line}");
        }
    }

    #[test]
    fn an_origin_leads_nowhere_but_down() {
        assert_eq!(origin("技术/C++ & 算法/第一课"), ["技术", "C++ & 算法", "第一课"]);
        for value in
            ["", "/", "/etc/passwd", "../x", "a/../x", "a//b", "a/./b", ".ssh/x", "a/", "a\\b", "a/ /b"]
        {
            assert!(origin(value).is_empty(), "{value}");
        }
        assert!(origin(&format!("{}a", "a/".repeat(900))).is_empty());
    }

    #[test]
    fn covers_are_web_addresses_or_files_below_the_static_folder() {
        let file = |path: &str| Some(Cover::File(path.to_owned()));
        for path in
            ["a.jpg", "covers/my pic #1 100%.png", "图/a?.png", "a..b.png", "Talk: one.png", "12:30.png"]
        {
            assert_eq!(cover(path), file(path));
        }
        assert_eq!(cover("https://x.org/a b.png"), Some(Cover::Web("https://x.org/a%20b.png".to_owned())));
        for value in
            ["../a.png", "a/../../b.png", "/a.png", "//x.org/a.png", "data:image/png,x", "javascript:x"]
        {
            assert_eq!(cover(value), None, "{value}");
        }
    }
}
