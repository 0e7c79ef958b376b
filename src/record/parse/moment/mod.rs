//! Timestamps in the forms that pipelines write.

mod english;

use std::borrow::Cow;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use crate::record::Moment;

/// Reads a timestamp: a date with `-`, `/`, `.` or 年月日, or eight digits; then optionally a time
/// with or without seconds and fraction; then optionally a zone (`Z`, `+08:00`, `+0800`); or Unix
/// seconds, milliseconds or seconds with a fraction; or a date with the name of its month. A weekday may stand after a
/// date, and a half of the day before or after a time. Of a month alone the first day stands.
///
/// With a configured `zone`, times that carry an offset are moved into it, and those without one are
/// taken to be in it. `None` where the text is no timestamp.
pub(super) fn parse_moment(text: &str, zone: Option<&TimeZone>) -> Option<Moment> {
    let text = text.trim();
    if is_unix(text) {
        return from_unix(text, zone);
    }
    let text = &*narrow(text);
    numeric(text, zone).or_else(|| {
        let english::Read { date, time, offset } = english::read(text)?;
        Some(time.map_or(Moment::day(date), |time| place(date.to_datetime(time), offset, zone)))
    })
}

/// A text with the digits and the colon of Chinese keyboards as others have them.
fn narrow(text: &str) -> Cow<'_, str> {
    let is_wide = |c: char| matches!(c, '０'..='９' | '：' | '／' | '－');
    if !text.contains(is_wide) {
        return text.into();
    }
    let narrow = |c: char| if is_wide(c) { char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c) } else { c };
    text.chars().map(narrow).collect::<String>().into()
}

/// A date in numbers, and what may follow it.
fn numeric(text: &str, zone: Option<&TimeZone>) -> Option<Moment> {
    let mut scan = Scan { rest: text };
    let Some(date) = scan.date() else { return Scan { rest: text }.month().map(Moment::day) };
    scan.weekday();
    scan.skip(|c| c.is_whitespace() || matches!(c, 'T' | 't' | ',' | '，' | '_'));
    if scan.rest.is_empty() {
        return Some(Moment::day(date));
    }
    let half = scan.half();
    let time = scan.time()?;
    let half = half.or_else(|| scan.half());
    let time = half.map_or(Some(time), |is_late| english::in_half(time, is_late))?;
    let offset = scan.offset()?;
    let offset = scan.annotation(offset);
    scan.rest.is_empty().then(|| place(date.to_datetime(time), offset, zone))
}

/// The offset that a zone's short name stands for; `Some(None)` for one that several zones have, and `None` for no such name.
fn zone_named(name: &str) -> Option<Option<Offset>> {
    let hours = match name {
        "UTC" | "GMT" | "WET" => 0,
        "BST" | "CET" => 1,
        "CEST" | "EET" => 2,
        "MSK" => 3,
        "HKT" | "SGT" | "北京时间" | "北京時間" => 8,
        "JST" | "KST" => 9,
        "EDT" => -4,
        "EST" => -5,
        "PDT" => -7,
        "PST" => -8,
        "CST" | "IST" | "CDT" | "MST" | "MDT" | "AEST" => return Some(None),
        _ => return None,
    };
    Some(Offset::from_hours(hours).ok())
}

/// Whether the text is Unix time, which says its zone itself: UTC.
pub(super) fn is_unix(text: &str) -> bool {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && digits(fraction) && matches!(whole.len(), 9 | 10 | 12 | 13)
}

/// The first plausible date in a file's name: `2025-11-13`, `2025_11_13` or `20251113`.
pub(super) fn date_in_name(stem: &str) -> Option<Date> {
    let starts = stem
        .char_indices()
        .filter(|(at, c)| c.is_ascii_digit() && !stem[..*at].ends_with(|c: char| c.is_ascii_digit()));
    let mut dates = starts.filter_map(|(at, _)| Scan { rest: &stem[at..] }.date());
    dates.find(|date| (1970..2200).contains(&date.year()))
}

fn from_unix(text: &str, zone: Option<&TimeZone>) -> Option<Moment> {
    let whole = text.split('.').next()?;
    let number: i64 = whole.parse().ok()?;
    let seconds = if whole.len() > 10 { number / 1000 } else { number };
    let timestamp = jiff::Timestamp::from_second(seconds).ok()?;
    Some(in_zone(timestamp, zone.unwrap_or(&TimeZone::UTC)))
}

