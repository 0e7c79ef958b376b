//! Mending flowcharts: each rule looks for one mistake in what was read.

use std::borrow::Cow;

use super::arrow::{arrow, foreign_arrow, is_link, is_start, link_like, points_left};
use super::chart::{Chart, Kind, Link, Node, Part, RESERVED, Statement, is_blank};
use super::label::{Label, bracket, closers, narrow};

/// In this order: what is no part of the chart goes first, then signs become Mermaid's, then labels are
/// quoted, and what spans several statements comes last.
const RULES: [for<'a> fn(&mut Chart<'a>); 18] = [
    foreign_comment,
    continued_style,
    prose_between,
    wide_separator,
    broken_style,
    broken_click,
    backward_arrow,
    foreign_link,
    colon_label,
    unquoted_edge_label,
    unquoted_label,
    name_of_another_kind,
    missing_id,
    unsound_id,
    unquoted_title,
    missing_line_feed,
    dangling_link,
    unbalanced_subgraph,
];

pub(super) fn repair(source: &str) -> Option<String> {
    let mut chart = Chart::read(source);
    RULES.iter().for_each(|rule| rule(&mut chart));
    let mended = chart.write();
    (mended != source).then_some(mended)
}

/// `// …`, `# …`, `/* … */` and `<!-- … -->` for `%% …`, and any comment behind a statement.
fn foreign_comment(chart: &mut Chart) {
    for statement in &mut chart.statements {
        match &mut statement.kind {
            Kind::Comment(text) if !text.starts_with("%%") || text.starts_with("%%{") => {
                statement.kind =
                    Kind::Verbatim(Cow::Owned(format!("%% {}", text.trim_start_matches(['%', '{']))));
            }
            Kind::Chain(parts) => parts.retain(|part| !matches!(part, Part::Comment(_))),
            Kind::Style(_, rest) | Kind::Subgraph(_, rest) => {
                if let Some(at) = [" %%", " //", "\t%%"].iter().filter_map(|mark| rest.find(mark)).min() {
                    *rest = Cow::Owned(rest[..at].to_owned());
                }
            }
            _ => {}
        }
    }
}

/// A style that goes on in the next lines.
fn continued_style(chart: &mut Chart) {
    let mut joined: Vec<Statement> = Vec::with_capacity(chart.statements.len());
    for statement in chart.statements.drain(..) {
        let last = joined.last_mut().map(|last| (&mut last.kind, last.end.as_ref()));
        match (last, &statement.kind) {
            (Some((Kind::Style(_, rest), "\n")), Kind::Chain(parts)) if is_style(parts) => {
                let mut text = String::new();
                parts.iter().for_each(|part| part.write(&mut text));
                *rest = format!("{} {}", rest.trim_end(), text.trim()).into();
            }
            _ => joined.push(statement),
        }
    }
    chart.statements = joined;
}

/// `stroke:#f00` and the like.
fn is_style(parts: &[Part]) -> bool {
    const NAMES: [&str; 6] = ["stroke", "fill", "color", "stroke-width", "stroke-dasharray", "font-size"];
    let named = matches!(parts.first(), Some(Part::Node(Node { id, label: None, .. })) if NAMES.contains(&id.as_ref()));
    named && matches!(parts.get(1), Some(Part::Colon(_)))
}

/// Lines that say something about the chart and draw nothing.
fn prose_between(chart: &mut Chart) {
    chart.statements.retain(|statement| match &statement.kind {
        Kind::Chain(parts) => !is_prose(parts),
        _ => true,
    });
}

