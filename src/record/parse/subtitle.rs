//! Subtitles, SRT and WebVTT, become a transcript with time marks.
//!
//! Both are read alike, because there are files that mix them: a cue is a line with `-->` and the lines below it. Cues are
//! gathered into paragraphs, each of which begins with the mark of its first: `[12:34] What is said.`

use std::borrow::Cow;

use super::decode::decode;
use super::segments::{self, Piece};
use super::{entity, json, outline};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::message::Message;
use crate::base::text::{Line, is_alphanumeric, is_cjk, is_shared_punctuation};

/// A paragraph ends with the cue that begins so long after it, in milliseconds …
const PARAGRAPH: u64 = 30_000;
/// … or with a silence of this length.
const SILENCE: u64 = 4_000;

/// What a file of subtitles says.
#[derive(Debug, Default)]
pub(super) struct Subtitles {
    /// As a transcript; empty where there is no cue.
    pub(super) text: String,
    /// What could not be read.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Reads the bytes of a file of subtitles.
pub(super) fn read(bytes: &[u8]) -> Subtitles {
    let decoded = decode(bytes);
    let (mut cues, mut diagnostics) = cues(&decoded.text);
    diagnostics.splice(0..0, decoded.diagnostics);
    if !cues.iter().any(|cue| cue.times.is_some()) {
        let (what, hint) = (Message::new("no_cues"), Message::new("no_cues_hint"));
        diagnostics.push(Diagnostic::file(Code::NoCues, what, hint));
        return Subtitles { text: String::new(), diagnostics };
    }
    unroll(&mut cues);
    Subtitles { text: transcript(&cues), diagnostics }
}

/// Reads the bytes of a file of JSON: pieces with their times, as Whisper and Bilibili write them. Any other file, and a record,
/// says nothing.
pub(super) fn read_json(bytes: &[u8]) -> Subtitles {
    let decoded = decode(bytes);
    let Some(node) = json::parse(&decoded.text).ok().filter(|node| !outline::is_a_record(node)) else {
        return Subtitles::default();
    };
    let pieces = segments::pieces(&node.value);
    let cue = |piece: Piece<'_>| {
        let start = piece.start.and_then(milliseconds);
        let end = piece.end.and_then(milliseconds).or(start);
        let mut cue =
            Cue { times: start.zip(end), speaker: piece.speaker.map(str::to_owned), lines: Vec::new() };
        piece.text.lines().for_each(|line| cue.add(line));
        cue
    };
    let cues: Vec<Cue> = pieces.into_iter().map(cue).collect();
    let text = if cues.iter().any(|cue| cue.times.is_some()) {
        transcript(&cues)
    } else {
        segments::whole_text(&node.value).unwrap_or_default().trim().to_owned()
    };
    Subtitles { text, diagnostics: Vec::new() }
}

/// A time in seconds, or a clock's.
fn milliseconds(text: &str) -> Option<Time> {
    const MAX_SECONDS: f64 = 360_000.0;
    let seconds = text.trim().parse::<f64>().ok().filter(|seconds| (0.0..MAX_SECONDS).contains(seconds));
    // Casting is safe: the number is small and not negative.
    seconds.map(|seconds| (seconds * 1000.0) as Time).or_else(|| time(text.trim()))
}

/// Milliseconds.
type Time = u64;

/// Something that is said.
#[derive(Debug, Default)]
struct Cue {
    /// When it begins and ends; `None` where that cannot be read.
    times: Option<(Time, Time)>,
    speaker: Option<String>,
    /// As they are shown; a line may be empty.
    lines: Vec<String>,
}

impl Cue {
    fn add(&mut self, line: &str) {
        let line = shown(line, &mut self.speaker);
        self.lines.push(line.trim().to_owned());
    }

    fn said(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.lines.iter().map(String::as_str).filter(|line| !line.is_empty())
    }
}

