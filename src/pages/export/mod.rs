//! Records as files: the record format, Markdown with front matter, JSON, and an outline.
//!
//! What is written here is read back as the same record, head and texts.

mod json;
mod markdown;
mod opml;
mod text;

use jiff::tz::Offset;

use crate::record::parse::{self, Field};
use crate::record::{Cover, Head, Moment, Record, Seconds, Status};
pub use json::{array, object};
pub use markdown::markdown;
pub use opml::opml;
pub use text::text;

/// A header in the words of header lines: what has a value, in an order that suits readers.
fn fields(Record { head, texts, .. }: &Record) -> Vec<(Field, String)> {
    let mut fields = vec![(Field::Title, parse::written_title(head))];
    let mut add = |field: Field, value: Option<String>| {
        fields.extend(value.filter(|value| !value.is_empty()).map(|value| (field, value)));
    };
    add(Field::Url, head.source.as_ref().map(|source| source.raw.clone()));
    add(Field::Timestamp, head.moment.map(moment));
    add(Field::Status, status(&head.status));
    add(Field::Duration, head.duration.map(duration));
    add(Field::Category, Some(parse::written_list(Field::Category, categories(head))));
    add(Field::Tags, Some(parse::written_list(Field::Tags, &head.tags)));
    add(Field::Author, head.author.clone());
    add(Field::Language, head.language.clone());
    add(Field::Cover, head.cover.as_ref().map(cover));
    add(Field::Aliases, Some(aliases(head).join(", ")));
    add(Field::ContentPath, Some(head.origin.join("/")));
    // The longest comes last.
    add(Field::ContentSegments, Some(texts.segments.clone()));
    fields
}

/// Fields that have no value, and of which the extras hold one all the same: they have to be there first, so that it is not
/// taken for theirs. A value that says nothing to its field stands for itself.
fn empty_fields(head: &Head, fields: &[(Field, String)]) -> Vec<Field> {
    let mut seen: Vec<Field> = fields.iter().map(|(field, _)| *field).collect();
    let mut empty: Vec<Field> = Vec::new();
    for (key, value) in &head.extras {
        let Some(field) = Field::named(key).filter(|field| !seen.contains(field)) else { continue };
        seen.push(field);
        if value.is_empty() || !field.refuses(value) {
            empty.push(field);
        }
    }
    empty
}

/// Old addresses, without what would part one in two or be read as something else.
fn aliases(head: &Head) -> Vec<String> {
    let escaped = |c: char| match c {
        '%' => "%25".to_owned(),
        ',' => "%2C".to_owned(),
        ';' => "%3B".to_owned(),
        '，' => "%EF%BC%8C".to_owned(),
        '；' => "%EF%BC%9B".to_owned(),
        c => c.to_string(),
    };
    head.aliases.iter().map(|alias| alias.as_str().chars().map(escaped).collect()).collect()
}

fn categories(head: &Head) -> Vec<String> {
    head.categories.iter().map(|path| path.join("/")).collect()
}

fn cover(cover: &Cover) -> String {
    match cover {
        Cover::Web(address) => address.clone(),
        Cover::File(path) => path.clone(),
    }
}

fn status(status: &Status) -> Option<String> {
    match status {
        Status::Unknown => None,
        Status::Success => Some("success".to_owned()),
        Status::Failed => Some("failed".to_owned()),
        Status::Partial => Some("partial".to_owned()),
        Status::Other(word) => Some(word.clone()),
    }
}

fn duration(Seconds(seconds): Seconds) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

fn moment(moment: Moment) -> String {
    if !moment.has_time {
        return moment.at.date().to_string();
    }
    let offset = moment.offset.map(offset).unwrap_or_default();
    format!("{}{offset}", moment.at.strftime("%Y-%m-%dT%H:%M:%S"))
}

fn offset(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}
