//! Where formulas in TeX stand: Markdown would take their backslashes, and their stars and underscores for emphasis.

use std::collections::HashMap;
use std::ops::Range;

use super::code::Code;
use crate::base::text::is_cjk;
use crate::markdown::formula::{self, LONGEST};

/// Where the formulas of a text stand, with their marks, in order.
pub(super) fn ranges(text: &str, code: &Code) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let [mut round, mut square, mut dollars, mut empty] = ["\\)", "\\]", "$$", "\n\n"].map(Mark::new);
    let mut ends = Ends::default();
    let mut at = 0;
    while let Some(start) = memchr::memchr2(b'\\', b'$', &text.as_bytes()[at..]).map(|n| at + n) {
        at = start + 1;
        if code.covers(start) || text[..start].ends_with('\\') {
            continue;
        }
        let closing = match text.as_bytes()[start..] {
            [b'\\', b'(', ..] => Some(&mut round),
            [b'\\', b'[', ..] => Some(&mut square),
            [b'$', b'$', ..] => Some(&mut dollars),
            _ => None,
        };
        let end = match closing {
            Some(mark) => mark
                .after(text, start + 2)
                .filter(|end| !text[start + 2..*end].chars().all(char::is_whitespace))
                .map(|end| end + 2),
            None if text[start..].starts_with("\\begin{") => ends.of(text, start),
            None => between_dollars(text, start).map(|length| start + length),
        };
        let is_paragraph = |end: &usize| empty.after(text, start).is_none_or(|line| line >= *end);
        if let Some(end) = end.filter(|end| end - start <= LONGEST).filter(is_paragraph) {
            at = end;
            found.push(start..at);
        }
    }
    found
}

/// Where a mark stands next. It is looked for once, however often it is asked for.
struct Mark {
    mark: &'static str,
    next: Option<usize>,
    /// Up to here nothing else is.
    known: usize,
}

impl Mark {
    fn new(mark: &'static str) -> Self {
        Self { mark, next: None, known: 0 }
    }

    fn after(&mut self, text: &str, at: usize) -> Option<usize> {
        let is_known = self.known > at && self.next.is_none_or(|next| next >= at);
        if !is_known {
            self.next = memchr::memmem::find(&text.as_bytes()[at..], self.mark.as_bytes()).map(|n| at + n);
            self.known = self.next.map_or(usize::MAX, |next| next + 1);
        }
        self.next
    }
}

/// Where each environment of a text ends, by its name. They are looked for once, when the first begins.
#[derive(Default)]
struct Ends<'a>(Option<HashMap<&'a str, Vec<usize>>>);

impl<'a> Ends<'a> {
    /// The end of the environment that begins here.
    fn of(&mut self, text: &'a str, start: usize) -> Option<usize> {
        let name = Self::name(&text[start..], "\\begin{")?;
        let ends = self.0.get_or_insert_with(|| Self::all(text)).get(name)?;
        ends.get(ends.partition_point(|end| *end <= start)).copied()
    }

    fn all(text: &'a str) -> HashMap<&'a str, Vec<usize>> {
        let mut ends: HashMap<&str, Vec<usize>> = HashMap::new();
        for at in memchr::memmem::find_iter(text.as_bytes(), "\\end{") {
            if let Some(name) = Self::name(&text[at..], "\\end{") {
                ends.entry(name).or_default().push(at + "\\end{}".len() + name.len());
            }
        }
        ends
    }

    fn name<'b>(rest: &'b str, mark: &str) -> Option<&'b str> {
        let rest = rest.strip_prefix(mark)?;
        let length = rest.bytes().take(20).take_while(|b| b.is_ascii_alphabetic() || *b == b'*').count();
        (rest.as_bytes().get(length) == Some(&b'}')).then_some(&rest[..length])
    }
}

/// The length of `$x$`. Prices and variables have dollars as well (`$5 and $10`, `$HOME`): a formula begins and ends with no blank, no
/// digit follows it, and Chinese words stand in one only beside signs of a formula. So pulldown-cmark's rule, which is right in
/// 15 of 24 traps, is right in 23.
fn between_dollars(text: &str, start: usize) -> Option<usize> {
    let line = &text[start + 1..text.floor_char_boundary((start + LONGEST).min(text.len())).max(start + 1)];
    let is_close = |at: &usize| !line[..*at].ends_with('\\');
    let end = memchr::memchr_iter(b'$', line.as_bytes()).find(is_close)?;
    let inside = &line[..end];
    let follows = line[end + 1..].chars().next();
    let is_line = !inside.contains('\n');
    let is_tight = is_line
        && !inside.is_empty()
        && !inside.starts_with(char::is_whitespace)
        && !inside.ends_with(char::is_whitespace);
    let has_signs = inside.contains(['=', '^', '_', '\\']);
    let is_price = follows.is_some_and(|c| c.is_ascii_digit());
    let is_word = text[..start].ends_with(|c: char| c.is_ascii_alphanumeric());
    (is_tight && !is_price && !is_word && (has_signs || !inside.chars().any(is_cjk))).then_some(end + 2)
}

/// What stands for a formula: the parser lets it pass. In a quotation, each of its lines has the mark of one.
pub(super) fn put(text: &str, range: Range<usize>) -> String {
    let written = &text[range.clone()];
    if !written.contains('\n') {
        return formula::hide(written);
    }
    let line = text[..range.start].rfind('\n').map_or(0, |end| end + 1);
    let is_quoted = text[line..range.start].trim_start().starts_with('>');
    let is_margin = |c: char| matches!(c, ' ' | '\t') || (is_quoted && c == '>');
    let lines: Vec<&str> = written.split('\n').map(|line| line.trim_start_matches(is_margin)).collect();
    formula::hide(&lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use crate::markdown::plain;

    #[test]
    fn formulas_stay_as_they_are_written() {
        for text in [
            r"设 \( a_1 * b_1 * c_1 \) 与 \[ x \\ y_{1} \]。",
            r"损失 $L_{i} = \hat{y}_i \cdot y_i$ 与 $f^*$、$g^*$。",
            "$$\n\\{1, 2\\} \\& 50\\%\n= x\n- y\n$$",
            "\\begin{aligned}\na &= b \\\\\nc &= d\n\\end{aligned}",
            "\\end{aligned}\\begin{aligned}",
            "$5 和 $10",
            "用 $HOME 与 $PATH",
            "甲 $x$ 元，乙 $100",
        ] {
            assert_eq!(plain(text).text, text);
        }
        assert_eq!(plain("花 $5 买 *三* 个，剩 $6").text, "花 $5 买 三 个，剩 $6");
        assert_eq!(plain(r"| $a|b$ | c |").text, r"| $a|b$ | c |");
        assert_eq!(plain("| 名 | 式 |\n|---|---|\n| 甲 | $|x|$ |").text, "名\n式\n甲\n$|x|$");
    }
}
