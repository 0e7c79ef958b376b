//! Lines that say something about the item and not what it says: its author, its length, where it is.

/// What such a line begins with, in any case.
const KEYS: [&str; 44] = [
    "作者",
    "来源",
    "來源",
    "链接",
    "連結",
    "原文",
    "原视频",
    "视频链接",
    "视频地址",
    "地址",
    "时长",
    "時長",
    "日期",
    "时间",
    "发布",
    "发布时间",
    "发布日期",
    "上传时间",
    "标题",
    "標題",
    "频道",
    "頻道",
    "up主",
    "up 主",
    "博主",
    "主播",
    "平台",
    "播放量",
    "标签",
    "分类",
    "语言",
    "模型",
    "生成时间",
    "author",
    "source",
    "url",
    "link",
    "duration",
    "date",
    "published",
    "title",
    "channel",
    "platform",
    "uploader",
];

/// A word before a colon has at most so many characters, and what is said at most so many.
const LONGEST_KEY: usize = 10;
const LONGEST_VALUE: usize = 60;

/// Whether each line of a paragraph is a fact.
pub(super) fn are_all(paragraph: &str) -> bool {
    let mut lines = paragraph.lines().filter(|line| !line.trim().is_empty()).peekable();
    let is_one = paragraph.lines().count() < 2;
    lines.peek().is_some() && lines.all(|line| if is_one { is_known(line) } else { is_fact(line) })
}

/// Whether a line is a fact of a known sort.
pub(super) fn is_known(line: &str) -> bool {
    is_fact(line) && parts(line).is_some_and(|(key, _)| KEYS.contains(&key.to_lowercase().as_str()))
}

fn is_fact(line: &str) -> bool {
    parts(line).is_some_and(|(key, value)| {
        let is_short = key.chars().count() <= LONGEST_KEY && value.chars().count() <= LONGEST_VALUE;
        let is_address = value.contains("://");
        !key.is_empty()
            && !value.is_empty()
            && (is_short || is_address)
            && !value.ends_with(['。', '！', '？'])
    })
}

/// The word before the colon and what follows, without the marks of emphasis.
fn parts(line: &str) -> Option<(&str, &str)> {
    let bare = line.trim_start_matches(['-', '*', '+', ' ', '>']);
    let at = bare.find(['：', ':'])?;
    let colon = bare[at..].chars().next()?.len_utf8();
    let is_mark =
        |c: char| matches!(c, '*' | '_' | '`' | ' ') || !(c.is_alphanumeric() || c.is_ascii_punctuation());
    let key = bare[..at].trim_matches(is_mark);
    Some((key, bare[at + colon..].trim_matches(['*', ' '])))
}

#[cfg(test)]
mod tests {
    use crate::markdown::digest;

    #[test]
    fn facts_and_headings_are_no_abstract() {
        for before in [
            "> 作者：李雷\n> 时长：10:00",
            "- **视频链接**：https://example.org/v\n- **作者**：李雷",
            "**核心观点**",
            "**核心观点：**",
            "讲者：李雷\n主持：韩梅梅",
            "来源：https://example.org/a?b=c",
        ] {
            let text = format!("{before}\n\n先醒面，再揉面。");
            assert_eq!(digest(&text).excerpt, "先醒面，再揉面。", "{before}");
        }
        for text in ["结论：先醒面，再揉面。", "**先醒面，再揉面。**", "问题：为什么要醒面\n\n因为。"]
        {
            assert_ne!(digest(text).excerpt, "", "{text}");
            assert_ne!(digest(text).excerpt, "因为。", "{text}");
        }
    }
}
