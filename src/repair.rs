//! Mending what models get wrong when they write diagrams.
//!
//! A page carries both the source as written and, where a rule changes anything, the mended one. The browser
//! tries the original first, so a rule can only ever help: what can be drawn as it is, is.

/// A rule: mends one mistake, and gives `None` where it is not made.
type Rule = fn(&str) -> Option<String>;

/// In this order; each gets what the ones before it left.
const RULES: [Rule; 1] = [leftover_fence];

/// The source with every known mistake mended; `None` where there is none.
pub fn repair(source: &str) -> Option<String> {
    let mut mended: Option<String> = None;
    for rule in RULES {
        mended = rule(mended.as_deref().unwrap_or(source)).or(mended);
    }
    mended.filter(|mended| mended != source)
}

/// Lines of a Markdown fence that were left around or in the source.
fn leftover_fence(source: &str) -> Option<String> {
    let is_fence = |line: &&str| line.trim_start().starts_with("```");
    let kept: Vec<&str> = source.lines().filter(|line| !is_fence(line)).collect();
    (kept.len() < source.lines().count()).then(|| kept.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_that_was_left_is_no_part_of_a_diagram() {
        assert_eq!(repair("```mermaid\ngraph TD\n  A-->B\n```").as_deref(), Some("graph TD\n  A-->B"));
        assert_eq!(repair("graph TD\n  A-->B"), None);
    }
}
