//! What a record's page offers to who reads it.

use crate::html::text;
use crate::sandbox::Sandbox;

const VIDEO: &str =
    "Title: t\nURL: https://www.youtube.com/watch?v=a1B2c3D4e5F\nDuration: 20:00\nStatus: success\n\n";

#[test]
fn time_marks_lead_to_their_moments_and_stay_the_text_that_they_are() {
    let site = Sandbox::new();
    let texts = "Description:\n### 缘起 *Content-[12:34]\n\n- **甲**：[0:05] 起，[这里](https://example.org/[0:06])，`[0:07]`，[0:08](https://example.org)。\n\n```\n[0:09]\n```\n\n共 [59:00]。\n\nContent:\n[00:01] 大家好 <b>\n[00:00:12 --> 00:00:20] 再见";
    site.record("video.txt", &format!("{VIDEO}{texts}"))
        .record("page.txt", &format!("Title: u\nURL: https://example.org/\nStatus: success\n\n{texts}"))
        .build();
    let (video, page) = (site.page_of("video.txt"), site.page_of("page.txt"));
    let links = video.attributes(".summary a.time-mark", "href");
    let moment = |second: u32| format!("https://www.youtube.com/watch?v=a1B2c3D4e5F&t={second}s");
    assert_eq!(links, [moment(754), moment(5)]);
    assert_eq!(video.texts(".summary a.time-mark"), ["*Content-[12:34]", "[0:05]"]);
    assert_eq!(video.texts(".transcript a.time-mark"), ["[00:01]", "[00:00:12 --> 00:00:20]"]);
    assert_eq!(video.attributes(".transcript a.time-mark", "href"), [moment(1), moment(12)]);
    assert_eq!(video.all("a a, code a").len(), 0);
    assert_eq!(page.all("a.time-mark").len(), 0);
    for part in [".summary", ".transcript"] {
        assert_eq!(video.text(part), page.text(part));
    }
    assert_eq!(video.transcript(), "[00:01] 大家好 <b>\n[00:00:12 --> 00:00:20] 再见");
    assert!(video.all(".toc a").into_iter().map(text).any(|entry| entry == "缘起 *Content-[12:34]"));
}

#[test]
fn a_page_says_how_long_it_takes_to_read() {
    let site = Sandbox::new();
    let chinese =
        format!("Description:\n{}\n\nContent:\n{}\n", "先写日志。".repeat(400), "再改状态".repeat(1000));
    let english = format!("Description:\n{}\n\n```\n{0}\n```\n", "write the log first. ".repeat(110));
    site.record("zh.txt", &format!("{VIDEO}{chinese}"))
        .record("en.txt", &format!("Title: u\nStatus: success\n\n{english}"))
        .record("none.txt", "Title: v\nStatus: success\n\nContent:\nwords\n")
        .build();
    let zh = site.page_of("zh.txt");
    assert_eq!(text(zh.fact("阅读").unwrap()), "约 4 分钟 · 1600 字");
    assert_eq!(zh.text(".transcript summary .count"), "约 10 分钟 · 4000 字");
    assert_eq!(text(site.page_of("en.txt").fact("阅读").unwrap()), "约 2 分钟 · 440 词");
    assert!(site.page_of("none.txt").fact("阅读").is_none());
    assert_eq!(zh.attributes(".facts .platform", "data-platform"), ["youtube"]);
}
