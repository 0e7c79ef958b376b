//! What cannot be read: it is told of, and what was published of it stays.

use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use rustix::fs::{CWD, FileType, Mode, mknodat};
use synopsite::config::Config;
use synopsite::pages::builder::Builder;
use synopsite::pages::lost::Lost;
use synopsite::pages::snapshot::Snapshot;
use synopsite::record::ContentPath;
use synopsite::record::files::RecordFiles;
use synopsite::record::parse::Corrections;
use synopsite::site::entry::Entry;

use crate::records::{titled, usual, video};
use crate::sandbox::{Sandbox, Tree, assert_same, difference};
use crate::server::{Server, until};

/// Ten records in the folder itself and ten in one below, as they are published.
fn published() -> Sandbox {
    let site = Sandbox::of_user();
    for number in 0..20 {
        let folder = if number < 10 { "" } else { "sub/" };
        site.record(&format!("{folder}{number}.txt"), &usual(number, "一致性"));
    }
    site.file("synopsite.toml", "raw_files = true").build();
    site
}

/// The files of a site that are records' own, pages of a list by terms or attachments: what a reader may have kept the
/// address of.
fn missing(before: &Tree, after: &Tree) -> Vec<String> {
    let pages = before.keys().filter(|path| path.ends_with(".html") || path.ends_with(".txt"));
    pages.filter(|path| !after.contains_key(*path)).cloned().collect()
}

fn page(number: usize) -> String {
    format!("records/bilibili/{}.html", video(number))
}

#[test]
fn the_pages_of_a_folder_that_cannot_be_read_stay() {
    let site = published();
    let before = site.tree();
    site.mode("content/sub", 0);
    site.record("0.txt", &usual(0, "新的"));
    let said = site.run(&["build"]).fails(1);
    assert!(said.contains("错误 unreadable  content/sub"), "{said}");
    let after = site.tree();
    assert_eq!(missing(&before, &after), Vec::<String>::new());
    assert!((10..20).all(|number| before[&page(number)] == after[&page(number)]));
    // One bad folder does not stop the rest.
    assert!(site.read(&format!("public/{}", page(0))).contains("新的"));
    assert!(site.run(&["check"]).fails(1).contains("content/sub"));
    site.mode("content/sub", 0o755).record("0.txt", &usual(0, "一致性"));
    site.build();
    assert_same(&site.tree(), &before);
}

#[test]
fn the_page_of_a_file_that_cannot_be_read_stays_as_it_was() {
    let site = published();
    let before = site.tree();
    site.mode("content/3.txt", 0);
    assert!(site.run(&["build"]).fails(1).contains("content/3.txt"));
    let after = site.tree();
    assert_eq!(missing(&before, &after), Vec::<String>::new());
    assert_eq!(before[&page(3)], after[&page(3)]);
    assert_eq!(before[&page(3).replace(".html", ".txt")], after[&page(3).replace(".html", ".txt")]);
    // And it is known again by its address when it is renamed after all.
    site.mode("content/3.txt", 0o644).build();
    assert_same(&site.tree(), &before);
}

#[test]
fn what_a_folder_had_goes_when_it_is_known_to_be_gone() {
    let site = published();
    site.mode("content/sub", 0);
    site.run(&["build"]).fails(1);
    site.mode("content/sub", 0o755);
    fs::remove_dir_all(site.path("content/sub")).unwrap();
    site.build();
    assert!((10..20).all(|number| !site.exists(&format!("public/{}", page(number)))));
    let clean = Sandbox::new();
    for number in 0..10 {
        clean.record(&format!("{number}.txt"), &usual(number, "一致性"));
    }
    clean.file("synopsite.toml", "raw_files = true").build();
    assert_same(&site.tree(), &clean.tree());
}

#[test]
fn a_path_that_is_too_long_is_an_error_with_its_name() {
    let site = Sandbox::new();
    site.record("a.txt", &usual(1, "一致性"));
    let script = "cd content; for i in $(seq 25); do mkdir $0; cd $0; done; echo Title: x > x.txt";
    let name = format!("deep{}", "d".repeat(200));
    let made = Command::new("sh").args(["-c", script, &name]).current_dir(site.path(".")).status().unwrap();
    assert!(made.success());
    let said = site.run(&["build"]).fails(1);
    assert!(said.contains("deepddd") && said.contains("unreadable"), "{said}");
    assert!(site.exists(&format!("public/{}", page(1))));
}

