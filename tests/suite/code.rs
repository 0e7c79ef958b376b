//! Code in summaries: coloured on its page, and text everywhere else.

use synopsite::markdown::plain;

use crate::sandbox::Sandbox;

const CODE: &str =
    "def greet(name: str):\n    # 打招呼 & <more>\n    return f\"hello {name}\", 'it', 1_000\n";

fn summary() -> String {
    format!(
        "先看一段程序，它很短。\n\n```python\n{CODE}```\n\n```nosuch\n{CODE}```\n\n```\n{CODE}```\n\n    if indented: pass\n"
    )
}

fn site() -> Sandbox {
    let site = Sandbox::new();
    site.record("code.txt", &format!("Title: 程序\nStatus: success\n\nDescription:\n{}", summary()));
    site.file("synopsite.toml", "base_url = 'https://example.org/'").build();
    site
}

#[test]
fn code_has_classes_and_no_styles_and_reads_as_it_was_written() {
    let page = site().page_of("code.txt");
    assert_eq!(page.texts(".code code")[..3], [CODE, CODE, CODE]);
    assert_eq!(page.attributes(".code", "data-language"), ["python", "nosuch"]);
    let of = |class: &str| page.texts(&format!(".code .hl-{class}"));
    assert_eq!(of("keyword"), ["def", "return"]);
    assert_eq!(of("function"), ["greet"]);
    assert_eq!(of("comment"), ["# 打招呼 & <more>"]);
    assert_eq!(of("string"), ["f\"hello {name}\"", "'it'"]);
    assert!(page.all(".code [style], .code button").is_empty());
    assert!(page.all(".code:not([data-language=python]) span").is_empty());
}

#[test]
fn what_is_found_fed_and_handed_on_is_the_text_alone() {
    let site = site();
    let tree = site.tree();
    let holds = |file: &str, text: &str| String::from_utf8_lossy(&tree[file]).contains(text);
    let coloured: Vec<&String> = tree.keys().filter(|file| holds(file, "hl-keyword")).collect();
    assert!(
        coloured.iter().all(|file| file.starts_with("records/") || file.ends_with(".css")),
        "{coloured:?}"
    );
    assert_eq!(coloured.len(), 2);
    assert!(plain(&summary()).text.contains(CODE.trim_end()), "search knows no code");
}
