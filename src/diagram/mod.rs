//! Finding diagrams and fences in a record's text, before Markdown gets to see it.
//!
//! A `<Mermaid_Diagram>` element means nothing to Markdown, which would escape its tags, curl its
//! quotes and read its lines as lists. So it is found here, cut out, and put back when the HTML exists.

pub mod repair;
pub mod lint;
mod kind;
mod wraps;
pub mod words;

use std::ops::Range;

pub use kind::{Kind, Traits};
use wraps::Wraps;

/// A diagram in a text that is no fenced block of Markdown's: a `<Mermaid_Diagram>` element, or what stands for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// The whole element with its tags, in bytes of the text.
    pub range: Range<usize>,
    /// The diagram's source: without the tags, the empty lines around it, and a fence inside.
    pub source: Range<usize>,
    /// The `title` attribute; may be empty.
    pub title: String,
    /// Whether the element has an end tag.
    pub closed: bool,
}

/// What protects its inside from being read as record text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A fenced code block that is closed, with its fences.
    Fence(Range<usize>),
    /// A diagram element.
    Diagram(Element),
}

impl Block {
    /// The diagram element, where it is one.
    pub fn element(&self) -> Option<&Element> {
        if let Self::Diagram(element) = self { Some(element) } else { None }
    }

    /// The bytes it covers, where it is closed.
    pub fn closed_range(&self) -> Option<Range<usize>> {
        match self {
            Self::Fence(range) => Some(range.clone()),
            Self::Diagram(element) => element.closed.then(|| element.range.clone()),
        }
    }
}

/// Finds the closed fences and the diagram elements of a text, in order and without overlap; those in comments are none.
///
/// An element without an end tag ends with the fence inside it, else where the next one begins, else
/// with the text. What stands for an element: other wraps (see `wraps`), and a fence without a name, or with
/// a diagram's, whose first line only a diagram has.
pub fn blocks(text: &str) -> Vec<Block> {
    let (tags, mut wraps, mut closings) = (Tags::of(text), Wraps::of(text), Closings::default());
    let mut quotes = Quotes::default();
    let mut found = Vec::new();
    let mut at = 0;
    // Only these three characters begin something, and a wrap.
    loop {
        let sign = memchr::memchr3(b'<', b'`', b'~', &text.as_bytes()[at..]).map(|n| at + n);
        let wrap = wraps.next(at);
        let Some(start) = sign.into_iter().chain(wrap).min() else { return found };
        let element = if wrap == Some(start) { wraps.element() } else { None };
        let block = element.map(Block::Diagram).or_else(|| match text.as_bytes()[start] {
            b'<' => element_at(text, start, &tags, &mut closings).map(Block::Diagram),
            b'`' | b'~' if begins_line(text, at, start) => {
                closings.fence(text, start).map(|fence| block_of(text, fence))
            }
            _ => None,
        });
        at = match &block {
            Some(Block::Diagram(element)) => element.range.end,
            Some(Block::Fence(fence)) => fence.end,
            None => quotes.pass(text, start),
        };
        found.extend(block);
    }
}

/// What a closed fence holds: a diagram, where its name does not say otherwise and its first line does.
fn block_of(text: &str, fence: Range<usize>) -> Block {
    let first = line_end(text, fence.start);
    let info = text[fence.start..first].trim_start().trim_start_matches(['`', '~']).trim();
    let may_be_one = info.is_empty() || Kind::of(info) != Kind::Other;
    if may_be_one && Kind::is_named(&text[first..fence.end]) {
        let source = source_in(text, fence.clone());
        return Block::Diagram(Element { range: fence, source, title: String::new(), closed: true });
    }
    Block::Fence(fence)
}

/// What begins no block: inline code, comments, and signs.
#[derive(Default)]
struct Quotes {
    /// Where inline code begins, which does not go on in another line here.
    code: Option<usize>,
    /// Whether no comment ends any more.
    is_last: bool,
}

impl Quotes {
    /// Where to go on behind the sign at `start`.
    fn pass(&mut self, text: &str, start: usize) -> usize {
        const OPEN: &str = "<!--";
        const CLOSE: &str = "-->";
        let is_in_code =
            self.code.is_some_and(|code| memchr::memchr(b'\n', &text.as_bytes()[code..start]).is_none());
        let sign = text.as_bytes()[start];
        if sign == b'<' && text[start..].starts_with(OPEN) && !is_in_code && !self.is_last {
            let inside = start + OPEN.len();
            match memchr::memmem::find(&text.as_bytes()[inside..], CLOSE.as_bytes()) {
                Some(end) => return inside + end + CLOSE.len(),
                None => self.is_last = true,
            }
        }
        let run = text[start..].bytes().take_while(|b| *b == sign && matches!(b, b'`' | b'~')).count();
        let end = start + run.max(text[start..].chars().next().map_or(1, char::len_utf8));
        if sign == b'`' {
            self.code = (!is_in_code).then_some(end);
        } else if self.code.is_some() {
            self.code = is_in_code.then_some(start);
        }
        end
    }
}