/// The cues in the order of the file, and what cannot be read. Every line of text is in one of them.
fn cues(text: &str) -> (Vec<Cue>, Vec<Diagnostic>) {
    let lines: Vec<&str> = text.lines().collect();
    let is_vtt = lines.first().is_some_and(|line| line.starts_with("WEBVTT"));
    let (mut cues, mut diagnostics): (Vec<Cue>, Vec<Diagnostic>) = Default::default();
    // The header, and blocks that say nothing, go on to the next empty line.
    let mut skips = is_vtt;
    let mut is_after_gap = true;
    for (index, line) in lines.iter().enumerate() {
        let bare = line.trim();
        let leads_to_cue = lines.get(index + 1).is_some_and(|next| next.contains("-->"));
        let is_number = bare.bytes().all(|byte| byte.is_ascii_digit());
        if bare.contains("-->") {
            skips = false;
            let times = times(bare);
            if times.is_none() {
                diagnostics.push(bad_times(Line::new(index + 1, *line)));
            }
            cues.push(Cue { times, ..Cue::default() });
        } else if line.is_empty() {
            skips = false;
        } else if skips || (leads_to_cue && (is_number || is_after_gap)) {
            // A cue's number or name.
        } else if is_vtt && is_after_gap && is_block(bare) {
            skips = true;
        } else if let Some(cue) = cues.last_mut() {
            cue.add(bare);
        } else if !bare.is_empty() {
            diagnostics.push(before_cues(Line::new(index + 1, *line)));
            cues.push(Cue::default());
            cues.iter_mut().for_each(|cue| cue.add(bare));
        }
        is_after_gap = line.is_empty();
    }
    (cues, diagnostics)
}

fn bad_times(line: Line<&str>) -> Diagnostic {
    Diagnostic::line(Code::BadCue, line, Message::new("bad_cue"), Message::new("bad_cue_hint"))
}

fn before_cues(line: Line<&str>) -> Diagnostic {
    let (what, hint) = (Message::new("bad_cue_before"), Message::new("bad_cue_before_hint"));
    Diagnostic::line(Code::BadCue, line, what, hint)
}

fn is_block(line: &str) -> bool {
    let word = line.split_whitespace().next().unwrap_or_default();
    matches!(word, "NOTE" | "STYLE" | "REGION")
}

/// The times of a cue; what may follow them in WebVTT says where it is shown.
fn times(line: &str) -> Option<(Time, Time)> {
    let (start, rest) = line.split_once("-->")?;
    Some((time(start.trim())?, time(rest.split_whitespace().next()?)?))
}

/// `1:02:33,400`, `02:33.4` or `02:33`.
fn time(text: &str) -> Option<Time> {
    let (clock, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let number = |digits: &str| -> Option<Time> {
        let is_short = !digits.is_empty() && digits.len() <= 4;
        (is_short && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok()).flatten()
    };
    let parts: Option<Vec<Time>> = clock.split(':').map(number).collect();
    let seconds = match parts?[..] {
        [minutes, seconds] if seconds < 60 => minutes * 60 + seconds,
        [hours, minutes, seconds] if minutes < 60 && seconds < 60 => hours * 3600 + minutes * 60 + seconds,
        _ => return None,
    };
    let digits = fraction.get(..3.min(fraction.len()))?;
    let part = if digits.is_empty() { 0 } else { number(digits)? * [100, 10, 1][digits.len() - 1] };
    Some(seconds * 1000 + part)
}

/// A line without its tags, and with what its references stand for; notes who speaks.
fn shown(line: &str, speaker: &mut Option<String>) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let (read, length) = markup(rest, speaker).unwrap_or((Cow::Borrowed(&rest[..1]), 1));
        text.push_str(&read);
        rest = &rest[length..];
    }
    text + rest
}

/// Without a limit, every `<` of a long line would be looked for to its end.
const LONGEST_TAG: usize = 1024;

