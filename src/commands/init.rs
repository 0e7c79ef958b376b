//! `synopsite init`: a site to begin with. Nothing is overwritten, and records that are there stay as they are.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;

use anyhow::Result;

use super::{Outcome, print};
use crate::base::diagnostic::Code;
use crate::base::error::{Failure, OrFail, about};
use crate::base::i18n::{self, Strings};
use crate::base::message::Message;
use crate::commands::cli::{self, Cli};
use crate::config::Config;
use crate::config::starter;
use crate::disk::source::Folder;
use crate::record::parse::parse;

/// A header is within so many bytes of a file.
const HEADER_BYTES: u64 = 64 * 1024;

pub(super) fn run(cli: &Cli, args: &cli::Init) -> Result<Outcome> {
    if cli.config.is_some() {
        return Err(Failure::new(Message::new("init_config")).into());
    }
    let dir = match &args.dir {
        Some(dir) if cli.root == Path::new(".") => dir.clone(),
        Some(dir) => cli.root.join(dir),
        None => cli.root.clone(),
    };
    let language = language(args);
    let strings = Strings::load(&language, &BTreeMap::new()).map_err(Failure::new)?;
    let start = Start::of(&dir)?;
    let files = start.files(&language);
    write(&dir, &files)?;
    if !cli.quiet {
        for (path, _) in &files {
            print::line(strings.format("init_written", &[("path", &shown(&dir, path))]))?;
        }
        if let Some(kept) = start.kept(&dir, &strings) {
            print::line(kept)?;
        }
        print::line(strings.format("init_next", &[("command", &next(&dir))]))?;
    }
    Ok(Outcome::Success)
}

/// The language of the site that is begun.
pub(super) fn language(args: &cli::Init) -> String {
    args.language.clone().unwrap_or_else(|| spoken().to_owned())
}

/// The language of the system that has an interface; else that of the configuration's default.
fn spoken() -> &'static str {
    // The first that is set decides, as everywhere.
    let mut set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    let locale = set.find(|text| !text.is_empty()).unwrap_or_default();
    i18n::of_locale(&locale).unwrap_or("zh-CN")
}

/// What a folder has before there is a site in it.
enum Start {
    /// No records.
    Empty,
    /// So many records, where a site has them.
    Content(usize),
    /// So many records in the folder itself; sites are built beside it, because they cannot be among the records.
    Here(usize, String),
}

impl Start {
    fn of(dir: &Path) -> Result<Self> {
        let content = dir.join(Config::default().content_dir);
        if content.is_dir() {
            let records = default_folder(&content).scan()?.files.len();
            return Ok(if records == 0 { Self::Empty } else { Self::Content(records) });
        }
        if !holds_records(dir) {
            return Ok(Self::Empty);
        }
        let path = fs::canonicalize(dir).unwrap_or_default();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(Self::Here(default_folder(dir).scan()?.files.len(), format!("../{name}-site")))
    }

    /// What is to be written.
    fn files(&self, language: &str) -> Vec<starter::File> {
        match self {
            Self::Empty => {
                starter::configuration(language, &[]).into_iter().chain(starter::records()).collect()
            }
            Self::Content(_) => starter::configuration(language, &[]).into(),
            Self::Here(_, output) => {
                starter::configuration(language, &[("content_dir", "."), ("output_dir", output)]).into()
            }
        }
    }

    /// What is said of records that are there.
    fn kept(&self, dir: &Path, strings: &Strings) -> Option<String> {
        let counted = |n: &usize| i18n::grouped(*n as u64);
        match self {
            Self::Empty => None,
            Self::Content(n) => {
                let content = dir.join(Config::default().content_dir).display().to_string();
                Some(strings.format("init_kept", &[("dir", &content), ("n", &counted(n))]))
            }
            Self::Here(n, output) => {
                let output = shown(dir, output);
                // `.` would be no name for it.
                let dir = fs::canonicalize(dir).unwrap_or_else(|_| dir.to_owned()).display().to_string();
                Some(strings.format("init_here", &[("dir", &dir), ("n", &counted(n)), ("output", &output)]))
            }
        }
    }
}

/// A folder of records, as a site without settings reads it.
fn default_folder(dir: &Path) -> Folder {
    Folder::of(&Config::default()).at(dir)
}

/// Whether files of a folder have the header of a record; that they are text is not enough: there are a README and
/// a licence in many folders.
fn holds_records(dir: &Path) -> bool {
    let Ok(entries) = fs::read_dir(dir) else { return false };
    let files = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file());
    let folder = default_folder(dir);
    files.filter_map(|file| folder.record_at(&file)).any(|file| {
        let mut bytes = Vec::new();
        let read = File::open(&file.file).and_then(|open| open.take(HEADER_BYTES).read_to_end(&mut bytes));
        let parsed = parse(&file.path, &bytes, None);
        // A record without a title has its file's name for one; of one without a header only that is said.
        let is_untitled =
            parsed.diagnostics.iter().any(|found| matches!(found.code, Code::NoTitle | Code::Headerless));
        read.is_ok() && !parsed.record.unreadable && !is_untitled
    })
}

/// Writes all files, or none where one of them is there.
fn write(dir: &Path, files: &[starter::File]) -> Result<()> {
    let mut found: Vec<String> = files.iter().filter_map(|(path, _)| in_the_way(dir, path)).collect();
    found.dedup();
    if !found.is_empty() {
        let paths: String = found.iter().map(|path| format!("\n  {path}")).collect();
        return Err(Failure::new(Message::new("init_in_the_way").with("paths", paths)).into());
    }
    for (path, text) in files {
        let file = dir.join(path);
        let folder = file.parent().unwrap_or(dir);
        fs::create_dir_all(folder).or_fail(|| about("cannot_make_folder", folder))?;
        // Someone may have put a file there meanwhile.
        let open = OpenOptions::new().write(true).create_new(true).open(&file);
        let written = open.and_then(|mut open| open.write_all(text.as_bytes()));
        written.or_fail(|| about("cannot_write", &file))?;
    }
    Ok(())
}

/// What keeps a file from being written: a file, or a link that leads nowhere, in its place or in that of a folder.
fn in_the_way(dir: &Path, path: &str) -> Option<String> {
    let is_there = |path: &Path| fs::symlink_metadata(path).is_ok();
    if is_there(dir) && !dir.is_dir() {
        return Some(dir.display().to_string());
    }
    let folders = path.match_indices('/').map(|(end, _)| &path[..end]);
    let blocked =
        folders.into_iter().find(|folder| is_there(&dir.join(folder)) && !dir.join(folder).is_dir());
    blocked.or(Some(path).filter(|path| is_there(&dir.join(path)))).map(|path| shown(dir, path))
}

/// A path of the site as people type it.
fn shown(dir: &Path, path: &str) -> String {
    if dir == Path::new(".") { path.to_owned() } else { dir.join(path).display().to_string() }
}

/// The command that shows the site.
fn next(dir: &Path) -> String {
    if dir == Path::new(".") {
        return "synopsite serve --open".to_owned();
    }
    let dir = dir.display().to_string();
    let is_plain = dir.chars().all(|c| c.is_alphanumeric() || "/\\:._-".contains(c));
    let dir = match (is_plain, cfg!(windows)) {
        (true, _) => dir,
        (false, true) => format!("\"{dir}\""),
        (false, false) => format!("'{}'", dir.replace('\'', r"'\''")),
    };
    format!("synopsite -r {dir} serve --open")
}
