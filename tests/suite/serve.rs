//! A site that is served while its folder changes.

use std::fs::{self, OpenOptions};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::Duration;

use notify::event::AccessKind;
use notify::{EventKind, RecursiveMode, Watcher};

use crate::records::{titled, usual, video};
use crate::sandbox::Sandbox;
use crate::server::{Server, path_of, until};

/// How long the two halves of a record are apart: longer than a file that rests for a moment.
const PAUSE: Duration = Duration::from_millis(300);
/// How often somebody looks during that time, at least.
const LOOKS: usize = 5;

fn site() -> Sandbox {
    let site = Sandbox::new();
    site.record("first.txt", &usual(1, "一致性"));
    site
}

fn page_of(number: usize) -> String {
    format!("/records/bilibili/{}.html", video(number))
}

/// A record in two halves; only the whole one has the last word.
const HALVES: [&str; 2] = [
    "Timestamp: 2026-05-01T10:00:00\nTitle: 半页\nStatus: success\n\nDescription:\n前半段\n",
    "\nContent:\n后半段的最后一句\n",
];
const HALVED: &str = "/records/half.html";

/// Looks at the record's page again and again while it is written; gives every state that was seen.
fn watched(server: &Server, write: impl FnOnce(&dyn Fn()) + Send) -> Vec<(u16, bool)> {
    let see = || {
        let page = server.get(HALVED);
        (page.status, page.text().contains("后半段的最后一句"))
    };
    let mut states = vec![see()];
    let looks = AtomicUsize::new(0);
    // On a busy machine a look takes long; the pause lasts for some of them.
    let pause = || {
        sleep(PAUSE);
        while looks.load(Ordering::Relaxed) < LOOKS {
            sleep(Duration::from_millis(5));
        }
    };
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| write(&pause));
        while !writer.is_finished() {
            states.push(see());
            looks.fetch_add(1, Ordering::Relaxed);
            sleep(Duration::from_millis(5));
        }
    });
    server.shows(HALVED, "后半段的最后一句");
    states
}

/// Expects that a page was missing until it was whole.
fn assert_never_half(states: &[(u16, bool)]) {
    // The first look was before the writer began.
    assert!(states.len() > LOOKS, "hardly anybody looked while it was written: {states:?}");
    let first = states.iter().position(|state| *state != (404, false)).unwrap_or(states.len());
    assert!(states[first..].iter().all(|state| *state == (200, true)), "{states:?}");
}

#[test]
fn a_record_whose_writer_pauses_is_never_shown_by_half() {
    let site = site();
    let server = Server::start(&site, &[]);
    let states = watched(&server, |pause| {
        let mut file = fs::File::create(site.path("content/half.txt")).unwrap();
        file.write_all(HALVES[0].as_bytes()).unwrap();
        pause();
        file.write_all(HALVES[1].as_bytes()).unwrap();
    });
    assert_never_half(&states);
}

#[test]
fn a_record_that_is_renamed_into_place_is_never_shown_by_half() {
    let site = site();
    let server = Server::start(&site, &[]);
    let states = watched(&server, |pause| {
        let (passing, name) = (site.path("content/half.txt.part"), site.path("content/half.txt"));
        fs::write(&passing, HALVES[0]).unwrap();
        pause();
        fs::write(&passing, HALVES.concat()).unwrap();
        fs::rename(&passing, &name).unwrap();
    });
    assert_never_half(&states);
}

#[test]
fn what_is_appended_to_a_record_is_shown_in_the_end() {
    let site = site();
    let server = Server::start(&site, &[]);
    let states = watched(&server, |pause| {
        fs::write(site.path("content/half.txt"), HALVES[0]).unwrap();
        pause();
        let mut file = OpenOptions::new().append(true).open(site.path("content/half.txt")).unwrap();
        file.write_all(HALVES[1].as_bytes()).unwrap();
    });
    let first = states.iter().position(|state| state.0 == 200).expect("the first half is a record");
    assert!(states[first..].iter().all(|state| state.0 == 200), "a page that was there went away");
}

#[test]
fn every_kind_of_change_is_served_and_told() {
    let site = site();
    let server = Server::start(&site, &[]);
    site.record("second.txt", &usual(2, "一致性"));
    server.shows("/", &video(2));
    server.shows(&page_of(2), "一致性");
    server.says("+ content/second.txt：新记录，records/bilibili/");
    site.record("second.txt", &usual(2, "可用性"));
    server.shows(&page_of(2), "可用性");
    server.says("~ content/second.txt：有变化，");
    fs::rename(site.path("content/second.txt"), site.path("content/third.txt")).unwrap();
    server.shows(&page_of(2), "third.txt");
    site.remove("content/third.txt");
    server.answers(&page_of(2), 404);
    server.says("- content/third.txt：已删除");
    assert!(!server.get("/").text().contains(&video(2)));
    assert!(server.said().lines().skip(2).all(|line| line.ends_with(" ms")), "{}", server.said());
    assert!(!site.exists("public"), "serving writes nothing");
}

