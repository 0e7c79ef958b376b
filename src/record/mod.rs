//! The record: what one file of the content folder says, in types.

pub mod files;
pub mod timestamp;
pub mod parse;
pub mod transcript;
pub mod category;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

use crate::base::redirect::OldAddress;
use crate::base::text::{Line, Place};
use crate::record::parse::Field;

/// Ends the identity of a file whose name is not UTF-8: a control, which no name that is one has in practice.
pub const DECODED: char = '\u{1}';

/// Where a record stands in the content folder: its file's path, with `/` between its parts, and `#2`, `#3` … for the
/// second and further records of a file that holds several.
///
/// It is a record's name in messages and the last word where an order is needed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ContentPath {
    text: String,
    /// How many bytes of that are the file's.
    file: usize,
    /// Whether the text is read from a name that is not UTF-8. A file with this very name may stand beside it.
    is_decoded: bool,
}

impl ContentPath {
    /// The first record of a file. Takes a path whose parts are already separated by `/`.
    pub fn new(path: impl Into<String>) -> Self {
        let text = path.into();
        Self { file: text.len(), text, is_decoded: false }
    }

    /// The same for a path of which a part is not UTF-8 on disk, as people read it.
    pub fn decoded(path: impl Into<String>) -> Self {
        Self { is_decoded: true, ..Self::new(path) }
    }

    /// Another file, whose path is encoded in the same way.
    #[must_use]
    pub fn sibling(&self, path: impl Into<String>) -> Self {
        Self { is_decoded: self.is_decoded, ..Self::new(path) }
    }

    /// The record with this number in the same file; the first one has the number 1.
    #[must_use]
    pub fn document(&self, number: usize) -> Self {
        let file = self.file();
        let text = if number < 2 { file.to_owned() } else { format!("{file}#{number}") };
        Self { file: file.len(), text, is_decoded: self.is_decoded }
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What tells the record from every other one of its folder: the path, and a mark where it is decoded.
    pub fn identity(&self) -> Cow<'_, str> {
        if self.is_decoded { format!("{}{DECODED}", self.text).into() } else { self.text.as_str().into() }
    }

    /// The path of the file alone.
    pub fn file(&self) -> &str {
        &self.text[..self.file]
    }

    /// What tells the record from the first one of its file, such as `#2`; empty for that one.
    pub fn number(&self) -> &str {
        &self.text[self.file..]
    }

    /// The folders above the file, outermost first.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        let folders = self.file().rsplit_once('/').map_or("", |(folders, _)| folders);
        folders.split('/').filter(|name| !name.is_empty())
    }

    /// The file's name.
    pub fn name(&self) -> &str {
        self.file().rsplit('/').next().unwrap_or(self.file())
    }

    /// The file's name without its last extension, and the record's number in it.
    pub fn stem(&self) -> Cow<'_, str> {
        let name = self.name();
        let stem = match name.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => name,
        };
        if self.number().is_empty() { stem.into() } else { format!("{stem}{}", self.number()).into() }
    }
}

impl fmt::Display for ContentPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The part of a file that is one record, where the file holds several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its bytes.
    pub bytes: Range<usize>,
    /// The number of its first line in the file, from 1.
    pub line: usize,
}

/// When an item was summarised, as precisely as the record says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The wall clock's date and time.
    pub at: DateTime,
    /// Whether the record gives a time of day, not a date alone.
    pub has_time: bool,
    /// The offset from UTC, where the record or the configuration gives one.
    #[serde(with = "offset_seconds")]
    pub offset: Option<Offset>,
}

impl Moment {
    /// A day without a time.
    pub fn day(date: Date) -> Self {
        Self { at: date.to_datetime(jiff::civil::Time::midnight()), has_time: false, offset: None }
    }
}

/// An offset as seconds.
mod offset_seconds {
    use jiff::tz::Offset;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    #[expect(clippy::ref_option, reason = "serde hands it over so")]
    pub(super) fn serialize<S: Serializer>(offset: &Option<Offset>, to: S) -> Result<S::Ok, S::Error> {
        offset.map(Offset::seconds).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Offset>, D::Error> {
        let seconds: Option<i32> = Option::deserialize(from)?;
        seconds.map(Offset::from_seconds).transpose().map_err(D::Error::custom)
    }
}

/// How the pipeline ended for this item.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Status {
    /// The record does not say.
    #[default]
    Unknown,
    /// The summary is complete.
    Success,
    /// There is no summary; the record stays out of the main lists.
    Failed,
    /// The summary is incomplete.
    Partial,
    /// Any other word, as written.
    Other(String),
}

/// A length in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Seconds(pub u32);

/// Where an item was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Platform {
    /// bilibili.com, b23.tv
    Bilibili,
    /// youtube.com, youtu.be
    Youtube,
    /// arxiv.org
    Arxiv,
    /// zhihu.com
    Zhihu,
    /// mp.weixin.qq.com
    Wechat,
    /// xiaoyuzhoufm.com
    Xiaoyuzhou,
    /// podcasts.apple.com
    ApplePodcasts,
    /// x.com, twitter.com
    X,
    /// github.com
    Github,
    /// Any other host.
    Web,
}

impl Platform {
    /// Those that have a name of their own.
    pub const NAMED: [Self; 9] = [
        Self::Bilibili,
        Self::Youtube,
        Self::Arxiv,
        Self::Zhihu,
        Self::Wechat,
        Self::Xiaoyuzhou,
        Self::ApplePodcasts,
        Self::X,
        Self::Github,
    ];

