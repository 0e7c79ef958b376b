//! The walk from disk to pages, and what is said about it: what `build` and `check` have in common.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use rayon::prelude::*;

use super::known::{Known, ReadFile, Reader};
use super::progress::with_bar;
use super::{Outcome, config_name, print, use_color};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::digest::{Digest, Digester};
use crate::base::i18n::Strings;
use crate::base::message::Message;
use crate::commands::cli::Cli;
use crate::commands::report::{self, Finding, Report, Style};
use crate::config::Config;
use crate::disk::seen::Seen;
use crate::disk::source::{self, Folder, SourceFile, Sources, StaticFiles};
use crate::disk::state::{Outputs, State};
use crate::pages::audit::{Subject, Surroundings};
use crate::pages::builder::Builder;
use crate::pages::plan::OutputFile;
use crate::pages::snapshot::{Inputs, Snapshot};
use crate::pages::templates;
use crate::record::ContentPath;
use crate::record::files::RecordFiles;
use crate::search::layout::Segmented;
use crate::site::entry::Entry;
use crate::site::history::AddressHistory;
use crate::site::route::Route;
use crate::site::{EntryId, Site};

/// The folders as they were read.
pub(super) struct Walk {
    pub config: Config,
    pub snapshot: Snapshot,
    /// What is to be remembered of the site.
    pub history: AddressHistory,
    folder: Folder,
    sources: Sources,
    known: Known,
    own: StaticFiles,
    /// Of all that.
    inputs: Option<Digest>,
    /// The configuration's file as people know it.
    settings: String,
    /// What is wrong with what is no record.
    others: Vec<Finding>,
}

impl Walk {
    /// Reads templates and records. `before` is what an earlier build remembered.
    pub(super) fn read(
        cli: &Cli,
        config: Config,
        before: &AddressHistory,
        remembered: impl FnOnce(&Builder) -> State,
    ) -> Result<Self> {
        let templates = source::templates(&config.templates_dir)?;
        let builder = Builder::new(config, &templates)?;
        let state = remembered(&builder);
        Self::read_with(cli, builder, before, state)
    }

    /// The same, but templates that cannot be used are told of, and the program's own are taken instead.
    pub(super) fn read_all(
        cli: &Cli,
        config: Config,
        faults: Vec<Finding>,
        remembered: impl FnOnce(&Builder) -> State,
    ) -> Result<Self> {
        let templates = source::templates(&config.templates_dir)?;
        let dir = config.templates_dir.clone();
        let mut others = faults;
        let builder = Builder::new(config.clone(), &templates).or_else(|error| {
            others.push(fault_in(&dir, &error).ok_or(error)?);
            Builder::new(config, &[])
        })?;
        let state = remembered(&builder);
        let mut walk = Self::read_with(cli, builder, &AddressHistory::default(), state)?;
        walk.others.append(&mut others);
        Ok(walk)
    }

    fn read_with(cli: &Cli, builder: Builder, before: &AddressHistory, state: State) -> Result<Self> {
        let config = builder.config().clone();
        let folder = Folder::of(&config);
        let reader = Reader::new(&builder, &folder, state);
        let sources = folder.scan()?;
        let read = AtomicUsize::new(0);
        let label = builder.strings().say(&Message::new("reading"));
        let files: Vec<ReadFile> = with_bar(!cli.quiet, label, &read, sources.files.len(), || {
            let file = |file: &SourceFile| {
                read.fetch_add(1, Ordering::Relaxed);
                reader.read(file)
            };
            sources.files.par_iter().filter_map(file).collect()
        });
        let (known, corrections) = reader.into_known(&files);
        let entries = files.into_iter().flat_map(|file| file.entries);
        let entries: Vec<Arc<Entry>> = entries.map(|entry| at_home(entry, before)).collect();
        let own = source::static_files(&config.static_dir);
        let beside = Surroundings::new(&sources.beside, own.files.keys(), &own.unread);
        let before_all = Site::default();
        let entries = before_all.lineup(&[], entries);
        let (pictures, _) = source::pictures::look(&sources.beside.pictures, entries.referring(), |_| None);
        let pictures = Arc::new(pictures);
        let builder = Arc::new(builder);
        let mut history = AddressHistory::default();
        let snapshot = Inputs { builder, entries, before: &before_all, corrections, beside, pictures }
            .snapshot_with(|site| {
                let unread: HashSet<&str> = site.unread().map(|entry| entry.path.file()).collect();
                let is_unread = |file: &str| unread.contains(file) || sources.beside.hides(file);
                history = before.next(site, is_unread);
                history.old_addresses()
            });
        let (settings, others) = (config_name(cli), Vec::new());
        let walk =
            Self { settings, others, config, snapshot, history, folder, sources, known, own, inputs: None };
        Ok(Self { inputs: walk.known.is_kept().then(|| walk.inputs()).flatten(), ..walk })
    }

