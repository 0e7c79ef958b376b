//! What changed on disk, as the system tells it or as looking finds it.
//!
//! The system's events make it fast, looking makes it sure: every so often, and whenever events were lost,
//! the folder's files are compared by size and time with what was read of them. Where the system tells
//! nothing (network mounts, too many watches), looking is all there is.

mod settle;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::disk::source::{self, Folder, Stamp, Stamped};
use crate::serve::live::{Live, PendingChanges};
use settle::{FOUND_SETTLE, FileSignal, Known, Pending, rest};

/// How often folders that come and go are looked for.
const ROOTS_INTERVAL: Duration = Duration::from_millis(500);
/// How long after a folder has come it is looked into: what was written to it before the system began to
/// watch it is found so, and the rest is told.
const FOLDER_DELAY: Duration = Duration::from_millis(100);
/// Templates and settings are saved by people, whose editors take a few steps for it.
const SETTINGS_SETTLE: Duration = Duration::from_millis(30);

/// What a site is made of, on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roots {
    /// The folder of records.
    pub content: Folder,
    /// The folder of templates, which need not exist.
    pub templates: PathBuf,
    /// The folder of static files, which need not exist.
    pub files: PathBuf,
    /// The configuration file, which need not exist.
    pub config: PathBuf,
}

/// Watches what a site is made of.
pub struct Watch {
    roots: Roots,
    /// `None` where the folder is looked at instead.
    watcher: Option<RecommendedWatcher>,
    events: Receiver<notify::Result<Event>>,
    watched: HashMap<PathBuf, Option<Identity>>,
    pending: Pending,
    /// When a change of settings or static files may be taken.
    settings: Option<Instant>,
    files: Option<Instant>,
    /// Folders that have come, and when to look into them.
    folders: Vec<(Instant, PathBuf)>,
    /// Whether events were lost.
    lost: bool,
    looked: Instant,
    look_took: Duration,
    roots_seen: Instant,
    config_stamp: Option<Stamp>,
}

/// Tells a folder from another that takes its place.
type Identity = (u64, u64);

impl Watch {
    /// Begins to watch. With `poll`, or where the system cannot watch, folders are looked at; the message
    /// says why.
    pub fn new(roots: Roots, poll: bool) -> (Self, Option<String>) {
        let (sender, events) = channel();
        let (watcher, message) = if poll { (None, None) } else { start(sender) };
        let tells_close = watcher.is_some() && cfg!(any(target_os = "linux", target_os = "android"));
        let now = Instant::now();
        let mut watch = Self {
            config_stamp: source::stamp(&roots.config),
            roots,
            watcher,
            events,
            watched: HashMap::new(),
            pending: Pending::new(tells_close),
            settings: None,
            files: None,
            folders: Vec::new(),
            lost: false,
            looked: now,
            look_took: Duration::ZERO,
            roots_seen: now,
        };
        let failed = watch.watch_roots(false);
        if let Some(error) = &failed {
            watch.watcher = None;
            watch.pending = Pending::new(false);
            return (watch, Some(error.clone()));
        }
        (watch, message)
    }

    /// Whether folders are looked at instead of watched.
    pub fn polls(&self) -> bool {
        self.watcher.is_none()
    }

    /// Waits until something may be taken.
    pub fn wait(&mut self, live: &Live) -> PendingChanges {
        loop {
            let now = Instant::now();
            if now >= self.roots_seen + ROOTS_INTERVAL {
                self.roots_seen = now;
                self.see_roots(now);
            }
            self.see_folders(now);
            if now >= self.next_look() {
                self.look(live);
            }
            let due = self.due(Instant::now());
            if due != PendingChanges::default() {
                return due;
            }
            self.receive();
        }
    }

    fn next_look(&self) -> Instant {
        let known = match () {
            () if self.lost => Known::Lost,
            () if self.polls() => Known::Looked,
            () => Known::Told,
        };
        self.looked + rest(known, self.look_took)
    }

    fn due(&mut self, now: Instant) -> PendingChanges {
        let is_due = |at: &mut Option<Instant>| at.take_if(|at| *at <= now).is_some();
        let (settings, files) = (is_due(&mut self.settings), is_due(&mut self.files));
        PendingChanges { content: self.pending.take(now), settings, files }
    }

