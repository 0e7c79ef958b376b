//! The ways to a record besides search: by day, by source and by author.

use crate::html::Page;
use crate::sandbox::Sandbox;

fn record(day: &str, title: &str, more: &str) -> String {
    format!("Timestamp: {day}T08:00:00\nTitle: {title}\n{more}Status: success\n\nDescription:\n正文。\n")
}

/// Records of three days of one year, and of one of the year before.
fn site() -> Sandbox {
    let site = Sandbox::new();
    let video = |id: &str| format!("URL: https://www.youtube.com/watch?v={id}\n");
    site.record("a.txt", &record("2026-03-02", "芦苇", &format!("{}Author: 林木\n", video("aaaaaaaaaaa"))));
    site.record("b.txt", &record("2026-03-02", "白鹭", "URL: https://marsh.example.org/1\nAuthor: 林 木\n"));
    site.record("c.txt", &record("2026-03-05", "潮汐", &video("ccccccccccc")));
    site.record("d.txt", &record("2025-03-02", "盐田", "Author: Ana Ruiz\n"));
    site.record("e.txt", &record("2026-04-01", "堤坝", ""));
    site.build();
    site
}

fn cards(page: &Page) -> Vec<String> {
    page.texts(".card h3")
}

#[test]
fn a_day_shows_its_records_and_leads_to_its_neighbours_and_to_other_years() {
    let site = site();
    let day = site.page("archive/2026/03/02/index.html");
    assert_eq!(day.text("h1"), "2026年3月2日");
    assert_eq!(cards(&day), ["芦苇", "白鹭"]);
    assert_eq!(day.texts(".crumbs a"), ["2026年", "3月"]);
    let address = |path: &str| format!("../../../../archive/{path}/index.html");
    assert_eq!(day.attributes(".neighbours .newer", "href"), [address("2026/03/05")]);
    assert_eq!(day.attributes(".neighbours .older", "href"), [address("2025/03/02")]);
    assert_eq!(day.attributes(".same-day a", "href"), [address("2025/03/02")]);
    let next = site.page("archive/2026/03/05/index.html");
    assert_eq!(next.attributes(".neighbours a", "href"), [address("2026/04/01"), address("2026/03/02")]);
    assert!(next.all(".same-day").is_empty());
}

#[test]
fn lists_and_records_lead_to_the_day() {
    let site = site();
    let month = site.page("archive/2026/03/index.html");
    let days = ["2026/03/05", "2026/03/02"].map(|day| format!("../../../archive/{day}/index.html"));
    assert_eq!(month.attributes(".day > h2 a", "href"), days);
    let record = site.page("records/b.html");
    assert_eq!(record.attributes("#facts a:has(time)", "href"), ["../archive/2026/03/02/index.html"]);
}

#[test]
fn the_heat_map_has_the_days_with_records_in_their_weeks() {
    let site = site();
    let home = site.page("index.html");
    let days = home.attributes(".calendar [data-level]", "title");
    assert_eq!(
        days,
        ["2026年3月2日：2 条记录", "2026年3月5日：1 条记录", "2026年4月1日：1 条记录"],
        "what is older than half a year is on the pages of years"
    );
    let levels = home.attributes(".calendar [data-level]", "data-level");
    assert_eq!(levels, ["2", "1", "1"]);
    // Monday and Thursday of one week, and Wednesday four weeks later.
    let cells = home.all(".calendar-days > *");
    let places: Vec<usize> = (0..cells.len()).filter(|at| cells[*at].attr("href").is_some()).collect();
    assert_eq!(places, [22 * 7, 22 * 7 + 3, 26 * 7 + 2]);
    let months = home.attributes(".calendar-month", "href");
    assert_eq!(months, ["archive/2026/03/index.html", "archive/2026/04/index.html"]);
    let year = site.page("archive/2025/index.html");
    assert_eq!(year.attributes(".calendar [data-level]", "title"), ["2025年3月2日：1 条记录"]);
}

#[test]
fn without_dates_there_is_no_heat_map() {
    let site = Sandbox::new();
    site.record("a.txt", "Title: 无日期\n\nDescription:\n正文。\n").build();
    assert!(site.page("index.html").all(".calendar").is_empty());
}

#[test]
fn sources_and_authors_have_pages_that_cards_and_records_lead_to() {
    let site = site();
    let sources = site.page("sources/index.html");
    assert_eq!(sources.texts(".counts a"), ["YouTube", "marsh.example.org"]);
    assert_eq!(sources.texts(".tag-cloud a"), ["Ana Ruiz", "林 木", "林木"]);
    assert_eq!(cards(&site.page("sources/youtube/index.html")), ["潮汐", "芦苇"]);
    assert_eq!(cards(&site.page("sources/marsh.example.org/index.html")), ["白鹭"]);
    assert_eq!(cards(&site.page("authors/林木/index.html")), ["芦苇"]);
    let card = site.page("sources/youtube/index.html");
    let links = card.attributes(".card-facts a", "href");
    assert!(links.contains(&"../../authors/林木/index.html".to_owned()), "{links:?}");
    let record = site.page("records/youtube/aaaaaaaaaaa.html");
    assert_eq!(record.attributes(".from-source", "href"), ["../../sources/youtube/index.html"]);
    assert_eq!(record.fact("作者").unwrap().text().collect::<String>(), "林木");
}

#[test]
fn a_failed_records_author_and_source_are_named_and_have_no_page() {
    let site = Sandbox::new();
    let failed = record("2026-03-02", "未成", "URL: https://x.example.org/\nAuthor: 林木\n")
        .replace("success", "failed");
    site.record("a.txt", &failed).build();
    let record = site.page("records/a.html");
    assert_eq!(record.fact("作者").unwrap().text().collect::<String>(), "林木");
    assert!(record.all(".from-source, #facts a[href*=authors]").is_empty());
    assert!(!site.exists("public/authors") && !site.exists("public/archive/2026"));
}
