//! Whether Mermaid reads a flowchart: its grammar, and what it looks at besides.
//!
//! A fault is where Mermaid's own parser stops, or where what it stumbles over began.

pub(super) mod chart;
mod nodes;

use super::halt::{ASCII, ENDS, HEAD, Halt, LINKS, Parsed, STYLES, SUBGRAPH, fault, shown};
use super::lexer::Lexer;
use super::rules::is_word;
use super::tokens::{Kind, Shape, Token};
use crate::base::message::Message;
use chart::Chart;

/// Whether a cleaned source is a flowchart.
pub(super) fn is_flowchart(text: &str) -> bool {
    ["graph", "flowchart"].iter().any(|word| {
        let after = text.strip_prefix(word);
        after.is_some_and(|after| !after.bytes().next().is_some_and(is_word) && !after.starts_with("-v2"))
    })
}

/// Reads a flowchart to its end.
pub(super) fn read(text: &str) -> Parsed {
    Parser::new(text, None).graph().map(|_| ())
}

/// Reads a flowchart to its end, and gives what it says.
pub(super) fn chart(text: &str) -> Parsed<Chart> {
    Parser::new(text, Some(Chart::default())).graph().map(|chart| chart.unwrap_or_default().end())
}

struct Parser<'a> {
    text: &'a str,
    lexer: Lexer<'a>,
    next: Token,
    edges: usize,
    /// Subgraphs that are not closed: the word that begins each, and its place in the chart.
    open: Vec<(Token, usize)>,
    /// What was read, where somebody wants it.
    chart: Option<Chart>,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, chart: Option<Chart>) -> Self {
        let mut lexer = Lexer::new(text);
        let next = lexer.next();
        Self { text, lexer, next, edges: 0, open: Vec::new(), chart }
    }

    /// What is written between two places.
    fn written(&self, start: usize, end: usize) -> &'a str {
        &self.text[start..end]
    }

    fn take(&mut self) -> Token {
        std::mem::replace(&mut self.next, self.lexer.next())
    }

    fn eat(&mut self, kind: Kind) -> bool {
        let is_it = self.next.kind == kind;
        if is_it {
            self.take();
        }
        is_it
    }

    fn expect(&mut self, kind: Kind, expected: &'static str, hint: &'static str) -> Parsed {
        if self.eat(kind) { Ok(()) } else { self.stop(expected, hint) }
    }

    /// Mermaid does not go on with the next token. What it expects and what to do are keys of the tables of messages.
    fn stop<T>(&self, expected: &'static str, hint: &'static str) -> Parsed<T> {
        let token = self.next;
        if token.kind == Kind::Foreign {
            return Err(Halt::Foreign);
        }
        let (start, end, found) = shown(self.text, token);
        let hint = match token.kind {
            Kind::EndWord => ENDS,
            Kind::Bad if !self.text[start..end].is_ascii() => ASCII,
            _ => hint,
        };
        let expected = Message::new(expected);
        fault(
            (start, end),
            Message::new("diagram_fault").with("found", found).with("expected", expected),
            hint,
        )
    }

    fn graph(mut self) -> Parsed<Option<Chart>> {
        while matches!(self.next.kind, Kind::Space | Kind::Newline) {
            self.take();
        }
        self.expect(Kind::Graph, "flow_graph", HEAD)?;
        if !self.eat(Kind::NoDirection) {
            self.expect(Kind::HeadDirection, "flow_direction", HEAD)?;
            let spaces = self.eat(Kind::Space);
            if !(self.eat(Kind::Newline) || (!spaces && self.eat(Kind::Semicolon))) {
                return self.stop("flow_line_end", HEAD);
            }
        }
        while self.line()? {}
        match self.open.last() {
            None => Ok(self.chart),
            Some((token, _)) => {
                let what = Message::new("flow_no_end");
                fault((token.start, token.end), what, "flow_hint_end")
            }
        }
    }

    /// One line; false at the end of the text.
    fn line(&mut self) -> Parsed<bool> {
        match self.next.kind {
            Kind::End => return Ok(false),
            Kind::Semicolon | Kind::Newline | Kind::Space | Kind::Direction => {
                self.take();
                return Ok(true);
            }
            Kind::EndWord if !self.open.is_empty() => {
                self.take();
                if let (Some((_, group)), Some(chart)) = (self.open.pop(), &mut self.chart) {
                    chart.close(group);
                }
                return Ok(true);
            }
            Kind::Subgraph => self.subgraph()?,
            Kind::Style => self.style(Kind::Style)?,
            Kind::ClassDef => self.style(Kind::ClassDef)?,
            Kind::LinkStyle => self.link_style()?,
            Kind::Class => {
                self.take();
                self.expect(Kind::Space, "flow_space", STYLES)?;
                self.id("flow_node", STYLES)?;
                self.expect(Kind::Space, "flow_space_class", STYLES)?;
                self.id("flow_class", "flow_hint_class")?;
            }
            Kind::Click => self.click()?,
            _ => self.vertices()?,
        }
        self.separator().map(|()| true)
    }

    fn separator(&mut self) -> Parsed {
        match self.next.kind {
            Kind::Newline | Kind::Semicolon => {
                self.take();
                Ok(())
            }
            Kind::End => Ok(()),
            _ => self.stop("flow_arrow_or_line_end", LINKS),
        }
    }

    fn subgraph(&mut self) -> Parsed {
        let token = self.take();
        if self.next.kind.ends() {
            let what = Message::new("flow_no_title");
            return fault((token.start, token.end), what, SUBGRAPH);
        }
        self.expect(Kind::Space, "flow_title", SUBGRAPH)?;
        let begin = self.next;
        if !self.eat(Kind::Quoted) {
            if !self.next.kind.is_title() {
                return self.stop("flow_title", SUBGRAPH);
            }
            self.take();
        }
        let mut end = begin.end;
        while self.next.kind.is_title() {
            end = self.take().end;
        }
        let id = self.written(begin.start, end).trim();
        let mut title = id;
        if self.next.kind == Kind::Open(Shape::Square) {
            let open = self.take();
            title = self.label(open, &[Kind::Close(Shape::Square)])?;
        }
        let parent = self.open.last().map(|(_, group)| *group);
        let group = self.chart.as_mut().map_or(0, |chart| chart.open(id, title, parent));
        self.open.push((token, group));
        if self.next.kind.ends() { Ok(()) } else { self.stop("flow_title_end", SUBGRAPH) }
    }

    fn style(&mut self, word: Kind) -> Parsed {
        self.take();
        self.expect(Kind::Space, "flow_space", STYLES)?;
        let named = if word == Kind::Style { "flow_node" } else { "flow_class" };
        self.id(named, STYLES)?;
        self.expect(Kind::Space, "flow_space_styles", STYLES)?;
        self.styles()
    }

    fn link_style(&mut self) -> Parsed {
        self.take();
        self.expect(Kind::Space, "flow_space", STYLES)?;
        if !self.eat(Kind::Default) {
            loop {
                let number = self.next;
                self.expect(Kind::Number, "flow_arrow_number", STYLES)?;
                let place = self.text[number.start..number.end].parse::<usize>();
                if place.map_or(true, |place| place >= self.edges) {
                    let what = Message::new("flow_no_such_arrow").with("n", self.edges);
                    return fault((number.start, number.end), what, "flow_hint_count");
                }
                if !self.eat(Kind::Comma) {
                    break;
                }
            }
        }
        self.expect(Kind::Space, "flow_space_styles", STYLES)?;
        if self.eat(Kind::Interpolate) {
            self.expect(Kind::Space, "flow_space", STYLES)?;
            if !self.next.kind.is_name() {
                return self.stop("flow_curve", STYLES);
            }
            while self.next.kind.is_name() {
                self.take();
            }
            if !self.eat(Kind::Space) {
                return Ok(());
            }
        }
        self.styles()
    }

    fn styles(&mut self) -> Parsed {
        loop {
            if !self.next.kind.is_style() {
                return self.stop("flow_style", STYLES);
            }
            while self.next.kind.is_style() {
                self.take();
            }
            if !self.eat(Kind::Comma) {
                break;
            }
        }
        if self.next.kind.ends() { Ok(()) } else { self.stop("flow_comma_or_line_end", STYLES) }
    }

    fn click(&mut self) -> Parsed {
        const HINT: &str = "flow_hint_click";
        self.take();
        let is_address = self.eat(Kind::Href);
        if self.next.kind == Kind::Quoted {
            self.take();
            if !self.eat(Kind::Space) || self.eat(Kind::Target) {
                return Ok(());
            }
            self.expect(Kind::Quoted, "flow_tooltip", HINT)?;
            if self.eat(Kind::Space) {
                self.expect(Kind::Target, "flow_target", HINT)?;
            }
            return Ok(());
        }
        if is_address || !self.next.kind.is_name() {
            return self.stop("flow_address", HINT);
        }
        while self.next.kind.is_name() {
            self.take();
        }
        if self.eat(Kind::Space) { self.expect(Kind::Quoted, "flow_tooltip", HINT) } else { Ok(()) }
    }
}
