//! The lines of a header become a record's head.

use std::borrow::Cow;

use jiff::tz::TimeZone;

use super::field::{self, Field};
use super::{address, decode, duration, entity, link, moment, publish, title};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::message::Message;
use crate::base::text::{Line, shorten};
use crate::record::{ContentPath, Head, Moment, Texts};

/// What is said of a field's value, of which enough is shown to recognise it.
fn of_value(key: &'static str, value: &str) -> Message {
    const VALUE_CHARS: usize = 80;
    Message::new(key).with("value", shorten(value, VALUE_CHARS))
}

/// A field as a header has it.
pub(super) struct HeaderField<'a> {
    /// As it is written.
    pub(super) key: &'a str,
    pub(super) value: String,
    /// Where it stands.
    pub(super) line: Line<&'a str>,
}

/// The header as its lines are read.
#[derive(Default)]
pub(super) struct Header<'a> {
    pub(super) zone: Option<&'a TimeZone>,
    /// The fields in the order of the file.
    pub(super) fields: Vec<HeaderField<'a>>,
    /// Lines before the first field.
    pub(super) stray: Vec<Line<&'a str>>,
    pub(super) head: Head,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The line of old addresses.
    pub(super) aliases: Option<Line<&'a str>>,
}

/// So many lines of a header are told of that are no fields.
const MAX_TOLD: usize = 100;

impl<'a> Header<'a> {
    pub(super) fn line(&mut self, line: Line<&'a str>) {
        if let Some((key, value)) = field::split(line.text) {
            self.fields.push(HeaderField { key, value: value.to_owned(), line });
            return;
        }
        match self.fields.last_mut() {
            Some(HeaderField { value, .. }) => {
                if !value.is_empty() {
                    value.push(' ');
                }
                value.push_str(line.text);
            }
            None => self.stray.push(line),
        }
        // What is told of a hundred lines is no news of the next.
        if self.diagnostics.len() >= MAX_TOLD {
            return;
        }
        self.diagnostics.push(Diagnostic::line(
            Code::HeaderLine,
            line,
            Message::new("header_line"),
            Message::new("header_line_hint"),
        ));
    }

    /// Gives a record's texts what the header says of them, and takes away what they say again.
    pub(super) fn tidy(&self, texts: &mut Texts) {
        texts.segments = self.first(Field::ContentSegments).unwrap_or_default().to_owned();
        let title = self.first(Field::Title).unwrap_or_default();
        title::drop_repeated(&entity::decoded(title), &mut texts.description);
        if let Cow::Owned(decoded) = entity::decoded(&texts.transcript.text) {
            texts.transcript.text = decoded;
        }
    }

    /// The value of the first of some fields, as all others are taken.
    fn first(&self, field: Field) -> Option<&str> {
        let is_one = |written: &&HeaderField<'_>| Field::named(written.key) == Some(field);
        self.fields.iter().find(is_one).map(|written| written.value.as_str())
    }

