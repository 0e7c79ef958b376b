//! A reader sees the old site or the new one, whatever happens to the builds.

use std::fs::{self, File, Permissions};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::records::fill;
use crate::sandbox::{Sandbox, Tree, assert_same, difference};

/// What stands in the output folder beside the site, and has to stay.
const FOREIGN: [(&str, &str); 2] = [("CNAME", "example.org"), (".git/HEAD", "ref: refs/heads/main")];

/// Two folders of records that have most of their addresses in common, and the sites they become.
struct Rivals {
    site: Sandbox,
    trees: [Tree; 2],
}

const CONTENTS: [&str; 2] = ["before", "after"];

impl Rivals {
    fn new(records: usize) -> Self {
        let site = Sandbox::new();
        fill(&site, CONTENTS[0], 0..records, "从前的话");
        fill(&site, CONTENTS[1], 10..records + 10, "后来的话");
        let trees = CONTENTS.map(|content| {
            let output = format!("site-{content}");
            for (path, text) in FOREIGN {
                site.file(&format!("{output}/{path}"), text);
            }
            site.run(&["build", "--content-dir", content, "-o", &output]).succeeds();
            site.tree_of(&output)
        });
        for (path, text) in FOREIGN {
            site.file(&format!("public/{path}"), text);
        }
        assert!(difference(&trees[0], &trees[1]).len() > records, "the two sites hardly differ");
        Self { site, trees }
    }

    fn arguments(which: usize) -> [&'static str; 3] {
        ["build", "--content-dir", CONTENTS[which]]
    }

    /// Builds to the end; gives how long it takes.
    fn build(&self, which: usize) -> Duration {
        let started = Instant::now();
        self.site.run(&Self::arguments(which)).succeeds();
        let duration = started.elapsed();
        assert_same(&self.site.tree(), &self.trees[which]);
        self.assert_nothing_beside();
        duration
    }

    /// Starts a build, and kills it when `moment` has come.
    fn kill(&self, which: usize, moment: impl FnOnce()) {
        let mut build = self.site.spawn(&Self::arguments(which));
        moment();
        build.kill().unwrap();
        build.wait().unwrap();
    }

    /// Which of the two sites is there, whole.
    fn standing(&self) -> usize {
        let tree = self.site.tree();
        let which = self.trees.iter().position(|whole| *whole == tree);
        let unlike = || self.trees.iter().map(|whole| difference(&tree, whole)).min_by_key(Vec::len);
        which.unwrap_or_else(|| panic!("half a site: {:#?}", unlike()))
    }

    fn assert_nothing_beside(&self) {
        assert_eq!(self.site.names(), ["after", "before", "public", "site-after", "site-before"]);
    }
}

/// Fractions between 0 and 1 that look like chance and are the same in every run.
fn fractions() -> impl Iterator<Item = f64> {
    std::iter::successors(Some(0.5_f64), |last| Some((last + 0.618_033_988_75) % 1.0))
}

#[test]
fn a_build_that_is_killed_leaves_the_old_site_or_the_new_one() {
    let rivals = Rivals::new(300);
    rivals.build(0);
    let duration = rivals.build(1).max(rivals.build(0));
    for (index, fraction) in fractions().take(50).enumerate() {
        let old = rivals.standing();
        let new = 1 - old;
        // One half anywhere in the build, the other at its end, where the site is put in its place.
        let delay = if index % 2 == 0 { fraction * 1.1 } else { 0.9 + fraction * 0.3 };
        rivals.kill(new, || sleep(duration.mul_f64(delay)));
        rivals.standing();
        // What is left of several killed builds disturbs the next no more than what is left of one.
        if index % 3 == 0 {
            rivals.build(new);
        }
    }
    rivals.build(0);
}

/// The moments that matter most last a few milliseconds, so each kill is aimed by the one before: later
/// where that one came before the exchange, sooner where it came after.
#[test]
fn a_build_that_is_killed_while_it_puts_the_site_in_its_place_leaves_one_whole_site() {
    let rivals = Rivals::new(300);
    rivals.build(0);
    let manifest = rivals.site.path(".public.synopsite/.synopsite-manifest");
    let mut survivors = [0, 0];
    let mut delay = Duration::from_millis(4);
    while survivors.iter().sum::<usize>() < 30 || survivors.contains(&0) {
        assert!(survivors.iter().sum::<usize>() < 300, "no kill hit the moment: {survivors:?}");
        let new = 1 - rivals.standing();
        rivals.kill(new, || {
            let started = Instant::now();
            while !manifest.exists() && started.elapsed() < Duration::from_secs(20) {
                std::hint::spin_loop();
            }
            sleep(delay);
        });
        let came_after = rivals.standing() == new;
        survivors[usize::from(came_after)] += 1;
        delay = delay.mul_f64(if came_after { 0.8 } else { 1.3 });
    }
    rivals.build(0);
}

#[test]
fn two_builds_at_once_do_not_mix() {
    let rivals = Rivals::new(60);
    for _ in 0..5 {
        let builds = [0, 1, 0].map(|which| rivals.site.spawn(&Rivals::arguments(which)));
        for mut build in builds {
            assert!(build.wait().unwrap().success());
        }
        rivals.standing();
        rivals.assert_nothing_beside();
    }
}

