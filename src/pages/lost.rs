//! Records that were there when the folder was read, and cannot be read when their pages are made.

use std::fmt;
use std::io;
use std::sync::Arc;

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::i18n::in_english;
use crate::base::message::Message;
use crate::record::ContentPath;
use crate::record::files::RecordFiles;
use crate::record::parse;
use crate::site::entry::Entry;

/// A record's file that could be read, and cannot be read now that a page is made of it.
#[derive(Debug, Clone)]
pub struct Lost {
    /// The record.
    pub path: ContentPath,
    /// Why; `None` where nobody has its file.
    error: Option<Arc<io::Error>>,
}

impl Lost {
    pub(super) fn check<'a>(entry: &Entry, files: Option<&'a RecordFiles>) -> Result<&'a Arc<[u8]>, Self> {
        let lost = |error| Self { path: entry.path.clone(), error };
        let files = files.ok_or_else(|| lost(None))?;
        files.main.as_ref().map_err(|error| lost(Some(error.clone())))
    }

    /// Whether the file is known to be gone, which is nothing that anybody has to mend.
    pub fn is_gone(&self) -> bool {
        self.error.as_ref().is_none_or(|error| error.kind() == io::ErrorKind::NotFound)
    }

    /// What is said of it on its page.
    pub fn diagnostic(&self) -> Diagnostic {
        match self.error.as_deref().filter(|_| !self.is_gone()) {
            Some(error) => parse::failed(error),
            None => Diagnostic::file(Code::NoText, Message::new("gone"), Message::new("gone_hint")),
        }
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, in_english(&self.diagnostic().what))
    }
}

impl std::error::Error for Lost {}
