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
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::dossier::{CORRECTIONS, Dossier};
use crate::entry::Entry;
use crate::memory::Memory;
use crate::message::Message;
use crate::plan::{Origin, Page};
use crate::record::ContentPath;
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
    /// What is to be said of files that are no records, as people know them.
    notes: Vec<(String, Diagnostic)>,
}

impl Walk {
    /// Reads templates and records. `before` is what an earlier build remembered.
    pub(super) fn read(cli: &Cli, config: Config, before: &Memory) -> Result<Self> {
        let templates = source::templates(&config.templates_dir)?;
        let builder = Builder::new(config.clone(), &templates)?;
        let sources = source::scan(&config.content_dir)?;
        let corrections = builder.corrections(source::corrections(&config.content_dir).as_ref());
        let read = AtomicUsize::new(0);
        let entries = with_bar(
            !cli.quiet,
            builder.strings().say(&Message::new("reading")),
            (&read, sources.files.len()),
            || {
                let entries = |file: &SourceFile| {
                    read.fetch_add(1, Ordering::Relaxed);
                    let entries = builder.entries(&file.path, &file.read(), &corrections);
                    entries.into_iter().map(Arc::new).collect::<Vec<_>>()
                };
                sources.files.par_iter().flat_map_iter(entries).collect()
            },
        );
        let mut memory = Memory::default();
        let edition = Edition::with_memory(Arc::new(builder), (entries, Arc::new(corrections)), |site| {
            memory = before.next(site);
            memory.old_addresses()
        });
        let in_templates = |(name, note): (&str, _)| (file_in(&config.templates_dir, name), note);
        let unused = theme::unused(&templates).into_iter().map(in_templates);
        let alone = sources.alone.iter().map(|path| (file_in(&config.content_dir, path.as_str()), alone()));
        let notes = unused.chain(alone).collect();
        Ok(Self { config, edition, memory, sources, notes })
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
    pub(super) fn read_file(&self) -> impl Fn(&Entry) -> Option<Dossier> + Sync {
        let files = self.sources.files.iter();
        let by_path: HashMap<&str, &SourceFile> = files.map(|file| (file.path.file(), file)).collect();
        move |entry: &Entry| {
            by_path.get(entry.path.file()).map(|file| file.read_record(&entry.path, entry.part.as_ref()))
        }
    }

    /// Indexes all texts for search.
    pub(super) fn index(&self, done: &AtomicUsize) -> Placed {
        /// Smaller blocks would take longer than they keep a further thread busy.
        const LEAST: usize = 64;
        let read = self.read_file();
        let terms = |entry: &Arc<Entry>| {
            done.fetch_add(1, Ordering::Relaxed);
            let texts = texts(&entry.path, read(entry).as_ref());
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
        let site = self.edition.site();
        let entries = site.entries.iter().chain(&site.hidden);
        let with_records: HashSet<&str> = entries.map(|entry| entry.path.file()).collect();
        let files = self.sources.files.iter().map(|file| file.path.file());
        files.filter(move |file| !with_records.contains(file))
    }

    /// Every diagnostic, with its file as people know it.
    fn found(&self) -> Vec<(String, Diagnostic)> {
        let site = self.edition.site();
        let content = |path: &str| file_in(&self.config.content_dir, path);
        let of_record = |path: &ContentPath, note: &Diagnostic| {
            (content(note.file.as_deref().unwrap_or(path.file())), note.clone())
        };
        let of_entry = |id: EntryId| {
            site.diagnostics(id).map(move |diagnostic| of_record(&site.entries[id].path, diagnostic))
        };
        let of_records = site.troubled.iter().flat_map(|id| of_entry(*id));
        // Who hides a record knows what is wrong with it, but not that of what hides it.
        let of_hidden = site.hidden.iter().flat_map(|entry| {
            let own = entry.diagnostics.iter().filter(|note| note.file.is_some());
            own.map(|note| of_record(&entry.path, note))
        });
        let of_site = self.edition.notes().into_iter().map(|(origin, note)| match origin {
            Origin::Record(id) => of_record(&site.entries[id].path, &note),
            Origin::Corrections => (content(CORRECTIONS), note),
            Origin::Settings | Origin::Memory => (config::FILE_NAME.to_owned(), note),
        });
        of_records.chain(of_hidden).chain(of_site).chain(self.notes.iter().cloned()).collect()
    }

    /// Prints the diagnostics and a closing line with their number. With `strict`, problems are an outcome.
    pub(super) fn conclude(&self, cli: &Cli, closing: Message, strict: bool) -> Outcome {
        let found = self.found();
        let strings = self.edition.builder().strings();
        let found: Vec<(String, &Diagnostic)> =
            found.iter().map(|(file, note)| (file.clone(), note)).collect();
        if !cli.quiet {
            if cli.verbose {
                let say = |key: &'static str, file: &str| {
                    eprintln!("{}", strings.say(&Message::new(key).with("file", file)));
                };
                self.sources.ignored.iter().for_each(|file| say("ignored", file));
                self.other_json().for_each(|file| say("ignored_json", file));
            }
            let most = if cli.verbose { usize::MAX } else { MOST_DIAGNOSTICS };
            eprint!("{}", report::diagnostics(&found, Style { color: use_color(cli), most }, strings));
            println!("{}", strings.say(&report::with_tally(closing, &found, strings)));
        }
        let bad = found.iter().any(|(_, diagnostic)| diagnostic.severity() < Severity::Note);
        if strict && bad { Outcome::Problems } else { Outcome::Success }
    }
}

/// What is said of a companion beside which there is no record.
fn alone() -> Diagnostic {
    let (what, hint) = (Message::new("companion_alone"), Message::new("companion_alone_hint"));
    Diagnostic::file(Code::CompanionAlone, what, hint)
}

fn file_in(dir: &Path, path: &str) -> String {
    dir.join(path).display().to_string()
}
