//! A text in which something is put for the parser, and the way back to where it stands in the record.

use std::ops::Range;

/// A text as it is after some steps.
pub(super) struct Changed {
    pub(super) text: String,
    steps: Vec<Vec<Change>>,
}

/// What a step put in place of a range.
struct Change {
    before: Range<usize>,
    /// Where what stands there now ends.
    end: usize,
}

impl Changed {
    /// A text that is as it was.
    pub(super) fn new(text: String) -> Self {
        Self { text, steps: Vec::new() }
    }

    /// Puts something in place of ranges, which are in order and do not overlap.
    pub(super) fn replace<T>(mut self, places: impl IntoIterator<Item = (Range<usize>, T)>) -> Self
    where
        String: Extend<T>,
    {
        let mut places = places.into_iter().peekable();
        if places.peek().is_none() {
            return self;
        }
        let mut text = String::with_capacity(self.text.len() + self.text.len() / 8);
        let mut changes = Vec::with_capacity(places.size_hint().0);
        let mut from = 0;
        for (before, now) in places {
            text.push_str(&self.text[from..before.start]);
            text.extend([now]);
            from = before.end;
            changes.push(Change { before, end: text.len() });
        }
        text.push_str(&self.text[from..]);
        self.text = text;
        self.steps.push(changes);
        self
    }

    /// Puts a character before each of these bytes.
    pub(super) fn insert(self, places: impl IntoIterator<Item = (usize, char)>) -> Self {
        self.replace(places.into_iter().map(|(at, c)| (at..at, c)))
    }

    /// Where a byte stands in the text as it was before all steps. What was put there is where it was put.
    pub(super) fn origin(&self, at: usize) -> usize {
        self.steps.iter().rev().fold(at, |at, changes| {
            let next = changes.partition_point(|change| change.end <= at);
            let (before, end) =
                next.checked_sub(1).map_or((0, 0), |last| (changes[last].before.end, changes[last].end));
            let limit = changes.get(next).map_or(usize::MAX, |change| change.before.start);
            (before + at - end).min(limit)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_knows_its_origin() {
        let changed = Changed::new("0123456789".to_owned())
            .replace([(2..5, "ab".to_owned()), (8..8, "xyz".to_owned())]);
        let changed = changed.insert([(0, '\\'), (3, '\\'), (9, '\\')]);
        assert_eq!(changed.text, "\\01a\\b567xy\\z89");
        for (at, c) in changed.text.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
            assert_eq!(changed.origin(at).to_string(), c.to_string());
        }
        let put = |c: char| changed.origin(changed.text.find(c).unwrap());
        assert_eq!([put('a'), put('b'), put('x'), put('z')], [2, 2, 8, 8]);
        assert_eq!(changed.origin(changed.text.len()), 10);
    }
}
