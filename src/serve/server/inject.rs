//! What live reload adds to a page.

use pulldown_cmark_escape::escape_html;

use crate::base::i18n::Strings;
use crate::base::text::stable_hash;

const IDIOMORPH: &str = include_str!(concat!(env!("OUT_DIR"), "/idiomorph.min.js"));

/// The live script, in the order in which one part needs the other.
const LIVE: &str = concat!(
    include_str!("../../web/live/place.js"),
    include_str!("../../web/live/keys.js"),
    include_str!("../../web/live/wait.js"),
    include_str!("../../web/live/notice.js"),
    include_str!("../../web/live/follow.js"),
);

/// The words of the live script, and the attribute in which it finds them.
const WORDS: [(&str, &str); 4] =
    [("arrived", "live_arrived"), ("gone", "live_gone"), ("fault", "live_fault"), ("close", "live_close")];

/// What is added to pages.
#[derive(Debug)]
pub(super) struct Addition {
    /// Changes when the script does.
    pub(super) script_tag: String,
    /// The script element up to the page's tag.
    element: String,
}

/// The script: the library that patches a page, and ours.
pub(super) fn script() -> String {
    format!("{IDIOMORPH}\n{LIVE}")
}

/// A short text that changes when the bytes do.
pub(super) fn tag(bytes: &[u8]) -> String {
    format!("{:016x}", stable_hash(bytes))
}

impl Addition {
    pub(super) fn new(strings: &Strings) -> Self {
        let script_tag = tag(script().as_bytes());
        let mut element =
            format!("<script defer src=\"/.synopsite/live.js?{script_tag}\" id=\"synopsite-live\"");
        for (name, key) in WORDS {
            element.push_str(&format!(" data-{name}=\"{}\"", escaped(strings.get(key))));
        }
        Self { script_tag, element }
    }

    /// A page with the live script, which is told the page's tag, and the id of the last event before the page.
    pub(super) fn add(&self, page: &[u8], tag: &str, last: &str) -> Vec<u8> {
        let script = format!("{} data-tag=\"{tag}\" data-last=\"{last}\"></script>\n", self.element);
        let head_end = memchr::memmem::find(page, b"</head>").unwrap_or(page.len());
        let (head, rest) = page.split_at(head_end);
        let mut out = Vec::with_capacity(page.len() + script.len());
        out.extend_from_slice(head);
        out.extend_from_slice(script.as_bytes());
        out.extend_from_slice(rest);
        out
    }

    /// The page that stands for one that is missing. Its links are right from every address, and it has no
    /// tag: when there is a page, that takes its place.
    pub(super) fn missing(&self, page: &[u8], last: &str) -> Vec<u8> {
        let page = String::from_utf8_lossy(page).replacen("base-uri 'none'", "base-uri 'self'", 1).replacen(
            "<head>",
            "<head>\n  <base href=\"/404.html\">",
            1,
        );
        self.add(page.as_bytes(), "", last)
    }

    /// A page that says what is wrong with a template.
    pub(super) fn error_page(&self, message: &str, last: &str) -> Vec<u8> {
        let page = format!(
            "<!doctype html>\n<html><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" \
             content=\"default-src 'none'; connect-src 'self'; script-src 'self'; style-src 'unsafe-inline'; base-uri 'none'\">\
             <title>500</title></head><body><main><pre>{}</pre></main></body></html>\n",
            escaped(message)
        );
        self.add(page.as_bytes(), &tag(page.as_bytes()), last)
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Writing to a String cannot fail.
    let _ = escape_html(&mut out, text);
    out
}
