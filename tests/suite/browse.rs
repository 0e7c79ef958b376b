//! What the home page's records are chosen from: an index that tells what each record can be chosen by, and parts that
//! say what cards say.

use scraper::ElementRef;
use serde_json::Value;

use crate::html::{Page, text, within};
use crate::records::{fill, titled, usual};
use crate::sandbox::{Sandbox, difference};

/// What a script of the site hands to the page.
fn data(site: &Sandbox, name: &str) -> Value {
    let script = site.read(&format!("public/browse/{name}.js"));
    let call = script.strip_prefix("document.dispatchEvent(new CustomEvent('synopsite:browse', { detail: ");
    let json = call.and_then(|rest| rest.strip_suffix(" }));\n")).unwrap_or_else(|| panic!("{script}"));
    serde_json::from_str(json).unwrap()
}

/// The records of all parts, newest first.
fn records(site: &Sandbox) -> Vec<Value> {
    let names = (1..).map(|n| format!("part-{n}"));
    let there = names.take_while(|name| site.exists(&format!("public/browse/{name}.js")));
    let of_part = |name: String| data(site, &name)["records"].as_array().unwrap().clone();
    let mut all: Vec<Value> = there.flat_map(of_part).collect();
    all.reverse();
    all
}

/// The numbers of a column, read as the format says: five bits a digit, the lowest first, 32 for "more follow".
fn numbers(index: &Value, column: &str) -> Vec<usize> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (mut all, mut number, mut shift) = (Vec::new(), 0, 0);
    for digit in index[column].as_str().unwrap().chars().map(|c| DIGITS.find(c).unwrap()) {
        number += (digit % 32) << shift;
        shift += 5;
        if digit < 32 {
            all.push(number);
            (number, shift) = (0, 0);
        }
    }
    all
}

/// The numbers of a column that has some for each record, after how many.
fn lists(index: &Value, column: &str) -> Vec<Vec<usize>> {
    let mut numbers = numbers(index, column).into_iter();
    let mut all = Vec::new();
    while let Some(length) = numbers.next() {
        all.push(numbers.by_ref().take(length).collect());
    }
    all
}

/// What a card says: the title with its address, the excerpt, and each fact with what it leads to or is for machines.
type Said = (String, String, String, Vec<(String, Option<String>)>);

/// What the cards of a page say, whose way to the root is `root`.
fn on_cards(page: &Page, root: &str) -> Vec<Said> {
    let url = |url: &str| url.strip_prefix(root).unwrap().to_owned();
    let fact = |item: ElementRef<'_>| {
        let inner = item.child_elements().next();
        let value = inner.and_then(|inner| match inner.value().name() {
            "a" => inner.attr("href").map(url),
            "time" => inner.attr("datetime").map(str::to_owned),
            _ => inner.attr("data-severity").map(str::to_owned),
        });
        (text(item), value)
    };
    // The template of a card has no address.
    let cards = page.all("article.card:has(h3 a[href])").into_iter().map(|card| {
        let title = within(card, "h3 a").unwrap();
        let excerpt = within(card, ".excerpt").map(text).unwrap_or_default();
        let facts = within(card, ".card-facts").unwrap().child_elements().map(fact);
        (text(title), url(title.attr("href").unwrap()), excerpt, facts.collect())
    });
    cards.collect()
}

/// The same of a record in a part.
fn in_part(record: &Value) -> Said {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let fact = |fact: &Value| (text(&fact[1]), fact[2].as_str().map(str::to_owned));
    let facts = record["facts"].as_array().unwrap().iter().map(fact).collect();
    (text(&record["title"]), text(&record["url"]), text(&record["excerpt"]), facts)
}

#[test]
fn the_parts_say_what_the_cards_say() {
    for content in ["content", "tests/variants"] {
        let site = Sandbox::new();
        site.copy(content, "content").file("synopsite.toml", "page_size = 500").build();
        let mut expected = on_cards(&site.page("index.html"), "");
        let listed = expected.len();
        // What the main lists leave out can be chosen as well.
        expected.extend(on_cards(&site.page("problems/index.html"), "../"));
        expected.sort();
        expected.dedup();
        assert!(expected.len() > listed && listed > 5);
        let mut found: Vec<Said> = records(&site).iter().map(in_part).collect();
        found.sort();
        assert_eq!(found, expected, "{content}");
    }
}

