//! `synopsite check`: the walk without its last step. Every page is rendered, and none is written.

use std::sync::atomic::AtomicUsize;
use std::time::Instant;

use anyhow::Result;

use super::progress::with_bar;
use super::walk::Walk;
use super::{Outcome, load_config};
use crate::cli::{self, Cli};
use crate::memory::Memory;
use crate::message::Message;
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
    let label = walk.edition.builder().strings().say(&Message::new("checking"));
    with_bar(!cli.quiet, label, (&rendered, pages.len()), || walk.render(&pages, &rendered, |_, _| Ok(())))?;
    let closing = Message::new("checked")
        .with("records", Message::new("n_records").with("n", walk.edition.site().entries.len()))
        .with("pages", Message::new("n_pages").with("n", pages.len()))
        .with("seconds", format!("{:.2}", started.elapsed().as_secs_f64()));
    Ok(walk.conclude(cli, closing, args.strict))
}
