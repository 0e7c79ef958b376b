//! Where a time needs no brackets to be a time mark: at the beginning of a heading, of an item, of a table's row, and of a line
//! where several lines begin so.

use pulldown_cmark::{Event, Tag};

use crate::record::timestamp;

/// So many lines have to begin with a time before any is a mark: a sentence may begin with one.
const MANY: usize = 3;

/// Whether something begins where the writer is.
#[derive(Default)]
pub(super) struct Beginnings {
    /// Whether the lines of paragraphs begin with marks.
    pub(super) are_lines_marked: bool,
    place: Place,
}

#[derive(Default, Clone, Copy, PartialEq)]
enum Place {
    #[default]
    Within,
    /// The first text of a line of a paragraph is next.
    Line,
    /// The first text of a heading, of an item or of a row is next.
    Part,
    /// The text here is the first.
    First,
}

impl Beginnings {
    /// Notes the event that comes next.
    pub(super) fn pass(&mut self, event: &Event<'_>) {
        self.place = self.place.then(event, self.are_lines_marked);
    }

    /// Whether the text that came last is the first of something.
    pub(super) fn is_here(&self) -> bool {
        self.place == Place::First
    }
}

impl Place {
    fn then(self, event: &Event<'_>, do_lines_count: bool) -> Self {
        match event {
            Event::Start(Tag::Item | Tag::Heading { .. } | Tag::TableRow | Tag::TableHead) => Self::Part,
            Event::Start(Tag::Paragraph) if self != Self::Part => Self::Line,
            Event::Start(Tag::Paragraph | Tag::Strong | Tag::Emphasis | Tag::TableCell) => self,
            Event::SoftBreak | Event::HardBreak => Self::Line,
            Event::Text(_) if self == Self::Part || self == Self::Line && do_lines_count => Self::First,
            _ => Self::Within,
        }
    }
}

/// Whether several lines of a text begin with a time.
pub(super) fn are_lines_marked(events: &[Event<'_>]) -> bool {
    let mut place = Place::Within;
    let is_marked = |event: &&Event<'_>| {
        place = place.then(event, true);
        matches!(event, Event::Text(text) if place == Place::First && timestamp::begins_with_time(text))
    };
    events.iter().filter(is_marked).take(MANY).count() == MANY
}
