//! Summaries as models write them, against a second opinion.

use comrak::{Options, markdown_to_html};
use synopsite::markdown::{Block, Setting, render};

use crate::html::Page;

fn html(text: &str) -> String {
    let pieces = render(text, Setting::default()).blocks.into_iter().map(|block| match block {
        Block::Html(html) => html,
        Block::Diagram(diagram) => format!("[{}]", diagram.source),
    });
    pieces.collect()
}

fn page(text: &str) -> Page {
    Page::new(&html(text))
}

/// comrak knows the CJK-friendly rules for emphasis.
fn oracle(text: &str) -> Page {
    let mut options = Options::default();
    options.extension.cjk_friendly_emphasis = true;
    options.extension.strikethrough = true;
    Page::new(&markdown_to_html(text, &options))
}

const SENTENCES: &[&str] = &[
    "从**“日志（Log）”**和**“状态（State）”**两个角度看。",
    "这是一个**“先写-后改-再答”**的顺序：",
    "**规模**：店面不大，**结果（午市）**：一百四十碗。",
    "他说**“座位不是瓶颈”**。**所以**不扩店。",
    "*   **对**“节拍”**的理解**：每七十五秒一轮。",
    "**中文**“引用”，AI**（大模型）**是什么？**答案：**很简单。",
    "***重点***与*斜体*，以及**English**和**“A”、“B”**。",
    "价格是**¥12**，比**“¥15”**便宜；`**不是强调**`。",
    "**一。****二。**三",
    "**병목(점심시간)**은 자리가 아니라 **“주방”**이다.",
    "没有强调的 2 * 3 * 4 和 a**b**c。",
];

#[test]
fn korean_lines_keep_their_space() {
    assert_eq!(page("점심에는\n자리가 없다").texts("p"), ["점심에는\n자리가 없다"]);
}

#[test]
fn emphasis_is_where_a_reader_of_chinese_expects_it() {
    for sentence in SENTENCES {
        let (own, other) = (page(sentence), oracle(sentence));
        for element in ["strong", "em"] {
            assert_eq!(own.texts(element), other.texts(element), "{sentence}");
        }
    }
}

#[test]
fn wrapped_lines_of_chinese_join_and_those_of_english_keep_their_space() {
    let long = "数据库在改动任何一页之前都要把改动的内容追加到一个文件的末尾并且等它落盘以后才";
    for (end, next, joined) in [
        ("先写", "日志", "先写日志"),
        ("**先写**", "日志", "先写日志"),
        ("write", "ahead", "write\nahead"),
        ("先写 log", "再改", "先写 log\n再改"),
    ] {
        let page = page(&format!("{long}{end}\n{next}"));
        assert_eq!((page.text("p"), page.all("br").len()), (format!("{long}{joined}"), 0));
    }
    // What nobody wrapped was meant.
    assert_eq!(page("先写\n日志").all("br").len(), 1);
}

#[test]
fn what_github_has() {
    let page = page(
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n- [x] done\n- [ ] open\n\nword[^n] ~~gone~~\n\n[^n]: note\n\n```rust\nlet x = \"1 < 2\";\n```\n",
    );
    assert_eq!(page.texts("td"), ["1", "2"]);
    assert_eq!(page.texts("li"), ["☑ done", "☐ open"]);
    assert_eq!(page.texts("del"), ["gone"]);
    let target = page.one("sup a").attr("href").unwrap().trim_start_matches('#').to_owned();
    assert!(page.has_id(&target));
    assert_eq!(page.text("code.language-rust"), "let x = \"1 < 2\";\n");
}

#[test]
fn headings_get_ids_that_stay_and_levels_without_gaps() {
    let rendered = render("# 一\n\n### 二\n\n### 二\n\n# main\n\n###### x", Setting::default());
    let ids: Vec<&str> = rendered.headings.iter().map(|heading| heading.id.as_str()).collect();
    assert_eq!(ids, ["一", "二", "二-2", "main-2", "x"]);
    let page = page("# 一\n\n### 二\n\n### 二\n\n# main\n\n###### x");
    assert_eq!((page.texts("h3").len(), page.texts("h4").len()), (2, 3));
}

