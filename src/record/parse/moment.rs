//! Timestamps in the forms that pipelines write.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use crate::record::Moment;

/// Reads a timestamp: a date with `-`, `/`, `.` or 年月日, or eight digits; then optionally a time
/// with or without seconds and fraction; then optionally a zone (`Z`, `+08:00`, `+0800`); or Unix
/// seconds, milliseconds or seconds with a fraction.
///
/// With a configured `zone`, times that carry an offset are moved into it, and those without one are
/// taken to be in it. `None` where the text is no timestamp.
pub(super) fn parse_moment(text: &str, zone: Option<&TimeZone>) -> Option<Moment> {
    let text = text.trim();
    if is_unix(text) {
        return from_unix(text, zone);
    }
    let mut scan = Scan { rest: text };
    let date = scan.date()?;
    scan.skip(|c| c.is_whitespace() || matches!(c, 'T' | 't'));
    if scan.rest.is_empty() {
        return Some(Moment::day(date));
    }
    let time = scan.time()?;
    let offset = scan.offset()?;
    scan.annotation();
    scan.rest.is_empty().then(|| place(date.to_datetime(time), offset, zone))
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

    fn time(&mut self) -> Option<Time> {
        let packed = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (hour, minute, second) = match packed {
            6 => (self.fixed(2)?, self.fixed(2)?, self.fixed(2)?),
            4 => (self.fixed(2)?, self.fixed(2)?, 0),
            _ => {
                let hour = self.number(2)?;
                self.separator(&[':', '：', '时'])?;
                let minute = self.number(2)?;
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

    /// A zone's name in brackets, after RFC 9557: the offset before it has said the same.
    fn annotation(&mut self) {
        if self.rest.starts_with('[') && self.rest.ends_with(']') {
            self.rest = "";
        }
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
        for text in ["", "yesterday", "2025-13-40", "2025-11-13 25:00", "11/13/2025", "2025-11-13 later"] {
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
