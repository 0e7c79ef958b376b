//! The program: arguments in, exit code out. Everything else is in the library.

use std::process::ExitCode;

use clap::Parser;
use synopsite::cli::Cli;
use synopsite::command;

/// Usage errors, and whatever keeps the program from going on.
const CANNOT_GO_ON: u8 = 2;

fn main() -> ExitCode {
    match command::run(&Cli::parse()) {
        Ok(outcome) => ExitCode::from(outcome.exit_code()),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(CANNOT_GO_ON)
        }
    }
}
