//! The house rules that a reader of the code relies on.

use std::fs;

use walkdir::WalkDir;

use crate::sandbox::repository;

/// Every Rust file of `src`, with its text up to its tests.
fn sources() -> Vec<(String, String)> {
    let files = WalkDir::new(repository("src")).into_iter().map(Result::unwrap);
    let rust = files.filter(|entry| entry.path().extension().is_some_and(|e| e == "rs"));
    rust.map(|entry| {
        let name = entry.path().strip_prefix(repository("src")).unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(entry.path()).unwrap();
        (name, text.split("#[cfg(test)]").next().unwrap().to_owned())
    })
    .collect()
}

/// The module that a file belongs to.
fn module(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

#[test]
fn a_module_uses_only_those_above_it() {
    let lib = fs::read_to_string(repository("src/lib.rs")).unwrap();
    let order: Vec<&str> =
        lib.lines().filter_map(|l| l.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert!(order.len() > 15);
    let place = |name: &str| order.iter().position(|known| *known == name);
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let Some(own) = place(module(&file)) else { continue };
        let used = text
            .split("crate::")
            .skip(1)
            .map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap());
        wrong.extend(
            used.filter(|name| place(name).is_some_and(|at| at > own))
                .map(|name| format!("{file} uses {name}")),
        );
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn only_the_edges_touch_disk_clock_and_environment() {
    const EDGES: [&str; 8] = ["source", "output", "shelf", "live", "watch", "server", "command", "main"];
    for (file, text) in sources().iter().filter(|(file, _)| !EDGES.contains(&module(file))) {
        for outside in ["std::fs", "std::env", "std::net", "std::process", "Instant::now", "SystemTime"] {
            assert!(!text.contains(outside), "{file} uses {outside}");
        }
    }
}

#[test]
fn files_have_one_subject_and_a_size_to_match() {
    for (file, text) in sources() {
        assert!(text.lines().count() <= 420, "{file}: {}", text.lines().count());
        assert!(text.starts_with("//!"), "{file} does not say what it is for");
    }
}

/// A word that a template asks for and no table has would be an error in front of a reader.
#[test]
fn templates_ask_only_for_words_that_there_are() {
    let table = fs::read_to_string(repository("src/i18n/en.toml")).unwrap();
    let table: toml::Table = toml::from_str(&table).unwrap();
    for entry in fs::read_dir(repository("templates")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for (at, _) in text.match_indices("t.") {
            let before = text[..at].chars().next_back();
            let key: String =
                text[at + 2..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let is_word = before.is_some_and(|c| c == ' ' || c == '=') && !key.is_empty();
            assert!(!is_word || table.contains_key(&key), "{key}");
        }
    }
}

/// A filter that a page offers, in any language, is one that search takes for one.
#[test]
fn search_knows_the_words_of_every_interface() {
    let query = fs::read_to_string(repository("src/finder/query.js")).unwrap();
    let is_filter = |word: &str, kind: &str| query.contains(&format!("['{word}', '{kind}'],"));
    for language in synopsite::i18n::languages() {
        let table = fs::read_to_string(repository(&format!("src/i18n/{language}.toml"))).unwrap();
        let table: toml::Table = toml::from_str(&table).unwrap();
        let word = |key: &str| table[key].as_str().unwrap();
        for (key, kind) in [("category", "category"), ("tag", "tag"), ("source", "source"), ("year", "date")]
        {
            let word = word(&format!("search_key_{key}"));
            assert!(is_filter(word, kind), "{language}: {word}");
        }
        let help = word("search_help").replace('：', ":");
        let words: Vec<&str> = help.match_indices(':').map(|(end, _)| last_word(&help[..end])).collect();
        assert_eq!(words.len(), 5, "{help}");
        for word in words {
            assert!(["category", "tag", "source", "date"].iter().any(|kind| is_filter(word, kind)), "{word}");
        }
    }
}

fn last_word(text: &str) -> &str {
    text.rsplit(|c: char| !c.is_alphabetic()).next().unwrap()
}

/// Text between quotes in the code that looks like a key of a table.
fn quoted_words(text: &str) -> impl Iterator<Item = &str> {
    let is_key =
        |word: &&str| word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    text.split('"').filter(is_key)
}

/// A message without words would be shown as its key, and words that nothing says are dead.
#[test]
fn every_message_has_words_and_all_words_are_said() {
    let table = fs::read_to_string(repository("src/i18n/messages/en.toml")).unwrap();
    let table: toml::Table = toml::from_str(&table).unwrap();
    let code: String = sources().into_iter().map(|(_, text)| text).collect();
    for after in code.split("Message::new(\"").skip(1) {
        let key = after.split('"').next().unwrap();
        assert!(table.contains_key(key), "{key}");
    }
    let words: std::collections::BTreeSet<&str> = quoted_words(&code).collect();
    for start in ["flow_", "bad_alias_", "alias_taken_", "diagram_fault_", "config_"] {
        for key in words.iter().filter(|word| word.starts_with(start)) {
            assert!(table.contains_key(*key), "{key}");
        }
    }
    for key in table.keys() {
        let is_said = |key: &str| words.contains(key);
        assert!(is_said(key) || key.strip_suffix("_hint").is_some_and(is_said), "nothing says {key}");
    }
}
