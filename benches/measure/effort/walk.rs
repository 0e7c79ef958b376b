//! Everything that happens to one record between its files and its page, and to what is said of it.

use std::sync::Arc;

use anyhow::Result;
use synopsite::commands::report::{Finding, Report, Style, diagnostics, json};
use synopsite::config::Config;
use synopsite::pages::builder::Builder;
use synopsite::pages::plan::{Data, DataFile, Joined, OutputFile};
use synopsite::pages::snapshot::Snapshot;
use synopsite::record::ContentPath;
use synopsite::record::files::{RecordFiles, Sidecar, SidecarFile};
use synopsite::record::parse::Corrections;
use synopsite::site::entry::Entry;
use synopsite::site::route::Route;

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
            Some(SidecarFile { kind, bytes: Ok(text.as_bytes().into()) })
        });
        let record_files = RecordFiles { main: Ok(main.as_bytes().into()), sidecars: sidecars.collect() };
        let corrections = Arc::new(Corrections::default());
        let entries = self.builder.entries(&path, &record_files, &corrections);
        let entries: Vec<Arc<Entry>> = entries.into_iter().map(Arc::new).collect();
        let reported = self.report(&entries);
        let snapshot = Snapshot::new(Arc::clone(&self.builder), entries, corrections);
        let mut bytes = reported;
        let files = snapshot.files().chain(snapshot.attachments().into_iter().map(OutputFile::Data));
        // Pages of lists alone are another matter.
        let shared: Vec<(Route, Joined)> = files.filter_map(joined).collect();
        for (id, entry) in snapshot.site().entries.newest_first() {
            let record_files = record_files.of_record(&entry.path, entry.part.as_ref());
            let visit = snapshot.visit(id, Some(&record_files));
            bytes += visit.page()?.len() + visit.terms().keys.len();
            for (route, joined) in
                shared.iter().filter(|(_, joined)| snapshot.records_in(joined).contains(&id))
            {
                bytes += snapshot.join(route, joined, &[visit.piece(joined)]).len();
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

/// A script that several records share, and where it is.
fn joined(file: OutputFile) -> Option<(Route, Joined)> {
    match file {
        OutputFile::Data(DataFile { route, data: Data::Joined(joined) }) => Some((route, joined)),
        _ => None,
    }
}
