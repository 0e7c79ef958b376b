//! Formulas in TeX are drawn as MathML, which browsers show without a script.
//!
//! The dialect finds them and puts them in [`letters`], so that the Markdown parser lets them pass; its events have them as they are
//! written, for all that is text; and where the HTML is whole, the writer has them drawn.

mod draw;
mod guard;
mod letters;
mod tex;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag};

use letters::{Piece, pieces};
pub(super) use letters::{hide, may_have, show};

/// A formula is no longer than this, in bytes: what is open for longer is none.
pub(super) const LONGEST: usize = 4_000;

/// A formula that stands in a fence called `math`, as on GitHub, as HTML that is to be [drawn](draw).
pub(super) fn fenced(code: &str, info: &str) -> Option<String> {
    let formula = code.trim();
    let is_one = info.trim() == "math" && !formula.is_empty() && formula.len() <= LONGEST;
    is_one.then(|| format!("<p>{}</p>\n", hide(&format!("$$\n{formula}\n$$"))))
}

/// Adds an event to those of a description, its formulas as events of their own. In code there are none.
pub(super) fn push<'a>(event: Event<'a>, is_code: bool, events: &mut Vec<Event<'a>>) {
    match event {
        Event::Text(text) if !is_code && may_have(&text) => {
            events.extend(pieces(&text).map(|piece| match piece {
                Piece::Text(text) => Event::Text(text.to_owned().into()),
                Piece::Formula(hidden) => of(show(hidden).into_owned()),
            }));
        }
        event => events.push(shown(event)),
    }
}

fn of<'a>(formula: String) -> Event<'a> {
    let is_inline = formula.starts_with("\\(") || (formula.starts_with('$') && !formula.starts_with("$$"));
    if is_inline { Event::InlineMath(formula.into()) } else { Event::DisplayMath(formula.into()) }
}

/// An event in which no formula is drawn. Raw HTML stays as it is: what of it is text is known only when it is taken apart.
fn shown(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Text(text) => Event::Text(as_written(text)),
        Event::Code(text) => Event::Code(as_written(text)),
        Event::FootnoteReference(name) => Event::FootnoteReference(as_written(name)),
        Event::Start(Tag::FootnoteDefinition(name)) => {
            Event::Start(Tag::FootnoteDefinition(as_written(name)))
        }
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(as_written(info))))
        }
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => Event::Start(Tag::Link {
            link_type,
            dest_url: as_written(dest_url),
            title: as_written(title),
            id: as_written(id),
        }),
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => Event::Start(Tag::Image {
            link_type,
            dest_url: as_written(dest_url),
            title: as_written(title),
            id: as_written(id),
        }),
        other => other,
    }
}

fn as_written(text: CowStr<'_>) -> CowStr<'_> {
    if may_have(&text) { show(&text).into_owned().into() } else { text }
}

/// HTML in which the formulas that stand in letters are drawn. In a tag they are written.
pub(super) fn draw(html: String) -> String {
    if !may_have(&html) {
        return html;
    }
    let mut drawn = String::with_capacity(html.len() * 2);
    let (mut is_tag, mut taken) = (false, 0);
    let mut pieces = pieces(&html).peekable();
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Text(text) => {
                is_tag = text.rfind(['<', '>']).map_or(is_tag, |last| text[last..].starts_with('<'));
                drawn.push_str(&text[std::mem::take(&mut taken)..]);
            }
            Piece::Formula(hidden) if is_tag => super::raw::escape(&mut drawn, &show(hidden)),
            Piece::Formula(hidden) => {
                let after = if let Some(Piece::Text(text)) = pieces.peek() { text } else { "" };
                taken = add(&mut drawn, &draw::html(&show(hidden)), after);
            }
        }
    }
    drawn
}

/// What no line begins with, and what none ends with. A browser breaks lines on both sides of a drawing, whatever stands there.
const CLOSING: &[char] = &[
    '，', '。', '、', '；', '：', '！', '？', '）', '》', '」', '』', '】', '”', '’', '…', ',', '.', ';',
    ':', '!', '?', ')', ']', '%',
];
const OPENING: &[char] = &['（', '《', '「', '『', '【', '“', '‘', '(', '['];

/// Adds a drawing, with the punctuation around it where that stands in the same line; gives how much of the text behind it is added.
fn add(html: &mut String, drawing: &str, after: &str) -> usize {
    let before = html.trim_end_matches(OPENING).len();
    let taken = after.len() - after.trim_start_matches(CLOSING).len();
    // On a line of its own, and where it is wide, it breaks lines.
    let is_inline = drawing.starts_with("<math>");
    if !is_inline || (before == html.len() && taken == 0) {
        html.push_str(drawing);
        return 0;
    }
    html.insert_str(before, "<span class=\"unbroken\">");
    html.extend([drawing, &after[..taken], "</span>"]);
    taken
}

/// The pieces of a text: each is a formula, or has none.
pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).map(|piece| match piece {
        Piece::Text(part) | Piece::Formula(part) => part,
    })
}

/// Whether a paragraph is formulas and nothing else.
pub(super) fn are_all(paragraph: &str) -> bool {
    let is_word = |piece: Piece<'_>| match piece {
        Piece::Text(text) => text.contains(char::is_alphanumeric),
        Piece::Formula(_) => false,
    };
    may_have(paragraph) && !pieces(paragraph).any(is_word)
}

#[cfg(test)]
mod tests {
    use crate::markdown::{Block, Setting, digest, lead, plain, render};

    fn html(text: &str) -> String {
        let blocks = render(text, Setting::default()).blocks.into_iter();
        blocks.map(|block| if let Block::Html(html) = block { html } else { "◇".to_owned() }).collect()
    }

