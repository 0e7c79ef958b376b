//! Diagrams in other wraps than an element of their own or a named fence: what web pages, wikis and other generators have
//! around them. Models have seen all of these, and write them.

use std::ops::Range;

use super::{Element, Kind, attribute, is_quoted, line_end, source_in, strip_word, tag_end};

/// What stands around a diagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrap {
    /// `<mermaid>`.
    Mermaid,
    /// `<div class="mermaid">`, as Mermaid's own manual has it.
    Div,
    /// `<pre class="mermaid">`.
    Pre,
    /// `:::mermaid` and a line of colons: Azure DevOps, Pandoc and MyST.
    Colons,
    /// `{% mermaid %}`: Hexo and Jekyll.
    Percent,
    /// `{{< mermaid >}}`: Hugo.
    Shortcode,
}

/// So many kinds of wraps there are.
const WRAPS: usize = 6;

/// Where wraps open in a text.
pub(super) struct Wraps<'a> {
    text: &'a str,
    /// Rising: the wrap's beginning, and all of it up to the diagram.
    opens: std::iter::Peekable<std::vec::IntoIter<(Wrap, Range<usize>)>>,
    /// The next end of each wrap, as far as it was looked for: so that no two beginnings look for the same one.
    ends: [Option<Range<usize>>; WRAPS],
}

impl<'a> Wraps<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        // Whatever its case, hardly anybody writes all of the name in capitals.
        let names = memchr::memmem::find_iter(text.as_bytes(), "ermaid");
        let opens: Vec<_> = names.filter_map(|at| open(text, at.checked_sub(1)?)).collect();
        Self { text, opens: opens.into_iter().peekable(), ends: Default::default() }
    }

    /// Where the next wrap opens, at `from` or later.
    pub(super) fn next(&mut self, from: usize) -> Option<usize> {
        while self.opens.next_if(|(_, open)| open.start < from).is_some() {}
        self.opens.peek().map(|(_, open)| open.start)
    }

    /// The diagram in the wrap that opens next.
    ///
    /// In a line of prose such a tag is only spoken of, unless what follows is a diagram beyond doubt.
    pub(super) fn element(&mut self) -> Option<Element> {
        let (wrap, open) = self.opens.next()?;
        let text = self.text;
        let begins_line = begins_line(&text[..open.start]);
        let is_plain = |inner: &str| Kind::is_named(inner);
        let title = attribute(&text[open.clone()], "title").unwrap_or_default();
        let Some(end) = self.end(wrap, open.end) else {
            let is_open = wrap == Wrap::Mermaid && begins_line && is_plain(&text[open.end..]);
            return is_open.then(|| Element {
                range: open.start..text.len(),
                source: source_in(text, open.end..text.len()),
                title,
                closed: false,
            });
        };
        let inner = &text[open.end..end.start];
        (begins_line || is_plain(inner)).then(|| Element {
            range: open.start..end.end,
            source: source_in(text, open.end..end.start),
            title,
            closed: true,
        })
    }

    fn end(&mut self, wrap: Wrap, from: usize) -> Option<Range<usize>> {
        let known = &mut self.ends[wrap as usize];
        if known.as_ref().is_none_or(|end| end.start < from) {
            *known = Some(end(self.text, wrap, from).unwrap_or(usize::MAX..usize::MAX));
        }
        known.clone().filter(|end| end.end < usize::MAX)
    }
}

/// Whether only blanks stand before what follows a text on its line.
fn begins_line(before: &str) -> bool {
    matches!(before.trim_end_matches([' ', '\t']).chars().next_back(), None | Some('\n'))
}

