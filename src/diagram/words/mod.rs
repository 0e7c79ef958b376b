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

use super::lint;
use super::{Kind, kind};
use crate::base::i18n::Strings;

/// A line of an outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How many lines it lies below.
    pub depth: usize,
    /// What it says, in plain text.
    pub text: String,
}

/// Lines, as far as they are in proportion to their source.
struct Lines {
    lines: Vec<Line>,
    /// So many bytes may come.
    left: Option<usize>,
}

impl Lines {
    fn of(source_bytes: usize) -> Self {
        Self { lines: Vec::new(), left: Some(MAX_TIMES * source_bytes + MAX_MORE) }
    }

    fn push(&mut self, depth: usize, text: String) {
        self.left = self.left.and_then(|left| left.checked_sub(text.len()));
        if self.left.is_some() {
            self.lines.push(Line { depth, text });
        }
    }

    /// All lines; `None` where they became too many.
    fn end(self) -> Option<Vec<Line>> {
        self.left.map(|_| self.lines)
    }
}

/// The outline of a source; `None` for kinds that have none, and for what is not understood.
pub fn outline(source: &str, strings: &Strings) -> Option<Vec<Line>> {
    let bytes = source.len();
    let (title, lines) = match Kind::of(source) {
        Kind::Flowchart => (None, graph::of_flowchart(&lint::chart(source)?, bytes)?),
        Kind::Sequence => sequence::outline(&statements(source)?, strings, bytes)?,
        Kind::State => (None, state::outline(&statements(source)?, strings, bytes)?),
        Kind::Class => (None, class::outline(&statements(source)?, strings, bytes)?),
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
    Some(text::plain(title.trim_matches(['\'', '"'])))
}

/// The lines behind a diagram's header, without comments and what is for machines; their indentation stays. `None` where the source
/// is too long, where something else stands in a header's or a directive's line, and where one does not end.
fn statements(source: &str) -> Option<Vec<&str>> {
    if source.len() > lint::MAX_BYTES {
        return None;
    }
    let header = kind::first_line(source);
    let behind = super::offset(source, header) + header.len();
    let mut words = header.split_whitespace();
    let is_timeline = words.next() == Some("timeline");
    if words.any(|word| word != ";" && !(is_timeline && ["LR", "TD"].contains(&word))) {
        return None;
    }
    let mut lines = Vec::new();
    let mut rest = source[behind..].lines();
    while let Some(line) = rest.next() {
        let text = line.trim();
        let described =
            text.strip_prefix("accDescr").map(str::trim_start).filter(|text| text.starts_with('{'));
        if text.starts_with("%%{") {
            Some(text).filter(|text| text.ends_with("}%%"))?;
        } else if let Some(description) = described {
            let is_end = |line: &str| line.contains('}');
            if !is_end(description) {
                rest.by_ref().find(|line| is_end(line))?;
            }
        } else if !(text.is_empty() || text.starts_with("%%") || is_accessible(text)) {
            lines.push(line.trim_end());
        }
    }
    Some(lines)
}

/// `accTitle: …` or `accDescr: …`, which is not drawn.
fn is_accessible(text: &str) -> bool {
    let rest = text.strip_prefix("accTitle").or_else(|| text.strip_prefix("accDescr"));
    rest.is_some_and(|rest| rest.trim_start().starts_with(':'))
}

/// So many times as long as its source an outline may be, and so many bytes more: names are said again in each relation.
const MAX_TIMES: usize = 8;
const MAX_MORE: usize = 4096;

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

/// `direction LR`, which says nothing.
fn is_direction(line: &str) -> bool {
    let direction = line.strip_prefix("direction").map(str::trim);
    direction.is_some_and(|direction| ["TB", "TD", "BT", "LR", "RL"].contains(&direction))
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
