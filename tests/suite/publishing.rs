//! A reader sees the old site or the new one, whatever happens to the builds.

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
        which.unwrap_or_else(|| panic!("half a site: {:#?}", difference(&tree, &self.trees[0])))
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
