//! A model's answer around its summary: what it thought before, a fence that some put around all of it, and line ends that
//! were escaped once more.

use std::ops::Range;

use crate::diagram::{self, Block};
use crate::record::{Section, Texts};

/// Leaves the summary in the description, and what the model thought in a text of its own.
pub(super) fn open(texts: &mut Texts) {
    let Section { text, line, in_one_line } = &mut texts.description;
    if let Some(unescaped) = unescape(text) {
        *text = unescaped;
        *in_one_line = true;
    }
    if let Some(parted) = without_thinking(text) {
        *text = parted.summary;
        texts.thinking = parted.thinking;
    }
    if let Some(inside) = without_fence(text) {
        *text = inside;
    }
    // What was taken out left its line feeds, so that each line keeps its number.
    let blank = &text[..text.len() - text.trim_start().len()];
    let start = blank.rfind('\n').map_or(0, |end| end + 1);
    *line += if *in_one_line { 0 } else { memchr::memchr_iter(b'\n', blank.as_bytes()).count() };
    text.drain(..start);
    text.truncate(text.trim_end().len());
}

/// What models and the programs that run them name the elements in which a model thinks: DeepSeek and Qwen, prompts in the style
/// of Anthropic's, Gemma, Doubao.
const THINKING: [&str; 5] = ["think", "thinking", "reasoning", "thought", "seed:think"];

/// Elements around the answer itself.
const ANSWER: [&str; 6] = ["answer", "final_answer", "final", "response", "output", "result"];

/// A tag of one of these elements.
struct Tag {
    range: Range<usize>,
    thinks: bool,
    closes: bool,
    /// Whether it begins or ends its line. In the middle of one, a text is about the tag.
    is_apart: bool,
}

/// The tags of a text, outside of code.
fn tags(text: &str) -> Vec<Tag> {
    let mut tags: Vec<Tag> =
        memchr::memchr_iter(b'<', text.as_bytes()).filter_map(|at| tag_at(text, at)).collect();
    if !tags.is_empty() {
        let fences: Vec<Range<usize>> =
            diagram::blocks(text).iter().filter_map(Block::closed_range).collect();
        // A fence around the whole answer holds the summary, and none of these tags.
        tags.retain(|tag| !diagram::covers(&fences, tag.range.start));
    }
    tags
}

fn tag_at(text: &str, at: usize) -> Option<Tag> {
    let inside = &text[at + 1..];
    let closes = inside.starts_with('/');
    let name = inside.strip_prefix('/').unwrap_or(inside);
    let word = &name.as_bytes()[..name.len().min(LONGEST_NAME)];
    let length = word.iter().take_while(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b':')).count();
    let (name, rest) = name.split_at(length);
    if !rest.starts_with('>') || text[..at].ends_with('`') {
        return None;
    }
    let is = |known: &&str| known.eq_ignore_ascii_case(name);
    let thinks = THINKING.iter().any(is);
    let end = text.len() - rest.len() + 1;
    let begins = text[..at].trim_end_matches([' ', '\t']).ends_with('\n') || text[..at].trim().is_empty();
    let ends = text[end..].trim_start_matches([' ', '\t']).starts_with('\n') || text[end..].trim().is_empty();
    (thinks || ANSWER.iter().any(is)).then_some(Tag {
        range: at..end,
        thinks,
        closes,
        is_apart: begins || (closes && ends),
    })
}

const LONGEST_NAME: usize = 16;

/// A text that is parted.
#[derive(Default)]
struct Parted {
    summary: String,
    thinking: String,
    /// Whether the summary has begun.
    has_begun: bool,
}

impl Parted {
    fn say(&mut self, text: &str) {
        self.has_begun |= !text.trim().is_empty();
        self.summary.push_str(text);
    }

    fn think(&mut self, thought: &str) {
        if !thought.trim().is_empty() {
            self.thinking.push_str(if self.thinking.is_empty() { "" } else { "\n\n" });
            self.thinking.push_str(thought.trim());
        }
        self.leave_out(thought);
    }

    fn leave_out(&mut self, text: &str) {
        self.summary.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|_| '\n'));
    }
}

