//! Templates: the embedded ones, and those of a site that take their place.

mod fields;

use std::fmt;

use anyhow::{Result, anyhow};
use serde::Serialize;
use tera::{Context, ErrorKind, Kwargs, State, Tera};

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::error::OrFail;
use crate::base::i18n::{self, Strings};
use crate::base::message::Message;
use crate::base::text::Place;
use crate::config::Config;
use crate::pages::plan::Kind;
use crate::pages::view::{CardView, Content, View, site_title};

pub use fields::Shape;
use fields::Unknown;

macro_rules! templates {
    ($($name:literal),* $(,)?) => { [$(($name, include_str!(concat!("../../../templates/", $name)))),*] };
}

const EMBEDDED: [(&str, &str); 19] = templates![
    "base.html",
    "components.html",
    "card.html",
    "index.html",
    "record.html",
    "categories.html",
    "category.html",
    "archive.html",
    "period.html",
    "tags.html",
    "tag.html",
    "sources.html",
    "source.html",
    "diagrams.html",
    "statistics.html",
    "search.html",
    "problems.html",
    "redirect.html",
    "404.html",
];

/// Under this prefix the embedded templates keep their names, so that a site's own can extend them.
const PREFIX: &str = "synopsite/";

/// A site's own template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Its path in the templates folder, with `/`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The templates of a site that take no other's place and that no other one names, with a note each. Components
/// are called by their own names.
pub fn unused(overrides: &[Override]) -> Vec<(&str, Diagnostic)> {
    let names = || EMBEDDED.iter().map(|(name, _)| *name);
    let is_used = |own: &Override| {
        let name = own.name.strip_prefix(PREFIX).unwrap_or(&own.name);
        let quoted = [format!("\"{}\"", own.name), format!("'{}'", own.name)];
        names().any(|known| known == name)
            || own.text.contains("endcomponent")
            || overrides.iter().any(|other| quoted.iter().any(|name| other.text.contains(name)))
    };
    let note = |own: &Override| {
        let candidate = i18n::nearest(&own.name, names());
        let hint = match candidate {
            Some(name) => Message::new("unused_template_hint_nearest").with("name", name),
            None => Message::new("unused_template_hint"),
        };
        Diagnostic::file(Code::UnusedTemplate, Message::new("unused_template"), hint)
    };
    overrides.iter().filter(|own| !is_used(own)).map(|own| (own.name.as_str(), note(own))).collect()
}

/// A template of the site that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The template's path in the templates folder.
    pub name: String,
    /// What is wrong with it.
    pub diagnostic: Diagnostic,
    /// The same as the template engine says it.
    report: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.report)
    }
}

impl std::error::Error for Fault {}

/// What the template engine says, and of which template of the site it does, where it does of one.
fn error_of(error: &tera::Error, own: &[Override]) -> anyhow::Error {
    let (ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report)) = error.kind() else {
        return anyhow!("{error}");
    };
    let Some(template) = own.iter().find(|own| own.name == report.filename()) else {
        return anyhow!("{error}");
    };
    let place = Place::of(report.span().range.clone(), &template.text);
    let what = Message::new("template_fault").with("error", report.message().trim_end_matches('.'));
    let diagnostic = Diagnostic::place(Code::TemplateFault, place, what, Message::hint("template_fault"));
    Fault { name: template.name.clone(), diagnostic, report: error.to_string() }.into()
}

fn unknown_field(text: &str, Unknown { path, span, known }: &Unknown<'_>) -> Diagnostic {
    let name = &text[span.clone()];
    let hint = match i18n::nearest(name, known.iter().copied()) {
        Some(nearest) => Message::new("unknown_field_hint_nearest").with("name", nearest),
        None => Message::new("unknown_field_hint").with("known", known.join(", ")),
    };
    let place = Place::of(span.clone(), text);
    Diagnostic::place(Code::UnknownField, place, Message::new("unknown_field").with("path", *path), hint)
}

