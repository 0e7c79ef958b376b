//! What a build keeps for the next one: it makes builds faster and no site another, whatever becomes of it.

use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use crate::records::usual;
use crate::sandbox::{Sandbox, Tree, assert_same, difference};
use crate::server::{Server, until};

const CACHE: &str = ".public.synopsite-cache";

/// So many records are in more than one page of a list and script of texts.
const RECORDS: usize = 40;

/// A site that was built, and whose files are older than any tick of a clock.
fn built() -> Sandbox {
    let site = Sandbox::new();
    for number in 0..RECORDS {
        site.record(&format!("{number}.txt"), &usual(number, "一致性"));
    }
    site.file("content/corrections.toml", "['2.txt']\ntitle = '第二'\n");
    site.file("static/own.txt", "own").file("synopsite.toml", "base_url = 'https://example.org/'\n");
    sleep(Duration::from_millis(2100));
    site.build();
    site
}

/// The site as a build would make it that knows of no other.
fn clean(site: &Sandbox) -> Tree {
    site.run(&["build", "--no-cache", "-o", "clean"]).succeeds();
    let tree = site.tree_of("clean");
    fs::remove_dir_all(site.path("clean")).unwrap();
    tree
}

/// Builds; gives how many files were written and removed.
fn build(site: &Sandbox) -> (usize, usize) {
    site.run(&["build", "--changes", "changes.txt"]).succeeds();
    let changes = site.read("changes.txt");
    let count = |sign: char| changes.lines().filter(|line| line.starts_with(sign)).count();
    (count('+'), count('-'))
}

fn state(site: &Sandbox) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(site.path(CACHE)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| !file.ends_with(".gitignore"));
    files.sort();
    assert!(files.len() > 2);
    files
}

#[test]
fn a_damaged_state_is_as_if_there_was_none() {
    let site = built();
    let expected = clean(&site);
    let last = RECORDS - 1;
    for (number, file) in state(&site).into_iter().enumerate() {
        let whole = fs::read(&file).unwrap();
        // Some places of each file, in its head and behind it.
        let places = [0, 17, 31, 32, whole.len() / 3, whole.len() - 1];
        let flipped = places.into_iter().map(|place| {
            let mut bytes = whole.clone();
            bytes[place] ^= 1 << (place % 8);
            bytes
        });
        let cut = [0, 16, 40, whole.len() - 1].map(|length| whole[..length.min(whole.len())].to_vec());
        let longer = [&whole[..], b"x"].concat();
        for damaged in flipped.chain(cut).chain([longer]) {
            fs::write(&file, damaged).unwrap();
            build(&site);
            assert_same(&site.tree(), &expected);
            fs::write(&file, &whole).unwrap();
        }
        // What is there is of another moment than the rest.
        site.record(&format!("{last}.txt"), &usual(last + number + 1, "别的"));
        build(&site);
        fs::write(&file, &whole).unwrap();
        site.record(&format!("{last}.txt"), &usual(last, "一致性"));
        build(&site);
        assert_same(&site.tree(), &expected);
    }
}

#[test]
fn a_state_of_another_site_is_not_believed() {
    let (site, other) = (built(), Sandbox::new());
    other.record("0.txt", &usual(7, "别的")).build();
    fs::remove_dir_all(other.path(CACHE)).unwrap();
    fs::create_dir(other.path(CACHE)).unwrap();
    for file in state(&site) {
        fs::copy(&file, other.path(CACHE).join(file.file_name().unwrap())).unwrap();
    }
    other.file("synopsite.toml", site.read("synopsite.toml")).build();
    assert_same(&other.tree(), &clean(&other));
}