/// Whether one of these ranges, which are in order and do not overlap, holds a byte.
pub fn covers(ranges: &[Range<usize>], at: usize) -> bool {
    let next = ranges.partition_point(|range| range.end <= at);
    ranges.get(next).is_some_and(|range| range.start <= at)
}

/// Where in a text a part of it begins.
pub fn offset(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize).min(text.len())
}

/// Whether nothing but white space stands before a byte on its line. All up to `from` has been looked at, so where that
/// is on the same line and not its start, something does.
fn begins_line(text: &str, from: usize, at: usize) -> bool {
    let gap = &text[from..at];
    match memchr::memrchr(b'\n', gap.as_bytes()) {
        Some(end) => gap[end + 1..].trim().is_empty(),
        None => (from == 0 || text.as_bytes()[from - 1] == b'\n') && gap.trim().is_empty(),
    }
}

/// The end of the line that begins at `at`, with its line feed.
fn line_end(text: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |n| at + n + 1)
}

/// The lines of a text that can close a fence. They are found when a fence asks for them first: most texts have none.
#[derive(Default)]
struct Closings {
    of_marks: Option<[Vec<Closing>; MARKS.len()]>,
}

/// What fences are made of.
const MARKS: [u8; 2] = [b'`', b'~'];

/// A line of nothing but one mark.
struct Closing {
    line: Range<usize>,
    length: usize,
    /// The length of the longest from here on: so that no fence looks for a line which is not there.
    longest: usize,
}

impl Closings {
    /// The fence that opens in the line at `at`, up to and with its closing line.
    fn fence(&mut self, text: &str, at: usize) -> Option<Range<usize>> {
        let end = line_end(text, at);
        let (mark, length) = fence_mark(&text[at..end])?;
        let of_marks = self.of_marks.get_or_insert_with(|| MARKS.map(|mark| closings(text, mark)));
        let lines = &of_marks[usize::from(mark != MARKS[0])];
        let after = &lines[lines.partition_point(|closing| closing.line.start < end)..];
        after.first().filter(|closing| closing.longest >= length)?;
        after.iter().find(|closing| closing.length >= length).map(|closing| at..closing.line.end)
    }
}

/// The lines of a text that are made of a mark alone.
fn closings(text: &str, mark: u8) -> Vec<Closing> {
    let mut lines = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let end = line_end(text, start);
        let bare = text[start..end].trim().as_bytes();
        if bare.len() >= MIN_MARKS && bare.iter().all(|b| *b == mark) {
            lines.push(Closing { line: start..end, length: bare.len(), longest: 0 });
        }
        start = end;
    }
    let mut longest = 0;
    for closing in lines.iter_mut().rev() {
        longest = closing.length.max(longest);
        closing.longest = longest;
    }
    lines
}

/// A fence has so many marks at least.
const MIN_MARKS: usize = 3;

/// The character and the length of a fence that opens a code block (CommonMark 4.5).
fn fence_mark(line: &str) -> Option<(u8, usize)> {
    let line = line.trim_start();
    let mark = *line.as_bytes().first().filter(|b| matches!(b, b'`' | b'~'))?;
    let length = line.bytes().take_while(|b| *b == mark).count();
    let info = &line[length..];
    (length >= MIN_MARKS && !(mark == b'`' && info.contains('`'))).then_some((mark, length))
}

/// The start tags and the end tags of a text, outside of inline code.
struct Tags {
    starts: Vec<Range<usize>>,
    ends: Vec<Range<usize>>,
}

impl Tags {
    fn of(text: &str) -> Self {
        let candidates = || memchr::memchr_iter(b'<', text.as_bytes()).filter(|at| !is_quoted(text, *at));
        let tags = |closing: bool| {
            let tag = move |at: usize| tag_length(&text[at..], closing).map(|length| at..at + length);
            candidates().filter_map(tag).collect()
        };
        Self { starts: tags(false), ends: tags(true) }
    }
}

/// The first tag that begins in a range.
fn first_in(tags: &[Range<usize>], range: Range<usize>) -> Option<&Range<usize>> {
    let place = tags.partition_point(|tag| tag.start < range.start);
    tags.get(place).filter(|tag| tag.start < range.end)
}

