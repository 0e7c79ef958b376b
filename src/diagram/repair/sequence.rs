//! Mending sequence diagrams.

use super::Rule;
use super::lines::{Line, after_word, closed, each_line, is_foreign_comment};
use super::people::{ARROWS, reserved_name};

/// In this order: signs become Mermaid's, then each statement gets its parts, then what is no statement goes,
/// and blocks and activations, which span several, come last.
pub(super) const RULES: [Rule; 12] = [
    doubled_backslash,
    foreign_arrow,
    wide_colon,
    misplaced_name,
    reserved_name,
    missing_colon,
    semicolon_in_text,
    hash_in_text,
    incomplete_statement,
    prose_between,
    unbalanced_block,
    inactive_participant,
];

const BLOCKS: [&str; 9] = ["loop", "alt", "opt", "par", "par_over", "critical", "break", "rect", "box"];

const WORDS: [&str; 21] = [
    "participant",
    "actor",
    "create",
    "destroy",
    "activate",
    "deactivate",
    "note",
    "autonumber",
    "title",
    "link",
    "links",
    "properties",
    "details",
    "end",
    "else",
    "and",
    "option",
    "accTitle",
    "accDescr",
    "title:",
    "accTitle:",
];

/// A message: who, the arrow, to whom and what.
struct Message<'a> {
    from: &'a str,
    arrow: &'a str,
    rest: &'a str,
}

impl<'a> Message<'a> {
    fn read(line: &'a str) -> Option<Self> {
        if is_word(line) {
            return None;
        }
        let (at, arrow) = line.char_indices().find_map(|(at, _)| {
            let arrow = ARROWS.iter().find(|arrow| line[at..].starts_with(**arrow))?;
            Some((at, *arrow))
        })?;
        let colon = line.find(':').unwrap_or(line.len());
        (at > 0 && at < colon).then(|| Self {
            from: line[..at].trim(),
            arrow: &line[at..at + arrow.len()],
            rest: &line[at + arrow.len()..],
        })
    }
}

/// Whether a line begins with a word of the language.
fn is_word(line: &str) -> bool {
    WORDS.iter().chain(&BLOCKS).any(|word| after_word(line, word).is_some()) || line.starts_with("accDescr")
}

/// `\\|-` from a source that was escaped twice.
fn doubled_backslash(source: &str) -> Option<String> {
    let doubled = ["\\\\\\\\", "|\\\\", "\\\\|"].iter().any(|sign| source.contains(sign));
    doubled.then(|| source.replace("\\\\", "\\"))
}

/// `→`, `=>`, `—>>`, `->>>`, `- >>` and the like; and `<-`, which changes the sides.
fn foreign_arrow(source: &str) -> Option<String> {
    each_line(source, |line| {
        let head = &line[..line.find([':', '：']).unwrap_or(line.len())];
        if is_word(line) {
            return Line::Kept;
        }
        let Some((start, end)) = arrow_run(head) else { return Line::Kept };
        let run: String = head[start..end].chars().filter(|c| *c != ' ').collect();
        let own = ARROWS.contains(&run.as_str()) || matches!(run.as_str(), "-" | "--");
        if own && run.len() == end - start || start == 0 {
            return Line::Kept;
        }
        let dashes = run.chars().filter(|c| matches!(c, '-' | '－' | '.')).count();
        let stroke = if dashes > 1 { "--" } else { "-" };
        let (from, to) = (head[..start].trim(), head[end..].trim());
        let text = &line[head.len()..];
        let right = run.contains(['>', '＞', '→', '⇒', '➔', '➜', '⟶', '⇢']);
        if !right && run.contains(['<', '←', '⇐']) {
            return Line::Repaired(format!("{to}{stroke}>>{from}{text}"));
        }
        let both = if run.contains('<') { "<<" } else { "" };
        Line::Repaired(format!("{from}{both}{stroke}>>{to}{text}"))
    })
}

