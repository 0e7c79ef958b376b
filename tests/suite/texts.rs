//! Texts of all kinds, for what has to hold of any.

use proptest::prelude::*;

/// Text in the manner of records, of up to so many pieces: scripts, marks of Markdown, controls, and whatever would end a
/// section, a value or a file.
pub(crate) fn text(most: usize) -> impl Strategy<Value = String> {
    let mark = prop::sample::select(vec![
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
        "<script>",
        "</details>",
        "\u{FEFF}",
        "\u{2028}",
        "\u{FDD0}1\u{FDD1}",
        "\0",
    ]);
    let piece = prop_oneof![
        2 => "[一-龥]{1,8}",
        2 => "[a-z]{1,8}",
        2 => "[*_`~#>|\\-+=\\[\\]()!<>&\"'“”‘’（）【】：:，。,.@%{}\\\\]{1,4}",
        2 => "[ \\t\\n]{1,3}",
        10 => mark.prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..most).prop_map(|pieces| pieces.concat())
}
