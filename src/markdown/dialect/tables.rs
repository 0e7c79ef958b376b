//! Tables whose rows have more or fewer cells than the head, that follow a line of text, that are parted by empty lines, or
//! have a bar in code: Markdown would leave cells out, or show lines of bars.

use std::ops::Range;

use super::code::Code;
use super::{Fix, lines, margin};

/// No table of a summary has as many columns. What is wider stays as it is.
const MAX_COLUMNS: usize = 50;

/// A line that may be a row.
#[derive(Clone, Copy)]
struct Row<'a> {
    start: usize,
    /// Without what stands before its words.
    bare: &'a str,
    margin: usize,
    cells: usize,
}

impl Row<'_> {
    fn end(&self) -> usize {
        self.start + self.margin + self.bare.len()
    }

    /// Whether it is the line below the head, such as `|---|:-:|`.
    fn is_rule(&self) -> bool {
        self.cells > 1
            && self.bare.contains('-')
            && self.bare.bytes().all(|b| matches!(b, b'|' | b'-' | b':' | b' ' | b'\t'))
    }

    fn is_framed(&self) -> bool {
        self.bare.len() > 1 && self.bare.starts_with('|') && self.bare.ends_with('|')
    }

    /// What has to be added so that it has so many cells.
    fn missing(&self, columns: usize, cell: &str) -> Option<String> {
        let missing = columns.checked_sub(self.cells).filter(|missing| *missing > 0)?;
        let end = if self.bare.ends_with('|') { "" } else { " |" };
        Some(format!("{end}{}", cell.repeat(missing)))
    }
}

pub(super) fn fix(text: &str, code: &Code, fixes: &mut Vec<Fix>) {
    if !code.has(text, "|") {
        return;
    }
    // The rows of the table that is being read, and the empty lines since.
    let (mut rows, mut gap) = (Vec::new(), Vec::new());
    let mut is_after_text = false;
    let mut expected = 0;
    for (start, line) in lines(text, code) {
        let at = margin(line);
        let bare = line[at..].trim_end();
        if !rows.is_empty() && bare.is_empty() && at == line.len() && start == expected {
            gap.push(start..start + line.len() + 1);
        } else if bare.contains('|')
            && (rows.is_empty() || start == expected)
            && (gap.is_empty() || bare.starts_with('|'))
        {
            let row = Row { start, bare, margin: at, cells: cells(bare, start + at, code, fixes) };
            rows.push((row, std::mem::take(&mut gap)));
        } else {
            finish(&rows, is_after_text, fixes);
            rows.clear();
            gap.clear();
            is_after_text = !bare.is_empty() && !bare.starts_with('#');
        }
        expected = start + line.len() + 1;
    }
    finish(&rows, is_after_text, fixes);
}

/// How many cells a row has. A bar in code parts no cells, which Markdown has to be told.
fn cells(bare: &str, at: usize, code: &Code, fixes: &mut Vec<Fix>) -> usize {
    let bytes = bare.as_bytes();
    let mut bars = 0;
    for bar in memchr::memchr_iter(b'|', bytes) {
        let is_escaped = bar > 0 && bytes[bar - 1] == b'\\';
        if is_escaped {
        } else if code.covers(at + bar) {
            fixes.push((at + bar..at + bar, "\\".to_owned()));
        } else {
            bars += 1;
        }
    }
    let outer = usize::from(bare.starts_with('|')) + usize::from(bare.len() > 1 && bare.ends_with('|'));
    (bars + 1_usize).saturating_sub(outer)
}

/// Rows, each with the empty lines before it.
type Rows<'a> = [(Row<'a>, Vec<Range<usize>>)];

/// Puts rows right, which may be those of several tables: each rule has its head above it.
fn finish(mut rows: &Rows<'_>, mut is_after_text: bool, fixes: &mut Vec<Fix>) {
    let rule_in = |rows: &Rows<'_>| rows.iter().position(|(row, _)| row.is_rule());
    if rule_in(rows).is_none() {
        return without_rule(rows, fixes);
    }
    while let Some(head) = rule_in(rows).and_then(|rule| rule.checked_sub(1)) {
        // The head of the next table ends this one.
        let body = head + 2;
        let next =
            rule_in(&rows[body..]).map_or(rows.len(), |next| (body + next).saturating_sub(1).max(body));
        table(&rows[head..next], is_after_text || head > 0, fixes);
        rows = &rows[next..];
        is_after_text = true;
    }
}

/// Gives all rows of a table as many cells as the longest has.
fn table(rows: &Rows<'_>, is_after_text: bool, fixes: &mut Vec<Fix>) {
    let columns = rows.iter().map(|(row, _)| row.cells).max().unwrap_or_default();
    let [(head, _), (rule, _), ..] = rows else { return };
    if columns > MAX_COLUMNS {
        return;
    }
    if is_after_text {
        fixes.push((head.start..head.start, "\n".to_owned()));
    }
    fixes.extend(head.missing(columns, " |").map(|cells| (head.end()..head.end(), cells)));
    fixes.extend(rule.missing(columns, "---|").map(|cells| (rule.end()..rule.end(), cells)));
    fixes.extend(rows[1..].iter().flat_map(|(_, gap)| gap.iter().map(|gap| (gap.clone(), String::new()))));
}

/// Rows in a frame of bars, without the line below the head.
fn without_rule(rows: &Rows<'_>, fixes: &mut Vec<Fix>) {
    let are_rows = rows.len() > 1 && rows.iter().all(|(row, _)| row.is_framed() && row.cells > 1);
    let columns = rows.iter().map(|(row, _)| row.cells).max().unwrap_or_default();
    if !are_rows || columns > MAX_COLUMNS {
        return;
    }
    let head = &rows[0].0;
    let rule = format!("\n{}|{}", " ".repeat(head.margin), "---|".repeat(columns));
    fixes.push((head.end()..head.end(), head.missing(columns, " |").unwrap_or_default() + &rule));
    fixes.extend(rows[1..].iter().flat_map(|(_, gap)| gap.iter().map(|gap| (gap.clone(), String::new()))));
}
