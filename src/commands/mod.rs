//! The commands: they connect the edges to the walk, and tell people what happened.

pub mod report;
pub mod cli;
mod cached;
mod build;
mod changes;
mod check;
mod export;
mod import;
mod indexing;
mod init;
mod known;
mod manual;
mod print;
mod progress;
mod serve;
mod signals;
mod visits;
mod walk;
mod write;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::base::error::{self, Failure, OrFail, about};
use crate::base::i18n::Strings;
use crate::base::message::Message;
use crate::commands::cli::{Cli, Command, When};
use crate::commands::report::Finding;
use crate::config::environment::{self, Variables};
use crate::config::{self, BaseUrl, Config, ConfigError};
use crate::site::route;

/// How a command ended that could go on to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All is well.
    Success,
    /// `--strict` was asked for, and there are problems.
    Problems,
}

impl Outcome {
    /// The exit code that scripts see.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Problems => 1,
        }
    }
}

/// Does what the command line says.
///
/// # Errors
/// Whatever keeps the command from going on; problems of records do not.
pub fn run(cli: &Cli) -> Result<Outcome> {
    match &cli.command {
        Command::Build(args) => build::run(cli, args),
        Command::Check(args) => check::run(cli, args),
        Command::Serve(args) => serve::run(cli, args),
        Command::Init(args) => init::run(cli, args),
        Command::Completions(args) => manual::completions(args),
        Command::Man(args) => manual::pages(args),
        Command::Import(args) => import::run(cli, args),
        Command::Export(args) => export::run(cli, args),
    }
}

/// Says what keeps a command from going on, in the words of its site.
pub fn complain(cli: &Cli, error: &anyhow::Error) {
    let strings = strings(cli);
    let said = format!("{}: {}", strings.say(&Message::new("error")), error::words(error, &strings));
    // Where even that cannot be printed, the exit code is all that is left.
    let _ = print::error_line(said);
}

/// The words of the site's language, as far as it is known.
fn strings(cli: &Cli) -> Strings {
    if let Command::Init(args) = &cli.command {
        return Strings::load(&init::language(args), &BTreeMap::new()).unwrap_or_else(|_| Strings::english());
    }
    let chosen =
        load_config(cli).ok().and_then(|config| Strings::load(&config.language, &config.strings).ok());
    chosen.unwrap_or_else(|| {
        let file = config_file(cli).ok().flatten();
        let text = file.and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
        config::strings_for(&text)
    })
}

/// Reads the configuration and the environment, and makes the site's folders relative to its root.
fn load_config(cli: &Cli) -> Result<Config> {
    read_config(cli, environment::parse)
}

/// The same, but what of it cannot be used is told of, and the rest is taken.
fn load_config_all(cli: &Cli) -> Result<(Config, Vec<Finding>)> {
    let mut faults = Vec::new();
    let config = read_config(cli, |text, variables| {
        let (config, found) = environment::parse_all(text, variables)?;
        let finding = |diagnostic| Finding { file: config_name(cli), diagnostic };
        faults.extend(found.into_iter().map(finding));
        Ok(config)
    })?;
    Ok((config, faults))
}

/// The settings, with what the command line says in their place.
fn with_options(config: Config, content_dir: Option<&PathBuf>, base_url: Option<&BaseUrl>) -> Config {
    Config {
        content_dir: content_dir.unwrap_or(&config.content_dir).clone(),
        base_url: base_url.or(config.base_url.as_ref()).cloned(),
        ..config
    }
}

fn read_config(
    cli: &Cli,
    parse: impl FnOnce(&str, &Variables) -> Result<Config, ConfigError>,
) -> Result<Config> {
    let file = config_file(cli)?;
    let text = match &file {
        None => String::new(),
        Some(file) => std::fs::read_to_string(file).or_fail(|| about("cannot_read", file))?,
    };
    let mut config =
        parse(&text, &variables()?).map_err(|error| config_failure(file.as_deref(), &text, error))?;
    let Config { content_dir, output_dir, templates_dir, static_dir, linked_dirs, .. } = &mut config;
    for dir in [content_dir, output_dir, templates_dir, static_dir].into_iter().chain(linked_dirs) {
        *dir = in_root(cli, dir);
    }
    Ok(config)
}

/// The settings that the environment has.
fn variables() -> Result<Variables> {
    let settings = std::env::vars_os().filter_map(|(name, text)| {
        let name = name.into_string().ok().filter(|name| name.starts_with(environment::PREFIX))?;
        Some((name, text))
    });
    settings
        .map(|(name, text)| match text.into_string() {
            Ok(text) => Ok((name, text)),
            Err(_) => Err(Failure::new(Message::new("variable_no_text").with("name", name)).into()),
        })
        .collect()
}

/// A path in the site's root. Messages name `content/x.txt`, not `./content/x.txt`.
fn in_root(cli: &Cli, path: &Path) -> PathBuf {
    if cli.root == Path::new(".") { path.to_owned() } else { cli.root.join(path) }
}

/// The configuration's file as people know it.
fn config_name(cli: &Cli) -> String {
    let file = cli.config.clone().unwrap_or_else(|| in_root(cli, Path::new(config::FILE_NAME)));
    file.display().to_string()
}

fn config_file(cli: &Cli) -> Result<Option<PathBuf>> {
    if !cli.root.is_dir() {
        return Err(Failure::new(about("no_root", &cli.root)).into());
    }
    if let Some(file) = &cli.config {
        return Ok(Some(file.clone()));
    }
    let file = cli.root.join(config::FILE_NAME);
    Ok(file.exists().then_some(file))
}

/// What is wrong with the settings, and where it is if it is in the file.
fn config_failure(file: Option<&Path>, text: &str, error: ConfigError) -> Failure {
    let what = match (file, error.span) {
        (Some(file), Some(span)) => {
            let before = text.get(..span.start).unwrap_or_default();
            let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
            let line = before.matches('\n').count() + 1;
            let place = format!("{}:{line}:{column}", file.display());
            Message::new("failure_at").with("place", place).with("what", error.what)
        }
        _ => error.what,
    };
    Failure::new(what).with_hint(error.hint)
}

/// A name for a record's folder: its own, because it is a category, unless it would be no folder's.
fn folder_name(name: &str) -> String {
    const MAX_BYTES: usize = 255;
    let is_odd = name.starts_with('.') || name.contains(['/', '\\', '\0']) || name.len() > MAX_BYTES;
    if is_odd { route::segment(name) } else { name.to_owned() }
}

/// Opens an address in the browser; where there is none, people are told where to look.
fn open(address: impl AsRef<std::ffi::OsStr>, strings: &Strings) -> Result<()> {
    let address = address.as_ref();
    // The error is a list of the launchers that were tried.
    if open::that_detached(address).is_ok() {
        return Ok(());
    }
    let message = Message::new("no_browser").with("address", address.display().to_string());
    print::error_line(strings.say(&message))
}

/// Whether to colour what goes to the standard error.
fn use_color(cli: &Cli) -> bool {
    match cli.color {
        When::Always => true,
        When::Never => false,
        When::Auto => print::is_watched() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
    }
}
