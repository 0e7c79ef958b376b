//! A site that works from any folder: every address that a page or a file names leads to a file of the site, every
//! place in a page is there, and no two places of a page have one name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;
use scraper::ElementRef;

use crate::html::Page;
use crate::published::{BASE, file_at};
use crate::records::fill;
use crate::sandbox::{Sandbox, Tree};
use crate::varied::fill_varied;

#[test]
fn every_link_of_the_sample_site_leads_somewhere() {
    let site = Sandbox::new();
    site.copy("content", "content").build();
    check(&site.tree());
}

#[test]
fn every_link_of_a_site_of_odd_records_leads_somewhere() {
    let site = Sandbox::new();
    site.copy("tests/variants", "content").file("synopsite.toml", "page_size = 4\nlanguage = \"en\"");
    fill(&site, "content", 0..120, "一致性");
    site.build();
    check(&site.tree());
}

#[test]
fn every_address_in_a_published_site_of_a_thousand_records_leads_somewhere() {
    let site = Sandbox::new();
    site.file(
        "synopsite.toml",
        format!("base_url = '{BASE}'\ntitle = '读书会'\n[redirects]\n'about/' = 'tags/'"),
    );
    fill_varied(&site, 1000);
    site.build();
    let tree = site.tree();
    let named = check(&tree);
    for file in [
        "feed.xml",
        "categories/生活/feed.json",
        "site.webmanifest",
        "assets/icon-512.png",
        "covers/第 1 张 #100%.svg",
    ] {
        assert!(named.contains(file), "nothing names {file}");
    }
    // What a reader gets to from the home page and its like.
    let unnamed: Vec<&String> =
        tree.keys().filter(|path| path.starts_with("records/") && path.ends_with(".html")).collect();
    assert!(unnamed.len() > 990 && unnamed.iter().all(|path| named.contains(*path)));
}

/// Checks every file of a site; gives the files that some other one names.
fn check(tree: &Tree) -> BTreeSet<String> {
    let files: Vec<(&String, Named)> = tree
        .par_iter()
        .filter(|(path, _)| !path.ends_with('/'))
        .map(|(path, bytes)| (path, Named::of(path, bytes)))
        .collect();
    let ids: BTreeMap<&str, &BTreeSet<String>> =
        files.iter().map(|(path, named)| (path.as_str(), &named.ids)).collect();
    let mut wrong: Vec<String> = Vec::new();
    let mut found = BTreeSet::new();
    for (path, named) in &files {
        wrong.extend(named.twice.iter().map(|id| format!("{path}: two places are #{id}")));
        for address in &named.addresses {
            match address.target(path) {
                Some((file, place)) if is_there(&ids, &file, &place) => drop(found.insert(file)),
                _ => wrong.push(format!("{path}: {address:?}")),
            }
        }
    }
    assert!(files.iter().filter(|(path, _)| path.ends_with(".html")).count() > 20);
    assert!(wrong.is_empty(), "{} wrong, such as {:#?}", wrong.len(), &wrong[..wrong.len().min(20)]);
    found
}

fn is_there(ids: &BTreeMap<&str, &BTreeSet<String>>, file: &str, place: &str) -> bool {
    ids.get(file).is_some_and(|ids| place.is_empty() || ids.contains(place))
}

/// An address as it is written.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Address {
    /// From the file that it stands in.
    Relative(String),
    /// From the root of the site.
    FromRoot(String),
    /// From the site's host.
    OnHost(String),
    /// The whole of it.
    Absolute(String),
}

impl Address {
    /// The file that it leads to from another, and the place in that.
    fn target(&self, from: &str) -> Option<(String, String)> {
        let (Self::Relative(text) | Self::FromRoot(text) | Self::OnHost(text) | Self::Absolute(text)) = self;
        let (address, place) = text.split_once('#').unwrap_or((text, ""));
        let address = address.split('?').next()?;
        let file = match self {
            Self::Relative(_) if address.is_empty() => from.to_owned(),
            Self::Relative(_) => resolve(Path::new(from).parent()?.to_str()?, &decoded(address))?,
            Self::FromRoot(_) => resolve("", &decoded(address))?,
            Self::OnHost(_) => file_at(&format!("https://example.org{address}")),
            Self::Absolute(_) => file_at(address),
        };
        Some((file, decoded(place)))
    }
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

/// The file that a relative address names; `None` where that is outside the site.
fn resolve(folder: &str, address: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in address.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            "." => {}
            name => parts.push(name),
        }
    }
    Some(if parts.is_empty() { "index.html".to_owned() } else { parts.join("/") })
}

/// What a file names, and what can be named in it.
#[derive(Default)]
struct Named {
    addresses: BTreeSet<Address>,
    ids: BTreeSet<String>,
    twice: Vec<String>,
}

