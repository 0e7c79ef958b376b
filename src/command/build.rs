//! `synopsite build`: the walk, once, from disk to disk.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use rayon::prelude::*;

use super::progress::with_bar;
use super::{Outcome, load_config, open, use_color};
use crate::assets;
use crate::builder::{Builder, Edition};
use crate::cli::{self, Cli};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity};
use crate::i18n;
use crate::output::{Output, Synced};
use crate::parse;
use crate::plan::Page;
use crate::record::ContentPath;
use crate::report::{self, Style};
use crate::route::Route;
use crate::site::{EntryId, Site};
use crate::source::{self, SourceFile};
use crate::theme;

/// Enough to see what is the matter; the page of problems lists all of them.
const MOST_DIAGNOSTICS: usize = 20;

pub(super) fn run(cli: &Cli, args: &cli::Build) -> Result<Outcome> {
    let started = Instant::now();
    let config = configure(cli, args)?;
    check_folders(&config)?;
    let templates = source::templates(&config.templates_dir)?;
    let builder = Builder::new(config.clone(), &templates)?;
    let sources = source::scan(&config.content_dir)?;
    let (read, rendered) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let shown = !cli.quiet;
    let entries = with_bar(shown, "reading", (&read, sources.files.len()), || {
        let entry = |file: &SourceFile| {
            read.fetch_add(1, Ordering::Relaxed);
            Arc::new(builder.entry(&file.path, file.read().as_deref()))
        };
        sources.files.par_iter().map(entry).collect()
    });
    let edition = Edition::new(Arc::new(builder), entries);
    let synced = with_bar(shown, "writing", (&rendered, edition.len()), || {
        write(&edition, &config, &sources.files, (args.force, &rendered))
    })?;
    let site = edition.site();
    let unused = theme::unused(&templates);
    let mut found = diagnostics(site, &config);
    found.extend(unused.iter().map(|(name, note)| (file_in(&config.templates_dir, name), note)));
    if !cli.quiet {
        if cli.verbose {
            sources.ignored.iter().for_each(|file| eprintln!("ignored {file}: it is no record"));
        }
        let most = if cli.verbose { usize::MAX } else { MOST_DIAGNOSTICS };
        eprint!("{}", report::diagnostics(&found, Style { color: use_color(cli), most }));
        println!("{}", summary(site, &config, synced, (&found, started)));
    }
    if args.open {
        open(config.output_dir.join("index.html"));
    }
    let bad = found.iter().any(|(_, diagnostic)| diagnostic.severity() < Severity::Note);
    Ok(if args.strict && bad { Outcome::Problems } else { Outcome::Success })
}

fn configure(cli: &Cli, args: &cli::Build) -> Result<Config> {
    let mut config = load_config(cli)?;
    if let Some(dir) = &args.content_dir {
        config.content_dir.clone_from(dir);
    }
    if let Some(dir) = &args.output_dir {
        config.output_dir.clone_from(dir);
    }
    if args.base_url.is_some() {
        config.base_url.clone_from(&args.base_url);
    }
    Ok(config)
}

/// The output folder changes places with a new one, so it must not hold what the site is made of, nor
/// stand in it.
fn check_folders(config: &Config) -> Result<()> {
    let real = |dir: &Path| std::fs::canonicalize(dir).or_else(|_| std::path::absolute(dir));
    let output = real(&config.output_dir).context("the output folder")?;
    let current = std::env::current_dir().context("the current folder")?;
    let inputs = [&config.content_dir, &config.templates_dir, &config.static_dir];
    for dir in inputs.into_iter().filter_map(|dir| real(dir).ok()) {
        if dir.starts_with(&output) || output.starts_with(&dir) {
            bail!(
                "the output folder {} and {} stand in each other; choose another --output-dir",
                output.display(),
                dir.display()
            );
        }
    }
    if current.starts_with(&output) {
        bail!("the output folder {} is the current folder; choose another --output-dir", output.display());
    }
    Ok(())
}

/// Writes pages, the program's files and the site's own. Where two have one address, the site's own file
/// wins.
fn write(
    edition: &Edition,
    config: &Config,
    files: &[SourceFile],
    (force, rendered): (bool, &AtomicUsize),
) -> Result<Synced> {
    let by_path: HashMap<&ContentPath, &SourceFile> = files.iter().map(|file| (&file.path, file)).collect();
    // A file that cannot be read has no texts, of which its entry tells.
    let texts = |path: &ContentPath| {
        let bytes = by_path.get(path).and_then(|file| file.read().ok());
        bytes.map(|bytes| parse::texts(&bytes)).unwrap_or_default()
    };
    let own = source::static_files(&config.static_dir);
    let own: BTreeMap<&str, &Path> =
        own.iter().map(|file| (file.path.as_str(), file.file.as_path())).collect();
    let is_free = |route: &Route| !own.contains_key(route.as_str());
    let pages: Vec<Page> = edition.pages().filter(|page| is_free(&page.route)).collect();
    let mut assets = assets::assets(edition.site().has_diagrams());
    assets.retain(|asset| is_free(&asset.route));
    let routes = pages.iter().map(|page| &page.route).chain(assets.iter().map(|asset| &asset.route));
    let planned = routes.map(Route::as_str).chain(own.keys().copied());
    let output = Output::open(&config.output_dir, planned, force)?;
    pages.par_iter().try_for_each(|page| {
        let bytes = edition.render(page, texts)?;
        rendered.fetch_add(1, Ordering::Relaxed);
        output.put(&page.route, &bytes)
    })?;
    assets.iter().try_for_each(|asset| output.put(&asset.route, asset.bytes))?;
    own.iter().try_for_each(|(path, file)| output.copy(path, file))?;
    output.publish()
}

/// Every diagnostic, with its file as people know it.
fn diagnostics<'a>(site: &'a Site, config: &Config) -> Vec<(String, &'a Diagnostic)> {
    let of_entry = |id: EntryId| {
        let file = file_in(&config.content_dir, site.entries[id].path.as_str());
        site.diagnostics(id).map(move |diagnostic| (file.clone(), diagnostic))
    };
    site.troubled.iter().flat_map(|id| of_entry(*id)).collect()
}

fn file_in(dir: &Path, path: &str) -> String {
    dir.join(path).display().to_string()
}

fn summary(
    site: &Site,
    config: &Config,
    synced: Synced,
    (found, started): (&[(String, &Diagnostic)], Instant),
) -> String {
    let tally = report::tally(found);
    let problems = if tally.is_empty() { String::new() } else { format!("; {tally}") };
    format!(
        "{}, {} in {}: {} written, {} unchanged, {} removed, in {:.2} s{problems}",
        i18n::counted(site.entries.len() as u64, "{n} record|{n} records"),
        i18n::counted((synced.written + synced.unchanged) as u64, "{n} file|{n} files"),
        config.output_dir.display(),
        synced.written,
        synced.unchanged,
        synced.removed,
        started.elapsed().as_secs_f64(),
    )
}
