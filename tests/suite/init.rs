//! A site to begin with: `synopsite init`.

use std::fs;

use crate::records::usual;
use crate::sandbox::{Sandbox, assert_same};

const WRITTEN: [&str; 4] = [
    "synopsite.toml",
    ".synopsite.schema.json",
    "content/一条记录的样子.txt",
    "content/what-a-record-looks-like.txt",
];

#[test]
fn an_empty_folder_becomes_a_site_without_a_fault() {
    let site = Sandbox::new();
    let run = site.run_with(&["init"], &[("LANG", "en_GB.UTF-8")]);
    run.succeeds();
    let said: String = WRITTEN.iter().map(|path| format!("written: {path}\n")).collect();
    assert_eq!(run.stdout(), format!("{said}next: synopsite serve --open\n"));
    let checked = site.run(&["check", "--strict"]);
    checked.succeeds();
    assert_eq!((checked.stdout().starts_with("2 records"), checked.stderr().as_str()), (true, ""));
    site.build();
    let chinese = site.page_of("一条记录的样子.txt");
    assert!(chinese.text("code.language-mermaid").starts_with("flowchart TD"));
    assert_eq!(site.page_of("what-a-record-looks-like.txt").text("h1"), "What a record looks like");
    assert!(site.page("index.html").body().contains("一条记录的样子"));
}

/// They say how a record looks, so they have to be good ones.
#[test]
fn the_examples_show_every_part_of_a_record() {
    let site = Sandbox::new();
    site.run(&["init", "-q"]).succeeds();
    let run = site.build();
    assert_eq!(run.stderr(), "");
    let records: serde_json::Value = serde_json::from_str(&site.read("public/records.json")).unwrap();
    for record in records["records"].as_array().unwrap() {
        assert_eq!((record["status"].as_str(), record["duration"].as_u64()), (Some("success"), Some(268)));
        assert_eq!(
            (record["tags"].as_array().unwrap().len(), &record["problems"]),
            (2, &serde_json::json!([]))
        );
        assert!(record["excerpt"].as_str().unwrap().len() > 40);
    }
}

#[test]
fn only_title_and_language_are_set_and_the_rest_is_explained() {
    let site = Sandbox::new();
    site.run(&["init", "-q", "--language", "en"]).succeeds();
    let text = site.read("synopsite.toml");
    let set: Vec<&str> = text.lines().filter(|line| !line.starts_with('#') && line.contains('=')).collect();
    assert_eq!(set, ["title = \"\"", "language = \"en\""]);
    assert!(text.starts_with("#:schema ./.synopsite.schema.json\n"), "{text}");
    assert!(text.contains("\n# How many records a full page of a list holds: 1 to 500.\n#page_size = 20\n"));
    let schema: serde_json::Value = serde_json::from_str(&site.read(".synopsite.schema.json")).unwrap();
    assert_eq!(schema["properties"]["page_size"]["maximum"], 500);
}

#[test]
fn the_language_is_that_which_is_asked_for_or_the_systems() {
    for (arguments, variables, language, words) in [
        (vec!["--language", "ja"], vec![("LANG", "en_US.UTF-8")], "ja", "次のコマンド: "),
        (vec!["-l", "en"], vec![], "en", "next: "),
        (vec![], vec![("LANG", "zh_TW.UTF-8")], "zh-TW", "下一步：synopsite -r s"),
        (vec![], vec![("LANG", "zh_TW.UTF-8"), ("LC_ALL", "en_US")], "en", "next: "),
        (vec![], vec![("LANG", "ja_JP"), ("LC_ALL", "")], "ja", "次のコマンド: "),
        (vec![], vec![("LANG", "C.UTF-8")], "zh-CN", "下一步："),
        (vec![], vec![], "zh-CN", "下一步："),
    ] {
        let site = Sandbox::new();
        let run = site.run_with(&[&["init", "s"], arguments.as_slice()].concat(), &variables);
        run.succeeds();
        assert!(run.stdout().contains(words), "{variables:?}: {}", run.stdout());
        let text = site.read("s/synopsite.toml");
        assert!(text.contains(&format!("\nlanguage = \"{language}\"\n")), "{variables:?}");
        assert_eq!(text.contains("站点名称"), language.starts_with("zh"));
    }
    let said = Sandbox::new().run(&["init", "-l", "fr"]).fails(2);
    assert!(said.contains("zh-CN, zh-TW, en, ja"), "{said}");
}