#[test]
fn nothing_that_has_not_changed_is_written() {
    let site = built();
    assert_eq!(build(&site), (0, 0));
    assert_eq!(site.read("changes.txt"), "");
    site.record("new.txt", "Timestamp: 2099-01-01T10:00:00\nTitle: 新的一条\n\nDescription:\n刚到。\n");
    let (written, _) = build(&site);
    let changes = site.read("changes.txt");
    assert!(changes.contains("+ records/new.html\n") && changes.contains("+ index.html\n"), "{changes}");
    assert!(written < site.tree().len() / 2, "{changes}");
    site.remove("content/new.txt");
    build(&site);
    assert!(site.read("changes.txt").contains("- records/new.html\n"));
    assert_same(&site.tree(), &clean(&site));
    site.run(&["build", "--changes", "changes.json"]).succeeds();
    let changes: serde_json::Value = serde_json::from_str(&site.read("changes.json")).unwrap();
    assert_eq!(changes, serde_json::json!({ "written": [], "removed": [] }));
}

/// So many records have a base of the index and a tail.
#[test]
fn an_index_that_is_changed_is_what_a_clean_build_writes() {
    let site = Sandbox::new();
    (0..300).for_each(|number| _ = site.record(&format!("{number}.txt"), &usual(number, "一致性")));
    site.build();
    let new = |day: &str| {
        format!("Timestamp: {day}T10:00:00\nTitle: 蜂箱 {day}\n\nDescription:\n蜜蜂与 hive 的一天。\n")
    };
    let changes: [&dyn Fn(); 9] = [
        &|| _ = site.record("7.txt", &usual(7, "一致性，又添了一句关于蜂箱的话")),
        &|| _ = site.record("new.txt", &new("2099-01-01")),
        &|| _ = site.record("late.txt", &new("2001-01-01")),
        &|| _ = site.remove("content/7.txt").remove("content/299.txt"),
        // It moves from the middle to the end.
        &|| _ = site.record("9.txt", &usual(9, "一致性").replacen("2026-", "2098-", 1)),
        &|| fs::rename(site.path("content/10.txt"), site.path("content/别名.txt")).unwrap(),
        &|| {
            _ = site
                .file("content/corrections.toml", "['11.txt']\ntitle = '蜂箱'\n['12.txt']\nhidden = true\n")
        },
        // Over the next multiple of a tail.
        &|| (300..400).for_each(|number| _ = site.record(&format!("{number}.txt"), &usual(number, "别的"))),
        &|| (0..60).for_each(|number| drop(fs::remove_file(site.path(&format!("content/{number}.txt"))))),
    ];
    for (number, change) in changes.iter().enumerate() {
        change();
        build(&site);
        let clean = clean(&site);
        let mut built = site.tree();
        // Only an earlier build knows where records were.
        built.retain(|path, _| clean.contains_key(path) || path.starts_with("search/"));
        let unlike = difference(&built, &clean);
        assert!(unlike.iter().all(|path| path.starts_with(".synopsite-")), "{number}: {unlike:?}");
    }
}

#[test]
fn a_sentence_more_changes_no_more_than_its_buckets() {
    let site = Sandbox::new();
    for number in 0..300 {
        site.record(&format!("{number}.txt"), &usual(number, &"一致性".repeat(number)));
    }
    site.build();
    let buckets =
        site.tree().keys().filter(|path| path.starts_with("search/base/") && path.ends_with(".js")).count();
    site.record("7.txt", &usual(7, "一致性，蜂"));
    let (_, removed) = build(&site);
    let changes = site.read("changes.txt");
    let changed = changes.lines().filter(|line| line.starts_with("+ search/base/")).count();
    assert_eq!(removed, 0, "{changes}");
    assert!(0 < changed && changed < buckets, "{changed} of {buckets}");
}

