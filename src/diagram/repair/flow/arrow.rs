//! What passes for an arrow in a flowchart: Mermaid's own links, and what models write in their place.

use super::label::floor;

/// Strokes of a link that Mermaid does not know: dashes of all lengths.
const DASHES: [char; 10] = ['—', '–', '―', '−', '─', '━', '－', '‐', '‑', '﹣'];
const RIGHT: [char; 11] = ['＞', '→', '⟶', '➡', '➔', '➜', '➝', '⇒', '⟹', '⇨', '⇢'];
const LEFT: [char; 6] = ['＜', '←', '⟵', '⇐', '↔', '⇔'];

/// The length of the arrow that a text begins with, as Mermaid writes it or otherwise.
///
/// A single dash is one only between blanks: `A-B` is an id. `before` is what stands before the text.
pub(super) fn arrow(text: &str, before: Option<char>) -> Option<usize> {
    let first = *text.as_bytes().first()?;
    let may_begin = match first {
        b'-' | b'=' | b'.' | b'~' | b'<' => true,
        b'x' | b'o' => before.is_some_and(|c| !c.is_alphanumeric() && c != '_'),
        byte => !byte.is_ascii(),
    };
    if !may_begin {
        return None;
    }
    let run = run(&text[..floor(text, LONGEST)]);
    if run >= LONGEST {
        return None;
    }
    let shape = &text[..run];
    if is_link(shape) || is_start(shape) {
        return Some(run);
    }
    let strange = |c: char| RIGHT.contains(&c) || LEFT.contains(&c);
    let strokes = shape.chars().filter(|c| is_stroke(*c) || strange(*c)).count();
    let headed = shape.ends_with('>') || shape.starts_with('<') || shape.contains(strange);
    let parted = before.is_none_or(char::is_whitespace) && text[run..].starts_with(char::is_whitespace);
    let dashes = shape.chars().all(|c| c == '-' || DASHES.contains(&c));
    let line = dashes && (strokes > 1 || (strokes == 1 && parted));
    (strokes > 0 && (headed || line)).then_some(run)
}

/// No arrow is longer, and in a row of strokes there would be one to read from each of them.
const LONGEST: usize = 100;

fn is_stroke(c: char) -> bool {
    matches!(c, '-' | '=' | '.' | '~' | '＝') || DASHES.contains(&c)
}

/// How far strokes and heads go; `- ->` and `-- >` are one.
fn run(text: &str) -> usize {
    let mut at = 0;
    let mut left = text.chars().next().filter(|c| matches!(c, '<' | 'x' | 'o')).map_or(0, char::len_utf8);
    for c in text[left..].chars() {
        let stroke = is_stroke(c) || LEFT.contains(&c) || RIGHT.contains(&c) || c == '>';
        if !stroke {
            break;
        }
        left += c.len_utf8();
        at = left;
    }
    let shape = &text[..at];
    let rest = &text[at..];
    let is_line = !shape.is_empty() && shape.chars().all(is_stroke);
    match rest.as_bytes() {
        [b' ', b'>', b' ' | b'|', ..] | [b' ', b'>'] if is_line => at + 2,
        [b' ', b'-', ..] if shape == "-" => at + 1 + run(&rest[1..]),
        [b'x' | b'o', next, ..] if is_start(shape) || is_link(shape) => {
            at + usize::from(matches!(next, b' ' | b'|' | b'\n') && !shape.ends_with('>'))
        }
        _ => at,
    }
}

/// Whether this is all of a link: `-->`, `---`, `==>`, `-.->`, `~~~`, with `x`, `o`, `<` as heads as well.
pub(super) fn is_link(run: &str) -> bool {
    let line = run.strip_prefix(['x', 'o', '<']).unwrap_or(run);
    let ends = |stroke: char| {
        let head = line.trim_start_matches(stroke);
        let strokes = line.len() - head.len();
        (strokes >= 3 && head.is_empty()) || (strokes >= 2 && matches!(head, ">" | "x" | "o"))
    };
    let dotted = || {
        let dots = line.strip_prefix('-').unwrap_or(line);
        let end = dots.trim_start_matches('.');
        end.len() < dots.len() && matches!(end, "-" | "->" | "-x" | "-o")
    };
    ends('-') || ends('=') || dotted() || (line.len() >= 3 && line.bytes().all(|b| b == b'~'))
}

