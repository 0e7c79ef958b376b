//! `synopsite build`: the walk, once, from disk to disk.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::Result;
use rayon::prelude::*;

use super::progress::with_bar;
use super::visits::Visits;
use super::walk::{Walk, outcome};
use super::write::Writer;
use super::{Outcome, load_config, open, print, signals, strings, with_options};
use crate::base::error::{Failure, OrFail, about};
use crate::base::message::Message;
use crate::commands::cli::{self, Cli};
use crate::commands::report::Finding;
use crate::config::Config;
use crate::disk::output::{self, Claim, Options, Output, Synced};
use crate::disk::source;
use crate::pages::assets;
use crate::pages::plan::{Data, DataFile, IndexFile, Joined, Kind, OutputFile, Page};
use crate::search::index::Index;
use crate::site::history::{self, AddressHistory};
use crate::site::route::Route;

pub(super) fn run(cli: &Cli, args: &cli::Build) -> Result<Outcome> {
    let started = Instant::now();
    let config = configure(cli, args)?;
    check_folders(&config)?;
    let waiting = |dir: &Path| say(cli, &strings(cli).say(&about("build_waits", dir)));
    let claim = Claim::take(&config.output_dir, args.force, waiting)?;
    let abort = claim.abort();
    signals::on_end(move || abort.run())?;
    let before = AddressHistory::read(&remembered(&config.output_dir));
    let mut walk = Walk::read(cli, config, &before)?;
    check_left(&walk, &before, args.force)?;
    let (synced, found) = write(&walk, claim, !cli.quiet)?;
    walk.add(found);
    let report = walk.report();
    tell_left(&walk, cli, &synced.left);
    walk.sum_up(cli, summary(&walk, &synced, started), &report)?;
    if args.open {
        open(walk.config.output_dir.join("index.html"), walk.snapshot.builder().strings())?;
    }
    let is_whole = synced.left.is_empty() || !args.strict;
    Ok(if is_whole { outcome(&report, args.strict) } else { Outcome::Problems })
}

/// Says something on the side, unless only errors are wanted. Nobody need listen.
fn say(cli: &Cli, what: &str) {
    if !cli.quiet {
        let _ = print::error_line(what);
    }
}

/// Warns of what earlier builds wrote and nobody may remove.
fn tell_left(walk: &Walk, cli: &Cli, left: &[PathBuf]) {
    let strings = walk.strings();
    let warning = strings.say(&Message::new("warning"));
    left.iter()
        .for_each(|path| say(cli, &format!("{warning}: {}", strings.say(&about("output_left", path)))));
}

