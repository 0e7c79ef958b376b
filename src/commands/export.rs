//! `synopsite export`: the collection, for other programs.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::Result;
use rayon::prelude::*;

use super::walk::Walk;
use super::{Outcome, folder_name, load_config, print, with_options};
use crate::base::error::{Failure, OrFail, about};
use crate::base::message::Message;
use crate::commands::cli::{self, Cli, ExportFormat};
use crate::disk::state::State;
use crate::pages::builder;
use crate::pages::export;
use crate::record::Record;
use crate::site::entry::Entry;
use crate::site::history::AddressHistory;
use crate::site::route;

pub(super) fn run(cli: &Cli, args: &cli::Export) -> Result<Outcome> {
    let config = with_options(load_config(cli)?, args.content_dir.as_ref(), None);
    let walk = Walk::read(cli, config, &AddressHistory::default(), |_| State::default())?;
    let entries = &walk.snapshot.site().entries;
    let strings = walk.snapshot.builder().strings();
    let read = walk.read_file();
    let record = |entry: &Entry| {
        let texts = builder::texts(&entry.path, read(entry).as_ref());
        Record { head: entry.head.clone(), texts, unreadable: false }
    };
    let placed = |entry: &Entry| {
        let mut record = record(entry);
        record.head.origin = origin(entry);
        record
    };
    let readable: Vec<&Entry> =
        entries.newest_first().map(|(_, entry)| entry.as_ref()).filter(|entry| entry.is_readable()).collect();
    for (_, entry) in entries.newest_first().filter(|(_, entry)| !entry.is_readable()) {
        print::error_line(strings.say(&Message::new("export_not").with("file", entry.path.as_str())))?;
    }
    let whole = || readable.par_iter().map(|entry| placed(entry)).collect::<Vec<Record>>();
    let text = match args.format {
        ExportFormat::Md => {
            let dir = args.output.as_deref().unwrap_or(Path::new("export"));
            write_files(dir, args.force, &readable, |entry| {
                let mut record = record(entry);
                // The file's own place says it.
                record.head.origin.clear();
                export::markdown(&record)
            })?;
            if !cli.quiet {
                let files = Message::new("n_files").with("n", readable.len());
                let done = Message::new("export_done").with("files", files);
                print::line(strings.say(&done.with("folder", dir.display().to_string())))?;
            }
            return Ok(Outcome::Success);
        }
        ExportFormat::Json => export::array(whole().iter()),
        ExportFormat::Jsonl => whole().iter().map(|record| export::object(record) + "\n").collect(),
        ExportFormat::Opml => {
            let title = walk.snapshot.builder().title();
            export::opml(title, walk.snapshot.builder().uncategorized(), readable.into_iter())
        }
    };
    match &args.output {
        Some(file) => put(file, &text, args.force)?,
        None => print::bytes(text.as_bytes())?,
    }
    Ok(Outcome::Success)
}

/// Where a record stands in its folder, or stood in one from which it was exported.
fn origin(entry: &Entry) -> Vec<String> {
    let folders = entry.path.folders().map(str::to_owned);
    match entry.head.origin.as_slice() {
        [] => folders.chain([entry.path.stem().into_owned()]).collect(),
        known => folders.chain(known.iter().cloned()).collect(),
    }
}

/// Writes a file for each record, in folders as the records are in.
fn write_files(dir: &Path, force: bool, entries: &[&Entry], text: impl Fn(&Entry) -> String) -> Result<()> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for entry in entries {
        let mut names = origin(entry);
        let stem = route::segment(&names.pop().unwrap_or_default());
        let folders = names.iter().map(|name| folder_name(name));
        let stem = folders.chain([stem]).collect::<Vec<_>>().join("/");
        let names = (1..)
            .map(|number| if number == 1 { format!("{stem}.md") } else { format!("{stem}~{number}.md") });
        let free = names.into_iter().find(|name| !taken.contains(&route::collision_key(name)));
        let name = free.unwrap_or_default();
        taken.insert(route::collision_key(&name));
        put(&dir.join(name), &text(entry), force)?;
    }
    Ok(())
}

/// Writes a file; one that is there with another text stays, unless it is to be replaced.
fn put(file: &Path, text: &str, force: bool) -> Result<()> {
    match fs::read(file) {
        Ok(bytes) if bytes == text.as_bytes() => return Ok(()),
        Ok(_) if !force => {
            let what = Message::new("export_in_the_way").with("file", file.display().to_string());
            return Err(Failure::new(what).into());
        }
        _ => {}
    }
    if let Some(parent) = file.parent() {
        fs::create_dir_all(parent).or_fail(|| about("cannot_make_folder", parent))?;
    }
    fs::write(file, text).or_fail(|| about("cannot_write", file))
}
