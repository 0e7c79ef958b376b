//! However a folder came to be what it is, its site is the same: built, and served.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use proptest::prelude::*;
use synopsite::base::digest::Digest;
use synopsite::config::{self, Config};
use synopsite::disk::state::State;
use synopsite::pages::builder::Builder;
use synopsite::pages::export;
use synopsite::record::ContentPath;
use synopsite::record::parse::parse;
use synopsite::serve::live::{Answer, Live, PendingChanges};

use crate::beside::png;
use crate::records::{titled, usual, video};
use crate::sandbox::{Sandbox, Tree, assert_same, difference};
use crate::server::{Server, until};

/// What may happen to a site's folder.
#[derive(Debug, Clone)]
enum Step {
    Write(usize, usize),
    Append(usize),
    Delete(usize),
    Rename(usize, usize),
    /// A file that is no text.
    Break(usize),
    /// A folder of records gets another name, with all that is in it.
    Move(usize, usize),
    DeleteFolder(usize),
    /// A companion of a record.
    Beside(usize, usize),
    Corrections(usize),
    /// A record that refers to others, and to pictures.
    Refer(usize, usize),
    Picture(usize, u32),
    Theme(usize),
    Settings(usize),
    Own(usize),
    Rest(u64),
    /// So long that nobody takes a file that was written before for one that may change without a difference.
    Settle,
    /// Another text of the same length.
    Exchange(usize),
    /// A time of long ago.
    SetBack(usize),
    /// Another time for every record.
    Touch,
    /// A build that is killed after some milliseconds.
    Kill(u64),
}

/// What may happen to a folder, and to what builds keep of it.
fn step_between_builds() -> impl Strategy<Value = Step> {
    prop_oneof![
        30 => step(),
        2 => Just(Step::Settle),
        3 => (0..16_usize).prop_map(Step::Exchange),
        3 => (0..16_usize).prop_map(Step::SetBack),
        1 => Just(Step::Touch),
        6 => (0..50_u64).prop_map(Step::Kill),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => (0..16_usize, 0..40_usize).prop_map(|(file, text)| Step::Write(file, text)),
        2 => (0..16_usize).prop_map(Step::Append),
        3 => (0..16_usize).prop_map(Step::Delete),
        3 => (0..16_usize, 0..16_usize).prop_map(|(from, to)| Step::Rename(from, to)),
        1 => (0..16_usize).prop_map(Step::Break),
        1 => (0..3_usize, 0..3_usize).prop_map(|(from, to)| Step::Move(from, to)),
        1 => (0..3_usize).prop_map(Step::DeleteFolder),
        4 => (0..16_usize, 0..BESIDE.len()).prop_map(|(file, what)| Step::Beside(file, what)),
        2 => (0..CORRECTIONS.len()).prop_map(Step::Corrections),
        4 => (0..16_usize, 0..16_usize).prop_map(|(file, to)| Step::Refer(file, to)),
        4 => (0..3_usize, 0..4_u32).prop_map(|(folder, size)| Step::Picture(folder, size)),
        1 => (0..THEMES.len()).prop_map(Step::Theme),
        1 => (0..SETTINGS.len()).prop_map(Step::Settings),
        1 => (0..4_usize).prop_map(Step::Own),
        4 => (0..30_u64).prop_map(Step::Rest),
    ]
}

const FOLDERS: [&str; 3] = ["播客", "播客/长谈", "访谈"];
/// Templates of a card; the empty one stands for none, and one is broken.
const THEMES: [&str; 4] =
    ["", "<b>{{ card.title }}</b>", "<i>{{ card.url }} {{ card.title }}</i>", "{{ crad.title }}"];
