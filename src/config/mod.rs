//! `synopsite.toml`: what a site may set, and the defaults of the rest.

pub mod environment;
mod mend;
mod places;
pub mod reference;
pub mod starter;

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, de};
use toml::de::DeTable;

use crate::base::diagnostic::Code;
use crate::base::i18n::{self, Strings, nearest};
use crate::base::message::{Message, Refusal, Value};
use crate::base::redirect::OldAddresses;
pub use places::Places;

/// The name of the configuration file in a site's root folder.
pub const FILE_NAME: &str = "synopsite.toml";

/// A site's settings. Every one has a default; relative folders are relative to the site's root.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The site's name; the language's word for "Summaries" where it is empty.
    pub title: String,
    /// One sentence about the site.
    pub description: String,
    /// A line of text at the foot of each page.
    pub footer: String,
    /// The interface's language: `zh-CN`, `zh-TW`, `en`, `ja`, or one that [`i18n::serving`] takes for one of them.
    #[serde(deserialize_with = "language")]
    pub language: String,
    /// The address the site will have, for canonical links and the 404 page; links never need it.
    pub base_url: Option<BaseUrl>,
    /// The folder of records.
    pub content_dir: PathBuf,
    /// The folders outside of it to which links in it may lead.
    pub linked_dirs: Vec<PathBuf>,
    /// The largest file of a record that is read.
    pub max_file_mb: FileSize,
    /// The folder that the site is written to.
    pub output_dir: PathBuf,
    /// The folder of the site's own templates.
    pub templates_dir: PathBuf,
    /// The folder of files that are copied as they are.
    pub static_dir: PathBuf,
    /// How many records a full page of a list holds.
    pub page_size: PageSize,
    /// Whether each record's page offers the record's file.
    pub raw_records: bool,
    /// Whether that is a file of the site by itself, which needs no script; otherwise it is among the texts for search.
    pub raw_files: bool,
    /// The IANA time zone that timestamps without an offset are in, such as `Asia/Shanghai`.
    pub timezone: Option<Zone>,
    /// Whether the summaries of one item are one entry of lists.
    pub versions: Versions,
    /// Old addresses, and where they lead.
    pub redirects: OldAddresses,
    /// How records without a category find one.
    pub categories: Categories,
    /// Words of the interface that replace the language's own.
    #[serde(deserialize_with = "strings")]
    pub strings: BTreeMap<String, String>,
    /// Where some of it stands in its file.
    #[serde(skip)]
    pub places: Places,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: String::new(),
            description: String::new(),
            footer: String::new(),
            language: "zh-CN".to_owned(),
            base_url: None,
            content_dir: "content".into(),
            linked_dirs: Vec::new(),
            max_file_mb: FileSize::default(),
            output_dir: "public".into(),
            templates_dir: "templates".into(),
            static_dir: "static".into(),
            page_size: PageSize::default(),
            raw_records: true,
            raw_files: false,
            timezone: None,
            versions: Versions::default(),
            redirects: BTreeMap::new(),
            categories: Categories::default(),
            strings: BTreeMap::new(),
            places: Places::default(),
        }
    }
}

/// The `[categories]` table.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Categories {
    /// Whether the rules that come with the program follow the site's own.
    pub default_rules: bool,
    /// The site's own rules, tried before the default ones when two score the same.
    pub rules: Vec<Rule>,
}

impl Default for Categories {
    fn default() -> Self {
        Self { default_rules: true, rules: Vec::new() }
    }
}

/// One category and the words that speak for it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The category's name; `/` nests.
    pub name: String,
    /// The weight of each keyword.
    pub keywords: BTreeMap<String, u32>,
}

/// What becomes of several summaries of one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Versions {
    /// They are one entry of lists, for which the newest whole one stands.
    #[default]
    Together,
    /// Each is an entry of its own.
    Apart,
}

/// How many records a full page of a list holds: 1 to 500.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "usize")]
pub struct PageSize(usize);

impl PageSize {
    /// The number of records.
    pub fn get(self) -> usize {
        self.0
    }
}

impl Default for PageSize {
    fn default() -> Self {
        Self(20)
    }
}

impl TryFrom<usize> for PageSize {
    type Error = Refusal;

    fn try_from(size: usize) -> Result<Self, Refusal> {
        match size {
            1..=500 => Ok(Self(size)),
            _ => Err(Refusal(Message::new("config_page_size").with("size", size))),
        }
    }
}

/// The largest file of a record that is read, in megabytes: 1 to 1024. A build holds a file for each core and takes some
/// fifteen times its size while it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "usize")]
pub struct FileSize(usize);

impl FileSize {
    /// The size in bytes.
    pub fn bytes(self) -> u64 {
        self.0 as u64 * 1_000_000
    }
}

