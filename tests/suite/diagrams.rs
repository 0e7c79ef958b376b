//! Diagrams as machines write them: in all kinds of wraps, and with words that Mermaid would leave out.

use crate::records::titled;
use crate::sandbox::Sandbox;

/// The site of one record with this description.
fn site_of(description: &str) -> Sandbox {
    let site = Sandbox::new();
    site.record("图.txt", &titled("图", &format!("Description:\n{description}\n\nContent:\n说话。\n")));
    site.build();
    site
}

#[test]
fn a_diagram_is_one_in_whatever_it_is_wrapped() {
    for (open, close) in [
        ("<mermaid>", "</mermaid>"),
        ("<div class=\"mermaid\">", "</div>"),
        (":::mermaid", ":::"),
        ("{{< mermaid >}}", "{{< /mermaid >}}"),
        ("```", "```"),
        ("```mmd", "```"),
        ("```{mermaid}", "```"),
    ] {
        let site = site_of(&format!("前言一句。\n\n{open}\ngraph LR\n  甲 --> 乙\n{close}\n\n后语一句。"));
        let page = site.page_of("图.txt");
        assert_eq!(page.texts("figure code.language-mermaid"), ["graph LR\n  甲 --> 乙"], "{open}");
        let body = page.body();
        assert!(body.contains("前言一句。") && body.contains("后语一句。"), "{open}");
        assert!(!body.contains(open) && !body.contains(":::"), "{open}: {body}");
        assert_eq!(page.problems(), Vec::<String>::new(), "{open}");
        // What lists say of the record is not the diagram.
        assert!(site.read("public/index.html").contains("前言一句。"), "{open}");
        assert!(!site.read("public/index.html").contains("甲 --"), "{open}");
    }
}

#[test]
fn code_that_only_looks_like_a_diagram_stays_code() {
    let page = site_of("```\ngraph G { a -- b }\n```\n\n```text\ngraph TD\n```").page_of("图.txt");
    assert_eq!(page.texts("figure.diagram"), Vec::<String>::new());
    assert_eq!(page.all("pre code").len(), 2);
}

#[test]
fn words_that_mermaid_leaves_out_are_told_and_put_back() {
    for (source, words, repaired) in [
        (
            "mindmap\n  root((茶))\n    水温 [八十度]",
            "水温",
            "mindmap\n  root((茶))\n    [\"水温 [八十度]\"]",
        ),
        ("sequenceDiagram\n  甲->>乙: 见 #7 号", "#7 号", "sequenceDiagram\n  甲->>乙: 见 #35;7 号"),
    ] {
        let site = site_of(&format!("<Mermaid_Diagram>\n{source}\n</Mermaid_Diagram>"));
        let page = site.page_of("图.txt");
        assert_eq!(page.texts("figure code.language-mermaid"), [source]);
        assert_eq!(page.problems(), ["diagram-fault"], "{source}");
        let run = site.run(&["check"]);
        assert!(run.stderr().contains(words), "{}", run.stderr());
        let gallery = site.read("public/diagrams/part-1.js");
        assert!(gallery.contains(&serde_json::to_string(repaired).unwrap()), "{gallery}");
    }
}

#[test]
fn an_outline_is_listed_as_a_mindmap() {
    let site = site_of("```mermaid\n# 泡茶\n## 水温\n- 绿茶 (八十度)\n```\n");
    let gallery = site.read("public/diagrams/part-1.js");
    let repaired = "mindmap\n  ((\"泡茶\"))\n    [\"水温\"]\n      [\"绿茶 (八十度)\"]\n";
    assert!(gallery.contains(&serde_json::to_string(repaired).unwrap()), "{gallery}");
    assert!(site.read("public/diagrams/index.js").contains("\"mindmap\""));
}
