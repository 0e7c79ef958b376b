//! What a command takes from those before it, and where that is kept.

use std::path::PathBuf;
use std::{env, fs};

use crate::base::digest::Digest;
use crate::commands::cli;
use crate::config::Config;
use crate::disk::output::{self, Claim};
use crate::disk::state::{self, Keys, State};
use crate::pages::builder::Builder;

/// What is kept for a site; nothing where there is no folder.
pub(super) struct Cached {
    kept: Option<(PathBuf, Digest)>,
}

impl Cached {
    /// Of a site that is built. What may not be used is removed.
    pub(super) fn of_build(args: &cli::Cache, claim: &Claim) -> Self {
        let chosen = args.cache_dir.as_ref().map(|dir| state::folder_in(dir, claim.target()));
        let dir = chosen.or_else(|| claim.cache());
        if args.no_cache {
            dir.iter().for_each(|dir| state::remove(dir));
        }
        Self::new(args, dir)
    }

    /// Of a site that is read alone.
    pub(super) fn of(args: &cli::Cache, config: &Config) -> Self {
        let chosen = args
            .cache_dir
            .as_ref()
            .and_then(|dir| Some(state::folder_in(dir, &output::resolve(&config.output_dir).ok()?)));
        Self::new(args, chosen.or_else(|| output::cache_of(&config.output_dir)))
    }

    fn new(args: &cli::Cache, dir: Option<PathBuf>) -> Self {
        Self { kept: dir.filter(|_| !args.no_cache).zip(program()) }
    }

    /// All that is known.
    pub(super) fn all(&self, builder: &Builder) -> State {
        let (entries, site) = (builder.key_of_entries(), builder.key());
        let open =
            |(dir, program): &(PathBuf, Digest)| State::open(dir, Keys { program: *program, entries, site });
        self.kept.as_ref().map(open).unwrap_or_default()
    }

    /// What is known of records.
    pub(super) fn records(&self, builder: &Builder) -> State {
        let entries = builder.key_of_entries();
        let open = |(dir, program): &(PathBuf, Digest)| State::open_records(dir, *program, entries);
        self.kept.as_ref().map(open).unwrap_or_default()
    }
}

/// What tells one program from another: two builds of one version are two.
fn program() -> Option<Digest> {
    Digest::of_reader(fs::File::open(env::current_exe().ok()?).ok()?).ok()
}