/// The endings of companions, and what is in them; those without anything stand for none.
const BESIDE: [(&str, &str); 10] = [
    ("toml", "title = '改过的标题'\ntags = ['订正']\npinned = true"),
    ("toml", "hidden = true"),
    ("toml", "category = '新类'\ndate = '2026-12-30T08:00:00Z'\ntitel = 3\nauthor"),
    ("toml", ""),
    ("srt", "1\n00:00:01,000 --> 00:00:04,000\n大家好今天讲日志,一致性,为什么呢因为状态会丢,再见\n"),
    ("srt", "1\n00:00:01,000 --> 00:0"),
    ("srt", ""),
    ("vtt", "WEBVTT\n\n00:01.000 --> 00:04.000\n<v 阿达>大家好今天讲日志,一致性,为什么呢因为状态会丢\n"),
    ("vtt", "WEBVTT"),
    ("vtt", ""),
];
/// Corrections of many records; the last stands for none.
const CORRECTIONS: [&str; 4] = [
    "['2.txt']\ntitle = '第二'\npinned = true\n['bilibili:BV1xxxxxxxx7']\nhidden = true\n['first.txt']\nstatus = 'partial'",
    "['播客/0.txt']\ncategories = ['甲', '乙/丙']\n['2.txt']\nhidden = true\n['nowhere.txt']\ntags = 1\n[half",
    "['first.txt']\ndate = 2026-11-11T10:00:00\nauthor = '某人'\n['3.txt']\nhidden = true",
    "",
];
/// Settings; the empty ones stand for none, and one set is broken.
const SETTINGS: [&str; 8] = [
    "",
    "versions = 'apart'\ntimezone = 'Asia/Shanghai'",
    "page_size = 3\nbase_url = 'https://example.org/notes/'",
    "language = 'en'\ntimezone = 'America/New_York'\nraw_records = false",
    "title = '读书会'\nversions = 'together'\n[categories]\ndefault_rules = false",
    "page_size = 4\ncontent_dir = 'notes'",
    // Whether it leads anywhere, the folder of static files decides.
    "[redirects]\n'gone.html' = 'own.txt'",
    "pagesize = 3",
];

fn path(file: usize) -> String {
    match file % 4 {
        0 => format!("content/{}/{file}.txt", FOLDERS[file / 4 % 3]),
        1 => format!("notes/{file}.txt"),
        2 if file > 8 => format!("content/{file}.jsonl"),
        _ => format!("content/{file}.txt"),
    }
}

/// Up to three records in JSON Lines.
fn lines(text: usize) -> String {
    let line = |number: usize| {
        let path = ContentPath::new("x.txt");
        export::object(&parse(&path, usual(text + number, "一致性").as_bytes(), None).record) + "\n"
    };
    (0..=text % 3).map(line).collect()
}

/// A record that refers to another, by its path and by its name, and to pictures.
fn refers(to: usize) -> String {
    let path = path(to);
    let title = usual(to, "一致性").lines().find_map(|line| line.strip_prefix("Title: ").map(str::to_owned));
    let text = format!(
        "见[旁](../{0})、[同](./{to}.txt)、[[{to}]]、[[{1}]]。\n\n![图](图.png) ![上](../图.png) ![[图.png|9]]",
        path.split_once('/').map_or("", |(_, path)| path),
        title.unwrap_or_default(),
    );
    titled(&format!("引 {to}"), &format!("Description:\n{text}\n"))
}

/// Takes a step; gives the paths that it touched.
fn take(site: &Sandbox, step: &Step) -> Vec<String> {
    let put = |path: &str, text: &str| {
        match text {
            "" => drop(fs::remove_file(site.path(path))),
            text => drop(site.file(path, text)),
        }
        vec![path.to_owned()]
    };
    let rename = |from: String, to: String| {
        fs::create_dir_all(site.path(&to).parent().unwrap()).unwrap();
        drop(fs::rename(site.path(&from), site.path(&to)));
        vec![from, to]
    };
    let folder = |index: usize| format!("content/{}", FOLDERS[index]);
    match *step {
        Step::Write(file, text) if path(file).ends_with(".jsonl") => put(&path(file), &lines(text)),
        Step::Write(file, text) => put(&path(file), &usual(text, "一致性")),
        Step::Append(file) => {
            let text = fs::read(site.path(&path(file))).unwrap_or_default();
            site.file(&path(file), [&text[..], "又一段\n".as_bytes()].concat());
            vec![path(file)]
        }
        Step::Delete(file) => put(&path(file), ""),
        Step::Rename(from, to) => rename(path(from), path(to)),
        Step::Break(file) => {
            site.file(&path(file), b"\xff\xfe\x00 Title");
            vec![path(file)]
        }
        Step::Move(from, to) => rename(folder(from), folder(to)),
        Step::DeleteFolder(index) => {
            drop(fs::remove_dir_all(site.path(&folder(index))));
            vec![folder(index)]
        }
        Step::Beside(file, what) => {
            let (ending, text) = BESIDE[what];
            put(&path(file).replace("txt", ending), text)
        }
        Step::Corrections(index) => {
            let folder = ["content", "notes"][index % 2];
            put(&format!("{folder}/corrections.toml"), CORRECTIONS[index])
        }
        Step::Refer(file, to) if !path(file).ends_with(".jsonl") => put(&path(file), &refers(to)),
        Step::Picture(index, size) => {
            let path = format!("{}/图.png", folder(index));
            match size {
                0 => drop(fs::remove_file(site.path(&path))),
                size => drop(site.file(&path, png(size, 2, [0, 0, 0]))),
            }
            vec![path]
        }
        Step::Theme(index) => put("templates/card.html", THEMES[index]),
        Step::Settings(index) => put("synopsite.toml", SETTINGS[index]),
        Step::Own(0) => put("static/own.txt", ""),
        Step::Own(number) => put("static/own.txt", &"own".repeat(number)),
        Step::Rest(ms) => {
            sleep(Duration::from_millis(ms));
            Vec::new()
        }
        _ => between_builds(site, step),
    }
}

