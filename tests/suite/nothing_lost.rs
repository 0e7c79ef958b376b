//! Whatever a file holds, there is a record, and its text is in it.

use proptest::prelude::*;
use synopsite::base::diagnostic::Code;
use synopsite::markdown;
use synopsite::record::ContentPath;
use synopsite::record::parse::parse;
use synopsite::record::transcript;

use crate::texts::{answer, text};

/// The words of a text, by which a reader would miss it.
fn words(text: &str) -> Vec<String> {
    let clean: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    clean.split_whitespace().map(str::to_owned).collect()
}

fn everything(bytes: &[u8]) -> String {
    let record = parse(&ContentPath::new("x/name.txt"), bytes, None).record;
    let head = record.head;
    let extras: String = head.extras.iter().map(|(key, value)| format!("{key} {value} ")).collect();
    let source = head.source.map(|s| s.raw).unwrap_or_default();
    let texts = record.texts;
    [head.title, extras, source, texts.thinking, texts.description.text, texts.transcript.text].join(" ")
}

/// What a page shows of a description, with its tags.
fn shown(description: &str) -> String {
    let blocks = markdown::render(description, markdown::Setting::default()).blocks.into_iter();
    blocks.map(|block| if let markdown::Block::Html(html) = block { html } else { String::new() }).collect()
}

fn cells() -> impl Strategy<Value = Vec<Vec<String>>> {
    prop::collection::vec(prop::collection::vec("[一-龥]{1,3}", 1..6), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parsing_never_fails(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let parsed = parse(&ContentPath::new("a.txt"), &bytes, None);
        prop_assert!(!parsed.record.head.title.is_empty());
    }

    #[test]
    fn every_word_of_a_body_is_in_the_record(description in answer(40), content in text(40)) {
        let file = format!("Title: 题目\n\nDescription:\n{description}\n\nContent:\n{content}");
        let found = everything(file.as_bytes());
        let known = words(&found);
        // What begins a section, and what is around an answer, is all that a record does not keep.
        let marks = ["Content", "Description", "Transcript", "文稿", "think", "thinking", "answer", "markdown", "details"];
        // A line end that was escaped may be one.
        let described = words(&description.replace("\\n", "\n"));
        for word in described.into_iter().chain(words(&content)).filter(|word| !marks.contains(&word.as_str())) {
            prop_assert!(known.contains(&word) || found.contains(&word), "{word} of {file:?} is not in {found:?}");
        }
    }

    #[test]
    fn no_cell_is_lost_however_many_a_row_has(rows in cells(), between in "\n{1,2}", ends in any::<bool>()) {
        let end = if ends { " |" } else { "" };
        let mut lines: Vec<String> = rows.iter().map(|row| format!("| {}{end}", row.join(" | "))).collect();
        lines.insert(1, "|---|---|".to_owned());
        let html = shown(&lines.join(&between));
        for cell in rows.iter().flatten() {
            prop_assert!(html.contains(cell), "{cell} of {lines:?} is not in {html}");
        }
    }

    #[test]
    fn tags_that_lay_out_take_no_word_with_them(parts in prop::collection::vec(("[一-龥]{1,4}", 0..9_usize), 1..8)) {
        let tags = ["div", "p", "center", "font", "span", "table", "tr", "td", "section"];
        let text: String = parts
            .iter()
            .map(|(word, tag)| format!("<{0} align=\"left\">{word}</{0}>\n", tags[*tag]))
            .collect();
        let html = shown(&text);
        for (word, _) in &parts {
            prop_assert!(html.contains(word), "{word} of {text} is not in {html}");
        }
        prop_assert!(!html.contains("&lt;"), "{html}");
    }

    #[test]
    fn comments_and_thinking_are_kept_and_not_shown(hidden in "[一-龥]{4,8}", thought in "[一-龥]{4,8}") {
        prop_assume!(hidden != thought);
        let description = format!("<think>\n{thought}\n</think>\n\n甲<!-- {hidden} -->乙\n\n<!--\n{hidden}\n-->\n丙");
        let file = format!("Title: 题目\n\nDescription:\n{description}\n");
        let found = everything(file.as_bytes());
        prop_assert!(found.contains(&hidden) && found.contains(&thought), "{found}");
        let record = parse(&ContentPath::new("a.txt"), file.as_bytes(), None).record;
        let html = shown(&record.texts.description.text);
        prop_assert!(!html.contains(&hidden) && !html.contains(&thought), "{html}");
        prop_assert!(html.contains("甲乙") && html.contains('丙'), "{html}");
    }

    #[test]
    fn controls_take_nothing_with_them(content in "[一-龥]{1,8}", controls in "[\\x00-\\x08]{0,200}") {
        let file = format!("Title: 题目\n\nContent:\n{content}{controls}");
        prop_assert!(everything(file.as_bytes()).contains(&content));
    }

    #[test]
    fn what_is_no_text_is_said_to_be_none(junk in prop::collection::vec(0_u8..8, 1..400)) {
        let parsed = parse(&ContentPath::new("a.txt"), &junk, None);
        prop_assert!(parsed.record.unreadable);
        prop_assert_eq!(parsed.diagnostics[0].code, Code::Binary);
    }

    #[test]
    fn paragraphs_are_the_transcript(content in text(40), times in 1..40_usize) {
        let long = content.repeat(times);
        prop_assert_eq!(transcript::paragraphs(&long).concat(), long);
    }

    #[test]
    fn rendering_never_fails_and_lets_no_element_through(description in text(40)) {
        let rendered = markdown::render(&description, markdown::Setting::default());
        for block in rendered.blocks {
            if let markdown::Block::Html(html) = block {
                for tag in ["<script", "<img", "<iframe", "<style", "<article", "<main"] {
                    prop_assert!(!html.contains(tag), "{tag} in {html}");
                }
            }
        }
    }
}
