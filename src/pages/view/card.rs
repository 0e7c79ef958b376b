//! Cards: a record as it stands in lists.

use std::sync::OnceLock;

use serde::Serialize;

use super::{
    AuthorView, DateView, DurationView, LinkView, RenderContext, SourceView, StatusView, duration, term_link,
};
use crate::site::{EntryId, Names};

/// Stands for the way to the root in a card, which differs between the lists that it is in. Decoding has
/// replaced this character, so no record holds it.
const ROOT: &str = "\u{FDD2}";

/// A card shows at most this many tags: it stands on the page of each of them, and two lines of them are enough.
const MAX_CARD_TAGS: usize = 12;

/// Records' cards, as HTML. A card depends on its record's entry alone, and stands in half a dozen lists, so
/// it is rendered once, before the first of them. They are held in chunks, because most sites that are served are gone before
/// anybody has seen more than a few of their cards.
#[derive(Debug, Default)]
pub struct Cards(Vec<OnceLock<Chunk>>);

type Chunk = Box<[OnceLock<Box<str>>]>;

/// So many cards are in a chunk.
const CHUNK: usize = 64;

impl Cards {
    /// No card yet, for a site with this many entries.
    pub fn new(entries: usize) -> Self {
        Self(std::iter::repeat_with(OnceLock::new).take(entries.div_ceil(CHUNK)).collect())
    }

    fn get(&self, id: EntryId) -> Option<&str> {
        self.0.get(id / CHUNK)?.get()?[id % CHUNK].get().map(AsRef::as_ref)
    }

    /// Whether a record's card is there.
    pub fn has(&self, id: EntryId) -> bool {
        self.get(id).is_some()
    }

    /// Takes a record's card. Of two that are rendered at the same time, which are equal, one is kept.
    pub fn put(&self, id: EntryId, card: String) {
        if let Some(chunk) = self.0.get(id / CHUNK) {
            let chunk = chunk.get_or_init(|| std::iter::repeat_with(OnceLock::new).take(CHUNK).collect());
            chunk[id % CHUNK].get_or_init(|| card.into_boxed_str());
        }
    }

    pub(super) fn at(&self, id: EntryId, root: &str) -> String {
        let Some(card) = self.get(id) else { return String::new() };
        let mut html = String::with_capacity(card.len() + 8 * root.len());
        let mut from = 0;
        for place in memchr::memmem::find_iter(card.as_bytes(), ROOT) {
            html.push_str(&card[from..place]);
            html.push_str(root);
            from = place + ROOT.len();
        }
        html.push_str(&card[from..]);
        html
    }
}

/// A record in a list: what the template card.html is handed.
#[derive(Debug, Serialize)]
pub struct CardView<'a> {
    root: &'static str,
    pub(super) card: Card<'a>,
}

#[derive(Debug, Serialize)]
pub(super) struct Card<'a> {
    pub(super) title: &'a str,
    pub(super) url: &'a str,
    pub(super) lang: &'a str,
    pub(super) excerpt: &'a str,
    pub(super) date: Option<DateView<'a>>,
    pub(super) duration: Option<DurationView>,
    pub(super) source: Option<SourceView<'a>>,
    pub(super) author: Option<AuthorView<'a>>,
    pub(super) category: Option<LinkView<'a>>,
    /// Not more than there is room for.
    pub(super) tags: Vec<LinkView<'a>>,
    /// How many others it has.
    pub(super) more_tags: usize,
    pub(super) diagrams: usize,
    pub(super) status: StatusView<'a>,
    pub(super) problems: usize,
    pub(super) pinned: bool,
}

/// Makes a record's card, for the template.
pub fn card(context: RenderContext<'_>, id: EntryId) -> CardView<'_> {
    let entry = context.entry(id);
    let head = &entry.head;
    let tags = context.site.terms(Names::Tags, id);
    let card = Card {
        title: entry.title(),
        url: context.url(id),
        lang: &entry.lang,
        excerpt: &entry.excerpt,
        date: head.moment.map(|moment| context.date(moment)),
        duration: head.duration.map(duration),
        source: context.source(id),
        author: context.author(id),
        category: context.site.terms(Names::Categories, id).next().map(term_link),
        more_tags: tags.len().saturating_sub(MAX_CARD_TAGS),
        tags: tags.take(MAX_CARD_TAGS).map(term_link).collect(),
        diagrams: entry.diagrams.len(),
        status: context.status(head),
        problems: context.site.diagnostics(id).count(),
        pinned: entry.pinned(),
    };
    CardView { root: ROOT, card }
}
