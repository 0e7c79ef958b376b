//! What templates are handed: closed, typed values, made for one page and holding all that it shows.
//!
//! A record's page gets its record and the titles of its neighbours; a list gets cards. No view can look
//! anything up. The README, "Templates", documents the fields for people who write templates.

mod archive;
mod body;
mod calendar;
pub(crate) mod browse;
mod card;
mod date;
mod diagram;
mod escape;
pub(crate) mod gallery;
mod health;
mod kinds;
mod list;
mod nav;
pub(crate) mod publish;
mod record;
mod redirect;
pub(crate) mod search;
mod statistics;
pub(crate) mod words;

use std::borrow::Cow;

use jiff::civil::Date;
use serde::Serialize;

use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::digest::left_out;
use crate::base::i18n::Strings;
use crate::config::Config;
use crate::pages::audit::Diagnosis;
use crate::pages::plan::{Kind, Page};
use crate::pages::{assets, plan};
use crate::record::{Head, Moment, Platform, Seconds, Source, Status};
use crate::site::entry::Entry;
use crate::site::route::Route;
use crate::site::{EntryId, Names, Site, Term, TermId};

pub use archive::ArchiveView;
pub use body::Body;
pub use card::{CardView, Cards, card};
pub use date::DateView;
pub use escape::Embedded;
use escape::{embed, html};
pub use gallery::GalleryView;
use kinds::{kind_name, titles};
use list::Lists;
pub use list::{HomeView, ListingView, ProblemsView, TermsView};
pub use nav::NavView;
pub use record::RecordView;
pub use redirect::RedirectView;
pub use statistics::StatisticsView;

/// What the views of a whole site have in common.
#[derive(Debug, Clone, Copy)]
pub struct RenderContext<'a> {
    /// The site.
    pub site: &'a Site,
    /// The words.
    pub strings: &'a Strings,
    /// The settings.
    pub config: &'a Config,
    /// The cards of the records that the page lists.
    pub cards: &'a Cards,
    /// What is wrong with the site, for the page that tells.
    pub findings: &'a [Diagnosis],
}

/// A page's view: the parts that every page has, and its own.
#[derive(Debug, Serialize)]
pub struct View<'a> {
    /// About the page.
    pub page: PageView<'a>,
    /// The way to the site's root, `""` or `../` and so on; links are `root` and a `url`.
    pub root: String,
    /// The site's sections.
    pub nav: Vec<NavView<'a>>,
    /// What only pages of this kind have.
    #[serde(flatten)]
    pub content: Content<'a>,
}

/// What only pages of one kind have. The template's name is [`Content::template`].
#[derive(Debug, Serialize)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum Content<'a> {
    Home(HomeView<'a>),
    Record(Box<RecordWrapper<'a>>),
    Listing(Box<ListingView<'a>>),
    Terms(TermsView<'a>),
    Archive(ArchiveView),
    Problems(ProblemsView<'a>),
    Gallery(Box<GalleryView<'a>>),
    Statistics(Box<StatisticsView<'a>>),
    /// Of the site's records, only a browser knows what is shown.
    Search {},
    Redirect {
        redirect: RedirectView<'a>,
    },
    NotFound {},
}

/// The record under its name.
#[derive(Debug, Serialize)]
pub struct RecordWrapper<'a> {
    /// The record.
    pub record: RecordView<'a>,
}

/// About the page itself.
#[derive(Debug, Serialize)]
pub struct PageView<'a> {
    /// The kind of page, such as `record`.
    pub kind: &'static str,
    /// Its title.
    pub title: String,
    /// One sentence about it; may be empty.
    pub description: String,
    /// Its absolute address, where the site's is known.
    pub canonical: Option<String>,
    /// The file that tells a device of the site, where the site's address is known.
    pub manifest: Option<String>,
    /// The colours of the window around it, in light and in dark.
    pub colors: publish::ColorsView,
    /// The feeds of what it lists, where the site's address is known.
    pub feeds: Vec<publish::FeedView>,
    /// What programs show beside a link to it, where the site's address is known.
    pub social: Option<publish::SocialView<'a>>,
    /// Where the style sheet and the scripts are.
    pub assets: assets::Addresses,
    /// Whether the page has diagrams to draw, which its texts say.
    #[serde(serialize_with = "left_out")]
    pub has_diagrams: bool,
}

/// A link.
#[derive(Debug, Serialize)]
pub(super) struct LinkView<'a> {
    /// Its text.
    pub name: Cow<'a, str>,
    /// Its address in the site.
    pub url: Cow<'a, str>,
}

/// An author.
#[derive(Debug, Serialize)]
pub(super) struct AuthorView<'a> {
    /// The name.
    pub name: &'a str,
    /// The address of the page of what is theirs, where there is one.
    pub url: Option<&'a str>,
}

/// A length.
#[derive(Debug, Serialize)]
pub struct DurationView {
    /// For machines, such as `PT4M28S`.
    pub iso: String,
    /// For people, such as `4:28`.
    pub label: String,
}

/// Where an item comes from.
#[derive(Debug, Serialize)]
pub struct SourceView<'a> {
    /// The platform's key.
    pub platform: &'static str,
    /// The platform's name, or the host.
    pub label: &'a str,
    /// The address of the page of what comes from there, where there is one.
    pub url: Option<&'a str>,
    /// The item's id there.
    pub id: Option<&'a str>,
    /// An `http` or `https` address.
    pub href: Option<&'a str>,
    /// The URL as written.
    pub raw: &'a str,
}

/// How the pipeline ended.
#[derive(Debug, Serialize)]
pub struct StatusView<'a> {
    /// `success`, `failed`, `partial`, `other` or `none`.
    pub key: &'static str,
    /// The word for it.
    pub label: &'a str,
}

