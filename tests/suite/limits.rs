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

/// How many bytes the files have whose paths begin so.
fn bytes(site: &Sandbox, beginning: &str) -> usize {
    let tree = site.tree();
    tree.iter().filter(|(path, _)| path.starts_with(beginning)).map(|(_, bytes)| bytes.len()).sum()
}

#[test]
fn a_record_of_an_item_with_many_takes_as_much_as_one_of_an_item_with_few() {
    let of = |count: usize| {
        let site = Sandbox::new();
        (1..=count).for_each(|number| drop(site.record(&format!("{number}.txt"), &version(number))));
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
    (1..=70).for_each(|number| drop(site.record(&format!("{number}.txt"), &version(number))));
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
    (1..=13).for_each(|number| drop(site.record(&format!("{number}.txt"), &version(number))));
    site.build();
    let page = site.page_of("1.txt");
    assert_eq!(page.texts("section[aria-labelledby=versions] li > a").len(), 12);
    assert!(page.all("section[aria-labelledby=versions] p").is_empty() && !site.exists("public/versions"));
}
