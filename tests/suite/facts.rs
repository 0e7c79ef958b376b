//! What a record's page says of the item above its summary.

use crate::html::text;
use crate::sandbox::Sandbox;

#[test]
fn a_cover_is_shown_linked_or_told_as_text() {
    let site = Sandbox::new();
    let record = |cover: &str| format!("Title: t\nCover: {cover}\nStatus: ok\n\nDescription:\nwords\n");
    site.file("static/covers/my pic #1?.png", [1, 2, 3])
        .record("file.txt", &record("covers/my pic #1?.png"))
        .record("web.txt", &record("https://images.example.org/a.png"))
        .record("outside.txt", &record("../../secret.png"));
    let said = site.build().stderr();
    let shown = |file: &str| site.page_of(file).attributes("img.cover", "src");
    assert_eq!(shown("file.txt"), ["../covers/my%20pic%20%231%3F.png"]);
    assert_eq!((shown("web.txt").len(), shown("outside.txt").len()), (0, 0));
    assert_eq!(site.page_of("web.txt").attributes("#facts a", "href"), ["https://images.example.org/a.png"]);
    let outside = site.page_of("outside.txt");
    assert_eq!(text(outside.fact("Cover").unwrap()), "../../secret.png");
    assert_eq!(outside.problems(), ["bad-cover"]);
    assert!(said.contains("content/outside.txt:2"), "{said}");
}

#[test]
fn a_card_has_no_item_without_a_word() {
    let site = Sandbox::new();
    site.record("a.txt", "Title: t\nURL: see the comments\nStatus: ok\n\nDescription:\nwords\n").build();
    let items = site.page("index.html").texts(".timeline .card-facts li");
    assert!(!items.is_empty() && items.iter().all(|item| !item.trim().is_empty()), "{items:?}");
}

#[test]
fn the_transcript_has_the_language_that_is_spoken() {
    let site = Sandbox::new();
    let record = |transcript: &str| {
        format!("Title: 一场讲座\n\nDescription:\n他讲了三件事。\n\nContent:\n{transcript}\n")
    };
    site.record("a.txt", &record("today I want to talk about three things"));
    site.record("b.txt", &record("今天我想谈三件事，关于 queues 和 caches"));
    site.build();
    let lang = |path: &str| site.page(path).attributes(".transcript .prose", "lang");
    assert_eq!(
        (lang("records/a.html"), lang("records/b.html")),
        (vec!["en".to_owned()], vec!["zh".to_owned()])
    );
}
