//! Mending state diagrams.

use super::Rule;
use super::lines::{Line, after_word, closed, each_line, each_line_and_rest};

/// In this order: signs become Mermaid's, then transitions, then names, then what spans several lines.
pub(super) const RULES: [Rule; 8] = [
    several_on_a_line,
    foreign_arrow,
    wide_colon,
    edge_label,
    misplaced_name,
    unsound_id,
    misplaced_divider,
    unclosed_block,
];

/// Hands each line to `mend` that is not the text of a note.
fn each_statement(source: &str, mut mend: impl FnMut(&str) -> Line) -> Option<String> {
    let mut inside = false;
    each_line_and_rest(source, |line, rest| {
        let text = inside;
        if let Some(note) = after_word(line, "note") {
            let end = rest
                .lines()
                .map(str::trim)
                .find(|line| *line == "end note" || after_word(line, "note").is_some());
            inside = !note.contains([':', '"']) && end == Some("end note");
        } else if line == "end note" {
            inside = false;
        }
        if text { Line::Kept } else { mend(line) }
    })
}

/// Whether a line begins with a word of the language.
fn is_word(line: &str) -> bool {
    const WORDS: [&str; 12] = [
        "state",
        "note",
        "direction",
        "class",
        "classDef",
        "style",
        "accTitle",
        "accDescr",
        "title",
        "click",
        "hide",
        "end",
    ];
    WORDS.iter().any(|word| after_word(line, word).is_some())
        && !line.split_whitespace().nth(1).is_some_and(|word| word.starts_with('-'))
}

/// `A --> B; B --> C` and `A --> B --> C`.
fn several_on_a_line(source: &str) -> Option<String> {
    each_statement(source, |line| {
        if is_word(line) {
            return Line::Kept;
        }
        let head = &line[..line.find([':', '：']).unwrap_or(line.len())];
        let names: Vec<&str> = head.split("-->").map(str::trim).collect();
        if names.len() > 2 && !head.contains(';') && names.iter().all(|name| !name.is_empty()) {
            let pairs: Vec<String> =
                names.windows(2).map(|pair| format!("{} --> {}", pair[0], pair[1])).collect();
            return Line::Repaired(pairs.join("\n") + &line[head.len()..]);
        }
        let pieces: Vec<&str> =
            line.split([';', '；']).map(str::trim).filter(|piece| !piece.is_empty()).collect();
        let each = pieces.len() > 1 && pieces.iter().all(|piece| piece.contains("-->"));
        (each || line.ends_with([';', '；']))
            .then(|| if each { pieces.join("\n") } else { line.trim_end_matches([';', '；']).to_owned() })
            .into()
    })
}

/// `->`, `→`, `—>`, `==>`, `--&gt;`; and `<--`, which changes the sides.
fn foreign_arrow(source: &str) -> Option<String> {
    each_statement(source, |line| {
        let head = &line[..line.find([':', '：']).unwrap_or(line.len())];
        if is_word(line) || head.contains("-->") && !head.contains("<-->") {
            return Line::Kept;
        }
        let sign = |c: char| "-=<>→⇒➔➜⟶←⇐＞－—–─".contains(c);
        let strong = |c: char| ">→⇒➔➜⟶←⇐＞<".contains(c);
        let Some(start) = head.char_indices().find(|(at, c)| {
            let run: String = head[*at..].chars().take_while(|c| sign(*c)).collect();
            *at > 0 && sign(*c) && run.contains(strong) && !run.starts_with("<<")
        }) else {
            return Line::Kept;
        };
        let start = start.0;
        let end = start + head[start..].find(|c| !sign(c)).unwrap_or(head.len() - start);
        let (from, to) = (head[..start].trim(), head[end..].trim());
        let run = &head[start..end];
        if to.is_empty() || from.is_empty() {
            return Line::Kept;
        }
        let back = !run.contains(['>', '→', '⇒', '➔', '➜', '⟶', '＞']);
        let (from, to) = if back { (to, from) } else { (from, to) };
        Line::Repaired(format!("{from} --> {to}{}", &line[head.len()..]))
    })
}

/// `A --> B：text`.
fn wide_colon(source: &str) -> Option<String> {
    each_statement(source, |line| {
        let Some((head, text)) = line.split_once('：').filter(|(head, _)| !head.contains(':')) else {
            return Line::Kept;
        };
        let takes_text = head.contains("-->") || after_word(head, "note").is_some() || !head.contains(' ');
        takes_text.then(|| format!("{}: {}", head.trim_end(), text.trim_start())).into()
    })
}