impl Default for FileSize {
    /// A day of speech is a megabyte of text.
    fn default() -> Self {
        Self(20)
    }
}

impl TryFrom<usize> for FileSize {
    type Error = Refusal;

    fn try_from(megabytes: usize) -> Result<Self, Refusal> {
        match megabytes {
            1..=1024 => Ok(Self(megabytes)),
            _ => Err(Refusal(Message::new("config_file_size").with("size", megabytes))),
        }
    }
}

/// The address of the site's root, with a `/` at its end.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct BaseUrl(url::Url);

impl BaseUrl {
    /// The absolute address of a page.
    pub fn join(&self, path: &str) -> String {
        self.0.join(path).map(String::from).unwrap_or_default()
    }

    /// The path of the site's root on its host, such as `/notes/`.
    pub fn path(&self) -> &str {
        self.0.path()
    }
}

impl TryFrom<String> for BaseUrl {
    type Error = Refusal;

    fn try_from(text: String) -> Result<Self, Refusal> {
        let slash = if text.ends_with('/') { "" } else { "/" };
        let wrong = |message: Message| Refusal(message.with("url", text.as_str()));
        let url = url::Url::parse(&format!("{text}{slash}")).map_err(|error| match error {
            url::ParseError::RelativeUrlWithoutBase => wrong(Message::new("config_url_part")),
            error => wrong(Message::new("config_url").with("error", error.to_string())),
        })?;
        match url.scheme() {
            "http" | "https" => Ok(Self(url)),
            other => Err(wrong(Message::new("config_url_scheme").with("scheme", other))),
        }
    }
}

impl std::str::FromStr for BaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // The command line is read before the settings, so there is no language yet.
        Self::try_from(text.to_owned()).map_err(|Refusal(message)| i18n::in_english(&message))
    }
}

/// A time zone by its IANA name.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub struct Zone(pub TimeZone);

impl TryFrom<String> for Zone {
    type Error = Refusal;

    fn try_from(name: String) -> Result<Self, Refusal> {
        TimeZone::get(&name)
            .map(Self)
            .map_err(|_| Refusal(Message::new("config_timezone").with("name", name.as_str())))
    }
}

// A language or a word that there is not is found while reading, because only then is its place known.
fn language<'de, D: Deserializer<'de>>(value: D) -> Result<String, D::Error> {
    let language = String::deserialize(value)?;
    i18n::check_language(&language).map_err(|message| de::Error::custom(Refusal(message)))?;
    Ok(language)
}

fn strings<'de, D: Deserializer<'de>>(value: D) -> Result<BTreeMap<String, String>, D::Error> {
    let words = BTreeMap::<Key, String>::deserialize(value)?;
    Ok(words.into_iter().map(|(Key(key), word)| (key, word)).collect())
}

/// The name of a word of the interface.
#[derive(PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
struct Key(String);

impl TryFrom<String> for Key {
    type Error = Refusal;

    fn try_from(key: String) -> Result<Self, Refusal> {
        i18n::check_key(&key).map(|()| Self(key)).map_err(Refusal)
    }
}

/// Why a configuration cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// Where in the text, in bytes.
    pub span: Option<std::ops::Range<usize>>,
    /// What is wrong.
    pub what: Message,
    /// What to do about it; may be empty.
    pub hint: Message,
}

/// Reads the text of a `synopsite.toml`.
///
/// # Errors
/// For text that is no TOML, unknown keys, and values out of range.
pub fn parse(text: &str) -> Result<Config, ConfigError> {
    let table = DeTable::parse(text).map_err(|error| error_of(&error))?;
    mend::read(&table, text)
}

fn error_of(error: &toml::de::Error) -> ConfigError {
    let (what, hint) = said(error.message());
    ConfigError { span: error.span(), what, hint }
}

impl ConfigError {
    /// Whether it is a key that there is not, or a value.
    pub fn code(&self) -> Code {
        code_of(&self.what)
    }
}

fn code_of(what: &Message) -> Code {
    match (what.key(), what.value("what")) {
        ("unknown_key" | "config_word" | "config_word_nearest", _) => Code::UnknownKey,
        ("config_variable", Some(Value::Message(of_it))) => code_of(of_it),
        _ => Code::BadSetting,
    }
}

/// The words for what is wrong with a `synopsite.toml`: those of its own language, and English where that cannot be
/// read.
pub fn strings_for(text: &str) -> Strings {
    let Ok(settings) = text.parse::<toml::Table>() else { return Strings::english() };
    let language = settings.get("language").map(|named| named.as_str().unwrap_or_default());
    let language = language.map_or_else(|| Config::default().language, str::to_owned);
    Strings::load(&language, &BTreeMap::new()).unwrap_or_else(|_| Strings::english())
}

