//! Memory that is worth using again.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Things that take long to make, and that several threads need for a moment each.
#[derive(Debug)]
pub struct Pool<T>(Mutex<Vec<T>>);

impl<T: Default> Pool<T> {
    /// Lends a thing that nobody else has: as somebody left it, or a new one.
    pub fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        let idle = self.idle().pop();
        let mut thing = idle.unwrap_or_default();
        let result = work(&mut thing);
        self.idle().push(thing);
        result
    }

    fn idle(&self) -> MutexGuard<'_, Vec<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Clone for Pool<T> {
    /// An empty one: what is in it is of no meaning.
    fn clone(&self) -> Self {
        Self::default()
    }
}
