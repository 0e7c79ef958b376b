//! What machines write nearly as Markdown, as Markdown: headings without a blank, tables with too few cells, tags that only lay
//! out, the marks of notebooks and of chat programs.
//!
//! Each rule looks at text outside of code and says what stands where instead. The parser gets the result, and a diagnostic
//! finds the way back ([`Changed`](super::changed::Changed)).

mod code;
mod html;
mod inline;
mod lines;
mod math;
mod moments;
mod references;
mod tables;
mod wiki;

use std::ops::Range;

use crate::diagram::{self, Block};

use super::changed::Changed;
use code::Code;
pub(super) use html::attribute;

/// What stands in place of a range.
type Fix = (Range<usize>, String);

/// A description as Markdown, with its fences and diagrams.
pub(super) struct Markdown {
    pub(super) text: Changed,
    pub(super) blocks: Vec<Block>,
}

impl Markdown {
    /// Reads a description.
    pub(super) fn of(description: &str) -> Self {
        let blocks = diagram::blocks(description);
        let fixes = fixes(description, &blocks);
        let is_changed = !fixes.is_empty();
        let text = Changed::new(description.to_owned()).replace(fixes);
        let blocks = if is_changed { diagram::blocks(&text.text) } else { blocks };
        Self { text, blocks }
    }

    /// A part of one that has been read.
    pub(super) fn ready(markdown: &str) -> Self {
        Self { text: Changed::new(markdown.to_owned()), blocks: diagram::blocks(markdown) }
    }
}

/// All that has to be put otherwise, in order and without overlap.
fn fixes(text: &str, blocks: &[Block]) -> Vec<Fix> {
    let mut code = Code::of(text, blocks);
    let formulas = math::ranges(text, &code);
    let formula = |range: &Range<usize>| (range.clone(), math::put(text, range.clone()));
    let mut fixes: Vec<Fix> = formulas.iter().map(formula).collect();
    code.add(formulas);
    html::fix(text, &code, &mut fixes);
    references::fix(text, &code, &mut fixes);
    lines::fix(text, &code, &mut fixes);
    wiki::fix(text, &code, &mut fixes);
    moments::fix(text, &code, &mut fixes);
    tables::fix(text, &code, &mut fixes);
    inline::fix(text, &code, &mut fixes);
    fixes.sort_by_key(|(range, _)| (range.start, range.end));
    let mut end = 0;
    fixes.retain(|(range, _)| {
        let is_free = range.start >= end;
        end = if is_free { range.end } else { end };
        is_free
    });
    fixes
}

/// The lines of a text between fences and diagrams, with where each begins.
fn lines<'a>(text: &'a str, code: &'a Code) -> impl Iterator<Item = (usize, &'a str)> {
    code.prose.iter().flat_map(move |prose| {
        let mut at = prose.start;
        std::iter::from_fn(move || {
            if at >= prose.end {
                return None;
            }
            let start = at;
            let end =
                memchr::memchr(b'\n', &text.as_bytes()[start..prose.end]).map_or(prose.end, |n| start + n);
            at = end + 1;
            Some((start, &text[start..end]))
        })
    })
}

/// What stands before the words of a line: blanks and the marks of quotations.
fn margin(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t', '>']).len()
}

#[cfg(test)]
mod tests {
    use crate::markdown::{Block, Setting, digest, plain, render};

    fn html(text: &str) -> String {
        let blocks = render(text, Setting::default()).blocks.into_iter();
        blocks.map(|block| if let Block::Html(html) = block { html } else { "◇".to_owned() }).collect()
    }

    #[test]
    fn headings_and_items_need_no_blank() {
        let found =
            html("###要点\n\n＃＃ 结语\n\n##（一）起\n\n#标签 不是标题\n\n##\n\n-甲\n-乙\n\n1.丙\n2.丁");
        for part in [
            "要点</h3>",
            "结语</h3>",
            "（一）起</h3>",
            "<p>#标签 不是标题</p>",
            "<li>甲</li>",
            "<li>乙</li>",
            "<li>丙</li>",
        ] {
            assert!(found.contains(part), "{part} in {found}");
        }
        for text in ["-5 度", "3.14 是圆周率", "*强调*的话", "--选项", "1.5 倍", "2026.春"] {
            assert!(html(text).starts_with("<p>") && !html(text).contains("<li>"), "{text}");
        }
    }

    #[test]
    fn a_list_in_a_numbered_item_stays_in_it() {
        let found = html("1. 甲\n  - 子\n    - 孙\n  - 丑\n2. 乙\n\n   段\n3. 丙");
        assert_eq!((found.matches("<ol").count(), found.matches("<ul").count()), (1, 2), "{found}");
    }

    #[test]
    fn no_cell_of_a_table_is_lost() {
        let cells = |text: &str| {
            let found = html(text);
            (
                found.matches("<th>").count() + found.matches("<th ").count(),
                found.matches("<td>").count(),
                found,
            )
        };
        let (heads, bodies, found) =
            cells("话在前\n| 名 | 用 |\n|---|---|\n| 锅 | 煮 | 常 |\n\n| 碗 |\n\n后");
        assert_eq!((heads, bodies), (3, 6), "{found}");
        assert!(
            found.contains("常") && found.contains("<p>话在前</p>") && found.contains("<p>后</p>"),
            "{found}"
        );
        let (heads, bodies, found) = cells("| 名 |\n|---|---|---|\n| 锅 | `a|b` | c \\| d |");
        assert_eq!((heads, bodies), (3, 3), "{found}");
        assert!(found.contains("<code>a|b</code>"), "{found}");
        let (heads, bodies, _) = cells("| 名 | 用 |\n| 锅 | 煮 |\n| 碗 | 盛 |");
        assert_eq!((heads, bodies), (2, 4));
        assert!(
            !html("甲 | 乙").contains("<table") && !html("```\n| a | b |\n| c | d |\n```").contains("<table")
        );
    }

