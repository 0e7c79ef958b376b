//! What a build keeps of the one before, although it could not make it again.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use synopsite::disk::output::{Claim, Options, Output, Synced};
use synopsite::site::route::Route;
use tempfile::TempDir;

/// An output folder, and builds into it of which each file is given or kept.
struct Folder {
    dir: TempDir,
}

impl Folder {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("public")
    }

    /// Writes these files, each with its own name as its text.
    fn build(&self, paths: &[&'static str]) -> Synced {
        self.build_with(paths, SPARE)
    }

    fn build_with(&self, paths: &[&'static str], options: Options) -> Synced {
        let output = self.open(paths, options);
        paths.iter().for_each(|path| output.put(&Route::fixed(path), path.as_bytes()).unwrap());
        output.publish().unwrap()
    }

    fn open(&self, paths: &[&'static str], options: Options) -> Output {
        let claim = Claim::take(&self.path(), false, |_| ()).unwrap();
        Output::open(claim, paths.iter().copied(), options).unwrap()
    }

    fn files(&self) -> BTreeSet<String> {
        let entries = walkdir::WalkDir::new(self.path()).into_iter().map(Result::unwrap);
        let files = entries.filter(|entry| entry.file_type().is_file());
        let names = files.map(|entry| entry.path().strip_prefix(self.path()).unwrap().display().to_string());
        names.filter(|name| !name.starts_with(".synopsite-")).collect()
    }

    fn read(&self, path: impl AsRef<Path>) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }
}

const STALE: Options = Options { keep_stale: true, keep_spare: true };
const SPARE: Options = Options { keep_stale: false, keep_spare: true };

fn names(files: &[&str]) -> BTreeSet<String> {
    files.iter().map(|file| (*file).to_owned()).collect()
}

#[test]
fn a_planned_file_that_is_kept_has_the_bytes_of_the_earlier_build() {
    let folder = Folder::new();
    folder.build(&["index.html", "records/a.html"]);
    let output = folder.open(&["index.html", "records/a.html"], SPARE);
    output.put(&Route::fixed("index.html"), b"new").unwrap();
    assert!(output.keep("records/a.html"));
    let synced = output.publish().unwrap();
    assert_eq!((synced.written, synced.unchanged, synced.removed), (1, 1, 0));
    assert_eq!(
        (folder.read("index.html"), folder.read("records/a.html")),
        ("new".into(), "records/a.html".into())
    );
    // It is the program's still: the next build may remove it.
    assert_eq!(folder.build(&["index.html"]).removed, 1);
    assert_eq!(folder.files(), names(&["index.html"]));
}

#[test]
fn nothing_is_kept_that_no_earlier_build_wrote() {
    let folder = Folder::new();
    folder.build(&["index.html", "gone.html"]);
    fs::remove_file(folder.path().join("gone.html")).unwrap();
    fs::write(folder.path().join("mine.html"), "mine").unwrap();
    let output = folder.open(&["index.html", "gone.html", "mine.html", "new.html"], SPARE);
    for path in ["gone.html", "mine.html", "new.html", "not-planned.html", "../index.html"] {
        assert!(!output.keep(path), "{path}");
    }
}

#[test]
fn stale_files_stay_until_a_build_that_does_not_keep_them() {
    let folder = Folder::new();
    folder.build(&["index.html", "records/a.html", "records/b.html"]);
    let kept = folder.build_with(&["index.html", "records/c.html"], STALE);
    assert_eq!((kept.written, kept.unchanged, kept.removed), (1, 3, 0));
    let all = names(&["index.html", "records/a.html", "records/b.html", "records/c.html"]);
    assert_eq!(folder.files(), all);
    // Nothing is left to do.
    assert_eq!(folder.build_with(&["index.html", "records/c.html"], STALE).written, 0);
    assert_eq!(folder.files(), all);
    assert_eq!(folder.build(&["index.html", "records/c.html"]).removed, 2);
    assert_eq!(folder.files(), names(&["index.html", "records/c.html"]));
}

#[test]
fn a_stale_file_gives_way_to_a_planned_path_that_needs_its_place() {
    let folder = Folder::new();
    folder.build(&["index.html", "a", "b/c.html"]);
    let synced = folder.build_with(&["index.html", "a/index.html", "b"], STALE);
    assert_eq!((synced.written, synced.unchanged, synced.removed), (2, 1, 2));
    assert_eq!(folder.files(), names(&["a/index.html", "b", "index.html"]));
}
