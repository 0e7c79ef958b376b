//! Texts of all kinds, for what has to hold of any.

use proptest::prelude::*;

/// Text in the manner of records, of up to so many pieces: scripts, marks of Markdown, controls, and whatever would end a
/// section, a value or a file.
pub(crate) fn text(most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..most).prop_map(|pieces| pieces.concat())
}

/// The same, with what a record takes out of a model's answer.
pub(crate) fn answer(most: usize) -> impl Strategy<Value = String> {
    let mark = prop::sample::select(vec![
        "<think>",
        "</think>",
        "\n</thinking>\n",
        "<answer>",
        "\n```markdown\n",
        "\\n",
    ]);
    let piece = prop_oneof![8 => piece(), 1 => mark.prop_map(str::to_owned)];
    prop::collection::vec(piece, 0..most).prop_map(|pieces| pieces.concat())
}

/// What a summary may hold besides words.
const MARKS: [&str; 52] = [
    "\n",
    "\n\n",
    "\r\n",
    "\nContent:\n",
    "\n\nContent:\n",
    "\nDescription:\n",
    "\nTitle: x\n",
    "\n---\n",
    "\n## Transcript\n",
    "\n# 文稿\n",
    "\n# Heading\n",
    "\n```mermaid\n",
    "\n```\n",
    "<Mermaid_Diagram>",
    "</Mermaid_Diagram>",
    "\n<Mermaid_Diagram>\n",
    "\n</Mermaid_Diagram>\n",
    "$x_1$",
    "$$\n\\frac{a}{b}\n$$",
    "\\(a<b\\)",
    "<script>",
    "[[",
    "]]",
    "![[a.png|3]]",
    "[[b#c|",
    "](d.md)",
    "</details>",
    "\u{FEFF}",
    "\u{2028}",
    "\u{FDD0}1\u{FDD1}",
    "\0",
    "\\(x_1\\)",
    "\\[",
    "\\]",
    "$x^2$",
    "$$",
    "\\begin{aligned}",
    "\\end{aligned}",
    "|别名]]",
    "![[图.png]]",
    "![图](图.png)",
    "<!--",
    "-->",
    "<div align=\"center\">",
    "</div>",
    "<a id=\"x\">",
    "<img src=\"图.png\">",
    "<table><tr><td>",
    "</td><td>",
    "</table>",
    "\n| a | b |\n|---|---|\n",
    "[^1]",
];

fn piece() -> impl Strategy<Value = String> {
    let mark = prop::sample::select(&MARKS);
    prop_oneof![
        2 => "[一-龥]{1,8}",
        2 => "[a-z]{1,8}",
        2 => "[*_`~#>|\\-+=\\[\\]()!<>&\"'“”‘’（）【】：:，。,.@%{}\\\\]{1,4}",
        2 => "[ \\t\\n]{1,3}",
        16 => mark.prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ]
}