/// The wrap that the name of Mermaid at `at` is a part of, where it is in one.
fn open(text: &str, at: usize) -> Option<(Wrap, Range<usize>)> {
    let after = strip_word(text.get(at..)?, "mermaid")?;
    // No tag is longer: without limits, each name would be looked at to both ends of its line.
    let after = &after[..after.floor_char_boundary(MAX_TAG)];
    let end = |rest: &str| at + "mermaid".len() + after.len() - rest.len();
    let from = text.floor_char_boundary(at.saturating_sub(MAX_TAG));
    let line = text[from..at].rfind('\n').map_or(from, |end| from + end + 1);
    let before = text[line..at].trim_end_matches([' ', '{', '.']);
    let start = |sign: &str| before.strip_suffix(sign).map(|before| line + before.len());
    let closed = |sign: &str| after.trim_start_matches(' ').strip_prefix(sign).map(end);
    if text[..at].ends_with('<') && !before.ends_with("{{<") {
        let is_name =
            after.starts_with(|c: char| c == '>' || c.is_ascii_whitespace()) && !is_quoted(text, at - 1);
        let tag = tag_end(after).filter(|_| is_name)?;
        return Some((Wrap::Mermaid, at - 1..end(&after[tag + 1..])));
    }
    if let Some(start) = start(":::") {
        let start = line + text[line..start].trim_end_matches(':').len();
        let rest = after.strip_prefix('}').unwrap_or(after).trim_start_matches(|c| c != '\n' && c != '{');
        let is_word = !after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-'));
        let is_alone = rest.is_empty() || rest.starts_with(['\n', '{']);
        return (is_word && is_alone && begins_line(&text[..start]))
            .then(|| (Wrap::Colons, start..line_end(text, at)));
    }
    if let Some(start) = start("{%") {
        return Some((Wrap::Percent, start..closed("%}")?));
    }
    if let Some(start) = start("{{<").or_else(|| start("{{%")) {
        return Some((Wrap::Shortcode, start..closed(">}}").or_else(|| closed("%}}"))?));
    }
    let start = line + before.rfind('<')?;
    let (wrap, length) = tag_with_class(&text[start..at], after).filter(|_| !is_quoted(text, start))?;
    Some((wrap, start..end(&after[length..])))
}

/// No tag has more before the name of Mermaid or behind it.
const MAX_TAG: usize = 200;

/// `<div class="mermaid">` or `<pre class="mermaid">`, and how much of it stands behind the name of the class.
fn tag_with_class(before: &str, after: &str) -> Option<(Wrap, usize)> {
    let (name, attributes) = before.strip_prefix('<')?.split_once([' ', '\t'])?;
    let wrap = match () {
        () if name.eq_ignore_ascii_case("div") => Wrap::Div,
        () if name.eq_ignore_ascii_case("pre") => Wrap::Pre,
        () => return None,
    };
    let class = attributes.rsplit_once("class=").map(|(_, class)| class)?;
    let quote = class.chars().next().filter(|c| matches!(c, '"' | '\''));
    let others = class.trim_start_matches(['"', '\'']);
    let is_word = (others.is_empty() || others.ends_with(' ')) && !others.contains(['"', '\'', '>']);
    let is_end = after.starts_with(['"', '\'', ' ', '>']);
    let inside = quote.map_or(Some(0), |quote| after.find(quote).map(|at| at + 1))?;
    let end =
        tag_end(&after[inside..]).filter(|_| is_word && is_end && !after[..inside].contains(['\n', '>']))?;
    Some((wrap, inside + end + 1))
}

