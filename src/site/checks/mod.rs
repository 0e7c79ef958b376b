//! What a record's texts tell of its being whole, by themselves: whether they stop in the middle, whether their links
//! lead anywhere, and what to compare them with those of others by.
//!
//! Every record is looked at when it is read, so this takes some microseconds each. What only all records together
//! tell is the audit's.

mod likeness;
mod links;
mod refusal;
mod summary;
mod transcript;

pub use likeness::Likeness;
pub use links::{Found, Reference, references};

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::message::Message;
use crate::base::reading_time::Length;
use crate::base::text::Line;
use crate::markdown::rest;
use crate::record::{Record, Section, Status};

/// What is wrong with the texts of a record, in the order of its file. `transcript` is how long that is.
///
/// Of a record that is incomplete by its own word, nobody has to be told that it stops in the middle.
pub fn record(record: &Record, transcript: Length) -> Vec<Diagnostic> {
    let texts = &record.texts;
    let mut found: Vec<Diagnostic> = too_long(&texts.description).into_iter().collect();
    if !matches!(record.head.status, Status::Failed | Status::Partial) {
        match refusal::refused(&texts.description) {
            Some(refused) => found.push(refused),
            None => found.extend(summary::truncated(&texts.description)),
        }
        found.extend(transcript::truncated(&record.head, &texts.transcript, transcript));
    }
    found
}

/// What is said of a description that is longer than any summary.
fn too_long(description: &Section) -> Option<Diagnostic> {
    let (markdown, rest) = rest::split(&description.text);
    let first = rest.lines().find(|line| !line.trim().is_empty())?;
    let what = Message::new("over_limit").with("max", rest::MAX_BYTES / 1_000);
    let line = Line::new(markdown.lines().count() + 1, first);
    Some(Diagnostic::line(
        Code::OverLimit,
        description.in_file(line),
        what,
        Message::new("long_summary_hint"),
    ))
}
