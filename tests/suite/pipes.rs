//! What happens where nobody reads what the program says, or where it cannot be written.

use std::fs::OpenOptions;
use std::process::Stdio;

use crate::records::{titled, usual, video};
use crate::sandbox::Sandbox;
use crate::server::Server;

/// A site with something to say of it, and what every command needs.
fn site() -> Sandbox {
    let site = Sandbox::new();
    site.record("a.txt", &usual(1, "一致性")).file("in/b.md", "---\ntitle: 记\n---\n正文\n");
    site.record("bad.txt", &titled("坏", "Description:\n话\n").replace("Status", "Duration: soon\nStatus"));
    site
}

/// Every command that says something and ends.
const COMMANDS: [&[&str]; 13] = [
    &["build"],
    &["build", "--strict"],
    &["build", "-v"],
    &["check"],
    &["check", "--strict", "--format", "json"],
    &["check", "--format", "github"],
    &["check", "--explain", "bad-url"],
    &["import", "in"],
    &["export", "--format", "md"],
    &["export", "--format", "json"],
    &["init", "new"],
    &["man"],
    &["completions", "bash"],
];

/// The end of a pipe that nobody reads.
fn unread() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

#[test]
fn a_command_that_nobody_listens_to_ends_as_it_would_have() {
    for args in COMMANDS {
        let code = site().run(args).code();
        let unheard = site();
        let deaf = unheard.command(args).stdout(unread()).stderr(unread()).status().unwrap();
        assert_eq!(deaf.code(), code, "{args:?}");
        let half = unheard.command(args).stdout(unread()).output().unwrap();
        let said = String::from_utf8_lossy(&half.stderr).into_owned();
        assert!(!said.contains("panicked"), "{args:?}: {said}");
        // Whatever it was told to do is done.
        let done = if args[0] == "build" { unheard.exists("public/index.html") } else { true };
        assert!(done, "{args:?}");
    }
}

#[test]
fn what_cannot_be_written_out_is_an_error_with_words() {
    for args in COMMANDS {
        let site = site();
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let run = site.command(args).stdout(full).output().unwrap();
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert_eq!(run.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains("磁盘已满") || said.contains("the disk is full"), "{args:?}: {said}");
        assert!(!said.contains("panicked"), "{args:?}: {said}");
    }
}

#[test]
fn a_server_that_nobody_listens_to_goes_on_following() {
    let site = site();
    let server = Server::start_unheard(&site);
    // What tells of the first change would have been the last thing that it does.
    for number in 2..5 {
        site.record(&format!("{number}.txt"), &usual(number, "一致性"));
        server.shows("/", &video(number));
    }
    site.file("synopsite.toml", "title = 3\n").file("synopsite.toml", "title = '改过'\n");
    server.shows("/", "改过");
    assert_eq!(server.interrupt(), Some(0));
}
