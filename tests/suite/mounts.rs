//! An output folder that is a disk of its own, or has one in it. The program runs with mounts that nobody else sees;
//! where that is not permitted, the tests say so.

use std::process::Command;

use crate::records::{fill, usual};
use crate::sandbox::{Sandbox, assert_same};

/// Runs a script in the site's folder in which `$0` is the program and mounts are the script's own. `None` where
/// nothing may be mounted.
#[expect(clippy::print_stderr, reason = "a test that does not run says so")]
fn with_mounts(site: &Sandbox, script: &str) -> Option<(i32, String)> {
    let unshare = |arguments: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(["--mount", "sh", "-euc"]).args(arguments).current_dir(site.path(""));
        command.output()
    };
    let probe = unshare(&["mount -t tmpfs none /mnt"]);
    if !probe.is_ok_and(|probe| probe.status.success()) {
        eprintln!("not tested: this user may not mount");
        return None;
    }
    let run = unshare(&[script, env!("CARGO_BIN_EXE_synopsite")]).unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    Some((run.status.code().unwrap(), said))
}

/// The same, for a script that succeeds; whether it ran.
fn succeeds(site: &Sandbox, script: &str) -> bool {
    with_mounts(site, script).is_some_and(|(code, said)| {
        assert_eq!(code, 0, "{said}");
        true
    })
}

/// Records as they were and as they are to be, and a folder for the site.
fn site() -> Sandbox {
    let site = Sandbox::new();
    fill(&site, "before", 0..40, "从前的话");
    fill(&site, "after", 10..50, "后来的话");
    site.file("public/.keep", "").file("copy/.keep", "").file("disk/.keep", "");
    site.run(&["build", "--content-dir", "after", "-o", "clean"]).succeeds();
    site
}

const DISKS: [&str; 2] = ["mount -t tmpfs none public", "mount --bind disk public"];

/// As a volume in a container has it: what is in it, what is beside it, and what a second build does.
#[test]
fn a_mount_point_gets_a_site_and_the_next_one() {
    for disk in DISKS {
        let site = site();
        let script = format!(
            "{disk}
            mkdir public/lost+found; echo example.org > public/CNAME
            $0 build --content-dir before; test -f public/index.html
            mkdir -m 700 public/private; echo mine > public/records/mine
            $0 build --content-dir after
            test $(stat -c %a public/private) = 700; rmdir public/private public/lost+found
            test $(cat public/CNAME public/records/mine | tr -d '\\n') = example.orgmine
            rm -f public/CNAME public/records/mine public/.keep; cp -a public/. copy/; rm -f copy/.keep
            $0 build --content-dir after > again"
        );
        if succeeds(&site, &script) {
            assert_same(&site.tree_of("copy"), &site.tree_of("clean"));
            assert!(site.read("again").contains("写入 0"), "{}", site.read("again"));
            assert_eq!(site.names(), ["after", "again", "before", "clean", "copy", "disk", "public"]);
        }
    }
}

#[test]
fn a_folder_gives_way_to_a_file_on_a_mount_point_too() {
    let site = Sandbox::new();
    site.record("a.txt", &usual(1, "一致性")).file("public/.keep", "").file("copy/.keep", "");
    site.file("own1/demo/index.html", "demo")
        .file("own2/demo", "demo")
        .file("own3/demo/again/index.html", "demo");
    let script = "mount -t tmpfs none public
        for own in own1 own2 own3; do cp -r $own static; $0 build; rm -r static; done; cp -a public/. copy/; rm copy/.keep
        cp -r own3 static; $0 build -o clean";
    if succeeds(&site, script) {
        assert_same(&site.tree_of("copy"), &site.tree_of("clean"));
    }
}

/// Whenever a build is killed, each page is whole, and the next build makes the site whole.
#[test]
fn a_build_that_is_killed_on_a_mount_point_is_finished_by_the_next() {
    let site = site();
    let script = "mount -t tmpfs none public; echo example.org > public/CNAME
        $0 build --content-dir before; mkdir -m 700 public/private
        for delay in 0.05 0.1 0.2 0.3 0.4 0.5 0.6 0.8 1 1.2; do
            timeout -s KILL $delay $0 build --content-dir after || true
            test $(cat public/CNAME) = example.org; test $(stat -c %a public/private) = 700
            for page in public/index.html public/records/bilibili/*.html; do tail -c 20 $page | grep -q '</html>'; done
            timeout -s KILL $delay $0 build --content-dir before || true
        done
        $0 build --content-dir after; rm -r public/CNAME public/private; cp -a public/. copy/; rm copy/.keep";
    if succeeds(&site, script) {
        assert_same(&site.tree_of("copy"), &site.tree_of("clean"));
    }
}

/// A disk within the site cannot move with what is around it.
#[test]
fn a_mount_point_in_the_output_folder_stays_where_it_is() {
    let site = site();
    site.file("disk/photo.jpg", "photo");
    let script = "$0 build --content-dir before
        mkdir public/uploads; mount --bind disk public/uploads
        $0 build --content-dir after; test $(cat public/uploads/photo.jpg) = photo
        test -z \"$(ls -A | grep synopsite | grep -v -e -cache$ -e -spare$)\"
        umount public/uploads; rmdir public/uploads; rm -f public/.keep";
    if succeeds(&site, script) {
        assert_same(&site.tree(), &site.tree_of("clean"));
    }
}

/// A disk that lacks inodes has room: whoever looks for large files to delete finds none.
#[test]
fn a_disk_that_can_hold_no_more_files_is_told_from_a_full_one() {
    let site = site();
    for (options, reason) in [("nr_inodes=60", "inode"), ("size=200k", "磁盘已满")] {
        let script = format!(
            "mount -t tmpfs -o {options} none public; status=0; $0 build --content-dir after || status=$?
            test $status = 2; test -z \"$(ls -A public)\""
        );
        if let Some((code, said)) = with_mounts(&site, &script) {
            assert_eq!(code, 0, "{said}");
            assert!(said.contains(reason), "{said}");
        }
    }
}

/// Whatever a disk has no room for, the site that stands is a whole one, and what the build before kept makes no wrong one of it.
#[test]
fn a_disk_that_fills_up_between_builds_has_a_whole_site_or_none() {
    let site = site();
    site.run(&["build", "--content-dir", "before", "-o", "clean-before"]).succeeds();
    let script = "same() { diff -rq -x '.synopsite-*' disk/public $1 > differences; }
        whole=$(find clean -type f -printf '%s\\n' | awk '{ pages += int(($1 + 4095) / 4096) } END { print 4 * pages }')
        for more in -300 0 50 100 200 300 400 500 600 700 800 1000 1300; do
            mount -t tmpfs -o size=$((whole + more))k none disk
            for content in before after before after; do
                status=0; $0 -q build --content-dir $content -o disk/public > said 2>&1 || status=$?
                echo $status >> statuses
                test $status = 0 || grep -q 磁盘已满 said
                test ! -e disk/public/index.html || same clean-before || same clean
            done
            mount -o remount,size=100m none disk
            $0 -q build --content-dir after -o disk/public; same clean
            umount disk
        done";
    if succeeds(&site, script) {
        let statuses = site.read("statuses");
        // Some sizes have room for a site and not for the next one.
        assert!(statuses.contains('2') && statuses.contains("0\n2"), "{statuses}");
    }
}