/// Takes a step that changes times more than texts.
fn between_builds(site: &Sandbox, step: &Step) -> Vec<String> {
    let with_time = |file: usize, time: SystemTime| {
        let file = File::options().append(true).open(site.path(&path(file)));
        file.into_iter().for_each(|file| file.set_modified(time).unwrap());
    };
    match *step {
        Step::Settle => sleep(Duration::from_millis(2100)),
        Step::Exchange(file) => {
            let text = fs::read(site.path(&path(file))).unwrap_or_default();
            if !text.is_empty() {
                site.file(&path(file), String::from_utf8_lossy(&text).replace('一', "二"));
            }
            return vec![path(file)];
        }
        Step::SetBack(file) => {
            with_time(file, SystemTime::UNIX_EPOCH + Duration::from_secs(file as u64));
            return vec![path(file)];
        }
        Step::Touch => {
            (0..16).for_each(|file| with_time(file, SystemTime::now()));
            return (0..16).map(path).collect();
        }
        Step::Kill(ms) => {
            let mut build = site.spawn(&["build"]);
            sleep(Duration::from_millis(ms));
            build.kill().unwrap();
            build.wait().unwrap();
        }
        _ => {}
    }
    Vec::new()
}

fn begin() -> Sandbox {
    let site = Sandbox::new();
    site.file("content/first.txt", usual(41, "一致性")).file("notes/first.txt", usual(42, "一致性"));
    site
}

/// Takes back what may be broken.
fn mend(site: &Sandbox) -> Vec<String> {
    [take(site, &Step::Theme(1)), take(site, &Step::Settings(1))].concat()
}

/// The head of search without the versions of buckets, which a server that shows each state of a site cannot know and has no use
/// for: it lets no browser keep anything.
fn without_versions(head: &[u8]) -> Vec<u8> {
    let mut head = String::from_utf8(head.to_vec()).unwrap();
    while let Some(start) = head.find(",\"versions\":\"") {
        let length = head[start..].find("\"}").unwrap();
        head.replace_range(start..start + length + 1, "");
    }
    head.into_bytes()
}

/// The files of a clean build, as a server has them.
fn clean_as_served(site: &Sandbox) -> Tree {
    let mut tree = clean(site);
    tree.entry("search/head.js".to_owned()).and_modify(|head| *head = without_versions(head));
    tree
}

/// The files of a clean build.
fn clean(site: &Sandbox) -> Tree {
    // What cannot be read is a page, too, and an exit code.
    assert!(matches!(site.run(&["build", "--no-cache", "-o", "clean"]).code(), Some(0 | 1)));
    let mut tree = site.tree_of("clean");
    tree.retain(|path, _| !path.ends_with('/') && !path.starts_with(".synopsite-"));
    fs::remove_dir_all(site.path("clean")).unwrap();
    tree
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_changes_is_built_like_a_clean_build(
        steps in prop::collection::vec(step_between_builds(), 1..14),
    ) {
        let site = begin();
        for step in &steps {
            take(&site, step);
            // It may fail, and leaves the site as it was then.
            site.run(&["build"]);
        }
        mend(&site);
        site.build();
        let mut built = site.tree();
        let clean = clean(&site);
        // Only an earlier build knows where records were.
        let is_remembered = |path: &String, page: &[u8]| {
            !clean.contains_key(path) && String::from_utf8_lossy(page).contains("http-equiv=\"refresh\"")
        };
        built.retain(|path, bytes| {
            !(path.ends_with('/') || path.starts_with(".synopsite-") || is_remembered(path, bytes))
        });
        assert_same(&built, &clean);
    }
}

