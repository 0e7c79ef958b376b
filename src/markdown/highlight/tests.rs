//! What the lexers tell of code, and that no character of it is lost.

use proptest::prelude::*;

use super::*;
use crate::markdown::{Block, Setting, render};

/// The tokens of a code, each as `class:text`.
fn told(info: &str, code: &str) -> Vec<String> {
    let tokens = tokens(languages::lexer(info).unwrap(), code);
    tokens.into_iter().map(|Token { range, class }| format!("{}:{}", class.name(), &code[range])).collect()
}

/// Whether a code has these tokens, among others.
fn tells(info: &str, code: &str, expected: &[&str]) {
    let told = told(info, code);
    let missing: Vec<_> = expected.iter().filter(|token| !told.iter().any(|t| t == *token)).collect();
    assert!(missing.is_empty(), "{missing:?} are missing in {told:?}");
}

fn html(code: &str, info: &str) -> String {
    let mut html = String::new();
    write(&mut html, code, info);
    html
}

#[test]
fn tokens_have_classes_and_the_text_between_has_none() {
    assert_eq!(
        html("def f(x):\n    return \"<a>\"  # ok", "python"),
        "<span class=\"hl-keyword\">def</span> <span class=\"hl-function\">f</span>(x):\n    \
         <span class=\"hl-keyword\">return</span> <span class=\"hl-string\">&quot;&lt;a&gt;&quot;</span>  \
         <span class=\"hl-comment\"># ok</span>"
    );
    assert_eq!(html("public static void main()", "java").matches("<span").count(), 3);
}

#[test]
fn python_is_told() {
    let code = "@cache\ndef 求和(a, b=1_000.5e-3):\n    '''多行\n    字'''\n    x = rb'\\'' + f\"{a}\"\n    return None # 完";
    tells(
        "py",
        code,
        &[
            "name:@cache",
            "function:求和",
            "literal:1_000.5e-3",
            "string:'''多行\n    字'''",
            "string:rb'\\''",
            "string:f\"{a}\"",
            "literal:None",
            "comment:# 完",
        ],
    );
}

#[test]
fn rust_is_told() {
    let code = "#[derive(Debug)]\nstruct Wave<'a> { at: &'a str }\nfn f() { let c = '\\''; let d = '中'; \
                println!(r#\"a \"b\" c\"#); 0..10; }";
    tells(
        "rust",
        code,
        &[
            "name:#[derive(Debug)]",
            "type:Wave",
            "type:'a",
            "string:'\\''",
            "string:'中'",
            "function:println!",
            "string:r#\"a \"b\" c\"#",
            "literal:0",
            "literal:10",
        ],
    );
}

#[test]
fn scripts_of_the_web_are_told() {
    let code = "const a = { name: `x\n${b}`, 'k': /[/]+\\/x/g.test(s) / 2 };\n// c's\nnew Map()";
    tells(
        "js",
        code,
        &[
            "name:name",
            "string:`x\n${b}`",
            "name:'k'",
            "string:/[/]+\\/x/g",
            "literal:2",
            "comment:// c's",
            "type:Map",
        ],
    );
    assert!(!told("jsx", "<b>a</b><i>c</i>").iter().any(|token| token.starts_with("string")));
    let page = "<!-- a -->\n<p class=\"x\" id=y>a &amp; b</p>\n<script>let a = 'x';</script>\n<style>p { color: #fff }</style>";
    tells(
        "html",
        page,
        &[
            "comment:<!-- a -->",
            "type:p",
            "name:class",
            "string:\"x\"",
            "string:y",
            "literal:&amp;",
            "keyword:let",
            "string:'x'",
            "name:color",
            "literal:#fff",
        ],
    );
    tells(
        "css",
        "a:hover { margin-top: 1.5rem; } /* x */ @media print {}",
        &["name:margin-top", "literal:1.5rem", "comment:/* x */", "keyword:@media"],
    );
}

#[test]
fn data_and_settings_are_told() {
    tells(
        "json",
        "{\"a\": \"b\", \"c\": [true, -1.5e+3, \"d\"]}",
        &["name:\"a\"", "string:\"b\"", "literal:true", "literal:1.5e+3", "string:\"d\""],
    );
    let yaml = "# 注\n服务 名: &a web\nports:\n  - \"80:80\"\n  - on: true\ntext: |\n  一行\n\n  a: b\nend: 3 # x\nurl: http://a#b";
    assert_eq!(
        told("yaml", yaml),
        [
            "comment:# 注",
            "name:服务 名",
            "type:&a",
            "name:ports",
            "string:\"80:80\"",
            "name:on",
            "literal:true",
            "name:text",
            "string:一行",
            "string:a: b",
            "name:end",
            "literal:3",
            "comment:# x",
            "name:url"
        ]
    );
    tells(
        "toml",
        "[a.b]\nkey-x = \"v\" # c\nlist = [\n  1, true]",
        &["type:[a.b]", "name:key-x", "string:\"v\"", "comment:# c", "literal:true"],
    );
    tells(
        "sql",
        "select Count(*) from t -- all\nWHERE name = 'it''s' AND x >= 10;",
        &["keyword:select", "function:Count", "keyword:WHERE", "comment:-- all", "literal:10"],
    );
}

