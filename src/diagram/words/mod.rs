//! A diagram in words: an outline of what it says, for who cannot see it, and where it cannot be drawn.
//!
//! Its rules: groups stand around what is in them. What leads somewhere has a line for each of its relations below it, the
//! label first (`label → where`); what nothing leads from has a line of its own only where no line of its group names it. Texts
//! are as they are drawn, a stroke where they break; of a drawing without words of its own, such as a bar, stands its id. A title
//! stands around all. A source that is not understood to its end has no outline: a relation that is missing would mislead.

mod class;
mod graph;
mod sequence;
mod state;
mod text;
mod tree;

use std::borrow::Cow;

use super::Kind;
use super::lint;
use crate::base::i18n::Strings;

/// A line of an outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How many lines it lies below.
    pub depth: usize,
    /// What it says, in plain text.
    pub text: String,
}

/// The outline of a source; `None` for kinds that have none, and for what is not understood.
pub fn outline(source: &str, strings: &Strings) -> Option<Vec<Line>> {
    let (title, lines) = match Kind::of(source) {
        Kind::Flowchart => (None, graph::of_flowchart(&lint::chart(source)?)),
        Kind::Sequence => sequence::outline(&statements(source)?, strings)?,
        Kind::State => (None, state::outline(&statements(source)?, strings)?),
        Kind::Class => (None, class::outline(&statements(source)?, strings)?),
        Kind::Mindmap => (None, tree::of_mindmap(&statements(source)?)?),
        Kind::Timeline => tree::of_timeline(&statements(source)?)?,
        _ => return None,
    };
    if lines.is_empty() {
        return None;
    }
    let title = title.or_else(|| title_of(source)).filter(|title| !title.is_empty());
    let below = usize::from(title.is_some());
    let title = title.map(|text| Line { depth: 0, text });
    let lines = lines.into_iter().map(|line| Line { depth: line.depth + below, ..line });
    Some(title.into_iter().chain(lines).collect())
}

/// The title in the settings before a source.
fn title_of(source: &str) -> Option<String> {
    let (settings, _) = source.trim_start().strip_prefix("---\n")?.split_once("\n---")?;
    let title = settings.lines().find_map(|line| line.strip_prefix("title:"))?.trim();
    Some(text::drawn(title.trim_matches('\'')))
}

/// The lines behind a diagram's header, without settings, comments and what is for machines; their indentation stays.
/// `None` where the source is too long or has no header.
fn statements(source: &str) -> Option<Vec<Cow<'_, str>>> {
    if source.len() > lint::MAX_BYTES {
        return None;
    }
    let mut lines = Vec::new();
    let (mut matter, mut directive, mut description, mut begun) = (false, false, false, false);
    for line in source.lines() {
        let text = line.trim();
        if !begun && text == "---" {
            matter = !matter;
            continue;
        }
        directive |= text.starts_with("%%{");
        let skipped = matter || directive || description || text.is_empty() || text.starts_with("%%");
        directive &= !text.contains("}%%");
        description &= !text.contains('}');
        if skipped {
            continue;
        }
        let is_described = text.starts_with("accDescr") && text.contains('{');
        description |= is_described && !text.contains('}');
        let is_accessible =
            is_described || ["accTitle:", "accDescr:"].iter().any(|word| text.starts_with(word));
        if begun && !is_accessible {
            lines.push(Cow::Borrowed(line.trim_end()));
        }
        begun = true;
    }
    begun.then_some(lines)
}

/// What follows a word at the beginning of a line; `None` where the line does not begin with it.
fn after<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let rest = line.get(word.len()..).filter(|_| line[..word.len()].eq_ignore_ascii_case(word))?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| rest.trim())
}

/// Without the semicolon that ends a statement, and no entity.
fn without_end(line: &str) -> &str {
    let Some(text) = line.strip_suffix(';') else { return line };
    let name = text.rsplit(['#', '&']).next().unwrap_or(text);
    let is_entity =
        name.len() < text.len() && name.len() < 9 && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_entity { line } else { text.trim_end() }
}

/// Names with dots between them.
fn listed(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(" · ")
}

/// Says more about a name.
fn said(name: &str, more: &str) -> String {
    if name.is_empty() { more.to_owned() } else { format!("{name}: {more}") }
}

#[cfg(test)]
mod tests;
