//! The edge to the disk: the folders that are read, and the one that is written.

pub mod source;
pub mod output;
