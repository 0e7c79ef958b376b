//! The walk in a loop: what changes on disk is read again, and published to browsers that are looking.

pub mod cache;
pub mod live;
pub mod watch;
pub mod server;