fn place(at: DateTime, offset: Option<Offset>, zone: Option<&TimeZone>) -> Moment {
    let as_written = Moment { at, has_time: true, offset };
    let Some(zone) = zone else { return as_written };
    let timestamp = match offset {
        Some(offset) => offset.to_timestamp(at),
        None => zone.to_timestamp(at),
    };
    timestamp.map_or(as_written, |timestamp| in_zone(timestamp, zone))
}

fn in_zone(timestamp: jiff::Timestamp, zone: &TimeZone) -> Moment {
    Moment { at: zone.to_datetime(timestamp), has_time: true, offset: Some(zone.to_offset(timestamp)) }
}

/// What a weekday begins with.
const WEEKDAYS: [&str; 19] = [
    "星期",
    "礼拜",
    "禮拜",
    "周",
    "週",
    "月曜日",
    "火曜日",
    "水曜日",
    "木曜日",
    "金曜日",
    "土曜日",
    "日曜日",
    "Mon",
    "Tue",
    "Wed",
    "Thu",
    "Fri",
    "Sat",
    "Sun",
];

/// The names of days in Chinese and Japanese.
const DAYS: [char; 13] = ['一', '二', '三', '四', '五', '六', '日', '天', '月', '火', '水', '木', '金'];

/// The names of the halves of a day, and of their parts; and whether a time there is counted from noon.
const HALVES: [(&str, bool); 18] = [
    ("上午", false),
    ("凌晨", false),
    ("清晨", false),
    ("早上", false),
    ("早晨", false),
    ("午前", false),
    ("中午", true),
    ("下午", true),
    ("午后", true),
    ("午後", true),
    ("傍晚", true),
    ("晚上", true),
    ("夜里", true),
    ("晚", true),
    ("AM", false),
    ("PM", true),
    ("a.m.", false),
    ("p.m.", true),
];

/// A cursor over the text of a timestamp.
struct Scan<'a> {
    rest: &'a str,
}

