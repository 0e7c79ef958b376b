//! Rules for categories that match nothing.

use ahash::HashSet;

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::message::Message;
use crate::config::Config;
use crate::record::category::{Why, named};
use crate::site::Site;

/// The site's own rules by which no record is in a category. Where there are no records, nothing is known of rules.
pub(super) fn unused(site: &Site, config: &Config) -> Vec<Diagnostic> {
    let rules = &config.categories.rules;
    if rules.is_empty() || site.entries.is_empty() {
        return Vec::new();
    }
    let by_rule = site.entries.newest_first().map(|(_, entry)| &entry.assignment);
    let by_rule = by_rule.filter(|assignment| matches!(assignment.why, Why::Keywords(_)));
    let used: HashSet<String> =
        by_rule.flat_map(|assignment| &assignment.categories).map(|path| path.join("/")).collect();
    let is_used = |name: &str| used.contains(&named(name).join("/"));
    let unused = rules.iter().enumerate().filter(|(_, rule)| !is_used(&rule.name));
    let diagnostic = |(number, rule): (usize, &crate::config::Rule)| {
        let what = Message::new("unused_rule").with("name", rule.name.as_str());
        let hint = Message::new("unused_rule_hint");
        match config.places.rule(number) {
            Some(place) => Diagnostic::place(Code::UnusedRule, place, what, hint),
            None => Diagnostic::file(Code::UnusedRule, what, hint),
        }
    };
    unused.map(diagnostic).collect()
}