#[test]
fn static_files_that_cannot_be_read_stay_as_they_were() {
    let site = Sandbox::of_user();
    site.record("a.txt", &usual(1, "一致性"));
    for path in ["open.css", "locked.css", "folder/inner.css"] {
        site.file(&format!("static/{path}"), format!("/* {path} */"));
    }
    site.build();
    site.mode("static/locked.css", 0).mode("static/folder", 0).file("static/open.css", "/* new */");
    let said = site.run(&["build"]).fails(1);
    assert!(said.contains("static/locked.css") && said.contains("static/folder"), "{said}");
    assert_eq!(site.read("public/open.css"), "/* new */");
    assert_eq!(site.read("public/locked.css"), "/* locked.css */");
    assert_eq!(site.read("public/folder/inner.css"), "/* folder/inner.css */");
    site.mode("static/folder", 0o755);
}

#[test]
fn templates_that_cannot_be_read_are_not_left_out() {
    let site = published();
    let before = site.tree();
    site.file("templates/parts/404.html", "x").mode("templates/parts", 0);
    assert!(site.run(&["build"]).fails(2).contains("templates"));
    assert_same(&site.tree(), &before);
    site.mode("templates/parts", 0o755);
}

#[test]
fn a_folder_that_has_no_record_any_more_is_not_taken_for_an_empty_site() {
    let site = published();
    let before = site.tree();
    fs::rename(site.path("content"), site.path("away")).unwrap();
    fs::create_dir(site.path("content")).unwrap();
    let said = site.run(&["build"]).fails(2);
    assert!(said.contains("20") && said.contains("--force"), "{said}");
    assert_same(&site.tree(), &before);
    site.run(&["build", "--force"]).succeeds();
    assert!(!site.exists(&format!("public/{}", page(1))));
}

#[test]
fn a_file_that_is_too_large_is_told_of_and_not_read() {
    let site = Sandbox::new();
    site.file("synopsite.toml", "max_file_mb = 1").record("small.txt", &usual(1, "一致性"));
    site.record("large.txt", &titled("大", &format!("Description:\n{}\n", "字".repeat(400_000))));
    let said = site.run(&["build"]).fails(1);
    assert!(said.contains("content/large.txt") && said.contains("max_file_mb"), "{said}");
    assert!(site.exists(&format!("public/{}", page(1))));
    site.file("synopsite.toml", "max_file_mb = 2").build();
}

#[test]
fn a_pipe_keeps_nobody_waiting() {
    let site = Sandbox::new();
    site.record("a.txt", &usual(1, "一致性"));
    for name in ["corrections.toml", "pipe.txt", "a.srt"] {
        let path = site.path(&format!("content/{name}"));
        mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    }
    let said = site.run(&["build"]).fails(1);
    assert!(said.contains("corrections.toml"), "{said}");
    assert!(site.exists(&format!("public/{}", page(1))));
}

#[test]
fn links_lead_only_where_they_may() {
    let site = Sandbox::new();
    site.record("a.txt", &usual(1, "一致性")).record("in/b.txt", &usual(2, "一致性"));
    site.file("private/secret.txt", usual(3, "秘密"))
        .file("private/s.srt", "1\n00:00:01,000 --> 00:00:02,000\n秘密\n");
    site.file("share/c.txt", usual(4, "共享"));
    for (target, link) in [
        ("../private", "folder"),
        ("../private/secret.txt", "file.txt"),
        ("../private/s.srt", "a.srt"),
        ("../share", "share"),
        ("in", "again"),
        ("..", "up"),
        (".", "round"),
    ] {
        symlink(target, site.path(&format!("content/{link}"))).unwrap();
    }
    site.file("synopsite.toml", "linked_dirs = ['share']\nversions = 'apart'");
    let run = site.run(&["check", "-v"]);
    run.succeeds();
    let said = run.stderr();
    for link in ["folder", "file.txt", "a.srt", "up", "round"] {
        assert!(said.contains(&format!("content/{link}")), "{link}: {said}");
    }
    site.build();
    assert!(site.tree().values().all(|bytes| !String::from_utf8_lossy(bytes).contains("秘密")));
    let files: Vec<String> = site.pages().into_keys().collect();
    assert_eq!(files, ["a.txt", "again/b.txt", "in/b.txt", "share/c.txt"]);
    // The folder itself may be a link.
    fs::rename(site.path("content"), site.path("real")).unwrap();
    symlink("real", site.path("content")).unwrap();
    site.build();
    assert_eq!(site.pages().into_keys().collect::<Vec<_>>(), files);
}