impl Scan<'_> {
    fn date(&mut self) -> Option<Date> {
        let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (year, month, day) = if digits == 4 {
            let year = self.number(4)?;
            self.separator(&['-', '/', '.', '_', '年'])?;
            let month = self.number(2)?;
            self.separator(&['-', '/', '.', '_', '月'])?;
            let day = self.number(2)?;
            self.eat('日');
            (year, month, day)
        } else if digits == 8 || digits == 14 || digits == 12 {
            (self.fixed(4)?, self.fixed(2)?, self.fixed(2)?)
        } else {
            return None;
        };
        Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    }

    /// A month without a day.
    fn month(mut self) -> Option<Date> {
        let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let year = self.number(4).filter(|_| digits == 4)?;
        self.separator(&['-', '/', '.', '年'])?;
        let month = self.number(2)?;
        self.eat('月');
        let date = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, 1).ok()?;
        self.rest.is_empty().then_some(date)
    }

    /// Passes over a weekday, which may stand in brackets.
    fn weekday(&mut self) {
        let bare = self.rest.trim_start();
        let inside = bare.strip_prefix(['(', '（', '[']).unwrap_or(bare);
        let alone = inside.strip_prefix(DAYS).and_then(|rest| rest.strip_prefix([')', '）', ']']));
        if let Some(rest) = alone.filter(|_| inside.len() < bare.len()) {
            self.rest = rest;
            return;
        }
        let Some(word) = WEEKDAYS.iter().find_map(|word| inside.strip_prefix(word)) else { return };
        let word = word.strip_prefix(DAYS).unwrap_or(word);
        let word = word.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        self.rest = word.strip_prefix([')', '）', ']']).unwrap_or(word);
    }

    /// Whether a half of the day is named here, and if it is the later one.
    fn half(&mut self) -> Option<bool> {
        let bare = self.rest.trim_start();
        let (word, is_late) = HALVES
            .iter()
            .find(|(word, _)| bare.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))?;
        self.rest = bare[word.len()..].trim_start();
        Some(*is_late)
    }

    fn time(&mut self) -> Option<Time> {
        let packed = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (hour, minute, second) = match packed {
            6 => (self.fixed(2)?, self.fixed(2)?, self.fixed(2)?),
            4 => (self.fixed(2)?, self.fixed(2)?, 0),
            _ => {
                let hour = self.number(2)?;
                let is_word = self.rest.starts_with(['时', '時', '点', '點']);
                self.separator(&[':', '：', '时', '時', '点', '點'])?;
                // `下午3点` has no minutes.
                let minute = self.number(2).or_else(|| is_word.then_some(0))?;
                let more = self.separator(&[':', '：', '分']).is_some();
                let second = if more { self.number(2).unwrap_or(0) } else { 0 };
                self.eat('秒');
                (hour, minute, second)
            }
        };
        if self.eat('.') || self.eat(',') {
            self.skip(|c| c.is_ascii_digit());
        }
        // A leap second has no place in civil time.
        let second = second.min(59);
        Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second).ok()?, 0).ok()
    }

    /// `None` for an offset that is none; `Some(None)` where there is no offset.
    fn offset(&mut self) -> Option<Option<Offset>> {
        self.skip(char::is_whitespace);
        for utc in ["UTC", "GMT", "Z", "z"] {
            if let Some(rest) = self.rest.strip_prefix(utc) {
                self.rest = rest;
                return if self.rest.starts_with(['+', '-']) {
                    self.offset()
                } else {
                    Some(Some(Offset::UTC))
                };
            }
        }
        let sign = match self.rest.chars().next() {
            Some('+') => 1,
            Some('-' | '−') => -1,
            _ => return Some(None),
        };
        self.skip_one();
        let hours = self.number(2)?;
        self.eat(':');
        let minutes = self.number(2).unwrap_or(0);
        let seconds = sign * (i32::try_from(hours).ok()? * 3600 + i32::try_from(minutes).ok()? * 60);
        Some(Some(Offset::from_seconds(seconds).ok()?))
    }

    /// A zone's name after a time, in brackets (RFC 9557) or without, and what Go writes after it. Where no offset stands
    /// before the name, it gives one.
    fn annotation(&mut self, offset: Option<Offset>) -> Option<Offset> {
        let mut rest = self.rest.trim();
        if let Some((before, _)) = rest.split_once(" m=") {
            rest = before.trim_end();
        }
        let name = rest.trim_matches(['(', ')', '（', '）']);
        let known = zone_named(name);
        if rest.starts_with('[') && rest.ends_with(']') || rest.starts_with("m=") || known.is_some() {
            self.rest = "";
        }
        offset.or(known.flatten())
    }

    fn number(&mut self, most: usize) -> Option<u32> {
        let digits = self.rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        self.fixed(digits)
    }

    fn fixed(&mut self, digits: usize) -> Option<u32> {
        let (number, rest) = self.rest.split_at_checked(digits)?;
        self.rest = rest;
        number.parse().ok()
    }

    fn separator(&mut self, any: &[char]) -> Option<()> {
        self.rest = self.rest.strip_prefix(any)?.trim_start();
        Some(())
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.rest.starts_with(c);
        if found {
            self.skip_one();
        }
        found
    }

    fn skip_one(&mut self) {
        let mut chars = self.rest.chars();
        chars.next();
        self.rest = chars.as_str();
    }

    fn skip(&mut self, matches: impl Fn(char) -> bool) {
        self.rest = self.rest.trim_start_matches(matches);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let moment = parse_moment(text, None)?;
        let offset = moment.offset.map(|o| format!("{o}")).unwrap_or_default();
        Some(if moment.has_time { format!("{}{offset}", moment.at) } else { moment.at.date().to_string() })
    }

    #[test]
    fn forms() {
        let cases = [
            ("2025-11-13T11:22:36.427172", "2025-11-13T11:22:36"),
            ("2025-11-13 11:22:36", "2025-11-13T11:22:36"),
            ("2025-11-13 9:05", "2025-11-13T09:05:00"),
            ("2025-11-13", "2025-11-13"),
            ("2025/1/3", "2025-01-03"),
            ("2025/11/13 11:22", "2025-11-13T11:22:00"),
            ("2025.11.13", "2025-11-13"),
            ("2025年11月13日 11:22", "2025-11-13T11:22:00"),
            ("20251113", "2025-11-13"),
            ("20251113T112236Z", "2025-11-13T11:22:36+00"),
            ("2025-11-13T11:22:36+08:00", "2025-11-13T11:22:36+08"),
            ("2025-11-13T11:22:36+08:00[Asia/Shanghai]", "2025-11-13T11:22:36+08"),
            ("2025-11-13T11:22:36 -0530", "2025-11-13T11:22:36-05:30"),
            ("2026-06-12（周五）", "2026-06-12"),
            ("2026-06-12 星期五 15:23", "2026-06-12T15:23:00"),
            ("2026/6/12 (Fri) 15:23:09", "2026-06-12T15:23:09"),
            ("2026年6月12日（金）15時23分", "2026-06-12T15:23:00"),
            ("2026年6月12日 下午3:23", "2026-06-12T15:23:00"),
            ("2026年6月12日下午3点", "2026-06-12T15:00:00"),
            ("2026-06-12 上午12:05", "2026-06-12T00:05:00"),
            ("2026/6/12 中午12:05", "2026-06-12T12:05:00"),
            ("2026/06/12 3:23:09 PM", "2026-06-12T15:23:09"),
            ("２０２６－０６－１２　１４：０５", "2026-06-12T14:05:00"),
            ("2026-06-12 14:05:09.123456789 +0800 CST m=+0.000000001", "2026-06-12T14:05:09+08"),
            ("2026-06-12 14:05:09 +0800 CST", "2026-06-12T14:05:09+08"),
            ("2026-06-12 14:05 (北京时间)", "2026-06-12T14:05:00+08"),
            ("2026-06-12_14:05:09", "2026-06-12T14:05:09"),
            ("2026-06", "2026-06-01"),
            ("2026年6月", "2026-06-01"),
            ("Fri, 12 Jun 2026 06:46:30 GMT", "2026-06-12T06:46:30+00"),
            ("12 Jun 2026 06:46 +0800", "2026-06-12T06:46:00+08"),
            ("Fri Jun 12 06:46:30 2026", "2026-06-12T06:46:30"),
            ("Fri Jun 12 06:46:30 CST 2026", "2026-06-12T06:46:30"),
            ("June 12th, 2026 at 3:23 PM", "2026-06-12T15:23:00"),
            ("Friday, June 12, 2026", "2026-06-12"),
            ("Sept. 5, 2026, 12:10 a.m.", "2026-09-05T00:10:00"),
            ("12-Jun-2026", "2026-06-12"),
            ("May 2, 2026 → May 3, 2026", "2026-05-02"),
            ("June 2026", "2026-06-01"),
            ("Jun 12, 2026 3pm EST", "2026-06-12T15:00:00-05"),
            ("1763032956", "2025-11-13T11:22:36+00"),
            ("1763032956.42", "2025-11-13T11:22:36+00"),
            ("1763032956427", "2025-11-13T11:22:36+00"),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_timestamp() {
        for text in [
            "",
            "may",
            "2026",
            "2026-13",
            "June",
            "12 June",
            "May 12 things of 2026",
            "2026-06-12 周五 later",
            "June 31, 2026",
            "2026-06-12 下午25:00",
            "yesterday",
            "2025-13-40",
            "2025-11-13 25:00",
            "11/13/2025",
            "2025-11-13 later",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_configured_zone_moves_only_what_has_an_offset() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let at = |text| parse_moment(text, Some(&zone)).unwrap().at.to_string();
        assert_eq!(at("2025-11-13T20:00:00Z"), "2025-11-14T04:00:00");
        assert_eq!(at("2025-11-13T20:00:00"), "2025-11-13T20:00:00");
        assert_eq!(at("1763032956"), "2025-11-13T19:22:36");
    }

    #[test]
    fn dates_in_names() {
        let find = |name| date_in_name(name).map(|d| d.to_string());
        assert_eq!(find("2025-11-13_BV1xx").as_deref(), Some("2025-11-13"));
        assert_eq!(find("talk 20251113112236").as_deref(), Some("2025-11-13"));
        assert_eq!(find("视频_2025_11_13"), Some("2025-11-13".into()));
        assert_eq!(find("id-12345678-and-9"), None);
    }
}