/// What a tag or a reference at the beginning of a text stands for, and its length; `None` where it is neither.
fn markup<'a>(text: &'a str, speaker: &mut Option<String>) -> Option<(Cow<'a, str>, usize)> {
    if text.starts_with('&') {
        return entity::reference(text);
    }
    let is_override = text.starts_with("{\\");
    let end = memchr::memchr(
        if is_override { b'}' } else { b'>' },
        &text.as_bytes()[..text.len().min(LONGEST_TAG)],
    )?;
    let inside = &text[1..end];
    let (name, rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let name = name.trim_start_matches('/').split('.').next().unwrap_or_default();
    if name == "v" && !rest.trim().is_empty() {
        *speaker = Some(rest.trim().to_owned());
    }
    let is_tag =
        ["c", "i", "b", "u", "v", "s", "lang", "ruby", "rt", "font"].contains(&name.to_lowercase().as_str());
    // `<00:00:01.500>` says when a word is said.
    (text.starts_with('<') && (is_tag || time(inside).is_some()) || is_override)
        .then_some((Cow::Borrowed(""), end + 1))
}

/// Captions that roll have each line twice, at the foot of one cue and at the head of the next: it is said once.
fn unroll(cues: &mut [Cue]) {
    let repeats = |pair: &[Cue]| {
        let last = pair[0].said().next_back();
        last.is_some() && pair[1].lines.len() > 1 && pair[1].lines.first().map(String::as_str) == last
    };
    let count = cues.windows(2).filter(|pair| repeats(pair)).count();
    if count < 2 || count * 3 < cues.len() {
        return;
    }
    let repeated: Vec<bool> = cues.windows(2).map(repeats).collect();
    let after_first = cues.iter_mut().skip(1).zip(repeated);
    after_first.filter(|(_, repeated)| *repeated).for_each(|(cue, _)| drop(cue.lines.remove(0)));
}

fn transcript(cues: &[Cue]) -> String {
    let mut text = String::new();
    // When the paragraph began, when its last cue ended, and who speaks.
    let mut current: Option<(Time, Time)> = None;
    let mut speaker: Option<&str> = None;
    for cue in cues.iter().filter(|cue| cue.said().next().is_some()) {
        let is_other = cue.speaker.is_some() && cue.speaker.as_deref() != speaker;
        let begins = cue.times.filter(|(start, _)| {
            is_other
                || current.is_none_or(|(first, last)| {
                    start.abs_diff(first) >= PARAGRAPH || *start >= last + SILENCE || *start < first
                })
        });
        if let Some((start, _)) = begins {
            text.push_str(if text.is_empty() { "" } else { "\n\n" });
            text.push_str(&mark(start));
            if let Some(name) = cue.speaker.as_deref() {
                text.push_str(&format!(" {name}:"));
            }
        }
        speaker = cue.speaker.as_deref().or(speaker);
        if let Some((start, end)) = cue.times {
            current =
                Some((begins.map_or(current.map_or(start, |(first, _)| first), |(start, _)| start), end));
        }
        cue.said().for_each(|line| join(&mut text, line));
    }
    text
}

fn mark(time: Time) -> String {
    let seconds = time / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("[{minutes:02}:{seconds:02}]"),
        _ => format!("[{hours}:{minutes:02}:{seconds:02}]"),
    }
}

