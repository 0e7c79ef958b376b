//! What all records, and the settings, are asked together: whether two say the same, and whether everything that was set up
//! is of use.
//!
//! It is done once for a snapshot, when somebody wants to know: a folder that is served does not pay for it with each
//! change.

mod redirects;
mod rules;
mod twins;

use std::collections::BTreeSet;

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::message::{Message, Value};
use crate::config::Config;
use crate::pages::plan::{Note, Origin};
use crate::record::files::{Beside, Unread};
use crate::site::{EntryId, Site};

/// What something is wrong with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A record.
    Record(EntryId),
    /// The settings.
    Settings,
    /// Another file of the content folder, by its path there.
    Content(String),
    /// A template of the site, by its path in the templates folder.
    Template(String),
    /// A static file of the site, by its path in their folder.
    Static(String),
}

/// What is wrong, and with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// With what.
    pub subject: Subject,
    /// What.
    pub diagnostic: Diagnostic,
}

impl Diagnosis {
    /// What is wrong with something.
    pub fn new(subject: Subject, diagnostic: Diagnostic) -> Self {
        Self { subject, diagnostic }
    }

    /// What is wrong with a file of the content folder, by its path there.
    pub fn of_content(path: impl Into<String>, diagnostic: Diagnostic) -> Self {
        Self::new(Subject::Content(path.into()), diagnostic)
    }
}

impl From<Note> for Diagnosis {
    fn from(Note { origin, diagnostic }: Note) -> Self {
        let subject = match origin {
            Origin::Record(id) => Subject::Record(id),
            Origin::Settings | Origin::AddressHistory => Subject::Settings,
        };
        Self::new(subject, diagnostic)
    }
}

/// What stands beside a site's records on disk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// In the content folder.
    pub content: Beside,
    /// The paths of the site's static files.
    pub files: BTreeSet<String>,
    /// What of their folder could not be read.
    pub unread_files: Unread,
}

impl Surroundings {
    /// What stands in the content folder, and the site's static files, with what of their folder could not be read.
    pub fn new<'a>(content: &Beside, files: impl Iterator<Item = &'a String>, unread_files: &Unread) -> Self {
        Self { content: content.clone(), files: files.cloned().collect(), unread_files: unread_files.clone() }
    }
}

/// What is wrong with a site as a whole and with what stands beside its records, each with what it is of. `stands` says
/// whether the site has something at an address, besides its static files.
pub fn audit(
    site: &Site,
    config: &Config,
    beside: &Surroundings,
    stands: impl Fn(&str) -> bool,
) -> Vec<Diagnosis> {
    let twins = twins::twins(site).into_iter().map(|(id, found)| Diagnosis::new(Subject::Record(id), found));
    let rules = rules::unused(site, config).into_iter();
    let dead = redirects::dead(config, |path| beside.files.contains(path) || stands(path)).into_iter();
    let settings = rules.chain(dead).map(|found| Diagnosis::new(Subject::Settings, found));
    let alone = beside.content.alone.keys().map(|path| Diagnosis::of_content(path.as_str(), alone()));
    twins.chain(settings).chain(of_hidden(site)).chain(alone).chain(not_taken(beside)).collect()
}

/// What is said of what could not be read, and why.
pub fn unread(why: &Value) -> Diagnostic {
    let what = Message::new("unread").with("error", why.clone());
    Diagnostic::file(Code::Unreadable, what, Message::new("unread_hint"))
}

/// What is said of what stands beside the records and was not taken.
fn not_taken(beside: &Surroundings) -> impl Iterator<Item = Diagnosis> {
    let outside = |why: &Message| Diagnostic::file(Code::LinkOutside, why.clone(), why.to_hint());
    let content =
        beside.content.unread.iter().map(|(path, why)| Diagnosis::of_content(path.as_str(), unread(why)));
    let files = beside.unread_files.iter();
    let files = files.map(|(path, why)| Diagnosis::new(Subject::Static(path.clone()), unread(why)));
    let links = beside.content.outside.iter();
    let links = links.map(move |(path, why)| Diagnosis::of_content(path.as_str(), outside(why)));
    content.chain(files).chain(links)
}

/// Who hides a record knows what is wrong with it, but not that of what hides it; and a record that its own writer withholds
/// is missed by somebody else.
fn of_hidden(site: &Site) -> impl Iterator<Item = Diagnosis> {
    site.hidden.iter().flat_map(|entry| {
        entry.diagnostics.iter().filter_map(|found| match &found.file {
            Some(file) => Some(Diagnosis::of_content(file.clone(), found.clone())),
            None if found.code == Code::Withheld => {
                Some(Diagnosis::of_content(entry.path.file(), found.clone()))
            }
            None => None,
        })
    })
}

/// What is said of a sidecar beside which there is no record.
fn alone() -> Diagnostic {
    let (what, hint) = (Message::new("companion_alone"), Message::new("companion_alone_hint"));
    Diagnostic::file(Code::CompanionAlone, what, hint)
}
