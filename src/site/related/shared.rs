//! What records have in common, for a site and for those that it becomes.

use std::sync::{Arc, PoisonError, RwLock, Weak};

use super::Related;
use crate::site::entries::Entries;
use crate::site::ids::Ids;

/// One [`Related`] for the moments of a site. It is made when somebody asks, and brought to another moment when somebody asks
/// about that.
#[derive(Debug, Default)]
pub struct Shared {
    related: Arc<RwLock<Now>>,
    /// Which moment this is.
    moment: Arc<()>,
}

#[derive(Debug, Default)]
struct Now {
    related: Related,
    moment: Weak<()>,
}

impl Shared {
    /// For the site that this one becomes.
    pub(crate) fn next(&self) -> Self {
        Self { related: self.related.clone(), moment: Arc::default() }
    }

    /// Asks about the entries of this moment, of which these are listed.
    pub(in crate::site) fn ask<R>(
        &self,
        entries: &Entries,
        listed: &Ids,
        question: impl Fn(&Related) -> R,
    ) -> R {
        loop {
            let now = self.related.read().unwrap_or_else(PoisonError::into_inner);
            if now.moment.as_ptr() == Arc::as_ptr(&self.moment) {
                return question(&now.related);
            }
            drop(now);
            let mut now = self.related.write().unwrap_or_else(PoisonError::into_inner);
            now.related.follow(entries, listed);
            now.moment = Arc::downgrade(&self.moment);
        }
    }
}

impl Clone for Shared {
    /// Of the same moment.
    fn clone(&self) -> Self {
        Self { related: self.related.clone(), moment: self.moment.clone() }
    }
}
