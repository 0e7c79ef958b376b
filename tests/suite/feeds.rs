//! Feeds, as a feed reader takes them.

use std::collections::BTreeSet;

use atom_syndication::{Feed, Link};
use serde_json::Value;

use crate::published::{BASE, file_at};
use crate::records::{fill, titled, usual, video};
use crate::sandbox::{Sandbox, difference};

fn published() -> Sandbox {
    let site = Sandbox::new();
    site.file("synopsite.toml", format!("base_url = '{BASE}'\ntitle = '读书会 & <friends>'"));
    site
}

fn atom(site: &Sandbox, path: &str) -> Feed {
    let xml = site.read(&format!("public/{path}"));
    roxmltree::Document::parse(&xml).unwrap_or_else(|error| panic!("{path} is no XML: {error}"));
    xml.parse().unwrap_or_else(|error| panic!("{path} is no feed: {error}"))
}

fn json(site: &Sandbox, path: &str) -> Value {
    serde_json::from_str(&site.read(&format!("public/{path}"))).unwrap()
}

fn href<'a>(links: &'a [Link], rel: &str) -> &'a str {
    let found: Vec<&Link> = links.iter().filter(|link| link.rel == rel).collect();
    assert_eq!(found.len(), 1, "{rel} in {links:?}");
    &found[0].href
}

/// The addresses of all feeds of a kind.
fn paths(site: &Sandbox, name: &str) -> Vec<String> {
    site.tree().into_keys().filter(|path| path.rsplit('/').next() == Some(name)).collect()
}

/// Whether an absolute address leads to a file.
fn exists(site: &Sandbox, address: &str) -> bool {
    site.exists(&format!("public/{}", file_at(address)))
}

#[test]
fn a_site_without_an_address_has_no_feed() {
    let site = Sandbox::new();
    fill(&site, "content", 0..8, "话");
    site.build();
    assert!(paths(&site, "feed.xml").is_empty() && paths(&site, "feed.json").is_empty());
    assert!(site.page("index.html").all("link[rel=alternate], .feed-link").is_empty());
}

#[test]
fn every_atom_feed_holds_the_rules_of_the_format() {
    let site = published();
    fill(&site, "content", 0..70, "话");
    site.record("undated.txt", "Title: 没有日期\nCategory: 技术\n\nDescription:\n一句话。\n").build();
    let paths = paths(&site, "feed.xml");
    // The whole site, and technology, databases in it, life, science.
    assert_eq!(paths.len(), 5, "{paths:?}");
    for path in paths {
        let feed = atom(&site, &path);
        assert_eq!(href(&feed.links, "self"), feed.id, "{path}");
        assert_eq!(file_at(&feed.id), path);
        assert!(exists(&site, href(&feed.links, "alternate")), "{path}");
        assert!(!feed.authors[0].name.is_empty() && feed.title.ends_with("读书会 & <friends>"));
        assert!((1..=50).contains(&feed.entries.len()), "{path}: {}", feed.entries.len());
        let ids: BTreeSet<&str> = feed.entries.iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(ids.len(), feed.entries.len(), "{path}: an id stands twice");
        assert!(feed.entries.iter().all(|entry| exists(&site, &entry.id)));
        assert!(feed.entries.iter().all(|entry| href(&entry.links, "alternate") == entry.id));
        assert_eq!(Some(feed.updated), feed.entries.iter().map(|entry| entry.updated).max());
        assert!(feed.entries.is_sorted_by(|newer, older| newer.updated >= older.updated), "{path}");
    }
    assert_eq!(atom(&site, "feed.xml").entries.len(), 50);
}

#[test]
fn every_json_feed_holds_the_rules_of_the_format() {
    let site = published();
    fill(&site, "content", 0..70, "话");
    site.record("bare.txt", "Title: 只有文稿\nTimestamp: 2027-01-01\nCategory: 技术\n\nContent:\n一句话\n")
        .build();
    let paths = paths(&site, "feed.json");
    assert_eq!(paths.len(), 5, "{paths:?}");
    for path in paths {
        let feed = json(&site, &path);
        assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
        assert!(!feed["title"].as_str().unwrap().is_empty() && !feed["authors"][0]["name"].is_null());
        assert_eq!(file_at(feed["feed_url"].as_str().unwrap()), path);
        assert!(exists(&site, feed["home_page_url"].as_str().unwrap()));
        let items = feed["items"].as_array().unwrap();
        assert!((1..=50).contains(&items.len()));
        let ids: BTreeSet<&str> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), items.len(), "{path}: an id stands twice");
        for item in items {
            assert!(exists(&site, item["url"].as_str().unwrap()));
            assert!(!item["content_text"].as_str().unwrap().is_empty(), "{item}");
            let date = item["date_published"].as_str().unwrap();
            assert!(date.parse::<atom_syndication::FixedDateTime>().is_ok(), "{date}");
        }
    }
}