/// What is wrong, and what to do about it, by the words of the library that reads the text.
fn said(error: &str) -> (Message, Message) {
    let own = Refusal::read(error).map(|what| (what, Message::default()));
    let other = || (Message::new("config_toml").with("error", error), Message::default());
    own.or_else(|| wrong_type(error)).or_else(|| unknown_key(error)).unwrap_or_else(other)
}

/// What serde calls a type, what people call it, and how a value of it is written.
const TYPES: [(&str, &str, &str); 6] = [
    ("a string", "config_text", "config_text_hint"),
    ("a boolean", "config_truth", "config_truth_hint"),
    ("usize", "config_number", "config_number_hint"),
    ("u32", "config_number", "config_number_hint"),
    ("a map", "config_map", "config_map_hint"),
    ("a sequence", "config_list", "config_list_hint"),
];

/// serde's message is "invalid type: string "20", expected usize".
fn wrong_type(error: &str) -> Option<(Message, Message)> {
    let (found, expected) = error.strip_prefix("invalid type: ")?.rsplit_once(", expected ")?;
    let (_, name, hint) = TYPES.iter().find(|(serde, ..)| *serde == expected)?;
    let value = found.split_once(' ').map_or(found, |(_, value)| value);
    let what = Message::new("bad_setting").with("found", value).with("expected", Message::new(name));
    Some((what, Message::new(hint)))
}

/// The words for a key that there is not.
fn unknown_key(error: &str) -> Option<(Message, Message)> {
    let (unknown, known) = unknown_name(error)?;
    let hint = match nearest(unknown, known.iter().copied()) {
        Some(name) => Message::new("unknown_key_hint_nearest").with("name", name),
        None => Message::new("unknown_key_hint").with("known", known.join(", ")),
    };
    Some((Message::new("unknown_key").with("key", unknown), hint))
}

/// The key that there is not, and those that there are. serde's message is "unknown field `x`, expected one of `a`,
/// `b`": the names stand in backticks.
fn unknown_name(error: &str) -> Option<(&str, Vec<&str>)> {
    let mut names = error.strip_prefix("unknown field ")?.split('`').skip(1).step_by(2);
    Some((names.next()?, names.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::i18n::in_english;

    #[test]
    fn everything_is_optional() {
        let config = parse("").unwrap();
        assert_eq!(config.language, "zh-CN");
        assert_eq!(config.page_size.get(), 20);
    }

    #[test]
    fn an_unknown_key_is_an_error_with_a_suggestion() {
        let error = parse("tittle = 'x'").unwrap_err();
        assert_eq!(in_english(&error.hint), "did you mean `title`?");
        assert_eq!(error.span, Some(0..6));
        let nested = parse("[categories]\ndefault_rule = false").unwrap_err();
        assert_eq!(in_english(&nested.hint), "did you mean `default_rules`?");
    }

    #[test]
    fn values_out_of_range_are_errors() {
        for text in ["page_size = 0", "timezone = 'Shanghai'", "base_url = 'ftp://x'", "base_url = 'x'"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_an_error_that_says_how_to_write_it() {
        for (text, what, hint) in [
            ("page_size = '20'", "this is \"20\", but the setting must be a whole number", "without quotes"),
            ("title = 3", "this is `3`, but the setting must be text", "in quotes"),
            (
                "[[categories.rules]]\nname = 'a'\nkeywords = ['a']",
                "the setting must be names with values",
                "in braces",
            ),
            ("base_url = 'example.org/notes'", "write it with `https://`", ""),
            ("raw_records = 1", "the setting must be `true` or `false`", "without quotes"),
            ("page_size = 501", "from 1 to 500", ""),
            ("max_file_mb = 0", "from 1 to 1024", ""),
            ("linked_dirs = '../share'", "the setting must be a list", "in brackets"),
            ("[redirects]\n'/a.html' = 'b.html'", "without a `/` before it", ""),
        ] {
            let error = parse(text).unwrap_err();
            let said = (in_english(&error.what), in_english(&error.hint));
            assert!(said.0.contains(what) && said.1.contains(hint), "{said:?}");
        }
    }

    #[test]
    fn a_language_or_a_word_that_there_is_not_is_an_error_with_its_place() {
        let error = parse("title = 'x'\nlanguage = 'fr'").unwrap_err();
        assert_eq!(
            (error.span, in_english(&error.what).contains("zh-CN, zh-TW, en, ja")),
            (Some(23..27), true)
        );
        let error = parse("[strings]\nuncategorised = 'x'").unwrap_err();
        assert_eq!((error.span, in_english(&error.what).contains("`uncategorized`?")), (Some(10..23), true));
    }

    #[test]
    fn a_base_url_gets_its_slash() {
        let base: BaseUrl = "https://example.org/notes".parse().unwrap();
        assert_eq!(base.join("a/b.html"), "https://example.org/notes/a/b.html");
        assert_eq!(base.path(), "/notes/");
    }
}
