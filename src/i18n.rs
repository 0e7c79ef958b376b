//! The interface's words: one table of strings per language, which a site can override.

use std::borrow::Cow;
use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use jiff::civil::Date;

use crate::diagnostic::Code;

const TABLES: [(&str, &str); 4] = [
    ("zh-CN", include_str!("i18n/zh-CN.toml")),
    ("zh-TW", include_str!("i18n/zh-TW.toml")),
    ("en", include_str!("i18n/en.toml")),
    ("ja", include_str!("i18n/ja.toml")),
];

/// The words of one language.
#[derive(Debug, Clone)]
pub struct Strings {
    /// The language as a BCP 47 tag, as the site names it.
    pub language: String,
    table: BTreeMap<String, String>,
}

/// The languages that have a table.
pub fn languages() -> impl Iterator<Item = &'static str> {
    TABLES.iter().map(|(language, _)| *language)
}

/// The language whose table serves another: `en` serves `en-GB`, and `zh-TW` all that is written in traditional
/// characters.
pub fn serving(language: &str) -> Option<&'static str> {
    let tag = language.to_ascii_lowercase();
    let mut subtags = tag.split('-');
    let primary = subtags.next().unwrap_or_default();
    let rest: Vec<&str> = subtags.collect();
    if !rest
        .iter()
        .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
    {
        return None;
    }
    let has = |wanted: &[&str]| rest.iter().any(|part| wanted.contains(part));
    let wanted = match primary {
        "zh" if has(&["hans"]) => "zh-CN",
        "zh" if has(&["hant", "tw", "hk", "mo"]) => "zh-TW",
        "zh" => "zh-CN",
        other => other,
    };
    languages().find(|known| *known == wanted)
}

/// Looks whether a language has a table, of its own or another's.
///
/// # Errors
/// Where it has none.
pub fn check_language(language: &str) -> Result<()> {
    table(language).map(drop)
}

/// Looks whether there is a string with this key; every language has the same ones.
///
/// # Errors
/// Where there is none.
pub fn check_key(key: &str) -> Result<()> {
    slot(&mut table(TABLES[0].0)?, key).map(drop)
}

fn table(language: &str) -> Result<BTreeMap<String, String>> {
    let serving = serving(language);
    let Some((_, text)) = TABLES.iter().find(|(name, _)| serving == Some(*name)) else {
        let known: Vec<_> = languages().collect();
        bail!("there is no interface in language `{language}`; there is {}", known.join(", "));
    };
    toml::from_str(text).with_context(|| format!("the table of strings of {language}"))
}

fn slot<'a>(table: &'a mut BTreeMap<String, String>, key: &str) -> Result<&'a mut String> {
    if !table.contains_key(key) {
        let hint = nearest(key, table.keys().map(String::as_str));
        bail!("[strings] has the unknown key `{key}`{}", did_you_mean(hint));
    }
    table.get_mut(key).with_context(|| format!("the string {key}"))
}

impl Strings {
    /// The table of `language`, with the site's own words in place of the table's.
    ///
    /// # Errors
    /// Where the language has no table, or an override names a string that does not exist.
    pub fn load(language: &str, overrides: &BTreeMap<String, String>) -> Result<Self> {
        let mut table = table(language)?;
        for (key, word) in overrides {
            *slot(&mut table, key)? = word.clone();
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

    /// What a code means. This stands for the text that comes with the messages.
    pub fn explain(&self, code: Code) -> String {
        format!("{} ({})", code.name(), code.severity().name())
    }

    /// The whole table, for templates.
    pub fn table(&self) -> &BTreeMap<String, String> {
        &self.table
    }

    /// A day in words, such as `2025年11月13日`.
    pub fn day(&self, date: Date) -> String {
        self.dated("date_long", date)
    }

    /// A number in short, such as `1.23 million` or `12.3 万`: three digits are enough to compare it.
    pub fn in_short(&self, n: u64) -> String {
        let units = self.get("number_large").split('|').filter_map(|unit| unit.split_once(' '));
        let units = units.filter_map(|(from, words)| Some((from.parse::<u64>().ok()?, words)));
        let unit = units.filter(|(from, _)| (1..=n).contains(from)).max_by_key(|(from, _)| *from);
        let Some((unit, words)) = unit else {
            return grouped(n);
        };
        let number = n as f64 / unit as f64;
        let short = match () {
            () if number < 9.995 => format!("{number:.2}"),
            () if number < 99.95 => format!("{number:.1}"),
            () => grouped(number.round() as u64),
        };
        let short =
            if short.contains('.') { short.trim_end_matches('0').trim_end_matches('.') } else { &short };
        fill(words, &[("n", short)])
    }

    /// The name of a day of the week, which is counted from Monday and 0.
    pub fn weekday(&self, number: usize) -> &str {
        self.get(WEEKDAYS[number % WEEKDAYS.len()])
    }

    /// A text of the table with the parts of a date filled in.
    pub fn dated(&self, key: &str, date: Date) -> String {
        fill_with(self.get(key), |name| match name {
            "year" => Some(date.year().to_string().into()),
            "month" => Some(date.month().to_string().into()),
            "day" => Some(date.day().to_string().into()),
            "month_start" => Some(start(self.get(month_key(date))).into()),
            "month_name" => Some(self.get(month_key(date)).into()),
            _ => None,
        })
    }
}

const MONTHS: [&str; 12] = [
    "month_1", "month_2", "month_3", "month_4", "month_5", "month_6", "month_7", "month_8", "month_9",
    "month_10", "month_11", "month_12",
];

const WEEKDAYS: [&str; 7] =
    ["weekday_1", "weekday_2", "weekday_3", "weekday_4", "weekday_5", "weekday_6", "weekday_7"];

fn month_key(date: Date) -> &'static str {
    MONTHS[usize::from(date.month().unsigned_abs()) - 1]
}

/// As much of a name as an axis has room for.
pub fn start(name: &str) -> &str {
    name.char_indices().nth(3).map_or(name, |(end, _)| &name[..end])
}

/// Fills each `{name}` of a text; a name without a value stays as it is.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    fill_with(text, |name| values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).into()))
}

