//! Mending class diagrams.

use super::Rule;
use super::lines::{Line, after_word, closed, each_line, is_foreign_comment};

/// In this order: what is no statement goes first, signs become Mermaid's, then names are mended, then braces.
pub(super) const RULES: [Rule; 8] = [
    comment_or_semicolon,
    foreign_relation,
    wide_or_second_colon,
    unquoted_note,
    foreign_declaration,
    unsound_name,
    undeclared_annotation,
    unbalanced_brace,
];

/// Runs a rule on what is outside of a class's braces.
fn outside(source: &str, mut mend: impl FnMut(&str) -> Line) -> Option<String> {
    let mut inside = false;
    each_line(source, |line| {
        let was_inside = inside;
        inside = match line.find(['{', '}']) {
            _ if line.ends_with('{') => !line.starts_with("namespace"),
            Some(_) if line.ends_with('}') => false,
            _ => inside,
        };
        if was_inside { Line::Kept } else { mend(line) }
    })
}

/// `// …`, `%% …` behind a statement, `;` at its end, and lines with nothing but a backslash to say.
fn comment_or_semicolon(source: &str) -> Option<String> {
    outside(source, |line| {
        if is_foreign_comment(line) || line.ends_with('\\') || is_prose(line) {
            return Line::Gone;
        }
        let comment = [" %%", " //"].iter().filter_map(|mark| line.find(mark)).min().unwrap_or(line.len());
        let kept = line[..comment].trim_end_matches([';', '；', ' ']);
        (kept.len() < line.len() && !line.contains('"')).then(|| kept.to_owned()).into()
    })
}

/// A sentence: signs that only text has, and nothing that a statement has.
fn is_prose(line: &str) -> bool {
    let stated = ["--", "..", "->", "<|", "<<"].iter().any(|sign| line.contains(sign));
    let said = line.contains(['。', '，', '！']) || line.ends_with(['.', '!']);
    let word = is_word(line) || ["class ", "namespace "].iter().any(|word| line.starts_with(word));
    said && !stated && !word && !line.contains(['"', '`', '{', '}']) && !line.contains(" : ")
}

/// `->`, `→`, `==>`, `<|-`, `*->` and the like.
fn foreign_relation(source: &str) -> Option<String> {
    outside(source, |line| {
        let head = &line[..line.find([':', '：']).unwrap_or(line.len())];
        let sign = |c: char| "-<>|*.=→⇒—–－▷＞".contains(c);
        let Some((start, end)) = relation(head, sign) else { return Line::Kept };
        let run = &head[start..end];
        let dotted = run.contains('.');
        let line_sign = if dotted { ".." } else { "--" };
        let left = if run.starts_with("<|") {
            "<|"
        } else if run.starts_with('<') {
            "<"
        } else if run.starts_with('*') {
            "*"
        } else {
            ""
        };
        let right = if run.ends_with("|>") || run.ends_with('▷') {
            "|>"
        } else if run.ends_with('*') && run.len() > 1 {
            "*"
        } else if run.ends_with(['>', '→', '⇒', '＞']) && left.is_empty() {
            ">"
        } else {
            ""
        };
        let repaired = format!("{left}{line_sign}{right}");
        let own = [
            "--", "..", "-->", "..>", "<--", "<..", "<|--", "--|>", "<|..", "..|>", "*--", "--*", "*..",
            "..*", "<-->", "<..>", "<|--|>", "*--*", "<|..|>",
        ];
        (!own.contains(&run)).then(|| format!("{}{repaired}{}", &line[..start], &line[end..])).into()
    })
}

/// The run of signs between two names, quoted numbers left out.
fn relation(head: &str, sign: impl Fn(char) -> bool) -> Option<(usize, usize)> {
    let mut quoted = false;
    let start = head.char_indices().find(|(at, c)| {
        quoted ^= *c == '"';
        let single = matches!(c, '-' | '.' | '*' | '|') && !head[at + c.len_utf8()..].starts_with(&sign);
        *at > 0 && !quoted && sign(*c) && !single
    })?;
    let rest = &head[start.0..];
    let end = start.0 + rest.find(|c| !sign(c)).unwrap_or(rest.len());
    let run = &head[start.0..end];
    let known = run.contains(['-', '.', '=', '→', '⇒', '—', '－']);
    (known && !head.contains("<<") && !head[end..].trim().is_empty()).then_some((start.0, end))
}

/// `A --> B：text`, and a second colon in a text.
fn wide_or_second_colon(source: &str) -> Option<String> {
    outside(source, |line| {
        let mut line_out = line.to_owned();
        let head = line.split([':', '：']).next().unwrap_or_default();
        if line[head.len()..].starts_with('：') && !head.starts_with("note") {
            line_out = format!("{head} : {}", line[head.len() + '：'.len_utf8()..].trim_start());
        }
        let related = ["--", ".."].iter().any(|sign| head.contains(sign));
        if let Some((head, text)) = line_out.split_once(':').filter(|(_, text)| related && text.contains(':'))
        {
            line_out = format!("{head}:{}", text.replace(": ", "：").replace(':', "："));
        }
        (line_out != line).then_some(line_out).into()
    })
}

