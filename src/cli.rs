//! The command line: what people type becomes validated settings.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::BaseUrl;

/// Make a browsable website of a folder of summaries.
#[derive(Debug, Parser)]
#[command(name = "synopsite", version, about, propagate_version = true)]
pub struct Cli {
    /// The site's folder, in which synopsite.toml and the content folder are looked for
    #[arg(short, long, value_name = "DIR", default_value = ".", global = true)]
    pub root: PathBuf,
    /// The configuration file [default: synopsite.toml in the site's folder, if there is one]
    #[arg(short, long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
    /// Print nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print every diagnostic, and the files that are no records
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub color: When,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the site
    #[command(alias = "b")]
    Build(Build),
}

/// What `build` can be told. Folders are relative to the current folder, unlike those in the configuration.
#[derive(Debug, Args)]
pub struct Build {
    /// The folder of records [default: content]
    #[arg(long, value_name = "DIR")]
    pub content_dir: Option<PathBuf>,
    /// The folder to write the site to [default: public]
    #[arg(short, long, value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
    /// The address the site will have; links work without it
    #[arg(short = 'u', long, value_name = "URL")]
    pub base_url: Option<BaseUrl>,
    /// Exit with 1 if any record has errors or warnings; the site is built all the same
    #[arg(long)]
    pub strict: bool,
    /// Replace files in the output folder that synopsite did not write
    #[arg(long)]
    pub force: bool,
    /// Open the site in the browser when it is built
    #[arg(short = 'O', long)]
    pub open: bool,
}
