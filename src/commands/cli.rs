//! The command line: what people type becomes validated settings.

use core::net::IpAddr;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::base::diagnostic::Code;
use crate::base::i18n;
use crate::commands::report::parse_code;
use crate::config::BaseUrl;

/// The version, and what the program was built from and with.
const BUILD_FACTS: &str = include_str!(concat!(env!("OUT_DIR"), "/version.txt"));

const EXIT_CODES: &str = "Exit codes: 0, whatever was found; 1, with --strict, where there are errors or warnings; 2, where the \
    folder could not be checked.";

/// Make a browsable website of a folder of summaries.
#[derive(Debug, Clone, Parser)]
#[command(name = "synopsite", version, long_version = BUILD_FACTS, about, propagate_version = true)]
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
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Build the site
    #[command(alias = "b")]
    Build(Build),
    /// Look for problems in records, templates and settings, and write nothing
    #[command(alias = "c", after_help = EXIT_CODES)]
    Check(Check),
    /// Serve the site, and keep it up to date while records arrive
    #[command(alias = "s")]
    Serve(Serve),
    /// Start a site: settings, two records that show how one looks, and the next command to run
    Init(Init),
    /// Print what a shell needs to complete this program's commands and options
    Completions(Completions),
    /// Print the manual page, or write those of all commands to a folder
    Man(Man),
    /// Convert files of any format to records
    Import(Import),
    /// Write the collection out for other programs
    Export(Export),
}

/// What `init` can be told.
#[derive(Debug, Clone, Args)]
pub struct Init {
    /// The site's folder, which need not exist [default: the current folder]
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// The language of the interface and of the settings' comments [default: that of LC_ALL, LC_MESSAGES or LANG, else zh-CN]
    #[arg(short, long, value_name = "LANGUAGE", value_parser = PossibleValuesParser::new(i18n::languages()))]
    pub language: Option<String>,
}

/// What `completions` can be told.
#[derive(Debug, Clone, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

/// What `man` can be told.
#[derive(Debug, Clone, Args)]
pub struct Man {
    /// The folder to write to, such as ~/.local/share/man/man1
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// What `import` can be told. Folders are relative to the current folder, unlike those in the configuration.
#[derive(Debug, Clone, Args)]
pub struct Import {
    /// Markdown, JSON, JSON Lines or records, or folders of them
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The folder to write the records to [default: the site's folder of records]
    #[arg(short, long, value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
}

/// What `export` can be told. Paths are relative to the current folder, unlike those in the configuration.
#[derive(Debug, Clone, Args)]
pub struct Export {
    /// What to write
    #[arg(short, long, value_name = "FORMAT")]
    pub format: ExportFormat,
    /// The file to write to, or for md the folder [default: the standard output; for md, export]
    #[arg(short, long, value_name = "FILE|DIR")]
    pub output: Option<PathBuf>,
    /// The folder of records [default: content]
    #[arg(long, value_name = "DIR")]
    pub content_dir: Option<PathBuf>,
    /// Replace files that are there already
    #[arg(long)]
    pub force: bool,
}

/// What `export` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// A Markdown file with YAML front matter for each record
    Md,
    /// All records in one JSON array
    Json,
    /// A line of JSON for each record
    Jsonl,
    /// An outline of the categories, with links to what was summarised
    Opml,
}

/// What `check` can be told. Folders are relative to the current folder, unlike those in the configuration.
#[derive(Debug, Clone, Args)]
pub struct Check {
    /// The folder of records [default: content]
    #[arg(long, value_name = "DIR")]
    pub content_dir: Option<PathBuf>,
    /// The address the site will have; links work without it
    #[arg(short = 'u', long, value_name = "URL")]
    pub base_url: Option<BaseUrl>,
    /// Exit with 1 if there are errors or warnings among what is printed
    #[arg(long)]
    pub strict: bool,
    /// What is known from before
    #[command(flatten)]
    pub cache: Cache,
    /// How to print what was found
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
    /// Tell of these problems alone; may stand several times, or hold several codes between commas
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = parse_code)]
    pub only: Vec<Code>,
    /// Tell of all problems but these; as --only
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = parse_code)]
    pub except: Vec<Code>,
    /// Say what a code means, what leads to it and what to do about it, and check nothing
    #[arg(long, value_name = "CODE", value_parser = parse_code)]
    pub explain: Option<Code>,
}

/// How `check` prints what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people: the first of each kind, as a compiler prints them
    Text,
    /// For programs: all of them, as docs/check.schema.json describes it
    Json,
    /// For GitHub Actions: an annotation each
    Github,
}

/// What `serve` can be told. Folders are relative to the current folder, unlike those in the configuration.
#[derive(Debug, Clone, Args)]
pub struct Serve {
    /// The folder of records [default: content]
    #[arg(long, value_name = "DIR")]
    pub content_dir: Option<PathBuf>,
    /// The address the site will have; links work without it
    #[arg(short = 'u', long, value_name = "URL")]
    pub base_url: Option<BaseUrl>,
    /// The address to listen on; 0.0.0.0 lets other machines in
    #[arg(short, long, value_name = "IP", default_value = "127.0.0.1")]
    pub interface: IpAddr,
    /// The port to listen on; where it is taken, the next free one; 0 for any
    #[arg(short, long, value_name = "PORT", default_value_t = 4000)]
    pub port: u16,
    /// Also answer to this name, besides addresses and localhost
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,
    /// Look at the folder twice a second instead of waiting to be told, as on a network mount
    #[arg(long)]
    pub poll: bool,
    /// What is known from before
    #[command(flatten)]
    pub cache: Cache,
    /// Open the site in the browser
    #[arg(short = 'O', long)]
    pub open: bool,
}

/// What a command can be told of what is known from before.
#[derive(Debug, Clone, Default, Args)]
pub struct Cache {
    /// The folder to keep in what makes the next build, check or start fast [default: beside the output folder]
    #[arg(long, value_name = "DIR")]
    pub cache_dir: Option<PathBuf>,
    /// Take nothing from before, and keep nothing for the next time
    #[arg(long, conflicts_with = "cache_dir")]
    pub no_cache: bool,
}

/// What `build` can be told. Folders are relative to the current folder, unlike those in the configuration.
#[derive(Debug, Clone, Args)]
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
    /// Take an output folder that holds other things, and replace files there that synopsite did not write
    #[arg(long)]
    pub force: bool,
    /// A file to write the changes to, for uploading them alone: a path of the site a line, after `+` where it is new or another,
    /// and after `-` where it is gone; JSON where the file's name ends in `.json`
    #[arg(long, value_name = "FILE")]
    pub changes: Option<PathBuf>,
    /// What is known from before
    #[command(flatten)]
    pub cache: Cache,
    /// Open the site in the browser when it is built
    #[arg(short = 'O', long)]
    pub open: bool,
}
