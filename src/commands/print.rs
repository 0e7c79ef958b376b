//! The only way to the standard output and the standard error.
//!
//! A reader that has seen enough, such as `head`, closes its end. That is no error: the command goes on and ends as it
//! would have. Anything else that keeps words from being written is one.

#![expect(clippy::disallowed_methods, reason = "the rule that sends everybody else here")]

use std::fmt::Display;
use std::io::{self, ErrorKind, IsTerminal as _, Write};

use anyhow::Result;

use crate::base::error::OrFail;
use crate::base::message::Message;

/// Prints a line to the standard output.
pub(super) fn line(text: impl Display) -> Result<()> {
    bytes(format!("{text}\n").as_bytes())
}

/// Prints bytes to the standard output as they are.
pub(super) fn bytes(bytes: &[u8]) -> Result<()> {
    write(io::stdout().lock(), bytes)
}

/// Prints a line to the standard error.
pub(super) fn error_line(text: impl Display) -> Result<()> {
    error_text(&format!("{text}\n"))
}

/// Prints a text to the standard error as it is.
pub(super) fn error_text(text: &str) -> Result<()> {
    write(io::stderr().lock(), text.as_bytes())
}

/// Whether a person is likely to read the standard error as it is printed.
pub(super) fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// What a buffer keeps until the program ends would fail without a word, so nothing stays in one.
fn write(mut stream: impl Write, bytes: &[u8]) -> Result<()> {
    match stream.write_all(bytes).and_then(|()| stream.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.or_fail(|| Message::new("cannot_print")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stream that fails in one way.
    struct Failing(ErrorKind);

    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(self.0.into())
        }
    }

    #[test]
    fn only_a_reader_that_has_gone_is_no_error() {
        assert!(write(Failing(ErrorKind::BrokenPipe), b"a").is_ok());
        // A buffered stream fails when it is flushed.
        assert!(write(io::BufWriter::new(Failing(ErrorKind::BrokenPipe)), b"a").is_ok());
        for kind in [ErrorKind::StorageFull, ErrorKind::PermissionDenied] {
            assert!(write(io::BufWriter::new(Failing(kind)), b"a").is_err());
        }
    }
}