fn fill_with<'a>(text: &str, value: impl Fn(&str) -> Option<Cow<'a, str>>) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let found = after.split_once('}').and_then(|(name, next)| Some((value(name)?, next)));
        match found {
            Some((value, next)) => {
                filled.push_str(&value);
                rest = next;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled + rest
}

/// A count in words: `forms` is `singular|plural`, or one form for all, with `{n}` in it.
pub fn counted(n: u64, forms: &str) -> String {
    counted_as(n == 1, &grouped(n), forms)
}

/// As [`counted`], of a number that is written already.
pub fn counted_as(is_one: bool, number: &str, forms: &str) -> String {
    let (one, many) = forms.split_once('|').unwrap_or((forms, forms));
    fill(if is_one { one } else { many }, &[("n", number)])
}

/// A number with commas between each three digits, as all these languages write it.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
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

    /// The names in braces that a text has filled in, each once.
    fn placeholders(text: &str) -> std::collections::BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
    }

    #[test]
    fn every_language_has_the_same_things_filled_in() {
        let reference = table("en").unwrap();
        for language in languages() {
            for (key, word) in table(language).unwrap() {
                assert!(!word.trim().is_empty(), "{language}: {key}");
                // A month may be named or numbered; a date has its year wherever another language has it.
                let dated = |name: &&str| !name.starts_with("month");
                let filled: Vec<_> = placeholders(&word).into_iter().filter(dated).collect();
                let wanted: Vec<_> = placeholders(&reference[&key]).into_iter().filter(dated).collect();
                assert_eq!(filled, wanted, "{language}: {key}");
            }
        }
    }

    #[test]
    fn a_language_without_a_table_takes_the_one_that_is_nearest() {
        for (language, table) in [
            ("zh", "zh-CN"),
            ("zh-Hans-HK", "zh-CN"),
            ("zh-SG", "zh-CN"),
            ("zh-tw", "zh-TW"),
            ("zh-Hant", "zh-TW"),
            ("zh-HK", "zh-TW"),
            ("ja-JP", "ja"),
            ("en-GB", "en"),
        ] {
            assert_eq!(serving(language), Some(table), "{language}");
            assert_eq!(Strings::load(language, &BTreeMap::new()).unwrap().language, language);
        }
        assert_eq!([serving("fr"), serving("english"), serving("en-\" x"), serving("")], [None; 4]);
    }

    #[test]
    fn a_day_is_written_as_its_readers_write_it() {
        let day = |language: &str| {
            Strings::load(language, &BTreeMap::new()).unwrap().day(jiff::civil::date(2026, 3, 5))
        };
        assert_eq!(
            ["zh-CN", "zh-TW", "ja", "en"].map(day),
            ["2026年3月5日", "2026年3月5日", "2026年3月5日", "March 5, 2026"]
        );
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
    fn large_numbers_are_written_as_their_readers_write_them() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        let numbers = [9_999, 10_000, 123_456, 12_345_678, 123_456_789];
        let written = |language: &str| {
            let strings = Strings::load(language, &BTreeMap::new()).unwrap();
            numbers.map(|n| strings.in_short(n))
        };
        assert_eq!(written("zh-CN"), ["9,999", "1 万", "12.3 万", "1,235 万", "1.23 亿"]);
        assert_eq!(written("en"), ["9,999", "10,000", "123,456", "12.3 million", "123 million"]);
    }

    #[test]
    fn counts_take_the_singular_only_for_one() {
        assert_eq!(counted(1, "1 record|{n} records"), "1 record");
        assert_eq!(counted(0, "1 record|{n} records"), "0 records");
        assert_eq!(counted(3, "{n} 条"), "3 条");
    }
}
