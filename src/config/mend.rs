//! A configuration with faults: each is told, and the rest is taken.

use std::borrow::Cow;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::{Config, ConfigError, Places, error_of};
use crate::base::diagnostic::Diagnostic;
use crate::base::text::Place;

/// A configuration without its faults.
#[derive(Debug)]
pub(super) struct Mended {
    /// What is left of the text.
    pub table: toml::Table,
    /// The settings of that.
    pub config: Config,
    /// The faults.
    pub found: Vec<Diagnostic>,
}

/// Reads the text of a `synopsite.toml` as [`parse`](super::parse) does, but goes on after what cannot be used.
///
/// # Errors
/// For text that is no TOML.
pub(super) fn mended(text: &str) -> Result<Mended, ConfigError> {
    let mut table = DeTable::parse(text).map_err(|error| error_of(&error))?;
    let mut found = Vec::new();
    loop {
        match read(&table, text) {
            Ok(config) => {
                let left = toml::Table::deserialize(toml::Deserializer::from(table));
                return Ok(Mended { table: left.map_err(|error| error_of(&error))?, config, found });
            }
            Err(error) => {
                let span = error.span.clone().unwrap_or_default();
                if !remove(table.get_mut(), &span) {
                    return Err(error);
                }
                found.push(diagnostic(text, span, error));
            }
        }
    }
}

/// Takes the settings from a table.
pub(super) fn read(table: &Spanned<DeTable<'_>>, text: &str) -> Result<Config, ConfigError> {
    let deserializer = toml::Deserializer::from(table.clone());
    let mut config = Config::deserialize(deserializer).map_err(|error| error_of(&error))?;
    config.places = Places::of(table.get_ref(), text);
    Ok(config)
}

fn diagnostic(text: &str, span: Range<usize>, error: ConfigError) -> Diagnostic {
    Diagnostic::place(error.code(), Place::of(span, text), error.what, error.hint)
}

/// Takes out what stands at a place, by its name or its value; or, where nothing has just this place, what holds it.
fn remove(table: &mut DeTable<'_>, span: &Range<usize>) -> bool {
    let is_it = |range: Range<usize>| range == *span;
    let holds = |range: Range<usize>| range.start <= span.start && span.end <= range.end;
    remove_where(table, &is_it) || remove_where(table, &holds)
}

fn remove_where(table: &mut DeTable<'_>, fits: &dyn Fn(Range<usize>) -> bool) -> bool {
    let inside = table.iter_mut().any(|(_, value)| remove_in(value.get_mut(), fits));
    let own = |(key, value): (&Spanned<Cow<'_, str>>, &Spanned<DeValue<'_>>)| {
        (fits(key.span()) || fits(value.span())).then(|| key.get_ref().to_string())
    };
    inside || table.iter().find_map(own).is_some_and(|name| table.remove(name.as_str()).is_some())
}

fn remove_in(value: &mut DeValue<'_>, fits: &dyn Fn(Range<usize>) -> bool) -> bool {
    match value {
        DeValue::Table(table) => remove_where(table, fits),
        DeValue::Array(values) => {
            if values.iter_mut().any(|value| remove_in(value.get_mut(), fits)) {
                return true;
            }
            let Some(place) = values.iter().position(|value| fits(value.span())) else { return false };
            let mut rest = DeArray::new();
            let others = values.iter().enumerate().filter(|(other, _)| *other != place);
            others.for_each(|(_, value)| rest.push(value.clone()));
            *values = rest;
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_is_told_with_its_place_and_the_rest_is_taken() {
        let text = "title = 'x'\npagesize = 3\nlanguage = 'fr'\nfooter = 7\n\n[categories]\ndefault_rule = true\n\n\
                    [[categories.rules]]\nname = 'a'\n\n[[categories.rules]]\nname = 'b'\nkeywords = { b = 1 }\n\n\
                    [strings]\nnav_hom = 'x'\nnav_tags = 'y'\n\n[sidebar]\nwidth = 3\n";
        let Mended { config, found, table } = mended(text).unwrap();
        let mut places: Vec<_> =
            found.iter().map(|d| (d.line.unwrap(), d.code.name(), d.columns().unwrap().start)).collect();
        places.sort_unstable();
        let expected = [
            (2, "unknown-key", 1),
            (3, "bad-setting", 12),
            (4, "bad-setting", 10),
            (7, "unknown-key", 1),
            (9, "bad-setting", 1),
            (17, "unknown-key", 1),
            (20, "unknown-key", 2),
        ];
        assert_eq!(places, expected);
        assert_eq!((config.title.as_str(), config.language.as_str()), ("x", "zh-CN"));
        assert_eq!(config.strings.keys().collect::<Vec<_>>(), ["nav_tags"]);
        assert_eq!(config.categories.rules.len(), 1);
        assert_eq!(config.places.rule(0).unwrap().line.number, 13);
        assert_eq!(table.keys().collect::<Vec<_>>(), ["categories", "strings", "title"]);
    }

    #[test]
    fn what_is_no_toml_stays_an_error() {
        assert!(mended("title = ").is_err());
    }
}