#[test]
fn nothing_hostile_becomes_markup() {
    let hostile = "<script>alert(1)</script> <img src=x onerror=alert(1)> <iframe src=//e></iframe>\n\n<style>*{}</style>\n\n\
        [a](javascript:alert(1)) [b](data:text/html,x) [c](vbscript:x) ![d](https://e.example/p.png) <a href='javascript:1'>e</a>\n\n\
        <b onclick=x>bold</b> </article></main> <!-- hidden --> <svg/onload=x> <details open ontoggle=x>inside\n\n<mark>left open";
    let page = page(hostile);
    for selector in
        ["script", "img", "iframe", "style", "svg", "[onclick]", "[ontoggle]", "[onerror]", "article", "main"]
    {
        assert!(page.all(selector).is_empty(), "{selector}");
    }
    for href in page.attributes("a", "href") {
        assert!(href.starts_with("https://"), "{href}");
    }
    for kept in ["alert(1)", "bold", "left open", "onload", "inside"] {
        assert!(page.body().contains(kept), "{kept}");
    }
    assert!(!page.body().contains("hidden"), "a comment is for nobody");
}

#[test]
fn a_link_that_leads_nowhere_is_plain_text_with_its_address() {
    for raw in ["", " <mark>raw</mark>"] {
        let page = page(&format!(
            "[rel](../secret.html) [js](javascript:alert) <me@x.org> [to](https://x.org){raw}"
        ));
        assert_eq!(page.texts("span.no-link"), ["rel", "js"]);
        assert_eq!(page.attributes("span.no-link", "title"), ["../secret.html", "javascript:alert"]);
        assert_eq!(page.attributes("a", "href"), ["mailto:me@x.org", "https://x.org"]);
        assert_eq!(page.texts("a"), ["me@x.org", "to"]);
    }
}

#[test]
fn a_diagram_stands_where_it_was_written() {
    let text =
        "- one\n\n  <Mermaid_Diagram>\n  graph TD\n  </Mermaid_Diagram>\n- two\n\nend [^1]\n\n[^1]: x\n";
    let html = html(text);
    let order: Vec<usize> = ["one", "[  graph TD]", "two", "end"]
        .iter()
        .map(|part| html.find(part).unwrap_or_else(|| panic!("{part} in {html}")))
        .collect();
    assert!(order.is_sorted(), "{html}");
}

#[test]
fn a_passage_in_another_language_says_so_and_terms_in_one_do_not() {
    let html = |text: &str, lang: &str| {
        let blocks = render(text, Setting { lang, ..Setting::default() }).blocks.into_iter();
        blocks
            .map(|block| if let Block::Html(html) = block { html } else { String::new() })
            .collect::<String>()
    };
    let mixed = "# 要点\n\n他用 Rust 写了一个 KV 存储。\n\n> The queue is the product, not the noodles.\n\n\
                 - Measure first, **then cut** twice\n- 先量\n\n列の長さが商品です。\n";
    let page = Page::new(&html(mixed, "zh-CN"));
    let marked: Vec<(String, String)> = page
        .all("[lang]")
        .into_iter()
        .map(|element| {
            (element.attr("lang").unwrap().to_owned(), element.text().collect::<String>().trim().to_owned())
        })
        .collect();
    let expected = [
        ("en", "The queue is the product, not the noodles."),
        ("en", "Measure first, then cut twice"),
        ("ja", "列の長さが商品です。"),
    ];
    assert_eq!(marked, expected.map(|(lang, text)| (lang.to_owned(), text.to_owned())));
    let page = Page::new(&html(
        "# 面馆的队\n\nThe owner calls it 节拍.\n\nCuánto dura la espera en la cola.\n",
        "en",
    ));
    assert_eq!(page.attributes("h3[lang]", "lang"), ["zh"]);
    assert_eq!(page.all("p[lang]").len(), 0);
    assert!(!html(mixed, "").contains("lang="));
}
