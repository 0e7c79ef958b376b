//! What all records, and the settings, are asked together: whether two say the same, and whether everything that was set up
//! is of use.
//!
//! It is done once for an edition, when somebody wants to know: a folder that is served does not pay for it with each
//! change.

mod redirects;
mod rules;
mod twins;

pub use redirects::dead_redirects;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::plan::Origin;
use crate::site::{EntryId, Site};

/// What something is wrong with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A record.
    Record(EntryId),
    /// The settings.
    Settings,
    /// The corrections at the content folder's root.
    Corrections,
    /// A template of the site, by its path in the templates folder.
    Template(String),
}

impl From<Origin> for Subject {
    fn from(origin: Origin) -> Self {
        match origin {
            Origin::Record(id) => Self::Record(id),
            Origin::Settings | Origin::Memory => Self::Settings,
            Origin::Corrections => Self::Corrections,
        }
    }
}

/// What is wrong with a site as a whole, and with what of it.
pub fn audit(site: &Site, config: &Config) -> Vec<(Subject, Diagnostic)> {
    let twins = twins::twins(site).into_iter().map(|(id, found)| (Subject::Record(id), found));
    let rules = rules::unused(site, config).into_iter().map(|found| (Subject::Settings, found));
    twins.chain(rules).collect()
}
