//! The walk from bytes to pages, which `build` runs once: read, parse, model, plan, render.
//!
//! A record's text is held twice, each time only as long as it takes: once to read its header and its
//! excerpt, and once to render its page. So memory grows with headers, not with texts.

use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use jiff::tz::TimeZone;
use rayon::prelude::*;

use crate::category::Classifier;
use crate::config::Config;
use crate::i18n::Strings;
use crate::parse::{self, Parsed};
use crate::plan::{self, Kind, Page};
use crate::record::{ContentPath, Texts};
use crate::site::{Entry, Site};
use crate::source::SourceFile;
use crate::theme::{Override, Theme};
use crate::view::{self, Body, Cards, Scene};

/// Everything of a site but its records.
#[derive(Debug)]
pub struct Builder {
    config: Config,
    strings: Strings,
    classifier: Classifier,
    theme: Theme,
}

/// What the walk says of itself while it runs.
#[derive(Debug, Default)]
pub struct Progress {
    /// How many records have been read.
    pub read: AtomicUsize,
    /// How many pages have been rendered.
    pub rendered: AtomicUsize,
}

impl Builder {
    /// Takes a site's settings and its own templates.
    ///
    /// # Errors
    /// Where the language is unknown, or a template or the rules cannot be used.
    pub fn new(config: Config, overrides: &[Override]) -> Result<Self> {
        let strings = Strings::load(&config.language, &config.strings)?;
        let classifier = Classifier::new(&config.categories, &config.language)?;
        let theme = Theme::new(&config, &strings, overrides)?;
        Ok(Self { config, strings, classifier, theme })
    }

    /// Reads every record's header and excerpt, in parallel.
    pub fn model(&self, files: &[SourceFile], progress: &Progress) -> Site {
        let entry = |file: &SourceFile| {
            progress.read.fetch_add(1, Ordering::Relaxed);
            let parsed = self.parse(file);
            Entry::new(file.path.clone(), &parsed, &self.classifier)
        };
        Site::new(files.par_iter().map(entry).collect(), &self.strings)
    }

    /// Renders every record's card, in parallel.
    ///
    /// # Errors
    /// Where the template asks for something that there is not.
    pub fn cards(&self, site: &Site) -> Result<Cards> {
        let none = Cards::default();
        let scene = self.scene(site, &none);
        let card = |id| Ok(self.theme.card(&view::card(scene, id))?.into_boxed_str());
        (0..site.entries.len()).into_par_iter().map(card).collect::<Result<_>>().map(Cards::new)
    }

    /// Lists the site's pages.
    pub fn plan(&self, site: &Site) -> Vec<Page> {
        plan::plan(site, self.config.page_size.get())
    }

    /// Renders one page. `find` gives the file of a record.
    ///
    /// # Errors
    /// Where a template asks for something that there is not.
    pub fn render<'a>(
        &self,
        (site, cards): (&Site, &Cards),
        page: &Page,
        find: impl Fn(&ContentPath) -> Option<&'a SourceFile>,
    ) -> Result<Vec<u8>> {
        let body = match page.kind {
            Kind::Record(id) => find(&site.entries[id].path).map(|file| Body::new(texts(file))),
            _ => None,
        };
        self.theme.render(&page.kind, &view::view(self.scene(site, cards), page, body.as_ref()))
    }

    fn scene<'a>(&'a self, site: &'a Site, cards: &'a Cards) -> Scene<'a> {
        Scene { site, strings: &self.strings, config: &self.config, cards }
    }

    fn parse(&self, file: &SourceFile) -> Parsed {
        match file.read() {
            Ok(bytes) => parse::parse(&file.path, &bytes, self.zone()),
            Err(error) => parse::parse_failure(&file.path, &error.to_string()),
        }
    }

    fn zone(&self) -> Option<&TimeZone> {
        self.config.timezone.as_ref().map(|zone| &zone.0)
    }
}

/// A file's texts; none where it cannot be read, of which its entry tells.
fn texts(file: &SourceFile) -> Texts {
    file.read().map(|bytes| parse::texts(&bytes)).unwrap_or_default()
}
