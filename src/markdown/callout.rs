//! Call-outs such as `> [!summary] The gist`, as notebooks write them: quotes with a kind and a title.

use pulldown_cmark::{Event, TagEnd};

/// How a call-out begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Callout {
    /// Its kind, in lower case: letters, digits, `-` and `_`.
    pub(super) kind: String,
    /// The first words of its title; its kind where it has no title.
    pub(super) title: String,
    /// How many events that was.
    pub(super) events: usize,
    /// How it is folded, where it can be.
    pub(super) fold: Option<Fold>,
}

/// How a call-out is shown that can be folded: `> [!note]+` and `> [!note]-`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fold {
    Open,
    Closed,
}

/// Looks at what follows the start of a quote's first paragraph.
pub(super) fn start(events: &[Event<'_>]) -> Option<Callout> {
    let mut text = String::new();
    for (index, event) in events.iter().enumerate() {
        let Event::Text(part) = event else { return None };
        text.push_str(part);
        if !may_begin(&text) {
            return None;
        }
        let Some((kind, title)) = split(&text) else { continue };
        let is_last = matches!(
            events.get(index + 1),
            Some(Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph)) | None
        );
        // The parser hands out a bracket by itself.
        if title.is_empty()
            && !is_last
            && text.ends_with(']')
            && matches!(events.get(index + 1), Some(Event::Text(_)))
        {
            continue;
        }
        let title = if title.trim().is_empty() && is_last { kind } else { title.trim_start() };
        let fold = match text.split_once(']').map(|(_, rest)| rest.as_bytes()) {
            Some([b'+', ..]) => Some(Fold::Open),
            Some([b'-', ..]) => Some(Fold::Closed),
            _ => None,
        };
        return Some(Callout { kind: kind.to_lowercase(), title: title.to_owned(), events: index + 1, fold });
    }
    None
}

/// Whether a text may be the beginning of a mark, with more to come.
fn may_begin(text: &str) -> bool {
    let length = text.len().min(MARK.len());
    text.as_bytes()[..length] == MARK.as_bytes()[..length]
        && (text.len() <= LONGEST_KIND || text.contains(']'))
}

const MARK: &str = "[!";

/// A kind is a word.
const LONGEST_KIND: usize = 100;

/// The kind and what follows the mark; `None` where a text does not begin with one.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    let (kind, rest) = text.strip_prefix(MARK)?.split_once(']')?;
    let is_kind = !kind.is_empty() && kind.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    let folded = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    let ends = folded.is_empty() || folded.starts_with([' ', '\t']);
    (is_kind && ends).then_some((kind, folded))
}

#[cfg(test)]
mod tests {
    use crate::markdown::{Block, Setting, render};

    fn html(text: &str) -> String {
        let blocks = render(text, Setting::default()).blocks.into_iter();
        blocks.map(|block| if let Block::Html(html) = block { html } else { String::new() }).collect()
    }

    #[test]
    fn a_call_out_is_a_quote_with_a_title() {
        let title = |title: &str| {
            format!(
                "<blockquote class=\"callout\" data-callout=\"summary\">\n<p class=\"callout-title\">{title}</p>\n"
            )
        };
        let found = html("> [!summary] 要点 **一**\n> 正文\n");
        assert_eq!(found, format!("{}<p>正文</p>\n</blockquote>\n", title("要点 <strong>一</strong>")));
        let folded = "<details class=\"callout\" data-callout=\"summary\">\n<summary class=\"callout-title\">Summary</summary>\n";
        assert_eq!(html("> [!Summary]-\n> a\n"), format!("{folded}<p>a</p>\n</details>\n"));
        let list = html("> [!summary]+ T\n>\n> - a\n");
        assert!(
            list.contains(" open>") && list.contains(">T</summary>") && list.contains("<li>a</li>"),
            "{list}"
        );
        let inside = html("> [!note]-\n> > 引\n>\n> 文\n\n后\n");
        assert!(inside.ends_with("<p>引</p>\n</blockquote>\n<p>文</p>\n</details>\n<p>后</p>\n"), "{inside}");
    }

    #[test]
    fn other_quotes_stay_quotes() {
        for text in ["> [!] a\n", "> [!a b] c\n", "> [a] b\n", "> a [!note] b\n", "[!note] a\n"] {
            assert!(!html(text).contains("callout"), "{text}");
        }
    }
}