/// One problem.
#[derive(Debug, Serialize)]
pub struct ProblemView<'a> {
    /// How bad it is.
    pub severity: Severity,
    /// Its stable name.
    pub code: &'static str,
    /// The sidecar that it is in, where it is not in the record's own file.
    pub file: Option<&'a str>,
    /// Its line.
    pub line: Option<usize>,
    /// The text of that line, shortened; may be empty.
    pub excerpt: &'a str,
    /// What is wrong, as HTML.
    pub what: String,
    /// What to do, as HTML; may be empty.
    pub hint: String,
}

/// Makes the view of a page. `body` is the record's text, for a record's page.
pub fn view<'a>(context: RenderContext<'a>, page: &'a Page, body: Option<&'a Body>) -> View<'a> {
    let root = root(context, page);
    let content = content(context, &page.kind, &root, body);
    let (title, description) = titles(context, &page.kind, &content);
    let has_diagrams = match &content {
        Content::Record(view) => view.record.has_diagrams(),
        Content::Gallery(_) => true,
        _ => false,
    };
    View {
        page: PageView {
            kind: kind_name(&page.kind),
            title,
            description,
            canonical: publish::canonical(context, page),
            manifest: publish::manifest(context),
            colors: publish::COLORS,
            feeds: publish::feeds(context, &page.kind),
            social: publish::social(context, page),
            assets: assets::ADDRESSES,
            has_diagrams,
        },
        root,
        nav: nav::nav(context, &page.kind),
        content,
    }
}

/// A server answers 404 at any depth, so that page cannot know its way to the root: it takes the
/// site's absolute path, where one is configured.
fn root(context: RenderContext<'_>, page: &Page) -> String {
    match (&page.kind, &context.config.base_url) {
        (Kind::NotFound, Some(base)) => base.path().to_owned(),
        _ => page.route.to_root(),
    }
}

fn content<'a>(
    context: RenderContext<'a>,
    kind: &'a Kind,
    root: &str,
    body: Option<&'a Body>,
) -> Content<'a> {
    let lists = Lists { context, root };
    let listing = |view: ListingView<'a>| Content::Listing(Box::new(view));
    match kind {
        Kind::Home(part) => Content::Home(lists.home(part, &kind.pinned(context.site))),
        Kind::Record(id) => {
            Content::Record(Box::new(RecordWrapper { record: record::record(context, *id, body) }))
        }
        Kind::Categories => Content::Terms(lists.categories()),
        Kind::Tags => Content::Terms(lists.tags()),
        Kind::Sources => Content::Terms(lists.sources()),
        Kind::Archive => Content::Archive(archive::archive(context)),
        Kind::Problems(part) => Content::Problems(lists.problems(part)),
        Kind::Diagrams => Content::Gallery(Box::new(gallery::page(context))),
        Kind::Statistics => Content::Statistics(Box::new(statistics::page(context))),
        Kind::Search => Content::Search {},
        Kind::Redirect(to) => Content::Redirect { redirect: redirect::redirect(context, root, to) },
        Kind::NotFound => Content::NotFound {},
        Kind::Term(names, id, part) => {
            let pinned = kind.pinned(context.site);
            listing(lists.term(*names, *id, part, &pinned).with_failed(lists, kind))
        }
        Kind::Year(y, part) => listing(lists.year(*y, part)),
        Kind::Month(y, m, part) => listing(lists.month(*y, *m, part)),
        Kind::Day(y, m, d, part) => listing(lists.day(*y, *m, *d, part)),
        Kind::Versions(id, part) => listing(lists.versions(*id, part)),
        Kind::Undated(part) => listing(lists.undated(part)),
    }
}

