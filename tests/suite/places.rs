//! Where a site is written and where not, and that whatever else is there stays what it is.

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::Path;

use walkdir::WalkDir;

use crate::records::{fill, titled, usual};
use crate::sandbox::{NOBODY, Sandbox, assert_same, difference, is_root};

/// A site with a few records, not built.
fn site() -> Sandbox {
    let site = Sandbox::new();
    fill(&site, "content", 0..5, "一致性");
    site
}

fn set_mode(path: impl AsRef<Path>, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// What makes each of these paths, and all below them, the thing that it is: itself, its mode, its owner and its time.
fn nature(site: &Sandbox, paths: &[&str]) -> BTreeMap<String, [u64; 5]> {
    let entries = paths
        .iter()
        .flat_map(|path| WalkDir::new(site.path(path)).follow_root_links(false))
        .map(Result::unwrap);
    entries
        .map(|entry| {
            let found = fs::symlink_metadata(entry.path()).unwrap();
            let time = found.mtime() as u64 * 1_000_000_000 + found.mtime_nsec() as u64;
            let facts = [found.ino(), found.mode().into(), found.uid().into(), found.gid().into(), time];
            (entry.path().display().to_string(), facts)
        })
        .collect()
}

#[test]
fn what_is_others_keeps_its_owner_mode_and_times() {
    let site = site();
    site.build();
    site.file("public/private/key", "secret").file("public/records/bilibili/mine/note", "mine");
    site.file("public/CNAME", "example.org");
    symlink("/nowhere/at/all", site.path("public/link")).unwrap();
    for (path, mode) in [("private", 0o700), ("private/key", 0o600), ("records/bilibili/mine", 0o2750)] {
        set_mode(site.path(&format!("public/{path}")), mode);
        if is_root() {
            chown(site.path(&format!("public/{path}")), Some(1234), Some(2345)).unwrap();
            set_mode(site.path(&format!("public/{path}")), mode);
        }
    }
    // This one's folder is not of the next site.
    site.record("x.txt", &titled("独", "Category: 只此一类\n")).build();
    site.remove("content/x.txt").file("public/categories/只此一类/mine", "mine");
    let others = ["private", "records/bilibili/mine", "CNAME", "link", "categories/只此一类/mine"];
    let others = others.map(|path| format!("public/{path}"));
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    let before = nature(&site, &others);
    for words in ["别的话", "又一句话"] {
        let old = fs::metadata(site.path("public")).unwrap().ino();
        site.record("0001.txt", &usual(1, words)).build();
        assert_ne!(
            fs::metadata(site.path("public")).unwrap().ino(),
            old,
            "the site was not exchanged as a whole"
        );
        assert!(site.page_of("0001.txt").transcript().contains(words));
        assert_eq!(nature(&site, &others), before);
        assert_eq!(site.names(), ["content", "public"]);
    }
}

/// A group that others share the site with loses it no more than they lose what they put there.
#[test]
fn folders_of_the_site_keep_the_mode_that_somebody_gave_them() {
    let site = site();
    site.build();
    for (path, mode) in [("public", 0o2775), ("public/records", 0o2770), ("public/assets", 0o711)] {
        set_mode(site.path(path), mode);
    }
    site.record("0001.txt", &usual(1, "别的话")).build();
    let mode = |path: &str| fs::metadata(site.path(path)).unwrap().mode() & 0o7777;
    assert_eq!(["public", "public/records", "public/assets"].map(mode), [0o2775, 0o2770, 0o711]);
}

#[test]
fn a_folder_of_others_that_the_user_may_not_change_ends_no_build() {
    let site = site();
    site.file("public/.well-known/acme/token", "token");
    let site = site.given_to_user();
    set_mode(site.path("public/.well-known/acme"), 0o555);
    set_mode(site.path("public/.well-known"), 0o555);
    if is_root() {
        chown(site.path("public/.well-known"), Some(0), Some(0)).unwrap();
    }
    let before = nature(&site, &["public/.well-known"]);
    for words in ["从前的话", "别的话", "又一句话"] {
        site.record("0001.txt", &usual(1, words));
        site.run(&["build"]).succeeds();
        assert!(site.page_of("0001.txt").transcript().contains(words));
        assert_eq!(nature(&site, &["public/.well-known"]), before);
        assert_eq!(site.names(), ["content", "public"]);
    }
    site.remove("content/0002.txt");
    site.run(&["build"]).succeeds();
    site.run(&["build", "-o", "clean"]).succeeds();
    assert!(
        difference(&site.tree(), &site.tree_of("clean")).iter().all(|path| path.starts_with(".well-known/"))
    );
    for path in ["public/.well-known", "public/.well-known/acme"] {
        set_mode(site.path(path), 0o755);
    }
}

#[test]
fn a_folder_of_the_site_that_may_not_be_changed_is_replaced_all_the_same() {
    let site = site().given_to_user();
    site.run(&["build"]).succeeds();
    set_mode(site.path("public/records/bilibili"), 0o555);
    for words in ["别的话", "又一句话"] {
        site.record("0001.txt", &usual(1, words));
        let run = site.run(&["build", "--strict"]);
        run.succeeds();
        assert_eq!(run.stderr(), "");
        assert!(site.page_of("0001.txt").transcript().contains(words));
        assert_eq!(site.names(), ["content", "public"]);
    }
    set_mode(site.path("public/records/bilibili"), 0o755);
}

#[test]
fn what_cannot_be_removed_is_told_of_and_ends_no_build() {
    if !is_root() {
        return eprintln!("not tested: only root can make folders that another user cannot remove");
    }
    let site = site().given_to_user();
    site.run(&["build"]).succeeds();
    chown(site.path("public/records/bilibili"), Some(0), Some(0)).unwrap();
    for words in ["别的话", "又一句话"] {
        site.record("0001.txt", &usual(1, words));
        let run = site.run(&["build"]);
        run.succeeds();
        assert!(
            run.stderr().contains("警告: ") && run.stderr().contains("/records/bilibili/"),
            "{}",
            run.stderr()
        );
        assert!(site.page_of("0001.txt").transcript().contains(words));
        site.run(&["build", "-o", "clean"]).succeeds();
        assert_same(&site.tree(), &site.tree_of("clean"));
    }
    site.run(&["build", "--strict"]).fails(1);
    assert_eq!(site.run(&["build", "--quiet"]).stderr(), "");
    // When somebody has helped, nothing stays beside the site.
    chown(site.path(".public.synopsite/records/bilibili"), Some(NOBODY), None).unwrap();
    let run = site.run(&["build"]);
    run.succeeds();
    assert_eq!(
        (run.stderr().as_str(), site.names()),
        ("", ["clean", "content", "public"].map(Into::into).into())
    );
}

#[test]
fn a_folder_with_other_things_is_taken_only_by_force() {
    let site = site();
    site.file("work/thesis/chapter.tex", "text").file("work/notes.txt", "notes");
    set_mode(site.path("work/thesis"), 0o700);
    let before = nature(&site, &["work"]);
    let error = site.run(&["build", "-o", "work"]).fails(2);
    assert!(error.contains("work/notes.txt") && error.contains("--force"), "{error}");
    assert_eq!(nature(&site, &["work"]), before);
    assert_eq!(site.names(), ["content", "work"]);
    let others = ["work/thesis", "work/notes.txt"];
    let before = nature(&site, &others);
    site.run(&["build", "-o", "work", "--force"]).succeeds();
    site.record("0001.txt", &usual(1, "别的话")).run(&["build", "-o", "work"]).succeeds();
    assert_eq!(nature(&site, &others), before);
    assert!(site.exists("work/index.html"));
}

#[test]
fn what_hosts_want_in_a_site_needs_no_force() {
    let site = site();
    let of_hosts = [
        ".git",
        ".nojekyll",
        ".htaccess",
        ".well-known/x",
        "CNAME",
        "_headers",
        "_redirects",
        "lost+found/x",
    ];
    for path in of_hosts {
        site.file(&format!("public/{path}"), path);
    }
    site.build();
    of_hosts.iter().for_each(|path| assert_eq!(site.read(&format!("public/{path}")), *path));
}

#[test]
fn no_site_is_written_to_a_home_or_to_what_holds_one() {
    let site = site();
    site.file("people/ann/.ssh/id", "key").file("people/ann/.profile", "");
    set_mode(site.path("people/ann/.ssh"), 0o700);
    let before = nature(&site, &["people"]);
    let home = site.path("people/ann").display().to_string();
    for (output, force) in
        [("people/ann", false), ("people/ann", true), ("people", true), ("people/ann/../ann", true)]
    {
        let arguments = ["build", "-o", output, "--force"];
        let run = site.run_with(&arguments[..if force { 4 } else { 3 }], &[("HOME", &home)]);
        let error = run.fails(2);
        assert!(error.contains("主目录"), "{output}: {error}");
        assert_eq!(nature(&site, &["people"]), before);
    }
    site.run_with(&["build", "-o", "people/ann/public"], &[("HOME", &home)]).succeeds();
}

#[test]
fn a_file_as_output_folder_stays_a_file() {
    let site = site();
    site.file("notes.txt", "my notes");
    symlink("notes.txt", site.path("link")).unwrap();
    for arguments in [
        &["build", "-o", "notes.txt"][..],
        &["build", "-o", "link"],
        &["build", "-o", "notes.txt", "--force"],
    ] {
        let error = site.run(arguments).fails(2);
        assert!(error.contains("notes.txt") && error.contains("是文件"), "{error}");
        assert_eq!(site.read("notes.txt"), "my notes");
        assert_eq!(site.names(), ["content", "link", "notes.txt"]);
    }
}

#[test]
fn a_link_that_leads_nowhere_is_named_with_where_it_leads() {
    let site = site();
    symlink("disk/site", site.path("public")).unwrap();
    let error = site.run(&["build"]).fails(2);
    assert!(error.contains("public") && error.contains("disk/site"), "{error}");
    assert!(fs::read_link(site.path("public")).is_ok());
    fs::create_dir_all(site.path("disk/site")).unwrap();
    site.build();
    assert!(site.exists("disk/site/index.html"));
    assert!(fs::read_link(site.path("public")).is_ok());
}

#[test]
fn a_link_of_others_gives_way_to_a_folder_of_the_site_only_by_force() {
    let site = site();
    site.build();
    site.file("static/media/own.txt", "own").file("elsewhere/big.bin", "big");
    symlink("../elsewhere", site.path("public/media")).unwrap();
    let error = site.run(&["build"]).fails(2);
    assert!(error.contains("public/media") && error.contains("--force"), "{error}");
    site.run(&["build", "--force"]).succeeds();
    assert_eq!(
        (site.read("public/media/own.txt"), site.read("elsewhere/big.bin")),
        ("own".into(), "big".into())
    );
    assert!(!site.exists("elsewhere/own.txt"));
}

#[test]
fn a_folder_of_others_gives_way_to_no_file() {
    let site = site();
    site.build();
    let before = site.tree();
    site.file("static/demo", "own").file("public/demo/mine.html", "mine");
    for arguments in [&["build"][..], &["build", "--force"]] {
        let error = site.run(arguments).fails(2);
        assert!(error.contains("public/demo"), "{error}");
        assert_eq!(site.read("public/demo/mine.html"), "mine");
    }
    assert_eq!(difference(&site.tree(), &before), ["demo/", "demo/mine.html"]);
}