/// The element whose start tag begins at `at`.
fn element_at(text: &str, at: usize, tags: &Tags, closings: &mut Closings) -> Option<Element> {
    let start = first_in(&tags.starts, at..at + 1)?.clone();
    let rest = start.end;
    let title = attribute(&text[start.clone()], "title").unwrap_or_default();
    if text[start.clone()].ends_with("/>") {
        return Some(Element { range: start, source: rest..rest, title, closed: true });
    }
    let close = first_in(&tags.ends, rest..text.len());
    let open = first_in(&tags.starts, rest..close.map_or(text.len(), |close| close.start));
    match (close, open) {
        (Some(close), None) => {
            let source = source_in(text, rest..close.start);
            Some(Element { range: start.start..close.end, source, title, closed: true })
        }
        (_, open) => {
            let end =
                fence_inside(text, rest, closings).or(open.map(|open| open.start)).unwrap_or(text.len());
            let source = source_in(text, rest..end);
            Some(Element { range: start.start..end, source, title, closed: false })
        }
    }
}

/// The end of a closed fence that is the first thing after `at`.
fn fence_inside(text: &str, at: usize, closings: &mut Closings) -> Option<usize> {
    let line = at + text[at..].find(|c: char| !c.is_whitespace())?;
    closings.fence(text, line).map(|fence| fence.end)
}

/// Whether a tag is quoted as inline code.
fn is_quoted(text: &str, at: usize) -> bool {
    text[..at].ends_with('`')
}

/// The length of the tag at the start of the text, `<mermaid_diagram …>` in any case.
fn tag_length(text: &str, closing: bool) -> Option<usize> {
    let inside = text.strip_prefix(if closing { "</" } else { "<" })?.trim_start_matches(' ');
    let rest = strip_word(inside, "mermaid")?;
    let rest = strip_word(rest.strip_prefix(['_', '-']).unwrap_or(rest), "diagram")?;
    if !rest.starts_with(|c: char| c == '>' || c == '/' || c.is_whitespace()) {
        return None;
    }
    let end = tag_end(rest)?;
    Some(text.len() - rest.len() + end + 1)
}

/// The `>` that ends a tag on its line, outside quotes.
fn tag_end(attributes: &str) -> Option<usize> {
    let line = attributes.bytes().take(LONGEST_TAG).take_while(|b| *b != b'\n');
    let (mut quote, mut first) = (None, None);
    for (at, b) in line.enumerate() {
        match (quote, b) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(b),
            (Some(open), b) if open == b => quote = None,
            (_, b'>') => first = first.or(Some(at)),
            _ => {}
        }
    }
    // A quote that is never closed quotes nothing.
    first
}

/// A title has some hundred characters at most; without a limit, every tag of a long line would be looked for to its end.
const LONGEST_TAG: usize = 1024;

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(word.len())?;
    head.eq_ignore_ascii_case(word).then_some(rest)
}

/// The value of a quoted attribute in a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once('=') {
        let value = after.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (inside, next) = value[1..].split_once(quote)?;
        if before.split_whitespace().last().is_some_and(|word| word.eq_ignore_ascii_case(name)) {
            return Some(inside.to_owned());
        }
        rest = next;
    }
    None
}

/// The source inside an element: the lines between the first and the last that hold something,
/// without a fence around them.
fn source_in(text: &str, inner: Range<usize>) -> Range<usize> {
    let source = whole_lines(text, inner);
    let first_end = line_end(text, source.start).min(source.end);
    let Some((mark, length)) = fence_mark(&text[source.start..first_end]) else { return source };
    let body = &text[first_end..source.end];
    let last = body.rfind('\n').map_or(0, |n| n + 1);
    let bare = body[last..].trim();
    let fenced = bare.len() >= length && bare.bytes().all(|b| b == mark);
    whole_lines(text, first_end..if fenced { first_end + last } else { source.end })
}

