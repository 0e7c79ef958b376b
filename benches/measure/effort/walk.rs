//! Everything that happens to one record between its files and its page, and to what is said of it.

use std::sync::Arc;

use anyhow::Result;
use synopsite::commands::report::{Finding, Report, Style, diagnostics, json};
use synopsite::config::Config;
use synopsite::pages::builder::Builder;
use synopsite::pages::plan::{Kind, Page};
use synopsite::pages::snapshot::Snapshot;
use synopsite::record::ContentPath;
use synopsite::record::files::{RecordFiles, Sidecar};
use synopsite::record::parse::Corrections;
use synopsite::site::entry::Entry;

use super::attack::File;

pub(crate) struct Walk {
    builder: Arc<Builder>,
}

impl Walk {
    pub(crate) fn new() -> Result<Self> {
        Ok(Self { builder: Arc::new(Builder::new(Config::default(), &[])?) })
    }

    /// Gives how many bytes of output there are.
    pub(crate) fn over(&self, files: &[File]) -> Result<usize> {
        let [(ending, main), beside @ ..] = files else { return Ok(0) };
        let path = ContentPath::new(format!("2026-05-01-x.{ending}"));
        let sidecars = beside.iter().filter_map(|(ending, text)| {
            let kind = Sidecar::all().find(|kind| kind.ending() == *ending)?;
            Some((kind, Ok(text.as_bytes().into())))
        });
        let record_files = RecordFiles { main: Ok(main.as_bytes().into()), sidecars: sidecars.collect() };
        let corrections = Arc::new(Corrections::default());
        let entries = self.builder.entries(&path, &record_files, &corrections);
        let entries: Vec<Arc<Entry>> = entries.into_iter().map(Arc::new).collect();
        let reported = self.report(&entries);
        let snapshot = Snapshot::new(Arc::clone(&self.builder), entries, corrections);
        let mut bytes = reported;
        let pages = snapshot.pages().chain(snapshot.attachments());
        // Pages of lists alone are another matter.
        let shared: Vec<Page> =
            pages.filter(|page| page.kind.is_of_files() && !matches!(page.kind, Kind::Record(_))).collect();
        for (id, entry) in snapshot.site().entries.iter().enumerate() {
            let record_files = record_files.of_record(&entry.path, entry.part.as_ref());
            let visit = snapshot.visit(id, Some(&record_files));
            bytes += visit.page()?.len() + visit.terms().keys.len();
            for page in shared.iter().filter(|page| snapshot.records_of(page).contains(&id)) {
                let is_of_diagrams = matches!(page.kind, Kind::Diagrams(_));
                let piece = if is_of_diagrams { visit.diagrams() } else { visit.text() };
                bytes += snapshot.join(page, &[piece]).len();
            }
        }
        Ok(bytes)
    }

    /// What `check` prints.
    fn report(&self, entries: &[Arc<Entry>]) -> usize {
        let found =
            entries.iter().flat_map(|entry| entry.diagnostics.iter().map(move |found| (entry, found)));
        let findings =
            found.map(|(entry, found)| Finding { file: entry.path.to_string(), diagnostic: found.clone() });
        let report = Report::new(findings.collect());
        let strings = self.builder.strings();
        let style = Style { color: false, all: false };
        diagnostics(&report, style, strings).len() + json(&report, entries.len(), strings).len()
    }
}
