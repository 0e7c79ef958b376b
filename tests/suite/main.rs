//! What a user of Synopsite would notice: the real program on folders of records, and the library
//! where a whole build would only take longer.

// A test that cannot go on should say so and stop.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod html;
mod published;
mod reading;
mod records;
mod sandbox;
mod server;
mod texts;
mod varied;

mod beside;
mod browse;
mod browsing;
mod check;
mod cli;
mod code;
mod sidecars;
mod crawlers;
mod diagrams;
mod equivalence;
mod facts;
mod failed;
mod failures;
mod fields;
mod feeds;
mod formats;
mod formulas;
mod gallery;
mod headers;
mod init;
mod keeping;
mod limits;
mod links;
mod machines;
mod manual;
mod markdown;
mod mounts;
mod notes;
mod nothing_lost;
mod output;
mod pipes;
mod places;
mod programs;
mod publishing;
mod raw;
mod redirects;
mod serve;
mod settings;
mod social;
mod names;
mod state;
mod statistics;
mod unread;
mod transcripts;
mod tidy;
mod variants;
mod versions;
mod visits;
