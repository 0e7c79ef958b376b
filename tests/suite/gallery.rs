//! The gallery of diagrams: its scripts hold every diagram of the site's lists, exactly as written.

use serde_json::Value;

use crate::records::{fill, titled, usual};
use crate::sandbox::Sandbox;

/// What a script of the site hands to the page.
fn data(site: &Sandbox, path: &str) -> Value {
    let script = site.read(&format!("public/diagrams/{path}.js"));
    let call = script.strip_prefix("document.dispatchEvent(new CustomEvent('synopsite:diagrams', { detail: ");
    let json = call.and_then(|rest| rest.strip_suffix(" }));\n")).unwrap_or_else(|| panic!("{script}"));
    serde_json::from_str(json).unwrap()
}

/// The records of all parts, the oldest first.
fn records(site: &Sandbox) -> Vec<Value> {
    let names = (1..).map(|n| format!("part-{n}"));
    let there = names.take_while(|name| site.exists(&format!("public/diagrams/{name}.js")));
    let of_part = |name: String| data(site, &name)["records"].as_array().unwrap().clone();
    there.flat_map(of_part).collect()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no {key} in {value}"))
}

/// The index's records, newest first, each as the names of its kinds and the paths of its categories.
fn index(site: &Sandbox) -> Vec<(Vec<String>, Vec<String>)> {
    let index = data(site, "index");
    let first = |list: &str, place: usize| index[list][place][0].as_str().unwrap().to_owned();
    let code = |code: &str| {
        let (letters, places) = code.split_at(code.find(|c: char| c.is_ascii_digit()).unwrap());
        let kinds = letters.bytes().map(|letter| first("kinds", usize::from(letter - b'a')));
        let categories = places.split('.').map(|place| first("categories", place.parse().unwrap()));
        (kinds.collect(), categories.collect())
    };
    text(&index, "records").split(',').map(code).collect()
}

/// What the records' pages show: address, number and source of each diagram, in no order.
fn on_pages(site: &Sandbox) -> Vec<(String, String, String)> {
    let paths =
        site.tree().into_keys().filter(|path| path.starts_with("records/") && path.ends_with(".html"));
    let mut all = Vec::new();
    for path in paths {
        let page = site.page(&path);
        // Failed records keep their diagrams on their pages.
        if page.all("dd[data-status='failed']").is_empty() {
            let ids = page.attributes("figure.diagram", "id").into_iter();
            let sources = page.texts("figure.diagram .diagram-source code");
            all.extend(ids.zip(sources).map(|(id, source)| (path.clone(), id, source)));
        }
    }
    all.sort();
    all
}

fn in_gallery(site: &Sandbox) -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    for record in records(site) {
        for (place, diagram) in record["diagrams"].as_array().unwrap().iter().enumerate() {
            let id = format!("diagram-{}", place + 1);
            all.push((text(&record, "url").to_owned(), id, text(diagram, "source").to_owned()));
        }
    }
    all.sort();
    all
}

#[test]
fn the_gallery_has_the_diagrams_of_all_pages_under_their_numbers_there() {
    for content in ["content", "tests/variants"] {
        let site = Sandbox::new();
        site.copy(content, "content").build();
        let expected = on_pages(&site);
        assert!(expected.len() > 5);
        assert_eq!(in_gallery(&site), expected, "{content}");
        let counts = |count: fn(&(Vec<String>, Vec<String>)) -> usize| -> usize {
            index(&site).iter().map(count).sum()
        };
        assert_eq!(counts(|(kinds, _)| kinds.len()), expected.len(), "{content}");
    }
}

#[test]
fn the_index_and_the_parts_tell_of_the_same_records() {
    let site = Sandbox::new();
    fill(&site, "content", 0..80, "一致性");
    site.build();
    let (index, records) = (index(&site), records(&site));
    assert_eq!((index.len(), records.len()), (80, 80));
    assert_eq!(data(&site, "index")["size"], 32);
    assert_eq!(data(&site, "part-1")["records"].as_array().unwrap().len(), 32);
    // The index begins with the newest, the parts with the oldest.
    for ((kinds, categories), record) in index.iter().zip(records.iter().rev()) {
        assert_eq!(*kinds, ["flowchart"]);
        let number: usize = text(record, "title").split(['第', '期']).nth(1).unwrap().parse().unwrap();
        assert_eq!(*categories, [["技术/数据库", "技术", "生活", "Science"][number % 4]]);
        let source = text(&record["diagrams"][0], "source");
        assert_eq!(source, format!("graph TD\n    A[\"写入 {number}\"] --> B[\"日志\"]"));
    }
}

