//! What every stage speaks in: texts, messages, diagnostics, errors, and the words of each language.

pub mod text;
pub mod pool;
pub mod packed;
pub mod caught;
pub mod digest;
pub mod reading_time;
pub mod message;
pub mod diagnostic;
pub mod i18n;
pub mod error;
pub mod redirect;