#[test]
fn folders_come_move_and_go_with_all_that_is_in_them() {
    let site = site();
    let server = Server::start(&site, &[]);
    // Written before the system can have begun to watch the new folders.
    for number in 2..8 {
        site.record(&format!("播客/长谈/{number}.txt"), &usual(number, "一致性"));
    }
    for number in 2..8 {
        server.shows(&page_of(number), "播客/长谈");
    }
    fs::rename(site.path("content/播客"), site.path("content/访谈")).unwrap();
    server.shows(&page_of(7), "访谈/长谈");
    site.record("访谈/长谈/9.txt", &usual(9, "一致性"));
    server.shows(&page_of(9), "访谈/长谈");
    fs::rename(site.path("content/访谈"), site.path("elsewhere")).unwrap();
    server.answers(&page_of(7), 404);
    fs::rename(site.path("elsewhere"), site.path("content/回来")).unwrap();
    server.shows(&page_of(7), "回来/长谈");
    fs::remove_dir_all(site.path("content/回来")).unwrap();
    server.answers(&page_of(9), 404);
    server.answers(&page_of(1), 200);
}

#[test]
fn a_folder_of_records_may_go_away_and_come_back() {
    let site = site();
    let server = Server::start(&site, &[]);
    fs::rename(site.path("content"), site.path("away")).unwrap();
    server.says("错误：无法读取内容文件夹 content：它不存在");
    assert_eq!(server.get(&page_of(1)).status, 200, "the last good state stays");
    fs::rename(site.path("away"), site.path("content")).unwrap();
    server.says("错误已排除");
    site.record("second.txt", &usual(2, "一致性"));
    server.shows("/", &video(2));
    // Another folder in its place.
    fs::rename(site.path("content"), site.path("away")).unwrap();
    site.record("third.txt", &usual(3, "一致性"));
    server.shows("/", &video(3));
    server.answers(&page_of(1), 404);
    site.record("fourth.txt", &usual(4, "一致性"));
    server.shows("/", &video(4));
}

#[test]
fn a_folder_of_records_may_be_a_link_that_is_turned() {
    let site = Sandbox::new();
    site.file("one/a.txt", usual(1, "一致性")).file("two/b.txt", usual(2, "一致性"));
    symlink(site.path("one"), site.path("content")).unwrap();
    let server = Server::start(&site, &[]);
    site.file("one/c.txt", usual(3, "一致性"));
    server.shows("/", &video(3));
    symlink(site.path("two"), site.path("turned")).unwrap();
    fs::rename(site.path("turned"), site.path("content")).unwrap();
    server.shows("/", &video(2));
    server.answers(&page_of(1), 404);
    site.file("two/d.txt", usual(4, "一致性"));
    server.shows("/", &video(4));
}

#[test]
fn a_folder_that_nothing_tells_of_is_looked_at() {
    let site = site();
    let server = Server::start(&site, &["--poll"]);
    site.record("播客/second.txt", &usual(2, "一致性"));
    server.shows("/", &video(2));
    site.record("播客/second.txt", &usual(2, "可用性"));
    server.shows(&page_of(2), "可用性");
    site.file("templates/card.html", "<b>own card</b>").file("static/note.bin", "1");
    server.shows("/", "own card");
    server.answers("/note.bin", 200);
    site.remove("content/播客/second.txt");
    server.answers(&page_of(2), 404);
}