fn is_prose(parts: &[Part]) -> bool {
    let mut nodes = parts.iter().filter_map(|part| match part {
        Part::Node(node) => Some(node),
        _ => None,
    });
    let Some(first) = nodes.next() else { return false };
    let starts = parts.iter().find(|part| !matches!(part, Part::Blank(_)));
    if matches!(starts, Some(Part::Link(link)) if matches!(link.start.as_ref(), "-" | "—" | "–")) {
        return true;
    }
    if parts.iter().any(|part| matches!(part, Part::Link(_))) {
        return nodes.chain([first]).any(|node| node.id.contains(['。', '！', '？']));
    }
    let spoken = |part: &Part| match part {
        Part::Colon(_) => true,
        Part::And(sign) => *sign != "&",
        Part::Node(node) => node.label.is_none() && node.id.contains(STOPS),
        _ => false,
    };
    let id = first.id.trim();
    let marked = MARKS.iter().any(|mark| id.starts_with(mark));
    let title = id == "title" || id.starts_with("title ");
    let several = id.split_whitespace().count() > 2;
    !is_sound(id) && (marked || title || several) || parts.iter().any(spoken)
}

/// Signs of sentences and of lists, none of which an id has.
const STOPS: [char; 10] = ['。', '！', '？', '：', '；', '，', '、', '“', '（', '…'];
const MARKS: [&str; 7] = ["* ", "+ ", "**", "##", "> ", "`", "- "];

/// `；` for `;`, and `：`, `，` and wide blanks in styles.
fn wide_separator(chart: &mut Chart) {
    for statement in &mut chart.statements {
        if statement.end == "；" {
            statement.end = ";".into();
        }
        match &mut statement.kind {
            Kind::Style(_, text) if !text.is_ascii() => {
                let narrow = |c| match c {
                    '：' => ':',
                    '，' | '、' => ',',
                    '＃' => '#',
                    '％' => '%',
                    c if is_blank(c) => ' ',
                    c => c,
                };
                *text = text.chars().map(narrow).collect::<String>().into();
            }
            _ => {}
        }
    }
}

/// Styles of links that there are not, and blanks in lists of numbers and of names.
fn broken_style(chart: &mut Chart) {
    let count =
        || chart.statements.iter().map(|s| if let Kind::Chain(parts) = &s.kind { edges(parts) } else { 0 });
    let links: usize = count().sum();
    for statement in &mut chart.statements {
        let Kind::Style(word, rest) = &mut statement.kind else { continue };
        let tidy = rest.trim().replace(", ", ",");
        let Some((target, style)) = tidy.split_once(is_blank) else { continue };
        if *word == "linkStyle" && target != "default" {
            let sound = |number: &&str| number.parse().is_ok_and(|n: usize| n < links);
            let kept: Vec<&str> = target.split(',').filter(sound).collect();
            if kept.is_empty() {
                statement.kind = Kind::Verbatim("".into());
            } else if kept.len() < target.split(',').count() || rest.trim() != tidy {
                *rest = format!(" {} {style}", kept.join(",")).into();
            }
        } else if *word == "class" && rest.trim() != tidy {
            *rest = format!(" {tidy}").into();
        }
    }
}

/// `_blank` behind the call of a function.
fn broken_click(chart: &mut Chart) {
    for statement in &mut chart.statements {
        let Kind::Verbatim(text) = &mut statement.kind else { continue };
        if let Some((call, "_blank" | "_self" | "_parent" | "_top")) = text.trim_end().rsplit_once(' ') {
            if call.starts_with("click ") && call.contains(" call ") {
                *text = call.to_owned().into();
            }
        }
    }
}

/// Words by which Mermaid takes any source for a diagram of another kind.
fn name_of_another_kind(chart: &mut Chart) {
    const NAMES: [&str; 4] = ["C4Container", "C4Component", "C4Dynamic", "C4Deployment"];
    for label in chart.nodes().filter_map(|node| node.label.as_mut()) {
        if label.text.contains("C4") && NAMES.iter().any(|name| label.text.contains(name)) {
            label.text = label.text.replace("C4C", "C4#67;").replace("C4D", "C4#68;").into();
        }
    }
}

/// How many edges a chain draws: `A & B --> C & D` are four.
fn edges(parts: &[Part]) -> usize {
    let (mut edges, mut before, mut group) = (0, 0, 0);
    for part in parts {
        match part {
            Part::Node(_) => group += 1,
            Part::Link(_) => {
                edges += before * group;
                before = std::mem::take(&mut group);
            }
            _ => {}
        }
    }
    edges + before * group
}

