//! What a site is made with: its settings, its words, its templates and its rules. A file's bytes become entries here.

use anyhow::Result;
use jiff::tz::TimeZone;

use crate::base::diagnostic::Diagnostic;
use crate::base::digest::{Digest, Digester};
use crate::base::error::Failure;
use crate::base::i18n::Strings;
use crate::config::Config;
use crate::pages::templates::{self, Override, Theme};
use crate::pages::view;
use crate::pages::view::search::Packer;
use crate::record::ContentPath;
use crate::record::Texts;
use crate::record::category::Classifier;
use crate::record::files::{Bytes, RecordFiles};
use crate::record::parse::{self, Corrections};
use crate::search::terms::{Body, Reader, Terms};
use crate::site::entry::Entry;

/// Everything of a site but its records.
#[derive(Debug)]
pub struct Builder {
    pub(super) config: Config,
    pub(super) strings: Strings,
    classifier: Classifier,
    pub(super) theme: Theme,
    /// What is wrong with the site's own templates, each by its name.
    pub(super) templates: Vec<(String, Diagnostic)>,
    reader: Reader,
    pub(super) packer: Packer,
    key: Digest,
    key_of_entries: Digest,
}

impl Builder {
    /// Takes a site's settings and its own templates.
    ///
    /// # Errors
    /// Where the language is unknown, or a template or the rules cannot be used.
    pub fn new(config: Config, overrides: &[Override]) -> Result<Self> {
        let strings = Strings::load(&config.language, &config.strings).map_err(Failure::new)?;
        let classifier = Classifier::new(&config.categories, &config.language)?;
        let theme = Theme::new(&config, &strings, overrides)?;
        let reader = Reader::new(strings.get("uncategorized"));
        let (key, key_of_entries) = (key(&config, overrides), key_of_entries(&config));
        let unused = templates::unused(overrides).into_iter();
        let templates = unused.map(|(name, note)| (name.to_owned(), note)).collect();
        let packer = Packer::default();
        Ok(Self { config, strings, classifier, theme, templates, reader, packer, key, key_of_entries })
    }

    /// Changes with the settings and the templates, wherever the folders are.
    pub fn key(&self) -> Digest {
        self.key
    }

    /// Changes with the settings that entries, and the words that search suggests of them, depend on.
    pub fn key_of_entries(&self) -> Digest {
        self.key_of_entries
    }

    /// The site's settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The words of the site's language.
    pub fn strings(&self) -> &Strings {
        &self.strings
    }

    /// What lists need of a file's records, from it, its sidecars and what the site says of them. A file of JSON may
    /// have none.
    pub fn entries(&self, path: &ContentPath, files: &RecordFiles, corrections: &Corrections) -> Vec<Entry> {
        let entry = |document: parse::Document| {
            let whole = parse::whole(&document, files, corrections, self.zone());
            Entry::new(document.path, &whole, &self.classifier).in_part(document.part)
        };
        parse::all_documents(path, files).into_iter().map(entry).collect()
    }

    /// What the site says of its records, from the file that there may be.
    pub fn corrections(&self, bytes: Option<&Bytes>) -> Corrections {
        match bytes {
            None => Corrections::default(),
            Some(Ok(bytes)) => Corrections::read(bytes, self.zone()),
            Some(Err(error)) => Corrections::unreadable(error),
        }
    }

    /// The site's title.
    pub fn title(&self) -> &str {
        view::site_title(&self.config, &self.strings)
    }

    /// The name of the category of records that have none.
    pub fn uncategorized(&self) -> &str {
        self.strings.get("uncategorized")
    }

    /// What of a record search finds it by.
    pub fn terms(&self, entry: &Entry, body: Body<'_>) -> Terms {
        self.reader.terms(entry, body)
    }

    fn zone(&self) -> Option<&TimeZone> {
        self.config.timezone.as_ref().map(|zone| &zone.0)
    }
}

fn key(config: &Config, overrides: &[Override]) -> Digest {
    let Config { content_dir, output_dir, templates_dir, static_dir, places, .. } = Config::default();
    let anywhere = Config { content_dir, output_dir, templates_dir, static_dir, places, ..config.clone() };
    let mut digester = Digester::default();
    digester.add(format!("{anywhere:?}").as_bytes());
    for Override { name, text } in overrides {
        digester.add(name.as_bytes()).add(text.as_bytes());
    }
    digester.finish()
}

fn key_of_entries(config: &Config) -> Digest {
    let Config { language, strings, timezone, categories, max_file_mb, .. } = config;
    let settings = format!("{:?}", (language, strings, timezone, categories, max_file_mb));
    Digest::of(settings.as_bytes())
}

/// The texts in a record's files, which may not be there.
pub fn texts(path: &ContentPath, files: Option<&RecordFiles>) -> Texts {
    files.map(|files| parse::whole_texts(path, files)).unwrap_or_default()
}