#[test]
fn an_entry_says_what_the_card_says() {
    let site = published();
    let record = usual(4, "话").replace("Duration:", "Author: 林木\nCover: covers/第 1.png\nDuration:");
    site.record("a.txt", &record).build();
    let watch = format!("https://www.bilibili.com/video/{}", video(4));
    let entry = &atom(&site, "feed.xml").entries[0];
    assert_eq!(entry.id, format!("{BASE}records/bilibili/{}.html", video(4)));
    assert_eq!(entry.title.value, "第4期：先写日志再改状态");
    assert_eq!(entry.title.lang.as_deref(), Some("zh"));
    assert_eq!(entry.published.unwrap().to_rfc3339(), "2026-01-05T04:05:36+00:00");
    assert_eq!(entry.authors[0].name, "林木");
    let terms: Vec<&str> = entry.categories.iter().map(|category| category.term.as_str()).collect();
    assert_eq!(terms, ["技术/数据库", "日志", "共识"]);
    assert_eq!(href(&entry.links, "related"), watch);
    let excerpt = site.page("index.html").text(".timeline .excerpt");
    assert_eq!(entry.summary.as_ref().unwrap().value, excerpt.trim());
    let item = &json(&site, "feed.json")["items"][0];
    assert_eq!(item["title"], "第4期：先写日志再改状态");
    assert_eq!(item["content_text"], excerpt.trim());
    assert_eq!(item["authors"][0]["name"], "林木");
    assert_eq!(item["external_url"], watch);
    assert_eq!(item["image"], format!("{BASE}covers/%E7%AC%AC%201.png"));
}

#[test]
fn times_are_in_the_zone_of_the_site_where_they_have_none_of_their_own() {
    let site = published();
    site.file("synopsite.toml", format!("base_url = '{BASE}'\ntimezone = 'Asia/Shanghai'"));
    site.record("a.txt", &titled("a", "Description:\n一\n"));
    site.record("b.txt", "Timestamp: 2026-04-01T10:00:00-03:00\nTitle: b\n\nDescription:\n二\n").build();
    let feed = atom(&site, "feed.xml");
    let times: Vec<String> = feed.entries.iter().map(|entry| entry.updated.to_rfc3339()).collect();
    assert_eq!(times, ["2026-05-01T02:00:00+00:00", "2026-04-01T13:00:00+00:00"]);
}

#[test]
fn a_feed_of_undated_records_has_a_time_that_stays() {
    let site = published();
    site.record("a.txt", "Title: 没有日期\n\nDescription:\n一句话。\n").build();
    let feed = atom(&site, "feed.xml");
    assert_eq!(feed.updated.to_rfc3339(), "1970-01-01T00:00:00+00:00");
    assert_eq!(feed.entries[0].published, None);
    assert_eq!(json(&site, "feed.json")["items"][0]["date_published"], Value::Null);
}

#[test]
fn markup_and_controls_in_a_record_are_text_in_a_feed() {
    let site = published();
    let title = "</title><script>alert(1)</script> & ]]> \"'";
    site.file("synopsite.toml", format!("base_url = '{BASE}'\ntitle = \"bell\\u0007\""));
    site.record(
        "a.txt",
        &titled(
            &format!("{title}\u{1}\u{b}\u{ffff}"),
            "Author: <b>&amp;\u{2}</b>\n\nDescription:\n<!-- & -->\u{3}一句\n",
        )
        .replacen("\n\nAuthor", "\nAuthor", 1),
    )
    .build();
    let feed = atom(&site, "feed.xml");
    let entry = &feed.entries[0];
    assert!(entry.title.starts_with(title), "{:?}", entry.title);
    assert_eq!(entry.title.r#type, atom_syndication::TextType::Text);
    // A reference is what it stands for, and text then.
    assert_eq!(entry.authors[0].name, "<b>&\u{fffd}</b>");
    assert_eq!(feed.title.value, "bell\u{fffd}");
    assert!(json(&site, "feed.json")["items"][0]["title"].as_str().unwrap().starts_with(title));
}

#[test]
fn pages_name_the_feed_of_what_they_list() {
    let site = published();
    fill(&site, "content", 0..8, "话");
    site.build();
    let hrefs = |path: &str| site.page(path).attributes("link[rel=alternate]", "href");
    assert_eq!(hrefs("index.html"), ["feed.xml", "feed.json"]);
    assert_eq!(
        hrefs("categories/技术/数据库/index.html"),
        ["../../../categories/技术/数据库/feed.xml", "../../../categories/技术/数据库/feed.json"]
    );
    assert!(hrefs("tags/日志/index.html").is_empty());
    let seen =
        |path: &str| (site.page(path).texts(".feed-link"), site.page(path).attributes(".feed-link", "href"));
    let link = |href: &str| (vec!["订阅".to_owned()], vec![href.to_owned()]);
    assert_eq!(seen("index.html"), link("feed.xml"));
    assert_eq!(seen("categories/技术/index.html"), link("../../categories/技术/feed.xml"));
    assert_eq!(seen("tags/日志/index.html"), (Vec::new(), Vec::new()));
}

#[test]
fn a_new_record_changes_only_the_feeds_of_its_categories() {
    let site = published();
    fill(&site, "content", 0..40, "话");
    site.build();
    let before = site.tree();
    site.record("new.txt", &usual(301, "话").replace("Category: 技术", "Category: 技术/数据库")).build();
    let changed = difference(&before, &site.tree());
    let feeds: Vec<&String> = changed.iter().filter(|path| path.ends_with("feed.xml")).collect();
    assert_eq!(feeds, ["categories/技术/feed.xml", "categories/技术/数据库/feed.xml", "feed.xml"]);
}

#[test]
fn a_category_may_have_the_name_of_a_feed() {
    let site = published();
    for name in ["feed.xml", "Feed.JSON", "index.html", "page-1.html"] {
        site.record(
            &format!("{name}.txt"),
            &usual(4, "话").replace("数据库", name).replace("BV1", &format!("BV1{}", name.len())),
        );
    }
    site.build();
    assert_eq!(atom(&site, "categories/技术/feed.xml").entries.len(), 4);
}
