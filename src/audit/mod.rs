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
use crate::site::Site;

/// What is wrong with a site as a whole, and with what of it.
pub fn audit(site: &Site, config: &Config) -> Vec<(Origin, Diagnostic)> {
    let twins = twins::twins(site).into_iter().map(|(id, found)| (Origin::Record(id), found));
    let rules = rules::unused(site, config).into_iter().map(|found| (Origin::Settings, found));
    twins.chain(rules).collect()
}
