//! Settings from the environment: `SYNOPSITE_TITLE` is `title`, and `SYNOPSITE_CATEGORIES__DEFAULT_RULES` is
//! `default_rules` in `[categories]`.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::mend::{self, Mended};
use super::{Config, ConfigError, said, unknown_name};
use crate::base::diagnostic::Diagnostic;
use crate::base::i18n::nearest;
use crate::base::message::Message;

/// What the names of variables begin with that are settings.
pub const PREFIX: &str = "SYNOPSITE_";

/// Between the name of a table and that of a setting in it.
const NESTS: &str = "__";

/// The variables that are settings: whole names, and texts.
pub type Variables = BTreeMap<String, String>;

/// Reads the text of a `synopsite.toml` that is right, with the variables in place of its settings. A variable's text
/// is a value as TOML has it, or else a text as it is; an empty one is as good as none.
///
/// # Errors
/// For names that no setting has, and values that it does not take.
pub fn parse(text: &str, variables: &Variables) -> Result<Config, ConfigError> {
    let read = (toml::from_str(text).unwrap_or_default(), super::parse(text)?);
    set_all(read, variables, Err)
}

/// The same, but what cannot be used of either is told of, and the rest is taken.
///
/// # Errors
/// For text that is no TOML.
pub fn parse_all(text: &str, variables: &Variables) -> Result<(Config, Vec<Diagnostic>), ConfigError> {
    let Mended { table, config, mut found } = mend::mended(text)?;
    let config = set_all((table, config), variables, |error| {
        found.push(Diagnostic::file(error.code(), error.what, error.hint));
        Ok(())
    })?;
    Ok((config, found))
}

/// Puts variables in place of settings; of those that cannot be used, `wrong` says whether to go on.
fn set_all(
    (mut table, mut config): (Table, Config),
    variables: &Variables,
    mut wrong: impl FnMut(ConfigError) -> Result<(), ConfigError>,
) -> Result<Config, ConfigError> {
    let in_text = config.clone();
    for (name, text) in variables.iter().filter(|(_, text)| !text.trim().is_empty()) {
        match set(&table, name, text) {
            Ok(read) => (table, config) = read,
            Err(message) => wrong(told(name, &message))?,
        }
    }
    // What a variable says stands nowhere in the text.
    if config.categories.rules == in_text.categories.rules && config.redirects == in_text.redirects {
        config.places = in_text.places;
    }
    Ok(config)
}

fn read(table: &Table) -> Result<Config, String> {
    table.clone().try_into().map_err(|error: toml::de::Error| error.message().to_owned())
}

/// The table with one more setting; the message is that of the value as TOML has it.
fn set(table: &Table, name: &str, text: &str) -> Result<(Table, Config), String> {
    let with = |value: Value| {
        let mut table = table.clone();
        put(&mut table, &name[PREFIX.len()..].to_ascii_lowercase(), value);
        read(&table).map(|config| (table, config))
    };
    let plain = || with(Value::String(text.to_owned()));
    match text.parse::<Value>() {
        Ok(value) => with(value).or_else(|message| plain().map_err(|_| message)),
        Err(_) => plain(),
    }
}

fn put(table: &mut Table, path: &str, value: Value) {
    let Some((name, rest)) = path.split_once(NESTS) else {
        table.insert(path.to_owned(), value);
        return;
    };
    let below = table.entry(name).or_insert_with(|| Value::Table(Table::new()));
    if !below.is_table() {
        *below = Value::Table(Table::new());
    }
    if let Value::Table(below) = below {
        put(below, rest, value);
    }
}

/// The message, with the variable's name.
fn told(name: &str, message: &str) -> ConfigError {
    let (what, hint) = said(message);
    let hint = unknown_name(message).map_or(hint, |(unknown, known)| meant(name, unknown, &known));
    ConfigError {
        span: None,
        what: Message::new("config_variable").with("name", name).with("what", what),
        hint,
    }
}

