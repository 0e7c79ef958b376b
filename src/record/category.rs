//! Which category a record belongs to, and why.
//!
//! The `Category:` header decides; else the folder that the file is in; else rules of weighted
//! keywords; else there is none.

use aho_corasick::{AhoCorasick, MatchKind};
use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::error::OrFail;
use crate::base::i18n::serving;
use crate::base::message::Message;
use crate::config::{Categories, Rule};
use crate::record::parse::limit;
use crate::record::{CategoryPath, ContentPath, Head};

/// The rules that come with the program.
const DEFAULT_RULES: &str = include_str!("default_rules.toml");
/// A keyword in the title says more than one in the summary.
const TITLE_FACTOR: u32 = 3;
/// A word that is repeated all over says no more than one that stands here and there.
const MAX_OCCURRENCES: u32 = 3;
/// Below this, what was found is chance.
const MIN_SCORE: u32 = 4;

/// Why a record is in its categories.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// The record's `Category:` header says so.
    Header,
    /// A correction says so.
    Correction,
    /// The file is in this folder of the content folder.
    Folder(String),
    /// These keywords were found; the weightiest come first.
    Keywords(Vec<String>),
    /// Nothing speaks for any category.
    Nothing,
}

/// A record's categories and the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// At least one category unless the reason is [`Why::Nothing`].
    pub categories: Vec<CategoryPath>,
    /// The reason.
    pub why: Why,
}

impl Assignment {
    /// What is said of a file's folders where not all of them count.
    pub fn note(&self, path: &ContentPath) -> Option<Diagnostic> {
        let Why::Folder(_) = self.why else { return None };
        let folders = without_dates(path.folders()).map(str::to_owned).collect();
        let excess = limit::categories(&mut vec![folders])?;
        Some(Diagnostic::file(Code::OverLimit, excess.what, Message::new("over_limit_hint_folder")))
    }
}

/// The rules of a site, ready to be applied.
#[derive(Debug)]
pub struct Classifier {
    names: Vec<CategoryPath>,
    keywords: Vec<Keyword>,
    automaton: AhoCorasick,
}

#[derive(Debug)]
struct Keyword {
    text: String,
    rule: usize,
    weight: u32,
}

#[derive(Deserialize)]
struct DefaultRules {
    rule: Vec<DefaultRule>,
}

#[derive(Deserialize)]
struct DefaultRule {
    name: String,
    name_tw: String,
    name_en: String,
    name_ja: String,
    keywords: std::collections::BTreeMap<String, u32>,
}

impl Classifier {
    /// Takes the site's rules, and the language in which the default ones are named.
    ///
    /// # Errors
    /// Where the keywords are too many to be compiled.
    pub fn new(config: &Categories, language: &str) -> Result<Self> {
        let mut rules = config.rules.clone();
        if config.default_rules {
            let defaults: DefaultRules =
                toml::from_str(DEFAULT_RULES).or_fail(|| Message::new("rules_unusable"))?;
            rules.extend(defaults.rule.into_iter().map(|rule| {
                let name = match serving(language) {
                    Some("zh-TW") => rule.name_tw,
                    Some("ja") => rule.name_ja,
                    Some("en") => rule.name_en,
                    _ => rule.name,
                };
                Rule { name, keywords: rule.keywords }
            }));
        }
        let mut names = Vec::new();
        let mut keywords = Vec::new();
        for (index, rule) in rules.into_iter().enumerate() {
            names.push(named(&rule.name));
            let words = rule.keywords.into_iter().filter(|(text, _)| !text.is_empty());
            keywords.extend(words.map(|(text, weight)| Keyword { text, rule: index, weight }));
        }
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(keywords.iter().map(|keyword| &keyword.text))
            .or_fail(|| Message::new("rules_unusable"))?;
        Ok(Self { names, keywords, automaton })
    }

