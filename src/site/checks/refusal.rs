//! Summaries that are none: a model's refusal, or the message of an error that a pipeline took for its answer.
//!
//! Only what such answers begin with is looked at, and only in short ones: a summary may well quote an apology.

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::message::Message;
use crate::base::text::Line;
use crate::record::Section;

/// No refusal is longer, in bytes.
const MAX_BYTES: usize = 1500;
/// So many characters tell what a text is.
const MAX_CHARS: usize = 160;

/// How an apology begins …
const APOLOGIES: [&str; 16] = [
    "抱歉",
    "很抱歉",
    "非常抱歉",
    "对不起",
    "對不起",
    "不好意思",
    "很遗憾",
    "i'm sorry",
    "i am sorry",
    "sorry",
    "i apologize",
    "apologies",
    "unfortunately",
    "申し訳",
    "すみません",
    "죄송",
];
/// … and what it is for.
const REASONS: [&str; 31] = [
    "无法",
    "無法",
    "不能",
    "没法",
    "未能",
    "没有提供",
    "沒有提供",
    "未提供",
    "没有找到",
    "没有足够",
    "不支持",
    "违反",
    "出错",
    "失败",
    "cannot",
    "can't",
    "can not",
    "unable",
    "not able",
    "could not",
    "couldn't",
    "don't have",
    "do not have",
    "doesn't",
    "does not",
    "didn't",
    "error",
    "failed",
    "できません",
    "できかね",
    "수 없",
];
/// How other refusals begin.
const REFUSALS: [&str; 28] = [
    "i cannot",
    "i can't",
    "i'm unable",
    "i am unable",
    "i'm not able",
    "i am not able",
    "as an ai",
    "as a language model",
    "作为一个ai",
    "作为ai",
    "作为一个 ai",
    "作为 ai",
    "作为人工智能",
    "作为一个人工智能",
    "我无法",
    "我無法",
    "无法总结",
    "无法生成",
    "无法完成",
    "無法總結",
    "您没有提供",
    "你没有提供",
    "您尚未提供",
    "请提供",
    "please provide",
    "you haven't provided",
    "no transcript",
    "there is no transcript",
];
/// How the message of an error begins …
const ERRORS: [&str; 34] = [
    "error code",
    "error 4",
    "error 5",
    "api error",
    "apierror",
    "http error",
    "httperror",
    "http 4",
    "http 5",
    "ratelimit",
    "rate limit",
    "request failed",
    "request timed out",
    "connection error",
    "internal server error",
    "service unavailable",
    "bad gateway",
    "traceback (most recent",
    "exception:",
    "openai.",
    "429 ",
    "500 internal",
    "502 bad",
    "503 service",
    "请求失败",
    "請求失敗",
    "请求超时",
    "生成失败",
    "總結失敗",
    "总结失败",
    "摘要失败",
    "摘要生成失败",
    "调用失败",
    "处理失败",
];
/// … and where it begins with no more than that word, what it says besides.
const BARE_ERRORS: [&str; 5] = ["error", "错误", "錯誤", "出错", "エラー"];
const CAUSES: [&str; 19] = [
    "40",
    "42",
    "50",
    "timeout",
    "timed out",
    "limit",
    "quota",
    "key",
    "connection",
    "token",
    "request",
    "failed",
    "unavailable",
    "超时",
    "限流",
    "失败",
    "失敗",
    "请求",
    "密钥",
];

/// Whether a description is a refusal or an error.
pub(super) fn refused(description: &Section) -> Option<Diagnostic> {
    let text = &description.text;
    if text.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    let start = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let start: String = start.chars().take(MAX_CHARS).flat_map(char::to_lowercase).collect();
    let start = start.replace('’', "'");
    let begins = |words: &[&str]| words.iter().any(|word| start.starts_with(word));
    let has = |words: &[&str]| words.iter().any(|word| start.contains(word));
    let what = match () {
        () if begins(&APOLOGIES) && has(&REASONS) || begins(&REFUSALS) => "refusal",
        () if begins(&ERRORS) || begins(&BARE_ERRORS) && is_label(&start) && has(&CAUSES) => "refusal_error",
        () => return None,
    };
    let line = description.in_file(Line::new(1, text.lines().next().unwrap_or_default()));
    Some(Diagnostic::line(Code::Refusal, line, Message::new(what), Message::new("refusal_hint")))
}

/// Whether a text's first word is followed by a colon or a bracket, as the name of an error is.
fn is_label(text: &str) -> bool {
    let after = text.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
    after.trim_start_matches(['"', '\'', ' ']).starts_with([':', '：', '(', '（', '['])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_told(text: &str) -> bool {
        refused(&Section { text: text.to_owned(), line: 5, in_one_line: false }).is_some()
    }

    #[test]
    fn refusals_and_errors_are_told_of() {
        for text in [
            "抱歉，我无法访问这段视频，所以不能总结。",
            "## 摘要\n\n抱歉，我无法总结。",
            "**很抱歉**，您没有提供字幕内容。请粘贴字幕。",
            "I’m sorry, but I can't help with that.",
            "I cannot summarize this video because no transcript was provided.",
            "As an AI language model, I am unable to watch videos.",
            "Error: 429 Too Many Requests",
            "❌ Error code: 401 - {'error': {'message': 'Incorrect API key'}}",
            "错误：请求超时",
            "总结失败，请稍后重试",
            "Traceback (most recent call last):\n  File \"a.py\"",
            "{\"error\": {\"code\": 503, \"message\": \"overloaded\"}}",
            "申し訳ありませんが、要約できません。",
        ] {
            let text = text.replacen("## 摘要\n\n", "", 1);
            assert!(is_told(&text), "{text}");
        }
    }

    #[test]
    fn summaries_are_not() {
        for text in [
            "",
            "涨潮时蓄水。",
            "Error handling in Rust: how to return results.",
            "错误处理的三种做法：返回、重试、放弃。",
            "抱歉这个词在中文里很常见。",
            "Sorry is the hardest word: a talk on apologies.",
            "主讲人说：抱歉，我无法回答。",
        ] {
            assert!(!is_told(text), "{text}");
        }
        assert!(!is_told(&format!("抱歉，我无法总结。{}", "但是下面是要点。".repeat(100))));
    }
}
