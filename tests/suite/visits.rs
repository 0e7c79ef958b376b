//! How often a build looks at a record.

use std::collections::BTreeMap;
use std::mem::MaybeUninit;
use std::thread::sleep;
use std::time::Duration;

use rustix::fs::inotify;

use crate::equivalence;
use crate::records::usual;
use crate::sandbox::{Sandbox, assert_same};

/// So many records have more than one page of each list, parts of the gallery, and texts for search.
const RECORDS: usize = 120;

/// How often each file of a folder is opened while something is done.
fn opened(site: &Sandbox, folder: &str, work: impl FnOnce()) -> BTreeMap<String, usize> {
    let queue = inotify::init(inotify::CreateFlags::NONBLOCK).unwrap();
    // Two events that are the same are one where nothing is between them.
    let watched = inotify::WatchFlags::OPEN | inotify::WatchFlags::CLOSE;
    inotify::add_watch(&queue, site.path(folder), watched).unwrap();
    work();
    let mut buffer = [MaybeUninit::uninit(); 4096];
    let mut events = inotify::Reader::new(&queue, &mut buffer);
    let mut counts = BTreeMap::new();
    while let Ok(event) = events.next() {
        assert!(!event.events().contains(inotify::ReadFlags::QUEUE_OVERFLOW), "some were not counted");
        if let Some(name) = event.file_name().filter(|_| event.events().contains(inotify::ReadFlags::OPEN)) {
            *counts.entry(name.to_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    counts
}

/// An unchanged record is not even opened.
#[test]
fn a_build_opens_the_records_that_have_changed() {
    /// More than the newest part of the index has.
    const MANY: usize = 300;
    let site = Sandbox::new();
    for number in 0..MANY {
        site.record(&format!("{number}.txt"), &usual(number, "一致性"));
    }
    sleep(Duration::from_millis(2100));
    let build = || drop(site.run(&["build", "-q"]));
    assert_eq!(opened(&site, "content", build).len(), MANY);
    assert_eq!(opened(&site, "content", build), BTreeMap::new());
    site.record("new.txt", "Timestamp: 2099-01-01T10:00:00\nTitle: 新的一条\n\nDescription:\n刚到。\n");
    // The scripts of texts and of the index have the newest records.
    let opened = opened(&site, "content", build);
    assert!(opened.contains_key("new.txt") && opened.len() < MANY / 2, "{opened:?}");
}

#[test]
fn a_server_starts_without_a_look_into_what_it_knows() {
    let site = Sandbox::new();
    for number in 0..RECORDS {
        site.record(&format!("{number}.txt"), &usual(number, "一致性"));
        site.record(&format!("{number}.toml"), "author = \"某人\"\n");
    }
    site.record("corrections.toml", "['2.txt']\ntitle = '第二'\n['3.txt']\nhidden = true\n");
    sleep(Duration::from_millis(2100));
    let first = equivalence::opened(&site);
    let expected = equivalence::answers(&first);
    equivalence::keep(&site, &first);
    let mut second = None;
    let counts = opened(&site, "content", || second = Some(equivalence::opened(&site)));
    assert_eq!(counts.keys().collect::<Vec<_>>(), ["corrections.toml"]);
    // What is shown is read then, and each file once.
    let counts = opened(&site, "content", || assert_same(&equivalence::answers(&second.unwrap()), &expected));
    assert!(counts.len() == 2 * (RECORDS - 1) && counts.values().all(|count| *count == 1), "{counts:?}");
    // Other corrections are of some records, and those are read.
    site.record("corrections.toml", "['2.txt']\ntitle = '第二'\n");
    let counts = opened(&site, "content", || drop(equivalence::opened(&site)));
    let records: Vec<_> = counts.keys().filter(|name| *name != "corrections.toml").collect();
    assert_eq!(records, ["3.toml", "3.txt"]);
}

#[test]
fn a_build_opens_each_record_twice_and_a_check_too() {
    let site = Sandbox::new();
    for number in 0..RECORDS {
        site.record(&format!("{number}.txt"), &usual(number, "一致性"));
        site.record(&format!("{number}.toml"), "author = \"某人\"\n");
    }
    site.file("synopsite.toml", "raw_files = true\nbase_url = 'https://example.org/'\n");
    for command in [["build", "-q"], ["check", "-q"]] {
        let counts = opened(&site, "content", || drop(site.run(&command)));
        assert_eq!(counts.len(), 2 * RECORDS);
        let more: Vec<_> = counts.iter().filter(|(_, count)| **count > 2).collect();
        assert!(more.is_empty(), "{command:?}: {more:?}");
    }
}
