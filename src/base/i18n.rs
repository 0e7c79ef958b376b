//! The interface's words: one table of strings per language, which a site can override.

use std::borrow::Cow;
use std::collections::BTreeMap;

use anyhow::Result;
use jiff::civil::Date;

use crate::base::diagnostic::Code;
use crate::base::message::{Message, Value};

/// What there is in one language, as TOML.
struct Table {
    language: &'static str,
    /// What readers of the site see; a site can override it.
    words: &'static str,
    /// What the site's owner is told.
    messages: &'static str,
    /// What each code means, at length.
    explanations: &'static str,
}

macro_rules! table {
    ($language:literal) => {
        Table {
            language: $language,
            words: include_str!(concat!("i18n/", $language, ".toml")),
            messages: include_str!(concat!("i18n/messages/", $language, ".toml")),
            explanations: include_str!(concat!("i18n/explanations/", $language, ".toml")),
        }
    };
}

const ENGLISH: Table = table!("en");
const TABLES: [Table; 4] = [table!("zh-CN"), table!("zh-TW"), ENGLISH, table!("ja")];

/// The words of one language.
#[derive(Debug, Clone)]
pub struct Strings {
    /// The language as a BCP 47 tag, as the site names it.
    pub language: String,
    table: BTreeMap<String, String>,
    messages: BTreeMap<String, String>,
    explanations: &'static str,
}

/// A part of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The text, without backticks around it.
    pub text: String,
    /// Whether it is what people type or wrote.
    pub is_code: bool,
}

/// The languages that have a table.
pub fn languages() -> impl Iterator<Item = &'static str> {
    TABLES.iter().map(|table| table.language)
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

/// The language whose table serves a locale of the system, such as `zh_TW.UTF-8`.
pub fn of_locale(locale: &str) -> Option<&'static str> {
    let name = locale.split(['.', '@']).next().unwrap_or_default();
    serving(&name.replace('_', "-"))
}

/// Looks whether a language has a table, of its own or another's.
///
/// # Errors
/// Where it has none.
pub fn check_language(language: &str) -> Result<(), Message> {
    table(language).map(drop)
}

/// Looks whether there is a string with this key; every language has the same ones.
///
/// # Errors
/// Where there is none.
pub fn check_key(key: &str) -> Result<(), Message> {
    slot(&mut read(ENGLISH.words), key).map(drop)
}

/// Puts a message into English: what is said before a site's language is known.
pub fn in_english(message: &Message) -> String {
    Strings::english().say(message)
}

fn table(language: &str) -> Result<&'static Table, Message> {
    let serving = serving(language);
    TABLES.iter().find(|table| serving == Some(table.language)).ok_or_else(|| {
        let known: Vec<_> = languages().collect();
        Message::new("config_language").with("language", language).with("known", known.join(", "))
    })
}

/// Reads a table that is part of the program; the tests read all of them.
fn read(table: &str) -> BTreeMap<String, String> {
    toml::from_str(table).unwrap_or_default()
}

fn slot<'a>(table: &'a mut BTreeMap<String, String>, key: &str) -> Result<&'a mut String, Message> {
    let unknown = match nearest(key, table.keys().map(String::as_str)) {
        Some(name) => Message::new("config_word_nearest").with("name", name),
        None => Message::new("config_word"),
    };
    table.get_mut(key).ok_or_else(|| unknown.with("key", key))
}

impl Strings {
    /// The table of `language`, with the site's own words in place of the table's.
    ///
    /// # Errors
    /// Where the language has no table, or an override names a string that does not exist.
    pub fn load(language: &str, overrides: &BTreeMap<String, String>) -> Result<Self, Message> {
        let mut strings = Self::of(language, table(language)?);
        for (key, word) in overrides {
            slot(&mut strings.table, key)?.clone_from(word);
        }
        Ok(strings)
    }

    /// English.
    pub fn english() -> Self {
        Self::of(ENGLISH.language, &ENGLISH)
    }

    fn of(language: &str, table: &Table) -> Self {
        Self {
            language: language.to_owned(),
            table: read(table.words),
            messages: read(table.messages),
            explanations: table.explanations,
        }
    }

    /// Puts a message into words.
    pub fn say(&self, message: &Message) -> String {
        self.say_with(message, '`')
    }

    /// Puts a message into words, in parts: a backtick in what is filled in begins and ends none, but for pairs that
    /// stand outside of every other, as in another program's words.
    pub fn spans(&self, message: &Message) -> Vec<Span> {
        /// No text has it: it stands for the backticks of the table until the others are filled in.
        const MARK: char = '\u{1}';
        let said = self.say_with(message, MARK);
        let outer = said.split(MARK).enumerate().map(|(place, text)| (place % 2 == 1, text));
        let spans = outer.flat_map(|(is_code, text)| {
            let is_paired = !is_code && text.matches('`').count() % 2 == 0;
            let inner = if is_paired { text.split('`').collect() } else { vec![text] };
            let span = move |(place, text): (usize, &str)| Span {
                text: text.to_owned(),
                is_code: is_code || place % 2 == 1,
            };
            inner.into_iter().enumerate().map(span).collect::<Vec<_>>()
        });
        spans.filter(|span| !span.text.is_empty()).collect()
    }

    /// Puts a message into words, with this character for the backticks of the table; what is filled in loses it.
    fn say_with(&self, message: &Message, tick: char) -> String {
        let words = self.messages.get(message.key()).map_or(message.key(), String::as_str);
        let words = match message.value("n") {
            Some(Value::Number(n)) => form(*n == 1, words),
            _ => words,
        };
        let value = |value| match value {
            &Value::Number(number) => grouped(number).into(),
            Value::Message(part) => self.say_with(part, tick).into(),
            Value::Text(text) if tick == '`' => text.as_str().into(),
            Value::Text(text) => text.replace(tick, "").into(),
        };
        fill_with(&words.replace('`', tick.encode_utf8(&mut [0; 4])), |name| message.value(name).map(value))
    }

