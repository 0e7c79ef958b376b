//! What a site says to programs that look at all of it: sitemap, list of feeds.

use std::collections::BTreeSet;

use crate::published::{BASE, file_at};
use crate::records::{fill, titled};
use crate::sandbox::{Sandbox, difference};

fn published() -> Sandbox {
    let site = Sandbox::new();
    site.file("synopsite.toml", format!("base_url = '{BASE}'\npage_size = 5\ntitle = 'a & \"b\"'"));
    fill(&site, "content", 0..40, "话");
    site.record("failed.txt", "Title: 失败\nStatus: failed\n").build();
    site
}

/// The texts of all elements with a name in an XML file of the site.
fn texts(site: &Sandbox, path: &str, name: &str) -> Vec<String> {
    let xml = site.read(&format!("public/{path}"));
    let document = roxmltree::Document::parse(&xml).unwrap_or_else(|error| panic!("{path}: {error}"));
    let named = document.descendants().filter(|node| node.tag_name().name() == name);
    named.map(|node| node.text().unwrap().to_owned()).collect()
}

#[test]
fn a_site_without_an_address_has_no_sitemap() {
    let site = Sandbox::new();
    fill(&site, "content", 0..3, "话");
    site.build();
    for path in ["sitemap.xml", "sitemap-1.xml", "robots.txt", "feeds.opml"] {
        assert!(!site.exists(&format!("public/{path}")), "{path}");
    }
}

#[test]
fn crawlers_find_every_page_that_says_something() {
    let site = published();
    let sitemap = format!("{BASE}sitemap.xml");
    let robots = site.read("public/robots.txt");
    assert!(robots.lines().any(|line| line == format!("Sitemap: {sitemap}")), "{robots}");
    let parts = texts(&site, &file_at(&sitemap), "loc");
    assert_eq!(parts, ["sitemap-1.xml", "sitemap-lists-1.xml"].map(|part| format!("{BASE}{part}")));
    let of_part = |part: &String| texts(&site, &file_at(part), "loc");
    let found: Vec<String> = parts.iter().flat_map(of_part).map(|loc| file_at(&loc)).collect();
    let pages = site.tree().into_keys().filter(|path| {
        let is_left_out = ["404.html", "search/", "problems/"].iter().any(|start| path.starts_with(start));
        path.ends_with(".html") && !is_left_out
    });
    let expected: BTreeSet<String> = pages.filter(|path| path != "records/failed.html").collect();
    assert_eq!(found.len(), expected.len(), "an address stands twice");
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected);
}

#[test]
fn a_page_was_changed_when_its_newest_record_was_made() {
    let site = published();
    let xml = site.read("public/sitemap-lists-1.xml");
    let day = |loc: &str| xml.split(&format!("<loc>{BASE}{loc}</loc>")).nth(1).unwrap()[..29].to_owned();
    assert_eq!(day(""), "<lastmod>2026-02-12</lastmod>");
    assert_eq!(day("archive/2026/01/page-1.html"), "<lastmod>2026-01-05</lastmod>");
    let days =
        [texts(&site, "sitemap-1.xml", "lastmod"), texts(&site, "sitemap-lists-1.xml", "lastmod")].concat();
    assert!(days.iter().all(|day| day.len() == 10 && day.starts_with("2026-")), "{days:?}");
}

#[test]
fn the_list_of_feeds_names_each_of_them() {
    let site = published();
    let xml = site.read("public/feeds.opml");
    let document = roxmltree::Document::parse(&xml).unwrap();
    assert_eq!(document.root_element().attribute("version"), Some("2.0"));
    let lines: Vec<_> = document.descendants().filter(|node| node.has_tag_name("outline")).collect();
    let feeds = lines.iter().map(|line| file_at(line.attribute("xmlUrl").unwrap()));
    let all = site.tree().into_keys().filter(|path| path.ends_with("feed.xml"));
    assert_eq!(feeds.collect::<BTreeSet<_>>(), all.collect::<BTreeSet<_>>());
    assert_eq!(lines[0].attribute("text"), Some("a & \"b\""));
    for line in lines {
        assert_eq!(line.attribute("type"), Some("rss"));
        assert!(site.exists(&format!("public/{}", file_at(line.attribute("htmlUrl").unwrap()))));
    }
}

#[test]
fn a_new_record_leaves_the_list_of_feeds_and_crawlers_as_they_are() {
    let site = published();
    let before = site.tree();
    site.record(
        "new.txt",
        &titled("新", "Description:\n一句话。\n").replacen("\n\n", "\nCategory: 生活\n\n", 1),
    )
    .build();
    let changed = difference(&before, &site.tree());
    for path in ["sitemap-1.xml", "sitemap-lists-1.xml"] {
        assert!(changed.contains(&path.to_owned()), "{changed:?}");
    }
    for path in ["sitemap.xml", "robots.txt", "feeds.opml"] {
        assert!(!changed.contains(&path.to_owned()), "{path}");
    }
}
