//! Code becomes HTML with a class for each kind of token, for a style sheet to colour.
//!
//! Our own lexers: of the libraries, those with grammars of regular expressions have no bound for hostile text (syntect's
//! authors know of lines that take minutes, syntaxmate takes up to a hundred thousand instructions for a byte), those
//! with parsers of their own are larger than this program, and what is small knows a dozen languages. A reader is shown
//! eight kinds of tokens, and these can be told in one pass over the text that never looks at a byte twice as often as
//! its length explains.

mod diff;
mod languages;
mod markup;
mod scan;
mod shell;
mod words;
mod yaml;

use super::raw;
use languages::Lexer;
use scan::{Scan, Token};

/// Longer code stays plain: it is nothing that is read, and its HTML would be several times as long.
const MAX_BYTES: usize = 100_000;

/// A block of code as HTML, in which it stands character by character. `info` is what its fence says of it: the language,
/// and what is not for us. The style sheet shows the language, and the page's script puts a button beside it.
pub(super) fn block(code: &str, info: &str) -> String {
    let language = info.split(|c: char| c.is_whitespace() || c == ',').next().unwrap_or_default();
    let mut html = String::with_capacity(code.len() * 2);
    html.push_str("<div class=\"code\"");
    let mut attribute = |before: &str, after: &str| {
        if !language.is_empty() {
            html.push_str(before);
            raw::escape(&mut html, language);
            html.push('"');
        }
        html.push_str(after);
    };
    attribute(" data-language=\"", "><pre tabindex=\"0\"><code");
    attribute(" class=\"language-", ">");
    write(&mut html, code, language);
    html.push_str("</code></pre></div>\n");
    html
}

/// Appends code as HTML.
fn write(html: &mut String, code: &str, language: &str) {
    let tokens = match languages::lexer(language) {
        Some(lexer) if code.len() <= MAX_BYTES => tokens(lexer, code),
        _ => Vec::new(),
    };
    let mut from = 0;
    for Token { range, class } in tokens {
        raw::escape(html, &code[from..range.start]);
        html.push_str("<span class=\"hl-");
        html.push_str(class.name());
        html.push_str("\">");
        raw::escape(html, &code[range.clone()]);
        html.push_str("</span>");
        from = range.end;
    }
    raw::escape(html, &code[from..]);
}

/// What of a code has a class, in order.
fn tokens(lexer: Lexer, code: &str) -> Vec<Token> {
    let mut scan = Scan::new(code);
    match lexer {
        Lexer::Words(language) => words::lex(&mut scan, language),
        Lexer::Shell => shell::lex(&mut scan),
        Lexer::Markup => markup::lex(&mut scan),
        Lexer::Yaml => yaml::lex(&mut scan),
        Lexer::Diff => diff::lex(&mut scan),
    }
    scan.tokens
}

#[cfg(test)]
mod tests;