/// The variable that may have been meant.
fn meant(name: &str, unknown: &str, known: &[&str]) -> Message {
    let Some(nearest) = nearest(unknown, known.iter().copied()) else {
        return Message::new("config_variable_hint").with("prefix", PREFIX);
    };
    let parts = name[PREFIX.len()..].split(NESTS).map(|part| match part.eq_ignore_ascii_case(unknown) {
        true => nearest.to_ascii_uppercase(),
        false => part.to_owned(),
    });
    let name = format!("{PREFIX}{}", parts.collect::<Vec<_>>().join(NESTS));
    Message::new("unknown_key_hint_nearest").with("name", name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::i18n::in_english;

    fn variables(pairs: &[(&str, &str)]) -> Variables {
        pairs.iter().map(|(name, text)| (format!("{PREFIX}{name}"), (*text).to_owned())).collect()
    }

    #[test]
    fn a_variable_is_a_setting_and_wins_over_the_text() {
        let text = "title = 'from the file'\nfooter = 'kept'\n[categories]\ndefault_rules = true\nrules = []";
        let given = [
            ("TITLE", "纸上的站 = 1"),
            ("PAGE_SIZE", "50"),
            ("RAW_RECORDS", "false"),
            ("BASE_URL", "https://example.org/notes"),
            ("CATEGORIES__DEFAULT_RULES", "false"),
            ("STRINGS__UNCATEGORIZED", "其他"),
            ("REDIRECTS", "{ \"a.html\" = \"b.html\" }"),
        ];
        let config = parse(text, &variables(&given)).unwrap();
        assert_eq!((config.title.as_str(), config.footer.as_str()), ("纸上的站 = 1", "kept"));
        assert_eq!((config.page_size.get(), config.raw_records), (50, false));
        assert!(!config.categories.default_rules);
        assert_eq!(config.strings["uncategorized"], "其他");
        assert_eq!((config.base_url.unwrap().path(), config.redirects.len()), ("/notes/", 1));
    }

    #[test]
    fn a_text_need_not_be_quoted_and_an_empty_variable_says_nothing() {
        for (text, title) in [
            ("2024", "2024"),
            ("true", "true"),
            ("\"2024\"", "2024"),
            ("[notes]", "[notes]"),
            ("a\nlanguage = 'en'", "a\nlanguage = 'en'"),
            (" ", "from the file"),
        ] {
            let config = parse("title = 'from the file'", &variables(&[("TITLE", text)])).unwrap();
            assert_eq!((config.title.as_str(), config.language.as_str()), (title, "zh-CN"));
        }
    }

    #[test]
    fn a_wrong_variable_is_named_with_what_to_do() {
        for (name, text, what, hint) in [
            ("TITTLE", "x", "no setting `tittle`", "did you mean `SYNOPSITE_TITLE`?"),
            (
                "CATEGORIES__DEFAULT_RULE",
                "x",
                "no setting `default_rule`",
                "`SYNOPSITE_CATEGORIES__DEFAULT_RULES`?",
            ),
            (
                "CATEGORIE__DEFAULT_RULES",
                "x",
                "no setting `categorie`",
                "`SYNOPSITE_CATEGORIES__DEFAULT_RULES`?",
            ),
            ("QUITE_ANOTHER_THING", "x", "no setting `quite_another_thing`", "unset it"),
            ("", "x", "no setting ``", "unset it"),
            ("PAGE_SIZE", "many", "this is \"many\"", "without quotes"),
            ("PAGE_SIZE", "0", "must be from 1 to 500", ""),
            ("TITLE__OF", "x", "the setting must be text", ""),
            ("LANGUAGE", "fr", "no interface in the language `fr`", ""),
            ("STRINGS__UNCATEGORISED", "x", "`uncategorized`?", ""),
        ] {
            let wrong = parse("", &variables(&[("DESCRIPTION", "fine"), (name, text)])).unwrap_err();
            let [said, help] = [&wrong.what, &wrong.hint].map(in_english);
            assert!(said.contains(&format!(" {PREFIX}{name}: ")), "{said}");
            assert!(said.contains(what) && help.contains(hint), "{said} {help}");
        }
    }
}