/// What an earlier build remembered of its site.
fn remembered(output: &Path) -> String {
    let bytes = source::read(&output.join(history::FILE_NAME), u64::MAX).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A folder without a record that had some is more often one whose disk is not there than one that was emptied.
fn check_left(walk: &Walk, before: &AddressHistory, force: bool) -> Result<()> {
    if force || before.is_empty() || !walk.has_no_records() {
        return Ok(());
    }
    let Config { content_dir, output_dir, .. } = &walk.config;
    let what = about("nothing_left", content_dir).with("output", output_dir.display().to_string());
    let records = Message::new("n_records").with("n", before.len());
    Err(Failure::new(what.with("n", records)).into())
}

fn configure(cli: &Cli, args: &cli::Build) -> Result<Config> {
    let config = with_options(load_config(cli)?, args.content_dir.as_ref(), args.base_url.as_ref());
    Ok(Config { output_dir: args.output_dir.as_ref().unwrap_or(&config.output_dir).clone(), ..config })
}

/// The output folder changes places with a new one, so it must not hold what the site is made of, nor
/// stand in it.
fn check_folders(config: &Config) -> Result<()> {
    let output = output::resolve(&config.output_dir)?;
    let current = std::env::current_dir().or_fail(|| Message::new("cannot_find").with("path", "."))?;
    let inputs = [&config.content_dir, &config.templates_dir, &config.static_dir];
    for dir in inputs.into_iter().filter_map(|dir| output::resolve(dir).ok()) {
        if dir.starts_with(&output) || output.starts_with(&dir) {
            let what = Message::new("output_overlaps").with("output", output.display().to_string());
            return Err(Failure::new(what.with("input", dir.display().to_string())).into());
        }
    }
    if current.starts_with(&output) {
        let what = Message::new("output_is_current").with("output", output.display().to_string());
        return Err(Failure::new(what).into());
    }
    Ok(())
}

/// Writes pages, the program's files and the site's own. Where two have one address, the site's own file
/// wins. With `shown`, a bar tells how far it is. Gives what could not be read meanwhile, too.
fn write(walk: &Walk, claim: Claim, shown: bool) -> Result<(Synced, Vec<Finding>)> {
    let own = &walk.own().files;
    let is_free = |route: &Route| !own.contains_key(route.as_str());
    // Nothing can stand below a file.
    let is_below = |route: &str| route.match_indices('/').any(|(end, _)| own.contains_key(&route[..end]));
    let is_dead = |file: &OutputFile| {
        let is_redirect = matches!(file, OutputFile::Page(Page { kind: Kind::Redirect(_), .. }));
        is_redirect && is_below(file.route().as_str())
    };
    let attachments = walk.snapshot.attachments().into_iter().map(OutputFile::Data);
    let files = walk.snapshot.files().chain(attachments).filter(|file| is_free(file.route()));
    let files: Vec<OutputFile> = files.filter(|file| !is_dead(file)).collect();
    let mut indexed = walk.snapshot.index_files();
    indexed.retain(|file| is_free(&file.route));
    let mut assets = assets::assets(walk.snapshot.site().has_diagrams());
    assets.retain(|asset| is_free(&asset.route));
    let assets_first = assets.iter().map(|asset| &asset.route).chain(indexed.iter().map(|file| &file.route));
    let in_order = assets_first.chain(in_order(&files)).map(Route::as_str);
    let planned = own.keys().map(String::as_str).chain(in_order).chain([history::FILE_NAME]);
    let output = Output::open(claim, planned, Options { keep_stale: walk.has_unread() })?;
    let writer = Writer::new(walk, &output);
    let done = AtomicUsize::new(0);
    let (visits, rest) = Visits::new(walk, &files);
    let steps = indexed.len() + walk.snapshot.site().entries.len() + rest.len();
    let label = walk.snapshot.builder().strings().say(&Message::new("writing"));
    with_bar(shown, label, &done, steps, || {
        let index = visits.write(&writer, &done)?;
        write_index(walk, &index, &indexed, &done, &output)?;
        drop(index);
        walk.render(&rest, &done, |route, bytes| writer.file(route, bytes))
    })?;
    assets.iter().try_for_each(|asset| output.put(&asset.route, asset.bytes))?;
    own.iter().try_for_each(|(path, file)| writer.copy(path, file))?;
    output.put(&Route::fixed(history::FILE_NAME), walk.history.text().as_bytes())?;
    let found = writer.into_found();
    Ok((output.publish()?, found))
}

/// Files in an order in which each comes after those that it leads to: home is the last.
fn in_order(files: &[OutputFile]) -> impl Iterator<Item = &Route> {
    let turn = |file: &OutputFile| match file {
        OutputFile::Page(Page { kind, .. }) => match kind {
            Kind::Record(_) => 1,
            Kind::Home(_) => 3,
            _ => 2,
        },
        OutputFile::Data(DataFile { data, .. }) => match data {
            // They lead to the pages of records, as lists do.
            Data::Diagrams | Data::Joined(Joined::Diagrams(..)) | Data::Records | Data::Publication(_) => 2,
            _ => 0,
        },
    };
    let of_turn = move |now: u8| files.iter().filter(move |file| turn(file) == now);
    (0..4).flat_map(of_turn).map(OutputFile::route)
}

fn write_index(
    walk: &Walk,
    index: &Index,
    files: &[IndexFile],
    done: &AtomicUsize,
    output: &Output,
) -> Result<()> {
    let index = walk.snapshot.place(index);
    files.par_iter().try_for_each(|file| {
        let bytes = walk.snapshot.render_indexed(file, &index);
        done.fetch_add(1, Ordering::Relaxed);
        output.put(&file.route, &bytes)
    })
}

fn summary(walk: &Walk, synced: &Synced, started: Instant) -> Message {
    Message::new("built")
        .with("records", Message::new("n_records").with("n", walk.snapshot.site().entries.len()))
        .with("files", Message::new("n_files").with("n", synced.written + synced.unchanged))
        .with("folder", walk.config.output_dir.display().to_string())
        .with("written", synced.written)
        .with("unchanged", synced.unchanged)
        .with("removed", synced.removed)
        .with("seconds", format!("{:.2}", started.elapsed().as_secs_f64()))
}