/// The first run of strokes and heads, with single blanks in between.
fn arrow_run(text: &str) -> Option<(usize, usize)> {
    let sign = |c: char| "-=<>.→⇒➔➜⟶⇢←⇐＞－—–―─".contains(c);
    let head = |c: char| "<>→⇒➔➜⟶⇢←⇐＞".contains(c);
    let mut start = 0;
    while let Some(found) = text[start..].find(sign) {
        start += found;
        let rest = &text[start..];
        let mut end = rest.find(|c| !sign(c)).unwrap_or(rest.len());
        if let Some(more) = rest[end..].strip_prefix(' ').filter(|more| more.starts_with('>')) {
            end += 1 + more.find(|c| !sign(c)).unwrap_or(more.len());
        }
        // A dash behind the head ends an activation.
        if let Some(last) =
            rest[..end].rfind(head).filter(|last| rest[..*last].contains(['-', '－', '—', '–', '=']))
        {
            end = last + rest[last..].chars().next().map_or(0, char::len_utf8);
        }
        if rest[..end].contains(head) || rest[end..].starts_with(['x', ')', '|', '\\', '/']) && end <= 2 {
            return Some((start, start + end));
        }
        start += end;
    }
    None
}

/// `A->>B：text`, `participant A：name`.
fn wide_colon(source: &str) -> Option<String> {
    each_line(source, |line| {
        let Some(at) = line.find('：').filter(|at| !line[..*at].contains(':')) else { return Line::Kept };
        let takes_text = Message::read(&line[..at]).is_some() || after_word(&line[..at], "note").is_some();
        takes_text.then(|| format!("{}: {}", &line[..at], line[at + '：'.len_utf8()..].trim_start())).into()
    })
}

/// `participant A: name` for `participant A as name`.
fn misplaced_name(source: &str) -> Option<String> {
    each_line(source, |line| {
        for word in ["participant", "actor"] {
            let Some(name) = after_word(line, word).filter(|name| !name.contains("@{")) else { continue };
            // Somebody of that name says something.
            if ARROWS.iter().any(|arrow| name.starts_with(arrow)) {
                return Line::Kept;
            }
            let parts = name.split_once(['：', ':']);
            // A name may hold a colon.
            if let Some((id, name)) = parts.filter(|(id, _)| !id.contains(" as ")) {
                return Line::Repaired(format!("{word} {} as {}", id.trim(), name.trim()));
            }
            return Line::Kept;
        }
        Line::Kept
    })
}