/// `A <- B` and `A ← B`: Mermaid knows no such link, so the nodes change places.
fn backward_arrow(chart: &mut Chart) {
    for parts in chart.chains() {
        let at = |part: &Part| matches!(part, Part::Node(_) | Part::Link(_) | Part::And(_));
        let mut found = parts.iter_mut().filter(|part| at(part));
        if let (Some(Part::Node(left)), Some(Part::Link(link)), Some(Part::Node(right)), None) =
            (found.next(), found.next(), found.next(), found.next())
        {
            if points_left(&link.start) && !is_link(&link.start) && link.end.is_empty() {
                std::mem::swap(left, right);
                link.start = if link.start.contains('=') { "==>" } else { "-->" }.into();
            }
        }
    }
}

/// `→`, `->`, `—>`, `--|text|-->` and all the others that models take for arrows.
fn foreign_link(chart: &mut Chart) {
    for link in chart.links() {
        let excess = std::mem::take(&mut link.excess).trim();
        if !link.end.is_empty() {
            if let Some(end) = link_like(&link.start, &link.end) {
                link.end = end.into();
            }
            if !is_start(&link.start) {
                link.start = if link.start.contains('=') { "==" } else { "--" }.into();
            }
        } else if is_start(&link.start) {
            let (thick, dotted) = (link.start.contains('='), link.start.contains('.'));
            let headed = !link.pipe.is_empty();
            link.start = match (thick, dotted, headed) {
                _ if is_link(excess) => excess.to_owned().into(),
                (true, _, _) => if headed { "==>" } else { "===" }.into(),
                (_, true, _) => if headed { "-.->" } else { "-.-" }.into(),
                _ => if headed { "-->" } else { "---" }.into(),
            };
        } else if let Some(own) = foreign_arrow(&link.start) {
            link.start = own.into();
        }
    }
}

/// `A --> B: text` for `A -->|text| B`.
fn colon_label(chart: &mut Chart) {
    for parts in chart.chains() {
        let Some(at) = parts.iter().position(|part| matches!(part, Part::Colon(_))) else { continue };
        let Part::Colon(colon) = parts.remove(at) else { continue };
        let text = colon.trim_start_matches([':', '：']).trim();
        let link = parts[..at].iter_mut().rev().find_map(|part| match part {
            Part::Link(link) => Some(link),
            _ => None,
        });
        if let Some(link) =
            link.filter(|link| link.text.is_empty() && link.pipe.is_empty() && !text.is_empty())
        {
            link.pipe = format!("|{text}|").into();
        }
    }
}

/// `|a(b)|`, an unclosed `|a`, `-- say "a" -->`.
fn unquoted_edge_label(chart: &mut Chart) {
    for Link { text, pipe, .. } in chart.links() {
        let inside = text.trim();
        let glued = text.starts_with(['x', 'o']) || inside.starts_with(['-', '=']);
        if inside.contains('"') && !is_quoted(inside) || glued {
            *text = format!(" {} ", quote(inside)).into();
        }
        if pipe.is_empty() {
            continue;
        }
        let bars = ['|', '｜'];
        let inside = pipe.trim_start().trim_start_matches(bars).trim_end_matches(bars).trim();
        let closed = pipe.ends_with('|') && !pipe.contains('｜') && pipe.matches('|').count() > 1;
        if inside.is_empty() || inside == "\"\"" {
            *pipe = "".into();
        } else if !is_quoted(inside) && (inside.contains(breaks) || inside.contains('|')) {
            *pipe = format!("|{}|", quote(inside)).into();
        } else if !closed {
            *pipe = format!("|{inside}|").into();
        }
    }
}