/// The first end of a wrap.
fn end(text: &str, wrap: Wrap, from: usize) -> Option<Range<usize>> {
    let rest = &text[from..];
    let tag = |name: &str| {
        let mut tags = memchr::memmem::find_iter(rest.as_bytes(), "</");
        tags.find_map(|at| {
            let after = strip_word(&rest[at + 2..], name)?.trim_start_matches(' ').strip_prefix('>')?;
            Some(from + at..text.len() - after.len())
        })
    };
    let sign = |open: &str, name: &str| {
        let mut signs = memchr::memmem::find_iter(rest.as_bytes(), open);
        signs.find_map(|at| {
            let inside = rest[at + open.len()..].trim_start_matches([' ', '-']);
            let after = strip_word(inside, name)?.trim_start_matches([' ', '-']);
            let after = ["%}", ">}}", "%}}"].into_iter().find_map(|close| after.strip_prefix(close))?;
            Some(from + at..text.len() - after.len())
        })
    };
    match wrap {
        Wrap::Mermaid => tag("mermaid"),
        Wrap::Div => tag("div"),
        Wrap::Pre => tag("pre"),
        Wrap::Percent => sign("{%", "endmermaid"),
        Wrap::Shortcode => sign("{{<", "/mermaid").or_else(|| sign("{{%", "/mermaid")),
        Wrap::Colons => {
            let mut start = from;
            rest.split_inclusive('\n').find_map(|line| {
                let range = start..start + line.len();
                start = range.end;
                let bare = line.trim();
                (bare.len() >= 3 && bare.bytes().all(|b| b == b':')).then_some(range)
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::blocks;

    /// The sources in a text, and what is left of it.
    fn read(text: &str) -> (Vec<String>, String) {
        let (mut sources, mut rest, mut at) = (Vec::new(), String::new(), 0);
        for block in blocks(text) {
            let Some(element) = block.element() else { continue };
            sources.push(text[element.source.clone()].to_owned());
            rest.push_str(&text[at..element.range.start]);
            at = element.range.end;
        }
        (sources, rest + &text[at..])
    }

    #[test]
    fn each_wrap_is_known() {
        for (open, close) in [
            ("<mermaid>", "</mermaid>"),
            ("<Mermaid title=\"题\" >", "</Mermaid >"),
            ("  <mermaid>", "</mermaid>"),
            ("<div class=\"mermaid\">", "</div>"),
            ("<DIV id='a' class='wide mermaid dark' align=center>", "</DIV>"),
            ("<pre class=mermaid>", "</pre>"),
            (":::mermaid", ":::"),
            ("::: mermaid", ":::"),
            ("::::{mermaid} 题", "::::"),
            ("::: {.mermaid #a}", ":::"),
            ("{% mermaid %}", "{% endmermaid %}"),
            ("{%mermaid%}", "{%- endmermaid -%}"),
            ("{{< mermaid >}}", "{{< /mermaid >}}"),
            ("{{<mermaid>}}", "{{</mermaid>}}"),
            ("<mermaid>\n```mermaid", "```\n</mermaid>"),
        ] {
            let text = format!("前面\n{open}\n图\n{close}\n后面");
            let (sources, rest) = read(&text);
            assert_eq!(sources, ["图"], "{text}");
            assert_eq!(rest.split_whitespace().collect::<Vec<_>>(), ["前面", "后面"], "{text}");
        }
    }

    #[test]
    fn what_is_only_spoken_of_is_no_wrap() {
        for text in [
            "用 <mermaid> 和 </mermaid> 包起来",
            "`<mermaid>` 是标签\n\n</mermaid>",
            "<mermaid>\n没有结尾的话",
            ":::mermaid\n没有结尾的话",
            ":::mermaids\n话\n:::",
            "见 :::mermaid\n话\n:::",
            ":::note\nmermaid\n:::",
            "<div class=\"note\">mermaid</div>",
            "<div class=\"a-mermaid\">话</div>",
            "<div title=\"class=\" mermaid\">话",
            "{% mermaid",
            "<mermaids>话</mermaids>",
            "<mermaid/>",
            "mermaid",
        ] {
            assert_eq!(read(text), (vec![], text.to_owned()), "{text}");
        }
        let (sources, rest) = read("见 <mermaid>graph TD; 甲-->乙</mermaid>。");
        assert_eq!((&*sources[0], &*rest), ("graph TD; 甲-->乙", "见 。"));
        assert_eq!(read("<mermaid>\nmindmap\n  根").0, ["mindmap\n  根"]);
    }

    #[test]
    fn each_ends_where_its_own_end_is() {
        let text = ":::mermaid\n一\n:::\n<mermaid>\n二\n</mermaid>\n<div class=\"mermaid\">\n三\n</div>\n:::mermaid\n四\n:::\n";
        assert_eq!(read(text).0, ["一", "二", "三", "四"]);
    }
}
