//! The program: arguments in, exit code out. Everything else is in the library.

use std::process::ExitCode;

use clap::Parser;
use synopsite::cli::Cli;
use synopsite::command;

/// Rendering allocates many small values; this allocator takes a tenth off a build's time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Usage errors, and whatever keeps the program from going on.
const CANNOT_GO_ON: u8 = 2;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match command::run(&cli) {
        Ok(outcome) => ExitCode::from(outcome.exit_code()),
        Err(error) => {
            command::complain(&cli, &error);
            ExitCode::from(CANNOT_GO_ON)
        }
    }
}
