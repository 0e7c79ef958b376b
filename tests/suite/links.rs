//! A site that works from any folder: every link is relative, names a file, and leads somewhere.

use std::collections::BTreeSet;
use std::path::Path;

use crate::html::Page;
use crate::records::fill;
use crate::sandbox::{Sandbox, Tree};

#[test]
fn every_link_of_the_sample_site_leads_somewhere() {
    let site = Sandbox::new();
    site.copy("content", "content").build();
    check(&site, &site.tree());
}

#[test]
fn every_link_of_a_large_site_leads_somewhere() {
    let site = Sandbox::new();
    site.copy("tests/variants", "content").file("synopsite.toml", "page_size = 4\nlanguage = \"en\"");
    fill(&site, "content", 0..120, "一致性");
    site.build();
    check(&site, &site.tree());
}

fn check(site: &Sandbox, tree: &Tree) {
    let pages: Vec<&String> = tree.keys().filter(|path| path.ends_with(".html")).collect();
    assert!(pages.len() > 20);
    let wrong: Vec<String> =
        pages.iter().flat_map(|path| wrong_links(path, &site.page(path), site, tree)).collect();
    assert_eq!(wrong, Vec::<String>::new());
}

fn wrong_links(path: &str, page: &Page, site: &Sandbox, tree: &Tree) -> Vec<String> {
    let hrefs = page.attributes("a[href], link[href]", "href").into_iter();
    let sources = page
        .attributes("[src], [data-mermaid]", "src")
        .into_iter()
        .chain(page.attributes("[data-mermaid]", "data-mermaid"));
    let outside =
        |href: &String| ["http:", "https:", "mailto:"].iter().any(|scheme| href.starts_with(scheme));
    let own: BTreeSet<String> = hrefs.filter(|href| !outside(href)).chain(sources).collect();
    own.into_iter()
        .filter(|href| !leads_somewhere(path, href, page, site, tree))
        .map(|href| format!("{path}: {href}"))
        .collect()
}

fn leads_somewhere(path: &str, href: &str, page: &Page, site: &Sandbox, tree: &Tree) -> bool {
    let (file, fragment) = href.split_once('#').unwrap_or((href, ""));
    if file.is_empty() {
        return page.has_id(fragment);
    }
    let target = resolve(path, file);
    let relative = !file.starts_with('/') && !file.contains("//");
    relative && tree.contains_key(&target) && (fragment.is_empty() || site.page(&target).has_id(fragment))
}

/// The file that a relative link on a page names.
fn resolve(page: &str, href: &str) -> String {
    let mut parts: Vec<&str> =
        Path::new(page).parent().unwrap().to_str().unwrap().split('/').filter(|p| !p.is_empty()).collect();
    for part in href.split('/') {
        match part {
            ".." => assert!(parts.pop().is_some(), "{page}: {href} leaves the site"),
            "." => {}
            name => parts.push(name),
        }
    }
    parts.join("/")
}
