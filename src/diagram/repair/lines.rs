//! Mending line by line, as the kinds of diagrams are written that have a statement on each.

/// What becomes of a line.
pub(super) enum Line {
    Kept,
    /// Several lines, where it holds line feeds.
    Repaired(String),
    Gone,
}

impl From<Option<String>> for Line {
    fn from(repaired: Option<String>) -> Self {
        repaired.map_or(Self::Kept, Self::Repaired)
    }
}

/// Hands each line behind the header to `mend`, without its blanks around.
pub(super) fn each_line(source: &str, mut mend: impl FnMut(&str) -> Line) -> Option<String> {
    each_line_and_rest(source, |line, _| mend(line))
}

/// The same, with what comes after the line.
pub(super) fn each_line_and_rest(source: &str, mut mend: impl FnMut(&str, &str) -> Line) -> Option<String> {
    let mut out: Option<String> = None;
    let (mut at, mut begun, mut directive, mut matter) = (0, false, false, false);
    for line in source.split_inclusive('\n') {
        let text = line.trim();
        let start = at;
        at += line.len();
        matter ^= !begun && text == "---";
        directive |= text.starts_with("%%{");
        let skipped =
            matter || text == "---" && !begun || directive || text.is_empty() || text.starts_with("%%");
        directive &= !text.contains("}%%");
        let edit = if skipped || !begun { Line::Kept } else { mend(text, &source[at..]) };
        begun |= !skipped;
        if !matches!(edit, Line::Kept) && out.is_none() {
            out = Some(source[..start].to_owned());
        }
        let Some(out) = &mut out else { continue };
        match edit {
            Line::Kept => out.push_str(line),
            Line::Gone => {}
            Line::Repaired(repaired) => {
                let indent = &line[..line.len() - line.trim_start().len()];
                for piece in repaired.split('\n') {
                    out.extend([indent, piece, "\n"]);
                }
                if !line.ends_with('\n') {
                    out.pop();
                }
            }
        }
    }
    out
}

/// What a line says behind a word, where it begins with that; letters of both cases are one.
pub(super) fn after_word<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let rest = line
        .get(..word.len())
        .filter(|start| start.eq_ignore_ascii_case(word))
        .map(|_| &line[word.len()..])?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| rest.trim())
}

/// The source with the missing ends of blocks behind its last line.
pub(super) fn closed(source: &str, end: &str, count: usize) -> Option<String> {
    (count > 0).then(|| {
        let ends = vec![end; count].join("\n");
        format!("{}\n{ends}\n", source.trim_end())
    })
}

/// Comments of other languages.
pub(super) fn is_foreign_comment(line: &str) -> bool {
    ["//", "# ", "/*", "<!--"].iter().any(|mark| line.starts_with(mark))
        || (line.starts_with('%') && !line.starts_with("%%"))
}
