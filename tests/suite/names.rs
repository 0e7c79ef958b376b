//! Names of files that are not UTF-8: the path on disk is what a record is, and people read it decoded.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use crate::records::titled;
use crate::sandbox::Sandbox;
use crate::server::{Server, until};

const DIGITS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/// A name as Windows writes it into an archive.
fn gbk(name: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(name).0.into_owned()
}

/// A path in the content folder of which each name is given in bytes.
fn path(site: &Sandbox, names: &[&[u8]]) -> PathBuf {
    names.iter().fold(site.path("content"), |path, name| path.join(OsStr::from_bytes(name)))
}

fn untitled(text: &str) -> String {
    format!("Timestamp: 2026-05-01T10:00:00\nStatus: success\n\nDescription:\n{text}\n")
}

#[test]
fn ten_records_with_names_in_gbk_have_a_page_each_with_their_own_text() {
    let site = Sandbox::new();
    site.record("课程/序.txt", &titled("序", "Description:\n开始。\n"));
    for digit in DIGITS {
        let name = gbk(&format!("第{digit}集.txt"));
        fs::write(path(&site, &[&gbk(&format!("第{digit}集.srt"))]), SUBTITLES.replace('X', digit)).unwrap();
        fs::write(path(&site, &[&name]), untitled(&format!("这是第{digit}次。"))).unwrap();
    }
    site.build();
    let pages = site.pages();
    assert_eq!(pages.len(), 11, "{:?}", pages.keys());
    for digit in DIGITS {
        let page = &pages[&format!("第{digit}集.txt")];
        assert_eq!(page.text("h1"), format!("第{digit}集"));
        assert!(page.body().contains(&format!("这是第{digit}次。")), "{digit}");
        assert!(page.transcript().contains(&format!("大家好{digit}")), "{digit}: {}", page.transcript());
    }
}

const SUBTITLES: &str = "1\n00:00:01,000 --> 00:00:02,000\n大家好X\n";

/// One name in two encodings, of files and of folders; and names in none.
#[test]
fn names_that_read_the_same_are_records_of_their_own() {
    let site = Sandbox::new();
    site.record("第一集.txt", &untitled("甲")).record("课程/一.txt", &untitled("乙"));
    fs::create_dir(path(&site, &[&gbk("课程")])).unwrap();
    for (names, text) in [
        (vec![gbk("第一集.txt")], "丙"),
        (vec![gbk("课程"), "一.txt".into()], "丁"),
        (vec![gbk("课程"), gbk("一.txt")], "戊"),
        (vec![b"\xff\xfe-a.txt".to_vec()], "己"),
        (vec![b"\xff\xfd-a.txt".to_vec()], "庚"),
    ] {
        let names: Vec<&[u8]> = names.iter().map(Vec::as_slice).collect();
        fs::write(path(&site, &names), untitled(text)).unwrap();
    }
    let built = |site: &Sandbox| {
        let tree = site.tree();
        let pages = tree.iter().filter(|(path, _)| path.starts_with("records/") && path.ends_with(".html"));
        let texts: String = pages.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect();
        DIGITS_OF_HEAVEN.map(|text| texts.matches(&format!("<p>{text}</p>")).count())
    };
    site.build();
    assert_eq!(built(&site), [1; 7]);
    site.build();
    assert_eq!(built(&site), [1; 7]);
    // One of two goes, and the other one stays.
    fs::remove_file(site.path("content/第一集.txt")).unwrap();
    site.build();
    assert_eq!(built(&site), [0, 1, 1, 1, 1, 1, 1]);
}

const DIGITS_OF_HEAVEN: [&str; 7] = ["甲", "乙", "丙", "丁", "戊", "己", "庚"];

#[test]
fn a_server_follows_them() {
    let site = Sandbox::new();
    site.record("a.txt", &untitled("甲"));
    let server = Server::start(&site, &[]);
    let text = || server.request("GET", "/records/第一集.html", &[]).text();
    fs::write(path(&site, &[&gbk("第一集.txt")]), untitled("乙")).unwrap();
    assert!(until(|| text().contains("<p>乙</p>").then_some(())).is_some());
    fs::write(path(&site, &[&gbk("第一集.txt")]), untitled("丙")).unwrap();
    assert!(until(|| text().contains("<p>丙</p>").then_some(())).is_some());
    fs::remove_file(path(&site, &[&gbk("第一集.txt")])).unwrap();
    assert!(until(|| (!text().contains("<p>丙</p>")).then_some(())).is_some());
}

#[test]
fn static_files_with_such_names_are_copied_under_the_name_that_people_read() {
    let site = Sandbox::new();
    site.record("a.txt", &untitled("甲")).file("static/x.css", "");
    for name in ["封面一.jpg", "封面二.jpg"] {
        fs::write(site.path("static").join(OsStr::from_bytes(&gbk(name))), name).unwrap();
    }
    site.build();
    assert_eq!(site.read("public/封面一.jpg"), "封面一.jpg");
    assert_eq!(site.read("public/封面二.jpg"), "封面二.jpg");
}
