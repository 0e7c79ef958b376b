//! The edge to the disk: the folders that are read, and the one that is written.

pub mod private;
pub mod seen;
pub mod source;
pub mod state;
pub mod remembered;
pub mod output;