/// A template without the indentation of its lines, which is for those who read it: it would be a twentieth of each
/// page. None of ours has text in which it would show.
fn unindented(template: &str) -> String {
    template.lines().map(str::trim_start).filter(|line| !line.is_empty()).fold(
        String::with_capacity(template.len()),
        |mut text, line| {
            text.push_str(line);
            text.push('\n');
            text
        },
    )
}

/// Compiled templates and the values that all pages share.
#[derive(Debug)]
pub struct Theme {
    tera: Tera,
    own: Vec<Override>,
    /// What all pages share, where templates of the site may ask for it.
    shared: Shape,
}

#[derive(Serialize)]
struct SiteView<'a> {
    title: &'a str,
    description: &'a str,
    language: &'a str,
    footer: &'a str,
}

impl Theme {
    /// Compiles the templates.
    ///
    /// # Errors
    /// Where a template is not right: the error names file, line and column.
    pub fn new(config: &Config, strings: &Strings, overrides: &[Override]) -> Result<Self> {
        let mut tera = Tera::default();
        tera.set_fallback_prefixes([PREFIX])?;
        tera.register_filter(
            "counted",
            |n: u64, kwargs: Kwargs, _: &State<'_>| -> tera::TeraResult<String> {
                Ok(i18n::counted(n, kwargs.must_get::<&str>("forms")?))
            },
        );
        let site = SiteView {
            title: site_title(config, strings),
            description: &config.description,
            language: &strings.language,
            footer: &config.footer,
        };
        tera.global_context().insert("site", &site);
        tera.global_context().insert("t", strings.table());
        let mut shared = Shape::default();
        if !overrides.is_empty() {
            shared.add(&serde_json::json!({ "site": site, "t": strings.table() }));
        }
        let embedded = EMBEDDED.iter().map(|(name, text)| (format!("{PREFIX}{name}"), unindented(text)));
        let own = overrides.iter().map(|own| (own.name.clone(), own.text.clone()));
        let templates: Vec<(String, String)> = embedded.chain(own).collect();
        tera.add_raw_templates(templates.iter().map(|(name, text)| (name.as_str(), text.as_str())))
            .map_err(|error| error_of(&error, overrides))
            .or_fail(|| Message::new("templates_unusable"))?;
        Ok(Self { tera, own: overrides.to_vec(), shared })
    }

    /// Whether the site has templates of its own.
    pub fn has_own(&self) -> bool {
        !self.own.is_empty()
    }

    /// The fields that the site's own templates ask for and that are neither shared by all pages nor in what is `offered`,
    /// each with its template's name.
    pub fn unknown_fields(&self, mut offered: Shape) -> Vec<(&str, Diagnostic)> {
        offered.join(&self.shared);
        let of = |own: &'_ Override| {
            let found = fields::unknown(&own.text, &offered);
            found.iter().map(|field| unknown_field(&own.text, field)).collect::<Vec<_>>()
        };
        self.own.iter().flat_map(|own| of(own).into_iter().map(|found| (own.name.as_str(), found))).collect()
    }

    /// Renders a page.
    ///
    /// # Errors
    /// Where a template asks for something that its view does not have.
    pub fn render(&self, kind: &Kind, view: &View<'_>) -> Result<Vec<u8>> {
        self.render_with(Content::template(kind), view)
    }

    /// Renders a record's card.
    ///
    /// # Errors
    /// As [`Theme::render`].
    pub fn card(&self, view: &CardView<'_>) -> Result<String> {
        String::from_utf8(self.render_with("card.html", view)?)
            .or_fail(|| Message::new("template_unusable").with("name", "card.html"))
    }

    fn render_with(&self, template: &str, view: &impl Serialize) -> Result<Vec<u8>> {
        let context = Context::from_serialize(view).map_err(|error| anyhow!("{error}"))?;
        let mut page = Vec::with_capacity(16 * 1024);
        self.tera
            .render_to(template, &context, &mut page)
            .map_err(|error| error_of(&error, &self.own))
            .or_fail(|| Message::new("template_unusable").with("name", template))?;
        Ok(page)
    }
}
