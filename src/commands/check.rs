//! `synopsite check`: the walk without its last step, and an audit of all of it. Every page is rendered, and none is written.

use std::sync::atomic::AtomicUsize;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use anyhow::Result;

use super::cached::Cached;
use super::progress::with_bar;
use super::walk::{Walk, fault_in, outcome};
use super::{Outcome, load_config_all, print, with_options};
use crate::base::error::Failure;
use crate::base::i18n::Strings;
use crate::base::message::Message;
use crate::commands::cli::{Check, Cli, ReportFormat};
use crate::commands::report::{self, Selection};
use crate::pages::plan::{Data, DataFile, OutputFile};

pub(super) fn run(cli: &Cli, args: &Check) -> Result<Outcome> {
    let started = Instant::now();
    let (config, faults) = load_config_all(cli)?;
    if let Some(code) = args.explain {
        let strings = Strings::load(&config.language, &config.strings).map_err(Failure::new)?;
        print::line(strings.explain(code))?;
        return Ok(Outcome::Success);
    }
    let config = with_options(config, args.content_dir.as_ref(), args.base_url.as_ref());
    let cached = Cached::of(&args.cache, &config);
    let mut walk = Walk::read_all(cli, config, faults, |builder| cached.records(builder))?;
    let pages = render_all(cli, &mut walk)?;
    let report = walk.report().select(&Selection { only: args.only.clone(), except: args.except.clone() });
    let records = walk.snapshot.site().entries.len();
    match args.format {
        ReportFormat::Text => walk.tell(cli, closing(records, pages, started), &report)?,
        ReportFormat::Json => print::bytes(report::json(&report, records, walk.strings()).as_bytes())?,
        ReportFormat::Github => print::bytes(report::annotations(&report, walk.strings()).as_bytes())?,
    }
    Ok(outcome(&report, args.strict))
}

/// Renders every file, and gives their number. A template of the site that fails is a finding like others. Scripts that are
/// made of records' texts have no template, and those are read for their pages.
fn render_all(cli: &Cli, walk: &mut Walk) -> Result<usize> {
    let all: Vec<OutputFile> = walk.snapshot.files().collect();
    let is_joined =
        |file: &OutputFile| matches!(file, OutputFile::Data(DataFile { data: Data::Joined(_), .. }));
    let files: Vec<&OutputFile> = all.iter().filter(|file| !is_joined(file)).collect();
    let rendered = AtomicUsize::new(0);
    let faults = Mutex::new(Vec::new());
    let dir = &walk.config.templates_dir;
    let take = |bytes: Result<Vec<u8>>| match bytes {
        Ok(_) => Ok(()),
        Err(error) => {
            let fault = fault_in(dir, &error).ok_or(error)?;
            faults.lock().unwrap_or_else(PoisonError::into_inner).push(fault);
            Ok(())
        }
    };
    let label = walk.strings().say(&Message::new("checking"));
    with_bar(!cli.quiet, label, &rendered, files.len(), || {
        walk.render(&files, &rendered, |_, bytes| take(bytes))
    })?;
    let faults = faults.into_inner().unwrap_or_else(PoisonError::into_inner);
    walk.add(faults);
    Ok(all.len())
}

fn closing(records: usize, pages: usize, started: Instant) -> Message {
    Message::new("checked")
        .with("records", Message::new("n_records").with("n", records))
        .with("pages", Message::new("n_pages").with("n", pages))
        .with("seconds", format!("{:.2}", started.elapsed().as_secs_f64()))
}
