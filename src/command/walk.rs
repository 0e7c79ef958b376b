//! The walk from disk to pages, and what is said about it: what `build` and `check` have in common.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use rayon::prelude::*;

use super::progress::with_bar;
use super::{Outcome, use_color};
use crate::builder::{Builder, Edition, texts};
use crate::cli::Cli;
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Severity};
use crate::entry::Entry;
use crate::memory::Memory;
use crate::plan::{Origin, Page};
use crate::report::{self, Style};
use crate::search::block::{BLOCK, Block};
use crate::search::index::{Index, Placed};
use crate::site::EntryId;
use crate::source::{self, SourceFile, Sources};
use crate::theme;

/// Enough to see what is the matter; the page of problems lists all of them.
const MOST_DIAGNOSTICS: usize = 20;

/// The folders as they were read.
pub(super) struct Walk {
    pub config: Config,
    pub edition: Edition,
    /// What is to be remembered of the site.
    pub memory: Memory,
    sources: Sources,
    unused: Vec<(String, Diagnostic)>,
}

impl Walk {
    /// Reads templates and records. `before` is what an earlier build remembered.
    pub(super) fn read(cli: &Cli, config: Config, before: &Memory) -> Result<Self> {
        let templates = source::templates(&config.templates_dir)?;
        let builder = Builder::new(config.clone(), &templates)?;
        let sources = source::scan(&config.content_dir)?;
        let read = AtomicUsize::new(0);
        let entries = with_bar(!cli.quiet, "reading", (&read, sources.files.len()), || {
            let entry = |file: &SourceFile| {
                read.fetch_add(1, Ordering::Relaxed);
                let entries = builder.entries(&file.path, file.read().as_deref());
                entries.into_iter().map(Arc::new).collect::<Vec<_>>()
            };
            sources.files.par_iter().flat_map_iter(entry).collect()
        });
        let mut memory = Memory::default();
        let edition = Edition::with_memory(Arc::new(builder), entries, |site| {
            memory = before.next(site);
            memory.old_addresses()
        });
        let unused = theme::unused(&templates).into_iter().map(|(name, note)| (name.to_owned(), note));
        Ok(Self { config, edition, memory, sources, unused: unused.collect() })
    }

    /// Renders pages, and hands each to `take`.
    pub(super) fn render(
        &self,
        pages: &[Page],
        done: &AtomicUsize,
        take: impl Fn(&Page, &[u8]) -> Result<()> + Sync,
    ) -> Result<()> {
        let read = self.read_file();
        pages.par_iter().try_for_each(|page| {
            let bytes = self.edition.render(page, &read)?;
            done.fetch_add(1, Ordering::Relaxed);
            take(page, &bytes)
        })
    }

    /// Reads records as they are asked for.
    pub(super) fn read_file(&self) -> impl Fn(&Entry) -> Option<Vec<u8>> + Sync {
        let files = self.sources.files.iter();
        let by_path: HashMap<&str, &SourceFile> = files.map(|file| (file.path.file(), file)).collect();
        move |entry: &Entry| by_path.get(entry.path.file())?.read_part(entry.part.as_ref()).ok()
    }

    /// Indexes all texts for search.
    pub(super) fn index(&self, done: &AtomicUsize) -> Placed {
        /// Smaller blocks would take longer than they keep a further thread busy.
        const LEAST: usize = 64;
        let read = self.read_file();
        let terms = |entry: &Arc<Entry>| {
            done.fetch_add(1, Ordering::Relaxed);
            let texts = texts(read(entry).as_deref());
            (entry.fingerprint(), self.edition.builder().terms(entry, texts))
        };
        let entries = &self.edition.site().entries;
        let size = (entries.len() / (2 * rayon::current_num_threads())).clamp(LEAST, BLOCK);
        // From the oldest on, so that what is read in order has its numbers in order.
        let blocks: Vec<Block> =
            entries.par_rchunks(size).map(|entries| Block::new(entries.iter().rev().map(terms))).collect();
        let mut index = Index::default();
        blocks.into_iter().for_each(|block| index.add(block));
        self.edition.place(&index)
    }

    /// The files of JSON that hold no record.
    fn other_json(&self) -> impl Iterator<Item = &str> {
        let entries = self.edition.site().entries.iter();
        let with_records: HashSet<&str> = entries.map(|entry| entry.path.file()).collect();
        let files = self.sources.files.iter().map(|file| file.path.file());
        files.filter(move |file| !with_records.contains(file))
    }

    /// Every diagnostic, with its file as people know it.
    fn found(&self) -> Vec<(String, &Diagnostic)> {
        let site = self.edition.site();
        let of_entry = |id: EntryId| {
            let file = file_in(&self.config.content_dir, site.entries[id].path.file());
            site.diagnostics(id).map(move |diagnostic| (file.clone(), diagnostic))
        };
        let of_records = site.troubled.iter().flat_map(|id| of_entry(*id));
        let of_templates =
            self.unused.iter().map(|(name, note)| (file_in(&self.config.templates_dir, name), note));
        let of_addresses = self.edition.notes().iter().map(|(origin, note)| match origin {
            Origin::Record(id) => (file_in(&self.config.content_dir, site.entries[*id].path.file()), note),
            _ => (config::FILE_NAME.to_owned(), note),
        });
        of_records.chain(of_addresses).chain(of_templates).collect()
    }

    /// Prints the diagnostics and a closing line with their number. With `strict`, problems are an outcome.
    pub(super) fn conclude(&self, cli: &Cli, closing: &str, strict: bool) -> Outcome {
        let found = self.found();
        if !cli.quiet {
            if cli.verbose {
                self.sources.ignored.iter().for_each(|file| eprintln!("ignored {file}: it is no record"));
                self.other_json().for_each(|file| eprintln!("ignored {file}: it is JSON, but no record"));
            }
            let most = if cli.verbose { usize::MAX } else { MOST_DIAGNOSTICS };
            eprint!("{}", report::diagnostics(&found, Style { color: use_color(cli), most }));
            let tally = report::tally(&found);
            println!("{closing}{}", if tally.is_empty() { tally } else { format!("; {tally}") });
        }
        let bad = found.iter().any(|(_, diagnostic)| diagnostic.severity() < Severity::Note);
        if strict && bad { Outcome::Problems } else { Outcome::Success }
    }
}

fn file_in(dir: &Path, path: &str) -> String {
    dir.join(path).display().to_string()
}