/// Labels with brackets or quotes inside, with wide brackets around, with no end, or with nothing in them.
fn unquoted_label(chart: &mut Chart) {
    for node in chart.nodes() {
        let Some(Label { open, text, close }) = &mut node.label else { continue };
        node.gap = "";
        if !open.is_ascii() {
            *open = narrow(open).into();
        }
        if !closers(open).contains(&close.as_ref()) {
            *close = closers(open)[0].into();
        }
        let shape = match open.as_ref() {
            "[" => text.starts_with(['/', '\\']),
            "(" => text.starts_with('-'),
            _ => false,
        };
        let inside = text.trim();
        if inside.is_empty() || (!is_quoted(inside) && (shape || inside.contains(breaks))) {
            *text = quote(inside).into();
        }
    }
}

/// What no unquoted label may hold.
fn breaks(c: char) -> bool {
    c == '"' || c == '|' || (c.is_ascii() && bracket(c).is_some())
}

fn is_quoted(text: &str) -> bool {
    let inside = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    inside.is_some_and(|inside| !inside.is_empty() && !inside.contains('"'))
}

/// The text in quotes, those that it may be in already taken off, those inside as entities.
pub(super) fn quote(text: &str) -> String {
    let mut inside = text.trim().trim_end_matches('\\');
    while let Some(bare) = inside.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        inside = bare;
        if bare.contains('"')
            && !(bare.starts_with('"') && bare.ends_with('"') && bare.matches('"').count() == 2)
        {
            break;
        }
    }
    if inside.matches('"').count() % 2 == 1 {
        inside = inside.strip_prefix('"').or_else(|| inside.strip_suffix('"')).unwrap_or(inside);
    }
    match inside.trim() {
        "" => "\" \"".to_owned(),
        text => format!("\"{}\"", text.replace("\\\"", "\"").replace('"', "#quot;")),
    }
}

/// `[text] --> B`: a node of its own for each text.
fn missing_id(chart: &mut Chart) {
    let mut texts: Vec<String> = Vec::new();
    for node in chart.nodes().filter(|node| node.id.is_empty()) {
        let Some(label) = &node.label else { continue };
        let known = texts.iter().position(|text| *text == label.text);
        let number = known.unwrap_or_else(|| {
            texts.push(label.text.to_string());
            texts.len() - 1
        });
        node.id = format!("node_{}", number + 1).into();
    }
}

/// Whether Mermaid reads this as an id.
fn is_sound(id: &str) -> bool {
    let allowed = |c: char| match c {
        c if c.is_ascii_alphanumeric() => true,
        c if c.is_ascii() => "_-.*+/'!#$%?\\&`,:".contains(c),
        c => c.is_alphabetic() && u32::from(c) < 0x1_0000,
    };
    !id.is_empty() && id.chars().all(allowed) && !RESERVED.contains(&id)
}

/// Ids with blanks or signs in them, in quotes, or that are words of the language, such as `end`.
fn unsound_id(chart: &mut Chart) {
    let broken: Vec<String> = chart.nodes().filter(|n| !is_sound(&n.id)).map(|n| n.id.to_string()).collect();
    if broken.is_empty() {
        return;
    }
    let mut known: Vec<String> =
        chart.nodes().filter(|n| is_sound(&n.id)).map(|n| n.id.to_string()).collect();
    let mut renamed: Vec<(String, String)> = Vec::new();
    for old in broken {
        if renamed.iter().all(|(known, _)| *known != old) {
            let new = sound_id(&old, &known);
            known.push(new.clone());
            renamed.push((old, new));
        }
    }
    for (old, new) in &renamed {
        rename(chart, old, new);
    }
}

/// The id without what breaks it, and unlike all others.
fn sound_id(id: &str, known: &[String]) -> String {
    let mut new = String::new();
    for c in id.trim_matches(['"', ' ']).chars() {
        let sound =
            c == '_' || c.is_ascii_alphanumeric() || (!c.is_ascii() && is_sound(c.encode_utf8(&mut [0; 4])));
        if sound {
            new.push(c);
        } else if !new.ends_with('_') && !new.is_empty() {
            new.push('_');
        }
    }
    new.truncate(new.trim_end_matches('_').len());
    if new.is_empty() {
        new.push_str("node");
    }
    if RESERVED.contains(&new.as_str()) {
        new[..1].make_ascii_uppercase();
    }
    while known.contains(&new) {
        new.push('_');
    }
    new
}

