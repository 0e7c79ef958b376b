//! What a build changed, for whoever keeps a copy of the site elsewhere.

use std::fs;
use std::path::Path;

use anyhow::Result;
use serde::Serialize;

use crate::base::error::{OrFail, about};
use crate::disk::output::Changes;

#[derive(Serialize)]
struct Document<'a> {
    written: Vec<&'a str>,
    removed: Vec<&'a str>,
}

/// Makes the file ready, so that what cannot be told ends a build before it changes anything.
pub(super) fn open(file: &Path) -> Result<()> {
    fs::write(file, "").or_fail(|| about("cannot_write", file))
}

/// Writes them to a file, as JSON where its name says so.
pub(super) fn write(file: &Path, changes: &Changes) -> Result<()> {
    let document = Document { written: published(&changes.written), removed: published(&changes.removed) };
    let is_json = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let text = if is_json {
        // Texts in a struct do not fail to serialise.
        serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
    } else {
        let line = |sign: char| move |path: &&str| format!("{sign} {path}\n");
        document.written.iter().map(line('+')).chain(document.removed.iter().map(line('-'))).collect()
    };
    fs::write(file, text).or_fail(|| about("cannot_write", file))
}

/// Those that readers have a use for: what only the next build needs stays at home.
fn published(paths: &[String]) -> Vec<&str> {
    paths.iter().map(String::as_str).filter(|path| !path.starts_with(".synopsite-")).collect()
}