#[test]
fn settings_templates_and_files_are_followed_and_their_faults_leave_the_last_good_site() {
    let site = site();
    let server = Server::start(&site, &[]);
    let mut told = server.listen("/index.html", "");
    assert!(told.next().unwrap().data["fault"].is_null());
    site.file("templates/card.html", "<p>\n{{ crad.title }}");
    let message = told.next().unwrap();
    let fault = message.data["fault"].as_str().unwrap();
    assert!(fault.contains("card.html:2:4") && fault.contains("crad"), "{fault}");
    assert!(server.get("/").text().contains("class=\"card"), "the last good page stays");
    // What else happens meanwhile is there as soon as the fault is mended.
    site.record("second.txt", &usual(2, "一致性"));
    site.file("templates/card.html", "<p>own card {{ card.title }}");
    server.shows("/", "own card 第2期");
    assert!(told.next().unwrap().data["fault"].is_null());
    site.remove("templates/card.html");
    server.shows("/", "class=\"card");
    site.file("synopsite.toml", "title = '读书会'\npagesize = 3\n");
    server.says("synopsite.toml:2:1");
    site.file("synopsite.toml", "title = '读书会'\ncontent_dir = 'notes'\n")
        .file("notes/n.txt", usual(5, "一致性"));
    server.shows("/", "读书会");
    server.shows("/", &video(5));
    server.answers(&page_of(1), 404);
    site.file("notes/m.txt", usual(6, "一致性"));
    server.shows("/", &video(6));
    site.file("static/own.txt", "one");
    server.shows("/own.txt", "one");
    site.file("static/own.txt", "another");
    server.shows("/own.txt", "another");
    site.remove("static/own.txt");
    server.answers("/own.txt", 404);
}

#[test]
fn an_open_page_is_told_what_concerns_it() {
    let site = site();
    let server = Server::start(&site, &[]);
    let mut record = server.listen(&page_of(1), "");
    let first = record.next().unwrap().data;
    let tag = first["page"].as_str().unwrap().to_owned();
    assert!(server.get(&page_of(1)).text().contains(&format!("data-tag=\"{tag}\"")));
    // Older, so that it is not a neighbour.
    site.record("other.txt", &titled("别的", "Description:\n说明\n"));
    let second = record.next().unwrap().data;
    assert_eq!(second["arrivals"][0]["title"], "别的");
    assert_eq!(second["arrivals"][0]["url"], "records/other.html");
    site.record("first.txt", &usual(1, "可用性"));
    assert_ne!(record.next().unwrap().data["page"], tag);
    site.file("static/assets/site.css", "body{}");
    assert_ne!(record.next().unwrap().data["styles"], first["styles"]);
    site.remove("content/first.txt");
    let last = record.next().unwrap().data;
    assert!(last["page"].is_null(), "{last}");
    assert_eq!(last["arrivals"].as_array().unwrap().len(), 0);
}

#[test]
fn a_file_of_the_site_stands_in_place_of_data_for_search() {
    let site = site();
    site.file("static/search/words/a.js", "own").file("static/search/head.js", "own");
    let server = Server::start(&site, &[]);
    assert_eq!(server.get("/search/words/a.js").text(), "own");
    assert_eq!(server.get("/search/head.js").text(), "own");
    assert!(server.get("/search/words/b.js").text().starts_with("synopsite.take("));
}

#[test]
fn who_comes_back_is_told_what_came_meanwhile() {
    let site = site();
    let server = Server::start(&site, &[]);
    let left = server.listen("/index.html", "").next().unwrap().id;
    // A page is told what came after it was made, also where it has not listened yet.
    let loaded = || {
        let page = server.get("/").text();
        page.split_once("data-last=\"").unwrap().1.split_once('"').unwrap().0.to_owned()
    };
    let before = loaded();
    site.record("second.txt", &usual(2, "一致性"));
    server.shows("/", &video(2));
    let arrivals = |last: &str| server.listen("/index.html", last).next().unwrap().data["arrivals"].clone();
    assert_eq!(arrivals(&left).as_array().map(Vec::len), Some(1));
    assert_eq!(arrivals(&before).as_array().map(Vec::len), Some(1));
    assert_eq!(arrivals(&loaded()).as_array().map(Vec::len), Some(0));
    assert_eq!(arrivals("").as_array().map(Vec::len), Some(0), "a new page shows it already");
    assert_eq!(arrivals("12345-0").as_array().map(Vec::len), Some(0), "that was another server");
}