/// `A->>B text`, `A->>B`, `Note over A text`, `Note A: text`.
fn missing_colon(source: &str) -> Option<String> {
    each_line(source, |line| {
        if let Some(message) = Message::read(line) {
            let rest = message.rest.trim();
            if rest.contains(':') || rest.is_empty() {
                return Line::Kept;
            }
            let (to, text) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            return Line::Repaired(format!("{}{}{to}: {}", message.from, message.arrow, text.trim()));
        }
        let Some(note) = after_word(line, "note") else { return Line::Kept };
        let place =
            ["right of", "left of", "over"].into_iter().find(|place| after_word(note, place).is_some());
        let rest = place.map_or(note, |place| note[place.len()..].trim());
        let (who, text) = match rest.split_once(':') {
            Some((who, text)) => (who.trim(), text.trim()),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        let place = match place {
            Some("right of" | "left of") if who.contains([',', '，']) => "over",
            Some(place) if rest.contains(':') && (!who.contains('，')) => {
                let _ = place;
                return Line::Kept;
            }
            place => place.unwrap_or("over"),
        };
        Line::Repaired(format!("Note {place} {}: {}", who.replace('，', ","), text.trim()))
    })
}

/// A semicolon in a text ends the statement.
fn semicolon_in_text(source: &str) -> Option<String> {
    each_line(source, |line| {
        let text = match line.find(':') {
            Some(colon) => colon + 1,
            None if BLOCKS.iter().any(|block| after_word(line, block).is_some()) => 0,
            None => return Line::Kept,
        };
        let name = line.rsplit(['#', '&']).next().unwrap_or_default().strip_suffix(';');
        let entity = name.is_some_and(|name| name.len() < 9 && name.chars().all(char::is_alphanumeric));
        let inside = if entity { &line[text..] } else { line[text..].trim_end_matches(';') };
        if !inside.contains(';')
            || inside.split(';').skip(1).any(|piece| Message::read(piece.trim()).is_some())
        {
            return Line::Kept;
        }
        let mut out = line[..text].to_owned();
        for (number, piece) in inside.split(';').enumerate() {
            if number > 0 {
                let entity = out.rfind(['#', '&']).filter(|at| {
                    let name = &out[at + 1..];
                    !name.is_empty() && name.len() < 9 && name.chars().all(char::is_alphanumeric)
                });
                match entity {
                    Some(at) => {
                        out.replace_range(at..=at, "#");
                        out.push(';');
                    }
                    None => out.push_str("#59;"),
                }
            }
            out.push_str(piece);
        }
        (out != line[..text + inside.len()]).then_some(out).into()
    })
}

/// A `#` in a text, from which on Mermaid leaves the line out as a comment.
fn hash_in_text(source: &str) -> Option<String> {
    memchr::memchr(b'#', source.as_bytes())?;
    each_line(source, |line| unsaid(line).map(|at| format!("{}{}", &line[..at], escaped(&line[at..]))).into())
}

/// Where a line's words begin that Mermaid leaves out: at a `#` that is neither an entity's nor a comment's.
pub(super) fn unsaid(line: &str) -> Option<usize> {
    // Colours may have one, and settings in braces.
    let is_color = ["rect", "box"].into_iter().any(|word| after_word(line, word).is_some());
    if line.starts_with('#') || is_color || line.contains("@{") {
        return None;
    }
    let text = line.find('#').filter(|at| line[..*at].contains(|c: char| c == ':' || c.is_whitespace()))?;
    line[text..].match_indices('#').map(|(at, _)| text + at).find(|at| !begins_entity(&line[*at..]))
}

/// Whether a text begins with an entity such as `#35;`.
fn begins_entity(text: &str) -> bool {
    let name = &text[1..];
    let length = name.bytes().take(MAX_ENTITY).take_while(u8::is_ascii_alphanumeric).count();
    length > 0 && name[length..].starts_with(';')
}

/// The names of entities are not longer.
const MAX_ENTITY: usize = 8;

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        out.push(c);
        if c == '#' && !begins_entity(&text[at..]) {
            out.push_str("35;");
        }
    }
    out
}

/// `create participant` and `destroy` without a name, `autonumber` with more on its line, `accTitle` without a colon.
fn incomplete_statement(source: &str) -> Option<String> {
    each_line(source, |line| {
        let bare =
            |word| after_word(line, word).is_some_and(|rest| matches!(rest, "" | "participant" | "actor"));
        if bare("create") || bare("destroy") || bare("participant") || bare("actor") || bare("activate") {
            return Line::Gone;
        }
        if let Some(rest) = after_word(line, "autonumber") {
            let numbers = rest.split_whitespace().take_while(|word| word.parse::<f64>().is_ok()).count();
            let more: Vec<&str> = rest.split_whitespace().skip(numbers).collect();
            if more.first().is_some_and(|word| *word != "off") {
                let kept: Vec<&str> = rest.split_whitespace().take(numbers).collect();
                return Line::Repaired(format!(
                    "{}\n{}",
                    ["autonumber", &kept.join(" ")].join(" ").trim(),
                    more.join(" ")
                ));
            }
        }
        for word in ["accTitle", "accDescr"] {
            if let Some(text) = after_word(line, word).filter(|text| !text.starts_with([':', '{'])) {
                return Line::Repaired(format!("{word}: {text}"));
            }
        }
        Line::Kept
    })
}