/// `note for A: text`, `note text`.
fn unquoted_note(source: &str) -> Option<String> {
    outside(source, |line| {
        let Some(note) = after_word(line, "note").filter(|note| !note.contains('"')) else {
            return Line::Kept;
        };
        let repaired = match after_word(note, "for") {
            Some(rest) => {
                let (name, text) = rest.split_once([':', '：', ' ']).unwrap_or((rest, " "));
                format!("note for {} \"{}\"", name.trim(), text.trim().trim_start_matches([':', '：', ' ']))
            }
            None => format!("note \"{}\"", note.trim_start_matches([':', '：', ' '])),
        };
        Line::Repaired(repaired)
    })
}

/// `abstract class A`, `interface A {`, `class A as "text"`, `class A: text`, `class A[text]`.
fn foreign_declaration(source: &str) -> Option<String> {
    outside(source, |line| {
        for (word, annotation) in [
            ("interface", "interface"),
            ("enum", "enumeration"),
            ("abstract class", "abstract"),
            ("abstract", "abstract"),
        ] {
            let Some(rest) = line.strip_prefix(word).and_then(|rest| rest.strip_prefix(' ')) else {
                continue;
            };
            let name = rest.trim();
            return Line::Repaired(match name.strip_suffix('{') {
                Some(name) => format!("class {}{{\n<<{annotation}>>", name.trim_end()),
                None => format!("class {name} {{\n<<{annotation}>>\n}}"),
            });
        }
        let Some(rest) = after_word(line, "class").filter(|rest| !rest.ends_with('{')) else {
            return Line::Kept;
        };
        let name = rest.split([' ', '[', ':', '：']).next().unwrap_or_default();
        let over = rest[name.len()..].trim();
        let text = over.strip_prefix("as ").unwrap_or(over).trim();
        let text = match text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
            Some(text) if text.starts_with('"') && text.ends_with('"') && text.matches('"').count() == 2 => {
                return Line::Kept;
            }
            Some(text) => text,
            None if over.starts_with("as ") || over.starts_with('"') || over.starts_with(": ") => {
                text.trim_start_matches([':', ' '])
            }
            None => return Line::Kept,
        };
        (!name.is_empty()).then(|| format!("class {name}[\"{}\"]", text.replace('"', ""))).into()
    })
}

/// Names with signs in them, in quotes, or with `<T>`.
fn unsound_name(source: &str) -> Option<String> {
    outside(source, |line| {
        for word in ["class", "namespace"] {
            let Some(rest) = after_word(line, word) else { continue };
            let brace = if rest.ends_with('{') { " {" } else { "" };
            let name = rest.trim_end_matches('{').trim_end();
            if name.contains(":::") || name.contains("<<") || name.contains('[') || name.contains('}') {
                return Line::Kept;
            }
            return sound_name(name).map(|name| format!("{word} {name}{brace}")).into();
        }
        if is_word(line) {
            return Line::Kept;
        }
        let head = &line[..line.find(':').unwrap_or(line.len())];
        let Some((start, end)) = relation(head, |c| "-<>|*.o".contains(c) && c != 'o') else {
            return Line::Kept;
        };
        let (left, right) = (head[..start].trim(), head[end..].trim());
        let (from, to) = (left.strip_suffix('o').filter(|l| l.ends_with(' ')).unwrap_or(left), right);
        if from.contains("\" ")
            || from.ends_with('"') && from.contains(" \"")
            || to.starts_with('"') && to.matches('"').count() == 2 && !to.ends_with('"')
        {
            return Line::Kept;
        }
        match (sound_name(from.trim()), sound_name(to)) {
            (None, None) => Line::Kept,
            (new_from, new_to) => Line::Repaired(format!(
                "{} {}{} {}{}",
                new_from.as_deref().unwrap_or(from.trim()),
                &left[from.len()..],
                &head[start..end],
                new_to.as_deref().unwrap_or(to),
                &line[head.len()..]
            )),
        }
    })
}

fn is_word(line: &str) -> bool {
    [
        "note",
        "style",
        "click",
        "link",
        "callback",
        "cssClass",
        "classDef",
        "direction",
        "accTitle",
        "accDescr",
        "title",
    ]
    .iter()
    .any(|word| line.starts_with(word))
        || line.starts_with("<<")
}