#[test]
fn a_new_record_changes_only_the_newest_part() {
    let site = Sandbox::new();
    fill(&site, "content", 0..70, "一致性");
    site.build();
    let before = site.tree();
    site.record("0071.txt", &usual(71, "一致性"));
    // What a record says besides its diagrams is nothing to the gallery.
    site.record("0001.txt", &usual(1, "别的话")).build();
    let changed = crate::sandbox::difference(&before, &site.tree());
    let changed: Vec<String> = changed.into_iter().filter(|path| path.starts_with("diagrams/")).collect();
    assert_eq!(changed, ["diagrams/index.html", "diagrams/index.js", "diagrams/part-3.js"]);
}

#[test]
fn hostile_text_stays_text() {
    let source =
        "graph TD\n  A[\"</script><script>alert(1)</script>\u{2028}\\\u{2029} <!--\"] --> B[\"${x}`'\"]";
    let title = "</script><img src=x onerror=alert(1)> \"\u{2028}";
    let site = Sandbox::new();
    site.record(
        "a.txt",
        &titled(title, &format!("Description:\n<Mermaid_Diagram>\n{source}\n</Mermaid_Diagram>")),
    );
    site.build();
    let [record] = &records(&site)[..] else { panic!("one record") };
    assert_eq!(text(&record["diagrams"][0], "source"), source);
    for path in ["index", "part-1"] {
        let script = site.read(&format!("public/diagrams/{path}.js"));
        assert!(!script.contains(['<', '\u{2028}', '\u{2029}']) && script.lines().count() == 1, "{script}");
    }
    let page = site.page("diagrams/index.html");
    assert!(page.all("img[src=x]").is_empty() && !page.html.contains("<script>alert"));
    // The page's own, which tells the look.
    assert_eq!(page.all("script:not([src])").len(), 1);
}

#[test]
fn a_repaired_source_stands_beside_the_original() {
    let site = Sandbox::new();
    let fenced = "words\n```\npie\n```\nafter";
    let text_of = |source: &str| {
        titled("a", &format!("Description:\n<Mermaid_Diagram title=\"图名\">\n{source}\n</Mermaid_Diagram>"))
    };
    site.record("a.txt", &text_of(fenced)).record("b.txt", &text_of("pie")).build();
    let records = records(&site);
    let diagrams = records.iter().map(|record| &record["diagrams"][0]);
    for diagram in diagrams {
        let source = text(diagram, "source");
        assert_eq!(
            diagram.get("repair").and_then(Value::as_str),
            synopsite::diagram::repair::repair(source).as_deref()
        );
        assert_eq!((text(diagram, "title"), diagram.get("unclosed")), ("图名", None));
    }
}

#[test]
fn failed_records_are_left_out_and_without_diagrams_there_is_no_gallery() {
    let site = Sandbox::new();
    let failed = usual(1, "一致性").replace("Status: success", "Status: failed");
    site.record("a.txt", &failed).record("b.txt", &titled("b", "Description:\n没有图。")).build();
    assert!(!site.exists("public/diagrams"));
    assert!(
        !site
            .page("index.html")
            .attributes(".site-nav a", "href")
            .iter()
            .any(|href| href.contains("diagrams"))
    );
    site.record("c.txt", &usual(2, "一致性")).build();
    assert_eq!((index(&site).len(), records(&site).len()), (1, 1));
    assert!(
        site.page("index.html").attributes(".site-nav a", "href").contains(&"diagrams/index.html".to_owned())
    );
    site.remove("content/c.txt").build();
    assert!(!site.exists("public/diagrams"));
}

#[test]
fn without_javascript_the_newest_diagrams_have_links() {
    let site = Sandbox::new();
    fill(&site, "content", 0..60, "一致性");
    site.build();
    let page = site.page("diagrams/index.html");
    let links = page.text("noscript");
    assert_eq!(links.matches("#diagram-1\"").count(), 50);
    assert!(links.contains("第59期") && !links.contains("第9期"));
}