impl Named {
    fn of(path: &str, bytes: &[u8]) -> Self {
        let text = || String::from_utf8(bytes.to_vec()).unwrap();
        let mut named = Self::default();
        // Records' own files are offered as they are.
        if path.starts_with("records/") && !path.ends_with(".html") {
            return named;
        }
        match path.rsplit('.').next().unwrap() {
            "html" => named.page(path, &text()),
            "xml" | "opml" => named.xml(path, &text()),
            "json" | "webmanifest" => named.json(&serde_json::from_str(&text()).unwrap()),
            "js" if !path.starts_with("assets/") => named.script(&text()),
            "txt" if path == "robots.txt" => text().split_whitespace().for_each(|word| named.absolute(word)),
            _ => {}
        }
        named
    }

    fn page(&mut self, path: &str, html: &str) {
        let page = Page::new(html);
        for element in page.all("*") {
            if let Some(id) = element.attr("id")
                && !self.ids.insert(id.to_owned())
            {
                self.twice.push(id.to_owned());
            }
            for (name, value) in element.value().attrs() {
                self.attribute(path, (name, value));
            }
            if element.attr("type") == Some("application/ld+json") {
                self.json(&serde_json::from_str(&element.text().collect::<String>()).unwrap());
            }
            self.refresh(path, element);
        }
    }

    fn attribute(&mut self, path: &str, (name, value): (&str, &str)) {
        match name {
            "href" | "src" | "poster" | "data" | "action" | "cite" => self.address(path, value),
            "srcset" => {
                value.split(',').for_each(|part| self.address(path, part.split_whitespace().next().unwrap()));
            }
            // The names of other places of the page.
            "for" | "aria-labelledby" | "aria-describedby" | "aria-controls" => {
                let places = value.split_whitespace().map(|id| Address::Relative(format!("#{id}")));
                self.addresses.extend(places);
            }
            "data-root" if path != "404.html" => self.address(path, &format!("{value}index.html")),
            // Paths in the content folder.
            "data-file" | "data-name" => {}
            // The first of several files, where the number is yet to come.
            name if name.starts_with("data-") && is_of_a_file(value) => {
                self.address(path, &value.replace("{n}", "1"))
            }
            _ => self.absolute(value),
        }
    }

    fn refresh(&mut self, path: &str, element: ElementRef<'_>) {
        if element.attr("http-equiv") == Some("refresh") {
            let (_, address) = element.attr("content").unwrap().split_once("url=").unwrap();
            self.address(path, address);
        }
    }

    fn address(&mut self, path: &str, value: &str) {
        let is_outside =
            ["http:", "https:", "mailto:", "data:"].iter().any(|scheme| value.starts_with(scheme));
        if is_outside {
            self.absolute(value);
        } else if path == "404.html" && value.starts_with("/") {
            // That page stands in for others, at any depth.
            self.addresses.insert(Address::OnHost(value.to_owned()));
        } else {
            self.addresses.insert(Address::Relative(value.to_owned()));
        }
    }

    /// Only addresses of the site are of account.
    fn absolute(&mut self, text: &str) {
        if text.starts_with(BASE) {
            self.addresses.insert(Address::Absolute(text.to_owned()));
        }
    }

    fn xml(&mut self, path: &str, xml: &str) {
        let document = roxmltree::Document::parse(xml).unwrap_or_else(|error| panic!("{path}: {error}"));
        for node in document.descendants() {
            node.attributes().for_each(|attribute| self.absolute(attribute.value()));
            self.absolute(node.text().unwrap_or_default());
        }
    }

    fn json(&mut self, json: &serde_json::Value) {
        use serde_json::Value;
        match json {
            Value::Object(members) => {
                for (name, value) in members {
                    match (name.as_str(), value) {
                        ("url" | "src" | "start_url" | "scope", Value::String(text))
                            if !text.contains("://") =>
                        {
                            self.addresses.insert(Address::FromRoot(text.clone()));
                        }
                        _ => self.json(value),
                    }
                }
            }
            Value::Array(values) => values.iter().for_each(|value| self.json(value)),
            Value::String(text) => self.absolute(text),
            _ => {}
        }
    }

    /// A script with data, which a page puts its own way to the root before.
    fn script(&mut self, script: &str) {
        let texts = script.split('"').filter(|text| text.starts_with("records/") && is_of_a_file(text));
        self.addresses.extend(texts.map(|text| Address::FromRoot(text.to_owned())));
    }
}

/// Whether a text is the address of a file, and no sentence.
fn is_of_a_file(text: &str) -> bool {
    let path = text.split(['#', '?']).next().unwrap_or_default();
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    !text.contains(char::is_whitespace)
        && ["html", "js", "css", "svg", "png", "xml", "json", "opml", "txt"].contains(&ending)
}
