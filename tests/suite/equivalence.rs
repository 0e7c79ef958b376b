//! However a folder came to be what it is, its site is the same.

use proptest::prelude::*;

use crate::records::usual;
use crate::sandbox::{Sandbox, assert_same};

#[derive(Debug, Clone)]
enum Step {
    Write(usize, usize),
    Delete(usize),
    Rename(usize, usize),
    Break(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..12_usize, 0..40_usize).prop_map(|(file, text)| Step::Write(file, text)),
        1 => (0..12_usize).prop_map(Step::Delete),
        1 => (0..12_usize, 0..12_usize).prop_map(|(from, to)| Step::Rename(from, to)),
        1 => (0..12_usize).prop_map(Step::Break),
    ]
}

fn path(file: usize) -> String {
    if file.is_multiple_of(3) { format!("content/播客/{file}.txt") } else { format!("content/{file}.txt") }
}

fn take(site: &Sandbox, step: &Step) {
    match *step {
        Step::Write(file, text) => drop(site.file(&path(file), usual(text, "一致性"))),
        Step::Delete(file) => drop(std::fs::remove_file(site.path(&path(file)))),
        Step::Rename(from, to) => {
            std::fs::create_dir_all(site.path("content/播客")).unwrap();
            drop(std::fs::rename(site.path(&path(from)), site.path(&path(to))));
        }
        Step::Break(file) => drop(site.file(&path(file), b"\xff\xfe\x00 Title")),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_changes_equals_a_clean_build(steps in prop::collection::vec(step(), 1..14)) {
        let site = Sandbox::new();
        site.file("synopsite.toml", "page_size = 3").file("content/first.txt", usual(41, "一致性"));
        for step in &steps {
            take(&site, step);
            site.build();
        }
        site.run(&["build", "-o", "clean"]).succeeds();
        assert_same(&site.tree(), &site.tree_of("clean"));
    }
}
