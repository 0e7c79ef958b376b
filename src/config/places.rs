//! Where in the configuration's text something stands of which only the whole site tells whether it is right.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::base::redirect::OldAddress;
use crate::base::text::line_at;

/// A line's number from 1, its text, and the bytes of it that are meant.
pub type Place = (usize, String, Range<usize>);

/// The places of rules and redirects.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    rules: Vec<Place>,
    redirects: BTreeMap<OldAddress, Place>,
}

impl Places {
    pub(super) fn of(table: &DeTable<'_>, text: &str) -> Self {
        let rules =
            table.get("categories").and_then(|categories| categories.get_ref().as_table()?.get("rules"));
        let rules = rules.and_then(|rules| rules.get_ref().as_array()).into_iter().flatten();
        let name = |rule: &Spanned<DeValue<'_>>| Some(rule.get_ref().as_table()?.get("name")?.span());
        let redirects = table.get("redirects").and_then(|redirects| redirects.get_ref().as_table());
        let redirects = redirects.into_iter().flatten().filter_map(|(from, to)| {
            Some((OldAddress::try_from(from.get_ref().to_string()).ok()?, place(text, to.span())))
        });
        Self {
            rules: rules.map(|rule| place(text, name(rule).unwrap_or_else(|| rule.span()))).collect(),
            redirects: redirects.collect(),
        }
    }

    /// Where the name of a rule stands.
    pub fn rule(&self, number: usize) -> Option<&Place> {
        self.rules.get(number)
    }

    /// Where the target of the redirect from an address stands.
    pub fn redirect(&self, from: &str) -> Option<&Place> {
        self.redirects.iter().find_map(|(known, place)| (known.as_str() == from).then_some(place))
    }
}

fn place(text: &str, span: Range<usize>) -> Place {
    let (number, line, start) = line_at(text, span.start);
    let end = (span.end - start).min(line.len());
    (number, line.to_owned(), (span.start - start).min(end)..end)
}
