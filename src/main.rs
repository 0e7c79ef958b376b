//! The program: arguments in, exit code out. Everything else is in the library.

use std::process::ExitCode;

use clap::Parser;
use synopsite::base::caught;
use synopsite::commands;
use synopsite::commands::cli::Cli;

/// Rendering allocates many small values; this allocator takes a tenth off a build's time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Usage errors, and whatever keeps the program from going on.
const CANNOT_GO_ON: u8 = 2;

fn main() -> ExitCode {
    keep_caught_panics_quiet();
    let cli = Cli::parse();
    match commands::run(&cli) {
        Ok(outcome) => ExitCode::from(outcome.exit_code()),
        Err(error) => {
            commands::complain(&cli, &error);
            ExitCode::from(CANNOT_GO_ON)
        }
    }
}

/// What a foreign parser stumbles over is no fault of the program, and its text is of no use to whoever runs it.
fn keep_caught_panics_quiet() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !caught::is_caught() {
            tell(panic);
        }
    }));
}