/// What `rsync` does with such a list.
#[test]
fn whoever_takes_over_the_changes_has_the_site() {
    let site = built();
    site.copy_from(&site, "public");
    for (path, bytes) in site.tree().into_iter().filter(|(path, _)| !path.ends_with('/')) {
        site.file(&format!("copy/{path}"), bytes);
    }
    site.record("3.txt", &usual(3, "别的")).remove("content/4.txt").file("static/own.txt", "other");
    site.file("content/corrections.toml", "['5.txt']\ntags = ['订正']\n");
    build(&site);
    for line in site.read("changes.txt").lines() {
        match line.split_at(2) {
            ("+ ", path) => drop(
                site.file(&format!("copy/{path}"), fs::read(site.path(&format!("public/{path}"))).unwrap()),
            ),
            ("- ", path) => fs::remove_file(site.path(&format!("copy/{path}"))).unwrap(),
            other => panic!("{other:?}"),
        }
    }
    let files = |mut tree: Tree| {
        tree.retain(|path, _| !path.ends_with('/') && !path.starts_with(".synopsite-"));
        tree
    };
    assert_same(&files(site.tree_of("copy")), &files(site.tree()));
}

#[test]
fn a_record_is_read_again_whatever_its_time_and_size_say() {
    let site = built();
    let file = site.path("content/3.txt");
    let (before, time) =
        (fs::read_to_string(&file).unwrap(), fs::metadata(&file).unwrap().modified().unwrap());
    let other = before.replacen('一', "二", 1);
    assert_eq!(other.len(), before.len());
    assert_ne!(other, before);
    fs::write(&file, &other).unwrap();
    File::options().append(true).open(&file).unwrap().set_modified(time).unwrap();
    build(&site);
    assert_same(&site.tree(), &clean(&site));
    // Twice within one tick of a clock.
    fs::write(&file, &before).unwrap();
    build(&site);
    fs::write(&file, &other).unwrap();
    build(&site);
    assert_same(&site.tree(), &clean(&site));
}

#[test]
fn a_folder_whose_times_alone_are_others_gives_no_other_file() {
    let site = built();
    for number in 0..RECORDS {
        let file = File::options().append(true).open(site.path(&format!("content/{number}.txt"))).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(number as u64 * 1000)).unwrap();
    }
    assert_eq!(build(&site), (0, 0));
    // The same site and its state at another place, as a copy to another machine has them.
    let copy = Sandbox::new();
    for folder in ["content", "static", "public", CACHE] {
        copy.copy_from(&site, folder);
    }
    copy.file("synopsite.toml", site.read("synopsite.toml"));
    assert_eq!(build(&copy), (0, 0));
    assert_same(&copy.tree(), &site.tree());
}

#[test]
fn what_somebody_does_to_the_site_is_mended() {
    let site = built();
    let expected = clean(&site);
    let page = "public/records/0.html";
    let pages: Vec<String> = site.tree().into_keys().filter(|path| path.ends_with(".html")).collect();
    assert!(pages.len() > RECORDS);
    for path in pages
        .iter()
        .take(3)
        .map(|path| format!("public/{path}"))
        .chain([page.to_owned()])
        .filter(|path| site.exists(path))
    {
        site.file(&path, "not mine");
        build(&site);
        site.remove(&path);
        build(&site);
        site.remove(&path);
        symlink("index.html", site.path(&path)).unwrap();
        build(&site);
        assert_same(&site.tree(), &expected);
    }
}

/// The spare has the files of the site that stands under second names.
#[test]
fn what_others_put_into_the_spare_goes_to_the_site_and_nothing_else_does() {
    let site = built();
    for words in ["别的", "又一"] {
        site.record("3.txt", &usual(3, words)).build();
    }
    site.file(".public.synopsite-spare/records/note.txt", "mine");
    site.record("4.txt", &usual(4, "别的")).build();
    assert_eq!(site.read("public/records/note.txt"), "mine");
    site.remove("public/records/note.txt");
    site.record("4.txt", &usual(4, "又一")).build();
    assert_same(&site.tree(), &clean(&site));
}