    #[test]
    fn tags_that_lay_out_go_and_their_text_stays() {
        let found = html(
            "<!-- 暗 -->\n<div align=\"center\">\n\n**粗**\n\n</div>\n<p align=\"right\">右</p>\n\n红<font color=\"red\">字</font>，\
             <a href=\"https://example.org/a\">链</a> <img src=\"https://example.org/p.png\" alt=\"图\">\n\n<h2>题</h2>\n文",
        );
        for part in [
            "<strong>粗</strong>",
            "<p>右</p>",
            "红字",
            "href=\"https://example.org/a\"",
            ">图</a>",
            "题</h3>",
            "<p>文</p>",
        ] {
            assert!(found.contains(part), "{part} in {found}");
        }
        assert!(!found.contains("&lt;") && !found.contains('暗'), "{found}");
        for text in [
            "用 <div> 排版",
            "`<div></div>`",
            "```html\n<p>x</p>\n<!-- y -->\n```",
            "a < b > c",
            "<!-- 没有结尾",
        ] {
            assert!(html(text).contains("&lt;"), "{text}: {}", html(text));
        }
        let table = html("<table><tr><td>甲</td><td>乙</td></tr></table>");
        assert!(table.contains("<td>甲</td><td>乙</td>"), "{table}");
        assert_eq!(plain("<table><tr><td>甲</td><td>乙</td></tr></table>").text.trim(), "甲\t乙");
        for hostile in [
            "<a href=\"javascript:alert(1)\">x</a>",
            "<img src=x onerror=alert(1)>",
            "<div onclick=\"alert(1)\">x</div>",
            "<img src=\"x\" alt=\"](javascript:alert(1))\">",
            "<a id='\"><script>alert(1)</script>'></a>",
            "<table><tr><td><script>alert(1)</script></td></tr></table>",
        ] {
            let found = html(hostile);
            assert!(
                !found.contains("<script")
                    && !found.contains("onerror=alert")
                    && !found.contains("href=\"java"),
                "{found}"
            );
            assert!(!found.contains("onclick"), "{found}");
        }
    }

    #[test]
    fn a_named_place_is_led_to_once() {
        let found = html(
            "[去](#s-1)[顶](#main)\n\n<a id=\"s-1\"></a>\n\n## 题\n\n<a name=\"s-1\"></a><a id=\"main\"></a>文\n\n[题](#题)",
        );
        assert_eq!(found.matches("id=\"s-1\"").count(), 1, "{found}");
        assert!(found.contains("href=\"#main-2\"") && found.contains("id=\"main-2\""), "{found}");
        assert!(
            found.contains("href=\"#s-1\"") && !found.contains("id=\"main\"") && !found.contains("&lt;a"),
            "{found}"
        );
        let contents = html("[一](#一背景与-目标)\n\n## 一、背景与 目标");
        assert!(contents.contains("href=\"#一-背景与-目标\""), "{contents}");
    }

    #[test]
    fn marks_of_notebooks_and_chats_are_not_read() {
        let found = html("他说==要点==在此%%草稿%%。 ^p-1\n\n句^[注解]末");
        assert!(
            found.contains("<mark>要点</mark>在此。</p>") && !found.contains("草稿") && !found.contains("^"),
            "{found}"
        );
        assert!(found.contains("footnote-reference") && found.contains("注解"), "{found}");
        for (text, shown) in [
            ("热量【12†来源】守恒", "热量守恒"),
            ("[cite_start]热量守恒[cite: 1, 2]", "热量守恒"),
            ("热量守恒\u{E200}cite\u{E202}turn0search0\u{E201}。", "热量守恒。"),
            ("x==1 且 y==2", "x==1 且 y==2"),
            ("涨了 100%% 又 50%%", "涨了 100%% 又 50%%"),
            ("【注】守恒", "【注】守恒"),
        ] {
            assert_eq!(plain(text).text, shown);
        }
        assert!(html("**要点 **在此，** 又一 **点").matches("<strong>").count() == 2);
        assert!(!html("2 ** 3 ** 4").contains("<strong>"));
    }

    #[test]
    fn links_of_notebooks_are_read_as_their_names() {
        for (text, shown) in [
            ("见[[木工]]与[[榫卯#燕尾|燕尾榫]]。", "见木工与燕尾榫。"),
            ("![[封面.png]]", "封面.png"),
            ("![[封面.png|300]]", "封面.png"),
            ("![[另一篇]]", "另一篇"),
            ("[[1]](https://example.org/a) 与 [[0, 1], [2, 3]]", "[1] 与 [[0, 1], [2, 3]]"),
        ] {
            assert_eq!(plain(text).text, shown);
        }
    }

    #[test]
    fn a_link_around_a_picture_is_one_link() {
        let found = html("[![看视频](https://example.org/p.jpg)](https://example.org/v)");
        assert_eq!(found.matches("<a ").count(), 1, "{found}");
        assert!(found.contains("href=\"https://example.org/v\"") && found.contains("看视频"), "{found}");
    }

    #[test]
    fn a_list_of_sources_stays_and_is_led_to() {
        let found =
            html("甲[1][2]，乙[3]。\n\n参考：\n[1]: https://example.org/a 题\n[2]: <https://example.org/b>");
        assert_eq!(found.matches("href=\"https://example.org/a\"").count(), 2, "{found}");
        assert!(
            found.contains("乙[3]") && found.contains("题") && found.contains("example.org/b"),
            "{found}"
        );
        assert_eq!(digest("甲[1]。\n\n[1]: https://example.org/a").excerpt, "甲[1]。");
    }
}
