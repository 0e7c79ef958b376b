//! A progress bar, on a terminal.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::print;

/// How often the bar looks at the count.
const INTERVAL: Duration = Duration::from_millis(80);

/// Runs `work`, and meanwhile shows how far `count` is on its way to `total`.
pub(super) fn with_bar<T>(
    shown: bool,
    label: String,
    count: &AtomicUsize,
    total: usize,
    work: impl FnOnce() -> T,
) -> T {
    if !shown || !print::is_watched() {
        return work();
    }
    let bar = ProgressBar::new(total as u64).with_message(label);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}") {
        bar.set_style(style);
    }
    let done = std::sync::atomic::AtomicBool::new(false);
    let result = std::thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            while !done.load(Ordering::Acquire) {
                bar.set_position(count.load(Ordering::Relaxed) as u64);
                std::thread::park_timeout(INTERVAL);
            }
        });
        let result = work();
        done.store(true, Ordering::Release);
        watcher.thread().unpark();
        result
    });
    bar.finish_and_clear();
    result
}
