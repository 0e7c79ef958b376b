//! A site in a temporary folder: put files in, build, look at what came out.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, lchown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;
use walkdir::WalkDir;

use crate::html::Page;

pub(crate) struct Sandbox {
    dir: TempDir,
    user: Option<User>,
}

/// Somebody whom permissions keep from things, which they do not do to root.
struct User {
    /// The program where this user may run it.
    program: TempDir,
}

/// Nobody, as most systems number it.
pub(crate) const NOBODY: u32 = 65_534;

/// Whether nothing keeps who runs the tests from anything.
pub(crate) fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_synopsite");

/// Everything in a folder: files with their bytes, and folders, which end in `/`.
pub(crate) type Tree = BTreeMap<String, Vec<u8>>;

/// A path of the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), user: None }
    }

    /// A sandbox in which the program is run by somebody whom permissions keep from things.
    pub(crate) fn of_user() -> Self {
        Self::new().given_to_user()
    }

    /// Gives everything in it to somebody whom permissions keep from things, who runs the program from now on: who runs the
    /// tests, or where that is root, nobody.
    pub(crate) fn given_to_user(mut self) -> Self {
        if is_root() {
            let program = tempfile::tempdir().unwrap();
            fs::copy(PROGRAM, program.path().join("synopsite")).unwrap();
            for dir in [program.path(), self.dir.path()] {
                for entry in WalkDir::new(dir).into_iter().map(Result::unwrap) {
                    lchown(entry.path(), Some(NOBODY), Some(NOBODY)).unwrap();
                }
            }
            self.user = Some(User { program });
        }
        self
    }

    /// Changes who may do what with a file or folder.
    pub(crate) fn mode(&self, path: &str, mode: u32) -> &Self {
        fs::set_permissions(self.path(path), fs::Permissions::from_mode(mode)).unwrap();
        self
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    pub(crate) fn file(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Puts a file into the content folder.
    pub(crate) fn record(&self, path: &str, text: &str) -> &Self {
        self.file(&format!("content/{path}"), text)
    }

    /// Copies a folder of the repository.
    pub(crate) fn copy(&self, from: &str, to: &str) -> &Self {
        let from = repository(from);
        for entry in WalkDir::new(&from).into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file()) {
            let name = entry.path().strip_prefix(&from).unwrap().to_str().unwrap();
            self.file(&format!("{to}/{name}"), fs::read(entry.path()).unwrap());
        }
        self
    }

    /// Copies a folder of another sandbox.
    pub(crate) fn copy_from(&self, other: &Self, folder: &str) -> &Self {
        for (path, bytes) in other.tree_of(folder).into_iter().filter(|(path, _)| !path.ends_with('/')) {
            self.file(&format!("{folder}/{path}"), bytes);
        }
        self
    }

    pub(crate) fn remove(&self, path: &str) -> &Self {
        fs::remove_file(self.path(path)).unwrap();
        self
    }

    /// The names in the site's root folder, without what a build keeps there for the next one.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.dir.path()).unwrap();
        let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.retain(|name| !name.ends_with(".synopsite-cache") && !name.ends_with(".synopsite-spare"));
        names.sort();
        names
    }

    pub(crate) fn exists(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = match &self.user {
            None => Command::new(PROGRAM),
            Some(User { program }) => {
                let mut command = Command::new(program.path().join("synopsite"));
                command.uid(NOBODY).gid(NOBODY);
                command
            }
        };
        command.args(args).current_dir(self.dir.path()).stdin(Stdio::null());
        command
    }

    /// A line for the shell, in which `$0` is the program.
    pub(crate) fn shell(&self, line: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", line, env!("CARGO_BIN_EXE_synopsite")]).current_dir(self.dir.path());
        command.stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        Run(self.command(args).output().unwrap())
    }

    /// Runs the program with these variables in its environment, and no locale besides.
    pub(crate) fn run_with(&self, args: &[&str], variables: &[(&str, &str)]) -> Run {
        let mut command = self.command(args);
        for locale in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            command.env_remove(locale);
        }
        Run(command.envs(variables.iter().copied()).output().unwrap())
    }

    pub(crate) fn spawn(&self, args: &[&str]) -> Child {
        self.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Builds, and expects that to succeed.
    pub(crate) fn build(&self) -> Run {
        let run = self.run(&["build"]);
        run.succeeds();
        run
    }

    /// A page of the site.
    pub(crate) fn page(&self, path: &str) -> Page {
        Page::new(&self.read(&format!("public/{path}")))
    }

    /// The pages of all records, by their file's path in the content folder.
    pub(crate) fn pages(&self) -> BTreeMap<String, Page> {
        let tree =
            self.tree().into_keys().filter(|path| path.starts_with("records/") && path.ends_with(".html"));
        let records = tree.map(|path| self.page(&path)).filter(|page| !page.facts().is_empty());
        records.map(|page| (page.file(), page)).collect()
    }

    /// The page of the record in this file of the content folder.
    pub(crate) fn page_of(&self, file: &str) -> Page {
        self.pages().remove(file).unwrap_or_else(|| panic!("{file} has no page"))
    }

    pub(crate) fn tree(&self) -> Tree {
        self.tree_of("public")
    }

    pub(crate) fn tree_of(&self, folder: &str) -> Tree {
        let (root, mut tree) = (self.path(folder), Tree::new());
        // As a reader sees it: a link to a folder is the folder.
        for entry in WalkDir::new(&root).min_depth(1).follow_links(true).into_iter().filter_map(Result::ok) {
            let name = entry.path().strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            if entry.file_type().is_dir() {
                tree.insert(format!("{name}/"), Vec::new());
            } else {
                tree.insert(name, fs::read(entry.path()).unwrap_or_default());
            }
        }
        tree
    }

    /// Which file stands at each path of the site, and when it was written.
    pub(crate) fn identities(&self) -> BTreeMap<String, (u64, i64)> {
        let files =
            self.tree().into_keys().filter(|path| !path.ends_with('/') && !path.starts_with(".synopsite-"));
        let identity = |path: String| {
            let metadata = fs::metadata(self.path("public").join(&path)).unwrap();
            (path, (metadata.ino(), metadata.mtime_nsec()))
        };
        files.map(identity).collect()
    }
}

/// A run of the program that has ended.
pub(crate) struct Run(Output);

impl Run {
    pub(crate) fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }

    pub(crate) fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }

    pub(crate) fn code(&self) -> Option<i32> {
        self.0.status.code()
    }

    pub(crate) fn succeeds(&self) {
        assert_eq!(self.code(), Some(0), "{}", self.stderr());
    }

    /// Expects this exit code; gives the message.
    pub(crate) fn fails(&self, code: i32) -> String {
        assert_eq!(self.code(), Some(code), "{}{}", self.stdout(), self.stderr());
        self.stderr()
    }

    /// The number behind a word of the closing line, such as `写入`.
    pub(crate) fn count(&self, word: &str) -> usize {
        let line = self.stdout();
        let after = line.split(&format!("{word} ")).nth(1).unwrap_or_default();
        after.split('，').next().unwrap().parse().unwrap_or_else(|_| panic!("{word} in {line}"))
    }
}

/// The paths that differ between two trees.
pub(crate) fn difference(before: &Tree, after: &Tree) -> Vec<String> {
    let all: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    all.into_iter().filter(|path| before.get(*path) != after.get(*path)).cloned().collect()
}

pub(crate) fn assert_same(found: &Tree, expected: &Tree) {
    assert_eq!(difference(found, expected), Vec::<String>::new());
}