/// A text without what the model thought, and that.
fn without_thinking(text: &str) -> Option<Parted> {
    let tags = tags(text);
    if tags.is_empty() {
        return None;
    }
    let mut parted = Parted::default();
    let (mut at, mut thought) = (0, None);
    for Tag { range, thinks, closes, is_apart } in tags {
        let before = &text[at..range.start];
        match (thinks, closes, thought) {
            (true, true, Some(from)) => parted.think(&text[from..range.start]),
            (_, _, Some(_)) => continue,
            _ if !is_apart => continue,
            // A template may begin the thinking for the model, so that its answer has the end alone.
            (true, true, None) if !parted.has_begun => parted.think(before),
            _ => parted.say(before),
        }
        thought = (thinks && !closes).then_some(range.end);
        at = range.end;
    }
    match thought {
        // The model came to its limit while it thought.
        Some(from) if !parted.has_begun => parted.think(&text[from..]),
        _ => parted.say(&text[at..]),
    }
    Some(parted)
}

/// The names of Markdown in a fence's first line.
const MARKDOWN: [&str; 3] = ["markdown", "md", "mdx"];

/// A politeness before or after a fence is no longer than this, in bytes.
const LONGEST_COURTESY: usize = 300;

/// What stands in a fence around the whole answer, with the politeness before and after it.
fn without_fence(text: &str) -> Option<String> {
    let head = &text[..text.floor_char_boundary(LONGEST_COURTESY)];
    let start = head.find("```").or_else(|| head.find("~~~"))?;
    let (before, rest) = text.split_at(start);
    let mark = rest.chars().next()?;
    let opening = rest.lines().next().unwrap_or_default();
    let length = opening.chars().take_while(|c| *c == mark).count();
    let info = opening[length..].trim();
    let is_named = MARKDOWN.iter().any(|name| name.eq_ignore_ascii_case(info));
    let is_line = before.is_empty() || before.ends_with('\n');
    // Without a name it may be code.
    let may_be_one = is_named
        || info.is_empty() && before.is_empty() && rest[opening.len()..].trim_start().starts_with('#');
    if !is_line || !may_be_one || before.lines().any(|line| line.starts_with(['#', '-', '|', '>'])) {
        return None;
    }
    let body = start + opening.len();
    let mut at = body;
    let (mut fences, mut last, mut is_another) = (0, None, false);
    for line in text[body..].split_inclusive('\n') {
        let bare = line.trim();
        if bare.chars().take_while(|c| *c == mark).count() >= length {
            let info = bare.trim_start_matches(mark);
            is_another |= MARKDOWN.iter().any(|name| name.eq_ignore_ascii_case(info));
            (fences, last) = (fences + 1, info.is_empty().then_some(at..at + line.len()));
        }
        at += line.len();
    }
    if is_another {
        return None;
    }
    // Those inside come in pairs. Without one of its own, the answer stopped in the middle.
    let inside = match last.filter(|_| fences % 2 == 1) {
        Some(end) if is_courtesy(&text[end.end..]) => {
            format!("{}\n{}", &text[body..end.start], &text[end.end..])
        }
        None if fences % 2 == 0 && is_named => text[body..].to_owned(),
        _ => return None,
    };
    Some(format!("{before}{inside}"))
}

/// Whether a text may be a politeness: a short paragraph, or nothing.
fn is_courtesy(text: &str) -> bool {
    text.len() <= LONGEST_COURTESY && !text.trim().contains('\n')
}

/// So many line ends are no accident.
const MIN_ESCAPED: usize = 2;

/// Commands of TeX that begin with `\n`.
const COMMANDS: [&str; 24] = [
    "nabla",
    "natural",
    "nearrow",
    "ne",
    "neq",
    "neg",
    "newcommand",
    "newline",
    "nexists",
    "ngeq",
    "ni",
    "nleq",
    "nless",
    "nmid",
    "nolimits",
    "nonumber",
    "norm",
    "not",
    "notin",
    "nrightarrow",
    "nsubseteq",
    "nu",
    "nwarrow",
    "nparallel",
];

