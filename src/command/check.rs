//! `synopsite check`: the walk without its last step. Every page is rendered, and none is written.

use std::sync::atomic::AtomicUsize;
use std::time::Instant;

use anyhow::Result;

use super::progress::with_bar;
use super::walk::Walk;
use super::{Outcome, load_config};
use crate::cli::{self, Cli};
use crate::i18n;
use crate::memory::Memory;
use crate::plan::Page;

pub(super) fn run(cli: &Cli, args: &cli::Check) -> Result<Outcome> {
    let started = Instant::now();
    let mut config = load_config(cli)?;
    if let Some(dir) = &args.content_dir {
        config.content_dir.clone_from(dir);
    }
    if args.base_url.is_some() {
        config.base_url.clone_from(&args.base_url);
    }
    let walk = Walk::read(cli, config, &Memory::default())?;
    let pages: Vec<Page> = walk.edition.pages().collect();
    let rendered = AtomicUsize::new(0);
    with_bar(!cli.quiet, "checking", (&rendered, pages.len()), || {
        walk.render(&pages, &rendered, |_, _| Ok(()))
    })?;
    let closing = format!(
        "{}, {} checked in {:.2} s",
        i18n::counted(walk.edition.site().entries.len() as u64, "{n} record|{n} records"),
        i18n::counted(pages.len() as u64, "{n} page|{n} pages"),
        started.elapsed().as_secs_f64(),
    );
    Ok(walk.conclude(cli, &closing, args.strict))
}