/// A snapshot of one record, and what it is rendered from.
fn snapshot() -> (Snapshot, RecordFiles) {
    let config = Config { raw_files: true, ..Config::default() };
    let builder = Builder::new(config, &[]).unwrap();
    let record_files = RecordFiles::from(usual(1, "一致性").as_bytes());
    let entries = builder.entries(&ContentPath::new("a.txt"), &record_files, &Corrections::default());
    let entries = entries.into_iter().map(Arc::new).collect();
    (Snapshot::new(Arc::new(builder), entries, Arc::default()), record_files)
}

#[test]
fn whatever_a_second_reading_meets_no_page_is_made_of_nothing() {
    let (snapshot, record_files) = snapshot();
    let file = page(1).replace(".html", ".txt");
    for kind in [
        io::ErrorKind::NotFound,
        io::ErrorKind::PermissionDenied,
        io::ErrorKind::UnexpectedEof,
        io::ErrorKind::Interrupted,
        io::ErrorKind::Other,
    ] {
        let unreadable = |_: &Entry| Some(RecordFiles::unreadable(io::Error::from(kind)));
        for address in [page(1), file.clone()] {
            let page = snapshot.find(&address).unwrap();
            let error = snapshot.render(&page, unreadable).unwrap_err();
            let lost = error.downcast::<Lost>().unwrap();
            assert_eq!(lost.diagnostic().code.is_unread(), !lost.is_gone());
            assert_eq!(lost.is_gone(), kind == io::ErrorKind::NotFound, "{address}: {kind}");
            assert!(snapshot.render(&page, |_| None).is_err());
            assert!(snapshot.render(&page, |_| Some(record_files.clone())).is_ok());
        }
    }
}

#[test]
fn files_that_go_while_the_site_is_built_do_not_end_the_build() {
    let site = Sandbox::new();
    for number in 0..400 {
        site.record(&format!("{number:03}.txt"), &usual(number, "一致性"));
    }
    let mut child = site.spawn(&["build"]);
    // It has read the folder when it begins to write.
    assert!(until(|| site.exists(".public.synopsite").then_some(())).is_some());
    for number in (0..400).rev().step_by(2) {
        site.remove(&format!("content/{number:03}.txt"));
        std::thread::sleep(Duration::from_micros(200));
    }
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(site.exists("public/index.html"));
    site.build();
    let clean = Sandbox::new();
    clean.copy_from(&site, "content");
    clean.build();
    let unlike = difference(&site.tree(), &clean.tree());
    // Whoever has seen them published remembers it.
    assert!(unlike.iter().all(|path| path.starts_with(".synopsite-")), "{unlike:?}");
}

#[test]
fn a_server_shows_what_it_has_read_before() {
    let site = Sandbox::of_user();
    site.record("sub/a.txt", &usual(1, "一致性")).record("b.txt", &usual(2, "一致性"));
    let server = Server::start(&site, &["--poll"]);
    let text = |number| server.request("GET", &format!("/{}", page(number)), &[]).text();
    assert!(text(1).contains("一致性") && text(2).contains("一致性"));
    site.mode("content/sub", 0).mode("content/b.txt", 0);
    site.record("c.txt", &usual(3, "一致性"));
    assert!(until(|| text(3).contains("一致性").then_some(())).is_some());
    assert!(until(|| server.said().contains("content/sub").then_some(())).is_some(), "{}", server.said());
    // Without events: the folder is compared with what was read of it.
    std::thread::sleep(Duration::from_secs(2));
    assert!(text(1).contains("一致性") && text(2).contains("一致性"));
    site.mode("content/sub", 0o755).record("sub/a.txt", &usual(1, "共识"));
    site.mode("content/b.txt", 0o644).record("b.txt", &usual(2, "共识"));
    assert!(until(|| (text(1).contains("共识") && text(2).contains("共识")).then_some(())).is_some());
    fs::remove_dir_all(site.path("content/sub")).unwrap();
    assert!(until(|| (!text(1).contains("共识")).then_some(())).is_some());
}