    /// Waits for events, but no longer than until something is due.
    fn receive(&mut self) {
        let folders = self.folders.iter().map(|(at, _)| *at).min();
        let times = [self.pending.due(), self.settings, self.files, folders, Some(self.next_look())];
        let roots = self.roots_seen + ROOTS_INTERVAL;
        let until = times.into_iter().flatten().fold(roots, Instant::min);
        let timeout = until.saturating_duration_since(Instant::now());
        match self.events.recv_timeout(timeout) {
            Ok(event) => {
                self.note(event);
                while let Ok(event) = self.events.try_recv() {
                    self.note(event);
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            // Without a watcher nobody sends.
            Err(RecvTimeoutError::Disconnected) => std::thread::sleep(timeout),
        }
    }

    fn note(&mut self, event: notify::Result<Event>) {
        let Ok(event) = event else {
            self.lost = true;
            return;
        };
        if event.need_rescan() {
            self.lost = true;
        }
        let Some(sign) = sign(&event.kind) else { return };
        let now = Instant::now();
        let paths: Vec<PathBuf> = event.paths.iter().filter_map(|path| self.as_given(path)).collect();
        for path in paths {
            if event.kind == EventKind::Create(CreateKind::Folder) {
                self.folders.push((now + FOLDER_DELAY, path.clone()));
            }
            self.see(&path, sign, now);
        }
    }

    /// A path as it is in the settings: the system tells absolute ones.
    fn as_given(&self, path: &Path) -> Option<PathBuf> {
        let inside = |root: &PathBuf| {
            let rest = path.strip_prefix(std::path::absolute(root).ok()?).ok()?;
            Some(if rest.as_os_str().is_empty() { root.clone() } else { root.join(rest) })
        };
        self.watched.keys().find_map(inside)
    }

    fn see(&mut self, path: &Path, sign: FileSignal, now: Instant) {
        if path.starts_with(self.roots.content.dir()) {
            self.pending.see(path, sign, now);
        }
        if path.starts_with(&self.roots.templates) || path == self.roots.config {
            self.settings = Some(now + SETTINGS_SETTLE);
        }
        if path.starts_with(&self.roots.files) {
            self.files = Some(now + SETTINGS_SETTLE);
        }
    }

    /// Looks into folders that have come.
    fn see_folders(&mut self, now: Instant) {
        let due = self.folders.extract_if(.., |(at, _)| *at <= now).collect::<Vec<_>>();
        let content = &self.roots.content;
        let folders = due.into_iter().map(|(_, folder)| folder);
        let places = folders.filter(|folder| folder.starts_with(content.dir())).collect();
        for file in content.scan_below(&places).files {
            for found in file.stamped() {
                self.pending.see(&found.file, FileSignal::Found(found.stamp), now);
            }
        }
    }

    /// Compares all files with what was read of them.
    fn look(&mut self, live: &Live) {
        let started = Instant::now();
        let lost = std::mem::take(&mut self.lost);
        match live.differences() {
            Ok(files) => files.into_iter().for_each(|Stamped { file, stamp }| {
                let sign = if stamp.is_some() { FileSignal::Found(stamp) } else { FileSignal::Done };
                let seen = started.checked_sub(self.rested(stamp)).unwrap_or(started);
                self.pending.see(&file, sign, seen);
            }),
            // The update will say why the folder cannot be read.
            Err(_) => self.pending.see(self.roots.content.dir(), FileSignal::Done, started),
        }
        if lost || self.polls() {
            (self.settings, self.files) = (Some(started), Some(started));
        }
        self.looked = Instant::now();
        self.look_took = self.looked - started;
    }

    /// How long a file has rested already. Its time is that of this machine's clock where the system tells of
    /// changes; on a network mount it may be another's.
    fn rested(&self, stamp: Option<Stamp>) -> Duration {
        let age = stamp.filter(|_| !self.polls()).and_then(|stamp| stamp.modified.elapsed().ok());
        age.unwrap_or_default().min(FOUND_SETTLE)
    }

    /// Notices folders that came, went or were exchanged: the watch on such a one tells nothing more.
    fn see_roots(&mut self, now: Instant) {
        let stamp = source::stamp(&self.roots.config);
        if stamp != self.config_stamp {
            self.config_stamp = stamp;
            self.settings = Some(now + SETTINGS_SETTLE);
        }
        if self.watcher.is_some() && self.watch_roots(true).is_some() {
            self.lost = true;
        }
    }

    /// Watches what is there. Gives the reason where the system cannot.
    fn watch_roots(&mut self, tell: bool) -> Option<String> {
        let folders =
            [self.roots.content.dir(), &self.roots.templates, &self.roots.files].map(Path::to_owned);
        for folder in folders {
            let found = identity(&folder);
            if self.watched.get(&folder) == Some(&found) {
                continue;
            }
            let Some(watcher) = &mut self.watcher else { return None };
            if self.watched.get(&folder).is_some_and(Option::is_some) {
                // A folder that is gone has no watch any more, and that is well.
                let _ = watcher.unwatch(&folder);
            }
            if found.is_some()
                && let Err(error) = watcher.watch(&folder, RecursiveMode::Recursive)
            {
                return Some(format!("{error}"));
            }
            self.watched.insert(folder.clone(), found);
            if tell {
                self.see(&folder, FileSignal::Done, Instant::now());
            }
        }
        None
    }

    /// Watches other folders from now on.
    pub fn follow(&mut self, roots: Roots) -> Option<String> {
        if roots == self.roots {
            return None;
        }
        if let Some(watcher) = &mut self.watcher {
            for folder in self.watched.keys() {
                let _ = watcher.unwatch(folder);
            }
        }
        self.watched.clear();
        self.roots = roots;
        self.lost = true;
        self.watch_roots(false)
    }
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").field("roots", &self.roots).finish_non_exhaustive()
    }
}

fn start(sender: Sender<notify::Result<Event>>) -> (Option<RecommendedWatcher>, Option<String>) {
    let handler = move |event: notify::Result<Event>| {
        // Reading is an event too, and the program reads all the time.
        if !event.as_ref().is_ok_and(|event| sign(&event.kind).is_none() && !event.need_rescan()) {
            // Nobody listens any more only when the program ends.
            let _ = sender.send(event);
        }
    };
    match notify::recommended_watcher(handler) {
        Ok(watcher) => (Some(watcher), None),
        Err(error) => (None, Some(error.to_string())),
    }
}

/// What an event says of its paths; `None` where it says nothing of their content.
fn sign(kind: &EventKind) -> Option<FileSignal> {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Some(FileSignal::Done),
        EventKind::Access(_) => None,
        // What it holds is seen file by file.
        EventKind::Create(CreateKind::Folder) => Some(FileSignal::Touched),
        EventKind::Modify(ModifyKind::Name(_)) | EventKind::Remove(_) => Some(FileSignal::Done),
        EventKind::Create(_) | EventKind::Modify(_) | EventKind::Any | EventKind::Other => {
            Some(FileSignal::Touched)
        }
    }
}

#[cfg(unix)]
fn identity(folder: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = std::fs::metadata(folder).ok().filter(std::fs::Metadata::is_dir)?;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(folder: &Path) -> Option<Identity> {
    folder.is_dir().then_some((0, 0))
}
