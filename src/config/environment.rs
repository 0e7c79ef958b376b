//! Settings from the environment: `SYNOPSITE_TITLE` is `title`, and `SYNOPSITE_CATEGORIES__DEFAULT_RULES` is
//! `default_rules` in `[categories]`.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::{Config, ConfigError, explain, unknown_key};

/// What the names of variables begin with that are settings.
pub const PREFIX: &str = "SYNOPSITE_";

/// Between the name of a table and that of a setting in it.
const NESTS: &str = "__";

/// The variables that are settings: whole names, and texts.
pub type Variables = BTreeMap<String, String>;

/// A variable that cannot be used, or the configuration's text, which [`super::parse`] had refused as well.
#[derive(Debug, PartialEq, Eq)]
pub struct WrongVariable {
    /// The variable's name; empty where the text is wrong.
    pub name: String,
    /// What is wrong with it.
    pub error: ConfigError,
}

/// Reads the text of a `synopsite.toml` that is right, with the variables in place of its settings. A variable's text
/// is a value as TOML has it, or else a text as it is; an empty one is as good as none.
///
/// # Errors
/// For names that no setting has, and values that it does not take.
pub fn parse(text: &str, variables: &Variables) -> Result<Config, WrongVariable> {
    let wrong = |name: &str, error| WrongVariable { name: name.to_owned(), error };
    let mut table: Table = toml::from_str(text).map_err(|error| wrong("", explain(error.message())))?;
    let mut config = read(&table).map_err(|message| wrong("", explain(&message)))?;
    for (name, text) in variables.iter().filter(|(_, text)| !text.trim().is_empty()) {
        (table, config) = set(&table, name, text).map_err(|message| wrong(name, told(name, &message)))?;
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

/// The message in the words of variables.
fn told(name: &str, message: &str) -> ConfigError {
    let Some((unknown, nearest)) = unknown_key(message) else { return explain(message) };
    let path = &name[PREFIX.len()..];
    let parts = path.split(NESTS).map(|part| match nearest {
        Some(nearest) if part.eq_ignore_ascii_case(unknown) => nearest.to_ascii_uppercase(),
        _ => part.to_owned(),
    });
    let hint = match nearest {
        Some(_) => format!("did you mean `{PREFIX}{}`?", parts.collect::<Vec<_>>().join(NESTS)),
        None => format!("variables that begin with {PREFIX} are settings; call it otherwise, or unset it"),
    };
    ConfigError { span: None, what: format!("there is no setting `{unknown}`"), hint }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("PAGE_SIZE", "many", "string \"many\", but must be a number", "without quotes"),
            ("PAGE_SIZE", "0", "must be 1 to 500", ""),
            ("TITLE__OF", "x", "must be text", ""),
            ("LANGUAGE", "fr", "no interface in language `fr`", ""),
            ("STRINGS__UNCATEGORISED", "x", "`uncategorized`?", ""),
        ] {
            let wrong = parse("", &variables(&[("DESCRIPTION", "fine"), (name, text)])).unwrap_err();
            assert_eq!(wrong.name, format!("{PREFIX}{name}"));
            assert!(wrong.error.what.contains(what) && wrong.error.hint.contains(hint), "{wrong:?}");
        }
    }
}
