//! What a parser would make of a few kilobytes of marks, and no reader could use: thousands of quotations in each other, and
//! tables with thousands of columns that no row fills. Such marks stay in the text as they are written.

use super::changed::Changed;

/// A line opens no more quotations and lists than this: each of them costs time in every line below.
const MAX_DEPTH: usize = 100;

/// So many cells may be missing in the rows of a text. The parser adds them, in each row as many as the head has.
const MAX_MISSING: usize = 5_000;

/// A text within the limits; nearly always it is as it was.
pub(super) fn keep(text: Changed) -> Changed {
    let places = places(&text.text);
    text.insert(places)
}

/// Where something has to be put before a mark, and what.
fn places(text: &str) -> Vec<(usize, char)> {
    let mut places = Vec::new();
    let (mut columns, mut missing, mut at) = (0, 0, 0);
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim_start_matches([' ', '\t', '>']);
        if bare.trim_end().is_empty() {
            columns = 0;
            continue;
        }
        if line.len() > MAX_DEPTH {
            places.extend(too_deep(line).map(|place| (start + place, '\\')));
        }
        if let Some(count) = head(bare) {
            columns = count;
        } else if columns > 0 {
            missing += columns.saturating_sub(memchr::memchr_iter(b'|', bare.as_bytes()).count().max(1));
            if missing > MAX_MISSING {
                // An empty line ends the table.
                places.push((start, '\n'));
                columns = 0;
            }
        }
    }
    places
}

/// Where the first mark of a quotation or a list stands that is too deep.
fn too_deep(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let is_gap = |at: usize| bytes.get(at).is_none_or(|b| matches!(b, b' ' | b'\t' | b'\n'));
    let (mut depth, mut at) = (0, 0);
    loop {
        at += bytes[at..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let mark = at + bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        let is_mark = match bytes.get(mark)? {
            b'>' => mark == at,
            b'-' | b'*' | b'+' => mark == at && is_gap(mark + 1),
            b'.' | b')' => mark > at && is_gap(mark + 1),
            _ => false,
        };
        if !is_mark {
            return None;
        }
        depth += 1;
        if depth > MAX_DEPTH {
            // A rule may be made of any number of marks.
            let is_rule = |rule: char| line.chars().all(|c| c == rule || c.is_whitespace());
            return (!is_rule('-') && !is_rule('*')).then_some(mark);
        }
        at = mark + 1;
    }
}

/// How many columns a table has whose head this line ends, such as `|---|:-:|`.
fn head(line: &str) -> Option<usize> {
    let is_head = line.starts_with(['|', '-', ':'])
        && line.trim_end().bytes().all(|b| matches!(b, b'|' | b'-' | b':' | b' ' | b'\t'));
    let columns = || line.split('|').filter(|cell| cell.contains('-')).count();
    is_head.then(columns).filter(|columns| *columns > 1)
}

#[cfg(test)]
mod tests {
    use crate::markdown::{Block, Setting, render};

    fn html(text: &str) -> String {
        let blocks = render(text, Setting::default()).blocks.into_iter();
        blocks.map(|block| if let Block::Html(html) = block { html } else { String::new() }).collect()
    }

    #[test]
    fn a_line_opens_no_thousand_quotations() {
        for (mark, element) in
            [(">", "<blockquote>"), ("> ", "<blockquote>"), ("- ", "<ul>"), ("1. ", "<ol>")]
        {
            let deep = html(&format!("{}一", mark.repeat(1_000)));
            assert!(deep.matches(element).count() <= 100 && deep.contains('一'), "{mark}");
            let usual = html(&format!("{}一", mark.repeat(8)));
            assert_eq!(usual.matches(element).count(), 8, "{mark}");
        }
        assert_eq!(html(&"- ".repeat(300)), "<hr />\n");
    }

    #[test]
    fn a_table_is_not_filled_up_without_end() {
        let table = format!("{}\n{}\n{}", "|头".repeat(1_000), "|-".repeat(1_000), "格\n".repeat(1_000));
        let wide = html(&table);
        assert!(wide.len() < 20 * table.len() && wide.matches('格').count() == 1_000, "{}", wide.len());
        let usual = html("|a|b|c|\n|-|-|-|\n|1|\n|2|3|4|\n");
        assert_eq!(usual.matches("<td>").count(), 6);
    }
}
