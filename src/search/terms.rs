//! What of a record can be searched for, and the keys under which it is found.

use ahash::{HashSet, HashSetExt as _};
use serde::Serialize;

use super::ngram::{self, Char, Grams, KEY_BITS, Key, Ngram};
use super::normalise::Normalizer;
use crate::markdown::Plain;
use crate::record::Source;
use crate::site::entry::Entry;

/// Where in a record a gram stands. A record is in the list of the best place alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The title, the categories, the tags, headings, and other values of the header.
    Head,
    /// The summary.
    Summary,
    /// The transcript, and the diagrams' sources.
    Rest,
}

/// How many bits a class takes.
pub const CLASS_BITS: u32 = 2;

// A term is a key and a class in one number.
const _: () = assert!(KEY_BITS + CLASS_BITS == u32::BITS);

/// The searchable text of a record that its header does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Body<'a> {
    headings: &'a [String],
    summary: &'a str,
    diagrams: &'a [String],
    transcript: &'a str,
}

impl<'a> Body<'a> {
    /// Takes it from what a reader sees of the description, and from the transcript.
    pub fn new(description: &'a Plain, transcript: &'a str) -> Self {
        let Plain { text, headings, diagrams } = description;
        Self { headings, summary: text, diagrams, transcript }
    }

    /// The transcript.
    pub fn transcript(&self) -> &'a str {
        self.transcript
    }
}

/// Values of a header that are searched for like a title: the author, the item's id, fields of no meaning, and all of a title
/// that is shortened.
pub fn about(entry: &Entry) -> impl Iterator<Item = &str> {
    let head = &entry.head;
    let id = head.source.as_ref().and_then(|source| source.id.as_deref());
    let extras = head.extras.iter().map(|(_, value)| value.as_str());
    let title = Some(head.title.as_str()).filter(|title| *title != entry.title());
    head.author.as_deref().into_iter().chain(id).chain(extras).chain(title)
}

/// The platform's key.
pub fn source_key(source: &Source) -> &'static str {
    source.platform.key()
}

/// What the terms of records are made with.
#[derive(Debug)]
pub struct Reader {
    normalizer: Normalizer,
    grams: Grams,
    /// The category of records that have none.
    uncategorized: String,
}

/// A record as the index takes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    /// A key and a class each, in no order.
    pub keys: Box<[u32]>,
    /// Words of Latin letters, for suggestions.
    pub words: HashSet<Box<str>>,
}

impl Terms {
    /// The words, in order, with a blank between two.
    pub fn sorted_words(&self) -> Box<str> {
        let mut words: Vec<&str> = self.words.iter().map(AsRef::as_ref).collect();
        words.sort_unstable();
        words.join(" ").into()
    }
}

/// Words of fewer letters are not worth a suggestion, and longer ones are none.
const WORD_LENGTHS: std::ops::RangeInclusive<usize> = 4..=24;

impl Reader {
    /// `uncategorized` names the category of records that have none.
    pub fn new(uncategorized: &str) -> Self {
        Self {
            normalizer: Normalizer::default(),
            grams: Grams::default(),
            uncategorized: uncategorized.to_owned(),
        }
    }

    /// The terms of a record.
    pub fn terms(&self, entry: &Entry, body: Body<'_>) -> Terms {
        let head = &entry.head;
        let mut terms = Gathering::new(self);
        self.filters(entry, &mut terms);
        let categories = &entry.assignment.categories;
        let uncategorized = categories.is_empty().then_some(&self.uncategorized);
        let names = categories.iter().flatten().chain(uncategorized).chain(&head.tags).chain(body.headings);
        for text in names.map(String::as_str).chain(about(entry)) {
            terms.text(text, Class::Head);
        }
        // Speech recognition makes up words, so transcripts suggest none.
        let mut words = HashSet::new();
        for (text, class) in [(entry.title(), Class::Head), (body.summary, Class::Summary)] {
            terms.text(text, class);
            suggest(&mut words, &terms.chars);
        }
        for text in body.diagrams.iter().map(String::as_str).chain([body.transcript]) {
            terms.text(text, Class::Rest);
        }
        Terms { words, keys: terms.finish() }
    }

