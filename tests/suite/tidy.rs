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
        // What is behind these words are tests.
        let tests = if name.ends_with("/tests.rs") { "\nuse " } else { "#[cfg(test)]" };
        (name, text.split(tests).next().unwrap().to_owned())
    })
    .collect()
}

/// The stage that a file belongs to: its folder of `src`.
fn stage(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

/// The modules that a file declares, in its order.
fn declared(file: &str) -> Vec<String> {
    let text = fs::read_to_string(repository(file)).unwrap();
    let declared = text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    declared.map(str::to_owned).collect()
}

/// The stages in the order of the walk, and the public modules of each.
fn stages() -> Vec<(String, Vec<String>)> {
    let stages = declared("src/lib.rs").into_iter();
    stages.map(|stage| (stage.clone(), declared(&format!("src/{stage}/mod.rs")))).collect()
}

#[test]
fn a_folder_of_rust_is_a_stage_of_the_walk() {
    let mut folders: Vec<String> = stages().into_iter().map(|(stage, _)| stage).collect();
    folders.extend(["lib.rs", "main.rs", "web"].map(str::to_owned));
    folders.sort();
    let mut found: Vec<String> = fs::read_dir(repository("src"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    found.sort();
    assert_eq!(found, folders);
    for (file, _) in sources() {
        assert!(stage(&file) != "web", "{file}: what runs in a browser is no Rust");
    }
}

/// The place of a path in the order of the walk: its stage, and its module there. The stage's own file uses its modules,
/// and they use it.
fn place(stages: &[(String, Vec<String>)], stage: &str, module: &str) -> Option<(usize, Option<usize>)> {
    let at = stages.iter().position(|(known, _)| known == stage)?;
    Some((at, stages[at].1.iter().position(|known| known == module)))
}

/// What `text` names after `crate::`: the stage and the module, also where several are named in braces.
fn used(text: &str) -> Vec<(String, String)> {
    let word =
        |text: &str| -> String { text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
    let mut used = Vec::new();
    for rest in text.split("crate::").skip(1) {
        assert!(!rest.starts_with('{'), "a line for each stage: {}", rest.lines().next().unwrap());
        let stage = word(rest);
        let rest = rest[stage.len()..].strip_prefix("::").unwrap_or_default();
        let modules = match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap().split(',').map(|part| word(part.trim())).collect(),
            None => vec![word(rest)],
        };
        used.extend(modules.into_iter().map(|module| (stage.clone(), module)));
    }
    used
}

#[test]
fn a_module_uses_only_those_above_it() {
    let stages = stages();
    assert_eq!(stages.len(), 11);
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let module = file.split('/').nth(1).unwrap_or_default().trim_end_matches(".rs");
        let Some(own) = place(&stages, stage(&file), module) else { continue };
        for (stage, module) in used(&text) {
            let Some(other) = place(&stages, &stage, &module) else { continue };
            let is_later =
                other.0 == own.0 && matches!((other.1, own.1), (Some(other), Some(own)) if other > own);
            if other.0 > own.0 || is_later {
                wrong.push(format!("{file} uses {stage}::{module}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn only_the_edges_touch_disk_clock_and_environment() {
    const EDGES: [&str; 4] = ["disk", "serve", "commands", "main"];
    for (file, text) in sources().iter().filter(|(file, _)| !EDGES.contains(&stage(file))) {
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
    let table = fs::read_to_string(repository("src/base/i18n/en.toml")).unwrap();
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
    let query = fs::read_to_string(repository("src/web/search/query.js")).unwrap();
    let is_filter = |word: &str, kind: &str| query.contains(&format!("['{word}', '{kind}'],"));
    for language in synopsite::base::i18n::languages() {
        let table = fs::read_to_string(repository(&format!("src/base/i18n/{language}.toml"))).unwrap();
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
    let table = fs::read_to_string(repository("src/base/i18n/messages/en.toml")).unwrap();
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
