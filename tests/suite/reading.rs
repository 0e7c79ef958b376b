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
    assert_eq!(links, [moment(754), moment(5), moment(7)]);
    assert_eq!(video.texts(".summary a.time-mark"), ["[12:34]", "[0:05]", "[0:07]"]);
    assert_eq!(video.texts(".transcript a.time-mark"), ["[00:01]", "[00:00:12 --> 00:00:20]"]);
    assert_eq!(video.attributes(".transcript a.time-mark", "href"), [moment(1), moment(12)]);
    assert_eq!(video.all("a a, code a").len(), 0);
    assert_eq!(page.all("a.time-mark").len(), 0);
    for part in [".summary", ".transcript"] {
        assert_eq!(video.text(part), page.text(part));
    }
    assert_eq!(video.transcript(), "[00:01] 大家好 <b>\n[00:00:12 --> 00:00:20] 再见");
    assert_eq!(video.texts(".toc a"), ["缘起", "文稿"]);
}

#[test]
fn a_time_needs_no_brackets_where_something_begins() {
    let site = Sandbox::new();
    let texts = "Description:\n### 00:30–01:30 起火\n\n- 00:00 开场\n- **1:02：** 备料\n- 比分 3:21\n- 12:30的火车\n\n\
                 | 时间 | 事 |\n|---|---|\n| 02:00 | 用时 12:34 |\n\n0:01 水\n0:02 米\n0:03 火\n\n\
                 见（04:05）与 `05:06`，[起火](#起火)。\n";
    site.record("video.txt", &format!("{VIDEO}{texts}"))
        .record(
            "one.txt",
            &format!("{VIDEO}Description:\n0:01 水\n0:02 米\n").replace("a1B2c3D4e5F", "a1B2c3D4e5G"),
        )
        .build();
    let page = site.page_of("video.txt");
    assert_eq!(
        page.texts(".summary a.time-mark"),
        ["00:30–01:30", "00:00", "1:02", "02:00", "0:01", "0:02", "0:03", "（04:05）", "05:06"]
    );
    assert_eq!(page.attributes(".summary h3", "id"), ["起火"]);
    assert!(page.attributes(".summary a", "href").contains(&"#起火".to_owned()));
    assert_eq!(site.page_of("one.txt").all("a.time-mark").len(), 0);
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
    assert_eq!(text(zh.fact("阅读").unwrap()), "约 4 分钟 · 1,600 字");
    assert_eq!(zh.text(".transcript summary .count"), "约 10 分钟 · 4,000 字");
    assert_eq!(text(site.page_of("en.txt").fact("阅读").unwrap()), "约 2 分钟 · 440 词");
    assert!(site.page_of("none.txt").fact("阅读").is_none());
    assert_eq!(zh.attributes(".facts .platform", "data-platform"), ["youtube"]);
}

#[test]
fn the_gist_leads_and_the_courtesy_steps_back() {
    let site = Sandbox::new();
    let summary = "好的，这是整理。\n\n### 要点\n\n- 一\n\n### 核心观点\n\n日志**先于** [0:05] 状态，<script>。\n\n还有一段。";
    site.record("long.txt", &format!("{VIDEO}Description:\n{summary}\n"))
        .record("short.txt", "Title: u\nStatus: success\n\nDescription:\n只有一段。\n")
        .record("polite.txt", "Title: v\nStatus: success\n\nDescription:\n好的，这是整理。\n")
        .build();
    let long = site.page_of("long.txt");
    assert_eq!(long.texts(".record-header .lead > p"), ["日志先于 [0:05] 状态，<script>。"]);
    assert_eq!((long.text(".lead strong"), long.all(".lead a.time-mark").len()), ("先于".to_owned(), 1));
    // Nothing is taken away from the summary.
    assert!(long.texts(".summary .prose p").contains(&"日志先于 [0:05] 状态，<script>。".to_owned()));
    assert_eq!(long.texts(".summary .prose > p.courtesy"), ["好的，这是整理。"]);
    assert_eq!(site.page_of("short.txt").all(".lead, .courtesy").len(), 0);
    // Where it is all that there is, it is the summary.
    assert_eq!(site.page_of("polite.txt").all(".lead, .courtesy").len(), 0);
}

#[test]
fn contents_lead_to_every_section_and_the_buttons_have_their_words() {
    let site = Sandbox::new();
    site.record(
        "a.txt",
        &format!("{VIDEO}Description:\n### 一 [0:01]\n\n甲\n\n### 二\n\n乙\n\nContent:\n丙\n"),
    )
    .build();
    let page = site.page_of("a.txt");
    let ids =
        page.attributes(".toc a", "href").into_iter().map(|href| href.trim_start_matches('#').to_owned());
    let ids: Vec<String> = ids.collect();
    assert_eq!((ids.len(), ids.iter().all(|id| page.has_id(id))), (3, true), "{ids:?}");
    let words = page.texts(".record-actions button");
    assert_eq!(words, ["复制链接", "复制为 Markdown", "复制文稿", "下载文稿", "分享卡片", "下载原始记录"]);
    assert!(site.exists("public/assets/reader.js"));
    assert_eq!(site.page("index.html").all("script[src$='assets/reader.js']").len(), 0);
}

#[test]
fn a_mark_with_a_colon_before_one_word_is_shown_and_leads_to_its_moment() {
    let site = Sandbox::new();
    site.record(
        "a.txt",
        &format!("{VIDEO}Description:\n[0:05]: 大家好\n\n- [0:06]: 欢迎\n\n[主持人]: 再见\n"),
    )
    .build();
    let page = site.page_of("a.txt");
    assert_eq!(
        page.text(".summary .prose").split_whitespace().collect::<String>(),
        "[0:05]:大家好[0:06]:欢迎[主持人]:再见"
    );
    assert_eq!(page.texts(".summary a.time-mark"), ["[0:05]", "[0:06]"]);
}
