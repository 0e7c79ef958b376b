//! The output folder: the same every time, written with economy, and shared with others.

use std::collections::BTreeSet;
use std::fs;

use crate::records::{fill, usual};
use crate::sandbox::{Sandbox, assert_same};

/// A built site of some records.
fn built() -> Sandbox {
    let site = Sandbox::new();
    fill(&site, "content", 0..50, "一致性");
    site.build();
    site
}

/// The pages that a change rewrites, makes or removes. Every other one is the same file as before. With the pages
/// come the files of the records that changed, their texts for search, and its index.
fn touched(site: &Sandbox, change: impl FnOnce()) -> Vec<String> {
    let touched = touched_files(site, change).into_iter();
    touched.filter(|path| !path.starts_with("search/") && !path.ends_with(".txt")).collect()
}

/// The files that a change rewrites, makes or removes.
fn touched_files(site: &Sandbox, change: impl FnOnce()) -> Vec<String> {
    let before = site.identities();
    change();
    site.build();
    let after = site.identities();
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    paths.into_iter().filter(|path| before.get(*path) != after.get(*path)).cloned().collect()
}

#[test]
fn two_builds_are_the_same_bytes_wherever_and_in_whatever_order() {
    let (first, second) = (Sandbox::new(), Sandbox::new());
    for site in [&first, &second] {
        site.copy("tests/variants", "content");
    }
    for number in 0..60 {
        first.record(&format!("{number}.txt"), &usual(number, "一致性"));
        second.record(&format!("{}.txt", 59 - number), &usual(59 - number, "一致性"));
    }
    first.build();
    second.build();
    assert_same(&first.tree(), &second.tree());
    first.run(&["build", "-o", "elsewhere/site"]).succeeds();
    assert_same(&first.tree(), &first.tree_of("elsewhere/site"));
}

#[test]
fn a_second_build_writes_nothing() {
    let site = built();
    let folder = fs::metadata(site.path("public")).unwrap().modified().unwrap();
    assert_eq!(touched(&site, || ()), Vec::<String>::new());
    assert_eq!(fs::metadata(site.path("public")).unwrap().modified().unwrap(), folder);
    assert_eq!(site.build().count("写入"), 0);
}

/// And the statistics, which tell how long all texts are.
#[test]
fn a_changed_transcript_changes_one_page() {
    let site = built();
    let text = usual(7, "一致性").replace("为什么呢", "为什么呢今天不说");
    let touched = touched(&site, || {
        site.record("0007.txt", &text);
    });
    assert_eq!(touched, ["records/bilibili/BV1xxxxxxxx7.html", "statistics/index.html"]);
    assert!(site.page("records/bilibili/BV1xxxxxxxx7.html").transcript().contains("今天不说"));
}

#[test]
fn a_changed_transcript_changes_one_text_for_search() {
    let site = built();
    let text = usual(7, "一致性").replace("为什么呢", "为什么呢今天不说");
    let touched = touched_files(&site, || {
        site.record("0007.txt", &text);
    });
    let texts: Vec<&String> = touched.iter().filter(|path| path.starts_with("search/text/")).collect();
    assert_eq!(texts.len(), 1, "{texts:?}");
}

#[test]
fn a_changed_description_changes_one_page_as_long_as_its_abstract_stays() {
    let site = built();
    let text = usual(7, "一致性").replace("先写**“日志”**", "先读**“日志”**");
    let touched = touched(&site, || {
        site.record("0007.txt", &text);
    });
    assert_eq!(touched, ["records/bilibili/BV1xxxxxxxx7.html"]);
}

/// Number 49 is the newest: it stands on the home page, in `生活`'s list, its source's, and its day's, month's and year's.
#[test]
fn a_changed_abstract_changes_the_lists_that_show_it() {
    let site = built();
    let text = usual(49, "一致性").replace("状态只是日志的影子", "日志才是本体");
    let touched = touched(&site, || {
        site.record("0049.txt", &text);
    });
    let dates = ["archive/2026/02/22/index.html", "archive/2026/02/index.html", "archive/2026/index.html"];
    let lists = [
        "browse/part-4.js",
        "categories/技术/index.html",
        "index.html",
        // So few words for three quarters of an hour are told of there.
        "problems/index.html",
        "records.json",
        "records/bilibili/BV1xxxxxxx49.html",
    ];
    let more = ["sources/bilibili/index.html", "statistics/index.html", "tags/日志/index.html"];
    assert_eq!(touched, [&dates[..], &lists[..], &more[..]].concat());
}

#[test]
fn a_new_record_leaves_old_pages_of_lists_alone() {
    let site = built();
    let touched = touched(&site, || {
        site.record("0051.txt", &usual(51, "一致性"));
    });
    assert!(touched.iter().any(|path| path == "index.html"));
    assert!(site.exists("public/archive/2026/page-1.html"));
    let old = touched.iter().filter(|path| path.contains("/page-"));
    assert_eq!(old.count(), 0, "{touched:#?}");
}

