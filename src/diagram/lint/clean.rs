//! What Mermaid does to a source before it parses it, with the way back to where everything stood.

/// A source without its comments and directives.
pub(super) struct Cleaned {
    /// What the parser reads.
    pub text: String,
    /// Where what is left begins: in the text, and in the source. Rising, from 0 on.
    pieces: Vec<(usize, usize)>,
}

impl Cleaned {
    /// Cleans a source; `None` where Mermaid does more than this knows of: a front matter, a directive of an
    /// unusual form, other line ends.
    pub(super) fn of(source: &str) -> Option<Self> {
        if source.contains('\r') || source.trim_start().starts_with("---") {
            return None;
        }
        let mut text = String::with_capacity(source.len() + 1);
        text.push_str(source);
        requote_attributes(&mut text);
        let mut cleaned = Self { text, pieces: vec![(0, 0)] };
        if source.contains("%%") {
            cleaned.cut(&directives(&cleaned.text)?);
            cleaned.cut(&comments(&cleaned.text));
        }
        let blank = cleaned.text.len() - cleaned.text.trim_start_matches(is_space).len();
        cleaned.cut(&[(0, blank)]);
        drop_style_ends(&mut cleaned.text);
        cleaned.text.push('\n');
        Some(cleaned)
    }

    /// The place in the source of a place in the text.
    pub(super) fn in_source(&self, at: usize) -> usize {
        let after = self.pieces.partition_point(|(start, _)| *start <= at);
        let (start, origin) = self.pieces[after.saturating_sub(1)];
        origin + (at - start)
    }

    /// Takes pieces out of the text.
    fn cut(&mut self, cuts: &[(usize, usize)]) {
        if cuts.iter().all(|(start, end)| start == end) {
            return;
        }
        let starts = std::iter::once(0).chain(cuts.iter().map(|(_, end)| *end));
        let ends = cuts.iter().map(|(start, _)| *start).chain([self.text.len()]);
        let mut text = String::with_capacity(self.text.len() + 1);
        let mut pieces = Vec::new();
        for (start, end) in starts.zip(ends).filter(|(start, end)| start < end) {
            pieces.push((text.len(), self.in_source(start)));
            let [from, to] = [start + 1, end].map(|end| self.pieces.partition_point(|(at, _)| *at < end));
            let inner = self.pieces[from..to.max(from)].iter();
            pieces.extend(inner.map(|(at, origin)| (text.len() + at - start, *origin)));
            text.push_str(&self.text[start..end]);
        }
        if pieces.is_empty() {
            pieces.push((0, 0));
        }
        (self.text, self.pieces) = (text, pieces);
    }
}

/// What JavaScript calls white space.
pub(super) fn is_space(c: char) -> bool {
    c == '\u{FEFF}' || (c.is_whitespace() && c != '\u{85}')
}

/// Directives such as `%%{init: {…}}%%`.
fn directives(text: &str) -> Option<Vec<(usize, usize)>> {
    let mut cuts = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("%%{").map(|found| at + found) {
        let inside = text[start + 3..].trim_start_matches(is_space);
        let value = inside.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let value = value.trim_start_matches(is_space);
        let is_usual = value.len() < inside.len()
            && value.strip_prefix(':').is_some_and(|v| v.trim_start_matches(is_space).starts_with('{'));
        let end = text[start..].find("}%%").filter(|_| is_usual)?;
        at = start + end + 3;
        cuts.push((start, at));
    }
    Some(cuts)
}

/// Lines that begin with `%%`, with the blank ones before them.
fn comments(text: &str) -> Vec<(usize, usize)> {
    let mut cuts = Vec::new();
    let mut line = 0;
    while line < text.len() {
        let start = text.len() - text[line..].trim_start_matches(is_space).len();
        let end = text[start..].find('\n').map_or(text.len(), |n| start + n + 1);
        let comment = text[start..end].strip_prefix("%%").unwrap_or_default();
        if !comment.is_empty() && !comment.starts_with(['{', '\n']) {
            cuts.push((line, end));
        }
        line = end;
    }
    cuts
}

/// `<b class="x">` has single quotes, so that a label may hold it.
fn requote_attributes(text: &mut String) {
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|found| at + found + 1) {
        at = start;
        if !text[start..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
            continue;
        }
        let Some(end) = text[start..].find('>').map(|found| start + found) else { return };
        while let Some(open) = text[at..end].find("=\"").map(|found| at + found + 1) {
            let Some(close) = text[open + 1..end].find('"').map(|found| open + 1 + found) else { break };
            text.replace_range(open..=open, "'");
            text.replace_range(close..=close, "'");
            at = close + 1;
        }
        at = end;
    }
}

/// The last semicolon of a line with a style and a colour ends nothing: it would be read as a part of an
/// entity such as `#fff;`.
fn drop_style_ends(text: &mut String) {
    if !text.contains('#') || !text.contains(';') {
        return;
    }
    let mut start = 0;
    while start < text.len() {
        let end = text[start..].find('\n').map_or(text.len(), |n| start + n);
        for word in ["style", "classDef"] {
            if let Some(semicolon) = style_end(&text[start..end], word) {
                text.replace_range(start + semicolon..=start + semicolon, " ");
            }
        }
        start = end + 1;
    }
}

fn style_end(line: &str, word: &str) -> Option<usize> {
    let semicolon = line.rfind(';')?;
    let style = line.find(word).filter(|style| *style < semicolon)?;
    let mut in_value = false;
    let colored = line[style..semicolon].chars().any(|c| {
        in_value = !is_space(c) && (in_value || c == ':');
        in_value && c == '#'
    });
    colored.then_some(semicolon)
}
