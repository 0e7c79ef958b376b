//! `synopsite.toml`: what a site may set, and the defaults of the rest.

mod mend;
mod places;

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, de};
use toml::de::DeTable;

use crate::i18n::{self, did_you_mean, nearest};
use crate::redirect::OldAddresses;
pub use mend::parse_all;
pub use places::{Place, Places};

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
    /// The IANA time zone that timestamps without an offset are in, such as `Asia/Shanghai`.
    pub timezone: Option<Zone>,
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
            output_dir: "public".into(),
            templates_dir: "templates".into(),
            static_dir: "static".into(),
            page_size: PageSize::default(),
            raw_records: true,
            timezone: None,
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
    type Error = String;

    fn try_from(size: usize) -> Result<Self, String> {
        match size {
            1..=500 => Ok(Self(size)),
            _ => Err(format!("page_size is {size}, but must be 1 to 500")),
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
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let slash = if text.ends_with('/') { "" } else { "/" };
        let url = url::Url::parse(&format!("{text}{slash}")).map_err(|error| match error {
            url::ParseError::RelativeUrlWithoutBase => {
                format!("base URL `{text}` is no whole address; write it with https://")
            }
            error => format!("base URL `{text}`: {error}"),
        })?;
        match url.scheme() {
            "http" | "https" => Ok(Self(url)),
            other => Err(format!("base URL `{text}` is `{other}:`, but must be http or https")),
        }
    }
}

impl std::str::FromStr for BaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::try_from(text.to_owned())
    }
}

/// A time zone by its IANA name.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub struct Zone(pub TimeZone);

impl TryFrom<String> for Zone {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        TimeZone::get(&name).map(Self).map_err(|_| {
            format!("`{name}` is no time zone; write an IANA name such as Asia/Shanghai, Europe/Paris or UTC")
        })
    }
}

// A language or a word that there is not is found while reading, because only then is its place known.
fn language<'de, D: Deserializer<'de>>(value: D) -> Result<String, D::Error> {
    let language = String::deserialize(value)?;
    i18n::check_language(&language).map_err(de::Error::custom)?;
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
    type Error = String;

    fn try_from(key: String) -> Result<Self, String> {
        i18n::check_key(&key).map(|()| Self(key)).map_err(|error| error.to_string())
    }
}

/// Why a configuration cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// Where in the text, in bytes.
    pub span: Option<std::ops::Range<usize>>,
    /// What is wrong.
    pub what: String,
    /// What to do about it; may be empty.
    pub hint: String,
    /// Whether it is a key that there is not.
    pub is_unknown_key: bool,
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
    let message = error.message();
    let unknown = unknown_key_hint(message);
    let is_unknown_key = unknown.is_some() || message.contains("unknown key");
    let (what, hint) = wrong_type(message).unwrap_or((message.to_owned(), unknown.unwrap_or_default()));
    ConfigError { span: error.span(), what, hint, is_unknown_key }
}

/// What serde calls a type, what people call it, and how a value of it is written.
const TYPES: [(&str, &str, &str); 5] = [
    ("a string", "text", "write it in quotes, such as \"text\""),
    ("a boolean", "true or false", "write true or false without quotes"),
    ("usize", "a number", "write it without quotes, such as 20"),
    ("u32", "a whole number", "write it without quotes, such as 2"),
    (
        "a map",
        "names with values",
        "write it in braces, each name with its value, such as { \"LLM\" = 3, \"AI\" = 2 }",
    ),
];

/// serde's message is "invalid type: string "20", expected usize".
fn wrong_type(message: &str) -> Option<(String, String)> {
    let (found, expected) = message.strip_prefix("invalid type: ")?.rsplit_once(", expected ")?;
    let (_, name, hint) = TYPES.iter().find(|(serde, ..)| *serde == expected)?;
    Some((format!("this is {found}, but must be {name}"), (*hint).to_owned()))
}

/// serde's message is "unknown field `x`, expected one of `a`, `b`": the names stand in backticks.
fn unknown_key_hint(message: &str) -> Option<String> {
    let names = message.strip_prefix("unknown field ")?;
    let mut names = names.split('`').skip(1).step_by(2);
    let unknown = names.next()?;
    let candidate = nearest(unknown, names);
    Some(did_you_mean(candidate).trim_start_matches("; ").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_optional() {
        let config = parse("").unwrap();
        assert_eq!(config.language, "zh-CN");
        assert_eq!(config.page_size.get(), 20);
    }

    #[test]
    fn an_unknown_key_is_an_error_with_a_suggestion() {
        let error = parse("tittle = 'x'").unwrap_err();
        assert_eq!(error.hint, "did you mean `title`?");
        assert_eq!(error.span, Some(0..6));
        let nested = parse("[categories]\ndefault_rule = false").unwrap_err();
        assert_eq!(nested.hint, "did you mean `default_rules`?");
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
            ("page_size = '20'", "this is string \"20\", but must be a number", "without quotes"),
            ("title = 3", "but must be text", "in quotes"),
            (
                "[[categories.rules]]\nname = 'a'\nkeywords = ['a']",
                "but must be names with values",
                "in braces",
            ),
            ("base_url = 'example.org/notes'", "write it with https://", ""),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.what.contains(what) && error.hint.contains(hint), "{error:?}");
        }
    }

    #[test]
    fn a_language_or_a_word_that_there_is_not_is_an_error_with_its_place() {
        let error = parse("title = 'x'\nlanguage = 'fr'").unwrap_err();
        assert_eq!((error.span, error.what.contains("zh-CN, zh-TW, en, ja")), (Some(23..27), true));
        let error = parse("[strings]\nuncategorised = 'x'").unwrap_err();
        assert_eq!((error.span, error.what.contains("`uncategorized`?")), (Some(10..23), true));
    }

    #[test]
    fn a_base_url_gets_its_slash() {
        let base: BaseUrl = "https://example.org/notes".parse().unwrap();
        assert_eq!(base.join("a/b.html"), "https://example.org/notes/a/b.html");
        assert_eq!(base.path(), "/notes/");
    }
}