/// `A -->|text| B`, `A --|text|--> B`, `A -- text --> B`, `A --> B:`, and a transition to nowhere.
fn edge_label(source: &str) -> Option<String> {
    each_statement(source, |line| {
        let Some((from, to)) = line.split_once("-->").filter(|_| !is_word(line)) else {
            let label = line.split_once("--|").and_then(|(from, rest)| Some((from, rest.split_once('|')?)));
            return label
                .map(|(from, (text, to))| {
                    format!("{} --> {}: {text}", from.trim(), to.trim_start_matches(['-', '>', ' ']))
                })
                .into();
        };
        let (from, to) = (from.trim(), to.trim());
        if from.is_empty() || to.is_empty() {
            return Line::Gone;
        }
        if let Some((text, target)) = to.strip_prefix('|').and_then(|rest| rest.split_once('|')) {
            return Line::Repaired(format!(
                "{from} --> {}: {}",
                target.trim_start_matches(['>', ' ']),
                text.trim_matches('"')
            ));
        }
        if let Some((from, text)) = from.split_once("--") {
            return Line::Repaired(format!(
                "{} --> {to}: {}",
                from.trim(),
                text.trim_matches(['|', ' ', '"'])
            ));
        }
        to.strip_suffix(':').map(|to| format!("{from} --> {}", to.trim_end())).into()
    })
}

/// `state A as "text"`, `state "text" {`, `state A B {`, `note over A`.
fn misplaced_name(source: &str) -> Option<String> {
    each_statement(source, |line| {
        if let Some(rest) = after_word(line, "note").and_then(|note| after_word(note, "over")) {
            return Line::Repaired(format!("note right of {rest}"));
        }
        let Some(rest) = after_word(line, "state").filter(|rest| !rest.contains("<<")) else {
            return Line::Kept;
        };
        let brace = if rest.ends_with('{') { " {" } else { "" };
        let name = rest.trim_end_matches('{').trim();
        if let Some((id, text)) = name.split_once(" as ") {
            let swapped = text.trim().starts_with('"') || text.trim().contains(' ');
            return (!id.starts_with('"') && swapped)
                .then(|| {
                    format!("state \"{}\" as {}{brace}", text.trim().trim_matches('"'), sound(id.trim()))
                })
                .into();
        }
        if name.contains([':', '：', '}', '[']) || !name.contains([' ', '"']) {
            return Line::Kept;
        }
        let text = name.trim_matches('"');
        Line::Repaired(format!("state \"{text}\" as {}{brace}", sound(text)))
    })
}

/// Names in quotes, with blanks or with dashes in transitions.
fn unsound_id(source: &str) -> Option<String> {
    let mut named: Vec<String> = Vec::new();
    each_statement(source, |line| {
        let Some((from, rest)) = line.split_once("-->").filter(|_| !is_word(line)) else { return Line::Kept };
        let (to, text) = rest.split_at(rest.find(':').unwrap_or(rest.len()));
        let to = to.split(" %%").next().unwrap_or(to);
        let (from, to) = (from.trim(), to.trim());
        let mut before = String::new();
        let mut mend = |name: &str| {
            let bare = name.trim_matches('"');
            let id = sound(bare);
            if id != bare && !bare.starts_with(['[', '【']) && !named.contains(&id) {
                before.push_str(&format!("state \"{bare}\" as {id}\n"));
                named.push(id.clone());
            }
            if bare.starts_with('[') || bare.starts_with('【') {
                return if bare.contains('*') { "[*]".to_owned() } else { bare.to_owned() };
            }
            id
        };
        let (new_from, new_to) = (mend(from), mend(to));
        (new_from != from || new_to != to)
            .then(|| {
                format!(
                    "{before}{new_from} --> {new_to}{}",
                    if text.is_empty() { String::new() } else { format!(" {text}") }
                )
            })
            .into()
    })
}

/// The id without what breaks it.
fn sound(id: &str) -> String {
    let repaired: String = id
        .trim_matches('"')
        .chars()
        .map(|c| if matches!(c, ' ' | '-' | '"' | '\u{3000}') { '_' } else { c })
        .collect();
    const RESERVED: [&str; 9] =
        ["state", "note", "class", "style", "default", "direction", "scale", "hide", "as"];
    let is_reserved = RESERVED.iter().any(|word| repaired.eq_ignore_ascii_case(word));
    if is_reserved { repaired + "_" } else { repaired }
}

