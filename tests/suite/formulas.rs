//! Formulas in TeX: drawn on the page, and found, quoted and sent out as they are written.

use serde_json::Value;
use synopsite::markdown::{Block, Setting, render};

use crate::published::BASE;
use crate::sandbox::Sandbox;

const RECORD: &str = r"---
title: 面粉的水合
date: 2026-03-04
---

含水量按 $w = \frac{m_1}{m_2}$ 计，其中 \(m_1\) 是水。

## 速率 $k_T$ 随温度

- 阿伦尼乌斯：$$k_T = A e^{-E_a / RT}$$
- 看不懂的：\(\whoknows{x}\)

| 量 | 式 |
|---|---|
| 绝对值 | $|x|$ |

\begin{align}
x &= 1 \\
y &= 2
\end{align}

一袋 $5，两袋 $10，`$x$` 是代码。
";

fn html(text: &str) -> String {
    let blocks = render(text, Setting::default()).blocks.into_iter();
    blocks.map(|block| if let Block::Html(html) = block { html } else { String::new() }).collect()
}

#[test]
fn a_page_draws_them_and_all_else_has_their_source() {
    let site = Sandbox::new();
    site.file("synopsite.toml", format!("base_url = '{BASE}'"));
    site.file("content/flour.md", RECORD);
    site.file("content/plain.md", "---\ntitle: 无式\n---\n\n花 $5 买两个，剩 $6。\n").build();
    let flour = site.page_of("flour.md");
    assert_eq!(flour.all("math").len(), 6);
    assert_eq!(flour.all("math[display=block]").len(), 2);
    assert_eq!(flour.texts("code.tex"), [r"\(\whoknows{x}\)"]);
    assert_eq!(flour.texts("td math annotation"), ["|x|"]);
    assert_eq!(flour.texts(".prose p > code"), ["$x$"]);
    let contents = flour.texts(".toc a");
    assert!(contents.iter().any(|text| text.trim() == "速率 $k_T$ 随温度"), "{contents:?}");
    assert!(flour.body().contains("一袋 $5，两袋 $10"));
    let plain = site.page_of("plain.md");
    assert!(plain.all("math, .formula, .tex").is_empty() && !plain.html.contains("<math"));

    let excerpt = r"含水量按 $w = \frac{m_1}{m_2}$ 计，其中 \(m_1\) 是水。";
    let feed: Value = serde_json::from_str(&site.read("public/feed.json")).unwrap();
    let summaries: Vec<&str> = feed["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|item| item["content_text"].as_str().or(item["summary"].as_str()))
        .collect();
    assert!(summaries.contains(&excerpt), "{feed}");
    assert!(site.page("index.html").body().contains(excerpt));
}

#[test]
fn nothing_of_a_formula_is_markup_but_its_drawing() {
    for tex in [
        r"\operatorname{<img src=x onerror=alert(1)>}",
        r"\operatorname*{<script>alert(1)</script>}",
        r"\text{<b onclick=alert(1)>}",
        r"\href{javascript:alert(1)}{x}",
        r"\class{a}{x}",
        r"\style{color:red}{x}",
        r"\htmlData{a=b}{x}",
        r"\htmlId{main}{x}",
        r"\label{main} x",
        r"\ref{main}",
        r"\tag{<i>}x",
        r"\color{red;background:url(x)}{x}",
        r"\begin{<x>}a\end{<x>}",
        r"\unicode{x3c}script\unicode{x3e}",
        r"\mathrm{</math><script>}",
        r"\includegraphics{https://example.org/a.png}",
        r"x</annotation></semantics></math><script>",
        "a\"b'c`d",
    ] {
        for (open, close) in [("$", "$"), ("$$", "$$"), (r"\(", r"\)"), (r"\[", r"\]")] {
            let found = html(&format!("甲 {open}{tex}{close} 乙"));
            let tags = found
                .split('<')
                .skip(1)
                .map(|tag| tag.split_once('>').unwrap_or((tag, "")))
                .map(|(tag, _)| tag);
            for tag in tags {
                let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
                let is_ours = name.starts_with('m') && name.bytes().all(|b| b.is_ascii_lowercase())
                    || ["p", "span", "code", "b", "semantics", "annotation"].contains(&name);
                let is_ours = is_ours && name != "main";
                let is_quiet = ["href", "src", "on", "id=", "url("]
                    .iter()
                    .all(|part| !tag.contains(&format!(" {part}")));
                assert!(is_ours && is_quiet, "<{tag}> of {tex}: {found}");
            }
            assert!(found.contains("甲") && found.contains("乙"), "{found}");
        }
    }
}

#[test]
fn no_formula_ends_a_build() {
    for piece in [
        "{",
        "}",
        r"\sqrt",
        r"\hat",
        r"\left(",
        r"\begin{matrix}",
        r"\frac1",
        "^",
        "_",
        "x^",
        r"\text{",
        r"\boxed{",
        "&",
        r"\\",
        r"\overset a",
        r"\genfrac(]{1em}{2}1",
        "'",
        r"\substack{",
        r"\sqrt[3]",
        r"\middle|",
        "#1",
        r"\end{matrix}",
        r"\kern1em",
        "~",
        r"\ ",
        "%",
        "\u{338}",
        r"\begin{array}{c}",
        r"\norm",
        r"\dv",
        r"\xrightarrow[",
        r"\stackrel",
        r"\limits",
        r"\tag",
        "<",
    ] {
        for times in [1, 60, 3_900 / piece.len()] {
            let tex = piece.repeat(times);
            let closed = format!("{tex}x{}", "}".repeat(tex.matches('{').count()));
            for source in [&tex, &closed, &format!(r"\frac{{{tex}}}{{b}}")] {
                let found = html(&format!("$${source}$$"));
                // Nothing of it is lost: it is drawn with its source, or its source stands there.
                assert!(
                    found.contains("<math") || found.contains("class=\"tex\"") || found.contains("$$"),
                    "{source}"
                );
                assert!(found.len() < 80 * source.len() + 8_000, "{} bytes of {source}", found.len());
            }
        }
    }
}
