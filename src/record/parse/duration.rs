//! Durations in the forms that pipelines write.

use crate::record::Seconds;

/// Whether a value says that nobody knows the length.
pub(super) fn is_unknown(text: &str) -> bool {
    let word = text.trim().trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    matches!(
        word.as_str(),
        "" | "未知"
            | "不详"
            | "不詳"
            | "不明"
            | "无"
            | "無"
            | "没有"
            | "待定"
            | "暂无"
            | "暫無"
            | "未提供"
            | "unknown"
            | "n/a"
            | "na"
            | "none"
            | "null"
            | "nil"
            | "nan"
            | "undefined"
            | "tbd"
            | "not available"
    )
}

/// Reads `m:ss`, `h:mm:ss`, plain seconds (with a fraction), and numbers with units: `268 秒`,
/// `4分28秒`, `1小时2分`, `1h 2m 3s`, `PT4M28S`; also with a word for `about` before or after it. `None` for anything else.
pub(super) fn parse_duration(text: &str) -> Option<Seconds> {
    let text = plain(text);
    let seconds = if text.contains(':') { clock(&text)? } else { units(&text)? };
    // Longer than a year is no item's length but a mistake, such as milliseconds since 1970.
    const YEAR: f64 = 366.0 * 86_400.0;
    // Casting is safe: the value is between 0 and a year.
    (0.0..YEAR).contains(&seconds).then_some(Seconds(seconds.round() as u32))
}

/// A length without the words that say that it is about right, and with the digits and marks of ASCII.
fn plain(text: &str) -> String {
    const BEFORE: [&str; 18] = [
        "大约",
        "大約",
        "大概",
        "约为",
        "约",
        "約",
        "近",
        "共计",
        "共",
        "总长",
        "全长",
        "片长",
        "时长",
        "approximately",
        "approx.",
        "about",
        "around",
        "ca.",
    ];
    const AFTER: [&str; 7] = ["左右", "上下", "多", "整", "+", "long", "in total"];
    let narrow = |c: char| match c {
        '０'..='９' | '：' | '．' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '∶' => ':',
        c => c,
    };
    let text: String = text.chars().map(narrow).flat_map(char::to_lowercase).collect();
    let mut bare = text
        .trim()
        .trim_matches(['(', ')', '（', '）', '[', ']', '【', '】', '~', '～', '≈', '<', '>', '。']);
    bare = bare.trim();
    bare = BEFORE.iter().find_map(|word| bare.strip_prefix(word)).unwrap_or(bare);
    bare = AFTER.iter().find_map(|word| bare.strip_suffix(word)).unwrap_or(bare);
    bare.trim_start_matches([' ', ':']).trim_end().to_owned()
}

fn clock(text: &str) -> Option<f64> {
    let parts: Vec<&str> = text.split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    parts.iter().try_fold(0.0, |total, part| Some(total * 60.0 + number(part)?))
}

fn units(text: &str) -> Option<f64> {
    let mut rest = text.strip_prefix("pt").unwrap_or(text);
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let value = number(&rest[..digits])?;
        let after = rest[digits..].trim_start();
        let word = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let (word, next) =
            (after[..word].trim().trim_end_matches(['零', '又', ',', '，']).trim(), &after[word..]);
        let word = word.strip_suffix(" and").unwrap_or(word).trim_end_matches('.');
        // A bare number is seconds only where it stands last.
        total += value * if word.is_empty() && !next.is_empty() { None } else { unit(word) }?;
        rest = next;
    }
    (!text.is_empty()).then_some(total)
}

fn unit(word: &str) -> Option<f64> {
    match word.to_lowercase().as_str() {
        "" | "s" | "sec" | "secs" | "second" | "seconds" | "秒" | "秒钟" | "秒鐘" => Some(1.0),
        "m" | "min" | "mins" | "minute" | "minutes" | "分" | "分钟" | "分鐘" | "′" => Some(60.0),
        "h" | "hr" | "hrs" | "hour" | "hours" | "时" | "小时" | "小時" | "時" | "时间" | "個小時"
        | "个小时" | "時間" => Some(3600.0),
        _ => None,
    }
}

fn number(text: &str) -> Option<f64> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    plain.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let cases = [
            ("4:28", 268),
            ("1:02:33", 3753),
            ("39:27", 2367),
            ("268", 268),
            ("268.4", 268),
            ("268 秒", 268),
            ("4分28秒", 268),
            ("1小时2分", 3720),
            ("1h 2m 3s", 3723),
            ("PT4M28S", 268),
            ("0:00", 0),
            ("4：28", 268),
            ("约42分钟", 2520),
            ("大约 1 小时 2 分左右", 3720),
            ("４２分钟", 2520),
            ("１：０２：３３", 3753),
            ("~42 min", 2520),
            ("about 42 minutes", 2520),
            ("1 hour and 2 minutes", 3720),
            ("1小时零2分", 3720),
            ("（12:34）", 754),
            ("1.5 个小时", 5400),
        ];
        for (text, seconds) in cases {
            assert_eq!(parse_duration(text), Some(Seconds(seconds)), "{text}");
        }
    }

    #[test]
    fn words_for_an_unknown_length() {
        for text in ["未知", "N/A", "unknown", "-", "--", "", "（未知）", "None", "不详"] {
            assert!(is_unknown(text) && parse_duration(text).is_none(), "{text}");
        }
        assert!(!is_unknown("long") && !is_unknown("4:28"));
    }

    #[test]
    fn what_is_no_duration() {
        for text in ["", "long", "4:", "1:2:3:4", "-5", "4 28", "N/A", "1763032956427", "4:28 minutes"] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
    }
}
