//! Where in the configuration's text something stands of which only the whole site tells whether it is right.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::base::redirect::OldAddress;
use crate::base::text::Place;

/// The places of rules and redirects.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    rules: Vec<Place<String>>,
    redirects: BTreeMap<OldAddress, Place<String>>,
}

impl Places {
    pub(super) fn of(table: &DeTable<'_>, text: &str) -> Self {
        let rules =
            table.get("categories").and_then(|categories| categories.get_ref().as_table()?.get("rules"));
        let rules = rules.and_then(|rules| rules.get_ref().as_array()).into_iter().flatten();
        let name = |rule: &Spanned<DeValue<'_>>| Some(rule.get_ref().as_table()?.get("name")?.span());
        let place = |span: Range<usize>| Place::of(span, text).owned();
        let redirects = table.get("redirects").and_then(|redirects| redirects.get_ref().as_table());
        let redirects = redirects.into_iter().flatten().filter_map(|(from, to)| {
            Some((OldAddress::try_from(from.get_ref().to_string()).ok()?, place(to.span())))
        });
        Self {
            rules: rules.map(|rule| place(name(rule).unwrap_or_else(|| rule.span()))).collect(),
            redirects: redirects.collect(),
        }
    }

    /// Where the name of a rule stands.
    pub fn rule(&self, number: usize) -> Option<Place<&str>> {
        self.rules.get(number).map(Place::borrowed)
    }

    /// Where the target of the redirect from an address stands.
    pub fn redirect(&self, from: &str) -> Option<Place<&str>> {
        self.redirects.iter().find_map(|(known, place)| (known.as_str() == from).then(|| place.borrowed()))
    }
}
