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

mod browse;
mod browsing;
mod check;
mod cli;
mod sidecars;
mod crawlers;
mod equivalence;
mod facts;
mod failed;
mod failures;
mod fields;
mod feeds;
mod formats;
mod gallery;
mod init;
mod keeping;
mod limits;
mod links;
mod manual;
mod markdown;
mod mounts;
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
mod statistics;
mod unread;
mod tidy;
mod variants;
mod versions;
mod visits;
