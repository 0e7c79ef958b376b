//! Notes that notebooks and models write as Markdown, without front matter.

use std::fmt::Write as _;

use synopsite::base::diagnostic::Code;
use synopsite::record::parse::{Parsed, parse};
use synopsite::record::{ContentPath, Record};

use crate::html::text;
use crate::sandbox::Sandbox;

fn parsed(name: &str, text: &str) -> Parsed {
    parse(&ContentPath::new(name), text.as_bytes(), None)
}

fn read(name: &str, text: &str) -> Record {
    parsed(name, text).record
}

fn codes(name: &str, text: &str) -> Vec<Code> {
    parsed(name, text).diagnostics.iter().map(|found| found.code).collect()
}

/// What is known of an item, in the form of a line.
fn facts(record: &Record) -> String {
    let head = &record.head;
    let source = head.source.as_ref();
    let date = head.moment.map(|moment| moment.at.date().to_string());
    let mut line =
        format!("{} | {}", head.title, source.and_then(|source| source.id.clone()).unwrap_or_default());
    let length = head.duration.map(|length| length.0).unwrap_or_default();
    let author = head.author.clone().unwrap_or_default();
    write!(line, " | {} | {author} | {length}", date.unwrap_or_default()).unwrap();
    line
}

const FACTS: &str = "潮汐怎样发电 | abcDEF12345 | 2026-03-08 | 海边实验室 | 1210";

#[test]
fn a_title_and_facts_are_read_in_every_form_that_stands_below_a_heading() {
    let address = "https://www.youtube.com/watch?v=abcDEF12345";
    let forms = [
        format!("- **链接**：{address}\n- **频道**: 海边实验室\n- **日期**：2026-03-08\n- **时长**：20:10\n"),
        format!(
            "> 🔗 **链接：** <{address}>\n>\n> **频道:** 海边实验室 | **时长:** 20:10\n>\n> 日期：2026年3月8日\n"
        ),
        format!(
            "| 项目 | 内容 |\n|---|---|\n| 链接 | [原片]({address}) |\n| 频道 | 海边实验室 |\n| 日期 | 2026/03/08 |\n| 时长 | 20分10秒 |\n"
        ),
        format!(
            "| 链接 | 频道 | 日期 | 时长 |\n|:--|:--|:--|:--|\n| {address} | 海边实验室 | 2026-03-08 | 20:10 |\n"
        ),
        format!("URL: {address}\nChannel: 海边实验室\nPublished: 2026-03-08\nDuration: 20:10\n"),
        format!(
            "---\n\n## 视频信息\n\n1. 链接: {address}\n2. UP主: 海边实验室\n3. 发布时间: 2026-03-08\n4. 时长: 20:10\n"
        ),
        format!(
            "![封面](https://example.org/a.jpg)\n\n* `链接`: {address}\n* __频道__: 海边实验室\n\n* 日期: 20260308\n* 时长: 1210\n"
        ),
    ];
    for form in forms {
        let text = format!("# 潮汐怎样发电\n\n{form}\n## 要点\n\n涨潮时蓄水。\n");
        let record = read("note.md", &text);
        assert_eq!(facts(&record), FACTS, "{text}");
        let description = &record.texts.description.text;
        assert!(
            description.ends_with("## 要点\n\n涨潮时蓄水。") && !description.contains("海边"),
            "{description}"
        );
        assert!(codes("note.md", &text).is_empty(), "{:?} in {text}", codes("note.md", &text));
    }
}