    pub(super) fn finish(
        mut self,
        path: &ContentPath,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> (Head, Option<Line<String>>) {
        let mut seen: Vec<Field> = Vec::new();
        let mut url = String::new();
        for written in std::mem::take(&mut self.fields) {
            match Field::named(written.key) {
                Some(field) if seen.contains(&field) => self.duplicate(written),
                Some(Field::Url) => {
                    seen.push(Field::Url);
                    self.check_url(&written);
                    url = address::web(&written.value).map(str::to_owned).unwrap_or(written.value);
                }
                Some(field) => {
                    seen.push(field);
                    self.field(field, written);
                }
                // A key of JSON may hold anything, also a line's end.
                None => {
                    self.withhold(&written);
                    self.head.extras.push((decode::clean_line(written.key), written.value));
                }
            }
        }
        if url.is_empty()
            && let Some((place, address)) = address::find(&self.head.extras)
        {
            self.head.extras.remove(place);
            url = address;
        }
        self.identify(&url, path);
        if self.head.moment.is_none() {
            self.head.moment = moment::date_in_name(&path.stem()).map(Moment::day);
        }
        diagnostics.append(&mut self.diagnostics);
        (self.head, self.aliases.map(|line| line.owned()))
    }

    fn field(&mut self, field: Field, written: HeaderField<'a>) {
        match field {
            Field::Timestamp => self.timestamp(written),
            Field::Duration => self.duration(written),
            Field::Title => self.title(written),
            Field::Status => self.status(&written),
            Field::Category => self.categories(&written),
            Field::Tags => self.tags(&written),
            Field::Author => self.author(&written),
            Field::Language => self.head.language = Some(written.value).filter(|v| !v.is_empty()),
            Field::Cover => self.cover(written),
            Field::ContentPath => {
                self.head.origin = field::origin(&written.value);
                if self.head.origin.is_empty() && !written.value.is_empty() {
                    self.keep(written);
                }
            }
            Field::Aliases => self.aliases(&written),
            // The layout has taken the first two as sections, and `segments` has been asked for; `finish` has taken the URL.
            Field::Description | Field::Content | Field::ContentSegments | Field::Url => {}
            // It counts nothing, or the layout would have taken it.
            Field::ContentLine if written.value.is_empty() => {}
            Field::ContentLine => self.keep(written),
        }
    }

    /// Notes that a field says that the record is not for others.
    fn withhold(&mut self, written: &HeaderField<'_>) {
        if publish::withholds(written.key, &written.value) && !self.head.is_withheld {
            self.head.is_withheld = true;
            self.say(Code::Withheld, written.line, Message::new("withheld"), "withheld_hint");
        }
    }

    /// Keeps a field as it is.
    fn keep(&mut self, HeaderField { key, value, .. }: HeaderField<'_>) {
        self.head.extras.push((key.to_owned(), value));
    }

    pub(super) fn say(&mut self, code: Code, line: Line<&str>, what: Message, hint: &'static str) {
        self.diagnostics.push(Diagnostic::line(code, line, what, Message::new(hint)));
    }

    fn duplicate(&mut self, written: HeaderField<'_>) {
        let what = Message::new("duplicate_field").with("key", written.key);
        self.say(Code::DuplicateField, written.line, what, "duplicate_field_hint");
        self.keep(written);
    }

    fn timestamp(&mut self, written: HeaderField<'_>) {
        let HeaderField { value, line, .. } = &written;
        if value.is_empty() {
            return;
        }
        // `published` is a date to some programs, and to others whether a page is.
        if publish::truth(value).is_some_and(|_| !value.starts_with(|c: char| c.is_ascii_digit())) {
            self.withhold(&HeaderField { key: "published", value: value.clone(), line: *line });
            return self.keep(written);
        }
        self.head.moment = moment::parse_moment(value, self.zone);
        if self.head.moment.is_none() {
            self.say(Code::BadTimestamp, *line, of_value("bad_timestamp", value), "bad_timestamp_hint");
            self.keep(written);
        } else if self.zone.is_none() && moment::is_unix(value) {
            self.say(Code::NoTimezone, *line, Message::new("no_timezone"), "no_timezone_hint");
        }
    }

    fn duration(&mut self, written: HeaderField<'_>) {
        let HeaderField { value, line, .. } = &written;
        if value.is_empty() {
            return;
        }
        self.head.duration = duration::parse_duration(value);
        if self.head.duration.is_none() && duration::is_unknown(value) {
            self.keep(written);
        } else if self.head.duration.is_none() {
            self.say(Code::BadDuration, *line, of_value("bad_duration", value), "bad_duration_hint");
            self.keep(written);
        }
    }

    fn cover(&mut self, written: HeaderField<'_>) {
        let HeaderField { value, line, .. } = &written;
        if value.is_empty() {
            return;
        }
        self.head.cover = field::cover(value);
        if self.head.cover.is_none() {
            self.say(Code::BadCover, *line, of_value("bad_cover", value), "bad_cover_hint");
            self.keep(written);
        }
    }

    fn check_url(&mut self, HeaderField { value, line, .. }: &HeaderField<'_>) {
        if !value.is_empty() && link::parse_url(value).is_none() {
            self.say(Code::BadUrl, *line, of_value("bad_url", value), "bad_url_hint");
        }
    }

    fn identify(&mut self, url: &str, path: &ContentPath) {
        let head = &mut self.head;
        head.source = link::identify(url, &head.title);
        head.title = link::display_title(&head.title, head.source.as_ref()).trim().to_owned();
        if head.title.is_empty() {
            head.title = path.stem().into_owned();
            let (what, hint) = (Message::new("no_title"), Message::new("no_title_hint"));
            self.diagnostics.push(Diagnostic::file(Code::NoTitle, what, hint));
        }
    }
}