/// Whether a label follows, and then the rest of the link.
pub(super) fn is_start(run: &str) -> bool {
    matches!(run.strip_prefix(['x', 'o', '<']).unwrap_or(run), "--" | "==" | "-.")
}

/// The stroke that a start of a link has, and its end must have as well.
pub(super) fn link_like(start: &str, end: &str) -> Option<&'static str> {
    let headed = end.contains(['>', '＞']) || end.contains(RIGHT);
    let same = |stroke: char| is_link(end) && end.contains(stroke);
    match (start.contains('='), start.contains('.'), headed) {
        (true, _, true) => (!same('=')).then_some("==>"),
        (true, _, false) => (!same('=')).then_some("==="),
        (_, true, true) => (!same('.')).then_some(".->"),
        (_, true, false) => (!same('.')).then_some(".-"),
        (_, _, true) => (!same('-') || end.contains('.')).then_some("-->"),
        (_, _, false) => (!same('-') || end.contains('.')).then_some("---"),
    }
}

/// Mermaid's link for an arrow of another kind, such as `→`, `->` or `—>`; `None` where it is Mermaid's.
pub(super) fn foreign_arrow(run: &str) -> Option<&'static str> {
    if is_link(run) || is_start(run) {
        return None;
    }
    let right = run.contains(['>', '↔', '⇔']) || run.contains(RIGHT);
    let left = run.contains('<') || run.contains(LEFT);
    let thick = run.contains(['=', '＝', '⇒', '⟹', '⇐', '⇔']);
    let dotted = run.contains(['.', '⇢']);
    Some(match (thick, dotted, left && right, right) {
        (true, _, true, _) => "<==>",
        (true, _, _, true) => "==>",
        (true, ..) => "===",
        (_, true, true, _) => "<-.->",
        (_, true, _, true) => "-.->",
        (_, true, ..) => "-.-",
        (_, _, true, _) => "<-->",
        (_, _, _, true) => "-->",
        _ => "---",
    })
}

/// Whether an arrow points to the left alone, which no link of Mermaid does.
pub(super) fn points_left(run: &str) -> bool {
    let right = run.contains(['>', '↔', '⇔']) || run.contains(RIGHT);
    !right && !run.ends_with(['x', 'o']) && (run.starts_with('<') || run.contains(LEFT))
}

/// The length of `e1@` before an arrow.
pub(super) fn link_id(rest: &str) -> Option<usize> {
    let name = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    let after = rest[name..].strip_prefix('@').filter(|_| name > 0)?;
    arrow(after, Some('@')).map(|_| name + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_of_all_kinds_become_mermaids() {
        for (written, meant) in [
            ("→", "-->"),
            ("->", "-->"),
            ("—>", "-->"),
            ("——＞", "-->"),
            ("->>", "-->"),
            ("- ->", "-->"),
            ("-- >", "-->"),
            ("=>", "==>"),
            ("⇒", "==>"),
            ("-.>", "-.->"),
            ("..>", "-.->"),
            ("↔", "<-->"),
            ("<->", "<-->"),
            ("——", "---"),
        ] {
            assert_eq!(arrow(&format!("{written} B"), Some(' ')), Some(written.len()), "{written}");
            assert_eq!(foreign_arrow(written), Some(meant), "{written}");
        }
    }

    #[test]
    fn mermaids_own_are_left() {
        for own in
            ["-->", "---", "--x", "--o", "<-->", "x--x", "o--o", "==>", "-.->", "-..->", "~~~", "---->", "--"]
        {
            assert_eq!(arrow(&format!("{own} B"), Some(' ')), Some(own.len()), "{own}");
            assert_eq!(foreign_arrow(own), None, "{own}");
        }
        for none in ["-B", "a", "<b>", ". B", "~B", "…", "中", "x", ""] {
            assert_eq!(arrow(none, Some('A')), None, "{none}");
        }
    }
}
