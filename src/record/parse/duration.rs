//! Durations in the forms that pipelines write.

use crate::record::Seconds;

/// Reads `m:ss`, `h:mm:ss`, plain seconds (with a fraction), and numbers with units: `268 秒`,
/// `4分28秒`, `1小时2分`, `1h 2m 3s`, `PT4M28S`. `None` for anything else.
pub(super) fn parse_duration(text: &str) -> Option<Seconds> {
    let text = text.trim().replace('：', ":");
    let seconds = if text.contains(':') { clock(&text)? } else { units(&text)? };
    // Longer than a year is no item's length but a mistake, such as milliseconds since 1970.
    const YEAR: f64 = 366.0 * 86_400.0;
    // Casting is safe: the value is between 0 and a year.
    (0.0..YEAR).contains(&seconds).then_some(Seconds(seconds.round() as u32))
}

fn clock(text: &str) -> Option<f64> {
    let parts: Vec<&str> = text.split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    parts.iter().try_fold(0.0, |total, part| Some(total * 60.0 + number(part)?))
}

fn units(text: &str) -> Option<f64> {
    let mut rest = text.strip_prefix("PT").unwrap_or(text);
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let value = number(&rest[..digits])?;
        let after = rest[digits..].trim_start();
        let word = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let (word, next) = (after[..word].trim(), &after[word..]);
        // A bare number is seconds only where it stands last.
        total += value * if word.is_empty() && !next.is_empty() { None } else { unit(word) }?;
        rest = next;
    }
    (!text.is_empty()).then_some(total)
}

fn unit(word: &str) -> Option<f64> {
    match word.to_lowercase().as_str() {
        "" | "s" | "sec" | "secs" | "second" | "seconds" | "秒" | "秒钟" => Some(1.0),
        "m" | "min" | "mins" | "minute" | "minutes" | "分" | "分钟" | "分鐘" => Some(60.0),
        "h" | "hr" | "hrs" | "hour" | "hours" | "时" | "小时" | "小時" | "時" => Some(3600.0),
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
        ];
        for (text, seconds) in cases {
            assert_eq!(parse_duration(text), Some(Seconds(seconds)), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration() {
        for text in ["", "long", "4:", "1:2:3:4", "-5", "4 28", "N/A", "1763032956427", "4:28 minutes"] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
    }
}