#[test]
fn commands_are_told_and_what_they_said_is_not() {
    let code = "for f in *.txt; do\n  A=1 grep -n --color \"$f\" ${HOME} | wc -l # count\ndone\ncat <<'E'\nfor x\nE\nls";
    tells(
        "bash",
        code,
        &[
            "keyword:for",
            "keyword:in",
            "keyword:do",
            "name:A",
            "function:grep",
            "name:-n --color",
            "string:\"$f\"",
            "name:${HOME}",
            "function:wc",
            "comment:# count",
            "string:for x",
            "keyword:E",
            "function:ls",
        ],
    );
    assert_eq!(told("console", "$ make all\nif this is said\n$ ls\nfor"), ["function:make", "function:ls"]);
    assert!(!told("sh", "echo $((1<<2))\nls").contains(&"string:ls".to_owned()));
}

#[test]
fn differences_are_told() {
    let code = "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n same\n-old\n+new";
    assert_eq!(
        told("diff", code),
        ["comment:--- a/x", "comment:+++ b/x", "function:@@ -1,2 +1,2 @@", "deleted:-old", "inserted:+new"]
    );
}

#[test]
fn c_and_its_likes_are_told() {
    tells(
        "c++",
        "#include <vector>\ntemplate <typename T> int f(T* p) { return p->x + 0xFFu; } /* no end",
        &[
            "keyword:#include",
            "string:<vector>",
            "keyword:template",
            "type:int",
            "function:f",
            "literal:0xFFu",
            "comment:/* no end",
        ],
    );
    tells(
        "go",
        "func (s *Store) Get(k string) error { return nil }",
        &["keyword:func", "type:Store", "function:Get", "type:string", "literal:nil"],
    );
}

#[test]
fn what_is_not_known_or_too_long_stays_plain() {
    let code = "if (a < b) { \"c\" }";
    for info in ["", "text", "nosuch", "markdown", "output"] {
        assert_eq!(html(code, info), "if (a &lt; b) { &quot;c&quot; }", "{info}");
    }
    assert!(html(code, "{.JavaScript}").contains("<span"));
    let long = "1 ".repeat(MAX_BYTES / 2);
    assert_eq!(
        (html(&long, "c").contains("<span"), html(&(long + "1"), "c").contains("<span")),
        (true, false)
    );
}

#[test]
fn a_fence_is_highlighted_on_its_page_wherever_it_stands() {
    let page = |text: &str| match &render(text, Setting::default()).blocks[..] {
        [Block::Html(html)] => html.clone(),
        other => panic!("{other:?}"),
    };
    let fence = "<div class=\"code\" data-language=\"rust\"><pre tabindex=\"0\"><code class=\"language-rust\"><span class=\"hl-keyword\">let</span> a";
    assert!(page("```rust title=\"x\"\nlet a;\n```").contains(fence));
    assert!(page("- 甲\n\n  ```rust\n  let a;\n  ```\n\n<details>b").contains(fence));
    assert!(page("```\nlet a;\n```").contains("<div class=\"code\"><pre tabindex=\"0\"><code>let a;"));
    assert!(page("    let a;").contains("<code>let a;"));
}

/// What a reader sees of HTML that has no tags but those for classes.
fn text(html: &str) -> String {
    let mut text = String::new();
    for piece in html.split('<') {
        let seen = match piece.strip_prefix("/span>") {
            Some(after) => after,
            None => {
                piece.strip_prefix("span class=\"hl-").map_or(piece, |tag| tag.split_once('>').unwrap().1)
            }
        };
        text.push_str(seen);
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

const NAMES: [&str; 24] = [
    "python",
    "rust",
    "js",
    "ts",
    "json",
    "cpp",
    "java",
    "php",
    "ruby",
    "lua",
    "sql",
    "css",
    "toml",
    "ini",
    "make",
    "latex",
    "powershell",
    "elixir",
    "haskell",
    "bash",
    "html",
    "yaml",
    "diff",
    "hcl",
];

/// What begins, ends, or turns something, in one language or another.
const PIECES: [&str; 64] = [
    "a",
    "B1",
    " ",
    "\n",
    "\t",
    "\r\n",
    "中",
    "，",
    "😀",
    "\u{301}",
    "\"",
    "'",
    "`",
    "\"\"\"",
    "'''",
    "\\",
    "\\n",
    "/",
    "//",
    "/*",
    "*/",
    "#",
    "#[",
    "#!",
    "$",
    "${",
    "$(",
    "@",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "</",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<style>",
    "<<E",
    "\nE\n",
    "[[",
    "]]",
    "--",
    "--[[",
    "-",
    ": ",
    "|\n",
    "  ",
    "- ",
    "&",
    "*",
    "!",
    "=",
    "0x1f",
    "1.5e-",
    "r#",
    "fn ",
    "class ",
    "for ",
    "\0",
];

proptest! {
    #[test]
    fn the_text_stays_the_same_and_each_token_is_once(
        pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..60),
        name in prop::sample::select(&NAMES[..]),
    ) {
        let code = pieces.concat();
        let html = html(&code, name);
        prop_assert_eq!(text(&html), code.as_str());
        let mut from = 0;
        for Token { range, .. } in tokens(languages::lexer(name).unwrap(), &code) {
            prop_assert!(from <= range.start && range.start < range.end);
            from = range.end;
        }
    }
}
