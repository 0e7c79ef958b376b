//! What a page says to programs that show a link to it.

use serde_json::Value;

use crate::html::Page;
use crate::records::{fill, usual, video};
use crate::sandbox::Sandbox;

const BASE: &str = "https://example.org/notes/";

fn published() -> Sandbox {
    let site = Sandbox::new();
    site.file("synopsite.toml", format!("base_url = '{BASE}'\ntitle = '读书会'\ndescription = '每周一本'"));
    site
}

fn said(page: &Page, property: &str) -> Vec<String> {
    page.attributes(&format!("meta[property='og:{property}']"), "content")
}

fn article(page: &Page) -> Value {
    serde_json::from_str(&page.text("script[type='application/ld+json']")).unwrap()
}

#[test]
fn a_site_without_an_address_says_nothing() {
    let site = Sandbox::new();
    fill(&site, "content", 0..2, "话");
    site.build();
    for path in ["index.html".to_owned(), format!("records/bilibili/{}.html", video(1))] {
        let page = site.page(&path);
        assert!(page.all("meta[property], meta[name^=twitter], script[type]").is_empty(), "{path}");
    }
}

#[test]
fn a_record_is_an_article() {
    let site = published();
    let record = usual(4, "话").replace("Duration:", "Author: 林木\nCover: covers/a.png\nDuration:");
    site.record("a.txt", &record).record("b.txt", &usual(5, "话")).build();
    let page = site.page(&format!("records/bilibili/{}.html", video(4)));
    let address = format!("{BASE}records/bilibili/{}.html", video(4));
    let cover = format!("{BASE}covers/a.png");
    assert_eq!(said(&page, "type"), ["article"]);
    assert_eq!(said(&page, "title"), ["第4期：先写日志再改状态"]);
    assert_eq!(said(&page, "url"), [address.as_str()]);
    assert_eq!(said(&page, "site_name"), ["读书会"]);
    assert_eq!(said(&page, "image"), [cover.as_str()]);
    assert_eq!(said(&page, "description"), page.attributes("meta[name=description]", "content"));
    let article = article(&page);
    assert_eq!(article["@type"], "Article");
    assert_eq!(article["headline"], "第4期：先写日志再改状态");
    assert_eq!(article["datePublished"], "2026-01-05T04:05:36");
    assert_eq!(article["author"]["name"], "林木");
    assert_eq!(article["inLanguage"], "zh");
    assert_eq!((&article["url"], &article["image"]), (&address.into(), &cover.into()));
    let other = site.page(&format!("records/bilibili/{}.html", video(5)));
    assert!(said(&other, "image").is_empty());
}

#[test]
fn a_list_is_a_page_of_the_site() {
    let site = published();
    fill(&site, "content", 0..3, "话");
    site.build();
    let page = site.page("index.html");
    assert_eq!(said(&page, "type"), ["website"]);
    assert_eq!(said(&page, "title"), ["读书会"]);
    assert_eq!(said(&page, "description"), ["每周一本"]);
    assert_eq!(said(&page, "url"), [BASE]);
    assert!(page.all("script[type='application/ld+json']").is_empty());
    assert!(said(&site.page("404.html"), "url").is_empty());
}

#[test]
fn a_record_cannot_end_the_data_about_it() {
    let site = published();
    let title = "</script><script>alert(1)</script><!-- \"> & \u{2028}";
    site.record("a.txt", &usual(4, "话").replace("第4期：先写日志再改状态", title)).build();
    let page = site.page(&format!("records/bilibili/{}.html", video(4)));
    let headline = article(&page)["headline"].as_str().unwrap().to_owned();
    assert!(headline.starts_with("</script><script>alert(1)</script><!-- \"> &"), "{headline}");
    assert_eq!(said(&page, "title"), [headline]);
    assert!(!page.html.contains("<script>alert"));
}