    /// What is known of the records' files.
    pub(super) fn known(&self) -> &Known {
        &self.known
    }

    /// Whether nothing is other than when the state was kept.
    pub(super) fn is_unchanged(&self) -> bool {
        self.inputs.is_some_and(|inputs| self.known.is_of(inputs))
    }

    /// Of all that a site is made of besides what has a key of its own; `None` where some of it is not certain.
    fn inputs(&self) -> Option<Digest> {
        if self.has_unread() {
            return None;
        }
        let mut inputs = Digester::default();
        self.known.add_to(&mut inputs)?;
        // Findings say where in the settings something stands.
        let (beside, pictures) = (self.snapshot.beside(), self.snapshot.site().pictures());
        let told = format!("{beside:?} {:?} {:?}", pictures.looked_at(), self.config.places);
        inputs.add(self.history.text().as_bytes()).add(told.as_bytes());
        let own = self.own.files.iter().map(|(path, file)| (path.as_str(), file.as_path()));
        for (path, file) in own.chain(pictures.routes().map(|(route, file)| (route.as_str(), file))) {
            inputs.add(path.as_bytes()).value(&Seen::settled(file)?);
        }
        Some(inputs.finish())
    }

    /// Keeps what is known for the next build: with the words of records that were visited, and what stands in the output
    /// folder.
    pub(super) fn keep(
        &mut self,
        words: Vec<(EntryId, Box<str>)>,
        outputs: &Outputs,
        segments: Vec<Segmented>,
    ) {
        for (id, words) in words {
            self.known.add_words(&self.snapshot.site().entries[id], words);
        }
        self.known.keep(outputs, self.inputs, segments);
    }

    /// The site's static files.
    pub(super) fn own(&self) -> &StaticFiles {
        &self.own
    }

    /// Whether there is no record, not even a hidden one or one that cannot be read.
    pub(super) fn has_no_records(&self) -> bool {
        self.sources.files.is_empty() && !self.has_unread()
    }

    /// Whether anything could not be read.
    pub(super) fn has_unread(&self) -> bool {
        let Sources { beside, .. } = &self.sources;
        !beside.unread.is_empty()
            || !self.own.unread.is_empty()
            || self.snapshot.site().unread().next().is_some()
    }

    /// A file of the content folder, as people know it.
    pub(super) fn content_file(&self, path: &str) -> String {
        file_in(&self.config.content_dir, path)
    }

    /// The words of the site's language.
    pub(super) fn strings(&self) -> &Strings {
        self.snapshot.builder().strings()
    }

    /// Takes what was found while pages were rendered.
    pub(super) fn add(&mut self, found: Vec<Finding>) {
        self.others.extend(found);
    }

    /// Renders files, and hands each to `take` with its address.
    pub(super) fn render(
        &self,
        files: &[&OutputFile],
        done: &AtomicUsize,
        take: impl Fn(&Route, Result<Vec<u8>>) -> Result<()> + Sync,
    ) -> Result<()> {
        let read = self.read_file();
        files.par_iter().try_for_each(|file| {
            let bytes = self.snapshot.render(file, &read);
            done.fetch_add(1, Ordering::Relaxed);
            take(file.route(), bytes)
        })
    }

    /// Reads records as they are asked for.
    pub(super) fn read_file(&self) -> impl Fn(&Entry) -> Option<RecordFiles> + Sync {
        let files = self.sources.files.iter();
        let by_path: HashMap<&ContentPath, &SourceFile> = files.map(|file| (&file.path, file)).collect();
        move |entry: &Entry| {
            let file = by_path.get(&entry.path.document(1))?;
            Some(file.read_record(&entry.path, entry.part.as_ref(), self.folder.limit()))
        }
    }

    /// The files of JSON that hold no record.
    fn other_json(&self) -> impl Iterator<Item = &str> {
        let site = self.snapshot.site();
        let with_records: HashSet<&str> = site.with_hidden().map(|entry| entry.path.file()).collect();
        let files = self.sources.files.iter().map(|file| file.path.file());
        files.filter(move |file| !with_records.contains(file))
    }

