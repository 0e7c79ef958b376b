//! A list of sources by number, `[1]: https://…`: Markdown takes such lines for the addresses of links and does not show them.
//! They stay, and the numbers in the text lead where they say.

use std::collections::HashMap;
use std::ops::Range;

use super::code::Code;
use super::{Fix, lines, margin};

pub(super) fn fix(text: &str, code: &Code, fixes: &mut Vec<Fix>) {
    let definitions = definitions(text, code, fixes);
    if definitions.is_empty() {
        return;
    }
    for open in memchr::memchr_iter(b'[', text.as_bytes()) {
        let Some((number, end)) = number(text, open) else { continue };
        let follows = text[end..].chars().next();
        let is_other = matches!(follows, Some('(' | ':')) || text[..open].ends_with(['!', '^', '\\']);
        if is_other || code.covers(open) {
            continue;
        }
        if let Some(address) = definitions.get(number) {
            fixes.push((open..end, format!("[\\[{number}\\]](<{}>)", &text[address.clone()])));
        }
    }
}

/// The addresses of the numbers that lines of their own give. Their lines are shown from here on.
fn definitions<'a>(text: &'a str, code: &Code, fixes: &mut Vec<Fix>) -> HashMap<&'a str, Range<usize>> {
    let mut found = HashMap::new();
    if !code.has(text, "]:") {
        return found;
    }
    let mut last = usize::MAX;
    for (start, line) in lines(text, code) {
        let at = start + margin(line);
        let Some((number, end)) = number(text, at).filter(|(_, end)| text[*end..].starts_with(':')) else {
            continue;
        };
        let rest = &text[end + 1..start + line.len()];
        let from = end + 1 + rest.len() - rest.trim_start_matches([' ', '\t', '<']).len();
        let length =
            text[from..start + line.len()].find([' ', '\t', '>', '\r']).unwrap_or(start + line.len() - from);
        let address = from..from + length;
        if !text[address.clone()].starts_with("http://") && !text[address.clone()].starts_with("https://") {
            continue;
        }
        // Each is a line of its own.
        let before = if last == start { "\\\n" } else { "" };
        last = start + line.len() + 1;
        let range = if before.is_empty() { at..end + 1 } else { start - 1..end + 1 };
        fixes.push((range, format!("{before}\\[{number}\\]")));
        found.entry(number).or_insert(address);
    }
    found
}

/// The number in brackets that begins at a byte, and where it ends.
fn number(text: &str, open: usize) -> Option<(&str, usize)> {
    let inside = text[open..].strip_prefix('[')?;
    let digits = inside.bytes().take(3).take_while(u8::is_ascii_digit).count();
    (digits > 0 && inside[digits..].starts_with(']')).then(|| (&inside[..digits], open + digits + 2))
}
