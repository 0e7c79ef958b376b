//! Bytes to text: UTF-8, UTF-16, GB18030, Big5 and Shift-JIS, with every line end as `\n`.

use std::borrow::Cow;
use std::str::Utf8Chunk;

use encoding_rs::{BIG5, Encoding, GB18030, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::message::Message;
use crate::base::text::Line;

/// What the bytes say, and what had to be mended.
#[derive(Debug)]
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Whether more than one byte in twenty is a control: not text, unless it has the parts of a record.
    pub(super) full_of_controls: bool,
}

/// Takes any bytes; characters that no HTML page may hold become U+FFFD.
pub(super) fn decode(bytes: &[u8]) -> Decoded<'_> {
    let (text, encoding) = decode_bytes(bytes);
    if encoding.is_some() && is_clean(&text) {
        return Decoded { text, diagnostics: Vec::new(), full_of_controls: false };
    }
    let controls = text.bytes().filter(|b| is_control(*b)).count();
    let full_of_controls = controls * 20 > text.len();
    let lossy = encoding.is_none();
    let (text, first_bad) = clean(&text, lossy);
    let mut diagnostics = Vec::new();
    if let Some(line) = first_bad {
        let excerpt = text.lines().nth(line - 1).unwrap_or_default();
        diagnostics.push(Diagnostic::line(
            Code::Encoding,
            Line::new(line, excerpt),
            Message::new("encoding"),
            Message::new("encoding_hint"),
        ));
    }
    Decoded { text: text.into(), diagnostics, full_of_controls }
}

/// The name of a file that is not UTF-8, as people read it: in GB18030 where it is that, as texts are. No two names give the
/// same text: what is in no encoding stands there in hexadecimal, each byte after a U+FFFD.
pub fn decode_name(bytes: &[u8]) -> String {
    let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes);
    let is_valid = |text: &Cow<'_, str>| {
        guess(bytes) == GB18030
            && !text.contains(char::REPLACEMENT_CHARACTER)
            && GB18030.encode(text).0 == bytes
    };
    if let Some(text) = text.filter(is_valid) {
        return text.into_owned();
    }
    let chunk = |chunk: Utf8Chunk<'_>| {
        let hex = chunk.invalid().iter().map(|byte| format!("{}{byte:02X}", char::REPLACEMENT_CHARACTER));
        format!("{}{}", chunk.valid(), hex.collect::<String>())
    };
    bytes.utf8_chunks().map(chunk).collect()
}

/// The text, and the encoding where the bytes are right in it.
fn decode_bytes(bytes: &[u8]) -> (Cow<'_, str>, Option<&'static Encoding>) {
    if let Some((encoding, bom)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, &bytes[bom..]);
    }
    match simdutf8::basic::from_utf8(bytes) {
        Ok(text) => (text.into(), Some(UTF_8)),
        Err(_) => match guess(bytes) {
            encoding if encoding == GB18030 => decode_as(of_region(bytes), bytes),
            encoding => decode_as(encoding, bytes),
        },
    }
}

fn decode_as<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> (Cow<'a, str>, Option<&'static Encoding>) {
    let (text, lossy) = encoding.decode_without_bom_handling(bytes);
    (text, (!lossy).then_some(encoding))
}

/// The most likely encoding of bytes that are not valid UTF-8 and have no mark.
///
/// A half-written or damaged UTF-8 file still holds mostly right multi-byte characters, while
/// GB18030 text read as UTF-8 holds next to none; and a GB18030 decoder would take most UTF-8
/// without complaint. So UTF-8 is asked first.
fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some(encoding) = guess_utf16(bytes) {
        return encoding;
    }
    let (mut valid, mut invalid) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    let looks_like_utf8 = valid >= 4 * invalid;
    let gb_fails = GB18030.decode_without_bom_handling_and_without_replacement(bytes).is_none();
    if looks_like_utf8 || (gb_fails && valid > 0) || !has_multibyte_pairs(bytes) { UTF_8 } else { GB18030 }
}

