//! Participants of sequence diagrams that have a name which is a word of the language, such as `Loop`: Mermaid reads the word
//! wherever a name may stand. They get another id, and keep their name.

use std::collections::HashSet;

use super::lines::after_word;

/// Arrows, with the longer ones first.
pub(super) const ARROWS: [&str; 28] = [
    "<<-->>", "<<->>", "-->>", "->>", "--|\\", "--|/", "--\\\\", "--//", "/|--", "\\|--", "//--", "\\\\--",
    "-|\\", "-|/", "-\\\\", "-//", "/|-", "\\|-", "//-", "\\\\-", "--x", "--)", "-->", "-x", "-)", "->",
    "--X", "-X",
];

/// The words, in any case. A name that begins with one is read as it, unless it goes on with a letter of ASCII.
const WORDS: [&str; 24] = [
    "loop",
    "alt",
    "opt",
    "par_over",
    "par",
    "critical",
    "break",
    "rect",
    "box",
    "else",
    "and",
    "option",
    "end",
    "note",
    "participant",
    "actor",
    "create",
    "destroy",
    "activate",
    "deactivate",
    "autonumber",
    "over",
    "off",
    "sequenceDiagram",
];

/// How much of a text is a word of the language.
fn word(text: &str) -> Option<usize> {
    let length = text.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(&text[..length])).then_some(length)
}

/// The id of a name; `None` where it may be the name itself.
fn id(name: &str) -> Option<String> {
    word(name).map(|_| format!("_{name}"))
}

/// Names that are words of the language, wherever they stand.
pub(super) fn reserved_name(source: &str) -> Option<String> {
    let declared = source.lines().filter_map(declared).map(|(_, name, _)| name);
    // Of several words, such as `Loop A`, which would begin a block.
    let declared: HashSet<&str> =
        declared.filter(|name| name.contains(' ') && word(name).is_some()).collect();
    let mut known: HashSet<&str> = HashSet::new();
    let mut out = String::with_capacity(source.len() + 64);
    let mut is_header = true;
    for line in source.split_inclusive('\n') {
        let bare = line.trim();
        let blank = &line[..line.len() - line.trim_start().len()];
        let renamed = if is_header { None } else { renamed(bare, &declared, &mut known) };
        is_header = false;
        let Some((declarations, statement)) = renamed else {
            out.push_str(line);
            continue;
        };
        for declaration in declarations {
            out.extend([blank, &declaration, "\n"]);
        }
        out.extend([blank, &statement, &line[blank.len() + bare.len()..]]);
    }
    (out != source).then_some(out)
}

/// The parts of a line that declares somebody: up to the name, the name, and what follows.
fn declared(line: &str) -> Option<(&str, &str, &str)> {
    let line = line.trim();
    let rest = after_word(line, "create").unwrap_or(line);
    let rest = after_word(rest, "participant").or_else(|| after_word(rest, "actor"))?;
    let end = rest.find(" as ").into_iter().chain(rest.find("@{")).min().unwrap_or(rest.len());
    let name = rest[..end].trim_end();
    let is_one = !name.is_empty() && !name.contains([':', '：']);
    is_one.then(|| (&line[..line.len() - rest.len()], name, &rest[name.len()..]))
}

/// A line with other ids, and who has to be declared before it; `None` where it stays.
fn renamed<'a>(
    line: &'a str,
    declared_names: &HashSet<&str>,
    known: &mut HashSet<&'a str>,
) -> Option<(Vec<String>, String)> {
    if let Some((before, name, after)) = declared(line) {
        known.insert(name);
        let alias = if after.is_empty() { format!(" as {name}") } else { after.to_owned() };
        return id(name).map(|id| (Vec::new(), format!("{before}{id}{alias}")));
    }
    for word in ["activate", "deactivate", "destroy"] {
        if let Some(name) = after_word(line, word) {
            let id = id(name)?;
            let is_new = word == "activate" && known.insert(name);
            let declaration = is_new.then(|| format!("participant {id} as {name}"));
            return Some((declaration.into_iter().collect(), format!("{word} {id}")));
        }
    }
    let (head, text) = line.split_at(line.find(':').unwrap_or(line.len()));
    let (before, names, between) = match place_of_note(head) {
        Some(place) => (&head[..place], head[place..].split(',').map(str::trim).collect(), ","),
        None => {
            let (from, arrow, to) = message(head, declared_names)?;
            ("", vec![from, to], arrow)
        }
    };
    let is_sound = names.iter().all(|name| id(name).is_none());
    // Whoever speaks first stands first.
    let new = names.iter().filter(|name| !name.is_empty() && known.insert(name));
    let declare = |name: &&str| match id(name) {
        Some(id) => format!("participant {id} as {name}"),
        None => format!("participant {name}"),
    };
    let declarations: Vec<String> = new.map(declare).collect();
    let ids = names.iter().map(|name| id(name).unwrap_or_else(|| (*name).to_owned()));
    let ids: Vec<String> = ids.collect();
    (!is_sound).then(|| (declarations, format!("{before}{}{text}", ids.join(between))))
}

