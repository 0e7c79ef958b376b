//! What one record, or many of one kind, may make of a site: no more output than in proportion to what was put in.

use crate::records::titled;
use crate::sandbox::Sandbox;

/// A summary of one video, the newest of which has the highest number.
fn version(number: usize) -> String {
    titled(
        &format!("第{number}版"),
        &format!("URL: https://youtu.be/a1B2c3D4e5F\n\nDescription:\n第{number}次摘要。\n"),
    )
    .replace("Status: success\n\n", "")
    .replace("2026-05-01", &format!("2026-{:02}-{:02}", number / 28 + 1, number % 28 + 1))
}

fn put_versions(site: &Sandbox, count: usize) {
    for number in 1..=count {
        site.record(&format!("{number}.txt"), &version(number));
    }
}

/// How many bytes the files have whose paths begin so.
fn bytes(site: &Sandbox, beginning: &str) -> usize {
    let tree = site.tree();
    tree.iter().filter(|(path, _)| path.starts_with(beginning)).map(|(_, bytes)| bytes.len()).sum()
}

#[test]
fn a_record_of_an_item_with_many_takes_as_much_as_one_of_an_item_with_few() {
    let of = |count: usize| {
        let site = Sandbox::new();
        put_versions(&site, count);
        site.build();
        bytes(&site, "records/") / count
    };
    let (few, many) = (of(40), of(160));
    assert!(many < few + few / 20, "{few} bytes a record of 40, {many} of 160");
}

#[test]
fn all_records_of_an_item_are_found_from_each_of_them() {
    let site = Sandbox::new();
    site.file("synopsite.toml", "page_size = 20\n");
    put_versions(&site, 70);
    site.build();
    let page = site.page_of("3.txt");
    let shown = page.texts("section[aria-labelledby=versions] li > a");
    assert_eq!((shown.len(), shown[0].as_str()), (12, "第70版"));
    let all =
        page.attributes("section[aria-labelledby=versions] p a", "href").pop().expect("all are somewhere");
    assert_eq!(page.texts("section[aria-labelledby=versions] p a"), ["查看全部 70 份摘要"]);
    let (mut address, mut found) = (all.trim_start_matches("../").to_owned(), Vec::new());
    loop {
        let list = site.page(&address);
        found.extend(list.texts(".card h3"));
        // Each day is told, though it has no page.
        assert!(
            list.all("section.day h2.visually-hidden").is_empty() && list.all("section.day h2 a").is_empty()
        );
        let folder = address.rsplit_once('/').unwrap().0.to_owned();
        let Some(older) = list.attributes(".pager .older", "href").pop() else { break };
        let older = older.rsplit_once('/').unwrap().1.to_owned();
        address = format!("{folder}/{older}");
    }
    assert_eq!(found, (1..=70).rev().map(|number| format!("第{number}版")).collect::<Vec<_>>());
    // The first list of them leads back to the one that counts.
    assert_eq!(site.page(all.trim_start_matches("../")).texts(".crumbs a"), ["第70版"]);
}

#[test]
fn a_few_records_of_an_item_need_no_list() {
    let site = Sandbox::new();
    put_versions(&site, 13);
    site.build();
    let page = site.page_of("1.txt");
    assert_eq!(page.texts("section[aria-labelledby=versions] li > a").len(), 12);
    assert!(page.all("section[aria-labelledby=versions] p").is_empty() && !site.exists("public/versions"));
}

#[test]
fn a_day_leads_to_the_same_day_of_the_years_around_it() {
    let site = Sandbox::new();
    for year in 1900..2000 {
        let record = titled(&format!("{year}年"), "Description:\n摘要。\n");
        site.record(&format!("{year}.txt"), &record.replace("2026-05-01", &format!("{year}-05-01")));
    }
    site.build();
    let years = site.page("archive/1950/05/01/index.html").texts(".same-day li");
    assert_eq!((years.len(), years[0].contains("1970"), years[39].contains("1930")), (40, true, true));
}

/// A record whose header has these lines besides.
fn with_header(lines: &str) -> String {
    titled("一条", "Description:\n摘要。\n").replace("Status: success\n", lines)
}

/// `word1, word2 …`, so many.
fn words(count: usize, between: &str) -> String {
    (0..count).map(|number| format!("word{number}")).collect::<Vec<_>>().join(between)
}

/// The codes that `check` finds, with file and line.
fn found(site: &Sandbox) -> Vec<String> {
    let run = site.run(&["check", "--format", "json", "--except", "duplicate"]);
    run.succeeds();
    let report: serde_json::Value = serde_json::from_str(&run.stdout()).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|found| format!("{} {} {}", found["code"], found["file"], found["line"]).replace('"', ""))
        .collect()
}

#[test]
fn tags_make_no_more_than_in_proportion_and_all_are_kept() {
    let of = |count: usize| {
        let site = Sandbox::new();
        site.record("a.txt", &with_header(&format!("Tags: {}\n", words(count, ", "))));
        site.build();
        site
    };
    let few = of(100);
    assert!(found(&few).is_empty());
    // A card shows some of them, a record's page all.
    assert_eq!(few.page("index.html").all(".day .card .tag").len(), 12);
    assert!(few.page("index.html").texts(".card-facts li").contains(&"+88".to_owned()));
    assert_eq!(few.page_of("a.txt").all("#facts .tag").len(), 100);
    let many = of(5000);
    assert_eq!(found(&many), ["over-limit content/a.txt 3"]);
    let page = many.page_of("a.txt").body();
    assert!((0..5000).all(|number| page.contains(&format!("word{number}"))));
    let (few, many) = (bytes(&few, "tags/"), bytes(&many, "tags/"));
    assert!(many < few + few / 20, "{few} bytes of pages of 100 tags, {many} of 5,000");
}

