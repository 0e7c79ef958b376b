//! Where settings come from, and which of them counts.

use crate::records::usual;
use crate::sandbox::{Run, Sandbox};

/// The address of the home page that a build gives it, as its canonical link says.
fn address(site: &Sandbox, options: &[&str], variables: &[(&str, &str)]) -> Vec<String> {
    site.run_with(&[&["build"], options].concat(), variables).succeeds();
    site.page("index.html").attributes("link[rel=canonical]", "href")
}

#[test]
fn the_command_line_wins_over_the_environment_and_that_over_the_file() {
    let site = Sandbox::new();
    site.record("a.txt", &usual(1, "一致性"));
    let variable = [("SYNOPSITE_BASE_URL", "https://variable.example/")];
    assert!(address(&site, &[], &[]).is_empty());
    assert_eq!(address(&site, &[], &variable), ["https://variable.example/"]);
    site.file("synopsite.toml", "base_url = 'https://file.example/'");
    assert_eq!(address(&site, &[], &[]), ["https://file.example/"]);
    assert_eq!(address(&site, &[], &variable), ["https://variable.example/"]);
    assert_eq!(address(&site, &["-u", "https://option.example/"], &variable), ["https://option.example/"]);
    // As good as none.
    assert_eq!(address(&site, &[], &[("SYNOPSITE_BASE_URL", "")]), ["https://file.example/"]);
}

#[test]
fn every_command_takes_settings_of_the_environment() {
    let site = Sandbox::new();
    site.file("s/records/a.txt", usual(1, "一致性")).file("s/records/b.txt", usual(2, "一致性"));
    // Relative to the site's folder, as in the file.
    let variables = [
        ("SYNOPSITE_CONTENT_DIR", "records"),
        ("SYNOPSITE_OUTPUT_DIR", "site"),
        ("SYNOPSITE_LANGUAGE", "en"),
    ];
    for (command, folder) in [("check", None), ("build", Some("s/site/index.html"))] {
        let run = site.run_with(&["-r", "s", command], &variables);
        run.succeeds();
        assert!(run.stdout().starts_with("2 records"), "{}", run.stdout());
        assert_eq!(site.exists("s/site/index.html"), folder.is_some());
    }
}

#[test]
fn a_variable_of_a_table_changes_one_setting_of_it() {
    let site = Sandbox::new();
    let text = usual(4, "大模型").replace("Category: 技术/数据库\n", "").replace("日志", "苹果果园");
    let rules =
        "[[categories.rules]]\nname = '果园'\nkeywords = { '果园' = 9 }\n[strings]\nuncategorized = 'Misc'\n";
    site.record("a.txt", &text).file("synopsite.toml", rules);
    let variables =
        [("SYNOPSITE_CATEGORIES__DEFAULT_RULES", "false"), ("SYNOPSITE_STRINGS__NAV_HOME", "Start here")];
    site.run_with(&["build"], &variables).succeeds();
    let home = site.page("index.html");
    assert!(home.texts(".site-nav a").contains(&"Start here".to_owned()));
    assert!(site.exists("public/categories/果园/index.html"));
}

fn refused(site: &Sandbox, name: &str, text: &str) -> Run {
    let run = site.run_with(&["build"], &[(name, text)]);
    let said = run.fails(2);
    assert!(said.starts_with(&format!("error: the environment variable {name}: ")), "{said}");
    run
}

#[test]
fn a_variable_that_is_no_setting_or_has_no_value_of_it_is_an_error_with_a_hint() {
    let site = Sandbox::new();
    site.record("a.txt", &usual(1, "一致性")).file("synopsite.toml", "language = 'en'");
    for (name, text, what) in [
        ("SYNOPSITE_TITTLE", "x", "\nhelp: did you mean `SYNOPSITE_TITLE`?\n"),
        ("SYNOPSITE_CATEGORIES__DEFAULT_RULE", "true", "did you mean `SYNOPSITE_CATEGORIES__DEFAULT_RULES`?"),
        ("SYNOPSITE_PAGE_SIZE", "0", "must be from 1 to 500"),
        ("SYNOPSITE_PAGE_SIZE", "many", "the setting must be a whole number"),
        ("SYNOPSITE_BASE_URL", "example.org", "write it with `https://`"),
    ] {
        let said = refused(&site, name, text).stderr();
        assert!(said.contains(what), "{said}");
    }
    let said =
        site.file("synopsite.toml", "language = 'zh-CN'").run_with(&["build"], &[("SYNOPSITE_TITTLE", "x")]);
    assert!(
        said.fails(2).contains("环境变量 SYNOPSITE_TITTLE：这里没有 `tittle` 这项设置"),
        "{}",
        said.stderr()
    );
    // The program's own name is nobody's setting.
    site.run_with(&["check"], &[("SYNOPSITE", "/usr/bin/synopsite")]).succeeds();
}

#[test]
fn a_wrong_file_is_named_with_its_place_whatever_the_environment_says() {
    let site = Sandbox::new();
    site.record("a.txt", &usual(1, "一致性")).file("synopsite.toml", "title = 'x'\npage_size = 0\n");
    let said = site.run_with(&["build"], &[("SYNOPSITE_PAGE_SIZE", "5")]).fails(2);
    assert!(said.contains("synopsite.toml:2:13"), "{said}");
    let run = site.run_with(&["check"], &[("SYNOPSITE_PAGE_SIZE", "5")]);
    run.succeeds();
    assert!(run.stderr().contains("synopsite.toml:2:13"), "{}", run.stderr());
}