    /// The categories of a record.
    pub fn assign(&self, path: &ContentPath, head: &Head, description: &str) -> Assignment {
        if !head.categories.is_empty() {
            return Assignment { categories: head.categories.clone(), why: Why::Header };
        }
        // An export is as good as the folder that it was made of, wherever it is put.
        let inner = head.origin.split_last().map_or(&[][..], |(_, folders)| folders);
        let all = path.folders().chain(inner.iter().map(String::as_str));
        let mut folders: CategoryPath = without_dates(all).map(str::to_owned).collect();
        if !folders.is_empty() {
            let why = Why::Folder(folders.join("/"));
            limit::path(&mut folders);
            return Assignment { categories: vec![folders], why };
        }
        self.by_rules(&head.title, description)
    }

    fn by_rules(&self, title: &str, description: &str) -> Assignment {
        let mut in_title = vec![0; self.keywords.len()];
        let mut in_text = vec![0; self.keywords.len()];
        self.count(title, &mut in_title);
        self.count_evidence(description, &mut in_text);
        let score = |index: usize| {
            let occurrences = |n: u32| n.min(MAX_OCCURRENCES);
            self.keywords[index].weight
                * (TITLE_FACTOR * occurrences(in_title[index]) + occurrences(in_text[index]))
        };
        let mut scores = vec![0; self.names.len()];
        for (index, keyword) in self.keywords.iter().enumerate() {
            scores[keyword.rule] += score(index);
        }
        // `max_by_key` keeps the last of equals; the first rule should win.
        let best = scores.iter().enumerate().rev().max_by_key(|(_, score)| **score);
        let Some((rule, _)) = best.filter(|(_, score)| **score >= MIN_SCORE) else {
            return Assignment { categories: Vec::new(), why: Why::Nothing };
        };
        let of_rule = |index: &usize| self.keywords[*index].rule == rule && score(*index) > 0;
        let mut found: Vec<usize> = (0..self.keywords.len()).filter(of_rule).collect();
        found.sort_by_key(|index| std::cmp::Reverse(score(*index)));
        let words = found.into_iter().take(5).map(|index| self.keywords[index].text.clone()).collect();
        Assignment { categories: vec![self.names[rule].clone()], why: Why::Keywords(words) }
    }

    /// Counts what stands in a description, but not in the lines that a program puts over or under every summary.
    fn count_evidence(&self, text: &str, counts: &mut [u32]) {
        for found in self.automaton.find_overlapping_iter(text) {
            if is_whole_word(text, found.range()) && !is_of_program(text, found.range()) {
                counts[found.pattern().as_usize()] += 1;
            }
        }
    }

    fn count(&self, text: &str, counts: &mut [u32]) {
        for found in self.automaton.find_overlapping_iter(text) {
            if is_whole_word(text, found.range()) {
                counts[found.pattern().as_usize()] += 1;
            }
        }
    }
}

/// The category that a rule names, as deep as categories go.
pub fn named(name: &str) -> CategoryPath {
    let mut path = name.split('/').map(|name| name.trim().to_owned()).collect();
    limit::path(&mut path);
    path
}

/// The folders that are no dates: pipelines keep records by year, month and day, which says nothing of what they are about. A
/// number alone is a month or a day where a date stands above it.
fn without_dates<'a>(folders: impl Iterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    let mut is_below_date = false;
    folders.filter(move |name| {
        let is_date = is_date(name) || is_below_date && is_number(name);
        is_below_date = is_date;
        !is_date
    })
}