/// Lines that are no statement: comments of other languages, lists, prose.
fn prose_between(source: &str) -> Option<String> {
    let mut described = false;
    each_line(source, |line| {
        described |= line.starts_with("accDescr") && line.contains('{');
        let inside = described;
        described &= !line.contains('}');
        let marked = line.starts_with("- ")
            || line.starts_with("* ")
            || is_foreign_comment(line) && !line.starts_with("# ");
        let statement = is_word(line) || Message::read(line).is_some() || line.starts_with('#');
        let several = line.contains(';');
        if inside || several || (statement && !marked) { Line::Kept } else { Line::Gone }
    })
}

/// Blocks without an `end`, `end`s without a block, and branches of another kind of block.
fn unbalanced_block(source: &str) -> Option<String> {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    // The blocks that are open: where they begin, and what they are.
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut edits: Vec<(usize, Line)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let block = BLOCKS.iter().find(|block| after_word(line, block).is_some());
        let boxed = open.last().filter(|(_, kind)| *kind == "box").copied();
        if let Some((start, _)) = boxed.filter(|_| {
            block.is_some() || Message::read(line).is_some() || after_word(line, "note").is_some()
        }) {
            // A box holds participants only: it is dissolved.
            edits.push((start, Line::Gone));
            open.pop();
            open.push((start, "dissolved"));
        }
        if let Some(block) = block {
            open.push((at, block));
        } else if *line == "end" || after_word(line, "end").is_some_and(|of| BLOCKS.contains(&of)) {
            match open.pop() {
                Some((_, "dissolved")) | None => edits.push((at, Line::Gone)),
                Some(_) if *line != "end" => edits.push((at, Line::Repaired("end".to_owned()))),
                Some(_) => {}
            }
        } else if let Some(branch) =
            ["else", "and", "option"].into_iter().find(|word| after_word(line, word).is_some())
        {
            let text = after_word(line, branch).unwrap_or_default();
            let wanted = match open.last() {
                Some((_, "alt")) => "else",
                Some((_, "par" | "par_over")) => "and",
                Some((_, "critical")) => "option",
                Some((start, "opt")) => {
                    edits.push((*start, Line::Repaired(format!("alt{}", &lines[*start][3..]))));
                    "else"
                }
                _ => {
                    edits.push((at, Line::Gone));
                    continue;
                }
            };
            if wanted != branch {
                edits.push((at, Line::Repaired(format!("{wanted} {text}").trim_end().to_owned())));
            }
        }
    }
    let missing = open.iter().filter(|(_, kind)| *kind != "dissolved").count();
    if edits.is_empty() {
        return closed(source, "end", missing);
    }
    edits.sort_by_key(|(at, _)| *at);
    let mut kept: Vec<String> = Vec::with_capacity(lines.len());
    for (at, line) in source.lines().enumerate() {
        match edits.iter().find(|(edited, _)| *edited == at) {
            Some((_, Line::Gone)) => {}
            Some((_, Line::Repaired(repaired))) => {
                kept.push(format!("{}{repaired}", &line[..line.len() - line.trim_start().len()]));
            }
            _ => kept.push(line.to_owned()),
        }
    }
    let kept = kept.join("\n");
    closed(&kept, "end", missing).or(Some(kept))
}

