//! Full-text search without a server: any part of any text, in any language.
//!
//! ```text
//! normalise  a text               -> the form in which texts are compared
//! ngram      a normalized text    -> the keys of its short pieces
//! terms      a record             -> its keys, each with where it stands
//! block      the terms of records -> their index, in memory
//! layout     a site's records     -> their numbers, and which files there are
//! codec      numbers              -> printable text
//! index      blocks and numbers   -> buckets: the files a browser asks for
//! ```
//!
//! A browser looks up the buckets of the grams of what is typed, and so knows the few records that may have it. It
//! looks at the text of each before it shows it, so what is shown is right however rough the index is.
//! `src/web/search/` is that other half.

pub mod normalise;
pub mod ngram;
pub mod terms;
pub mod block;
pub mod layout;
pub mod codec;
pub mod index;