#[test]
fn a_long_title_stands_whole_on_its_own_page_alone() {
    let site = Sandbox::new();
    let title = "长".repeat(20_000);
    site.file("synopsite.toml", "base_url = 'https://example.org/'\n");
    site.record(
        "a.txt",
        &titled(
            &title,
            "Description:\n摘要。\n\n<Mermaid_Diagram>\ngraph TD\n A --> B\n</Mermaid_Diagram>\n",
        ),
    );
    site.record("b.txt", &titled("另一条", "Description:\n别的。\n"));
    site.build();
    let page = site.page_of("a.txt");
    assert_eq!(page.texts("h1"), [title]);
    assert_eq!(page.texts("title").pop().map(|title| title.chars().count() < 400), Some(true));
    let is_long = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(&"长".repeat(301));
    let long: Vec<String> =
        site.tree().into_iter().filter(|(_, bytes)| is_long(bytes)).map(|(path, _)| path).collect();
    assert_eq!(long, ["records/a.html"]);
    let short = format!("{}…", "长".repeat(300));
    for list in [
        "index.html",
        "archive/2026/05/index.html",
        "feed.xml",
        "feed.json",
        "records.json",
        "browse/part-1.js",
        "diagrams/part-1.js",
    ] {
        assert!(site.read(&format!("public/{list}")).contains(&short), "{list}");
    }
    assert_eq!(found(&site), ["long-title content/a.txt 2"]);
}

#[test]
fn categories_are_as_many_and_as_deep_as_a_reader_can_use() {
    let site = Sandbox::new();
    site.file("synopsite.toml", "base_url = 'https://example.org/'\n");
    site.record("deep.txt", &with_header(&format!("Category: {}\n", words(1000, "/"))));
    site.record("many.txt", &with_header(&format!("Category: {}\n", words(1000, ", "))));
    site.record(&format!("{}file.txt", "folder/".repeat(12)), &with_header(""));
    site.build();
    let deepest = (0..8).map(|level| format!("word{level}")).collect::<Vec<_>>().join("/");
    assert!(site.exists(&format!("public/categories/{deepest}/index.html")));
    assert!(
        !site.exists(&format!("public/categories/{deepest}/word8"))
            && !site.exists("public/categories/word20")
    );
    assert!(site.exists(&format!("public/categories/{}index.html", "folder/".repeat(8))));
    for file in ["deep.txt", "many.txt"] {
        let page = site.page_of(file).body();
        assert!((0..1000).all(|number| page.contains(&format!("word{number}"))), "{file}");
    }
    let folders = format!("over-limit content/{}file.txt null", "folder/".repeat(12));
    assert_eq!(found(&site), ["over-limit content/deep.txt 3", &folders, "over-limit content/many.txt 3"]);
}

#[test]
fn corrections_have_the_same_limits() {
    let site = Sandbox::new();
    site.record("a.txt", &with_header(""));
    let lines = [
        format!("tags = '{}'", words(101, ", ")),
        format!("category = '{}'", words(9, "/")),
        format!("author = '{}'", "长".repeat(101)),
        format!("title = '{}'", "长".repeat(301)),
    ];
    site.record("a.toml", &lines.join("\n"));
    site.build();
    assert_eq!(site.page("tags/index.html").all(".tag-cloud li").len(), 100);
    let told = ["over-limit", "over-limit", "over-limit", "long-title"].into_iter().zip(1..);
    assert_eq!(
        found(&site),
        told.map(|(code, line)| format!("{code} content/a.toml {line}")).collect::<Vec<_>>()
    );
}

#[test]
fn names_and_addresses_that_are_too_long_for_lists_are_shown_on_the_records_page() {
    let site = Sandbox::new();
    let long = "长".repeat(500);
    let host = "x.".repeat(300) + "org";
    site.record(
        "a.txt",
        &with_header(&format!(
            "Author: {long}\nStatus: {long}\nLanguage: en{}\nURL: https://{host}/{long}\nTags: {long}\n",
            "-abcdefgh".repeat(100),
        )),
    );
    site.build();
    let home = site.read("public/index.html");
    assert!(
        !home.contains(&"长".repeat(101))
            && !home.contains(&"x.".repeat(300))
            && !home.contains(&"-abcdefgh".repeat(9))
    );
    let page = site.page_of("a.txt").body();
    assert!(page.matches(&long).count() >= 3 && page.contains(&host));
}

#[test]
fn no_path_is_too_long_for_a_file_system() {
    let site = Sandbox::new();
    site.record("category.txt", &with_header(&format!("Category: {}\n", vec!["word"; 820].join("/"))));
    site.record("alias.txt", &with_header(&format!("Aliases: {}\n", vec!["word"; 900].join("/"))));
    site.record("names.txt", &with_header(&format!("Category: {}\n", vec!["长".repeat(90); 8].join("/"))));
    site.record(&format!("{}deep.txt", "a/".repeat(1500)), &with_header(""));
    let name = "长".repeat(80);
    site.record(&format!("{name}/{name}/{name}/{name}/{name}/wide.txt"), &with_header(""));
    site.build();
    let found = found(&site);
    assert!(found.iter().any(|found| found == "bad-alias content/alias.txt 3"), "{found:?}");
    let longest = site.tree().into_keys().map(|path| (path.len(), path.matches('/').count())).max().unwrap();
    assert!(longest.0 < 900 && longest.1 <= 34, "{longest:?}");
    assert_eq!(site.pages().len(), 5);
    let home = site.page("index.html");
    let links = home.attributes(".card h3 a", "href");
    assert!(
        links.len() == 5
            && links.iter().all(|link| site.exists(&format!(
                "public/{}",
                percent_encoding::percent_decode_str(link).decode_utf8().unwrap()
            )))
    );
}