/// Which of the encodings of East Asia bytes are in that could be GB18030, which takes nearly all of them for characters. In
/// the right one a text is made of common characters, and in the others of rare ones: the one with the most has it. A few
/// characters tell nothing, and are taken for GB18030.
fn of_region(bytes: &[u8]) -> &'static Encoding {
    const MAX_BYTES: usize = 16_384;
    let sample = &bytes[..bytes.len().min(MAX_BYTES)];
    let score = |encoding: &'static Encoding, common: &str| {
        let (text, _) = encoding.decode_without_bom_handling(sample);
        let rank = |c: char| match u32::from(c) {
            0..0x80 => 0,
            // Kana stand in every sentence of Japanese; the half-width ones are what other encodings look like in it.
            0x3041..=0x30FE if encoding == SHIFT_JIS => 1,
            0xFF61..=0xFF9F | 0xE000..=0xF8FF | 0xFFFD => -3,
            _ => i32::from(common.contains(c)),
        };
        text.chars().map(rank).sum::<i32>()
    };
    let simplified =
        score(GB18030, "的一是不了在人有我他这个上们来到时大地为子中你说生国年着就那和要，。、：");
    let traditional = score(BIG5, "的一是不了在人有我他這個上們來到時大地為子中你說生國年著就那和要，。、：");
    let japanese = score(SHIFT_JIS, "、。日本人一大年中");
    match simplified.max(traditional).max(japanese) {
        most if most == simplified => GB18030,
        most if most == traditional => BIG5,
        _ => SHIFT_JIS,
    }
}

/// Whether some byte above 0x80 stands next to another: in GB18030 every such character has two.
fn has_multibyte_pairs(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|pair| pair[0] >= 0x81 && pair[1] >= 0x40)
}

/// UTF-16 without a mark: half of its Latin text is NUL, on one side.
fn guess_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(512)];
    let nul_at = |side: usize| head.iter().skip(side).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (nul_at(0), nul_at(1));
    match head.len() {
        len if odd * 5 > len && even * 20 < len => Some(UTF_16LE),
        len if even * 5 > len && odd * 20 < len => Some(UTF_16BE),
        _ => None,
    }
}

fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=8 | 0x0B | 0x0C | 0x0E..=0x1F | 0x7F)
}

/// Whether a text surely has nothing to clean. Nearly every record is such a text, so this looks at bytes:
/// controls and carriage returns, the lead bytes of C1 controls and of the planes beyond the first, and the
/// first two bytes of noncharacters.
fn is_clean(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Without a branch, so that the compiler can look at many bytes at once.
    let is_control = |b: u8| (b < 0x20) & (b != b'\n') & (b != b'\t');
    let is_suspicious = |b: u8| is_control(b) | (b == 0x7F) | (b == 0xC2) | (b >= 0xF0);
    let begins_noncharacter = |a: u8, b: u8| (a == 0xEF) & ((b == 0xB7) | (b == 0xBF));
    let suspicious = bytes.iter().fold(false, |found, b| found | is_suspicious(*b));
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    !suspicious && !pairs.fold(false, |found, (a, b)| found | begins_noncharacter(*a, *b))
}

/// A text from inside a file, such as a string of JSON, as [`decode`] leaves texts.
pub(super) fn clean_text(text: &str) -> Cow<'_, str> {
    if is_clean(text) { text.into() } else { clean(text, false).0.into() }
}

/// The same in one line, without white space around it.
pub(super) fn clean_line(text: &str) -> String {
    clean_text(text).replace('\n', " ").trim().to_owned()
}

