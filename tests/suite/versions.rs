//! Several summaries of one item are one entry, for which the newest good one stands.

use crate::published::BASE;
use crate::records::titled;
use crate::sandbox::Sandbox;
use crate::server::Server;

/// A summary of one video, made on a day of May.
fn version(day: u32, title: &str, status: &str) -> String {
    let url = "URL: https://youtu.be/a1B2c3D4e5F\nCategory: 技术\nTags: 标签\nAuthor: 阿达\n";
    let text = titled(
        title,
        &format!(
            "Description:\n{title}的摘要。\n\n<Mermaid_Diagram>\ngraph TD\n A --> B\n</Mermaid_Diagram>\n"
        ),
    );
    text.replace("2026-05-01", &format!("2026-05-{day:02}"))
        .replace("Status: success\n", &format!("{url}Status: {status}\n"))
}

/// Three good summaries, a partial and a failed one that are newer, and a record of its own.
fn site(settings: &str) -> Sandbox {
    let site = Sandbox::new();
    site.file("synopsite.toml", format!("base_url = '{BASE}'\n{settings}"));
    site.record("one.txt", &version(1, "初版", "success")).record("two.txt", &version(2, "二版", "success"));
    site.record("three.txt", &version(3, "三版", "success"))
        .record("part.txt", &version(4, "残版", "partial"));
    site.record("failed.txt", &version(5, "败版", "failed"))
        .record("other.txt", &titled("别的", "Description:\n别的。\n"));
    site
}

#[test]
fn lists_counts_feeds_and_the_sitemap_have_an_item_once() {
    let site = site("");
    site.run(&["build", "--strict"]).succeeds();
    for page in
        ["index.html", "archive/2026/index.html", "categories/技术/index.html", "tags/标签/index.html"]
    {
        let titles = site.page(page).texts(".card h3");
        assert_eq!(
            titles.iter().filter(|title| title.contains('版')).collect::<Vec<_>>(),
            ["三版"],
            "{page}"
        );
    }
    let is_told_of = |file: &str, title: &str| site.read(&format!("public/{file}")).contains(title);
    for file in
        ["feed.xml", "feed.json", "categories/技术/feed.xml", "browse/part-1.js", "diagrams/part-1.js"]
    {
        assert!(is_told_of(file, "三版"), "{file}");
        for other in ["初版", "二版", "残版"] {
            assert!(!is_told_of(file, other), "{file} {other}");
        }
    }
    assert_eq!(site.pages().len(), 6);
    let of_records = site.read("public/sitemap-1.xml");
    assert_eq!(of_records.matches("/records/").count(), 2, "{of_records}");
    assert_eq!(site.page("tags/index.html").texts(".tag-cloud .count"), ["1"]);
    assert!(!site.exists("public/archive/2026/05/04/index.html"));
    // Programs are told of all, and which stands for them.
    let records = site.read("public/records.json");
    assert_eq!((records.matches("版\"").count(), records.matches("\"current\":").count()), (5, 4));
}

#[test]
fn each_version_has_its_page_that_leads_to_the_one_that_counts() {
    let site = site("");
    site.build();
    let newest = site.page_of("three.txt");
    assert!(newest.all(".current-version").is_empty());
    assert_eq!(newest.texts("section[aria-labelledby=versions] li > a"), ["残版", "二版", "初版"]);
    let address = |page: &crate::html::Page| page.attributes("link[rel=canonical]", "href").pop().unwrap();
    for file in ["one.txt", "two.txt", "part.txt", "failed.txt"] {
        let page = site.page_of(file);
        assert_eq!(page.texts(".current-version a"), ["三版"], "{file}");
        let link = page.attributes(".current-version a", "href").pop().unwrap();
        assert!(address(&newest).ends_with(link.trim_start_matches("../")), "{link}");
        // Its day need not have a page.
        assert!(page.all("[data-fact=date] a").is_empty());
        assert!(page.texts("section[aria-labelledby=related] li").is_empty());
    }
    // That they ask for one address is no news.
    assert!(newest.problems().is_empty() && site.page_of("one.txt").problems().is_empty());
}

#[test]
fn a_setting_tells_versions_apart() {
    let site = site("versions = 'apart'");
    site.build();
    let titles = site.page("index.html").texts(".card h3");
    assert_eq!(titles.iter().filter(|title| title.contains('版')).count(), 4);
    assert!(site.page_of("one.txt").all(".current-version").is_empty());
    assert_eq!(site.page_of("one.txt").texts("section[aria-labelledby=versions] li").len(), 3);
    site.file("synopsite.toml", "versions = 'alone'");
    let said = site.run(&["build"]).fails(2);
    assert!(said.contains("synopsite.toml:1") && said.contains("together"), "{said}");
}

#[test]
fn another_version_stands_for_the_item_when_the_newest_goes_while_it_is_served() {
    let site = site("");
    let server = Server::start(&site, &["-q"]);
    server.shows("/index.html", "三版");
    site.remove("content/three.txt");
    server.shows("/index.html", "二版");
    site.record("corrections.toml", "['two.txt']\nhidden = true");
    server.shows("/index.html", "初版");
    site.record("later.txt", &version(9, "新版", "success"));
    server.shows("/index.html", "新版");
    let home = server.get("/index.html").text();
    assert!(!home.contains("初版") && !home.contains("二版"));
}

#[test]
fn the_record_that_stands_for_an_item_has_the_items_address() {
    let site = site("");
    site.build();
    let plain = "public/records/youtube/a1B2c3D4e5F.html";
    assert!(site.read(plain).contains("三版的摘要"));
    site.record("four.txt", &version(6, "四版", "success")).build();
    assert!(site.read(plain).contains("四版的摘要"));
    // Each other one has an address of its own.
    assert_eq!(site.pages().len(), 7);
    let apart = self::site("versions = 'apart'\n");
    apart.build();
    assert!(apart.read(plain).contains("初版的摘要"));
}