/// The end of an activation that never began.
fn inactive_participant(source: &str) -> Option<String> {
    let mut active: Vec<&str> = Vec::new();
    let mut repaired = Vec::new();
    for (at, line) in source.lines().map(str::trim).enumerate() {
        if let Some(name) = after_word(line, "activate") {
            active.push(name);
        } else if let Some(name) = after_word(line, "deactivate") {
            match active.iter().rposition(|known| *known == name) {
                Some(found) => drop(active.remove(found)),
                None => repaired.push((at, None)),
            }
        } else if let Some(Message { from, arrow, rest }) = Message::read(line) {
            if let Some(to) = rest.trim_start().strip_prefix('+') {
                active.push(to.split(':').next().unwrap_or_default().trim());
            } else if let Some(to) = rest.trim_start().strip_prefix('-') {
                match active.iter().rposition(|known| *known == from) {
                    Some(found) => drop(active.remove(found)),
                    None => repaired.push((at, Some(format!("{from}{arrow}{}", to.trim_start())))),
                }
            }
        }
    }
    if repaired.is_empty() {
        return None;
    }
    let lines = source.lines().enumerate().filter_map(|(at, line)| {
        match repaired.iter().find(|(edited, _)| *edited == at) {
            Some((_, repaired)) => repaired.clone(),
            None => Some(line.to_owned()),
        }
    });
    Some(lines.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use crate::diagram::repair::repair;
    use crate::diagram::repair::tests::mends;

    #[test]
    fn doubled_backslash() {
        mends("sequenceDiagram\nA\\\\|-B: x", "sequenceDiagram\nA\\|-B: x");
    }

    #[test]
    fn foreign_arrow() {
        mends("sequenceDiagram\nA→B: x", "sequenceDiagram\nA->>B: x");
        mends("sequenceDiagram\nA —>> B: x", "sequenceDiagram\nA->>B: x");
        mends("sequenceDiagram\nA<--B: x", "sequenceDiagram\nB-->>A: x");
    }

    #[test]
    fn wide_colon() {
        mends("sequenceDiagram\nA->>B：你好", "sequenceDiagram\nA->>B: 你好");
    }

    #[test]
    fn misplaced_name() {
        mends("sequenceDiagram\nparticipant A: 用户", "sequenceDiagram\nparticipant A as 用户");
        assert_eq!(repair("sequenceDiagram\nparticipant A as a::b()\nA->>A: 话"), None);
    }

    #[test]
    fn missing_colon() {
        mends("sequenceDiagram\nA->>B hello there", "sequenceDiagram\nA->>B: hello there");
        mends("sequenceDiagram\nA->>B", "sequenceDiagram\nA->>B: ");
        mends("sequenceDiagram\nNote right of A Hm", "sequenceDiagram\nNote right of A: Hm");
        mends("sequenceDiagram\nNote A: x", "sequenceDiagram\nNote over A: x");
    }

    #[test]
    fn semicolon_in_text() {
        mends("sequenceDiagram\nA->>B: x; y &lt; z", "sequenceDiagram\nA->>B: x#59; y #lt; z");
    }

    #[test]
    fn hash_in_text() {
        mends(
            "sequenceDiagram\nparticipant A as C# 服务\nA->>B: 见 #12 与 #35;13\nloop F#\nNote over A: #1\nend",
            "sequenceDiagram\nparticipant A as C#35; 服务\nA->>B: 见 #35;12 与 #35;13\nloop F#35;\nNote over A: #35;1\nend",
        );
        for line in ["# 注释", "A->>B: #quot;好#quot;", "participant A@{ \"color\": \"#fff\" }"] {
            assert_eq!(repair(&format!("sequenceDiagram\nA->>B: x\n{line}")), None, "{line}");
        }
    }

    #[test]
    fn incomplete_statement() {
        mends("sequenceDiagram\ncreate participant\nA->>B: x", "sequenceDiagram\nA->>B: x");
        mends(
            "sequenceDiagram\nautonumber 10 10 participant A",
            "sequenceDiagram\nautonumber 10 10\nparticipant A",
        );
    }

    #[test]
    fn prose_between() {
        mends("sequenceDiagram\nA->>B: x\n- a list\n以上是时序图。", "sequenceDiagram\nA->>B: x\n");
    }

    #[test]
    fn unbalanced_block() {
        mends(
            "sequenceDiagram\nalt a\nA->>B: x\nand b\nA->>B: y",
            "sequenceDiagram\nalt a\nA->>B: x\nelse b\nA->>B: y\nend\n",
        );
        mends("sequenceDiagram\nA->>B: x\nend", "sequenceDiagram\nA->>B: x");
        mends(
            "sequenceDiagram\nbox x\nparticipant A\nA->>A: y\nend",
            "sequenceDiagram\nparticipant A\nA->>A: y",
        );
    }

    #[test]
    fn inactive_participant() {
        mends("sequenceDiagram\nA->>-B: x", "sequenceDiagram\nA->>B: x");
    }
}
