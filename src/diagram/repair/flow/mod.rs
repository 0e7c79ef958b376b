//! Mending flowcharts.
//!
//! A flowchart is not patched as text, for where a quote or a bracket is missing no pattern can tell what is a label
//! and what is not. It is read ([`chart`]), tolerantly: an id goes up to the next bracket or arrow, whatever signs it has;
//! a label ends where its brackets balance and a link, another node or nothing comes after them, else before the
//! next link ([`label`]); an arrow is whatever looks like one ([`arrow`]). Then each rule looks at the parts that
//! its mistake can be made in, and all that no rule has touched is written back as it was, character by character.

mod arrow;
mod chart;
mod id;
mod label;
mod link;
mod read;
mod statement;
mod subgraph;
mod text;

use arrow::{arrow, is_link};
use chart::Chart;
pub(super) use text::quote;

/// In this order: what is no part of the chart goes first, so that nobody takes it for a node. Then signs become
/// Mermaid's, then what they part is mended: labels before ids, since an id that has to change becomes a label where
/// there is none. What spans several statements comes last.
const RULES: [for<'a> fn(&mut Chart<'a>); 20] = [
    statement::foreign_comment,
    statement::continued_style,
    statement::prose_between,
    statement::wide_separator,
    statement::broken_style,
    statement::broken_click,
    link::comma_between_nodes,
    link::parted_arrow,
    link::backward_arrow,
    link::foreign_link,
    link::colon_label,
    link::unquoted_edge_label,
    text::unquoted_label,
    text::name_of_another_kind,
    id::missing_id,
    id::unsound_id,
    subgraph::unquoted_title,
    statement::missing_line_feed,
    link::dangling_link,
    subgraph::unbalanced_subgraph,
];

/// The flowchart with all of its mistakes mended.
pub(super) fn repair(source: &str) -> Option<String> {
    let mut chart = Chart::read(source);
    RULES.iter().for_each(|rule| rule(&mut chart));
    let repaired = chart.write();
    (repaired != source).then_some(repaired)
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