/// Renames a node everywhere; where it has no label the old id becomes one.
fn rename(chart: &mut Chart, old: &str, new: &str) {
    let mut labelled =
        chart.nodes().any(|node| node.id == old && (node.label.is_some() || node.more.starts_with('@')));
    for node in chart.nodes().filter(|node| node.id == old) {
        node.id = new.to_owned().into();
        if !labelled {
            node.label = Some(Label { open: "[".into(), text: quote(old).into(), close: "]".into() });
            labelled = true;
        }
    }
    for statement in &mut chart.statements {
        match &mut statement.kind {
            Kind::Style("style" | "class", rest) => {
                let after =
                    rest.trim_start().strip_prefix(old).filter(|after| after.starts_with([' ', ',', '\t']));
                if let Some(after) = after {
                    *rest = format!(" {new}{after}").into();
                }
            }
            Kind::Subgraph(_, title) if title.trim().trim_matches('"') == old => {
                *title = format!(" {new}[{}]", quote(old)).into();
            }
            _ => {}
        }
    }
}

/// Titles of subgraphs with signs in them that need quotes, or with no text.
fn unquoted_title(chart: &mut Chart) {
    for statement in &mut chart.statements {
        let Kind::Subgraph(word, title) = &mut statement.kind else { continue };
        *word = "subgraph";
        let text = title.trim();
        if let Some(mended) = sound_title(text) {
            *title = format!(" {mended}").into();
        } else if title.ends_with(is_blank) || title.trim_start().len() == title.len() {
            *title = format!(" {text}").into();
        }
    }
}

fn sound_title(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("\" \"".to_owned());
    }
    let plain = |c: char| is_blank(c) || "\"=".contains(c) || is_sound(c.encode_utf8(&mut [0; 4]));
    if is_quoted(text) || (text.chars().all(plain) && !text.contains('"')) {
        return None;
    }
    // `id[title]`, `id["title"]`, `id "title"`.
    let id = text.split(|c: char| c == '"' || bracket(c).is_some()).next().unwrap_or_default();
    let name = id.trim_end();
    let rest = &text[id.len()..];
    if is_sound(name) && rest.ends_with([']', '】', ')', '"']) {
        let open = rest.chars().next().filter(|c| matches!(bracket(*c), Some('['))).map_or(0, char::len_utf8);
        let close = rest.chars().next_back().filter(|c| bracket(*c) == Some(']')).map_or(0, char::len_utf8);
        if open > 0 && close > 0 && rest.len() > open + close {
            let inside = rest[open..rest.len() - close].trim();
            let sound = is_quoted(inside) || !inside.contains(breaks);
            return (!sound || open > 1 || close > 1).then(|| format!("{name}[{}]", quote(inside)));
        }
        if is_quoted(rest) {
            return Some(format!("{name}[{rest}]"));
        }
    }
    if let Some(open) = rest.strip_prefix('[').filter(|open| is_sound(name) && !open.contains(']')) {
        return Some(format!("{name}[{}]", quote(open)));
    }
    let bare = text.trim_matches(['“', '”', '[', '【']).trim_end_matches(']').trim_end_matches('】');
    Some(quote(if text.starts_with(['[', '【', '“']) { bare } else { text }))
}

/// Two nodes on a line with nothing between them.
fn missing_line_feed(chart: &mut Chart) {
    for parts in chart.chains() {
        let mut at = 1;
        while at < parts.len() {
            let before = parts[..at].iter().rfind(|part| !matches!(part, Part::Blank(_)));
            if matches!((before, &parts[at]), (Some(Part::Node(_)), Part::Node(_))) {
                let goes_on = parts[at + 1..].iter().any(|part| matches!(part, Part::Link(_)));
                let labelled = matches!(&parts[at], Part::Node(Node { id, label: Some(_), .. }) if !id.starts_with("node_"));
                if goes_on || labelled {
                    parts.insert(at, Part::Blank("\n"));
                    at += 1;
                } else {
                    parts.remove(at);
                    continue;
                }
            }
            at += 1;
        }
    }
}