/// What befalls a path of the content folder.
#[derive(Debug, Clone, Copy)]
enum Fault {
    Locked,
    /// The folder can be listed, and nothing in it opened.
    Closed,
    /// The disk gives an error when the file is read.
    Broken,
    Shorter,
    Gone,
}

fn fault() -> impl Strategy<Value = (usize, Fault)> {
    let fault = prop_oneof![
        Just(Fault::Locked),
        Just(Fault::Closed),
        Just(Fault::Broken),
        Just(Fault::Shorter),
        Just(Fault::Gone),
    ];
    (0..PLACES.len(), fault)
}

const PLACES: [&str; 7] = ["0.txt", "1.txt", "sub/2.txt", "sub/3.txt", "sub", "sub/deep", "sub/deep/4.txt"];

fn befall(site: &Sandbox, place: &str, fault: Fault) {
    let path = site.path(&format!("content/{place}"));
    // What is a link already leads to memory, which must not be written to.
    let Ok(metadata) = fs::symlink_metadata(&path) else { return };
    match fault {
        Fault::Locked if !metadata.is_symlink() => drop(site.mode(&format!("content/{place}"), 0)),
        Fault::Closed if metadata.is_dir() => drop(site.mode(&format!("content/{place}"), 0o644)),
        Fault::Broken if metadata.is_file() => {
            fs::remove_file(&path).unwrap();
            symlink("/proc/self/mem", &path).unwrap();
        }
        Fault::Shorter if metadata.is_file() => fs::write(&path, "Title: 半").unwrap(),
        Fault::Gone if metadata.is_file() => fs::remove_file(&path).unwrap(),
        _ => {}
    }
}

/// Whether a file of an earlier site may be gone: its record has another text, or is known to be gone.
fn may_be_gone(place: &str, faults: &[(usize, Fault)]) -> bool {
    faults.iter().any(|(at, fault)| PLACES[*at] == place && matches!(fault, Fault::Shorter | Fault::Gone))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// The page of a record stays, whatever happens, unless its file is there with another text or known to be gone.
    #[test]
    fn no_page_is_deleted_unless_its_record_is_gone(faults in prop::collection::vec(fault(), 1..4)) {
        let site = Sandbox::of_user();
        site.file("synopsite.toml", "linked_dirs = ['/proc']");
        let records = PLACES.iter().filter(|place| place.ends_with(".txt")).enumerate();
        let records: Vec<(usize, &str)> = records.map(|(number, place)| (number, *place)).collect();
        for (number, place) in &records {
            site.record(place, &usual(*number, "一致性"));
        }
        site.build();
        let before = site.tree();
        for (at, fault) in &faults {
            befall(&site, PLACES[*at], *fault);
        }
        let run = site.run(&["build"]);
        let after = site.tree();
        for folder in ["content/sub", "content/sub/deep"] {
            site.mode(folder, 0o755);
        }
        prop_assert!(run.code() != Some(101), "{}", run.stderr());
        for (number, place) in &records {
            if !may_be_gone(place, &faults) {
                let page = after.get(&page(*number)).map(|page| String::from_utf8_lossy(page));
                let is_whole = page.is_some_and(|page| page.contains(&format!("第{number}遍")));
                prop_assert!(is_whole, "{}: {}", place, run.stderr());
            }
        }
        // Pages of terms, too, may be those of records of which nobody knows.
        if run.code() == Some(1) {
            prop_assert_eq!(missing(&before, &after), Vec::<String>::new());
        }
    }
}