/// The name as Mermaid reads it; `None` where it is.
fn sound_name(name: &str) -> Option<String> {
    let plain = |c: char| c.is_alphanumeric() || "_-.~, `".contains(c);
    if name.is_empty() || name.starts_with('`') || name.starts_with("()") || name.ends_with("()") {
        return None;
    }
    let quoted = name.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
    let generic = name.replace(['<', '>'], "~");
    if quoted.is_none() && name.contains('<') && generic.chars().all(plain) {
        return Some(generic);
    }
    let reserved = ["note", "direction", "namespace", "style", "link", "click", "callback"].contains(&name);
    (quoted.is_some() || reserved || !name.chars().all(plain))
        .then(|| format!("`{}`", quoted.unwrap_or(name).replace(['`', '"', '\\'], "")))
}

/// `<<interface>> A` before anything else is said of `A`.
fn undeclared_annotation(source: &str) -> Option<String> {
    let mut before = String::new();
    outside(source, |line| {
        let name =
            line.strip_prefix("<<").and_then(|rest| rest.split_once(">>")).map(|(_, name)| name.trim());
        let repaired = name
            .filter(|name| !name.is_empty() && !before.contains(name))
            .map(|name| format!("class {name}\n{line}"));
        before.extend([line, "\n"]);
        repaired.into()
    })
}

/// Braces in a member, one that is never closed, and one too many.
fn unbalanced_brace(source: &str) -> Option<String> {
    let mut depth = 0_usize;
    let mut class = false;
    let repaired = each_line(source, |line| {
        let opens =
            line.ends_with('{') && ["class", "namespace"].iter().any(|word| after_word(line, word).is_some());
        if opens {
            // A class in a class that is still open.
            let missing = class;
            class = line.starts_with("class");
            depth += usize::from(!missing);
            return missing.then(|| format!("}}\n{line}")).into();
        }
        if line.chars().all(|c| c == '}') {
            class = false;
            let kept = line.len().min(depth);
            depth -= kept;
            return match kept {
                0 => Line::Gone,
                _ if kept < line.len() => Line::Repaired("}\n".repeat(kept).trim_end().to_owned()),
                _ => Line::Kept,
            };
        }
        let related = ["--", "..", "<|", "|>"].iter().any(|sign| line.contains(sign));
        if class
            && (after_word(line, "class").is_some() || related && !line.starts_with(['+', '-', '#', '~']))
        {
            class = false;
            depth -= 1;
            return Line::Repaired(format!("}}\n{line}"));
        }
        if related && !class && depth > 0 {
            // A namespace holds classes only.
            return Line::Repaired("}\n".repeat(std::mem::take(&mut depth)) + line);
        }
        (class && line.contains(['{', '}'])).then(|| line.replace(['{', '}'], "")).into()
    });
    closed(repaired.as_deref().unwrap_or(source), "}", depth).or(repaired)
}

#[cfg(test)]
mod tests {
    use crate::diagram::repair::tests::mends;

    #[test]
    fn comment_or_semicolon() {
        mends("classDiagram\nA --> B\n以上是类图，完。", "classDiagram\nA --> B\n");
        mends("classDiagram\nA --> B; // x", "classDiagram\nA --> B");
    }

    #[test]
    fn foreign_relation() {
        mends("classDiagram\nA -> B", "classDiagram\nA --> B");
        mends("classDiagram\nA <|- B", "classDiagram\nA <|-- B");
        mends("classDiagram\nA ==> B : x", "classDiagram\nA --> B : x");
    }

    #[test]
    fn wide_or_second_colon() {
        mends("classDiagram\nA --> B：用", "classDiagram\nA --> B : 用");
    }

    #[test]
    fn unquoted_note() {
        mends("classDiagram\nnote for A: x", "classDiagram\nnote for A \"x\"");
    }

    #[test]
    fn foreign_declaration() {
        mends("classDiagram\ninterface A {\n+f()\n}", "classDiagram\nclass A{\n<<interface>>\n+f()\n}");
        mends("classDiagram\nclass A as \"x y\"", "classDiagram\nclass A[\"x y\"]");
    }

    #[test]
    fn unsound_name() {
        mends("classDiagram\nclass List<T> {\n+x\n}", "classDiagram\nclass List~T~ {\n+x\n}");
        mends("classDiagram\nnamespace \"a b\" {\nclass A\n}", "classDiagram\nnamespace `a b` {\nclass A\n}");
    }

    #[test]
    fn undeclared_annotation() {
        mends("classDiagram\n<<interface>> A", "classDiagram\nclass A\n<<interface>> A");
    }

    #[test]
    fn unbalanced_brace() {
        mends(
            "classDiagram\nnamespace N {\nclass A\nA --> B",
            "classDiagram\nnamespace N {\nclass A\n}\nA --> B",
        );
        mends("classDiagram\nclass A {\n+x", "classDiagram\nclass A {\n+x\n}\n");
        mends("classDiagram\nclass A\n}", "classDiagram\nclass A\n");
    }
}
