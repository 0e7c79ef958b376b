//! Whether Mermaid reads a flowchart: its grammar, and what it looks at besides.
//!
//! A fault is where Mermaid's own parser stops, or where what it stumbles over began.

use super::halt::{
    ASCII, CLOSE, EDGES, ENDS, HEAD, Halt, LINKS, Parsed, QUOTE, QUOTED, STYLES, SUBGRAPH, fault, shown,
};
use super::lexer::Lexer;
use super::rules::is_word;
use super::tokens::{Kind, Shape, Token};
use crate::base::message::Message;

/// Mermaid's own limit, which a diagram cannot raise.
const MAX_EDGES: usize = 500;

/// Whether a cleaned source is a flowchart.
pub(super) fn is_flowchart(text: &str) -> bool {
    ["graph", "flowchart"].iter().any(|word| {
        let after = text.strip_prefix(word);
        after.is_some_and(|after| !after.bytes().next().is_some_and(is_word) && !after.starts_with("-v2"))
    })
}

/// Reads a flowchart to its end.
pub(super) fn read(text: &str) -> Parsed {
    let mut lexer = Lexer::new(text);
    let next = lexer.next();
    Parser { text, lexer, next, edges: 0, open: Vec::new() }.graph()
}

struct Parser<'a> {
    text: &'a str,
    lexer: Lexer<'a>,
    next: Token,
    edges: usize,
    /// Subgraphs that are not closed.
    open: Vec<Token>,
}

impl Parser<'_> {
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

    fn graph(mut self) -> Parsed {
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
            None => Ok(()),
            Some(token) => {
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
                self.open.pop();
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
        self.open.push(token);
        if self.next.kind.ends() {
            let what = Message::new("flow_no_title");
            return fault((token.start, token.end), what, SUBGRAPH);
        }
        self.expect(Kind::Space, "flow_title", SUBGRAPH)?;
        if !self.eat(Kind::Quoted) {
            if !self.next.kind.is_title() {
                return self.stop("flow_title", SUBGRAPH);
            }
            self.take();
        }
        while self.next.kind.is_title() {
            self.take();
        }
        if self.next.kind == Kind::Open(Shape::Square) {
            let open = self.take();
            self.label(open, &[Kind::Close(Shape::Square)])?;
        }
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

    /// Nodes and the links between them.
    fn vertices(&mut self) -> Parsed {
        let mut from = self.nodes()?;
        loop {
            self.eat(Kind::Space);
            let at = self.next;
            if !self.link()? {
                return Ok(());
            }
            let to = self.nodes()?;
            self.edges += from * to;
            if self.edges > MAX_EDGES {
                let what = Message::new("flow_too_many").with("most", MAX_EDGES);
                return fault((at.start, at.end), what, EDGES);
            }
            from = to;
        }
    }

    /// A link; false where there is none.
    fn link(&mut self) -> Parsed<bool> {
        let named = self.eat(Kind::LinkId);
        if self.eat(Kind::Link) {
            if self.next.kind == Kind::Pipe {
                let open = self.take();
                self.label(open, &[Kind::Pipe])?;
                self.eat(Kind::Space);
            }
            return Ok(true);
        }
        if self.next.kind != Kind::LinkStart {
            return if named { self.stop("flow_arrow", LINKS) } else { Ok(false) };
        }
        let start = self.take();
        if !self.eat(Kind::Quoted) {
            self.edge_text(start)?;
        }
        while self.eat(Kind::EdgeText) {}
        if self.next.kind != Kind::Link {
            return self.edge_text(start).map(|()| true);
        }
        self.take();
        Ok(true)
    }

    fn edge_text(&mut self, start: Token) -> Parsed {
        if self.eat(Kind::EdgeText) {
            return Ok(());
        }
        if self.next.start == self.text.len() {
            let (start, end, _) = shown(self.text, start);
            let what = Message::new("flow_half_arrow");
            return fault((start, end), what, "flow_hint_edge");
        }
        self.stop("flow_edge_label", "flow_hint_edge_label")
    }

    /// Nodes with `&` between them, and how many they are.
    fn nodes(&mut self) -> Parsed<usize> {
        let mut count = 1;
        self.node()?;
        loop {
            let spaces = self.eat(Kind::Space);
            if self.next.kind != Kind::Ampersand {
                return Ok(count);
            }
            if !spaces {
                return self.stop("flow_space_before_and", LINKS);
            }
            self.take();
            self.expect(Kind::Space, "flow_space_after_and", LINKS)?;
            self.node()?;
            count += 1;
        }
    }

    fn node(&mut self) -> Parsed {
        self.id("flow_node", LINKS)?;
        match self.next.kind {
            Kind::Open(shape) => {
                let open = self.take();
                self.shape(shape, open)?;
            }
            Kind::TagEnd => {
                let open = self.take();
                self.label(open, &[Kind::Close(Shape::Square)])?;
            }
            Kind::Props => {
                self.take();
                self.expect(Kind::Word, "flow_property", QUOTE)?;
                self.expect(Kind::Colon, "flow_colon", QUOTE)?;
                self.expect(Kind::Word, "flow_value", QUOTE)?;
                let open = self.next;
                self.expect(Kind::Pipe, "flow_pipe", QUOTE)?;
                self.label(open, &[Kind::Close(Shape::Square)])?;
            }
            _ => {}
        }
        if self.eat(Kind::ClassMark) {
            self.id("flow_class", STYLES)?;
        }
        Ok(())
    }

    fn shape(&mut self, shape: Shape, open: Token) -> Parsed {
        let doubled = matches!(shape, Shape::Round | Shape::Brace) && self.eat(Kind::Open(shape));
        let slanted = [Kind::Close(Shape::Slash), Kind::Close(Shape::Backslash)];
        match shape {
            Shape::Slash | Shape::Backslash => self.label(open, &slanted)?,
            _ => self.label(open, &[Kind::Close(shape)])?,
        }
        if doubled { self.expect(Kind::Close(shape), "flow_second_bracket", CLOSE) } else { Ok(()) }
    }

    /// The text of a label, up to what closes it.
    fn label(&mut self, open: Token, closings: &[Kind]) -> Parsed {
        let first = self.next;
        if !matches!(first.kind, Kind::Text | Kind::Quoted) {
            if first.kind == Kind::Bad {
                return self.unclosed(open);
            }
            return self.stop("flow_label", "flow_hint_empty_label");
        }
        self.take();
        while self.eat(Kind::Text) {}
        if closings.contains(&self.next.kind) {
            self.take();
            return Ok(());
        }
        if first.kind == Kind::Quoted && self.text[first.start..first.end].contains('\n') {
            let line = self.text[first.start..first.end].lines().next().unwrap_or_default();
            let what = Message::new("flow_open_quote");
            return fault((first.start - 1, first.start + line.len()), what, QUOTED);
        }
        if self.next.kind == Kind::Bad {
            return self.unclosed(open);
        }
        self.stop("flow_label_end", QUOTE)
    }

    fn unclosed<T>(&self, open: Token) -> Parsed<T> {
        fault((open.start, open.end), Message::new("flow_open_label"), CLOSE)
    }

    fn id(&mut self, expected: &'static str, hint: &'static str) -> Parsed {
        if !self.next.kind.is_id() {
            return self.stop(expected, hint);
        }
        while self.next.kind.is_id() {
            self.take();
        }
        Ok(())
    }
}
