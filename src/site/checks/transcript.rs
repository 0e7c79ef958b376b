//! Transcripts that end long before their items do.

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::message::Message;
use crate::base::reading_time::Length;
use crate::base::text::Place;
use crate::record::timestamp;
use crate::record::{Head, Seconds, Section};

/// Of a shorter item, a song or silence may be half.
const MIN_SECONDS: u32 = 180;
/// The same where there are no time marks to go by.
const MIN_UNMARKED: u32 = 600;

/// The last mark stands before so many percent of the item, …
const LATE: u32 = 70;
/// … and so many seconds are missing at least: the credits of a film are not spoken.
const MISSING: u32 = 120;

/// People speak more than a hundred words a minute and twice as many characters, and nobody less than a tenth of that.
const MIN_PER_MINUTE: usize = 8;

/// Whether a transcript, which is so long, ends long before the item.
pub(super) fn truncated(head: &Head, transcript: &Section, length: Length) -> Option<Diagnostic> {
    let Seconds(item) = head.duration.filter(|Seconds(item)| *item >= MIN_SECONDS)?;
    if transcript.text.is_empty() {
        return None;
    }
    let marked = timestamp::last_of_many(&transcript.text);
    let (at, what) = match marked {
        Some((range, Seconds(last))) => {
            let is_early = last * 100 < item * LATE && last + MISSING <= item;
            is_early.then(|| (range, Message::new("truncated_transcript").with("last", clock(last))))
        }
        None => {
            let minutes = (item / 60) as usize;
            let is_short = item >= MIN_UNMARKED && length.total() < MIN_PER_MINUTE * minutes;
            let what = match length.unit() {
                "words" => "truncated_transcript_words",
                _ => "truncated_transcript_characters",
            };
            let end = transcript.text.len();
            is_short.then(|| (end..end, Message::new(what).with("count", length.total())))
        }
    }?;
    let place = transcript.place_in_file(Place::of(at, &transcript.text));
    let hint = Message::new("truncated_transcript_hint");
    Some(Diagnostic::place(Code::TruncatedTranscript, place, what.with("length", clock(item)), hint))
}

fn clock(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::i18n::in_english;

    fn said(seconds: u32, text: &str) -> Option<String> {
        let head = Head { duration: Some(Seconds(seconds)), ..Head::default() };
        let section = Section { text: text.to_owned(), line: 9, in_one_line: false };
        truncated(&head, &section, Length::of(text))
            .map(|found| format!("{}: {}", found.line.unwrap(), in_english(&found.what)))
    }

    #[test]
    fn the_last_time_mark_tells_where_a_transcript_ends() {
        let text = "[00:10] 一\n[02:00] 二\n[05:00] 三";
        assert_eq!(said(330, text), None);
        let expected = "11: the last time mark of the transcript is 5:00, but the item takes 1:00:00";
        assert_eq!(said(3600, text).unwrap(), expected);
    }

    #[test]
    fn nobody_speaks_so_slowly() {
        let expected = "9: the transcript has 3 words for an item of 10:00";
        assert_eq!(said(600, "three little words").unwrap(), expected);
        assert_eq!(said(600, &"先写日志再改状态。".repeat(30)), None);
        assert_eq!([said(100, "three"), said(600, "")], [None, None]);
    }
}
