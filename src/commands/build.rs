//! `synopsite build`: the walk, once, from disk to disk.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicUsize;
use std::time::Instant;

use anyhow::Result;
use rayon::prelude::*;

use super::cached::Cached;
use super::indexing::Indexing;
use super::progress::with_bar;
use super::visits::{Visited, Visits};
use super::walk::{Walk, outcome};
use super::write::Writer;
use super::{Outcome, changes, load_config, open, print, signals, strings, with_options};
use crate::base::error::{Failure, OrFail, about};
use crate::base::message::Message;
use crate::commands::cli::{self, Cli};
use crate::commands::report::Finding;
use crate::config::Config;
use crate::disk::output::{self, Claim, Options, Output, Synced};
use crate::disk::source;
use crate::pages::assets;
use crate::pages::plan::{Data, DataFile, Joined, Kind, OutputFile, Page};
use crate::search::layout::Segmented;
use crate::site::EntryId;
use crate::site::history::{self, AddressHistory};
use crate::site::route::Route;

/// What came of writing a site.
struct Written {
    synced: Synced,
    /// What could not be read meanwhile.
    found: Vec<Finding>,
    /// The words that search suggests of records whose words were not known.
    words: Vec<(EntryId, Box<str>)>,
    /// The index of its texts.
    segments: Vec<Segmented>,
}

impl Written {
    /// Of a site that stands as it is.
    fn nothing(walk: &Walk, output: Output) -> Result<Self> {
        let segments = walk.known().segments().to_vec();
        Ok(Self { synced: output.publish()?, found: Vec::new(), words: Vec::new(), segments })
    }
}

