//! What a record's texts tell of its being whole, by themselves: whether they stop in the middle, whether their links
//! lead anywhere, and what to compare them with those of others by.
//!
//! Every record is looked at when it is read, so this takes some microseconds each. What only all records together
//! tell is the audit's.

mod likeness;
mod links;
mod summary;
mod transcript;

pub use likeness::Likeness;

use crate::diagnostic::Diagnostic;
use crate::reading::Length;
use crate::record::{Record, Status};

/// What is wrong with the texts of a record, in the order of its file. `transcript` is how long that is.
///
/// Of a record that is incomplete by its own word, nobody has to be told that it stops in the middle.
pub fn record(record: &Record, transcript: Length) -> Vec<Diagnostic> {
    let texts = &record.texts;
    let mut found = links::broken(&texts.description);
    if !matches!(record.head.status, Status::Failed | Status::Partial) {
        found.extend(summary::truncated(&texts.description));
        found.extend(transcript::truncated(&record.head, &texts.transcript, transcript));
    }
    found
}
