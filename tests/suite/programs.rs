//! What other programs find in a site besides feeds: the list of all records, and what makes an app of it.

use serde_json::{Value, json};

use crate::published::BASE;
use crate::records::{titled, usual, video};
use crate::sandbox::{Sandbox, repository};

fn read(site: &Sandbox, path: &str) -> Value {
    serde_json::from_str(&site.read(&format!("public/{path}"))).unwrap()
}

#[test]
fn the_list_of_records_says_what_lists_know_of_each() {
    let site = Sandbox::new();
    site.file("synopsite.toml", "title = '读书会'\nlanguage = 'en'");
    site.record("a.txt", &usual(4, "话").replace("Duration:", "Author: 林木\nDuration:"));
    site.record("b/没有日期.txt", "Title: No date\nStatus: failed\n").build();
    let list = read(&site, "records.json");
    assert_eq!(
        (&list["version"], &list["title"], &list["language"]),
        (&json!(2), &json!("读书会"), &json!("en"))
    );
    let id = video(4);
    let first = json!({
        "id": format!("records/bilibili/{id}"),
        "url": format!("records/bilibili/{id}.html"),
        "title": "第4期：先写日志再改状态",
        "date": "2026-01-05T04:05:36",
        "source": { "platform": "bilibili", "id": id, "url": format!("https://www.bilibili.com/video/{id}") },
        "author": "林木",
        "duration": 4 * 60 + 28,
        "status": "success",
        "language": "zh",
        "categories": [["技术", "数据库"]],
        "tags": ["日志", "共识"],
        "excerpt": "状态只是日志的影子，第4遍。",
        "diagrams": 1,
        "file": "a.txt",
        "problems": [],
    });
    assert_eq!(list["records"][0], first);
    let second = &list["records"][1];
    assert_eq!((&second["file"], &second["status"]), (&json!("b/没有日期.txt"), &json!("failed")));
    assert_eq!((&second["problems"], &second["date"]), (&json!(["status-failed"]), &Value::Null));
    assert_eq!(list["records"].as_array().unwrap().len(), 2);
    assert_eq!(list["older"], json!([]));
}

#[test]
fn a_new_record_leaves_the_files_of_older_ones_as_they_are() {
    let site = Sandbox::new();
    let add = |numbers: std::ops::Range<usize>| {
        for number in numbers {
            let (day, hour) = (number / 24 + 1, number % 24);
            let time = format!("Timestamp: 2025-{:02}-{:02}T{hour:02}:00:00", day / 28 + 1, day % 28 + 1);
            site.record(
                &format!("{number:03}.txt"),
                &format!("{time}\nTitle: t{number}\n\nDescription:\n一\n"),
            );
        }
        site.build();
    };
    let titles = |list: &Value| -> Vec<String> {
        let records = list["records"].as_array().unwrap().iter();
        records.map(|record| record["title"].as_str().unwrap().to_owned()).collect()
    };
    let all = |count: usize| (0..count).rev().map(|number| format!("t{number}")).collect::<Vec<_>>();
    add(0..499);
    assert_eq!(titles(&read(&site, "records.json")), all(499));
    assert!(!site.exists("public/records-1.json"));
    add(499..760);
    let newest = read(&site, "records.json");
    assert_eq!(newest["older"], json!(["records-2.json", "records-1.json"]));
    let older = newest["older"].as_array().unwrap().iter().map(|path| read(&site, path.as_str().unwrap()));
    let older: Vec<Value> = older.collect();
    assert!(older.iter().all(|list| list["version"] == newest["version"] && list.get("older").is_none()));
    assert_eq!(std::iter::once(&newest).chain(&older).flat_map(titles).collect::<Vec<_>>(), all(760));
    let before = [1, 2].map(|number| site.read(&format!("public/records-{number}.json")));
    add(760..761);
    assert_eq!([1, 2].map(|number| site.read(&format!("public/records-{number}.json"))), before);
    assert_eq!(titles(&read(&site, "records.json"))[0], "t760");
}

#[test]
fn each_record_of_the_list_stands_on_a_line() {
    let site = Sandbox::new();
    for name in ["a", "b", "c"] {
        site.record(&format!("{name}.txt"), &titled(&format!("\"{name}\" \\"), "Description:\n一\n"));
    }
    site.build();
    let text = site.read("public/records.json");
    let lines: Vec<&str> = text.lines().collect();
    let records = lines[1..lines.len() - 1].iter().map(|line| line.trim_end_matches(','));
    let titles: Vec<Value> =
        records.map(|line| serde_json::from_str::<Value>(line).unwrap()["title"].clone()).collect();
    assert_eq!(titles, ["\"a\" \\", "\"b\" \\", "\"c\" \\"]);
}

#[test]
fn a_site_with_an_address_can_be_kept_as_an_app() {
    let site = Sandbox::new();
    site.file("synopsite.toml", format!("base_url = '{BASE}'\ntitle = '读书会'\nlanguage = 'ja'"));
    site.record("a.txt", &usual(4, "话")).build();
    let page = site.page(&format!("records/bilibili/{}.html", video(4)));
    assert_eq!(page.attributes("link[rel=manifest]", "href"), ["../../site.webmanifest"]);
    let policy = page.attributes("meta[http-equiv=Content-Security-Policy]", "content");
    assert!(policy[0].contains("manifest-src 'self';"), "{policy:?}");
    let manifest = read(&site, "site.webmanifest");
    assert_eq!((&manifest["name"], &manifest["lang"]), (&json!("读书会"), &json!("ja")));
    for icon in manifest["icons"].as_array().unwrap() {
        let path = icon["src"].as_str().unwrap();
        if icon["type"] == "image/png" {
            assert_eq!(icon["sizes"], json!(pixels(&site, path)), "{path}");
        }
    }
    let touch = page.attributes("link[rel=apple-touch-icon]", "href");
    assert_eq!(pixels(&site, touch[0].trim_start_matches("../")), "180x180");
}

/// The size of a PNG, as its header says it.
fn pixels(site: &Sandbox, path: &str) -> String {
    let png = std::fs::read(site.path(&format!("public/{path}"))).unwrap();
    assert!(png.starts_with(b"\x89PNG"), "{path}");
    let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    format!("{}x{}", side(16), side(20))
}

/// A browser would complain of it on a disk.
#[test]
fn a_site_without_an_address_names_no_manifest() {
    let site = Sandbox::new();
    site.record("a.txt", &usual(4, "话")).build();
    assert!(site.page("index.html").all("link[rel=manifest]").is_empty());
    assert!(!site.exists("public/site.webmanifest"));
}

/// The window's frame has the colours of the paper.
#[test]
fn the_colours_of_the_frame_are_those_of_the_style_sheet() {
    let site = Sandbox::new();
    site.record("a.txt", &usual(4, "话")).build();
    let colors = site.page("index.html").attributes("meta[name=theme-color]", "content");
    let css = site.read("public/assets/site.css");
    assert!(css.contains(&format!("--paper: light-dark({}, {});", colors[0], colors[1])), "{colors:?}");
}

#[test]
fn the_recipe_for_netlify_publishes_what_is_built() {
    let recipe = std::fs::read_to_string(repository("docs/deploy/netlify.toml")).unwrap();
    let recipe: toml::Table = recipe.parse().unwrap();
    let default = synopsite::config::Config::default().output_dir;
    assert_eq!(recipe["build"]["publish"].as_str(), default.to_str());
}
