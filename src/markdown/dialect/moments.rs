//! Where a program was to put a link or a picture of a moment (`*Content-[12:34]`, `![](*Screenshot-[12:34])`), its time mark stands.

use super::Fix;
use super::code::Code;
use crate::record::timestamp;

pub(super) fn fix(text: &str, code: &Code, fixes: &mut Vec<Fix>) {
    for name in ["Content-", "Screenshot-"].into_iter().filter(|name| code.has(text, name)) {
        let places = memchr::memmem::find_iter(text.as_bytes(), name).filter(|at| !code.covers(*at));
        for at in places {
            let before = text[..at].strip_suffix('*').unwrap_or(&text[..at]);
            let is_word = before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
            let Some((mark, length)) = timestamp::placeholder(&text[before.len()..]).filter(|_| !is_word)
            else {
                continue;
            };
            let end = before.len() + length;
            // `![words](` before it and `)` behind it.
            let picture = before.strip_suffix("](").and_then(picture_words);
            let fix = match picture.filter(|_| text[end..].starts_with(')')) {
                Some(start) => {
                    (start..end + 1, format!("{} {mark}", text[start + 2..before.len() - 2].trim()))
                }
                None => (before.len()..end, mark),
            };
            fixes.push(fix);
        }
    }
}

/// Where a picture begins of which a text is all up to the end of its words.
fn picture_words(text: &str) -> Option<usize> {
    const LONGEST: usize = 200;
    let near = &text[text.ceil_char_boundary(text.len().saturating_sub(LONGEST))..];
    let open = near.rfind("![").filter(|open| !near[*open..].contains(['\n', ']']))?;
    Some(text.len() - near.len() + open)
}

#[cfg(test)]
mod tests {
    use crate::markdown::plain;

    #[test]
    fn marks_that_a_program_was_to_replace_are_times() {
        for (text, shown) in [
            ("## 缘起 *Content-[12:34]", "缘起 [12:34]"),
            ("## 缘起 Content-00:10", "缘起 [00:10]"),
            ("看图 *Screenshot-[00:30]-video1 之后", "看图 [00:30] 之后"),
            ("![灶台](*Screenshot-[00:30])", "灶台 [00:30]"),
            ("![](Screenshot-00:30)", "[00:30]"),
            ("Content-Type 与 `Content-[00:30]`", "Content-Type 与 Content-[00:30]"),
            ("a-Content-[00:30]", "a-Content-[00:30]"),
        ] {
            assert_eq!(plain(text).text.trim(), shown);
        }
    }
}