/// The site's name.
pub fn site_title<'a>(config: &'a Config, strings: &'a Strings) -> &'a str {
    if config.title.is_empty() { strings.get("default_site_title") } else { &config.title }
}

impl<'a> RenderContext<'a> {
    fn entry(self, id: EntryId) -> &'a Entry {
        &self.site.entries[id]
    }

    fn url(self, id: EntryId) -> &'a str {
        self.site.route(id).as_str()
    }

    fn date(self, moment: Moment) -> DateView<'a> {
        DateView::new(moment, self.strings)
    }

    fn source(self, id: EntryId) -> Option<SourceView<'a>> {
        let source = self.entry(id).head.source.as_ref()?;
        let term = self.site.terms(Names::Sources, id).next();
        let label = self.source_label(source);
        Some(SourceView {
            platform: source.platform.key(),
            label,
            url: term.map(|term| term.route.as_str()),
            id: source.id.as_deref(),
            href: source.href.as_deref(),
            raw: &source.raw,
        })
    }

    fn source_label(self, source: &'a Source) -> &'a str {
        match source.platform {
            Platform::Web => &source.host,
            platform => self.strings.get(platform.string()),
        }
    }

    fn author(self, id: EntryId) -> Option<AuthorView<'a>> {
        let name = self.entry(id).head.author.as_deref()?;
        let term = self.site.terms(Names::Authors, id).next();
        Some(AuthorView { name, url: term.map(|term| term.route.as_str()) })
    }

    fn status(self, head: &'a Head) -> StatusView<'a> {
        let (key, label) = match &head.status {
            Status::Unknown => ("none", ""),
            Status::Success => ("success", self.strings.get("status_success")),
            Status::Failed => ("failed", self.strings.get("status_failed")),
            Status::Partial => ("partial", self.strings.get("status_partial")),
            Status::Other(word) => ("other", word.as_str()),
        };
        StatusView { key, label }
    }

    fn problem<'d>(self, diagnostic: &'d Diagnostic) -> ProblemView<'d> {
        ProblemView {
            severity: diagnostic.severity(),
            code: diagnostic.code.name(),
            file: diagnostic.file.as_deref(),
            line: diagnostic.line,
            excerpt: diagnostic.excerpt.trim(),
            what: html(&self.strings.spans(&diagnostic.what)),
            hint: html(&self.strings.spans(&diagnostic.hint)),
        }
    }

    /// What scripts are told of the categories: for each what it is called in addresses, its name, and the place of the
    /// one above it.
    fn categories(self) -> Vec<(&'a str, &'a str, Option<TermId>)> {
        let terms = self.site.taxonomy(Names::Categories).terms.iter();
        terms.map(|term| (term.path(), &*term.name, term.parent)).collect()
    }
}

fn term_link(term: &Term) -> LinkView<'_> {
    LinkView { name: (&*term.name).into(), url: term.route.as_str().into() }
}

fn newest_page(folder: &str) -> String {
    Route::list(folder, None).to_string()
}

/// `+08:00`, as HTML's `time` element wants it.
fn duration(Seconds(total): Seconds) -> DurationView {
    let (hours, minutes, seconds) = (total / 3600, total / 60 % 60, total % 60);
    let label = match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    };
    DurationView { iso: format!("PT{hours}H{minutes}M{seconds}S"), label }
}

fn day_url(date: Date) -> String {
    newest_page(&plan::day_folder(date))
}
