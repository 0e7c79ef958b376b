//! Which category a record belongs to, and why.
//!
//! The `Category:` header decides; else the folder that the file is in; else rules of weighted
//! keywords; else there is none.

use aho_corasick::{AhoCorasick, MatchKind};
use anyhow::Result;
use serde::Deserialize;

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
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
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
        let excess = limit::categories(&mut vec![path.folders().map(str::to_owned).collect()])?;
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
        let mut folders: CategoryPath =
            path.folders().chain(inner.iter().map(String::as_str)).map(str::to_owned).collect();
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
        self.count(description, &mut in_text);
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
