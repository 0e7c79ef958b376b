//! What systems want to know of the program: completions for shells, and manual pages.

use anyhow::Result;
use clap::CommandFactory;

use super::{Outcome, print};
use crate::base::error::{OrFail, about};
use crate::base::message::Message;
use crate::commands::cli::{self, Cli};

pub(super) fn completions(args: &cli::Completions) -> Result<Outcome> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "synopsite", &mut text);
    print::bytes(&text)?;
    Ok(Outcome::Success)
}

pub(super) fn pages(args: &cli::Man) -> Result<Outcome> {
    let Some(dir) = &args.dir else {
        let mut text = Vec::new();
        clap_mangen::Man::new(Cli::command().disable_help_subcommand(true))
            .render(&mut text)
            .or_fail(|| Message::new("cannot_print"))?;
        print::bytes(&text)?;
        return Ok(Outcome::Success);
    };
    std::fs::create_dir_all(dir)
        .and_then(|()| clap_mangen::generate_to(Cli::command(), dir))
        .or_fail(|| about("cannot_write", dir))?;
    Ok(Outcome::Success)
}