#[test]
fn the_index_says_what_the_records_say() {
    let site = Sandbox::new();
    fill(&site, "content", 0..50, "一致性");
    let failed = usual(60, "一致性").replace("Status: success", "Status: failed");
    let partial = usual(61, "一致性").replace("Status: success", "Status: partial");
    site.record("failed.txt", &failed).record("partial.txt", &partial);
    site.record("undated.txt", "Title: 没有日期\nStatus: odd\nAuthor: 甲\n\nDescription:\n正文。").build();
    let index = data(&site, "index");
    assert_eq!((&index["count"], &index["size"]), (&53.into(), &16.into()));
    let [name, term] = [0, 1].map(|place| {
        move |list: &str, id: usize, index: &Value| {
            index[list][id][place].as_str().unwrap_or_default().to_owned()
        }
    });
    let records = records(&site);
    assert_eq!(records.len(), 53);
    let columns = ["of_source", "of_author", "status", "duration", "text"].map(|name| numbers(&index, name));
    let [sources, authors, statuses, durations, texts] = &columns;
    let (categories, tags) = (lists(&index, "of_categories"), lists(&index, "of_tags"));
    assert!(columns.iter().all(|column| column.len() == 53) && categories.len() == 53 && tags.len() == 53);
    for (place, record) in records.iter().enumerate() {
        let (title, _, _, facts) = in_part(record);
        let fact = |text: &str| facts.iter().any(|(fact, _)| fact == text);
        if title == "没有日期" {
            assert_eq!((sources[place], authors[place], statuses[place], durations[place]), (0, 1, 3, 0));
            assert_eq!((place, name("categories", categories[place][0], &index)), (52, "未分类".to_owned()));
            continue;
        }
        let number: usize = title.split(['第', '期']).nth(1).unwrap().parse().unwrap();
        assert_eq!(
            statuses[place],
            [(60, 2), (61, 1)].into_iter().find(|(n, _)| *n == number).map_or(0, |(_, s)| s)
        );
        assert_eq!(name("sources", sources[place] - 1, &index), "bilibili");
        assert_eq!(durations[place], number % 60 * 60 + 28 + 1);
        assert!(fact(&term("categories", categories[place][0], &index)), "{facts:?}");
        assert!(tags[place].iter().all(|id| fact(index["tags"][*id].as_str().unwrap())), "{facts:?}");
        assert!(texts[place] > texts[52]);
    }
    // Days since 1970, as deltas.
    let days = numbers(&index, "days");
    let mut day = index["newest"].as_i64().unwrap();
    assert_eq!((days.len(), days[0]), (52, 0));
    for (place, record) in records.iter().take(52).enumerate() {
        day -= days[place] as i64;
        let date = jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(day);
        assert_eq!(record["date"][0], date.to_string());
    }
}

#[test]
fn a_record_takes_at_most_twenty_bytes_of_the_index() {
    let site = Sandbox::new();
    fill(&site, "content", 0..300, "一致性");
    site.build();
    let index = data(&site, "index");
    let columns = index.as_object().unwrap().values().filter_map(Value::as_str);
    let bytes: usize = columns.map(str::len).sum();
    assert!(bytes <= 20 * 300, "{bytes} bytes for 300 records");
}

#[test]
fn a_new_record_changes_only_the_index_and_the_newest_part() {
    let site = Sandbox::new();
    fill(&site, "content", 0..40, "一致性");
    site.build();
    let before = site.tree();
    site.record("0041.txt", &usual(41, "一致性"));
    // What a record says besides its card is nothing to the parts.
    site.record("0001.txt", &usual(1, "别的话")).build();
    let changed = difference(&before, &site.tree()).into_iter();
    let changed: Vec<String> = changed.filter(|path| path.starts_with("browse/")).collect();
    assert_eq!(changed, ["browse/index.js", "browse/part-3.js"]);
}

#[test]
fn hostile_text_stays_text() {
    let title = "</script><img src=x onerror=alert(1)> \"\u{2028}";
    let site = Sandbox::new();
    site.record(
        "a.txt",
        &titled(title, &format!("Description:\n{title}"))
            .replace("Status:", &format!("Tags: {title}\nStatus:")),
    );
    site.build();
    let [record] = &records(&site)[..] else { panic!("one record") };
    assert_eq!(record["title"].as_str().unwrap().trim(), title.trim());
    for path in ["index", "part-1"] {
        let script = site.read(&format!("public/browse/{path}.js"));
        assert!(!script.contains(['<', '\u{2028}', '\u{2029}']) && script.lines().count() == 1, "{script}");
    }
}