/// Whether a folder's name is a year, a month with its year, or a day: `2026`, `2026年`, `2026-05`, `202605`, `2026年5月1日` …
fn is_date(name: &str) -> bool {
    let parts: Vec<&str> =
        name.split(['-', '_', '.', '年', '月', '日', ' ']).filter(|part| !part.is_empty()).collect();
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
    let is_year =
        |text: &str| text.len() == 4 && number(text).is_some_and(|year| (1970..2200).contains(&year));
    let is_in =
        |text: &str, most: u32| text.len() <= 2 && number(text).is_some_and(|n| (1..=most).contains(&n));
    match parts[..] {
        [packed] if matches!(packed.len(), 6 | 8) && packed.is_ascii() => {
            let (year, rest) = packed.split_at(4);
            let (month, day) = rest.split_at(2);
            is_year(year) && is_in(month, 12) && (day.is_empty() || is_in(day, 31))
        }
        [year] => is_year(year),
        [year, month] => is_year(year) && (is_in(month, 12) || is_week(month)),
        [year, month, day] => is_year(year) && is_in(month, 12) && is_in(day, 31),
        _ => false,
    }
}

/// `W23`
fn is_week(name: &str) -> bool {
    name.strip_prefix(['W', 'w']).is_some_and(|week| week.parse::<u32>().is_ok_and(|week| week <= 53))
}

/// `05`, `5月`, `May` or `05-May`, as a folder below that of a year.
fn is_number(name: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let is_month = |word: &str| {
        let word = word.to_ascii_lowercase();
        word.get(..3).is_some_and(|start| MONTHS.contains(&start))
            && word.bytes().all(|b| b.is_ascii_alphabetic())
    };
    let is_small = |text: &str| {
        let digits = text.trim_end_matches(['月', '日', '号']);
        digits.parse::<u32>().is_ok_and(|n| (1..=31).contains(&n)) && digits.len() <= 2
    };
    let mut parts = name.split(['-', '_', ' ', '.']).filter(|part| !part.is_empty()).peekable();
    parts.peek().is_some() && parts.all(|part| is_small(part) || is_month(part) || is_week(part))
}

/// Whether a place is in a short line by which a program names itself, such as `## AI 总结` or `由 AI 生成`: it stands in every
/// record, so it tells nothing of one.
fn is_of_program(text: &str, place: std::ops::Range<usize>) -> bool {
    const AROUND: usize = 60;
    const WORDS: [&str; 21] = [
        "总结",
        "總結",
        "摘要",
        "概要",
        "纪要",
        "笔记",
        "筆記",
        "解读",
        "生成",
        "整理",
        "助手",
        "要約",
        "요약",
        "summary",
        "summaries",
        "summarized",
        "notes",
        "generated",
        "overview",
        "transcript",
        "assistant",
    ];
    let start = text.floor_char_boundary(place.start.saturating_sub(AROUND));
    let end = text.ceil_char_boundary((place.end + AROUND).min(text.len()));
    let before = &text[start..place.start];
    let after = &text[place.end..end];
    let is_short = (start == 0 || before.contains('\n')) && (end == text.len() || after.contains('\n'));
    if !is_short {
        return false;
    }
    let first = place.start - before.len() + before.rfind('\n').map_or(0, |end| end + 1);
    let last = place.end + after.find('\n').unwrap_or(after.len());
    let line = text[first..last].trim().to_lowercase();
    let is_set_apart =
        line.starts_with(['#', '*', '>', '_', '-', '—', '【', '<', '（', '(']) && !line.starts_with("- ");
    let is_label = is_set_apart
        || line.ends_with([':', '：'])
        || ["由", "本", "generated", "by "].iter().any(|start| line.starts_with(start));
    is_label && WORDS.iter().any(|word| line.contains(word))
}

