//! Records that failed: what only they name is not lost.

use serde_json::{Value, json};

use crate::records::titled;
use crate::sandbox::Sandbox;

fn failed(title: &str, fields: &str) -> String {
    format!(
        "Title: {title}\nTimestamp: 2026-02-03T04:05:06\nStatus: failed\n{fields}\n\nDescription:\n没有成功\n"
    )
}

/// One record that went well, and two that failed and share one tag with it.
fn site() -> Sandbox {
    let site = Sandbox::new();
    site.file("synopsite.toml", "base_url = 'https://example.org/'");
    let fields = "Tags: 共有\nCategory: 技术/数据库\nAuthor: 林木\nStatus";
    site.record("好.txt", &titled("成了", "Description:\n话\n").replacen("Status", fields, 1));
    let own = "Tags: 共有, 独有\nCategory: 技术/冷门\nAuthor: 阿达\nURL: https://www.youtube.com/watch?v=a1B2c3D4e5F";
    site.record("坏.txt", &failed("没成", own)).record("folder/坏二.txt", &failed("又没成", ""));
    site.build();
    site
}

#[test]
fn what_only_failed_records_name_has_pages_that_list_them() {
    let site = site();
    let page = site.page_of("坏.txt");
    assert_eq!(page.texts("#facts .tag"), ["共有", "独有"]);
    for (path, listed, failed) in [
        ("tags/独有/index.html", vec![], vec!["没成"]),
        ("tags/共有/index.html", vec!["成了"], vec!["没成"]),
        ("categories/技术/index.html", vec!["成了"], vec!["没成"]),
        ("categories/技术/冷门/index.html", vec![], vec!["没成"]),
        ("categories/folder/index.html", vec![], vec!["又没成"]),
    ] {
        let page = site.page(path);
        let titles = |within: &str| page.texts(&format!("{within} .card h3"));
        assert_eq!(
            (titles("section.day:not(.failed)"), titles("section.failed")),
            (own(&listed), own(&failed)),
            "{path}"
        );
    }
    let cloud = site.page("tags/index.html");
    assert_eq!(cloud.texts(".tag-cloud li"), ["共有 1", "独有 失败 1"]);
    // A failed record says nothing of being without a category.
    assert!(!site.exists("public/categories/未分类"));
}

fn own(titles: &[&str]) -> Vec<String> {
    titles.iter().map(|title| (*title).to_owned()).collect()
}

#[test]
fn programs_are_told_all_that_a_failed_record_says_of_itself() {
    let site = site();
    let list: Value = serde_json::from_str(&site.read("public/records.json")).unwrap();
    let of = |title: &str| list["records"].as_array().unwrap().iter().find(|r| r["title"] == title).unwrap();
    assert_eq!(of("没成")["tags"], json!(["共有", "独有"]));
    assert_eq!(of("没成")["categories"], json!([["技术", "冷门"]]));
    assert_eq!(of("又没成")["categories"], json!([["folder"]]));
}

#[test]
fn failed_records_stay_out_of_main_lists_feeds_and_counts() {
    let site = site();
    let home = site.page("index.html");
    let titles = home.texts(".card h3");
    assert!(
        titles.contains(&"成了".to_owned()) && !titles.iter().any(|title| title.contains("没成")),
        "{titles:?}"
    );
    assert!(!home.texts(".counts a").iter().any(|name| ["冷门", "folder"].contains(&name.as_str())));
    assert!(site.exists("public/categories/技术/数据库/feed.xml"));
    assert!(!site.exists("public/categories/技术/冷门/feed.xml"));
    assert!(!site.read("public/feeds.opml").contains("冷门"));
    assert!(site.page("categories/技术/冷门/index.html").all("link[type='application/atom+xml']").is_empty());
}
