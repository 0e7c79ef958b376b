//! Made-up records that differ in every way in which real ones do: languages, sources, odd names, broken files.

use crate::records::video;
use crate::sandbox::Sandbox;

/// The cover of some of the records, which stands below the static folder.
const COVER: &str = "covers/第 1 张 #100%.svg";

/// Puts so many records into the content folder.
pub(crate) fn fill_varied(site: &Sandbox, count: usize) {
    site.file(&format!("static/{COVER}"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
    for number in 0..count {
        site.file(&format!("content/{}", path(number)), text(number));
    }
}

/// One of some, by a number.
fn pick<const N: usize>(number: usize, of: [&str; N]) -> &str {
    of[number % N]
}

fn path(number: usize) -> String {
    let folder = pick(number / 3, ["", "播客/", "播客/长谈 #2/", "Talks & notes/", "index.html/", "a.b/"]);
    let name = match number % 13 {
        0 => format!("名字 with  spaces & #hash 100%25 {number}"),
        1 => format!("CON.{number}"),
        2 => format!("Ｆｕｌｌ—width “quotes” {number}"),
        3 => format!("🎧 {number}?x=1"),
        4 => format!("{}{number}", "很长的名字".repeat(12)),
        5 => format!("2026-03-{:02}_in the name {number}", number % 28 + 1),
        6 => format!("feed.{number}.xml"),
        // Only the case of a letter tells one file from the other, and letters of some scripts have two forms.
        7 => format!("Café {}", number / 26),
        8 => format!("cafe\u{301} {}", number / 26),
        _ => format!("{number:04}"),
    };
    format!("{folder}{name}.txt")
}

fn text(number: usize) -> Vec<u8> {
    match number % 101 {
        17 => return Vec::new(),
        34 => return [0, 159, 146, 150].repeat(90),
        51 => return format!("没有抬头的一段话，第{number}次。\n").into_bytes(),
        _ => {}
    }
    let mut text = header(number);
    if number % 37 == 5 {
        return (text + "Status: failed\n").into_bytes();
    }
    text.push_str("Status: success\n\nDescription:\n");
    text.push_str(&summary(number));
    if number % 4 != 1 {
        text.push_str("\nContent:\n");
        text.push_str(pick(
            number,
            ["[00:12] 大家好\n[01:02:03] 今天讲日志\n", "Hello, this is about sleep. ", "一句话"],
        ));
        text.push_str(&"然后呢，状态会丢，".repeat(number % 60));
    }
    text.into_bytes()
}

fn header(number: usize) -> String {
    let title = pick(
        number,
        [
            "先写日志再改状态",
            "Why bridges hum",
            "A “quoted” <title> & 'more' #1",
            "为什么？100% 的答案",
            "</title><script>1</script>",
            "睡眠与面包",
            "index.html",
        ],
    );
    let mut header = format!("Title: {title} ({number})\n");
    if number % 19 != 3 {
        let (year, month, day) = (2024 + number % 3, number / 28 % 12 + 1, number % 28 + 1);
        header.push_str(&format!("Timestamp: {year}-{month:02}-{day:02}T{:02}:05:36\n", number % 24));
    }
    // Every eleventh is the same item as the one before it.
    let item = if number % 11 == 10 { number - 1 } else { number };
    let url = match item % 7 {
        0 | 3 => format!("https://www.bilibili.com/video/{}", video(item)),
        1 => format!("https://youtu.be/{:a>11}", item),
        2 => format!("https://arxiv.org/abs/2609.{item:05}"),
        4 => format!("https://example.com/a?b={item}&c=<d>"),
        5 => "javascript:alert(1)".to_owned(),
        _ => String::new(),
    };
    let category = pick(
        number,
        [
            "技术/数据库/索引",
            "技术/数据库",
            "Science & Art/100% #1",
            "生活",
            "feed.xml/page-1.html",
            "Go, go/tools",
            "a b/a-b",
            "",
        ],
    );
    let tags = pick(
        number,
        ["日志, 共识", "C, C++, C#", "\"sleep\", #睡眠", "Go、go", "", "index.html, ..", "面包"],
    );
    for (key, value) in [("URL", url.as_str()), ("Category", category), ("Tags", tags)] {
        if !value.is_empty() {
            header.push_str(&format!("{key}: {value}\n"));
        }
    }
    if number.is_multiple_of(3) {
        header.push_str("Author: 林木 & <Sons>\nDuration: 1:02:28\n");
    }
    if number % 17 == 4 {
        header.push_str(&format!("Aliases: old/{number}.html, p/{number} & 一\n"));
    }
    if number.is_multiple_of(5) {
        header.push_str(&format!("Cover: {COVER}\n"));
    }
    header
}

fn summary(number: usize) -> String {
    // The same heading again, and headings whose names are those of a page's own parts.
    let headings = pick(
        number,
        [
            "### 要点\n\n一。\n\n### 要点\n\n二。\n\n### 要点\n\n三。\n",
            "## Facts\n\nOne.\n\n## Summary\n\nTwo.\n\n## Transcript\n\nThree.\n\n## toc\n\nFour.\n",
            "# main\n\n## diagram-1\n\n### versions\n\n#### related\n\n##### 要点-1\n\n###### “？”\n\nfive\n",
            "# **粗** `code` [link](https://example.org/)\n\n# 🎧\n\n# \n\n# <b>x</b>\n",
        ],
    );
    let text = pick(
        number / 2,
        [
            "这里[12:34]提到，*Content-[01:02:03]也说。见[上文](#要点)，[别处](../other.html)，[根](/x.html)。\n",
            "Raw <a id=\"main\" name=\"x\" href=\"nowhere.html\">link</a>, <img src=\"pictures/none.png\" srcset=\"a.png 2x\">, \
        ![alt](also/none.png) and <video poster=\"p.png\" src=\"v.mp4\"></video>.\n",
            "A note[^1] and a table:\n\n| a | b |\n|---|---|\n| [12:00] | 2 |\n\n[^1]: The note.\n",
            "1. 一\n2. 二 <script src=\"x.js\"></script>\n",
        ],
    );
    let diagram =
        |n: usize| format!("<Mermaid_Diagram>\ngraph TD\n  A[\"{n}\"] --> B\n</Mermaid_Diagram>\n\n");
    let diagrams: String = (0..number % 4).map(diagram).collect();
    let unclosed = if number % 53 == 6 { "<Mermaid_Diagram>\ngraph TD\n A --> B\n" } else { "" };
    let gist =
        pick(number, ["### 核心观点\n\n状态只是日志的影子。\n\n", "**Key point**: bridges hum.\n\n", ""]);
    format!("好的，以下是整理。\n\n{gist}{headings}\n{text}\n{diagrams}{unclosed}")
}