/// The settings of a site, as the program reads them.
fn configure(root: &Path) -> anyhow::Result<Config> {
    let text = fs::read_to_string(root.join("synopsite.toml")).unwrap_or_default();
    let mut config = config::parse(&text).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    for dir in [&mut config.content_dir, &mut config.templates_dir, &mut config.static_dir] {
        *dir = root.join(&*dir);
    }
    Ok(config)
}

/// What the watcher would say of these paths.
fn pending(site: &Sandbox, live: &Live, touched: &[String]) -> PendingChanges {
    let below = |dir: &str| touched.iter().any(|path| path.starts_with(dir));
    let content = live.config().content_dir;
    let paths: Vec<PathBuf> = touched.iter().map(|path| site.path(path)).collect();
    PendingChanges {
        content: paths.into_iter().filter(|path| path.starts_with(&content)).collect(),
        settings: below("templates") || below("synopsite.toml"),
        files: below("static"),
    }
}

/// A site that follows its folder, and takes what is known of it in a folder of its own.
pub(crate) fn opened(site: &Sandbox) -> Live {
    let root = site.path("");
    Live::open(Box::new(move || configure(&root)), |builder| known(site, builder)).unwrap()
}

/// Keeps what a site knows for the next one.
pub(crate) fn keep(site: &Sandbox, live: &Live) {
    live.index();
    live.keep(|builder| known(site, builder));
}

fn known(site: &Sandbox, builder: &Builder) -> State {
    State::open_records(&site.path("known"), Digest::default(), builder.key_of_entries())
}

/// Everything that a site answers.
pub(crate) fn answers(live: &Live) -> Tree {
    live.index();
    let addresses: BTreeSet<String> = live.published().addresses().map(|route| route.to_string()).collect();
    let answer = |address: String| {
        let bytes = match live.answer(&address).unwrap().expect("an address is answered") {
            Answer::Page(bytes) | Answer::Data(bytes) => bytes.to_vec(),
            Answer::Asset(bytes) => bytes.to_vec(),
            Answer::Soon => panic!("{address} is not ready"),
            Answer::File(file) => fs::read(file).unwrap(),
        };
        (address, bytes)
    };
    addresses.into_iter().map(answer).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_changes_is_published_like_a_clean_build(
        passes in prop::collection::vec(prop::collection::vec(step(), 1..6), 1..100),
    ) {
        let site = begin();
        let mut live = opened(&site);
        for (number, steps) in passes.iter().enumerate() {
            let mut touched: Vec<String> = steps
                .iter()
                .filter(|step| !matches!(step, Step::Rest(_)))
                .flat_map(|step| take(&site, step))
                .collect();
            let is_looked_at = number % 25 == 24 || number + 1 == passes.len();
            if is_looked_at {
                touched.extend(mend(&site));
            }
            live.refresh(&pending(&site, &live, &touched));
            if is_looked_at {
                prop_assert_eq!(live.published().fault, None);
                let clean = clean_as_served(&site);
                let different = difference(&answers(&live), &clean);
                prop_assert!(different.is_empty(), "{:?}", different);
                // It is started anew, with what it knew.
                keep(&site, &live);
                live = opened(&site);
                let different = difference(&answers(&live), &clean);
                prop_assert!(different.is_empty(), "{:?}", different);
            }
        }
    }
}

proptest! {
    // Each runs for seconds, so that looking for a shorter sequence would take hours.
    #![proptest_config(ProptestConfig {
        cases: 2, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn any_sequence_of_changes_is_served_like_a_clean_build(steps in prop::collection::vec(step(), 300)) {
        let site = begin();
        // It begins with what a build knew, of files that are older than any tick of a clock.
        (0..16).for_each(|file| drop(take(&site, &Step::Write(file, file))));
        take(&site, &Step::Settle);
        site.build();
        let server = Server::start(&site, &["-q"]);
        for step in &steps {
            take(&site, step);
        }
        mend(&site);
        let expected = clean_as_served(&site);
        let served = || -> Tree { expected.keys().map(|path| (path.clone(), server.get(&format!("/{path}")).plain())).collect() };
        let same = until(|| (served() == expected).then_some(()));
        prop_assert!(same.is_some(), "{:?}", difference(&served(), &expected));
    }
}

