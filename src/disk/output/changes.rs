//! What a build changed in the output folder.

use std::path::PathBuf;

use crate::disk::state::Outputs;

/// What whoever keeps a copy of the site has to do to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// The paths of files that are new or have other bytes, in the order in which a reader may see them.
    pub written: Vec<String>,
    /// The paths of files that are no part of the site any more.
    pub removed: Vec<String>,
}

/// What a build did to the output folder, in files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Synced {
    /// New or with other bytes.
    pub written: usize,
    /// Left as they were.
    pub unchanged: usize,
    /// Written by an earlier build and not part of the site any more.
    pub removed: usize,
    /// Paths in the site or beside it that belong to an earlier build and could not be removed.
    pub left: Vec<PathBuf>,
    /// The paths of the new files and of those with other bytes, and of those that are removed.
    pub changes: Changes,
    /// What the next build has to know of them.
    pub outputs: Outputs,
}
