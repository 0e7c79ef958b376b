//! Foreign parsers that may panic over what a record holds, which must not end a build.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static IS_CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread comes from a foreign parser and is caught here. Whoever tells of panics is to ask first.
pub fn is_caught() -> bool {
    IS_CAUGHT.get()
}

/// What a foreign parser finds; `None` where it panics.
pub(crate) fn caught<T>(parse: impl FnOnce() -> T) -> Option<T> {
    IS_CAUGHT.set(true);
    let found = catch_unwind(AssertUnwindSafe(parse)).ok();
    IS_CAUGHT.set(false);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_known_to_be_caught() {
        assert_eq!(caught(is_caught), Some(true));
        assert!(!is_caught());
    }
}