/// A link that leads nowhere.
fn dangling_link(chart: &mut Chart) {
    for at in 0..chart.statements.len() {
        let (this, after) = chart.statements.split_at_mut(at + 1);
        let Some(Statement { kind: Kind::Chain(parts), end, .. }) = this.last_mut() else { continue };
        let next = after.iter().map(|s| &s.kind).find(|kind| {
            !matches!(kind, Kind::Chain(parts) if parts.is_empty()) && !matches!(kind, Kind::Comment(_))
        });
        let goes_on = end == "\n"
            && matches!(next, Some(Kind::Chain(parts)) if matches!(parts.first(), Some(Part::Node(_))));
        while let Some(last) = parts.iter().rposition(|part| !matches!(part, Part::Blank(_))) {
            if goes_on || !matches!(parts[last], Part::Link(_) | Part::And(_)) {
                break;
            }
            parts.truncate(last);
        }
    }
}

/// A subgraph without its `end`, and an `end` without its subgraph.
fn unbalanced_subgraph(chart: &mut Chart) {
    let mut depth = 0_i32;
    let mut sound = true;
    for statement in &chart.statements {
        depth += match statement.kind {
            Kind::Subgraph(..) => 1,
            Kind::End(_) => -1,
            _ => 0,
        };
        sound &= depth >= 0;
    }
    if sound && depth == 0 {
        return;
    }
    // What is indented less than a subgraph's inside, and is not its `end`, comes after it.
    let mut open: Vec<(usize, Option<usize>)> = Vec::new();
    let mut balanced = Vec::with_capacity(chart.statements.len() + open.len());
    for statement in chart.statements.drain(..) {
        let indent = statement.indent.chars().count();
        let end = || Statement { indent: "", kind: Kind::End("end"), end: "\n".into() };
        let blank = matches!(&statement.kind, Kind::Chain(parts) if parts.is_empty());
        let closes = matches!(statement.kind, Kind::End(_));
        while !blank && open.last().is_some_and(|level| is_behind(*level, indent, closes)) {
            open.pop();
            balanced.push(end());
        }
        if let Some((_, inside @ None)) = open.last_mut().filter(|_| !blank && !closes) {
            *inside = Some(indent);
        }
        match statement.kind {
            Kind::Subgraph(..) => open.push((indent, None)),
            Kind::End(_) if open.pop().is_none() => continue,
            _ => {}
        }
        balanced.push(statement);
    }
    if let Some(last) = balanced.last_mut().filter(|last| !open.is_empty() && last.end.is_empty()) {
        last.end = "\n".into();
    }
    for missing in (0..open.len()).rev() {
        let end = if missing > 0 { "\n" } else { "" };
        balanced.push(Statement { indent: "", kind: Kind::End("end"), end: end.into() });
    }
    chart.statements = balanced;
}

/// Whether a statement of this indentation comes after a subgraph of that one, and of that inside.
fn is_behind((outer, inside): (usize, Option<usize>), indent: usize, closes: bool) -> bool {
    inside.is_some_and(|inside| inside > outer) && (indent < outer || (indent == outer && !closes))
}

/// Whether a line can be nothing but a part of a flowchart.
pub(super) fn is_telling(line: &str) -> bool {
    line.char_indices().any(|(at, _)| {
        arrow(&line[at..], line[..at].chars().next_back()).is_some_and(|n| is_link(&line[at..at + n]))
    })
}

/// Whether a line has a foreign arrow between words or brackets.
pub(super) fn may_tell(line: &str) -> bool {
    let arrow = |at| arrow(&line[at..], line[..at].chars().next_back());
    line.char_indices().any(|(at, _)| arrow(at).is_some()) && line.contains(['[', '(', '{', '【', '→', '>'])
}
