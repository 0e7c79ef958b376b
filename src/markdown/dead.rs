//! Links that a page shows as text, because they lead nowhere.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::{Source, rest, writer};

/// The links of a description that lead nowhere, and what they could lead to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeadLinks {
    /// The links, in their order.
    pub links: Vec<DeadLink>,
    /// The addresses of the headings, without `#`.
    pub anchors: Vec<String>,
}

/// A link inside the site that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLink {
    /// Its address.
    pub address: String,
    /// Where that stands in the description.
    pub range: Range<usize>,
}

/// The links inside the site that [`render`](super::render) makes text of.
pub fn dead_links(description: &str) -> DeadLinks {
    let description = rest::split(description).0;
    if !may_link_inside(description) {
        return DeadLinks::default();
    }
    let source = Source::new(description);
    let events = source.parse().events;
    let anchors = writer::anchors(&events);
    let known: HashSet<&str> = anchors.iter().map(String::as_str).collect();
    let mut links = Vec::new();
    let (mut from, mut misses) = (0, 0);
    for event in &events {
        let Event::Start(Tag::Link { dest_url, .. }) = event else { continue };
        let is_known = dest_url.strip_prefix('#').is_some_and(|id| known.contains(id));
        if is_known || !is_inside(dest_url) || misses == MAX_MISSES {
            continue;
        }
        // The parser has other text: without diagrams. An address that it decoded stands there otherwise.
        let Some(at) = memchr::memmem::find(&description.as_bytes()[from..], dest_url.as_bytes()) else {
            misses += 1;
            continue;
        };
        let range = from + at..from + at + dest_url.len();
        from = range.end;
        links.push(DeadLink { address: dest_url.to_string(), range });
    }
    DeadLinks { links, anchors }
}

/// An address that does not stand there is looked for to the end, so not for ever.
const MAX_MISSES: usize = 100;

/// Whether there may be such a link. Hardly any description has one, and the parser takes its time.
fn may_link_inside(description: &str) -> bool {
    let opens = |mark: &str| {
        memchr::memmem::find_iter(description.as_bytes(), mark).any(|at| {
            let address = description[at + mark.len()..].trim_start().trim_start_matches('<');
            is_inside(address.split([')', '>', ' ', '\n']).next().unwrap_or_default())
        })
    };
    opens("](") || opens("]:")
}

/// Whether an address has no scheme and no host. What is empty leads to its own page.
fn is_inside(address: &str) -> bool {
    let end = address.find([':', '/', '#', '?', ')', ' ', '\n']).unwrap_or(address.len());
    let has_scheme = address[end..].starts_with(':');
    !address.is_empty() && !has_scheme && !address.starts_with("//") && !address.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dead(description: &str) -> Vec<String> {
        let check = |DeadLink { address, range }: DeadLink| {
            assert_eq!(description[range], address);
            address
        };
        dead_links(description).links.into_iter().map(check).collect()
    }

    #[test]
    fn links_inside_the_site_lead_to_headings_alone() {
        let text = "# 缘起\n\n[好](#缘起) [坏](#结尾) [页](other.md) [网](https://example.org/#x) [信](mailto:a@b.c) \
                    [程序](javascript:1) ![图](a.png)\n";
        assert_eq!(dead(text), ["#结尾", "other.md"]);
        assert!(
            dead("`[x](#y)`\n\n```\n[x](#y)\n```\n<Mermaid_Diagram>\ngraph TD\nA[x](#y)\n</Mermaid_Diagram>")
                .is_empty()
        );
        assert_eq!(
            dead("<Mermaid_Diagram>\ngraph TD\n</Mermaid_Diagram>\n[a][b]\n\n[b]: ../x.html\n"),
            ["../x.html"]
        );
    }
}
