//! Mistakes between nodes: arrows, and the labels of links.

use super::arrow::{foreign_arrow, is_link, is_start, link_like, points_left};
use super::chart::{Chart, Kind, Link, Part, Statement};
use super::text::{breaks, is_quoted, quote};

/// `A --> B, C` for `A --> B & C`.
pub(super) fn comma_between_nodes(chart: &mut Chart) {
    for part in chart.chains().flatten() {
        if matches!(part, Part::And(sign) if *sign != "&") {
            *part = Part::And(" & ");
        }
    }
}

/// `A <- --> B` for `A <--> B`.
pub(super) fn parted_arrow(chart: &mut Chart) {
    for parts in chart.chains() {
        let is_half = |part: &Part| matches!(part, Part::Link(link) if points_left(&link.start) && !is_link(&link.start) && link.end.is_empty() && link.pipe.is_empty());
        let Some(half) = parts.iter().position(is_half) else { continue };
        let blanks = parts[half + 1..].iter().take_while(|part| matches!(part, Part::Blank(_))).count();
        let Some(Part::Link(link)) = parts.get_mut(half + 1 + blanks) else { continue };
        if is_link(&link.start) && link.start.ends_with('>') {
            link.start = format!("<{}", link.start.trim_start_matches('<')).into();
            parts.drain(half..=half + blanks);
        }
    }
}

/// `A <- B` and `A ← B`: Mermaid knows no such link, so the nodes change places.
pub(super) fn backward_arrow(chart: &mut Chart) {
    for parts in chart.chains() {
        let at = |part: &Part| matches!(part, Part::Node(_) | Part::Link(_) | Part::And(_));
        let mut found = parts.iter_mut().filter(|part| at(part));
        if let (Some(Part::Node(left)), Some(Part::Link(link)), Some(Part::Node(right)), None) =
            (found.next(), found.next(), found.next(), found.next())
            && points_left(&link.start)
            && !is_link(&link.start)
            && link.end.is_empty()
        {
            std::mem::swap(left, right);
            link.start = if link.start.contains('=') { "==>" } else { "-->" }.into();
        }
    }
}

/// `→`, `->`, `—>`, `--|text|-->` and all the others that models take for arrows.
pub(super) fn foreign_link(chart: &mut Chart) {
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
pub(super) fn colon_label(chart: &mut Chart) {
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
pub(super) fn unquoted_edge_label(chart: &mut Chart) {
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

/// A link that leads nowhere.
pub(super) fn dangling_link(chart: &mut Chart) {
    let before_nodes = before_nodes(&chart.statements);
    for (statement, before_node) in chart.statements.iter_mut().zip(before_nodes) {
        let Statement { kind: Kind::Chain(parts), end, .. } = statement else { continue };
        let goes_on = end == "\n" && before_node;
        while let Some(last) = parts.iter().rposition(|part| !matches!(part, Part::Blank(_))) {
            if goes_on || !matches!(parts[last], Part::Link(_) | Part::And(_)) {
                break;
            }
            parts.truncate(last);
        }
    }
}

/// Of each statement, whether the next one that says anything begins with a node.
fn before_nodes(statements: &[Statement]) -> Vec<bool> {
    let mut before_node = false;
    let mut found: Vec<bool> = Vec::with_capacity(statements.len());
    for statement in statements.iter().rev() {
        found.push(before_node);
        before_node = match &statement.kind {
            Kind::Comment(_) => before_node,
            Kind::Chain(parts) if parts.is_empty() => before_node,
            Kind::Chain(parts) => matches!(parts.first(), Some(Part::Node(_))),
            _ => false,
        };
    }
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use crate::diagram::repair::tests::mends;

    #[test]
    fn comma_between_nodes() {
        mends("graph TD\nA --> B，C", "graph TD\nA --> B & C");
    }

    #[test]
    fn backward_arrow() {
        mends("graph TD\nA ← B", "graph TD\nB --> A");
        mends("graph TD\nA <-- B", "graph TD\nB --> A");
        mends("graph TD\nA <- --> B", "graph TD\nA <--> B");
        mends("graph TD\nA <-- ==> B", "graph TD\nA <==> B");
    }

    #[test]
    fn foreign_link() {
        mends("graph TD\nA → B", "graph TD\nA --> B");
        mends("graph TD\nA -> B[x]", "graph TD\nA --> B[x]");
        mends("graph TD\nA —> B", "graph TD\nA --> B");
        mends("graph TD\nA => B", "graph TD\nA ==> B");
        mends("graph TD\nA -- B", "graph TD\nA --- B");
        mends("graph TD\nA -- 因为 → B", "graph TD\nA -- 因为 --> B");
        mends("graph TD\nA -. x --> B", "graph TD\nA -. x .-> B");
        mends("graph TD\nA --|x|--> B", "graph TD\nA -->|x| B");
        mends("graph TD\nA -->|x|> B", "graph TD\nA -->|x| B");
    }

    #[test]
    fn colon_label() {
        mends("graph TD\nA --> B: 因为", "graph TD\nA -->|因为| B");
        mends("graph TD\nA-->B[x]：a (b)", "graph TD\nA-->|\"a (b)\"|B[x]");
    }

    #[test]
    fn unquoted_edge_label() {
        mends("graph TD\nA -->|a(b)| B", "graph TD\nA -->|\"a(b)\"| B");
        mends("graph TD\nA -->|说 \"x\"| B", "graph TD\nA -->|\"说 #quot;x#quot;\"| B");
        mends("graph TD\nA -->|x B[y]", "graph TD\nA -->|x| B[y]");
        mends("graph TD\nA -->|| B", "graph TD\nA --> B");
        mends("graph TD\nA -- say \"x\" now --> B", "graph TD\nA -- \"say #quot;x#quot; now\" --> B");
    }

    #[test]
    fn dangling_link() {
        mends("graph TD\nA --> B -->", "graph TD\nA --> B ");
    }
}