#[test]
fn answers_are_what_browsers_and_tools_expect() {
    let site = site();
    site.file("static/pictures/大图.png", (0..=255_u8).collect::<Vec<_>>()).file("static/notes.txt", "文字");
    let server = Server::start(&site, &[]);
    let home = server.get("/");
    assert_eq!((home.status, home.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!(home.header("x-content-type-options"), "nosniff");
    assert_eq!(home.header("cross-origin-resource-policy"), "same-origin");
    let tag = format!("If-None-Match: {}", home.header("etag"));
    assert_eq!(server.request("GET", "/", &[&tag]).status, 304);
    let head = server.request("HEAD", "/", &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), home.body.len().to_string());
    for coding in ["gzip", "br"] {
        let accepts = format!("Accept-Encoding: {coding}");
        let coded = server.request("GET", "/", &[&accepts]);
        assert_eq!(coded.header("content-encoding"), coding);
        assert!(coded.body.len() < home.body.len());
    }
    for (path, kind) in [
        ("/assets/site.css", "text/css; charset=utf-8"),
        ("/pictures/大图.png", "image/png"),
        ("/notes.txt", "text/plain; charset=utf-8"),
    ] {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (200, kind), "{path}");
        let tag = format!("If-None-Match: {}", answer.header("etag"));
        assert_eq!(server.request("GET", &path_of(path), &[&tag]).status, 304, "{path}");
    }
    let part = server.request("GET", "/pictures/%E5%A4%A7%E5%9B%BE.png", &["Range: bytes=10-12"]);
    assert_eq!((part.status, part.body.as_slice()), (206, &[10, 11, 12][..]));
    assert_eq!(part.header("content-range"), "bytes 10-12/256");
    let nowhere = server.request("GET", "/pictures/%E5%A4%A7%E5%9B%BE.png", &["Range: bytes=900-"]);
    assert_eq!(nowhere.status, 416);
    // Nobody has to serve several parts at once, and who cannot sends the whole.
    for several in ["bytes=0-4,10-12", "bytes=0-4, 2-8", "bytes=-5,0-0", "bytes=0-4,900-", "lines=1-2"] {
        for path in ["/pictures/%E5%A4%A7%E5%9B%BE.png", "/assets/site.css", "/"] {
            let whole = server.request("GET", path, &[&format!("Range: {several}")]);
            assert_eq!(
                (whole.status, whole.body),
                (200, server.request("GET", path, &[]).body),
                "{several} {path}"
            );
        }
    }
    let part = server.request("GET", "/", &["Range: bytes=0-14"]);
    assert_eq!((part.status, part.text().to_lowercase().as_str()), (206, "<!doctype html>"));
    let moved = server.get("/categories");
    assert_eq!((moved.status, moved.header("location")), (308, "/categories/"));
    let missing = server.get("/records/nothing.html");
    assert_eq!((missing.status, missing.text().contains("<base href=\"/404.html\">")), (404, true));
    assert_eq!(server.request("POST", "/", &[]).status, 405);
}

#[test]
fn nothing_outside_the_site_and_nobody_elses_name_is_answered() {
    let site = site();
    site.file("secret.txt", "secret").file("static/own.txt", "own");
    let server = Server::start(&site, &["--allow-host", "notes.example"]);
    for path in [
        "/../secret.txt",
        "/static/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/own.txt/../../secret.txt",
        "//secret.txt",
        "/content/first.txt",
        "/%00",
        "/%ff",
        "/synopsite.toml",
    ] {
        let answer = server.request("GET", path, &[]);
        assert!(answer.status == 404 && !answer.text().contains("secret</"), "{path}: {answer:?}");
    }
    for (host, status) in [
        ("evil.example", 403),
        ("localhost.evil.example", 403),
        ("127.0.0.1.evil.example", 403),
        ("[::1].evil.example", 403),
        ("localhost:80@evil.example", 403),
        ("localhost\r\nHost: evil.example", 403),
        ("", 403),
        ("NOTES.example", 200),
        ("notes.example:4000", 200),
        ("localhost", 200),
        ("[::1]:4000", 200),
        ("192.168.1.7:4000", 200),
    ] {
        let host = format!("Host: {host}");
        for path in ["/", "/.synopsite/live.js", "/own.txt"] {
            assert_eq!(server.request("GET", path, &[&host]).status, status, "{host} {path}");
        }
    }
}