/// Normalises line ends and replaces what HTML forbids (WHATWG HTML, "control-character-in-input-stream"
/// and "noncharacter-in-input-stream"); gives the first line, from 1, that holds a replacement.
fn clean(text: &str, lossy: bool) -> (String, Option<usize>) {
    let mut out = String::with_capacity(text.len());
    let (mut line, mut first_bad) = (1, None);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
                line += 1;
            }
            '\n' => {
                out.push('\n');
                line += 1;
            }
            c if is_forbidden(c) => {
                out.push('\u{FFFD}');
                first_bad = first_bad.or(Some(line));
            }
            c => {
                if lossy && c == '\u{FFFD}' {
                    first_bad = first_bad.or(Some(line));
                }
                out.push(c);
            }
        }
    }
    (out, first_bad)
}

/// Controls other than tab, and noncharacters. That the latter never come through is what lets the
/// Markdown stage use them as marks of its own.
fn is_forbidden(c: char) -> bool {
    let code = u32::from(c);
    let noncharacter = (0xFDD0..=0xFDEF).contains(&code) || code & 0xFFFE == 0xFFFE;
    (c.is_control() && c != '\t') || noncharacter
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        decode(bytes).text.into_owned()
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let record = "Title: 分布式系统导论 Raft\nURL: https://example.org/\n\nContent:\n今天讲一致性\n";
        let (gb, _, _) = GB18030.encode(record);
        let bom = [&b"\xEF\xBB\xBF"[..], record.as_bytes()].concat();
        let marked = [&b"\xFF\xFE"[..], &utf16(record, false)].concat();
        for bytes in [bom, gb.into_owned(), marked, utf16(record, true), utf16(record, false)] {
            let decoded = decode(&bytes);
            assert_eq!(decoded.text, record);
            assert!(decoded.diagnostics.is_empty());
        }
    }

    #[test]
    fn the_encodings_of_neighbours_are_told_apart() {
        let traditional = "Title: 潮汐怎樣發電\n\nDescription:\n漲潮的時候把水蓄起來，退潮的時候再放出去。\n";
        let simplified = "Title: 潮汐怎样发电\n\nDescription:\n涨潮的时候把水蓄起来，退潮的时候再放出去。\n";
        let japanese =
            "Title: 潮汐発電のしくみ\n\nDescription:\n満ち潮のときに水をためて、引き潮のときに流します。\n";
        for (encoding, record) in [(BIG5, traditional), (GB18030, simplified), (SHIFT_JIS, japanese)] {
            let decoded = encoding.encode(record).0.into_owned();
            let decoded = decode(&decoded);
            assert_eq!(decoded.text, record);
            assert!(decoded.diagnostics.is_empty());
        }
    }

    #[test]
    fn what_no_page_may_hold_is_found_wherever_it_stands() {
        for c in ['\0', '\u{1B}', '\u{7F}', '\u{85}', '\u{FDD0}', '\u{FFFE}', '\u{1FFFF}', '\u{10FFFE}'] {
            let decoded =
                decode(format!("一段足够长的文字，前后都有内容{c}后面还有一些").as_bytes()).text.into_owned();
            assert!(decoded.contains("内容\u{FFFD}后面"), "{c:?}");
        }
    }

    #[test]
    fn line_ends_become_one_kind() {
        assert_eq!(text(b"a\r\nb\rc\nd"), "a\nb\nc\nd");
    }

    #[test]
    fn a_cut_character_does_not_make_utf8_look_like_gb18030() {
        let whole = "摘要：这一段文字在写到一半的时候断开了".as_bytes();
        let decoded = decode(&whole[..whole.len() - 1]);
        assert!(decoded.text.starts_with("摘要：这一段文字在写到一半的时候断开"));
        assert_eq!(decoded.diagnostics[0].code, Code::Encoding);
    }

    #[test]
    fn nul_is_replaced_and_said() {
        let decoded = decode("Title: a\nURL: b\0c 一些说明文字，足够长\n".as_bytes());
        assert!(decoded.text.contains("b\u{FFFD}c"));
        assert_eq!(decoded.diagnostics[0].line, Some(2));
    }

    #[test]
    fn latin1_bytes_are_replaced_not_read_as_chinese() {
        assert!(text(b"Title: caf\xE9 noir\n\nplain words").contains("caf\u{FFFD} noir"));
    }
}
