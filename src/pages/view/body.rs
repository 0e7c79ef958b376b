//! A record's texts as HTML and as what search takes, from one reading of the description.

use crate::base::diagnostic::Diagnostic;
use crate::diagram::repair::repair;
use crate::markdown::{self, Block, Diagram, Links, Plain, Rendered, Setting};
use crate::record::Texts;
use crate::record::timestamp::Player;
use crate::site::entry::Entry;

/// A record's texts, ready to be shown.
#[derive(Debug, Default)]
pub struct Body {
    pub(super) rendered: Rendered,
    /// For each diagram the source with what is known of mistakes repaired, where that changes anything.
    repaired: Vec<Option<String>>,
    /// The gist as HTML, where it leads.
    pub(super) lead: Option<String>,
    pub(super) transcript: String,
    /// What the model thought, as HTML.
    pub(super) thinking: String,
    pub(super) player: Option<Player>,
    /// Why there are no texts, where there were some a moment ago.
    pub(super) lost: Option<Diagnostic>,
}

impl Body {
    /// A record's texts that are there no more.
    pub fn lost(entry: &Entry, why: Diagnostic) -> Self {
        Self { lost: Some(why), ..Self::new(entry, Texts::default(), &Links::default()) }
    }

    /// Renders a record's texts; `links` says what became of the description's references.
    pub fn new(entry: &Entry, texts: Texts, links: &Links) -> Self {
        let player = Player::of(&entry.head);
        let setting = setting(entry, player.as_ref(), links);
        let rendered = markdown::render(&texts.description.text, setting);
        Self::of(entry, texts, links, rendered)
    }

    /// The same, and the description as search takes it, from one reading of it.
    pub fn with_plain(entry: &Entry, texts: Texts, links: &Links) -> (Self, Plain) {
        let player = Player::of(&entry.head);
        let setting = setting(entry, player.as_ref(), links);
        let (rendered, plain) = markdown::render_and_plain(&texts.description.text, setting);
        (Self::of(entry, texts, links, rendered), plain)
    }

    fn of(entry: &Entry, texts: Texts, links: &Links, rendered: Rendered) -> Self {
        let player = Player::of(&entry.head);
        let setting = setting(entry, player.as_ref(), links);
        let lead = markdown::lead(&texts.description.text, setting).map(html);
        let traits = entry.diagrams.iter().copied().map(Some).chain(std::iter::repeat(None));
        let repaired = diagrams_of(&rendered).zip(traits).map(|(diagram, traits)| {
            traits.filter(|traits| !traits.is_valid).and_then(|_| repair(&diagram.source))
        });
        Self {
            repaired: repaired.collect(),
            rendered,
            lead,
            transcript: texts.transcript.text,
            thinking: markdown::as_written(&texts.thinking),
            player,
            lost: None,
        }
    }

    /// The transcript.
    pub fn transcript(&self) -> &str {
        &self.transcript
    }

    /// The diagrams, in the order in which the page has them, each with its repaired source where it has one.
    pub fn diagrams(&self) -> impl Iterator<Item = (&Diagram, Option<&str>)> {
        diagrams_of(&self.rendered).zip(self.repaired.iter().map(Option::as_deref))
    }
}

fn setting<'a>(entry: &'a Entry, player: Option<&'a Player>, links: &'a Links) -> Setting<'a> {
    Setting { player, lang: &entry.lang, links: Some(links) }
}

fn diagrams_of(rendered: &Rendered) -> impl Iterator<Item = &Diagram> {
    let blocks = rendered.blocks.iter();
    blocks.filter_map(|block| if let Block::Diagram(diagram) = block { Some(diagram) } else { None })
}

/// The HTML of a text without diagrams.
fn html(rendered: Rendered) -> String {
    let pieces = rendered.blocks.into_iter();
    pieces.filter_map(|block| if let Block::Html(html) = block { Some(html) } else { None }).collect()
}