/// A text whose line ends are all escaped, as a program writes it that escapes twice.
fn unescape(text: &str) -> Option<String> {
    let escaped = || memchr::memmem::find_iter(text.as_bytes(), "\\n").filter(|at| is_line_end(text, *at));
    let count = escaped().take(MIN_ESCAPED).count();
    if count < MIN_ESCAPED
        || memchr::memchr_iter(b'\n', text.as_bytes()).count() * MIN_ESCAPED > escaped().count()
    {
        return None;
    }
    let (mut unescaped, mut at) = (String::with_capacity(text.len()), 0);
    for end in escaped() {
        unescaped.push_str(&text[at..end]);
        unescaped.push('\n');
        at = end + 2;
    }
    unescaped.push_str(&text[at..]);
    Some(unescaped)
}

/// Whether a `\n` is a line end, and neither a command nor a backslash that is escaped itself.
fn is_line_end(text: &str, at: usize) -> bool {
    let rest = &text[at + 1..];
    let word = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    !text[..at].ends_with('\\') && !COMMANDS.contains(&&rest[..word])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(text: &str) -> (String, String) {
        let mut texts = Texts {
            description: Section { text: text.into(), line: 1, in_one_line: false },
            ..Texts::default()
        };
        open(&mut texts);
        (texts.description.text, texts.thinking)
    }

    #[test]
    fn thinking_is_no_part_of_the_summary() {
        for (text, summary, thinking) in [
            ("<think>\n先想想。\n</think>\n\n要点。", "要点。", "先想想。"),
            ("先想想。\n\n再想想。\n</think>\n\n要点。", "要点。", "先想想。\n\n再想想。"),
            ("<Reasoning>先想想。</Reasoning>要点。", "要点。", "先想想。"),
            ("<thinking>\n想\n</thinking>\n<answer>\n要点。\n</answer>", "要点。", "想"),
            ("<think>\n想了又想", "", "想了又想"),
            ("<think></think>\n要点。", "要点。", ""),
            ("<think>\n一\n</think>\n甲\n<think>\n二\n</think>\n乙", "甲\n\n\n\n乙", "一\n\n二"),
        ] {
            assert_eq!(opened(text), (summary.to_owned(), thinking.to_owned()), "{text}");
        }
        for text in [
            "模型用 <think> 标签思考，用 </think> 结束。",
            "模型用 `<think>` 标签。",
            "```\n<think>\nx\n</think>\n```\n要点。",
            "要点。<thinker>x",
        ] {
            assert_eq!(opened(text), (text.to_owned(), String::new()));
        }
    }

    #[test]
    fn lines_keep_their_numbers() {
        let mut texts = Texts {
            description: Section {
                text: "<think>\n想\n</think>\n\n要点。".into(),
                line: 7,
                in_one_line: false,
            },
            ..Texts::default()
        };
        open(&mut texts);
        assert_eq!((texts.description.text.as_str(), texts.description.line), ("要点。", 11));
    }

    #[test]
    fn a_fence_around_the_whole_answer_goes() {
        let inside = "# 题\n\n```mermaid\npie\n```\n\n完。";
        for text in [
            format!("```markdown\n{inside}\n```"),
            format!("好的，整理如下：\n\n```md\n{inside}\n```\n\n希望有用。"),
            format!("````markdown\n{inside}\n````"),
            format!("```markdown\n{inside}"),
            format!("```\n{inside}\n```"),
        ] {
            let (summary, _) = opened(&text);
            assert!(
                summary.contains(inside) && !summary.contains("markdown") && !summary.contains("````"),
                "{summary}"
            );
        }
        for text in [
            "例子：\n\n```markdown\n# 题\n```\n\n第一段。\n\n第二段。",
            "```python\nprint(1)\n```",
            "```markdown\na\n```\n说明\n```markdown\nb\n```",
            "# 题\n\n```markdown\na\n```",
        ] {
            assert_eq!(opened(text).0, text);
        }
    }

    #[test]
    fn line_ends_that_were_escaped_twice_are_line_ends() {
        assert_eq!(opened("要点：\\n\\n- 甲\\n- 乙").0, "要点：\n\n- 甲\n- 乙");
        for text in ["梯度 \\nabla f 与 \\neq", "路径 C:\\new", "甲\n\n用 `\\n` 换行，\\n\n\n乙\n\n丙"]
        {
            assert_eq!(opened(text).0, text);
        }
    }
}
