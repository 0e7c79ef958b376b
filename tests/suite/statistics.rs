//! The page of statistics tells what the records come to.

use crate::html::{Page, text, within};
use crate::sandbox::Sandbox;

/// A record with so many characters in its summary, besides its heading.
fn record(header: &str, characters: usize) -> String {
    format!("{header}\n\nDescription:\n{}\n\nContent:\n{}\n", "字".repeat(characters), "话".repeat(30))
}

fn site() -> Sandbox {
    let site = Sandbox::new();
    site.file("synopsite.toml", "language = 'en'")
        .record(
            "a.txt",
            &record(
                "Timestamp: 2026-03-05T21:30:00\nTitle: a\nURL: https://youtu.be/aaaaaaaaaaa\nDuration: 10:00\nCategory: Music/Piano\nAuthor: Ada",
                800,
            ),
        )
        .record(
            "b.txt",
            &record(
                "Timestamp: 2026-01-10\nTitle: b\nURL: https://youtu.be/bbbbbbbbbbb\nDuration: 1:50:00\nCategory: Music",
                400,
            ),
        )
        .record("c.txt", &record("Timestamp: 2026-03-19T21:10:00\nTitle: c\nCategory: Travel", 12_000))
        .record("d.txt", &record("Title: d\nCategory: Travel", 100))
        .record(
            "failed.txt",
            &record("Timestamp: 2026-02-01T08:00:00\nTitle: e\nStatus: failed\nDuration: 9:00:00\nCategory: Other", 900),
        );
    site
}

/// The rows of a plot's table.
fn rows(page: &Page, plot: &str) -> Vec<[String; 2]> {
    let [names, values] = ["th", "td"].map(|cell| page.texts(&format!("#{plot} tbody {cell}")));
    names.into_iter().zip(values).map(|(name, value)| [name, value]).collect()
}

/// The bars of a plot, each with where it leads, its number and its width.
fn bars(page: &Page, plot: &str) -> Vec<(String, String, String)> {
    let bar = |item: scraper::ElementRef<'_>| {
        let link = within(item, "a").unwrap();
        let label = format!("{} {}", text(link), text(within(item, ".count").unwrap()));
        (label, link.attr("href").unwrap().to_owned(), item.attr("style").unwrap().to_owned())
    };
    page.all(&format!("#{plot} .bars li")).into_iter().map(bar).collect()
}

#[test]
fn the_numbers_are_those_of_the_listed_records() {
    let site = site();
    site.build();
    let page = site.page("statistics/index.html");
    assert_eq!(
        page.texts(".figures li"),
        [
            "4 records",
            "2 hours of material",
            "2 hours saved",
            "13,300 characters of summaries",
            "120 characters of transcripts",
            "1 source",
            "1 author"
        ]
    );
    // 1,200 characters are read in three minutes.
    assert_eq!(
        page.text(".figures-note"),
        "2 records have a known length and a summary: 2 hours to watch or to hear, about 3 minutes to read."
    );
    let expected = [
        ["January 2026", "1 record"],
        ["February 2026", "0 records"],
        ["March 2026", "2 records"],
        ["Undated", "1 record"],
    ];
    assert_eq!(rows(&page, "months"), expected);
    let expected = [["January 2026", "1.8 hours"], ["February 2026", "0 hours"], ["March 2026", "0.2 hours"]];
    assert_eq!(rows(&page, "month-hours"), expected);
    let texts: Vec<String> = rows(&page, "month-texts").into_iter().map(|[_, value]| value).collect();
    assert_eq!(texts, ["400 characters", "0 characters", "12,800 characters"]);
    let lengths: Vec<String> = rows(&page, "lengths").into_iter().map(|row| row.join(": ")).collect();
    assert_eq!(
        lengths,
        ["<5: 0 records", "5–15: 1 record", "15–30: 0 records", "30–60: 0 records", "≥60: 1 record"]
    );
    assert_eq!(
        page.text("#hours-fact"),
        "The busiest hour is Thursday from 21 to 22 o’clock, with 2 records."
    );
    let none = page.texts("#hours td").iter().filter(|count| *count == "0").count();
    assert_eq!(none, 24 * 7 - 1, "a record without a time of day has no hour");
    assert!(page.all("#years").is_empty());
}

#[test]
fn a_month_and_a_bar_lead_to_their_records() {
    let site = site();
    site.build();
    let page = site.page("statistics/index.html");
    let january = "../archive/2026/01/index.html";
    let march = "../archive/2026/03/index.html";
    assert_eq!(page.attributes("#months .plot-links a", "href"), [january, march]);
    assert_eq!(page.attributes("#months tbody a", "href"), [january, march, "../archive/undated/index.html"]);
    let bar =
        |label: &str, url: &str, part: usize| (label.to_owned(), url.to_owned(), format!("--part: {part}%"));
    assert_eq!(
        bars(&page, "categories"),
        [
            bar("Music 2", "../categories/Music/index.html", 100),
            bar("Travel 2", "../categories/Travel/index.html", 100)
        ]
    );
    assert_eq!(bars(&page, "sources"), [bar("YouTube 2", "../sources/youtube/index.html", 100)]);
}

#[test]
fn months_long_ago_are_told_by_the_year() {
    let site = site();
    site.record("old.txt", &record("Timestamp: 2021-07-01\nTitle: old", 10)).build();
    let page = site.page("statistics/index.html");
    let months = rows(&page, "months");
    assert_eq!((months.len(), months[0][0].as_str()), (37, "April 2023"));
    let years = bars(&page, "years").into_iter().map(|(label, url, part)| [label, url, part]);
    assert!(years.eq([
        ["2026 3", "../archive/2026/index.html", "--part: 100%"],
        ["2021 1", "../archive/2021/index.html", "--part: 34%"]
    ]));
}

#[test]
fn every_drawing_has_a_name_a_description_and_its_numbers() {
    let site = site();
    site.build();
    let page = site.page("statistics/index.html");
    let drawings = page.all("figure svg");
    assert_eq!(drawings.len(), 5);
    for drawing in drawings {
        assert_eq!(drawing.attr("role"), Some("img"));
        for attribute in ["aria-labelledby", "aria-describedby"] {
            assert!(!page.text(&format!("#{}", drawing.attr(attribute).unwrap())).is_empty());
        }
    }
    for figure in page.all("figure") {
        assert!(within(figure, "figcaption h2").is_some());
        assert!(within(figure, "details table, .bars .count").is_some(), "{}", figure.html());
    }
}

#[test]
fn numbers_are_written_as_their_readers_write_them() {
    let site = site();
    site.file("synopsite.toml", "language = 'zh-CN'").build();
    let page = site.page("statistics/index.html");
    assert!(page.texts(".figures li").contains(&"1.33 万 字摘要".to_owned()));
    assert_eq!(page.texts("#month-texts .plot-ticks li"), ["5,000", "1 万", "1.5 万"]);
}

#[test]
fn without_records_the_page_says_so() {
    let site = Sandbox::new();
    site.record("failed.txt", &record("Timestamp: 2026-02-01\nTitle: e\nStatus: failed", 9)).build();
    let page = site.page("statistics/index.html");
    assert_eq!(page.text(".empty"), "还没有记录。");
    assert!(page.all("figure").is_empty() && page.all(".figures").is_empty());
}
