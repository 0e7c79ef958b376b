//! How much of a header field counts.
//!
//! Each tag and each level of a category has pages of its own, and names stand in every list that has their record. Without
//! limits one file of a few kilobytes makes gigabytes of site, and addresses that no file system takes. The limits are far
//! above what people and pipelines write. Whatever is over them stays in the file, and on the record's own page.

use super::field::{self, Field};
use super::{Header, HeaderField, entity, list};
use crate::base::diagnostic::Code;
use crate::base::message::{Message, Refusal};
use crate::base::redirect::OldAddress;
use crate::base::text::shorten;
use crate::record::{CategoryPath, Status};

/// Lists, feeds and windows show so many characters of a title: two or three lines on a phone.
pub const MAX_TITLE_CHARS: usize = 300;
/// The name of a category, a tag or an author has so many characters at most.
pub const MAX_NAME_CHARS: usize = 100;
/// A record has so many tags at most: each makes a page.
pub const MAX_TAGS: usize = 100;
/// A record is in so many categories at most: each makes a page, and two feeds.
pub const MAX_CATEGORIES: usize = 20;
/// Categories stand inside each other so many levels deep at most: each makes a page, and is a folder of its address.
pub const MAX_LEVELS: usize = 8;
/// A record has so many old addresses at most: each makes a page.
pub const MAX_ALIASES: usize = 100;

/// What of a field is over a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excess {
    /// What is said of it.
    pub what: Message,
    /// What of the value does not count, as it is written in a header.
    pub rest: String,
}

impl Excess {
    fn new(key: &'static str, (found, max): (usize, usize), rest: String) -> Self {
        Self { what: Message::new(key).with("n", found).with("max", max), rest }
    }
}

/// Leaves the tags that count.
pub fn tags(tags: &mut Vec<String>) -> Option<Excess> {
    let found = tags.len();
    let longest = tags.iter().map(|tag| length(tag)).max().unwrap_or(0);
    let beyond = tags.split_off(found.min(MAX_TAGS));
    let long = tags.extract_if(.., |tag| length(tag) > MAX_NAME_CHARS);
    let rest: Vec<String> = long.chain(beyond).collect();
    let (key, of) = match () {
        () if found > MAX_TAGS => ("over_limit_tags", (found, MAX_TAGS)),
        () => ("over_limit_tag", (longest, MAX_NAME_CHARS)),
    };
    (!rest.is_empty()).then(|| Excess::new(key, of, list::written(Field::Tags, rest)))
}

/// Leaves the categories that count, and of each as much as counts.
pub fn categories(categories: &mut Vec<CategoryPath>) -> Option<Excess> {
    let found = categories.len();
    let deepest = categories.iter().map(Vec::len).max().unwrap_or(0);
    let longest = categories.iter().flatten().map(|name| length(name)).max().unwrap_or(0);
    let beyond = categories.split_off(found.min(MAX_CATEGORIES));
    let rest: Vec<CategoryPath> = categories.iter_mut().filter_map(path).chain(beyond).collect();
    let (key, of) = match () {
        () if found > MAX_CATEGORIES => ("over_limit_categories", (found, MAX_CATEGORIES)),
        () if deepest > MAX_LEVELS => ("over_limit_levels", (deepest, MAX_LEVELS)),
        () => ("over_limit_name", (longest, MAX_NAME_CHARS)),
    };
    let written =
        |rest: Vec<CategoryPath>| list::written(Field::Category, rest.iter().map(|path| path.join("/")));
    (!rest.is_empty()).then(|| Excess::new(key, of, written(rest)))
}

/// Leaves as much of a category's path as counts; gives all of it where that is more.
pub fn path(path: &mut CategoryPath) -> Option<CategoryPath> {
    let is_over = path.len() > MAX_LEVELS || path.iter().any(|name| length(name) > MAX_NAME_CHARS);
    is_over.then(|| {
        let whole = path.clone();
        path.truncate(MAX_LEVELS);
        path.iter_mut().for_each(|level| drop(name(level)));
        whole
    })
}

/// Leaves as much of a name as counts.
pub fn name(name: &mut String) -> Option<Excess> {
    let found = length(name);
    (found > MAX_NAME_CHARS).then(|| {
        // With the ellipsis it is as long as may be, so that it is not cut again when it is read from an export.
        let short = shorten(name, MAX_NAME_CHARS - 1);
        Excess::new("over_limit_name", (found, MAX_NAME_CHARS), std::mem::replace(name, short))
    })
}

/// Leaves the old addresses that count.
pub fn aliases(aliases: &mut Vec<String>) -> Option<Excess> {
    let found = aliases.len();
    let rest = aliases.split_off(found.min(MAX_ALIASES));
    let of = (found, MAX_ALIASES);
    (!rest.is_empty()).then(|| Excess::new("over_limit_aliases", of, list::written(Field::Aliases, rest)))
}

