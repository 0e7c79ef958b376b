//! A description becomes HTML, and what lists take from it: both find the same diagrams.

#![no_main]

use libfuzzer_sys::fuzz_target;
use synopsite::markdown::{self, Block, Diagram, Setting};
use synopsite::record::transcript;

fuzz_target!(|text: &str| {
    // Reading a record replaces these characters, so none gets here.
    if text.contains(|c: char| ('\u{FDD0}'..='\u{FDEF}').contains(&c) || c == '\r') {
        return;
    }
    let rendered = markdown::render(text, Setting::default());
    let on_page: Vec<&Diagram> = rendered
        .blocks
        .iter()
        .filter_map(|block| if let Block::Diagram(diagram) = block { Some(diagram) } else { None })
        .collect();
    let in_lists = markdown::digest(text).diagrams;
    assert_eq!(on_page, in_lists.iter().collect::<Vec<_>>());
    for block in &rendered.blocks {
        if let Block::Html(html) = block {
            assert!(!html.contains("<script"), "{html}");
        }
    }
    let _ = (markdown::lead(text), markdown::inside(text), markdown::plain(text));
    let _ = transcript::paragraphs(text);
});