#[test]
fn a_state_that_cannot_be_kept_changes_nothing() {
    let site = built().given_to_user();
    site.record("3.txt", &usual(3, "别的"));
    site.mode(CACHE, 0o555);
    build(&site);
    build(&site);
    assert_same(&site.tree(), &clean(&site));
    site.mode(CACHE, 0o755);
    site.file("cache", "no folder");
    site.run(&["build", "--cache-dir", "cache/below"]).succeeds();
    assert_same(&site.tree(), &clean(&site));
}

/// Of drafts and of what is no longer published, the cache and the spare know more than the site.
#[test]
fn what_a_build_keeps_is_private_and_no_part_of_a_repository() {
    let site = built();
    for words in ["别的", "又一"] {
        site.record("3.txt", &usual(3, words)).build();
    }
    for folder in [CACHE, ".public.synopsite-spare"] {
        let mode = fs::metadata(site.path(folder)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{folder}");
        assert_eq!(site.read(&format!("{folder}/.gitignore")), "*\n");
    }
    let mode = |path: &str| fs::metadata(site.path(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("public"), mode("content"));
    assert!(!site.exists("public/.gitignore"));
    // One that is somebody's stays what it is.
    site.file("public/.gitignore", "assets\n");
    for words in ["别的", "又一", "还有"] {
        site.record("3.txt", &usual(3, words)).build();
        assert_eq!(site.read("public/.gitignore"), "assets\n");
    }
}

/// Builds once without a change, and once after one: the site is what a build makes that knows of no other.
fn assert_follows(change: impl Fn(&Sandbox), before: impl Fn(&Sandbox)) {
    let site = built();
    before(&site);
    sleep(Duration::from_millis(2100));
    let build = || assert!(matches!(site.run(&["build"]).code(), Some(0 | 1)));
    build();
    build();
    change(&site);
    sleep(Duration::from_millis(2100));
    build();
    assert!(matches!(site.run(&["build", "--no-cache", "-o", "clean"]).code(), Some(0 | 1)));
    let unlike = difference(&site.tree(), &site.tree_of("clean"));
    assert!(unlike.iter().all(|path| path.starts_with(".synopsite-")), "{unlike:?}");
}

#[test]
fn what_is_told_of_follows_whatever_it_is_about() {
    // Corrections that cannot be read, where there were none.
    assert_follows(
        |site| fs::create_dir(site.path("content/corrections.toml")).unwrap(),
        |site| _ = site.remove("content/corrections.toml"),
    );
    // The line of something in the settings.
    let settings = "[[categories.rules]]\nname = '无人'\nkeywords = { 'nowhere' = 9 }\n";
    assert_follows(
        |site| _ = site.file("synopsite.toml", format!("# one line more\n{settings}")),
        |site| _ = site.file("synopsite.toml", settings),
    );
    // Why a picture is not shown.
    assert_follows(
        |site| _ = site.file("content/a.png", vec![b'x'; 21_000_000]),
        |site| {
            _ = site
                .file("content/a.png", "no picture")
                .record("p.txt", "Title: 图\n\nDescription:\n![图](a.png)\n")
        },
    );
    // A word that becomes a tag.
    assert_follows(
        |site| _ = site.record("t.txt", "Title: 标签\nTags: rust\n\nDescription:\n正文。\n"),
        |site| _ = site.record("t.txt", "Title: 标签\nAuthor: rust\n\nDescription:\n正文。\n"),
    );
}

#[test]
fn a_static_file_that_cannot_be_read_keeps_its_copy() {
    let site = built().given_to_user();
    for words in ["别的", "又一"] {
        site.record("3.txt", &usual(3, words)).run(&["build"]).succeeds();
    }
    site.mode("static/own.txt", 0);
    for words in ["别的", "又一"] {
        site.record("3.txt", &usual(3, words)).run(&["build"]).fails(1);
        assert_eq!(site.read("public/own.txt"), "own");
    }
}

/// What is in it stays there, and the site that stands is the newer one.
#[test]
fn a_spare_with_something_that_cannot_be_moved_changes_no_site() {
    let site = built().given_to_user();
    for words in ["别的", "又一", "还有"] {
        site.record("3.txt", &usual(3, words)).run(&["build"]).succeeds();
    }
    site.file(".public.synopsite-spare/foo/bar.txt", "mine").mode(".public.synopsite-spare/foo", 0o555);
    for words in ["别的", "又一"] {
        site.record("3.txt", &usual(3, words)).run(&["build"]).succeeds();
        assert!(site.page_of("3.txt").transcript().contains(words));
        assert_same(&site.tree(), &clean(&site));
    }
    let kept = fs::read_to_string(site.path("public/foo/bar.txt"));
    assert_eq!(kept.unwrap_or_else(|_| site.read(".public.synopsite-spare/foo/bar.txt")), "mine");
    site.mode(".public.synopsite-spare/foo", 0o755);
}

#[test]
fn a_site_that_somebody_removed_is_made_again_as_a_new_one() {
    let site = built();
    for words in ["别的", "又一"] {
        site.record("3.txt", &usual(3, words)).build();
    }
    let mode = fs::metadata(site.path("public")).unwrap().permissions().mode();
    fs::remove_dir_all(site.path("public")).unwrap();
    site.build();
    assert_eq!(fs::metadata(site.path("public")).unwrap().permissions().mode(), mode);
    assert_same(&site.tree(), &clean(&site));
}

#[test]
fn a_check_says_the_same_whether_or_not_a_build_was_before() {
    let site = Sandbox::new();
    site.copy("tests/variants", "content").record("corrections.toml", "['nowhere.txt']\ntitle = '无'\n");
    sleep(Duration::from_millis(2100));
    let check = |option: &[&str]| {
        let ran = site.run(&[&["check", "--format", "json"], option].concat());
        (ran.code(), ran.stdout())
    };
    let expected = check(&["--no-cache"]);
    assert_eq!(check(&[]), expected);
    assert!(!site.exists(CACHE), "a check writes nothing");
    site.run(&["build", "-q"]);
    assert_eq!(check(&[]), expected);
    site.run(&["build", "-q", "--cache-dir", "cache"]);
    assert_eq!(check(&["--cache-dir", "cache"]), expected);
}

#[test]
fn a_server_keeps_what_it_has_read_for_the_next_one() {
    let site = built();
    fs::remove_dir_all(site.path(CACHE)).unwrap();
    let paths: Vec<String> = site.pages().into_keys().collect();
    let pages = |options: &[&str]| {
        let server = Server::start(&site, options);
        paths.iter().map(|path| server.get(&format!("/{path}")).plain()).collect::<Vec<_>>()
    };
    let expected = pages(&["-q", "--no-cache"]);
    assert!(!site.exists(CACHE));
    let server = Server::start(&site, &["-q"]);
    let kept = format!("{CACHE}/corrected");
    assert!(until(|| site.exists(&kept).then_some(())).is_some());
    drop(server);
    assert!(pages(&["-q"]) == expected);
    // A build takes it, and adds to it.
    build(&site);
    for file in state(&site) {
        fs::write(file, "damaged").unwrap();
    }
    assert!(pages(&["-q"]) == expected);
}

#[test]
fn a_folder_for_the_state_can_be_chosen() {
    let site = Sandbox::new();
    site.record("0.txt", &usual(0, "一致性"));
    for output in ["public", "other"] {
        site.run(&["build", "--cache-dir", "cache", "-o", output]).succeeds();
    }
    assert!(!site.exists(CACHE));
    assert_eq!(fs::read_dir(site.path("cache")).unwrap().count(), 2);
    site.run(&["build", "--no-cache"]).succeeds();
    assert_eq!(site.names(), ["cache", "content", "other", "public"]);
    site.build();
    assert!(site.exists(CACHE));
    site.run(&["build", "--no-cache"]).succeeds();
    assert!(!site.exists(CACHE));
}
