//! The languages that are known, and the names that fences give them.

mod compiled;
pub(super) mod scripts;
pub(super) mod settings;

use super::scan::Class;
use super::words::{Language, Quote};

/// What reads a language.
#[derive(Clone, Copy)]
pub(super) enum Lexer {
    Words(&'static Language),
    Shell,
    Markup,
    Yaml,
    Diff,
}

/// What reads the language that a fence names; none for languages that are not known.
pub(super) fn lexer(info: &str) -> Option<Lexer> {
    let name = info.trim_matches(|c: char| matches!(c, '{' | '}' | '.' | ' ')).to_ascii_lowercase();
    Some(match name.as_str() {
        "bash" | "sh" | "shell" | "zsh" | "console" | "shell-session" | "shellsession" | "terminal"
        | "fish" => Lexer::Shell,
        "html" | "htm" | "xml" | "xhtml" | "svg" | "vue" | "svelte" | "rss" | "plist" | "jinja"
        | "jinja2" | "handlebars" | "hbs" => Lexer::Markup,
        "yaml" | "yml" => Lexer::Yaml,
        "diff" | "patch" => Lexer::Diff,
        name => Lexer::Words(language(name)?),
    })
}

fn language(name: &str) -> Option<&'static Language> {
    Some(match name {
        "python" | "py" | "python3" | "py3" | "ipython" | "pyi" => &scripts::PYTHON,
        "rust" | "rs" => &compiled::RUST,
        "javascript" | "js" | "jsx" | "mjs" | "cjs" | "node" | "javascriptreact" => &scripts::JAVASCRIPT,
        "typescript" | "ts" | "tsx" | "mts" | "typescriptreact" => &scripts::TYPESCRIPT,
        "json" | "jsonc" | "json5" | "jsonl" | "ndjson" => &settings::JSON,
        "c" | "h" => &compiled::C,
        "c++" | "cpp" | "cc" | "cxx" | "hpp" | "arduino" | "cuda" | "objective-c" | "objectivec" | "objc" => {
            &compiled::CPP
        }
        "java" => &compiled::JAVA,
        "kotlin" | "kt" | "kts" => &compiled::KOTLIN,
        "scala" | "groovy" | "gradle" => &compiled::SCALA,
        "c#" | "csharp" | "cs" => &compiled::CSHARP,
        "go" | "golang" => &compiled::GO,
        "swift" => &compiled::SWIFT,
        "dart" => &compiled::DART,
        "php" => &scripts::PHP,
        "ruby" | "rb" => &scripts::RUBY,
        "lua" => &scripts::LUA,
        "perl" | "pl" => &scripts::PERL,
        "r" => &scripts::R,
        "julia" | "jl" => &scripts::JULIA,
        "matlab" | "octave" => &scripts::MATLAB,
        "haskell" | "hs" => &compiled::HASKELL,
        "elixir" | "ex" | "exs" => &scripts::ELIXIR,
        "zig" => &compiled::ZIG,
        "sql" | "mysql" | "postgresql" | "postgres" | "pgsql" | "plsql" | "sqlite" | "tsql" | "hql" => {
            &settings::SQL
        }
        "css" | "scss" | "less" => &settings::CSS,
        "toml" => &settings::TOML,
        "ini" | "cfg" | "conf" | "properties" | "env" | "dotenv" | "editorconfig" => &settings::INI,
        "dockerfile" | "docker" | "containerfile" => &settings::DOCKER,
        "makefile" | "make" | "mk" => &settings::MAKE,
        "powershell" | "ps1" | "pwsh" | "ps" => &scripts::POWERSHELL,
        "nginx" => &settings::NGINX,
        "hcl" | "terraform" | "tf" => &settings::HCL,
        "protobuf" | "proto" => &settings::PROTO,
        "graphql" | "gql" => &settings::GRAPHQL,
        "solidity" | "sol" => &compiled::SOLIDITY,
        "latex" | "tex" => &settings::LATEX,
        _ => return None,
    })
}

const fn quote(mark: &'static str) -> Quote {
    Quote { open: mark, close: mark, escapes: true, in_line: true }
}

const fn text(mark: &'static str) -> Quote {
    Quote { open: mark, close: mark, escapes: true, in_line: false }
}

const fn between(open: &'static str, close: &'static str) -> Quote {
    Quote { open, close, escapes: false, in_line: false }
}

/// Comments, strings and numbers as in most languages that came after C.
const LIKE_C: Language = Language {
    comments: &["//"],
    blocks: &[("/*", "*/")],
    strings: &[quote("\""), quote("'")],
    prefixes: "",
    keywords: "",
    literals: "true false null",
    types: "int long short byte char float double bool boolean string void",
    capitals: true,
    any_case: false,
    letters: &[],
    keys: (&[], 0),
    signs: &[(b'@', Class::Name)],
    directives: false,
    sections: false,
    regexes: false,
    rust: false,
};

/// The same with comments after a hash.
const LIKE_SHELL: Language = Language { comments: &["#"], blocks: &[], types: "", ..LIKE_C };