    #[test]
    fn formulas_are_drawn_wherever_they_stand() {
        for (text, count) in [
            (r"质能 \(E = mc^2\) 与 $a_1$。", 2),
            ("\\[\n\\frac{a}{b}\n\\]", 1),
            ("所以\n$$\nx = 1\n- y\n$$\n成立", 1),
            ("\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}", 1),
            ("- 甲 $x$\n- 乙\n\n  $$\n  y\n  $$", 2),
            ("| 名 | 式 |\n|---|---|\n| 范数 | $|x|_2$ |\n| 比 | \\(a|b\\) |", 2),
            ("## 缩放 $QK^\\top$ 之后", 1),
            ("> 引文 $x$：\n> $$\n> y > 0\n> $$", 2),
            ("**强调 $x^*$**，[链接 $y$](https://example.org/)", 2),
            ("<table><tr><td>$x_1$</td></tr></table>", 1),
            ("```math\n\\frac{a}{b}\n```", 1),
            ("<details><summary>推导 $x$</summary>\n\n$$y$$\n\n</details>", 2),
        ] {
            let found = html(text);
            assert_eq!(found.matches("<math").count(), count, "{found}");
            assert!(!found.contains("class=\"tex\"") && !found.contains(['\u{FDD2}', '\u{FDD3}']), "{found}");
        }
        assert!(
            html("> $$\n> y > 0\n> $$")
                .contains("<annotation encoding=\"application/x-tex\">y &gt; 0</annotation>")
        );
    }

    #[test]
    fn punctuation_stays_with_its_formula() {
        let found = html("甲（$a$）。乙$b$丙，$c$、");
        let stays = |math: &str, before: &str, after: &str| {
            let (start, rest) =
                found.split_once(&format!("<math><semantics><mrow><mi>{math}</mi>")).unwrap_or_default();
            let rest = rest.split_once("</math>").unwrap_or_default().1;
            start.ends_with(before) && rest.starts_with(after)
        };
        let span = "<span class=\"unbroken\">";
        assert!(stays("a", &format!("甲{span}（"), "）。</span>乙"), "{found}");
        assert!(stays("b", "乙", "丙，"), "{found}");
        assert!(stays("c", &format!("丙，{span}"), "、</span></p>"), "{found}");
    }

    #[test]
    fn prices_names_and_code_are_none() {
        for text in [
            "$5 and $10",
            "用 $HOME 与 $PATH",
            "`$x$`",
            "```\n$x$\n\\(y\\)\n```",
            "    $x$",
            "甲 $ 乙 $ 丙",
            "\\$x\\$",
        ] {
            let found = html(text);
            assert!(
                !found.contains("<math") && !found.contains("class=\"tex\"") && found.contains('$'),
                "{found}"
            );
        }
    }

    #[test]
    fn what_cannot_be_read_stands_there_whole() {
        for text in
            [r"$\unheard{x}$", r"\(\frac{a}\)", r"$$\operatorname{<script>alert(1)</script>}$$", r"$\ref{a}$"]
        {
            let found = html(text);
            let source = text.replace('<', "&lt;").replace('>', "&gt;");
            assert_eq!(found, format!("<p><code class=\"tex\">{source}</code></p>\n"));
        }
    }

    #[test]
    fn texts_have_the_source() {
        let text = "## 节 $a_1$\n\n$$\nx = y\n$$\n\n设 \\(x*y*z\\)，\n\n- 则 $|z|$\n";
        assert_eq!(plain(text).text, "节 $a_1$\n$$\nx = y\n$$\n设 \\(x*y*z\\)，\n则 $|z|$");
        assert_eq!(plain(text).headings, ["节 $a_1$"]);
        assert_eq!(digest(text).excerpt, r"设 \(x*y*z\)，");
        let rendered = render(text, Setting::default());
        assert_eq!(
            (rendered.headings[0].id.as_str(), rendered.headings[0].text.as_str()),
            ("节-a-1", "节 $a_1$")
        );
        assert_eq!(rendered.length, digest(text).length);
        let lead = lead("开头。\n\n## 摘要\n\n$$x$$\n\n即 $x$。", Setting::default()).unwrap();
        assert!(
            matches!(&lead.blocks[..], [Block::Html(html)] if html.starts_with("<p>即 ") && html.contains("<math")),
            "{lead:?}"
        );
    }

    #[test]
    fn a_diagram_has_its_formulas_as_they_are() {
        let text = "> ```mermaid\n> graph TD\n> A[\"$$x_1$$\"]-->B\n> C{{$y$}}\n> ```\n";
        let diagrams = digest(text).diagrams;
        assert_eq!(diagrams[0].source, "graph TD\nA[\"$$x_1$$\"]-->B\nC{{$y$}}");
        for word in ["x_1", "-->B", "y$"] {
            let at = diagrams[0].source.find(word).unwrap();
            assert_eq!(&text[diagrams[0].place(at..at + word.len())], word);
        }
    }

    #[test]
    fn a_formula_in_an_attribute_is_not_drawn() {
        for text in [
            "[甲](https://example.org/ \"式 $x$\")",
            "[甲](https://example.org/$x$y)",
            "![图 $x$](https://example.org/p.png \"$y$\")",
            "<a id=\"$x$\"></a>甲",
            "> ```a$x$\n> 甲\n> ```",
            "[^$x$]\n\n[^$x$]: 注",
        ] {
            let found = html(text);
            let tags = found.split('<').filter_map(|tag| tag.split_once('>'));
            assert!(
                !found.contains("=\"<") && tags.clone().count() + 1 == found.split('<').count(),
                "{found}"
            );
            assert!(!found.contains("<math") || text.starts_with("[^"), "{found}");
        }
    }
}
