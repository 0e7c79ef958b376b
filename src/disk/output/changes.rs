//! What a build changed in the output folder.

/// What whoever keeps a copy of the site has to do to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// The paths of files that are new or have other bytes, in the order in which a reader may see them.
    pub written: Vec<String>,
    /// The paths of files that are no part of the site any more.
    pub removed: Vec<String>,
}
