//! What the program says where it cannot go on: what, where, why and what to do, in the site's language.

use std::os::unix::fs::symlink;

use crate::records::usual;
use crate::sandbox::Sandbox;

/// A site with what keeps one command after the other from going on.
fn troubled(language: &str) -> Sandbox {
    let site = Sandbox::new();
    site.record("a.txt", &usual(1, "一致性")).file("synopsite.toml", format!("language = '{language}'\n"));
    site.file("taken/index.html", "somebody's own page")
        .file("a-file", "text")
        .file("export/a.md", "notes\n");
    let wrong = format!("language = '{language}'\ntitle = 3\n");
    site.file("wrong.toml", wrong).file("binary.toml", [0xff, 0xfe]);
    site.file("mine.json", "{}\n");
    symlink("nowhere", site.path("gone.txt")).unwrap();
    site
}

const COMMANDS: [&[&str]; 13] = [
    &["-r", "nowhere", "build"],
    &["build", "--content-dir", "nowhere"],
    &["build", "--content-dir", "a-file"],
    &["build", "--output-dir", "content/site"],
    &["build", "--output-dir", "."],
    &["build", "--output-dir", "/"],
    &["build", "--output-dir", "a-file/site"],
    &["build", "--output-dir", "taken"],
    &["--config", "nowhere.toml", "build"],
    &["--config", "binary.toml", "check"],
    &["--config", "wrong.toml", "build"],
    &["export", "--format", "json", "--output", "mine.json"],
    &["serve", "--interface", "192.0.2.1"],
];

/// The commands and what they said, with the folder's path left out.
fn transcript(site: &Sandbox) -> String {
    let root = site.path("").canonicalize().unwrap().display().to_string();
    let said = COMMANDS.iter().map(|args| {
        let stderr = site.run_with(args, &[]).fails(2);
        format!("$ synopsite {}\n{}\n", args.join(" "), stderr.replace(&root, "SITE"))
    });
    said.collect()
}

#[test]
fn what_ends_a_command_is_said_in_the_sites_language_with_what_to_do() {
    let chinese = transcript(&troubled("zh-CN"));
    snapbox::assert_data_eq!(chinese, snapbox::file!["cli/failures.zh-CN.txt"].raw());
    let english = transcript(&troubled("en"));
    snapbox::assert_data_eq!(english, snapbox::file!["cli/failures.en.txt"].raw());
}

#[test]
fn a_template_that_cannot_be_used_is_shown_with_its_place_and_what_to_do() {
    for (language, start, end) in [
        ("zh-CN", "错误: 模板无法使用：", "建议: README 的“模板”一节"),
        ("en", "error: the templates cannot be used: ", "help: the README lists under “Templates”"),
    ] {
        let site = troubled(language);
        site.file("templates/record.html", "{% extends \"default/record.html\" %}\n{{ record. }}\n");
        let said = site.run(&["build"]).fails(2);
        assert!(said.starts_with(start) && said.contains(end), "{said}");
        assert!(said.contains("record.html:2"), "{said}");
    }
}