#[test]
fn a_taken_port_is_passed_over_and_an_interrupt_ends_it_at_once() {
    let site = site();
    let first = Server::start(&site, &[]);
    let mut reader = first.listen("/index.html", "");
    reader.next().unwrap();
    let second = Server::start_at(&site, first.port, &[]);
    assert!(second.port > first.port && second.port < first.port + 20);
    assert!(second.said().contains(&format!("端口 {} 已被占用", first.port)), "{}", second.said());
    let begun = std::time::Instant::now();
    assert_eq!(first.interrupt(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(2), "a listener holds it up");
    assert!(reader.next().is_none());
}

#[test]
fn a_site_for_a_sub_path_is_served_there_too() {
    let site = site();
    let server = Server::start(&site, &["-u", "https://example.org/notes/"]);
    for path in ["/", "/notes/"] {
        assert!(server.get(path).text().contains("https://example.org/notes/"), "{path}");
    }
    assert_eq!(server.get(&format!("/notes{}", page_of(1))).status, 200);
    assert_eq!(server.get("/notes/assets/site.css").status, 200);
}

#[test]
fn a_writer_that_never_rests_holds_nobody_up() {
    let site = site();
    let server = Server::start(&site, &[]);
    let mut busy = fs::File::create(site.path("content/busy.txt")).unwrap();
    busy.write_all(titled("不停", "Description:\n开始\n").as_bytes()).unwrap();
    let mut number = 1;
    let found = until(|| {
        busy.write_all("又一行\n".as_bytes()).unwrap();
        if number == 5 {
            site.record("second.txt", &usual(2, "一致性"));
        }
        number += 1;
        (number > 5 && server.get(&page_of(2)).status == 200).then(|| server.get("/records/busy.html").status)
    });
    assert_eq!(found, Some(404), "the other record comes first");
    let taken = until(|| {
        busy.write_all("又一行\n".as_bytes()).unwrap();
        (server.get("/records/busy.html").status == 200).then_some(())
    });
    assert!(taken.is_some(), "and this one in the end");
}

#[test]
fn records_that_the_system_does_not_tell_of_are_found() {
    let site = site();
    let server = Server::start(&site, &[]);
    let limit = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events");
    let limit: usize = limit.ok().and_then(|limit| limit.trim().parse().ok()).unwrap_or(16_384);
    server.sleeps_through(|| {
        // Equal events in a row are told as one, so two files take turns.
        for number in 0..limit {
            let name = ["content/a.part", "content/b.part"][number % 2];
            fs::write(site.path(name), "x").unwrap();
        }
        for number in 2..30 {
            site.record(&format!("{number}.txt"), &usual(number, "一致性"));
        }
        site.remove("content/first.txt");
    });
    for number in 2..30 {
        server.answers(&page_of(number), 200);
    }
    server.answers(&page_of(1), 404);
}

/// Clients that begin a request and never end it keep nobody out: neither readers nor pages that listen.
#[test]
fn half_requests_hold_nobody_up_and_are_ended() {
    let site = site();
    // As few files as any system lets a process have open.
    let server = Server::start_in(site.shell("ulimit -n 256; exec \"$0\" serve -p 0"));
    let mut listener = server.listen("/", "");
    assert!(listener.next().is_some());
    let half = || {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nHost: local").unwrap();
        stream
    };
    let mut halves: Vec<TcpStream> = (0..300).map(|_| half()).collect();
    let page = halves_past(&server);
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    site.record("second.txt", &usual(2, "一致性"));
    assert_eq!(listener.next().expect("a message").data["arrivals"][0]["title"], "第2期：先写日志再改状态");
    let mut last = halves.pop().unwrap();
    assert_eq!(last.read(&mut [0; 1]).expect("an end"), 0);
}

/// The start of the answer to a whole request, from a client that does not wait for ever.
fn halves_past(server: &Server) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut start = [0; 12];
    stream.read_exact(&mut start).expect("an answer");
    String::from_utf8_lossy(&start).into_owned()
}

/// How often a folder is opened to be listed while something happens.
fn listings(folder: &Path, happens: impl FnOnce()) -> usize {
    let (sender, events) = std::sync::mpsc::channel();
    let mut watcher = notify::recommended_watcher(sender).unwrap();
    watcher.watch(folder, RecursiveMode::NonRecursive).unwrap();
    happens();
    let is_listing = |event: &notify::Event| {
        let is_open = matches!(event.kind, EventKind::Access(AccessKind::Open(_)));
        is_open && event.paths.iter().any(|path| path == folder)
    };
    events.try_iter().flatten().filter(is_listing).count()
}

#[test]
fn many_files_that_go_or_are_renamed_at_once_are_looked_for_once() {
    let site = Sandbox::new();
    for number in 0..300 {
        site.record(&format!("{number}.txt"), &titled(&format!("第{number}篇"), "Description:\n摘要。\n"));
        site.record(&format!("{number}.srt"), "1\n00:00:01,000 --> 00:00:02,000\n字幕。\n");
    }
    let server = Server::start(&site, &[]);
    let opened = listings(&site.path("content"), || {
        server.sleeps_through(|| {
            for number in 0..200 {
                site.remove(&format!("content/{number}.txt"));
            }
            for number in 200..250 {
                let path = |name: String| site.path("content").join(name);
                fs::rename(path(format!("{number}.txt")), path(format!("renamed-{number}.txt"))).unwrap();
            }
        });
        for number in 0..200 {
            server.answers(&format!("/records/{number}.html"), 404);
        }
        for number in 200..250 {
            server.answers(&format!("/records/renamed-{number}.html"), 200);
        }
    });
    assert!(opened < 20, "the folder was listed {opened} times");
    // What stood beside a record has none now, and is told of.
    server.shows("/problems/index.html", "companion-alone");
}