/// `AI` is no word in `MAIL`; Chinese words have no edges to look at.
fn is_whole_word(text: &str, range: std::ops::Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let joined = |a: Option<&u8>, b: Option<&u8>| matches!((a, b), (Some(a), Some(b)) if a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric());
    let before = range.start.checked_sub(1).and_then(|at| bytes.get(at));
    !joined(before, bytes.get(range.start)) && !joined(bytes.get(range.end - 1), bytes.get(range.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classify(path: &str, category: &str, title: &str, text: &str) -> Assignment {
        let config = Categories {
            default_rules: false,
            rules: vec![
                Rule {
                    name: "技术/AI".into(), keywords: [("AI".into(), 2), ("大模型".into(), 3)].into()
                },
                Rule { name: "数学".into(), keywords: [("数学".into(), 2), ("证明".into(), 1)].into() },
            ],
        };
        let classifier = Classifier::new(&config, "zh-CN").unwrap();
        let categories = if category.is_empty() { vec![] } else { vec![vec![category.to_owned()]] };
        let head = Head { title: title.into(), categories, ..Head::default() };
        classifier.assign(&ContentPath::new(path), &head, text)
    }

    #[test]
    fn the_header_wins_then_the_folder_then_the_rules() {
        assert_eq!(classify("a/b.txt", "职场", "大模型", "").why, Why::Header);
        let by_folder = classify("播客/科技/b.txt", "", "大模型", "");
        assert_eq!(by_folder.categories, [["播客", "科技"]]);
        let by_rules = classify("b.txt", "", "大模型怎么用", "AI 与 ai");
        assert_eq!(by_rules.categories, [["技术", "AI"]]);
        assert_eq!(by_rules.why, Why::Keywords(vec!["大模型".into(), "AI".into()]));
    }

    #[test]
    fn folders_that_are_dates_are_no_category() {
        let folders = |path: &str| {
            let found = classify(&format!("{path}/b.txt"), "", "散步", "");
            found.categories.first().map(|path| path.join("/")).unwrap_or_default()
        };
        for dates in [
            "2026",
            "2026/05",
            "2026/5月/01",
            "2026年",
            "2026年5月",
            "2026-05",
            "202605",
            "20260501",
            "2026_05_01",
            "2026/May",
            "2026/05-May",
            "2026-W23",
            "2026/2026-05/2026-05-01",
        ] {
            assert_eq!(folders(dates), "", "{dates}");
            assert_eq!(folders(&format!("播客/{dates}/科技")), "播客/科技", "{dates}");
        }
        for names in ["05", "第2026期", "20265", "2026年会", "2026 计划/05", "May", "1024"] {
            assert_eq!(folders(names), names);
        }
        assert_eq!(classify("2026/05/b.txt", "", "大模型怎么用", "AI").categories, [["技术", "AI"]]);
    }

    #[test]
    fn what_a_program_puts_over_every_summary_is_no_evidence() {
        for line in [
            "## AI 总结",
            "### 🤖 AI Summary",
            "**AI 摘要**",
            "> 本文由 AI 生成",
            "AI 笔记：",
            "*Generated by AI*",
        ] {
            let text = format!("{line}\n\n脖子前倾。\n\n{line}\n\n{line}\n");
            assert_eq!(classify("b.txt", "", "颈椎 AI", &text).why, Why::Keywords(vec!["AI".into()]));
            assert_eq!(classify("b.txt", "", "颈椎", &text).why, Why::Nothing, "{line}");
        }
        let text = "- AI 能总结会议\n- AI 能写代码";
        assert_eq!(classify("b.txt", "", "工具", text).why, Why::Keywords(vec!["AI".into()]));
    }

    #[test]
    fn chance_is_no_reason() {
        assert_eq!(classify("b.txt", "", "散步", "一次证明").why, Why::Nothing);
        assert_eq!(classify("b.txt", "", "MAIL, MAIL and MAIL", "said FAIR").why, Why::Nothing);
    }

    #[test]
    fn the_default_rules_are_named_in_the_sites_language() {
        for (language, title, expected) in [
            ("zh-CN", "大模型 LLM", "人工智能"),
            ("zh-Hant", "大模型 LLM", "人工智慧"),
            ("en-GB", "LLM agents and LLM", "Artificial intelligence"),
            ("ja", "LLM と AGI", "人工知能"),
        ] {
            let classifier = Classifier::new(&Categories::default(), language).unwrap();
            let head = Head { title: title.into(), ..Head::default() };
            let found = classifier.assign(&ContentPath::new("x.txt"), &head, "");
            assert_eq!(found.categories[0].join("/"), expected);
        }
    }
}
