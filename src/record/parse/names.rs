//! The names of fields in JSON and in front matter: those of header lines, and more that other programs use.
//!
//! The README has the same table, "Other formats".

use super::field::{self, Field};
use super::transcript_name::is_transcript;

/// Names that mean a field besides those of header lines, in lower case without `_`, `-` and spaces.
const NAMES: [(Field, &[&str]); 12] = [
    (
        Field::Timestamp,
        &[
            "createdat",
            "created",
            "createtime",
            "processedat",
            "summarizedat",
            "datetime",
            "publishedat",
            "published",
            "publishdate",
            "pubdate",
            "uploaddate",
            "创建时间",
            "处理时间",
            "发布时间",
            "發佈時間",
        ],
    ),
    (
        Field::Title,
        &["videotitle", "name", "headline", "episodetitle", "episodename", "名称", "题目", "題目"],
    ),
    (
        Field::Url,
        &[
            "videourl",
            "webpageurl",
            "sourceurl",
            "originalurl",
            "pageurl",
            "permalink",
            "href",
            "episodeurl",
            "episodelink",
            "shareurl",
            "网址",
            "網址",
            "地址",
            "原文链接",
            "来源链接",
        ],
    ),
    (Field::Status, &["state", "处理状态", "處理狀態"]),
    (Field::Duration, &["durationseconds", "durationstring", "length", "长度", "長度"]),
    (Field::Category, &["类别", "類別", "分区", "分區"]),
    (Field::Tags, &["keywords", "topics", "关键词", "關鍵詞", "关键字"]),
    (
        Field::Author,
        &[
            "uploader",
            "channel",
            "channelname",
            "creator",
            "authorname",
            "byline",
            "host",
            "hosts",
            "show",
            "podcast",
            "speaker",
            "speakers",
            "presenter",
            "演讲者",
            "演講者",
            "主讲人",
            "主講人",
            "主持人",
            "博主",
            "owner",
            "authors",
            "artist",
            "频道",
            "頻道",
            "主播",
            "讲者",
            "講者",
        ],
    ),
    (Field::Language, &["locale"]),
    (Field::Cover, &["coverurl", "thumbnail", "thumbnailurl", "image", "pic", "封面图", "封面圖", "缩略图"]),
    (
        Field::Description,
        &["summary", "markdown", "note", "notes", "abstract", "总结", "總結", "概要", "内容摘要"],
    ),
    (Field::Content, &TRANSCRIPTS),
];

/// Keys that mean a transcript besides [those that its headings have](is_transcript), which `content` may not.
const TRANSCRIPTS: [&str; 3] = ["segments", "fulltext", "captions"];

/// Names of maps whose fields are the record's.
pub(super) const CONTAINERS: [&str; 7] =
    ["audiometa", "meta", "metadata", "video", "videoinfo", "info", "frontmatter"];

/// The name in the form of the tables above.
pub(super) fn plain(key: &str) -> String {
    let letters = key.trim().chars().filter(|c| !matches!(c, '_' | '-' | ' '));
    letters.flat_map(char::to_lowercase).collect()
}

/// The field with this name. The second part tells whether a header line may have it, too.
pub(super) fn named(key: &str) -> Option<(Field, bool)> {
    let plain = plain(key);
    if let Some(field) = Field::named(key).or_else(|| Field::named(&plain)) {
        return Some((field, true));
    }
    let other = NAMES.iter().find(|(_, names)| names.contains(&plain.as_str())).map(|(field, _)| *field);
    other.or_else(|| is_transcript(&plain).then_some(Field::Content)).map(|field| (field, false))
}

/// Whether a key means a transcript and nothing else.
pub(super) fn means_transcript(name: &str) -> bool {
    TRANSCRIPTS.contains(&plain(name).as_str()) || is_transcript(name)
}

/// Whether a key is kept as it is, and means nothing.
pub(super) fn is_unknown(key: &str) -> bool {
    let special = ["extras", "platform", "videoid", "bvid", "data"];
    let name = plain(key);
    let is_special =
        special.contains(&name.as_str()) || CONTAINERS.contains(&name.as_str()) || key.starts_with('$');
    field::is_key(key) && named(key).is_none() && !is_special
}
