//! Mistakes in the labels of nodes.

use super::chart::Chart;
use super::label::{Label, bracket, closers, narrow};

/// Labels with brackets or quotes inside, with wide brackets around, with no end, or with nothing in them.
pub(super) fn unquoted_label(chart: &mut Chart) {
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

/// Words by which Mermaid takes any source for a diagram of another kind.
pub(super) fn name_of_another_kind(chart: &mut Chart) {
    const NAMES: [&str; 4] = ["C4Container", "C4Component", "C4Dynamic", "C4Deployment"];
    for label in chart.nodes().filter_map(|node| node.label.as_mut()) {
        if label.text.contains("C4") && NAMES.iter().any(|name| label.text.contains(name)) {
            label.text = label.text.replace("C4C", "C4#67;").replace("C4D", "C4#68;").into();
        }
    }
}

/// What no unquoted label may hold.
pub(super) fn breaks(c: char) -> bool {
    c == '"' || c == '|' || (c.is_ascii() && bracket(c).is_some())
}

pub(super) fn is_quoted(text: &str) -> bool {
    let inside = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    inside.is_some_and(|inside| !inside.is_empty() && !inside.contains('"'))
}

/// The text in quotes, those that it may be in already taken off, those inside as entities.
pub(in crate::diagram::repair) fn quote(text: &str) -> String {
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
        text => {
            // A backtick in front begins Markdown, which one at the end has to close.
            let (mark, text) = match text.strip_prefix('`') {
                Some(rest) if !rest.ends_with('`') => ("#96;", rest),
                _ => ("", text),
            };
            format!("\"{mark}{}\"", text.replace("\\\"", "\"").replace('"', "#quot;"))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diagram::repair::tests::mends;

    #[test]
    fn unquoted_label() {
        mends("graph TD\nA[f(x)] --> B{a[0]?}", "graph TD\nA[\"f(x)\"] --> B{\"a[0]?\"}");
        mends("graph TD\nA[\"he said \"hi\" twice\"]", "graph TD\nA[\"he said #quot;hi#quot; twice\"]");
        mends("graph TD\nA[say \\\"hi\\\"]", "graph TD\nA[\"say #quot;hi#quot;\"]");
        mends("graph TD\nA[/api/x]", "graph TD\nA[\"/api/x\"]");
        mends("graph TD\nA[]", "graph TD\nA[\" \"]");
    }

    #[test]
    fn wide_brackets() {
        mends("graph TD\nA【起点】 --> B（终点）", "graph TD\nA[起点] --> B(终点)");
        mends("graph TD\nA[起点】", "graph TD\nA[起点]");
    }

    #[test]
    fn unclosed_quote_or_bracket() {
        mends("graph TD\nA[\"x] --> B[\"y\"]", "graph TD\nA[\"x\"] --> B[\"y\"]");
        mends("graph TD\nA[x\"] --> B", "graph TD\nA[\"x\"] --> B");
        mends("graph TD\nA[x --> B[y]", "graph TD\nA[x] --> B[y]");
        mends("graph TD\nA(x] --> B{y", "graph TD\nA(x) --> B{y}");
        mends("graph TD\nA[\"x (1) --> B[\"y\"]", "graph TD\nA[\"x (1)\"] --> B[\"y\"]");
    }

    #[test]
    fn name_of_another_kind() {
        mends("graph TD\nA[C4Container]", "graph TD\nA[C4#67;ontainer]");
    }
}
