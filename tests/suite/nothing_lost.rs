//! Whatever a file holds, there is a record, and its text is in it.

use proptest::prelude::*;
use synopsite::base::diagnostic::Code;
use synopsite::markdown;
use synopsite::record::ContentPath;
use synopsite::record::parse::parse;
use synopsite::record::transcript;

use crate::texts::text;

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
    [head.title, extras, source, record.texts.description.text, record.texts.transcript.text].join(" ")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parsing_never_fails(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let parsed = parse(&ContentPath::new("a.txt"), &bytes, None);
        prop_assert!(!parsed.record.head.title.is_empty());
    }

    #[test]
    fn every_word_of_a_body_is_in_the_record(description in text(40), content in text(40)) {
        let file = format!("Title: 题目\n\nDescription:\n{description}\n\nContent:\n{content}");
        let found = everything(file.as_bytes());
        let known = words(&found);
        // The two markers are the only words that a record does not keep.
        for word in words(&description).into_iter().chain(words(&content)).filter(|w| w != "Content" && w != "Description") {
            prop_assert!(known.contains(&word) || found.contains(&word), "{word} of {file:?} is not in {found:?}");
        }
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
