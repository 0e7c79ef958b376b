//! When a change may be taken: which files their writers are done with, and when the next update is due.
//!
//! Pure: time comes in from outside.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::disk::source::Stamp;

/// What was seen of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileSignal {
    /// Its writer closed it, or it was renamed or removed: whoever did it is done.
    Done,
    /// Somebody is writing; a sign that it is done may follow.
    Touched,
    /// It was found by looking, and no sign may ever follow.
    Found(Option<Stamp>),
}

/// How long a file that is being written stays as it is until it is taken all the same. A writer that keeps
/// it open for longer without writing is hardly writing any more.
const OPEN_SETTLE: Duration = Duration::from_millis(1500);
/// The same for a file whose writer gives no sign when it is done: the system tells of writing alone, or the
/// folder is looked at. Longer than a slow writer's pause, shorter than a reader's patience.
pub(super) const FOUND_SETTLE: Duration = Duration::from_millis(450);
/// A file that is written all the time is taken after this long, half-written or not.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// What comes within this time of one change is taken with it: a rename has two ends.
const SHORTEST_GAP: Duration = Duration::from_millis(1);
/// While many files come, updates are this far apart at most.
const LONGEST_GAP: Duration = Duration::from_millis(250);
/// How much further apart updates are, each time that one finds more than one file to take.
const GAP_FACTOR: u32 = 4;

/// How often all files are compared, at most, where the system tells of changes …
const LOOK_INTERVAL: Duration = Duration::from_secs(10);
/// … and where it does not.
const POLL_INTERVAL: Duration = Duration::from_millis(500);
/// Looking takes this part of the time at most, however many files there are …
const LOOK_SHARE: u32 = 50;
/// … but where it is all there is, nobody waits for it longer than this, or than it takes: on a slow disk it takes seconds.
const MAX_POLL_GAP: Duration = Duration::from_secs(2);
/// The same part while events are lost, over and over, in a flood.
const LOST_SHARE: u32 = 4;

/// How changes come to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// The system tells of them.
    Told,
    /// It told of them, and some are lost.
    Lost,
    /// The folder is looked at.
    Looked,
}

/// How long after one look at all files, which took so long, the next one begins.
pub(super) fn rest(known: Known, took: Duration) -> Duration {
    match known {
        Known::Told => LOOK_INTERVAL.max(took * LOOK_SHARE),
        Known::Lost => took * LOST_SHARE,
        Known::Looked => POLL_INTERVAL.max((took * LOOK_SHARE).min(MAX_POLL_GAP.max(took))),
    }
}

#[derive(Debug, Clone, Copy)]
struct Waiting {
    first: Instant,
    last: Instant,
    sign: FileSignal,
}

impl Waiting {
    fn knows(&self, sign: FileSignal) -> bool {
        matches!(self.sign, FileSignal::Done | FileSignal::Touched) || self.sign == sign
    }

    fn due(&self) -> Instant {
        let settle = match self.sign {
            FileSignal::Done => return self.last,
            FileSignal::Touched => OPEN_SETTLE,
            FileSignal::Found(_) => FOUND_SETTLE,
        };
        (self.last + settle).min(self.first + LONGEST_WAIT)
    }
}

/// Paths that have changed and were not taken yet.
#[derive(Debug)]
pub(super) struct Pending {
    paths: HashMap<PathBuf, Waiting>,
    /// Whether a writer's close is told of. Where it is not, being touched is all there is.
    tells_close: bool,
    gap: Duration,
    /// When the last update took something.
    passed: Option<Instant>,
}

impl Pending {
    pub(super) fn new(tells_close: bool) -> Self {
        Self { paths: HashMap::new(), tells_close, gap: SHORTEST_GAP, passed: None }
    }

    /// Notes what was seen of a path.
    pub(super) fn see(&mut self, path: &Path, sign: FileSignal, now: Instant) {
        let sign =
            if sign == FileSignal::Touched && !self.tells_close { FileSignal::Found(None) } else { sign };
        match self.paths.get_mut(path) {
            None => drop(self.paths.insert(path.to_owned(), Waiting { first: now, last: now, sign })),
            // Looking says nothing of a file whose writer is known, and nothing new of one that rests.
            Some(waiting) if matches!(sign, FileSignal::Found(Some(_))) && waiting.knows(sign) => {}
            Some(waiting) => (waiting.last, waiting.sign) = (now, sign),
        }
    }

    /// When the next update is due.
    pub(super) fn due(&self) -> Option<Instant> {
        let first = self.paths.values().map(Waiting::due).min()?;
        let gap = if self.gap > SHORTEST_GAP { self.passed.map(|passed| passed + self.gap) } else { None };
        Some((first + SHORTEST_GAP).max(gap.unwrap_or(first)))
    }

