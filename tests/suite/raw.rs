//! Each record's page offers the record's file, byte for byte.

use std::fs;
use std::io;
use std::sync::Arc;

use synopsite::config::Config;
use synopsite::pages::builder::Builder;
use synopsite::pages::snapshot::Snapshot;
use synopsite::record::ContentPath;
use synopsite::record::files::RecordFiles;
use synopsite::record::parse::Corrections;

use crate::html::Page;
use crate::records::{fill, usual};
use crate::sandbox::Sandbox;
use crate::server::Server;

const LINK: &str = ".record-actions a[download]";
const BUTTON: &str = ".record-actions [data-action=file]";

/// Where a record's file is offered, in the built site.
fn offered(page: &Page) -> Option<String> {
    let address = page.attributes(LINK, "href").pop()?;
    Some(format!("public/{}", address.trim_start_matches("../")))
}

#[test]
fn every_file_is_offered_as_it_is_whatever_is_in_it() {
    let site = Sandbox::new();
    site.copy("tests/variants", "content");
    fill(&site, "content", 0..20, "一致性");
    site.file("synopsite.toml", "raw_files = true").build();
    let pages = site.pages();
    assert!(pages.len() > 100);
    for (file, page) in pages {
        let raw = offered(&page).unwrap_or_else(|| panic!("{file} is not offered"));
        if file.contains(".jsonl") {
            // Of a file with several records, each is offered by itself.
            let whole = site.read("content/json-lines.jsonl");
            let number = file.split_once('#').map_or(1, |(_, number)| number.parse().unwrap());
            let line = whole.lines().filter(|line| !line.is_empty()).nth(number - 1).unwrap();
            assert_eq!(site.read(&raw), line);
            assert!(page.attributes(LINK, "download")[0].ends_with(".json"));
            continue;
        }
        assert!(
            fs::read(site.path(&raw)).unwrap() == fs::read(site.path(&format!("content/{file}"))).unwrap()
        );
        assert_eq!(page.attributes(LINK, "download"), [file.rsplit('/').next().unwrap()]);
    }
}

#[test]
fn no_folder_is_in_the_way_of_a_file() {
    let site = Sandbox::new();
    let files = ["a.md", "a.txt/b.txt", "a.html/c.txt", "A.TXT/d.txt", "a.txt.txt"];
    for (number, file) in files.iter().enumerate() {
        site.record(file, &format!("Title: {number}\nStatus: success\n\nDescription:\n第 {number} 条\n"));
    }
    site.file("synopsite.toml", "raw_files = true").build();
    for (number, file) in files.iter().enumerate() {
        let raw = site.read(&offered(&site.page_of(file)).unwrap());
        assert!(raw.ends_with(&format!("第 {number} 条\n")), "{file}: {raw}");
    }
}

#[test]
fn a_site_need_not_offer_them() {
    let site = Sandbox::new();
    let settings = "raw_records = false\nraw_files = true";
    site.record("a.txt", &usual(1, "一致性")).file("synopsite.toml", settings).build();
    let page = site.page_of("a.txt");
    assert_eq!((offered(&page), page.all(BUTTON).len()), (None, 0));
    assert!(!site.tree().keys().any(|path| path.ends_with(".txt")));
}

/// They are among the texts for search then: see the tests in a browser.
#[test]
fn by_default_no_file_is_written_for_each() {
    let site = Sandbox::new();
    site.record("a.txt", &usual(1, "一致性")).build();
    let page = site.page_of("a.txt");
    assert_eq!(offered(&page), None);
    assert_eq!(page.attributes(BUTTON, "data-file"), ["a.txt"]);
    assert_eq!(page.attributes(BUTTON, "data-name"), ["a.txt"]);
    assert!(!site.tree().keys().any(|path| path.ends_with(".txt")));
}

#[test]
fn a_file_that_cannot_be_read_is_not_offered() {
    let config = Config { raw_files: true, ..Config::default() };
    let builder = Builder::new(config, &[]).unwrap();
    let error = io::Error::from(io::ErrorKind::PermissionDenied);
    let path = ContentPath::new("locked.txt");
    let record_files = RecordFiles::unreadable(error);
    let entry = Arc::new(builder.entries(&path, &record_files, &Corrections::default()).remove(0));
    let snapshot = Snapshot::new(Arc::new(builder), vec![entry], Arc::default());
    let page = snapshot.find("records/locked.html").unwrap();
    let html = snapshot.render(&page, |_| None).unwrap();
    let page = Page::new(&String::from_utf8(html).unwrap());
    assert!(page.all(LINK).is_empty() && page.all(BUTTON).is_empty());
    assert!(snapshot.find("records/locked.txt").is_none());
    assert!(snapshot.attachments().iter().all(|file| !file.route.as_str().ends_with(".txt")));
}

#[test]
fn a_server_says_what_they_are() {
    let site = Sandbox::new();
    let other =
        [b"Title: ".as_slice(), &[0xB4, 0xF3, 0xBC, 0xD2], b"\n\nDescription:\n", &[0xB4, 0xF3]].concat();
    site.record("utf-8.txt", "Title: 大家\n\nDescription:\n<b>大</b>\n").file("content/gb.txt", &other);
    site.file("synopsite.toml", "raw_files = true");
    let server = Server::start(&site, &[]);
    let get = |path: &str| server.request("GET", path, &[]);
    let text = get("/records/utf-8.txt");
    assert_eq!((text.status, text.header("content-type")), (200, "text/plain; charset=utf-8"));
    assert_eq!(text.text(), "Title: 大家\n\nDescription:\n<b>大</b>\n");
    let bytes = get("/records/gb.txt");
    assert_eq!((bytes.header("content-type"), bytes.body == other), ("application/octet-stream", true));
    site.record("utf-8.txt", "Title: 大家好\n");
    assert!(
        crate::server::until(|| (get("/records/utf-8.txt").text() == "Title: 大家好\n").then_some(()))
            .is_some()
    );
    assert_eq!(get("/records/none.txt").status, 404);
}