/// What is said of a title that lists shorten; it stays whole on the record's page.
pub fn title(title: &str) -> Option<Message> {
    let found = length(title);
    let message = || Message::new("long_title").with("n", found).with("max", MAX_TITLE_CHARS);
    (found > MAX_TITLE_CHARS).then(message)
}

/// The fields that have limits.
impl<'a> Header<'a> {
    /// Says what of a field is over a limit, and keeps it.
    fn leave(&mut self, excess: Option<Excess>, field: &HeaderField<'_>) {
        if let Some(Excess { what, rest }) = excess {
            self.say(Code::OverLimit, field.line, what, "over_limit_hint");
            self.head.extras.push((field.key.to_owned(), rest));
        }
    }

    pub(super) fn title(&mut self, field: HeaderField<'_>) {
        if let Some(what) = self::title(&field.value) {
            self.say(Code::LongTitle, field.line, what, "long_title_hint");
        }
        self.head.title = entity::decoded(&field.value).trim().to_owned();
    }

    pub(super) fn categories(&mut self, field: &HeaderField<'_>) {
        self.head.categories = list::categories(&field.value);
        let excess = categories(&mut self.head.categories);
        self.leave(excess, field);
    }

    pub(super) fn tags(&mut self, field: &HeaderField<'_>) {
        self.head.tags = list::tags(&field.value);
        let excess = tags(&mut self.head.tags);
        self.leave(excess, field);
    }

    pub(super) fn author(&mut self, field: &HeaderField<'_>) {
        let author = list::unlinked(&entity::decoded(&field.value)).trim().to_owned();
        self.head.author = Some(author).filter(|author| !author.is_empty());
        let excess = self.head.author.as_mut().and_then(name);
        self.leave(excess, field);
    }

    pub(super) fn status(&mut self, field: &HeaderField<'_>) {
        let mut short = field.value.clone();
        let excess = name(&mut short);
        self.leave(excess, field);
        let word = short.as_str();
        self.head.status = field::status(word);
        let (code, what, hint) = match &self.head.status {
            Status::Failed => (Code::StatusFailed, "status_failed", "status_failed_hint"),
            Status::Partial => (Code::StatusPartial, "status_partial", "status_partial_hint"),
            Status::Other(_) => (Code::StatusWord, "status_word", "status_word_hint"),
            Status::Unknown | Status::Success => return,
        };
        let what = Message::new(what).with("word", word);
        self.say(code, field.line, what, hint);
    }

    pub(super) fn aliases(&mut self, field: &HeaderField<'a>) {
        self.aliases = Some(field.line);
        let mut aliases = list::aliases(&field.value);
        let excess = self::aliases(&mut aliases);
        self.leave(excess, field);
        for part in aliases {
            // Notebooks call other names of a note so.
            if OldAddress::is_name(&part) {
                self.head.extras.push((field.key.to_owned(), part));
                continue;
            }
            match OldAddress::try_from(part.clone()) {
                Ok(address) => self.head.aliases.push(address),
                Err(Refusal(what)) => {
                    self.say(Code::BadAlias, field.line, what, "bad_alias_hint");
                    self.head.extras.push((field.key.to_owned(), part));
                }
            }
        }
    }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(count: usize) -> Vec<String> {
        (0..count).map(|number| number.to_string()).collect()
    }

    #[test]
    fn what_is_within_the_limits_stays_as_it_is() {
        let (mut some, mut paths) = (numbered(MAX_TAGS), vec![numbered(MAX_LEVELS); MAX_CATEGORIES]);
        let mut name = "字".repeat(MAX_NAME_CHARS);
        assert!(
            tags(&mut some).is_none() && aliases(&mut some).is_none() && categories(&mut paths).is_none()
        );
        assert!(super::name(&mut name).is_none() && title(&"字".repeat(MAX_TITLE_CHARS)).is_none());
        assert_eq!((some.len(), paths.len(), paths[0].len()), (MAX_TAGS, MAX_CATEGORIES, MAX_LEVELS));
    }

    #[test]
    fn what_does_not_count_is_left_over_whole() {
        let mut many = numbered(MAX_TAGS + 2);
        let long = "x".repeat(MAX_NAME_CHARS + 1);
        many[7] = long.clone();
        let excess = tags(&mut many).unwrap();
        assert_eq!((many.len(), excess.rest), (MAX_TAGS - 1, format!("{long}, 100, 101")));
        let mut deep = vec![numbered(MAX_LEVELS + 1), vec!["a".to_owned()]];
        assert_eq!(categories(&mut deep).unwrap().rest, "0/1/2/3/4/5/6/7/8");
        assert_eq!(deep, [numbered(MAX_LEVELS), vec!["a".to_owned()]]);
        let mut name = long.clone();
        assert_eq!(super::name(&mut name).unwrap().rest, long);
        assert_eq!(length(&name), MAX_NAME_CHARS);
    }
}