    /// Takes the paths that are settled; none where no update is due.
    pub(super) fn take(&mut self, now: Instant) -> Vec<PathBuf> {
        if self.due().is_none_or(|due| due > now) {
            return Vec::new();
        }
        let settled = |waiting: &Waiting| waiting.due() <= now;
        let taken: Vec<PathBuf> =
            self.paths.iter().filter(|(_, waiting)| settled(waiting)).map(|(path, _)| path.clone()).collect();
        self.paths.retain(|_, waiting| !settled(waiting));
        // Files that come faster than updates go by are gathered, so that a flood takes a handful of updates.
        self.gap = if taken.len() > 1 { (self.gap * GAP_FACTOR).min(LONGEST_GAP) } else { SHORTEST_GAP };
        self.passed = Some(now);
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn path(name: &str) -> PathBuf {
        PathBuf::from(name)
    }

    fn found(length: u64) -> FileSignal {
        FileSignal::Found(Some(Stamp { length, modified: std::time::SystemTime::UNIX_EPOCH }))
    }

    #[test]
    fn a_record_on_a_slow_disk_is_seen_within_two_looks_or_some_seconds() {
        let seconds = Duration::from_secs;
        assert_eq!(rest(Known::Looked, MS), POLL_INTERVAL);
        assert_eq!(rest(Known::Looked, MS * 20), seconds(1));
        for took in [MS * 200, seconds(2), seconds(5), seconds(60)] {
            assert!(rest(Known::Looked, took) <= took.max(seconds(2)), "{took:?}");
        }
        // What the system tells of is seen at once, and looking is a net for it.
        assert_eq!(rest(Known::Told, seconds(2)), seconds(100));
    }

    #[test]
    fn a_file_that_is_looked_at_is_taken_when_it_rests() {
        let grows = (0..4).map(|n| (n * 100, "a", found(u64::from(n))));
        let rests = (4..20).map(|n| (n * 100, "a", found(3)));
        let passes = run(&mut Pending::new(false), Instant::now(), 1000, grows.chain(rests).collect());
        assert_eq!(passes, [(751, 1)]);
    }

    /// Looks every millisecond, and is busy for three after each update; gives when updates were made, in
    /// milliseconds from the start, and what each took.
    fn run(
        pending: &mut Pending,
        start: Instant,
        until: u32,
        mut events: Vec<(u32, &str, FileSignal)>,
    ) -> Vec<(u32, usize)> {
        let mut passes: Vec<(u32, usize)> = Vec::new();
        for ms in 0..until {
            let now = start + MS * ms;
            while events.first().is_some_and(|(at, ..)| *at <= ms) {
                let (_, name, sign) = events.remove(0);
                pending.see(&path(name), sign, now);
            }
            if passes.last().is_some_and(|(last, _)| ms < last + 3) {
                continue;
            }
            let taken = pending.take(now);
            if !taken.is_empty() {
                passes.push((ms, taken.len()));
            }
        }
        passes
    }

    #[test]
    fn a_closed_file_is_taken_at_once() {
        let events = vec![(5, "a", FileSignal::Touched), (6, "a", FileSignal::Done)];
        assert_eq!(run(&mut Pending::new(true), Instant::now(), 3000, events), [(7, 1)]);
    }

    #[test]
    fn an_open_file_is_waited_for() {
        let events = vec![
            (0, "a", FileSignal::Touched),
            (300, "a", FileSignal::Touched),
            (301, "a", FileSignal::Done),
        ];
        assert_eq!(run(&mut Pending::new(true), Instant::now(), 3000, events), [(302, 1)]);
        let abandoned = vec![(0, "a", FileSignal::Touched)];
        assert_eq!(run(&mut Pending::new(true), Instant::now(), 3000, abandoned), [(1501, 1)]);
    }

    #[test]
    fn a_constant_writer_starves_nobody_and_is_taken_in_the_end() {
        let mut events: Vec<_> = (0..7000).map(|ms| (ms, "busy", FileSignal::Touched)).collect();
        events.insert(100, (100, "other", FileSignal::Done));
        let passes = run(&mut Pending::new(true), Instant::now(), 7000, events);
        assert_eq!(passes, [(101, 1), (5001, 1)]);
    }

    #[test]
    fn without_a_sign_of_closing_a_file_has_to_rest() {
        let events = vec![(0, "a", FileSignal::Touched), (300, "a", FileSignal::Touched)];
        assert_eq!(run(&mut Pending::new(false), Instant::now(), 3000, events), [(751, 1)]);
    }

    #[test]
    fn looking_does_not_hasten_a_file_that_is_open() {
        let events = vec![(0, "a", FileSignal::Touched), (10, "a", found(1)), (700, "a", FileSignal::Done)];
        assert_eq!(run(&mut Pending::new(true), Instant::now(), 3000, events), [(701, 1)]);
    }

    #[test]
    fn a_flood_takes_a_handful_of_passes_and_a_lone_file_after_it_none_longer() {
        let names: Vec<String> = (0..500).map(|n| n.to_string()).collect();
        let mut events: Vec<_> = names
            .iter()
            .enumerate()
            .map(|(n, name)| (n as u32 * 2, name.as_str(), FileSignal::Done))
            .collect();
        events.push((3000, "late", FileSignal::Done));
        events.push((3500, "later", FileSignal::Done));
        let passes = run(&mut Pending::new(true), Instant::now(), 4000, events);
        assert_eq!(passes.iter().map(|(_, count)| count).sum::<usize>(), 502);
        assert!(passes.len() <= 12, "{passes:?}");
        assert_eq!(passes[passes.len() - 2..], [(3001, 1), (3501, 1)]);
    }
}
