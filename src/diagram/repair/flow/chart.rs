//! A tolerant reading of a flowchart: it takes whatever a model may have meant for statements, nodes and
//! links, and writes back every character that no rule changes.

use std::borrow::Cow;

use super::label::Label;
use super::read;

/// A flowchart, statement by statement, from its header on.
pub(super) struct Chart<'a> {
    pub(super) statements: Vec<Statement<'a>>,
}

pub(super) struct Statement<'a> {
    pub(super) indent: &'a str,
    pub(super) kind: Kind<'a>,
    /// A line feed, a semicolon, or nothing at the end.
    pub(super) end: Cow<'a, str>,
}

pub(super) enum Kind<'a> {
    /// What no rule looks into: the header, directives, `click`, `direction`.
    Verbatim(Cow<'a, str>),
    /// With its mark.
    Comment(&'a str),
    /// The word `subgraph`, and what follows it.
    Subgraph(&'a str, Cow<'a, str>),
    End(&'a str),
    /// `style`, `class`, `classDef` and `linkStyle`: the word, and what follows it.
    Style(&'a str, Cow<'a, str>),
    /// Nodes and what is between them.
    Chain(Vec<Part<'a>>),
}

pub(super) enum Part<'a> {
    /// Blanks, and the id of a link.
    Blank(&'a str),
    /// `&`, or a comma in its place.
    And(&'a str),
    /// A colon behind a link's target, with the rest of the line.
    Colon(&'a str),
    /// A comment behind a statement.
    Comment(&'a str),
    Node(Node<'a>),
    Link(Link<'a>),
}

pub(super) struct Node<'a> {
    pub(super) id: Cow<'a, str>,
    /// Blanks between the id and its label.
    pub(super) gap: &'a str,
    pub(super) label: Option<Label<'a>>,
    /// `:::class` and `@{ … }`.
    pub(super) more: &'a str,
}

/// `-->`, `-->|pipe|`, or `-- text -->`.
pub(super) struct Link<'a> {
    pub(super) start: Cow<'a, str>,
    pub(super) text: Cow<'a, str>,
    pub(super) end: Cow<'a, str>,
    /// With the blanks before and with its pipes.
    pub(super) pipe: Cow<'a, str>,
    /// Another arrow behind the pipes.
    pub(super) excess: &'a str,
}

impl<'a> Chart<'a> {
    pub(super) fn read(source: &'a str) -> Self {
        Self { statements: read::statements(source) }
    }

    pub(super) fn write(&self) -> String {
        let mut out = String::new();
        for Statement { indent, kind, end } in &self.statements {
            out.push_str(indent);
            match kind {
                Kind::Verbatim(text) => out.push_str(text),
                Kind::Comment(text) | Kind::End(text) => out.push_str(text),
                Kind::Subgraph(word, rest) | Kind::Style(word, rest) => out.extend([word, rest.as_ref()]),
                Kind::Chain(parts) => parts.iter().for_each(|part| part.write(&mut out)),
            }
            out.push_str(end);
        }
        out
    }

    pub(super) fn chains(&mut self) -> impl Iterator<Item = &mut Vec<Part<'a>>> {
        self.statements.iter_mut().filter_map(|statement| match &mut statement.kind {
            Kind::Chain(parts) => Some(parts),
            _ => None,
        })
    }

    pub(super) fn nodes(&mut self) -> impl Iterator<Item = &mut Node<'a>> {
        self.chains().flatten().filter_map(|part| match part {
            Part::Node(node) => Some(node),
            _ => None,
        })
    }

    pub(super) fn links(&mut self) -> impl Iterator<Item = &mut Link<'a>> {
        self.chains().flatten().filter_map(|part| match part {
            Part::Link(link) => Some(link),
            _ => None,
        })
    }
}

impl Part<'_> {
    pub(super) fn write(&self, out: &mut String) {
        match self {
            Self::Blank(text) | Self::And(text) | Self::Colon(text) | Self::Comment(text) => {
                out.push_str(text)
            }
            Self::Node(Node { id, gap, label, more }) => {
                out.extend([id.as_ref(), gap]);
                if let Some(Label { open, text, close }) = label {
                    out.extend([open.as_ref(), text, close]);
                }
                out.push_str(more);
            }
            Self::Link(Link { start, text, end, pipe, excess }) => {
                out.extend([start.as_ref(), text, end, pipe, excess]);
            }
        }
    }
}

/// Words that a statement begins with, and no id is.
pub(super) const RESERVED: [&str; 12] = [
    "end",
    "graph",
    "flowchart",
    "subgraph",
    "style",
    "class",
    "click",
    "linkStyle",
    "classDef",
    "call",
    "href",
    "interpolate",
];

/// A blank on a line.
pub(super) fn is_blank(c: char) -> bool {
    c != '\n' && c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_no_rule_changes_is_written_back(
            source in "([A-Za-z\\[\\](){}\"|&;:,/%@<>=.~ \n-]|-->|-- |【|】|（|）|→|中|；|：|end|subgraph |%%){0,40}"
        ) {
            prop_assert_eq!(Chart::read(&source).write(), source);
        }
    }
}