/// What a build leaves that is killed between the exchange of the folders and the move of what others have: the old
/// site is beside the new one, in which links lead to it.
#[test]
fn what_others_have_is_moved_by_the_next_build_when_the_last_was_killed() {
    for is_first in [false, true] {
        let rivals = Rivals::new(12);
        let site = &rivals.site;
        // Where there was no site, the folder held other things alone.
        if !is_first {
            rivals.build(0);
        }
        site.file("public/private/deep/key", "secret").file("public/records/bilibili/mine", "mine");
        fs::set_permissions(site.path("public/private"), Permissions::from_mode(0o700)).unwrap();
        site.run(&["build", "--content-dir", CONTENTS[1], "-o", "new"]).succeeds();
        fs::rename(site.path("public"), site.path(".public.synopsite")).unwrap();
        fs::rename(site.path("new"), site.path("public")).unwrap();
        for path in ["private", "records/bilibili/mine", ".git", "CNAME"] {
            let up = "../".repeat(path.matches('/').count() + 1);
            let link = site.path(&format!("public/{path}"));
            symlink(format!("{up}.public.synopsite/{path}"), link).unwrap();
        }
        site.run(&Rivals::arguments(1)).succeeds();
        assert_eq!(site.read("public/private/deep/key"), "secret");
        assert_eq!(
            fs::symlink_metadata(site.path("public/private")).unwrap().permissions().mode() & 0o777,
            0o700
        );
        assert!(fs::symlink_metadata(site.path("public/records/bilibili/mine")).unwrap().is_file());
        fs::remove_dir_all(site.path("public/private")).unwrap();
        site.remove("public/records/bilibili/mine");
        rivals.build(1);
    }
}

fn with_stderr(site: &Sandbox, args: &[&str]) -> Child {
    site.command(args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn a_build_says_that_it_waits_for_another() {
    let rivals = Rivals::new(10);
    let lock = File::create(rivals.site.path(".public.synopsite.lock")).unwrap();
    for quiet in [false, true] {
        lock.lock().unwrap();
        let mut args = Rivals::arguments(0).to_vec();
        args.extend(quiet.then_some("--quiet"));
        let mut build = with_stderr(&rivals.site, &args);
        let mut said = BufReader::new(build.stderr.take().unwrap());
        let mut line = String::new();
        if !quiet {
            said.read_line(&mut line).unwrap();
            assert!(line.contains("public") && line.contains("等它结束"), "{line}");
        }
        assert!(build.try_wait().unwrap().is_none());
        lock.unlock().unwrap();
        said.read_to_string(&mut line).unwrap();
        assert!(build.wait().unwrap().success());
        assert!(!quiet || line.is_empty(), "{line}");
        rivals.standing();
        rivals.assert_nothing_beside();
    }
}

/// Whoever locks the folder around the site has other reasons.
#[test]
fn the_folder_around_the_site_may_be_locked() {
    let rivals = Rivals::new(10);
    let around = File::open(rivals.site.path("")).unwrap();
    around.lock().unwrap();
    let mut build = rivals.site.spawn(&Rivals::arguments(0));
    let started = Instant::now();
    while build.try_wait().unwrap().is_none() {
        assert!(started.elapsed() < Duration::from_secs(300), "the build waits for the folder");
        sleep(Duration::from_millis(20));
    }
    assert!(build.wait().unwrap().success());
}

/// Tells a build to end as soon as it has begun to write; gives its exit code.
fn end(build: &mut Child, site: &Sandbox, signal: &str) -> Option<i32> {
    while !site.exists(".public.synopsite") && build.try_wait().unwrap().is_none() {
        std::hint::spin_loop();
    }
    Command::new("kill").args(["-s", signal, &build.id().to_string()]).status().unwrap();
    build.wait().unwrap().code()
}

#[test]
fn a_build_that_is_told_to_end_leaves_nothing_beside_the_site() {
    let rivals = Rivals::new(300);
    rivals.build(0);
    for (signal, code) in [("TERM", 143), ("INT", 130), ("HUP", 129)] {
        // A build that has ended by itself was not told in time.
        let told = (0..50).any(|_| {
            let mut build = rivals.site.spawn(&Rivals::arguments(1 - rivals.standing()));
            let ended = end(&mut build, &rivals.site, signal);
            rivals.standing();
            rivals.assert_nothing_beside();
            assert!([Some(0), Some(code)].contains(&ended), "{signal}: {ended:?}");
            ended == Some(code)
        });
        assert!(told, "{signal}");
    }
}

#[test]
fn a_build_that_is_to_survive_its_terminal_does() {
    let rivals = Rivals::new(60);
    let mut nohup = Command::new("sh");
    nohup.args(["-c", "trap '' HUP; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_synopsite")]);
    nohup.args(Rivals::arguments(0)).current_dir(rivals.site.path("")).stdout(Stdio::null());
    let mut build = nohup.spawn().unwrap();
    assert_eq!(end(&mut build, &rivals.site, "HUP"), Some(0));
    rivals.standing();
}
