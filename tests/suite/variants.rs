//! Every form of the record format, and what the contract demands of each (`tests/variants.toml`).

use std::collections::BTreeMap;
use std::fs;

use scraper::{ElementRef, Selector};
use serde::Deserialize;

use crate::html::{Page, text, within};
use crate::sandbox::{Sandbox, repository};

#[derive(Deserialize)]
struct Expectations {
    record: Vec<Expected>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    file: String,
    title: Option<String>,
    date: Option<String>,
    duration_seconds: Option<u32>,
    status: Option<String>,
    platform: Option<String>,
    id: Option<String>,
    href: Option<String>,
    categories: Option<Vec<String>>,
    tags: Option<Vec<String>>,
    author: Option<String>,
    language: Option<String>,
    #[serde(default)]
    extras: Vec<(String, String)>,
    diagrams: Option<Vec<String>>,
    #[serde(default)]
    description_contains: Vec<String>,
    #[serde(default)]
    transcript_contains: Vec<String>,
    #[serde(default)]
    page_contains: Vec<String>,
    #[serde(default)]
    html_contains: Vec<String>,
    #[serde(default)]
    page_lacks: Vec<String>,
    diagnostic: Option<String>,
}

fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn the_contract_holds_for_every_variant() {
    let site = Sandbox::new();
    site.copy("tests/variants", "content").build();
    let pages = site.pages();
    let expectations = fs::read_to_string(repository("tests/variants.toml")).unwrap();
    let expectations: Expectations = toml::from_str(&expectations).unwrap();
    assert!(expectations.record.len() > 100);
    assert_eq!(pages.len(), expectations.record.len(), "each file is one page");
    let mut wrong = Vec::new();
    for expected in &expectations.record {
        match pages.get(&expected.file) {
            Some(page) => check(expected, page, &mut wrong),
            None => wrong.push(format!("{}: no page", expected.file)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn check(expected: &Expected, page: &Page, wrong: &mut Vec<String>) {
    let mut expect = |what: &str, right: bool| {
        if !right {
            wrong.push(format!("{}: {what}", expected.file));
        }
    };
    check_header(expected, page, &mut expect);
    check_texts(expected, page, &mut expect);
    if let Some(code) = &expected.diagnostic {
        expect("diagnostic", page.problems().contains(code));
    }
}

fn check_header(expected: &Expected, page: &Page, expect: &mut impl FnMut(&str, bool)) {
    let fact = |name: &str| page.fact(name).map(|value| text(value).trim().to_owned());
    let attribute = |name: &str, selector: &str, attribute: &str| {
        let element = within(page.fact(name)?, selector)?;
        element.attr(attribute).map(str::to_owned)
    };
    if let Some(title) = &expected.title {
        expect("title", page.texts("h1") == [title.clone()]);
    }
    if let Some(date) = &expected.date {
        let found = attribute("日期", "time", "datetime");
        expect(
            "date",
            if date == "undated" { found.is_none() } else { found.is_some_and(|f| f.starts_with(date)) },
        );
    }
    if let Some(seconds) = expected.duration_seconds {
        let iso = format!("PT{}H{}M{}S", seconds / 3600, seconds / 60 % 60, seconds % 60);
        expect("duration", attribute("时长", "time", "datetime") == Some(iso));
    }
    if let Some(status) = &expected.status {
        let key = page.fact("状态").and_then(|value| value.attr("data-status"));
        let known = ["success", "failed", "partial"].contains(&status.as_str());
        expect("status", if known { key == Some(status) } else { fact("状态").as_ref() == Some(status) });
    }
    if let Some(id) = &expected.id {
        let shown = page.texts(".source-id");
        expect("id", if id.is_empty() { shown.is_empty() } else { shown == [id.clone()] });
    }
    if let Some(platform) = expected.platform.as_deref().filter(|p| *p != "web") {
        let names = fs::read_to_string(repository("src/base/i18n/zh-CN.toml")).unwrap();
        let names: BTreeMap<String, String> = toml::from_str(&names).unwrap();
        let name = &names[&format!("platform_{platform}")];
        expect("platform", fact("来源").is_some_and(|fact| fact.starts_with(name)));
    }
    if let Some(href) = &expected.href {
        let found = attribute("来源", "a", "href").unwrap_or_default();
        expect("href", found == *href);
    }
    if let Some(tags) = &expected.tags {
        expect("tags", page.texts("#facts a.tag") == *tags);
    }
    if let Some(categories) = &expected.categories {
        let lists = Selector::parse("li").unwrap();
        let path = |list: ElementRef<'_>| {
            list.select(&lists).map(|li| bare(&li.text().collect::<String>())).collect::<Vec<_>>().join("/")
        };
        let shown: Vec<String> = page.all(".crumbs ol").into_iter().map(path).collect();
        let uncategorized = categories.is_empty() && shown == ["未分类"];
        expect(
            "categories",
            uncategorized || shown == categories.iter().map(|c| bare(c)).collect::<Vec<_>>(),
        );
    }
    for (name, value) in [("作者", &expected.author), ("语言", &expected.language)] {
        expect(name, value.is_none() || fact(name) == *value);
    }
    for (key, value) in &expected.extras {
        expect("extras", fact(key).as_deref() == Some(value.trim()));
    }
}

fn check_texts(expected: &Expected, page: &Page, expect: &mut impl FnMut(&str, bool)) {
    if let Some(diagrams) = &expected.diagrams {
        let plain = |source: &String| source.trim().replace("\r\n", "\n");
        let found: Vec<String> = page.texts("code.language-mermaid").iter().map(plain).collect();
        expect("diagrams", found == diagrams.iter().map(plain).collect::<Vec<_>>());
    }
    let places = [
        (".summary", &expected.description_contains),
        (".transcript", &expected.transcript_contains),
        ("body", &expected.page_contains),
    ];
    for (place, texts) in places {
        let shown = bare(&page.texts(place).concat());
        for text in texts {
            expect(&format!("{place} lacks {text}"), shown.contains(&bare(text)));
        }
    }
    for html in &expected.html_contains {
        expect(&format!("no {html}"), page.html.contains(html));
    }
    for html in &expected.page_lacks {
        expect(&format!("there is {html}"), !page.html.contains(html));
    }
}