    /// The keys of what a record is filtered by.
    fn filters(&self, entry: &Entry, terms: &mut Gathering<'_>) {
        let mut add = |kind: &str, name: &str| {
            terms.add(ngram::key("\u{1}".chars().chain(kind.chars()).chain(name.chars())), Class::Head);
        };
        let categories = &entry.assignment.categories;
        if categories.is_empty() {
            add("c", &self.normalizer.normalise(&self.uncategorized));
        }
        for path in categories {
            (1..=path.len()).for_each(|depth| add("c", &self.normalizer.normalise(&path[..depth].join("/"))));
        }
        entry.head.tags.iter().for_each(|tag| add("t", &self.normalizer.normalise(tag)));
        // By this a record's page finds its file among the texts.
        add("f", entry.path.as_str());
        if let Some(source) = &entry.head.source {
            add("s", source_key(source));
        }
    }
}

/// Adds the words of a normalized text that can be suggested.
fn suggest(words: &mut HashSet<Box<str>>, text: &[Char]) {
    let mut word = String::new();
    for chars in text.split(|c| !c.is_word()).filter(|chars| WORD_LENGTHS.contains(&chars.len())) {
        word.clear();
        word.extend(chars.iter().map(|c| c.code()));
        if word.bytes().all(|byte| byte.is_ascii_lowercase()) && !words.contains(word.as_str()) {
            words.insert(word.as_str().into());
        }
    }
}

/// A set of terms that is made fast: most grams of a text have come before.
struct Gathering<'a> {
    reader: &'a Reader,
    /// The text that was gathered last, normalized.
    chars: Vec<Char>,
    terms: Vec<u32>,
    /// The terms again, each near the place that its key gives; a power of two, and never more than half full.
    table: Vec<u32>,
}

/// No term, because there is no fourth class.
const FREE: u32 = u32::MAX;

impl<'a> Gathering<'a> {
    fn new(reader: &'a Reader) -> Self {
        // Enough for ten kilobytes of text.
        let (terms, table) = (Vec::with_capacity(1 << 12), vec![FREE; 1 << 13]);
        Self { reader, chars: Vec::with_capacity(1 << 12), terms, table }
    }

    fn text(&mut self, text: &str, class: Class) {
        let mut chars = std::mem::take(&mut self.chars);
        chars.clear();
        self.reader.normalizer.fold(text, |c| chars.push(self.reader.grams.char(c)));
        ngram::visit(&chars, |gram| match gram {
            Ngram::Exact(key) => self.add(key, class),
            // Such a list is to rule records out, so it does not say where in a record the gram stands.
            Ngram::Rough(key) => self.add(key, Class::Head),
        });
        self.chars = chars;
    }

    /// Adds a key, unless it is there with this class or a better one: classes come in their order. A call for each gram would be a
    /// tenth of the work.
    #[inline]
    fn add(&mut self, key: Key, class: Class) {
        let term = key << CLASS_BITS | class as u32;
        if put(&mut self.table, term) {
            self.terms.push(term);
            if 2 * self.terms.len() > self.table.len() {
                self.grow();
            }
        }
    }

    #[cold]
    fn grow(&mut self) {
        self.table = vec![FREE; 2 * self.table.len()];
        for term in &self.terms {
            put(&mut self.table, *term);
        }
    }

    fn finish(self) -> Box<[u32]> {
        self.terms.into_boxed_slice()
    }
}

/// Puts a term into a table, unless its key is there.
#[inline]
fn put(table: &mut [u32], term: u32) -> bool {
    let key = term >> CLASS_BITS;
    let mask = table.len() - 1;
    // Keys of rough grams differ in their first bits alone.
    let mut place = (key ^ key >> (KEY_BITS / 2)) as usize & mask;
    while let Some(found) = table.get_mut(place) {
        if *found == FREE {
            *found = term;
            return true;
        }
        if *found >> CLASS_BITS == key {
            return false;
        }
        place = (place + 1) & mask;
    }
    false
}