#[test]
fn the_title_is_the_first_heading_and_the_date_may_stand_in_the_files_name() {
    let title = |text: &str| read("20260308-x.md", text).head.title;
    assert_eq!(title("# **潮汐**怎样发电 #\n\n涨潮时蓄水。\n\n# 第二章\n\n话。"), "潮汐怎样发电");
    assert_eq!(title("潮汐怎样发电\n=======\n\n涨潮时蓄水。"), "潮汐怎样发电");
    assert_eq!(title("好的，以下是总结：\n\n# 潮汐怎样发电\n\n## 要点\n\n话。"), "潮汐怎样发电");
    assert_eq!(title("## 潮汐怎样发电\n\n### 要点\n\n话。"), "潮汐怎样发电");
    assert_eq!(title("# 标题：潮汐怎样发电\n\n话。"), "潮汐怎样发电");
    let linked = read("x.md", "# [潮汐怎样发电](https://youtu.be/abcDEF12345)\n\n话。");
    assert_eq!(
        (facts(&linked).as_str(), linked.texts.description.text.as_str()),
        ("潮汐怎样发电 | abcDEF12345 |  |  | 0", "话。")
    );
    // What every summary has is no title.
    for text in [
        "### 要点\n\n一。\n\n### 结论\n\n二。",
        "# 摘要\n\n一。",
        "# 🤖 AI 视频总结\n\n一。",
        "## Key Points\n\n一。",
        "一段话。",
        "```\n# 注释\n```\n",
    ] {
        assert_eq!(title(text), "20260308-x", "{text}");
    }
    assert!(codes("x.md", "### 要点\n\n一。\n\n### 结论\n\n二。").contains(&Code::Headerless));
    let date = read("20260308-x.md", "# 潮汐\n\n话。").head.moment.unwrap();
    assert_eq!(date.at.date().to_string(), "2026-03-08");
}

#[test]
fn a_list_of_a_summary_is_no_list_of_facts() {
    for list in [
        "- 原理：月亮\n- 地点：海边",
        "主持人：大家好\n嘉宾：你好",
        "| 词 | 义 |\n|---|---|\n| 潮 | 早 |\n| 汐 | 晚 |",
    ] {
        let text = format!("# 潮汐\n\n{list}\n\n完。");
        assert_eq!(read("x.md", &text).texts.description.text, format!("{list}\n\n完。"), "{text}");
    }
    // What stands beside facts under their heading keeps it.
    let mixed =
        read("x.md", "# 潮汐\n\n## 信息\n\n- 链接: https://example.org/a\n\n还有一段。\n\n## 要点\n\n话。");
    assert_eq!(mixed.texts.description.text, "## 信息\n\n\n\n还有一段。\n\n## 要点\n\n话。");
}

#[test]
fn a_note_is_a_page_with_its_title_and_what_is_wrong_has_its_line() {
    let site = Sandbox::new();
    site.record(
        "note.md",
        "# 潮汐\n\n- **链接**: https://example.org/a\n- **海域**: 东海\n\n见[这里](#没有)。\n",
    )
    .build();
    let page = site.page_of("note.md");
    assert_eq!(
        (page.texts("h1"), text(page.fact("海域").unwrap())),
        (vec!["潮汐".to_owned()], "东海".to_owned())
    );
    let found = parsed("note.md", "# 潮汐\n\n- 链接: https://example.org/a\n\n话。");
    assert_eq!(found.record.texts.description.line, 5);
}

#[test]
fn a_title_is_not_said_twice() {
    let texts = [
        "---\ntitle: 潮汐\n---\n# 潮汐\n\n话。",
        "---\ntitle: 《潮汐》\n---\n/\n\n## **潮汐**\n\n话。",
        "Title: 潮汐 BV1xx411c7mD\n\nDescription:\n# 潮汐\n\n话。",
        "# 潮汐\n\n**潮汐**\n\n话。",
        "{\"title\": \"潮汐\", \"summary\": \"# 潮汐\\n\\n话。\"}",
    ];
    for text in texts {
        assert_eq!(read("x.md", text).texts.description.text, "话。", "{text}");
    }
    let later = read("x.md", "---\ntitle: 潮汐\n---\n以下是总结。\n\n# 潮汐\n\n## 要点\n\n话。");
    assert_eq!(later.texts.description.text, "以下是总结。\n\n\n\n## 要点\n\n话。");
    let other = read("x.md", "---\ntitle: 潮汐\n---\n# 潮汐发电\n\n话。");
    assert_eq!(other.texts.description.text, "# 潮汐发电\n\n话。");
}

#[test]
fn what_a_page_says_of_the_item_stands_after_the_summary() {
    let text = "---\ntitle: 潮汐\ndescription: |\n  订阅我们！\n  00:10 开场\n---\n涨潮时蓄水。";
    let description = read("x.md", text).texts.description.text;
    assert_eq!(description, "涨潮时蓄水。\n\n## description\n\n订阅我们！\n00:10 开场");
    let alone = read("x.md", "---\ntitle: 潮汐\ndescription: 涨潮时蓄水。\n---\n");
    assert_eq!(alone.texts.description.text, "涨潮时蓄水。");
}
