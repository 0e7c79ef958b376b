//! The interface's words: one table of strings per language, which a site can override.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use jiff::civil::{Date, DateTime};

const TABLES: [(&str, &str); 2] =
    [("zh-CN", include_str!("i18n/zh-CN.toml")), ("en", include_str!("i18n/en.toml"))];

/// The words of one language.
#[derive(Debug, Clone)]
pub struct Strings {
    /// The language as a BCP 47 tag.
    pub language: String,
    table: BTreeMap<String, String>,
}

/// The languages that have a table.
pub fn languages() -> impl Iterator<Item = &'static str> {
    TABLES.iter().map(|(language, _)| *language)
}

impl Strings {
    /// The table of `language`, with the site's own words in place of the table's.
    ///
    /// # Errors
    /// Where the language has no table, or an override names a string that does not exist.
    pub fn load(language: &str, overrides: &BTreeMap<String, String>) -> Result<Self> {
        let Some((_, text)) = TABLES.iter().find(|(name, _)| name.eq_ignore_ascii_case(language)) else {
            let known: Vec<_> = languages().collect();
            bail!("there is no interface in language `{language}`; there is {}", known.join(", "));
        };
        let mut table: BTreeMap<String, String> =
            toml::from_str(text).with_context(|| format!("the table of strings of {language}"))?;
        for (key, word) in overrides {
            let Some(slot) = table.get_mut(key) else {
                let hint = nearest(key, table.keys().map(String::as_str));
                bail!("[strings] has the unknown key `{key}`{}", did_you_mean(hint));
            };
            slot.clone_from(word);
        }
        Ok(Self { language: language.to_owned(), table })
    }

    /// The word for `key`; the key itself where the table lacks it.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.table.get(key).map_or(key, String::as_str)
    }

    /// The word for `key` with each `{name}` in it replaced.
    pub fn format(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.get(key), values)
    }

    /// The whole table, for templates.
    pub fn table(&self) -> &BTreeMap<String, String> {
        &self.table
    }

    /// A day in words, such as `2025年11月13日`.
    pub fn day(&self, date: Date) -> String {
        self.dated("date_long", date)
    }

    /// A day and the minute, such as `2025年11月13日 11:22`.
    pub fn minute(&self, at: DateTime) -> String {
        format!("{} {:02}:{:02}", self.day(at.date()), at.hour(), at.minute())
    }

    /// A text of the table with the parts of a date filled in.
    pub fn dated(&self, key: &str, date: Date) -> String {
        let (year, month, day) = (date.year().to_string(), date.month().to_string(), date.day().to_string());
        let month_key = format!("month_{month}");
        let values =
            [("year", &*year), ("month", &*month), ("day", &*day), ("month_name", self.get(&month_key))];
        self.format(key, &values)
    }
}

/// Fills each `{name}` of a text.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// A count in words: `forms` is `singular|plural`, or one form for all, with `{n}` in it.
pub fn counted(n: u64, forms: &str) -> String {
    let (one, many) = forms.split_once('|').unwrap_or((forms, forms));
    fill(if n == 1 { one } else { many }, &[("n", &n.to_string())])
}

/// The known name closest to a mistyped one, if any is close.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let scored = known.map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate));
    scored.filter(|(distance, _)| *distance <= 2.max(name.len() / 3)).min().map(|(_, candidate)| candidate)
}

/// `; did you mean …?`, or nothing.
pub fn did_you_mean(candidate: Option<&str>) -> String {
    candidate.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_the_same_keys() {
        let tables = languages().map(|l| Strings::load(l, &BTreeMap::new()).unwrap());
        let keys: Vec<Vec<String>> = tables.map(|s| s.table.keys().cloned().collect()).collect();
        assert!(keys.windows(2).all(|pair| pair[0] == pair[1]), "{keys:#?}");
    }

    #[test]
    fn a_site_overrides_a_word_and_hears_of_a_mistyped_one() {
        let overrides = |key: &str| BTreeMap::from([(key.to_owned(), "Misc".to_owned())]);
        let strings = Strings::load("en", &overrides("uncategorized")).unwrap();
        assert_eq!(strings.get("uncategorized"), "Misc");
        let error = Strings::load("en", &overrides("uncategorised")).unwrap_err().to_string();
        assert!(error.contains("did you mean `uncategorized`"), "{error}");
    }

    #[test]
    fn counts_take_the_singular_only_for_one() {
        assert_eq!(counted(1, "1 record|{n} records"), "1 record");
        assert_eq!(counted(0, "1 record|{n} records"), "0 records");
        assert_eq!(counted(3, "{n} 条"), "3 条");
    }
}