/// Leaves out the empty lines at both ends, but not the indentation of the first line.
fn whole_lines(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = &text[range.clone()];
    let end = range.start + inner.trim_end().len();
    let blank = inner.len() - inner.trim_start().len();
    let start = inner[..blank].rfind('\n').map_or(0, |n| n + 1);
    (range.start + start).min(end)..end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(text: &str) -> Vec<(&str, bool)> {
        let elements = blocks(text);
        let element = |block: &Block| match block {
            Block::Diagram(e) => Some((&text[e.source.clone()], e.closed)),
            Block::Fence(_) => None,
        };
        elements.iter().filter_map(element).collect()
    }

    #[test]
    fn any_case_and_attributes() {
        let text =
            "a\n<mermaid_diagram kind='x' title=\"数据 流\">\ngraph TD\n  A-->B\n</Mermaid_Diagram>\nb";
        let Block::Diagram(element) = &blocks(text)[0] else { panic!("no diagram") };
        assert_eq!((&text[element.source.clone()], element.title.as_str()), ("graph TD\n  A-->B", "数据 流"));
    }

    #[test]
    fn a_quoted_attribute_may_hold_anything() {
        let text = "<Mermaid_Diagram title=\"a > b\">pie</Mermaid_Diagram> <Mermaid_Diagram title=\"x>graph</Mermaid_Diagram>";
        assert_eq!(sources(text), [("pie", true), ("graph", true)]);
    }

    #[test]
    fn a_fence_inside_is_no_part_of_the_source() {
        assert_eq!(
            sources("<Mermaid_Diagram>\n```mermaid\ngraph TD\n```\n</Mermaid_Diagram>"),
            [("graph TD", true)]
        );
        assert_eq!(sources("<Mermaid_Diagram>\n```\ngraph TD\n```\nprose"), [("graph TD", false)]);
    }

    #[test]
    fn the_first_lines_indentation_is_kept() {
        assert_eq!(
            sources("<Mermaid_Diagram>\n\n  root\n    a\n\n</Mermaid_Diagram>"),
            [("  root\n    a", true)]
        );
    }

    #[test]
    fn inline_and_several() {
        let text = "见 <Mermaid_Diagram>graph TD; A-->B</Mermaid_Diagram> 与 <Mermaid_Diagram>pie</Mermaid_Diagram>。";
        assert_eq!(sources(text), [("graph TD; A-->B", true), ("pie", true)]);
    }

    #[test]
    fn unclosed_ends_at_the_next_or_with_the_text() {
        let text = "<Mermaid_Diagram>\ngraph TD\n<Mermaid_Diagram>\npie\n";
        assert_eq!(sources(text), [("graph TD", false), ("pie", false)]);
    }

    #[test]
    fn quoted_tags_are_text() {
        assert!(sources("the `<Mermaid_Diagram>` tag").is_empty());
        assert!(sources("```text\n<Mermaid_Diagram>\nx\n</Mermaid_Diagram>\n```\n").is_empty());
        assert!(sources("<Mermaid_Diagrams>x").is_empty());
    }

    #[test]
    fn a_fence_without_a_name_is_one_where_its_first_line_is_a_diagrams() {
        let text = "一\n\n```\ngraph TD\n  甲-->乙\n```\n二\n\n  ~~~mindmap\n  mindmap\n    根\n  ~~~\n三";
        assert_eq!(sources(text), [("graph TD\n  甲-->乙", true), ("  mindmap\n    根", true)]);
        for text in [
            "```\ngraph of words\n```",
            "```text\ngraph TD\n```",
            "```\ngraph TD\n",
            "````md\n```\ngraph TD\n```\n````",
        ] {
            assert_eq!(sources(text), [], "{text}");
        }
    }

    #[test]
    fn in_a_comment_stands_no_diagram() {
        let diagram = "<Mermaid_Diagram>pie</Mermaid_Diagram>";
        for text in [
            format!("<!-- {diagram} --> 话"),
            "<!--\n```\nmindmap\n  根\n```\n-->".to_owned(),
            "话 <!--\n<mermaid>\npie\n</mermaid>\n-->".to_owned(),
        ] {
            assert_eq!(sources(&text), [], "{text}");
        }
        // Here nothing is a comment: in code, and where no end comes.
        for before in ["`<!--` ", "用 `a <!-- b` 与 `-->`，", "<!-- 未完 ", "```\n<!--\n```\n"] {
            assert_eq!(sources(&format!("{before}{diagram}")), [("pie", true)], "{before}");
        }
        assert_eq!(sources(&format!("`a\n<!-- 见 --> {diagram} <!-- {diagram} -->")), [("pie", true)]);
    }

    #[test]
    fn a_tag_that_closes_itself_holds_nothing() {
        for tag in [
            "<Mermaid_Diagram/>",
            "<Mermaid_Diagram />",
            "<mermaid-diagram/>",
            "<mermaiddiagram  />",
            "<Mermaid_Diagram title=\"a > b\"/>",
            "<Mermaid_Diagram title='a' kind=x />",
        ] {
            assert_eq!(sources(&format!("前\n{tag}\n后面的话\n\n又一段")), [("", true)], "{tag}");
            let text = format!("{tag}<Mermaid_Diagram>pie</Mermaid_Diagram>");
            assert_eq!(sources(&text), [("", true), ("pie", true)], "{tag}");
            let text = format!("<Mermaid_Diagram>\ngraph TD\n{tag}\n话");
            assert_eq!(sources(&text), [("graph TD", false), ("", true)], "{tag}");
        }
        // Here the slash is a part of something else.
        assert_eq!(sources("<Mermaid_Diagram title=\"a/\">pie</Mermaid_Diagram>"), [("pie", true)]);
        assert_eq!(sources("<Mermaid_Diagram / >pie</Mermaid_Diagram>"), [("pie", true)]);
    }

    #[test]
    fn an_empty_element_has_an_empty_source() {
        assert_eq!(sources("<Mermaid_Diagram></Mermaid_Diagram>"), [("", true)]);
        assert_eq!(sources("<Mermaid_Diagram>\n\n"), [("", false)]);
    }
}