pub(super) fn run(cli: &Cli, args: &cli::Build) -> Result<Outcome> {
    let started = Instant::now();
    let config = configure(cli, args)?;
    check_folders(&config)?;
    let waiting = |dir: &Path| say(cli, &strings(cli).say(&about("build_waits", dir)));
    let claim = Claim::take(&config.output_dir, args.force, waiting)?;
    let abort = claim.abort();
    signals::on_end(move || abort.run())?;
    let before = AddressHistory::read(&remembered(&config.output_dir));
    let cached = Cached::of_build(&args.cache, &claim);
    let mut walk = Walk::read(cli, config, &before, |builder| cached.all(builder))?;
    check_left(&walk, &before, args.force)?;
    if let Some(file) = &args.changes {
        changes::open(file)?;
    }
    let Written { synced, found, words, segments } = write(&walk, claim, !cli.quiet)?;
    walk.add(found);
    walk.keep(words, &synced.outputs, segments);
    if let Some(file) = &args.changes {
        changes::write(file, &synced.changes)?;
    }
    let report = walk.report();
    tell_left(&walk, cli, &synced.left);
    walk.sum_up(cli, summary(&walk, &synced, started), &report)?;
    if args.open {
        open(walk.config.output_dir.join("index.html"), walk.snapshot.builder().strings())?;
    }
    let is_whole = synced.left.is_empty() || !args.strict;
    // The program ends. To give back piece by piece what ten thousand records took would be some 50 ms more.
    std::mem::forget(walk);
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
fn write(walk: &Walk, claim: Claim, shown: bool) -> Result<Written> {
    let own = &walk.own().files;
    let is_free = |route: &Route| !own.contains_key(route.as_str());
    let is_below = |route: &str| is_below_own(walk, route);
    let is_dead = |file: &OutputFile| {
        let is_redirect = matches!(file, OutputFile::Page(Page { kind: Kind::Redirect(_), .. }));
        is_redirect && is_below(file.route().as_str())
    };
    let attachments = walk.snapshot.attachments().into_iter().map(OutputFile::Data);
    let files = walk.snapshot.files().chain(attachments).filter(|file| is_free(file.route()));
    let mut files: Vec<OutputFile> = files.filter(|file| !is_dead(file)).collect();
    let mut indexed = walk.snapshot.index_files();
    indexed.retain(|file| is_free(&file.route));
    let mut assets = assets::assets(walk.snapshot.site().has_diagrams());
    assets.retain(|asset| is_free(&asset.route));
    let pictures: Vec<(&Route, &Path)> = pictures(walk).collect();
    let assets_first = assets.iter().map(|asset| &asset.route).chain(indexed.iter().map(|file| &file.route));
    let assets_first = assets_first.chain(pictures.iter().map(|(route, _)| *route)).map(Route::as_str);
    let in_order = assets_first.chain(in_order(&files).map(Route::as_str));
    let planned = own.keys().map(String::as_str).chain(in_order).chain([history::FILE_NAME]);
    let mut output = Output::open(
        claim,
        planned,
        Options { keep_stale: walk.has_unread(), keep_spare: walk.known().is_kept() },
    )?;
    output.know(walk.known().outputs());
    if walk.is_unchanged() && output.keep_all() {
        return Written::nothing(walk, output);
    }
    // Nearly all pages need them.
    walk.snapshot.site().relate();
    let mut writer = Writer::new(walk, &output);
    // Something has changed, so something will be written.
    rayon::join(|| writer.know(&files, &indexed, &assets), || output.prepare()).1?;
    let is_stale: Vec<bool> = files.par_iter().map(|file| !writer.keeps(file.route())).collect();
    let mut is_stale = is_stale.into_iter();
    files.retain(|_| is_stale.next().unwrap_or(true));
    indexed.retain(|file| !writer.keeps(&file.route));
    assets.retain(|asset| !writer.keeps(&asset.route));
    let done = AtomicUsize::new(0);
    let indexing = Indexing::new(walk, &writer, indexed);
    let (visits, rest) = Visits::new(walk, &files, indexing.records());
    let (heads, rest): (Vec<&OutputFile>, Vec<&OutputFile>) =
        rest.into_iter().partition(|file| is_head(file));
    let steps = indexing.len() + walk.snapshot.site().entries.len() + rest.len();
    let label = walk.snapshot.builder().strings().say(&Message::new("writing"));
    let (words, segments) = with_bar(shown, label, &done, steps, || {
        let Visited { index, words, is_doubtful } = visits.write(&writer, &done, indexing.has_words())?;
        let segments = indexing.write(&index, &done, &writer, is_doubtful)?;
        drop(index);
        walk.render(&rest, &done, |route, bytes| writer.file(route, bytes))?;
        Ok::<_, anyhow::Error>((words, segments))
    })?;
    for head in heads {
        // It knows the buckets.
        let versions: Vec<&str> = segments.iter().map(|segment| segment.versions.as_str()).collect();
        writer.put(head.route(), &walk.snapshot.search_head(head.route(), &versions))?;
    }
    assets.iter().try_for_each(|asset| writer.put(&asset.route, asset.bytes))?;
    pictures.par_iter().try_for_each(|(route, file)| writer.copy(route.as_str(), file))?;
    own.iter().try_for_each(|(path, file)| writer.copy(path, file))?;
    writer.put(&Route::fixed(history::FILE_NAME), walk.history.text().as_bytes())?;
    let found = writer.into_found();
    Ok(Written { synced: output.publish()?, found, words, segments })
}

/// Whether the site's own folder has a file where an address has a folder: nothing can stand below a file.
fn is_below_own(walk: &Walk, route: &str) -> bool {
    route.match_indices('/').any(|(end, _)| walk.own().files.contains_key(&route[..end]))
}

/// The pictures that are copied, and where each is.
fn pictures(walk: &Walk) -> impl Iterator<Item = (&Route, &Path)> {
    let is_own = |route: &str| walk.own().files.contains_key(route) || is_below_own(walk, route);
    walk.snapshot.site().pictures().routes().filter(move |(route, _)| !is_own(route.as_str()))
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
            Data::Diagrams
            | Data::Joined(Joined::Diagrams(..))
            | Data::Records(..)
            | Data::Publication(_) => 2,
            _ => 0,
        },
    };
    let of_turn = move |now: u8| files.iter().filter(move |file| turn(file) == now);
    (0..4).flat_map(of_turn).map(OutputFile::route)
}

fn is_head(file: &OutputFile) -> bool {
    matches!(file, OutputFile::Data(DataFile { data: Data::SearchHead, .. }))
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