/// Where the names begin in what stands before a note's colon.
fn place_of_note(head: &str) -> Option<usize> {
    let note = after_word(head, "note")?;
    let names = ["right of", "left of", "over"].into_iter().find_map(|place| after_word(note, place))?;
    Some(head.len() - names.len())
}

/// The sender of a message, its arrow with the sign of an activation, and who gets it.
fn message<'a>(head: &'a str, declared: &HashSet<&str>) -> Option<(&'a str, &'a str, &'a str)> {
    let (at, arrow) = head.char_indices().find_map(|(at, _)| {
        let arrow = ARROWS.iter().find(|arrow| head[at..].starts_with(**arrow))?;
        Some((at, *arrow))
    })?;
    let from = head[..at].trim();
    // Any other words after one of the language are a block's text.
    let is_block = word(from).is_some_and(|end| from[end..].starts_with(char::is_whitespace))
        && !declared.contains(from);
    if from.is_empty() || is_block {
        return None;
    }
    let rest = &head[at + arrow.len()..];
    let to = rest.trim_start();
    let to = to.strip_prefix(['+', '-']).unwrap_or(to);
    Some((from, &head[at..head.len() - to.len()], to.trim()))
}

#[cfg(test)]
mod tests {
    use crate::diagram::repair::repair;
    use crate::diagram::repair::tests::mends;

    #[test]
    fn reserved_name() {
        mends(
            "sequenceDiagram\n  participant 甲\n  participant Loop\n  actor END as 结尾\n  甲->>Loop: 开始\n  Loop-->>+END: loop\n  END-->>-甲: 完",
            "sequenceDiagram\n  participant 甲\n  participant _Loop as Loop\n  actor _END as 结尾\n  甲->>_Loop: 开始\n  _Loop-->>+_END: loop\n  _END-->>-甲: 完",
        );
        mends(
            "sequenceDiagram\n  甲->>Box: 放\n  Note over Box,甲: 好\n  activate Box\n  Box->>Alt服务: 转\n  deactivate Box",
            "sequenceDiagram\n  participant 甲\n  participant _Box as Box\n  甲->>_Box: 放\n  Note over _Box,甲: 好\n  activate _Box\n  participant _Alt服务 as Alt服务\n  _Box->>_Alt服务: 转\n  deactivate _Box",
        );
        mends(
            "sequenceDiagram\nparticipant Loop A\nLoop A ->> B: x",
            "sequenceDiagram\nparticipant _Loop A as Loop A\nparticipant B\n_Loop A->> B: x",
        );
        mends(
            "sequenceDiagram\nactivate Actor\nActor ->> B: x",
            "sequenceDiagram\nparticipant _Actor as Actor\nactivate _Actor\nparticipant B\n_Actor->> B: x",
        );
        mends(
            "sequenceDiagram\nend->>A: x",
            "sequenceDiagram\nparticipant _end as end\nparticipant A\n_end->>A: x",
        );
    }

    #[test]
    fn words_of_the_language_and_longer_names_stay() {
        let sound = "sequenceDiagram\n  participant Looper\n  participant A as Loop\n  loop A->>B 每天\n    A->>Looper: end\n  end\n  alt 好\n    A->>Note1: x\n  else 坏\n    A->>B: y\n  end\n  Note over A: Box\n  rect rgb(0, 0, 0)\n  A->>Title: x\n  end";
        assert_eq!(repair(sound), None);
    }
}
