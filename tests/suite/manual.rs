//! What the program says of itself to shells, to `man` and to those who report a fault.

use std::fs;
use std::process::Command;

use crate::sandbox::{Sandbox, repository};

/// The names of all commands, as the help lists them.
fn commands(site: &Sandbox) -> Vec<String> {
    let help = site.run(&["--help"]).stdout();
    let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap().to_owned();
    let lines = list.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: Vec<String> = lines.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect();
    assert!(names.len() >= 7 && names.contains(&"build".to_owned()), "{names:?}");
    names
}

#[test]
fn every_shell_is_told_of_every_command() {
    let site = Sandbox::new();
    let commands = commands(&site);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = site.run(&["completions", shell]);
        run.succeeds();
        for word in commands.iter().map(String::as_str).chain(["allow-host"]) {
            assert!(run.stdout().contains(word), "{shell} does not know {word}");
        }
    }
    assert!(site.run(&["completions", "tcsh"]).fails(2).contains("bash, elvish, fish, powershell, zsh"));
}

#[test]
fn bash_completes_a_command_and_its_options() {
    let site = Sandbox::new();
    site.file("completions", site.run(&["completions", "bash"]).stdout());
    let complete = |words: &[&str]| {
        let last = words.len() - 1;
        let typed = words.join(" ");
        let script = format!(
            "source ./completions; COMP_WORDS=({typed}); COMP_CWORD={last}; \
             _synopsite synopsite {} {}; echo \"${{COMPREPLY[*]}}\"",
            words[last],
            words[last - 1]
        );
        let output = Command::new("bash").args(["-c", &script]).current_dir(site.path("")).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    assert_eq!(complete(&["synopsite", "bui"]), "build");
    assert_eq!(complete(&["synopsite", "serve", "--allow"]), "--allow-host");
    assert_eq!(complete(&["synopsite", "init", "--lang"]), "--language");
}

#[test]
fn there_is_a_manual_page_for_each_command() {
    let site = Sandbox::new();
    site.run(&["man", "share/man1"]).succeeds();
    let mut pages = vec!["synopsite.1".to_owned()];
    pages.extend(
        commands(&site).iter().filter(|name| *name != "help").map(|name| format!("synopsite-{name}.1")),
    );
    pages.sort();
    let tree = site.tree_of("share/man1");
    assert_eq!(tree.keys().cloned().collect::<Vec<_>>(), pages);
    let text = |name: &str| String::from_utf8(tree[name].clone()).unwrap();
    for page in &pages {
        assert!(text(page).contains(&format!(".TH {} 1", page.trim_end_matches(".1"))), "{page}");
        assert!(text("synopsite.1").contains(&page.trim_end_matches(".1").replace('-', "\\-")), "{page}");
    }
    assert!(text("synopsite-build.1").contains("\\-\\-output\\-dir"));
    assert_eq!(site.run(&["man"]).stdout(), text("synopsite.1"));
    site.file("file", "");
    assert!(site.run(&["man", "file"]).fails(2).contains("无法写入 file：那里已经有一个文件"));
}

/// The commit of the checkout that the tests are in, if it is one.
fn head() -> Option<String> {
    let git = |args: &[&str]| {
        let output = Command::new("git").args(args).current_dir(repository("")).output().ok()?;
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim().to_owned())
    };
    if repository(".git").exists() { git(&["log", "-1", "--format=%H (%cs)"]) } else { None }
}

#[test]
fn the_version_is_short_or_with_what_the_program_was_built_from() {
    let site = Sandbox::new();
    let short = format!("synopsite {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(site.run(&["-V"]).stdout(), short);
    let said = site.run(&["--version"]).stdout();
    assert!(said.starts_with(&short), "{said}");
    let fact = |name: &str| said.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let lock: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(repository("package-lock.json")).unwrap()).unwrap();
    assert_eq!(fact("mermaid"), lock["packages"]["node_modules/mermaid"]["version"].as_str());
    assert!(fact("rustc").unwrap().starts_with("1."), "{said}");
    assert!(fact("target").unwrap().contains(std::env::consts::ARCH), "{said}");
    assert_eq!(fact("features"), cfg!(feature = "verdicts").then_some("verdicts"));
    match head() {
        None => assert_eq!(fact("commit"), None),
        Some(head) => {
            let (commit, date) = fact("commit").unwrap().split_once(' ').unwrap();
            assert!(commit.len() >= 7 && head.starts_with(commit) && head.ends_with(date), "{said}{head}");
        }
    }
}