    /// Everything that was found.
    pub(super) fn report(&self) -> Report {
        let site = self.snapshot.site();
        let content = |path: &str| self.content_file(path);
        let of_record = |path: &ContentPath, found: &Diagnostic| Finding {
            file: content(found.file.as_deref().unwrap_or(path.file())),
            diagnostic: found.clone(),
        };
        let finding = |subject: &Subject, found: &Diagnostic| match subject {
            Subject::Record(id) => of_record(&site.entries[*id].path, found),
            Subject::Template(name) => {
                Finding { file: file_in(&self.config.templates_dir, name), diagnostic: found.clone() }
            }
            Subject::Static(path) => {
                Finding { file: file_in(&self.config.static_dir, path), diagnostic: found.clone() }
            }
            Subject::Settings => Finding { file: self.settings.clone(), diagnostic: found.clone() },
            Subject::Content(path) => Finding { file: content(path), diagnostic: found.clone() },
        };
        let of_entry = |id: EntryId| site.diagnostics(id).map(move |found| (id, found));
        let of_records = site.with_problems.newest_first().flat_map(of_entry);
        let of_records = of_records.map(|(id, found)| finding(&Subject::Record(id), found));
        let of_site = self.snapshot.findings().iter().map(|found| finding(&found.subject, &found.diagnostic));
        // Where a page could not be rendered because of a field, that says it.
        let is_said = |field: &Finding| {
            field.diagnostic.code == Code::UnknownField
                && self.others.iter().any(|other| {
                    other.diagnostic.code == Code::TemplateFault
                        && (&other.file, other.diagnostic.line) == (&field.file, field.diagnostic.line)
                })
        };
        let of_site = of_site.filter(|found| !is_said(found));
        Report::new(of_records.chain(of_site).chain(self.others.iter().cloned()).collect())
    }

    /// Prints what was found: a line for each code, or all of it if that is asked for; then what the command did.
    pub(super) fn sum_up(&self, cli: &Cli, closing: Message, report: &Report) -> Result<()> {
        if cli.quiet || cli.verbose {
            return self.tell(cli, closing, report);
        }
        print::error_text(&report::summary(report, self.strings()))?;
        print::line(self.strings().say(&report.with_tally(closing, self.strings())))
    }

    /// Prints what was found as people read it, and a closing line with the number.
    pub(super) fn tell(&self, cli: &Cli, closing: Message, report: &Report) -> Result<()> {
        if cli.quiet {
            return Ok(());
        }
        let strings = self.strings();
        if cli.verbose {
            let say = |key: &'static str, file: &str| {
                print::error_line(strings.say(&Message::new(key).with("file", file)))
            };
            let idle = self.snapshot.site().pictures().idle();
            let mut ignored = self.sources.ignored.iter().map(String::as_str).chain(idle);
            ignored.try_for_each(|file| say("ignored", file))?;
            self.other_json().try_for_each(|file| say("ignored_json", file))?;
        }
        let style = Style { color: use_color(cli), all: cli.verbose };
        print::error_text(&report::diagnostics(report, style, strings))?;
        print::error_text(&report::table(report, strings))?;
        print::line(strings.say(&report.with_tally(closing, strings)))
    }
}

/// What is wrong with a template in a folder, where an error is of one.
pub(super) fn fault_in(dir: &Path, error: &anyhow::Error) -> Option<Finding> {
    let fault = error.chain().find_map(|cause| cause.downcast_ref::<templates::Fault>())?;
    Some(Finding { file: file_in(dir, &fault.name), diagnostic: fault.diagnostic.clone() })
}

/// A record that cannot be read stays at the address that it had.
fn at_home(entry: Arc<Entry>, before: &AddressHistory) -> Arc<Entry> {
    match before.address(&entry.path).filter(|_| entry.is_unread()) {
        Some(address) => Arc::new(Arc::unwrap_or_clone(entry).at_address(address)),
        None => entry,
    }
}

/// How a command ends: what could not be read is a problem, and with `strict` all that is wrong is.
pub(super) fn outcome(report: &Report, strict: bool) -> Outcome {
    if report.has_unread() || strict && report.is_bad() { Outcome::Problems } else { Outcome::Success }
}

fn file_in(dir: &Path, path: &str) -> String {
    dir.join(path).display().to_string()
}
