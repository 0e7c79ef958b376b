//! What is to be done before a signal ends the program.

use std::{io, thread};

use anyhow::Result;
use tokio::runtime::Builder;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::base::error::OrFail;
use crate::base::message::Message;

/// Runs `clean` when the terminal or another program tells this one to end, and then ends it, with the exit code of a
/// program that the signal has ended.
pub(super) fn on_end(clean: impl FnOnce() + Send + 'static) -> Result<()> {
    let failed = || Message::new("cannot_hear_signals");
    let runtime = Builder::new_current_thread().enable_io().build().or_fail(failed)?;
    let context = runtime.enter();
    let hangup = hear(SignalKind::hangup()).or_fail(failed)?;
    let interrupt = hear(SignalKind::interrupt()).or_fail(failed)?;
    let terminate = hear(SignalKind::terminate()).or_fail(failed)?;
    drop(context);
    thread::spawn(move || {
        let kind = runtime.block_on(async {
            tokio::select! {
                () = came(hangup) => SignalKind::hangup(),
                () = came(interrupt) => SignalKind::interrupt(),
                () = came(terminate) => SignalKind::terminate(),
            }
        });
        clean();
        std::process::exit(128 + kind.as_raw_value());
    });
    Ok(())
}

/// Hears a signal, unless who started the program had it ignore it, as `nohup` does.
fn hear(kind: SignalKind) -> io::Result<Option<Signal>> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    if ignores(&status, kind.as_raw_value()) { Ok(None) } else { signal(kind).map(Some) }
}

async fn came(signal: Option<Signal>) {
    match signal {
        Some(mut signal) => drop(signal.recv().await),
        None => std::future::pending().await,
    }
}

/// Whether a program of this status ignores a signal.
fn ignores(status: &str, signal: i32) -> bool {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    mask & (1 << (signal - 1)) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nohup_has_a_program_ignore_is_ignored() {
        let status = "Name:\tsynopsite\nSigIgn:\t0000000000001001\n";
        assert!(ignores(status, 1) && ignores(status, 13));
        assert!(!ignores(status, 2) && !ignores(status, 15) && !ignores("", 1));
    }
}
