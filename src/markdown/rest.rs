//! The rest of a description that is longer than any summary: it stands on the page as it is written.
//!
//! The Markdown parser takes up to 160 bytes of memory for each byte of a dense text, whatever of it anybody reads.

use super::raw;

/// So many bytes are read as Markdown: as much as a long book has.
pub(crate) const MAX_BYTES: usize = 1_000_000;

/// What of a description is read as Markdown, and the rest. They part between paragraphs where that is near.
pub(crate) fn split(description: &str) -> (&str, &str) {
    if description.len() <= MAX_BYTES {
        return (description, "");
    }
    let end = description.floor_char_boundary(MAX_BYTES);
    let near = |mark: &str| description[..end].rfind(mark).filter(|at| *at > MAX_BYTES / 2);
    description.split_at(near("\n\n").or_else(|| near("\n")).unwrap_or(end))
}

/// A text as HTML as it is written: its paragraphs and lines.
pub fn html(rest: &str) -> String {
    let mut html = String::with_capacity(rest.len() + rest.len() / 8);
    for paragraph in rest.split("\n\n").map(str::trim).filter(|text| !text.is_empty()) {
        html.push_str("<p>");
        for (number, line) in paragraph.lines().enumerate() {
            html.push_str(if number == 0 { "" } else { "<br>\n" });
            raw::escape(&mut html, line);
        }
        html.push_str("</p>\n");
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::{Block, Setting, digest, plain, render};

    #[test]
    fn what_is_longer_than_a_book_is_shown_and_found_to_its_end() {
        let paragraph = "**一**二三四五六七八九十\n1 < 2\n\n";
        let text = paragraph.repeat(MAX_BYTES / paragraph.len() + 100) + "最后一句。";
        let rendered = render(&text, Setting::default());
        let [Block::Html(first), Block::Html(rest)] = &rendered.blocks[..] else {
            panic!("{}", rendered.blocks.len())
        };
        assert!(first.contains("<strong>一</strong>") && !first.contains("**"));
        assert!(
            rest.contains("<p>**一**二三四五六七八九十<br>\n1 &lt; 2</p>")
                && rest.ends_with("<p>最后一句。</p>\n")
        );
        assert!(plain(&text).text.ends_with("最后一句。"));
        assert_eq!(digest(&text).length, rendered.length);
        assert_eq!(
            first.matches("三四").count() + rest.matches("三四").count(),
            text.matches("三四").count()
        );
    }

    #[test]
    fn a_text_without_lines_is_parted_between_characters() {
        let text = "字".repeat(MAX_BYTES);
        let (markdown, rest) = split(&text);
        assert_eq!((markdown.len() + rest.len(), markdown.len()), (text.len(), MAX_BYTES / 3 * 3));
        assert_eq!(split("短"), ("短", ""));
    }
}
