//! OPML: an outline of categories and their records, with links.

use std::collections::BTreeMap;

use crate::site::entry::Entry;

/// A category with those below it, and its records.
#[derive(Default)]
struct Branch<'a> {
    branches: BTreeMap<&'a str, Branch<'a>>,
    records: Vec<&'a Entry>,
}

/// Entries as an outline; those without a category stand under `uncategorized`.
pub fn opml<'a>(title: &str, uncategorized: &str, entries: impl Iterator<Item = &'a Entry>) -> String {
    let (mut root, mut rest) = (Branch::default(), Branch::default());
    for entry in entries {
        let categories = &entry.assignment.categories;
        for path in categories {
            let branch = path.iter().fold(&mut root, |branch, name| branch.branches.entry(name).or_default());
            branch.records.push(entry);
        }
        if categories.is_empty() {
            rest.records.push(entry);
        }
    }
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head><title>{}</title></head>\n<body>\n",
        escaped(title)
    );
    root.write(&mut text, 1);
    if !rest.records.is_empty() {
        group(&mut text, uncategorized, &rest, 1);
    }
    text.push_str("</body>\n</opml>\n");
    text
}

impl Branch<'_> {
    fn write(&self, text: &mut String, depth: usize) {
        self.branches.iter().for_each(|(name, branch)| group(text, name, branch, depth));
        for entry in &self.records {
            text.push_str(&format!("{}<outline text=\"{}\"", "  ".repeat(depth), escaped(&entry.head.title)));
            let link = entry.head.source.as_ref().and_then(|source| source.href.as_deref());
            if let Some(link) = link {
                text.push_str(&format!(" type=\"link\" url=\"{}\"", escaped(link)));
            }
            if let Some(moment) = entry.head.moment {
                text.push_str(&format!(" created=\"{}\"", super::moment(moment)));
            }
            if !entry.excerpt.is_empty() {
                text.push_str(&format!(" description=\"{}\"", escaped(&entry.excerpt)));
            }
            text.push_str("/>\n");
        }
    }
}

fn group(text: &mut String, name: &str, branch: &Branch<'_>, depth: usize) {
    let indent = "  ".repeat(depth);
    text.push_str(&format!("{indent}<outline text=\"{}\">\n", escaped(name)));
    branch.write(text, depth + 1);
    text.push_str(&format!("{indent}</outline>\n"));
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}