#[test]
fn nothing_is_overwritten_and_nothing_is_written_then() {
    for in_the_way in &WRITTEN[..2] {
        let site = Sandbox::new();
        site.file(&format!("s/{in_the_way}"), "mine");
        let before = site.tree_of("s");
        let said = site.run_with(&["init", "s"], &[("LANG", "en_US")]).fails(2);
        assert!(said.contains(&format!("in the way:\n  s/{in_the_way}\nhelp: ")), "{said}");
        assert_same(&site.tree_of("s"), &before);
    }
    let site = Sandbox::new();
    site.run(&["init"]).succeeds();
    site.file("synopsite.toml", "title = 'mine'").remove(WRITTEN[2]).remove(WRITTEN[3]);
    let before = site.tree_of(".");
    let said = site.run_with(&["init", "-l", "zh-CN"], &[]).fails(2);
    assert!(said.contains("什么都没有写入") && said.contains("\n  synopsite.toml\n"), "{said}");
    assert!(said.contains("\n  .synopsite.schema.json\n") && !said.contains("content"), "{said}");
    assert_same(&site.tree_of("."), &before);
}

#[test]
fn a_file_where_a_folder_would_be_is_in_the_way() {
    let site = Sandbox::new();
    site.file("s/content", "a file").file("f", "another");
    let said = site.run_with(&["init", "s"], &[("LANG", "en")]).fails(2);
    assert!(said.contains("in the way:\n  s/content\nhelp"), "{said}");
    let said = site.run_with(&["init", "f"], &[("LANG", "en")]).fails(2);
    assert!(said.contains("in the way:\n  f\nhelp"), "{said}");
    assert_eq!((site.names(), site.read("f").as_str()), (vec!["f".to_owned(), "s".to_owned()], "another"));
    // A link that leads nowhere is there, too: writing through it would make a file elsewhere.
    std::os::unix::fs::symlink("../elsewhere.toml", site.path("s/synopsite.toml")).unwrap();
    site.remove("s/content");
    assert!(site.run_with(&["init", "s"], &[("LANG", "en")]).fails(2).contains("s/synopsite.toml"));
    assert!(!site.exists("elsewhere.toml") && !site.exists("s/content"));
}

#[test]
fn a_content_folder_with_records_gets_only_settings() {
    let site = Sandbox::new();
    site.record("talks/a.txt", &usual(1, "一致性")).record("b.txt", &usual(2, "一致性"));
    let before = site.tree_of("content");
    let run = site.run_with(&["init"], &[("LANG", "en")]);
    run.succeeds();
    assert_same(&site.tree_of("content"), &before);
    assert_eq!(site.names(), [".synopsite.schema.json", "content", "synopsite.toml"]);
    assert!(
        run.stdout().contains("content holds records (2): they are left as they are"),
        "{}",
        run.stdout()
    );
    assert!(site.build().stdout().starts_with("2 records"));
}

#[test]
fn a_folder_that_itself_holds_records_is_their_content_folder() {
    let site = Sandbox::new();
    site.file("notes/a.txt", usual(1, "一致性")).file("notes/talks/b.txt", usual(2, "一致性"));
    let run = site.run_with(&["init", "notes"], &[("LANG", "en")]);
    run.succeeds();
    let said = run.stdout();
    assert!(said.contains("notes itself holds records (2)"), "{said}");
    assert!(said.ends_with("next: synopsite -r notes serve --open\n"), "{said}");
    assert_eq!(
        fs::read_dir(site.path("notes")).unwrap().count(),
        4,
        "the two that were there, and the settings with their schema"
    );
    let built = site.run(&["-r", "notes", "build", "--strict"]);
    built.succeeds();
    assert!(built.stdout().starts_with("2 records"), "{}", built.stdout());
    assert!(site.exists("notes-site/records/bilibili/BV1xxxxxxxx1.html"));
    let again = site.run(&["-r", "notes", "build"]);
    assert!(again.stdout().contains(": 0 written, "), "{}", again.stdout());
}

#[test]
fn other_text_files_make_no_folder_of_records() {
    let site = Sandbox::new();
    site.file("s/README.md", "# Notes\n\nNote: what this is for\n")
        .file("s/LICENSE", "Licence: as you like\n\nText\n");
    site.run(&["init", "s"]).succeeds();
    assert!(site.exists("s/content/what-a-record-looks-like.txt"));
    assert!(site.read("s/synopsite.toml").contains("\n#content_dir = \"content\"\n"));
}

#[test]
fn the_next_command_can_be_typed_as_it_stands() {
    let site = Sandbox::new();
    let run = site.run_with(&["init", "it's a site"], &[("LANG", "en")]);
    let next = run.stdout().lines().last().unwrap().strip_prefix("next: ").unwrap().to_owned();
    let typed =
        next.replacen("synopsite", env!("CARGO_BIN_EXE_synopsite"), 1).replace("serve --open", "check");
    let typed =
        std::process::Command::new("sh").args(["-c", &typed]).current_dir(site.path("")).output().unwrap();
    assert!(typed.status.success(), "{next}: {}", String::from_utf8_lossy(&typed.stderr));
    let quiet = site.run(&["-q", "-r", "other", "init"]);
    assert_eq!((quiet.code(), quiet.stdout().as_str()), (Some(0), ""));
    assert!(site.exists("other/synopsite.toml"));
    assert!(site.run(&["-c", "own.toml", "init", "third"]).fails(2).contains("--config"));
}