#[test]
fn a_removed_record_takes_its_page_and_the_folders_it_leaves_empty() {
    let site = built();
    let text = usual(3, "一致性").replace("https://b23.tv/x3", "").replace(" BV1xxxxxxxx3", "");
    site.record("单独/一处/只此一条.txt", &text.replace("Category: Science", "Category: 只此一类/其下"));
    site.build();
    assert!(site.exists("public/records/单独/一处/只此一条.html"));
    assert!(site.exists("public/categories/只此一类/其下/index.html"));
    let removed = site.remove("content/单独/一处/只此一条.txt").build().count("删除");
    assert!(removed >= 3, "{removed}");
    assert!(!site.exists("public/records/单独"));
    assert!(!site.exists("public/categories/只此一类"));
    site.run(&["build", "-o", "clean"]).succeeds();
    assert_same(&site.tree(), &site.tree_of("clean"));
}

#[test]
fn what_others_put_into_the_output_folder_stays() {
    let site = built();
    let foreign = [
        ("public/CNAME", "example.org"),
        ("public/.git/HEAD", "ref: refs/heads/main"),
        ("public/.git/objects/ab/cdef", "object"),
        ("public/records/bilibili/note.html", "mine"),
        ("public/drafts/deep/er/index.html", "mine too"),
    ];
    for (path, text) in foreign {
        site.file(path, text);
    }
    fs::create_dir_all(site.path("public/empty/of/mine")).unwrap();
    site.record("0001.txt", &usual(1, "别的话"));
    site.build();
    site.remove("content/0002.txt").build();
    for (path, text) in foreign {
        assert_eq!(site.read(path), text);
    }
    assert!(site.exists("public/empty/of/mine"));
    assert!(site.page_of("0001.txt").transcript().contains("别的话"));
    // A record's folder goes when its records go, and stays as long as somebody else's file is in it.
    fs::remove_dir_all(site.path("content")).unwrap();
    site.record("x.txt", &usual(1000, "剩下的")).build();
    assert_eq!(site.read("public/records/bilibili/note.html"), "mine");
}

#[test]
fn a_link_in_the_output_folder_stays_a_link() {
    let site = built();
    site.file("elsewhere/big.bin", "big");
    std::os::unix::fs::symlink("../elsewhere", site.path("public/media")).unwrap();
    site.record("0001.txt", &usual(1, "别的话")).build();
    assert_eq!(fs::read_link(site.path("public/media")).unwrap().to_str(), Some("../elsewhere"));
    assert_eq!(site.read("public/media/big.bin"), "big");
}

#[test]
fn a_file_that_the_program_did_not_write_is_replaced_only_by_force() {
    let site = Sandbox::new();
    fill(&site, "content", 0..5, "一致性");
    site.file("public/archive/index.html", "mine");
    let error = site.run(&["build"]).fails(2);
    assert!(error.contains("public/archive/index.html") && error.contains("--force"), "{error}");
    let found: Vec<String> = site.tree().into_keys().collect();
    assert_eq!(found, ["archive/", "archive/index.html"]);
    assert_eq!(site.read("public/archive/index.html"), "mine");
    assert_eq!(site.names(), ["content", "public"]);
    site.run(&["build", "--force"]).succeeds();
    assert!(site.read("public/archive/index.html").contains("<html"));
    site.build();
}

/// What somebody changed by hand is the program's all the same: the next build mends it.
#[test]
fn a_damaged_page_is_mended() {
    let site = built();
    let sound = site.tree();
    site.file("public/index.html", "oops").remove("public/categories/index.html").build();
    assert_same(&site.tree(), &sound);
}

#[test]
fn a_folder_gives_way_to_a_file_of_its_name_and_the_other_way_round() {
    let site = Sandbox::new();
    site.record("a.txt", &usual(1, "一致性"));
    for path in ["static/demo/index.html", "static/demo", "static/demo/again/index.html"] {
        let _ = fs::remove_dir_all(site.path("static"));
        site.file(path, "demo").build();
        site.run(&["build", "-o", "clean"]).succeeds();
        assert_same(&site.tree(), &site.tree_of("clean"));
    }
}

#[test]
fn the_output_folder_cannot_stand_in_what_the_site_is_made_of() {
    let site = Sandbox::new();
    site.record("a.txt", &usual(1, "一致性")).file("templates/x.html", "").file("static/x", "");
    for output in ["content", "content/public", ".", "templates", "static/site", "content/../static"] {
        let error = site.run(&["build", "-o", output]).fails(2);
        assert!(error.contains("用 `--output-dir` 换一个"), "{output}: {error}");
    }
    assert_eq!(site.names(), ["content", "static", "templates"]);
    assert_eq!(site.tree_of("content").len(), 1);
}