/// Chinese and Japanese have no space after a mark that ends a line. Where speech recognition wrote no mark, a space tells
/// the lines apart.
fn join(text: &mut String, line: &str) {
    let (before, after) = (text.chars().next_back(), line.chars().next());
    let is_mark = |c: char| is_cjk(c) && !is_alphanumeric(c) || is_shared_punctuation(c);
    let is_tight = before.is_some_and(is_mark) || after.is_some_and(is_mark) && before.is_some_and(is_cjk);
    if !(text.is_empty() || is_tight) {
        text.push(' ');
    }
    text.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(subtitles: &str) -> String {
        read(subtitles.as_bytes()).text
    }

    fn problems(subtitles: &str) -> Vec<(Code, Option<usize>)> {
        read(subtitles.as_bytes()).diagnostics.iter().map(|problem| (problem.code, problem.line)).collect()
    }

    #[test]
    fn cues_become_paragraphs_with_marks() {
        let srt = "\u{FEFF}1\r\n00:00:01,000 --> 00:00:03,000\r\n今天讲日志，\r\n先写日志。\r\n\r\n2\r\n\
                   00:00:03,500 --> 00:00:05,000\r\n为什么？\r\n\r\n3\r\n01:02:33,000 --> 01:02:35,000\r\n再见\r\n";
        assert_eq!(text(srt), "[00:01] 今天讲日志，先写日志。为什么？\n\n[1:02:33] 再见");
        assert_eq!(problems(srt), []);
    }

    #[test]
    fn what_is_missing_is_not_missed() {
        let srt = "00:01 --> 00:02\nOne\n00:02.5 --> 00:03\n42\n3\n00:03 --> 00:04\nthree\n \n4\n00:04,1 --> 00:05\nfour";
        assert_eq!(text(srt), "[00:01] One 42 three four");
    }

    #[test]
    fn headers_notes_styles_settings_and_tags_are_not_said() {
        let vtt = "WEBVTT - title\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE of mine\nmore\n\nintro\n\
                   00:01.000 --> 00:02.000 align:start position:0%\n<v Ada Li>Fish &amp; <i.loud>chips</i> <00:01.500><c>a < b</c>\n\n\
                   00:02.000 --> 00:03.000\n<v Bo>{\\an8}Yes\n\n00:03.000 --> 00:04.000\n<v Bo>NOTE well &lt;b&gt; <x>";
        assert_eq!(text(vtt), "[00:01] Ada Li: Fish & chips a < b\n\n[00:02] Bo: Yes NOTE well <b> <x>");
    }

    #[test]
    fn captions_that_roll_are_said_once() {
        let cue =
            |start: u32, lines: &str| format!("00:{start:02}.000 --> 00:{:02}.000\n{lines}\n\n", start + 1);
        let rolling = [cue(1, "one\ntwo"), cue(2, "two\nthree"), cue(3, "three\nfour")].concat();
        assert_eq!(text(&format!("WEBVTT\n\n{rolling}")), "[00:01] one two three four");
        let chant = [cue(1, "go"), cue(2, "go"), cue(3, "go\nhome")].concat();
        assert_eq!(text(&chant), "[00:01] go go go home");
    }

    #[test]
    fn json_of_speech_recognition_is_read_as_cues_are() {
        let read = |text: &str| read_json(text.as_bytes()).text;
        let whisper = r#"{"text": " hi. bye", "segments": [{"start": 0.0, "end": 2.5, "text": " hi."}, {"start": 61.2, "end": 62, "text": " bye"}], "language": "en"}"#;
        assert_eq!(read(whisper), "[00:00] hi.\n\n[01:01] bye");
        let bilibili = r#"{"font_size": 0.4, "body": [{"from": 1.5, "to": 3, "content": "大家好"}, {"from": 3, "to": 4, "content": "再见"}]}"#;
        assert_eq!(read(bilibili), "[00:01] 大家好 再见");
        let cpp = r#"{"result": {"language": "zh"}, "transcription": [{"timestamps": {"from": "00:00:05,000", "to": "00:00:06,000"}, "text": "你好"}]}"#;
        assert_eq!(read(cpp), "[00:05] 你好");
        assert_eq!(
            read(r#"[{"text": "a", "start": 0.5, "duration": 1.2, "speaker": "Ada"}]"#),
            "[00:00] Ada: a"
        );
        assert_eq!(read(r#"{"text": "全文"}"#), "全文");
        for other in
            ["", "{", "[]", r#"{"a": 1}"#, r#"{"title": "a", "url": "https://e.org", "transcript": "b"}"#]
        {
            assert_eq!(read(other), "", "{other}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line_and_kept() {
        let srt = "stray\n\n1\n00:01 --> 00:02\none\n\n2\n00:xx --> 00:04\ntwo\n";
        assert_eq!(text(srt), "stray\n\n[00:01] one two");
        assert_eq!(problems(srt), [(Code::BadCue, Some(1)), (Code::BadCue, Some(8))]);
        assert_eq!((text("just text"), problems("just text")[1].0), (String::new(), Code::NoCues));
    }

    proptest::proptest! {
        #[test]
        fn anything_can_be_read(text in "(WEBVTT|[0-9]:|-->|[0-9]{2}:[0-9]{2}|<[civ/]|>|&amp;|\\{|\n| |é|你|a){0,60}") {
            let _ = read(text.as_bytes());
        }

        #[test]
        fn nothing_said_is_lost(words in proptest::collection::vec("[a-z]{3,8}", 1..30), gap in 1_u32..40) {
            let cue = |(n, word): (usize, &String)| format!("{n}\n{:02}:{:02} --> 59:59\n{word}\n\n", n as u32 * gap / 60, n as u32 * gap % 60);
            let srt: String = words.iter().enumerate().map(cue).collect();
            let read = text(&srt);
            let said: Vec<&str> = read.split_whitespace().filter(|word| !word.starts_with('[')).collect();
            proptest::prop_assert_eq!(said, words);
        }
    }
}