    /// The name used in addresses, style sheets and tables of strings.
    pub fn key(self) -> &'static str {
        match self {
            Self::Bilibili => "bilibili",
            Self::Youtube => "youtube",
            Self::Arxiv => "arxiv",
            Self::Zhihu => "zhihu",
            Self::Wechat => "wechat",
            Self::Xiaoyuzhou => "xiaoyuzhou",
            Self::ApplePodcasts => "apple_podcasts",
            Self::X => "x",
            Self::Github => "github",
            Self::Web => "web",
        }
    }

    /// The key of its name in the tables of strings.
    pub fn string(self) -> &'static str {
        match self {
            Self::Bilibili => "platform_bilibili",
            Self::Youtube => "platform_youtube",
            Self::Arxiv => "platform_arxiv",
            Self::Zhihu => "platform_zhihu",
            Self::Wechat => "platform_wechat",
            Self::Xiaoyuzhou => "platform_xiaoyuzhou",
            Self::ApplePodcasts => "platform_apple_podcasts",
            Self::X => "platform_x",
            Self::Github => "platform_github",
            Self::Web => "platform_web",
        }
    }
}

/// The item's place on the web.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The platform.
    pub platform: Platform,
    /// The item's id there: its identity, whatever link led to it. A short link has none.
    pub id: Option<String>,
    /// The `http` or `https` address to link to; `None` where there is none.
    pub href: Option<String>,
    /// The address's host; empty where there is none.
    pub host: String,
    /// The URL as the record has it; may be empty.
    pub raw: String,
}

impl Source {
    /// What it is listed by: the platform's key, or the host.
    pub fn name(&self) -> Option<String> {
        match self.platform {
            Platform::Web => Some(self.host.clone()).filter(|host| !host.is_empty()),
            platform => Some(platform.key().to_owned()),
        }
    }
}

/// A picture that stands for the item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cover {
    /// Its `http` or `https` address: it is linked, never loaded.
    Web(String),
    /// Its path in the site's static folder, with `/`; it leads nowhere else.
    File(String),
}

/// A category's name with the names above it: `技术/AI` is `["技术", "AI"]`. Never empty.
pub type CategoryPath = Vec<String>;

/// A record's header: what lists of records may know of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Head {
    /// The title for people: without the id at its end where the source has that id. Never empty.
    pub title: String,
    /// When it was summarised.
    pub moment: Option<Moment>,
    /// How the pipeline ended.
    pub status: Status,
    /// How long the item is.
    pub duration: Option<Seconds>,
    /// Where the item comes from.
    pub source: Option<Source>,
    /// The categories of the `Category:` header.
    pub categories: Vec<CategoryPath>,
    /// The tags, without repetition.
    pub tags: Vec<String>,
    /// The item's author or channel.
    pub author: Option<String>,
    /// The language as written.
    pub language: Option<String>,
    /// A cover picture.
    pub cover: Option<Cover>,
    /// The addresses that its page had.
    pub aliases: Vec<OldAddress>,
    /// Where the record stood that was exported: the folders, and its file's name without an ending. Empty where nothing says
    /// so.
    pub origin: Vec<String>,
    /// Whether its writer says that it is not for others, as of a draft: it stands nowhere in the site.
    pub is_withheld: bool,
    /// Fields that mean nothing to the program, and values that could not be understood.
    pub extras: Vec<(String, String)>,
}

impl Head {
    /// The names by which a notebook knows it, besides its title and that of its file.
    pub fn other_names(&self) -> impl Iterator<Item = &str> {
        let is_one = |(key, name): &&(String, String)| {
            Field::named(key) == Some(Field::Aliases) && OldAddress::is_name(name)
        };
        self.extras.iter().filter(is_one).map(|(_, name)| name.as_str())
    }
}

/// One section's text and the line where it begins, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Section {
    /// The text without the empty lines around it; its line ends are `\n`.
    pub text: String,
    /// The number of its first line in the file.
    pub line: usize,
    /// Whether the file has all of it in that line, with line ends that are escaped.
    pub in_one_line: bool,
}

impl Section {
    /// The number in the file of a line of the text, which is counted from 1 as well.
    pub fn line_of(&self, line: usize) -> usize {
        if self.in_one_line { self.line } else { self.line + line.saturating_sub(1) }
    }

    /// A line of the text as one of the file.
    pub fn in_file<'a>(&self, line: Line<&'a str>) -> Line<&'a str> {
        Line { number: self.line_of(line.number), ..line }
    }

    /// A place in the text as one in the file.
    pub fn place_in_file<'a>(&self, place: Place<&'a str>) -> Place<&'a str> {
        Place { line: self.in_file(place.line), ..place }
    }
}

/// A record's texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Texts {
    /// The summary: Markdown with diagrams.
    pub description: Section,
    /// The transcript: plain text.
    pub transcript: Section,
    /// What is known of the transcript's pieces besides what its lines say, such as when they end: a list of JSON in one
    /// line, mostly; empty where nothing is. It may be as long as the transcript, and is handed on without being shown.
    pub segments: String,
    /// What the model thought before it wrote the summary; empty where nothing of it is there. It is shown folded away, and is
    /// no part of what is listed, searched or counted.
    pub thinking: String,
}

impl Texts {
    /// How long they are together, in bytes.
    pub fn length(&self) -> usize {
        self.description.text.len() + self.transcript.text.len()
    }

    /// The description as a model wrote it: what it thought stands before.
    pub fn answer(&self) -> Cow<'_, str> {
        let description = self.description.text.as_str();
        match self.thinking.as_str() {
            "" => description.into(),
            thinking => format!("<think>\n{thinking}\n</think>\n\n{description}").into(),
        }
    }

    /// Whether the record says nothing.
    pub fn are_empty(&self) -> bool {
        self.description.text.is_empty() && self.transcript.text.is_empty()
    }
}

/// A whole record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// The header.
    pub head: Head,
    /// What it says.
    pub texts: Texts,
    /// Whether nothing could be read from the file.
    pub unreadable: bool,
}