    /// Whether there are words for a message.
    pub fn can_say(&self, message: &Message) -> bool {
        self.messages.contains_key(message.key())
    }

    /// What a code means, why it matters and what to do, in some lines.
    pub fn explain(&self, code: Code) -> String {
        read(self.explanations).remove(code.name()).unwrap_or_default().trim_end().to_owned()
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
    fill(form(is_one, forms), &[("n", number)])
}

/// The one of the forms `singular|plural` that a count takes.
fn form(is_one: bool, forms: &str) -> &str {
    let (one, many) = forms.split_once('|').unwrap_or((forms, forms));
    if is_one { one } else { many }
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

/// Comparing two names takes the product of their lengths.
const MAX_NAME: usize = 200;

/// The known name closest to a mistyped one, if any is close.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let most = 2.max(name.len() / 3);
    // What differs in length differs as much at least; and what is very long is no name that somebody mistyped.
    let may_be = |candidate: &&str| {
        name.len().max(candidate.len()) <= MAX_NAME
            && name.chars().count().abs_diff(candidate.chars().count()) <= most
    };
    let scored =
        known.filter(may_be).map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate));
    scored.filter(|(distance, _)| *distance <= most).min().map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of each language, by its name.
    fn tables(of: fn(&Table) -> &'static str) -> Vec<(&'static str, BTreeMap<String, String>)> {
        TABLES.iter().map(|table| (table.language, toml::from_str(of(table)).unwrap())).collect()
    }

    #[test]
    fn every_language_has_the_same_keys() {
        let of: [fn(&Table) -> &'static str; 2] = [|t| t.words, |t| t.messages];
        for tables in of.map(tables) {
            let reference: Vec<&String> = tables[0].1.keys().collect();
            for (language, table) in &tables {
                assert_eq!(table.keys().collect::<Vec<_>>(), reference, "{language}");
            }
        }
    }

    #[test]
    fn every_code_has_a_sentence_and_an_explanation() {
        for language in languages() {
            let strings = Strings::load(language, &BTreeMap::new()).unwrap();
            for code in Code::ALL {
                let key = code.name().replace('-', "_");
                assert!(strings.messages.contains_key(&key), "{language}: {key}");
                let lines = strings.explain(*code).lines().count();
                assert!((2..=7).contains(&lines), "{language}: {} has {lines} lines", code.name());
            }
        }
        // Each language has them all by itself, and none is left of a code that is gone.
        let mut codes: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
        codes.sort_unstable();
        for (language, table) in tables(|table| table.explanations) {
            assert_eq!(table.keys().collect::<Vec<_>>(), codes, "{language}");
        }
    }

    #[test]
    fn a_message_is_put_into_words_with_all_its_parts() {
        let found = Message::new("flow_at_line_end");
        let expected = Message::new("flow_label_end");
        let stops = Message::new("diagram_fault").with("found", found).with("expected", expected);
        let chinese = Strings::load("zh-CN", &BTreeMap::new()).unwrap();
        assert_eq!(
            in_english(&stops),
            "Mermaid stops at the end of the line, where it expects the end of the label"
        );
        assert_eq!(chinese.say(&stops), "Mermaid 停在行末，这里应当是标签的末尾");
        let value = Message::new("bad_url").with("value", "{n}|{value}");
        assert!(in_english(&value).starts_with("`{n}|{value}` is"), "what is filled in is not read again");
        let errors = |n: usize| in_english(&Message::new("n_errors").with("n", n));
        assert_eq!((errors(1), errors(1200)), ("1 error".to_owned(), "1,200 errors".to_owned()));
        assert_eq!(in_english(&Message::default()), "");
    }

    #[test]
    fn what_stands_in_backticks_is_a_part_of_its_own_whatever_is_filled_in() {
        let spans = |message: &Message| {
            let spans = Strings::english().spans(message).into_iter();
            let of = |span: Span| if span.is_code { format!("[{}]", span.text) } else { span.text };
            spans.map(of).collect::<String>()
        };
        let url = Message::new("bad_url").with("value", "a`b\u{1}c");
        assert_eq!(spans(&url), "[a`bc] is not a web address, so it is shown as text and not as a link");
        let toml = |error: &str| Message::new("config_toml").with("error", error);
        assert_eq!(spans(&toml("expected `.`, `=`")), "this cannot be read as TOML: expected [.], [=]");
        assert_eq!(spans(&toml("one ` alone")), "this cannot be read as TOML: one ` alone");
        assert_eq!(spans(&Message::default()), "");
    }

    /// The names in braces that a text has filled in, each once.
    fn placeholders(text: &str) -> std::collections::BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
    }

    #[test]
    fn every_language_has_the_same_things_filled_in() {
        let of: [fn(&Table) -> &'static str; 2] = [|t| t.words, |t| t.messages];
        for of in of {
            let reference: BTreeMap<String, String> = read(of(&ENGLISH));
            for (language, table) in tables(of) {
                for (key, word) in table {
                    assert!(!word.trim().is_empty(), "{language}: {key}");
                    // A month may be named or numbered; a date has its year wherever another language has it.
                    let dated = |name: &&str| !name.starts_with("month");
                    let filled: Vec<_> = placeholders(&word).into_iter().filter(dated).collect();
                    let wanted: Vec<_> = placeholders(&reference[&key]).into_iter().filter(dated).collect();
                    assert_eq!(filled, wanted, "{language}: {key}");
                }
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
        let error = in_english(&Strings::load("en", &overrides("uncategorised")).unwrap_err());
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