/// `---` for `--`, and either where nothing is to be divided.
fn misplaced_divider(source: &str) -> Option<String> {
    let is_divider = |line: &str| line.len() > 1 && line.bytes().all(|b| b == b'-');
    let mut depth = 0_i32;
    let mut divided = true;
    each_line_and_rest(source, |line, rest| {
        depth += i32::from(line.ends_with('{')) - i32::from(line.starts_with('}'));
        if !is_divider(line) {
            divided = line.ends_with('{');
            return Line::Kept;
        }
        let next = rest.lines().map(str::trim).take(20).find(|line| !line.is_empty() && !is_divider(line));
        if depth <= 0 || divided || next.is_none_or(|line| line.starts_with('}')) {
            return Line::Gone;
        }
        divided = true;
        (line.len() > 2).then(|| "--".to_owned()).into()
    })
}

/// A composite state without its `}`, and a note without its `end note`.
fn unclosed_block(source: &str) -> Option<String> {
    let mut depth = 0_usize;
    let mut note = false;
    let repaired = each_line(source, |line| {
        if after_word(line, "note").is_some() {
            note = !line.contains(':') && !line.contains('"');
            return Line::Kept;
        }
        if after_word(line, "end").is_some() && note {
            note = false;
            return (line == "end").then(|| "end note".to_owned()).into();
        }
        let open = note && (line.contains("-->") || line.starts_with('}') || is_word(line));
        note &= !open;
        depth += usize::from(line.ends_with('{'));
        depth = depth.saturating_sub(usize::from(line.starts_with('}')));
        open.then(|| format!("end note\n{line}")).into()
    });
    let repaired = closed(repaired.as_deref().unwrap_or(source), "end note", usize::from(note)).or(repaired);
    closed(repaired.as_deref().unwrap_or(source), "}", depth).or(repaired)
}

#[cfg(test)]
mod tests {
    use crate::diagram::repair::tests::mends;

    #[test]
    fn several_on_a_line() {
        mends("stateDiagram-v2\nA --> B --> C", "stateDiagram-v2\nA --> B\nB --> C");
    }

    #[test]
    fn foreign_arrow() {
        mends("stateDiagram-v2\nA -> B: x", "stateDiagram-v2\nA --> B: x");
        mends("stateDiagram-v2\nA → B", "stateDiagram-v2\nA --> B");
    }

    #[test]
    fn wide_colon() {
        mends("stateDiagram-v2\nA --> B：x", "stateDiagram-v2\nA --> B: x");
    }

    #[test]
    fn edge_label() {
        mends("stateDiagram-v2\nA -->|x| B", "stateDiagram-v2\nA --> B: x");
        mends("stateDiagram-v2\nA -->", "stateDiagram-v2\n");
    }

    #[test]
    fn misplaced_name() {
        mends("stateDiagram-v2\nstate A as \"x y\"", "stateDiagram-v2\nstate \"x y\" as A");
        mends("stateDiagram-v2\nstate \"x y\" {\nB\n}", "stateDiagram-v2\nstate \"x y\" as x_y {\nB\n}");
    }

    #[test]
    fn unsound_id() {
        mends("stateDiagram-v2\n\"x y\" --> B", "stateDiagram-v2\nstate \"x y\" as x_y\nx_y --> B");
        mends(
            "stateDiagram-v2\n[*] --> Note\nNote --> Style",
            "stateDiagram-v2\nstate \"Note\" as Note_\n[*] --> Note_\nstate \"Style\" as Style_\nNote_ --> Style_",
        );
    }

    #[test]
    fn misplaced_divider() {
        mends("stateDiagram-v2\nstate A {\nB\n---\nC\n}", "stateDiagram-v2\nstate A {\nB\n--\nC\n}");
        mends("stateDiagram-v2\nA --> B\n---\nB --> C", "stateDiagram-v2\nA --> B\nB --> C");
    }

    #[test]
    fn unclosed_block() {
        mends("stateDiagram-v2\nstate A {\nB --> C", "stateDiagram-v2\nstate A {\nB --> C\n}\n");
    }
}
