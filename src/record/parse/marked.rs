//! A transcript that is Markdown becomes the plain text that transcripts are.
//!
//! A page shows a transcript as text with time marks, and search and the clipboard take it as it is. So the marks of
//! headings, emphasis and quotes go, and all words stay.

/// Takes the marks out of a Markdown text. What stands in fences is left alone.
pub(super) fn unmark(text: &mut String) {
    let has_marks = text.bytes().any(|b| matches!(b, b'#' | b'*' | b'>' | b'\\' | b'`' | b'_'));
    if !has_marks {
        return;
    }
    let mut out = String::with_capacity(text.len());
    let mut in_fence = false;
    for line in text.split_inclusive('\n') {
        let is_fence = line.trim_start().starts_with("```");
        in_fence ^= is_fence;
        if in_fence || is_fence { out.push_str(line) } else { self::line(line, &mut out) }
    }
    *text = out.trim_end().to_owned();
}

fn line(line: &str, out: &mut String) {
    let unquoted = line.trim_start_matches(|c: char| c == '>' || c == ' ' && line.starts_with('>'));
    let level = unquoted.bytes().take_while(|b| *b == b'#').count();
    let heading = unquoted[level..].strip_prefix(' ').filter(|_| (1..=6).contains(&level));
    inline(heading.map_or(unquoted, str::trim_start), out);
}

/// Marks of emphasis that stand in pairs, the longer ones first.
const PAIRS: [&str; 3] = ["**", "__", "*"];

/// A line without its emphasis and its escapes.
fn inline(line: &str, out: &mut String) {
    let mut marked = Marked::default();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let escaped = after.chars().next().filter(|next| c == '\\' && next.is_ascii_punctuation());
        if let Some(next) = escaped {
            marked.text.push(next);
            rest = &after[next.len_utf8()..];
        } else if let Some(kind) = PAIRS.iter().position(|mark| rest.starts_with(mark)) {
            rest = &rest[PAIRS[kind].len()..];
            marked.meet(kind, rest.starts_with(|c: char| !c.is_whitespace()));
        } else {
            marked.text.push(c);
            rest = after;
        }
    }
    marked.write(out);
}

/// A line with its marks of emphasis, of which those with an end are to go.
#[derive(Default)]
struct Marked {
    text: String,
    /// Where an opening mark waits for its end, for each kind.
    open: [Option<usize>; PAIRS.len()],
    /// The place and the length of each mark that goes.
    gone: Vec<(usize, usize)>,
}

impl Marked {
    /// Takes a mark, which may touch what follows it.
    fn meet(&mut self, kind: usize, touches_next: bool) {
        let mark = PAIRS[kind];
        let before = self.text.chars().next_back();
        let here = self.text.len();
        self.text.push_str(mark);
        match self.open[kind] {
            Some(at) if before.is_some_and(|c| !c.is_whitespace()) && at + mark.len() < here => {
                self.gone.extend([(at, mark.len()), (here, mark.len())]);
                // What opened inside of it and is still open is no emphasis.
                self.open = [None; PAIRS.len()];
            }
            _ => {
                let is_in_word = mark == "__" && before.is_some_and(char::is_alphanumeric);
                if touches_next && !is_in_word {
                    self.open[kind] = Some(here);
                }
            }
        }
    }

    fn write(mut self, out: &mut String) {
        self.gone.sort_unstable();
        let mut from = 0;
        for (at, length) in self.gone {
            out.push_str(&self.text[from..at]);
            from = at + length;
        }
        out.push_str(&self.text[from..]);
    }
}

#[cfg(test)]
mod tests {
    fn unmarked(text: &str) -> String {
        let mut text = text.to_owned();
        super::unmark(&mut text);
        text
    }

    #[test]
    fn words_stay_and_marks_go() {
        let cases = [
            ("### 开场 [00:00]\n\n**主持人**：大家好。", "开场 [00:00]\n\n主持人：大家好。"),
            ("> **0:00** · so *very* slow\n> \n> \\[1:15\\] end", "0:00 · so very slow\n\n[1:15] end"),
            ("**问：**为什么？ 3 * 4 = 12 * 1", "问：为什么？ 3 * 4 = 12 * 1"),
            ("snake__case__name and __bold__", "snake__case__name and bold"),
            ("**open, and no end", "**open, and no end"),
            ("```\n# a **b**\n```\n# c", "```\n# a **b**\n```\nc"),
            ("#标签 stays", "#标签 stays"),
        ];
        for (text, expected) in cases {
            assert_eq!(unmarked(text), expected, "{text}");
        }
    }
}
