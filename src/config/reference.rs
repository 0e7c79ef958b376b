//! The commented configuration: the reference of all settings, and what `init` writes. And their JSON Schema.

use crate::base::i18n;

/// The JSON Schema of the configuration, for editors.
pub const SCHEMA: &str = include_str!("../../docs/synopsite.schema.json");

/// The schema's name beside a configuration, as the reference's first line gives it: hidden, so that it is no record where
/// records lie there, too.
pub const SCHEMA_NAME: &str = ".synopsite.schema.json";

const ENGLISH: &str = include_str!("en.toml");
const CHINESE: &str = include_str!("zh-CN.toml");

/// The commented configuration, in Chinese where the interface is, else in English.
pub fn reference(language: &str) -> &'static str {
    if i18n::serving(language).is_some_and(|table| table.starts_with("zh")) { CHINESE } else { ENGLISH }
}

/// The commented configuration with some settings of the site's own, each a text.
pub fn with_settings(language: &str, settings: &[(&str, &str)]) -> String {
    let line = |line: &str| {
        let name = line.strip_prefix('#').unwrap_or(line).split(" =").next();
        let set = settings.iter().find(|(setting, _)| Some(*setting) == name);
        let value = |text: &str| toml::Value::String(text.to_owned()).to_string();
        set.map_or_else(|| format!("{line}\n"), |(name, text)| format!("{name} = {}\n", value(text)))
    };
    reference(language).lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use toml::{Table, Value};

    use super::*;
    use crate::config::{Config, parse, unknown_name};

    /// The reference with the marks before settings taken away; examples, which are no defaults, if `examples`.
    fn set(reference: &str, examples: bool) -> String {
        let mut is_example = false;
        let mut text = String::new();
        for line in reference.lines() {
            let setting = line.strip_prefix('#').filter(|rest| rest.starts_with(|c: char| !" :".contains(c)));
            if line.starts_with("# ") {
                is_example = line.ends_with("example:") || line.ends_with("例如：");
            }
            let line = setting.filter(|_| examples || !is_example).unwrap_or(line);
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    fn table(text: &str) -> Table {
        toml::from_str(text).unwrap()
    }

    /// What serde says a table may hold; nothing where it may hold anything.
    fn known(table: &Table, path: &[&str]) -> BTreeSet<String> {
        let mut table = table.clone();
        let mut place = &mut table;
        for part in path {
            place = match place.get_mut(*part).unwrap() {
                Value::Array(tables) => tables[0].as_table_mut().unwrap(),
                value => value.as_table_mut().unwrap(),
            };
        }
        place.insert("zzz".to_owned(), Value::Boolean(true));
        let error = toml::from_str::<Config>(&table.to_string()).unwrap_err();
        let names = unknown_name(error.message()).map(|(_, names)| names).unwrap_or_default();
        names.into_iter().map(str::to_owned).collect()
    }

    /// Compares the names in each table with those that the code knows, and with the schema's.
    fn assert_complete(whole: &Table, path: &[&str], schema: &serde_json::Value) {
        let known = known(whole, path);
        if known.is_empty() {
            assert!(schema["additionalProperties"].is_object(), "{path:?} may hold anything");
            return;
        }
        let mut place = whole;
        for part in path {
            place = match &place[*part] {
                Value::Array(tables) => tables[0].as_table().unwrap(),
                value => value.as_table().unwrap(),
            };
        }
        let names = |keys: &mut dyn Iterator<Item = &String>| keys.cloned().collect::<BTreeSet<_>>();
        assert_eq!(names(&mut place.keys()), known, "the reference's {path:?}");
        let properties = schema["properties"].as_object().unwrap();
        assert_eq!(names(&mut properties.keys()), known, "the schema's {path:?}");
        assert_eq!(schema["additionalProperties"], false);
        for (name, value) in place {
            let schema = &properties[name];
            assert!(schema["description"].as_str().is_some_and(|text| text.len() > 10), "{name}");
            let below = [path, &[name.as_str()]].concat();
            match value {
                Value::Table(_) => assert_complete(whole, &below, schema),
                Value::Array(tables) if tables.first().is_some_and(Value::is_table) => {
                    assert_complete(whole, &below, &schema["items"]);
                }
                _ => {}
            }
        }
    }

    #[test]
    fn every_setting_is_in_the_reference_and_the_schema_and_nothing_else_is() {
        let schema = serde_json::from_str(SCHEMA).unwrap();
        for text in [ENGLISH, CHINESE] {
            let all = set(text, true);
            parse(&all).unwrap();
            assert_complete(&table(&all), &[], &schema);
        }
    }

    #[test]
    fn what_the_reference_and_the_schema_say_is_the_default_is_it() {
        let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
        for text in [ENGLISH, CHINESE] {
            assert_eq!(parse(text).unwrap(), Config::default());
            let defaults = set(text, false);
            assert_eq!(parse(&defaults).unwrap(), Config::default());
            assert_same_defaults(&table(&defaults), &schema);
        }
    }

    fn assert_same_defaults(defaults: &Table, schema: &serde_json::Value) {
        for (name, property) in schema["properties"].as_object().unwrap() {
            match defaults.get(name) {
                Some(Value::Table(table)) if property["properties"].is_object() => {
                    assert_same_defaults(table, property);
                }
                Some(Value::Table(table)) => assert!(table.is_empty()),
                value => assert_eq!(
                    value.map(|v| serde_json::to_value(v).unwrap()),
                    property.get("default").cloned(),
                    "{name}"
                ),
            }
        }
    }

    #[test]
    fn both_languages_have_the_same_settings_and_examples() {
        let lines = |text: &str| {
            let names = text.lines().filter(|line| !line.starts_with("# ") && !line.is_empty());
            names.map(|line| line.split('=').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(lines(ENGLISH), lines(CHINESE));
        let examples = |text: &str| {
            let [all, defaults] = [true, false].map(|examples| set(text, examples));
            let changed = all.lines().zip(defaults.lines()).filter(|(set, unset)| set != unset);
            changed
                .map(|(line, _)| line.split('=').next().unwrap_or_default().trim().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(examples(ENGLISH), examples(CHINESE));
    }

    #[test]
    fn settings_of_a_site_take_their_places() {
        let text = with_settings("en", &[("language", "en"), ("content_dir", "C:\\a \"b\"")]);
        let expected =
            Config { language: "en".to_owned(), content_dir: "C:\\a \"b\"".into(), ..Config::default() };
        assert_eq!(parse(&text).unwrap(), expected);
        assert_eq!(text.lines().count(), ENGLISH.lines().count());
        assert!(with_settings("zh-TW", &[]).contains("站点名称"));
    }
}