#[test]
fn a_page_of_what_is_known_is_made_of_those_bytes_or_waits() {
    let site = begin();
    let text = usual(1, "一致性");
    site.record("a.txt", &text);
    sleep(Duration::from_millis(2100));
    // The second one knows the record and has not read it.
    keep(&site, &opened(&site));
    let live = opened(&site);
    let (page, home) = (format!("records/bilibili/{}.html", video(1)), "index.html");
    let answer = || live.answer(&page).unwrap().unwrap();
    let shown = || {
        if let Answer::Page(page) = answer() { String::from_utf8(page.to_vec()).unwrap() } else { panic!() }
    };
    let is_there = |address: &str| matches!(live.answer(address).unwrap(), Some(Answer::Page(_)));
    // Gone for a moment, of which nobody is told.
    fs::remove_file(site.path("content/a.txt")).unwrap();
    assert!(!shown().contains("一致性") && is_there(home));
    site.record("a.txt", &text);
    assert!(shown().contains("一致性"));
    // Another, before anybody is told.
    sleep(Duration::from_millis(2100));
    keep(&site, &opened(&site));
    let live = opened(&site);
    let answer = || live.answer(&page).unwrap().unwrap();
    site.record("a.txt", &text.replace("一致性", "可用性"));
    assert!(matches!(answer(), Answer::Soon) && !live.index());
    live.refresh(&pending(&site, &live, &["content/a.txt".to_owned()]));
    let Answer::Page(shown) = answer() else { panic!() };
    assert!(String::from_utf8(shown.to_vec()).unwrap().contains("可用性") && live.index());
}

#[test]
fn what_stands_beside_the_records_is_told_of_as_it_comes_and_goes() {
    let site = begin();
    let live = opened(&site);
    let told = || {
        let tree = answers(&live);
        let page = String::from_utf8_lossy(&tree["problems/index.html"]).into_owned();
        let different = difference(&tree, &clean_as_served(&site));
        assert!(different.is_empty(), "{different:?}");
        ["dead-redirect", "companion-alone", "unreadable", "correction-key"]
            .into_iter()
            .filter(|code| page.contains(&format!("id=\"{code}\"")))
            .collect::<Vec<_>>()
    };
    let put = |path: &str, text: &str| {
        match text {
            "" => fs::remove_file(site.path(path)).unwrap(),
            text => drop(site.file(path, text)),
        }
        assert!(!live.refresh(&pending(&site, &live, &[path.to_owned()])).is_empty(), "{path}");
    };
    let (record, cue) = (usual(1, "一致性"), "1\n00:00:01,000 --> 00:00:02,000\n话\n");
    put("synopsite.toml", "[redirects]\n'gone.html' = 'own.txt'\n");
    assert_eq!(told(), ["dead-redirect"]);
    put("static/own.txt", "own");
    assert_eq!(told(), [""; 0]);
    put("static/own.txt", "");
    assert_eq!(told(), ["dead-redirect"]);
    put("static/own.txt", "own");
    put("content/a.srt", cue);
    assert_eq!(told(), ["companion-alone"]);
    put("content/a.txt", &record);
    put("content/a.md", &record);
    put("content/a.txt", "");
    assert_eq!(told(), [""; 0]);
    put("content/a.md", "");
    assert_eq!(told(), ["companion-alone"]);
    put("content/a.srt", "");
    std::os::unix::fs::symlink("nowhere.txt", site.path("content/link.txt")).unwrap();
    assert!(!live.refresh(&pending(&site, &live, &["content/link.txt".to_owned()])).is_empty());
    assert_eq!(told(), ["unreadable"]);
    put("content/link.txt", "");
    put("content/b.txt", &record);
    put("content/b.toml", "hidden = true\npined = true\n");
    assert_eq!(told(), ["correction-key"]);
    assert!(live.differences().unwrap().is_empty());
}
