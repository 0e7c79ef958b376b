//! Nodes of a flowchart, their labels, and the links between them.

use smallvec::{SmallVec, smallvec};

use super::Parser;
use super::chart::{Edge, Heads};
use crate::base::message::Message;
use crate::diagram::lint::halt::{CLOSE, EDGES, LINKS, Parsed, QUOTE, QUOTED, STYLES, fault, shown};
use crate::diagram::lint::tokens::{Kind, Shape, Token};

/// Mermaid's own limit, which a diagram cannot raise.
const MAX_EDGES: usize = 500;

/// What a link says.
struct Link<'a> {
    label: &'a str,
    heads: Heads,
}

impl<'a> Parser<'a> {
    /// Nodes and the links between them.
    pub(super) fn vertices(&mut self) -> Parsed {
        let mut from = self.nodes()?;
        loop {
            self.eat(Kind::Space);
            let at = self.next;
            let Some(link) = self.link()? else { return Ok(()) };
            let to = self.nodes()?;
            self.edges += from.len() * to.len();
            if self.edges > MAX_EDGES {
                let what = Message::new("flow_too_many").with("most", MAX_EDGES);
                return fault((at.start, at.end), what, EDGES);
            }
            if let Some(chart) = &mut self.chart {
                for (from, to) in from.iter().flat_map(|from| to.iter().map(move |to| (*from, *to))) {
                    chart.edges.push(Edge {
                        from,
                        to,
                        label: link.label.trim().to_owned(),
                        heads: link.heads,
                    });
                }
            }
            from = to;
        }
    }

    /// A link; `None` where there is none.
    fn link(&mut self) -> Parsed<Option<Link<'a>>> {
        let named = self.eat(Kind::LinkId);
        let start = self.next;
        if self.eat(Kind::Link) {
            let heads = Heads::of("", self.written(start.start, start.end));
            let mut label = "";
            if self.next.kind == Kind::Pipe {
                let open = self.take();
                label = self.label(open, &[Kind::Pipe])?;
                self.eat(Kind::Space);
            }
            return Ok(Some(Link { label, heads }));
        }
        if self.next.kind != Kind::LinkStart {
            return if named { self.stop("flow_arrow", LINKS) } else { Ok(None) };
        }
        let start = self.take();
        let text = self.next;
        if !self.eat(Kind::Quoted) {
            self.edge_text(start)?;
        }
        let mut end = text.end;
        while self.next.kind == Kind::EdgeText {
            end = self.take().end;
        }
        let label = self.text(text, end);
        let close = self.next;
        if close.kind != Kind::Link {
            self.edge_text(start)?;
            return Ok(Some(Link { label, heads: Heads::None }));
        }
        self.take();
        let (start, end) = (self.written(start.start, start.end), self.written(close.start, close.end));
        Ok(Some(Link { label, heads: Heads::of(start, end) }))
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

    /// Nodes with `&` between them: their places.
    fn nodes(&mut self) -> Parsed<SmallVec<[usize; 4]>> {
        let mut ids = smallvec![self.node()?];
        loop {
            let spaces = self.eat(Kind::Space);
            if self.next.kind != Kind::Ampersand {
                return Ok(ids);
            }
            if !spaces {
                return self.stop("flow_space_before_and", LINKS);
            }
            self.take();
            self.expect(Kind::Space, "flow_space_after_and", LINKS)?;
            ids.push(self.node()?);
        }
    }

    /// A node; gives its place, where somebody wants to know.
    fn node(&mut self) -> Parsed<usize> {
        let id = self.id("flow_node", LINKS)?;
        let label = match self.next.kind {
            Kind::Open(shape) => {
                let open = self.take();
                Some(self.shape(shape, open)?)
            }
            Kind::TagEnd => {
                let open = self.take();
                Some(self.label(open, &[Kind::Close(Shape::Square)])?)
            }
            Kind::Props => {
                self.take();
                self.expect(Kind::Word, "flow_property", QUOTE)?;
                self.expect(Kind::Colon, "flow_colon", QUOTE)?;
                self.expect(Kind::Word, "flow_value", QUOTE)?;
                let open = self.next;
                self.expect(Kind::Pipe, "flow_pipe", QUOTE)?;
                Some(self.label(open, &[Kind::Close(Shape::Square)])?)
            }
            _ => None,
        };
        if self.eat(Kind::ClassMark) {
            self.id("flow_class", STYLES)?;
        }
        let open = self.open.last().map(|(_, group)| *group);
        Ok(self.chart.as_mut().map_or(0, |chart| chart.name(id, label, open)))
    }

    fn shape(&mut self, shape: Shape, open: Token) -> Parsed<&'a str> {
        let doubled = matches!(shape, Shape::Round | Shape::Brace) && self.eat(Kind::Open(shape));
        let slanted = [Kind::Close(Shape::Slash), Kind::Close(Shape::Backslash)];
        let label = match shape {
            Shape::Slash | Shape::Backslash => self.label(open, &slanted)?,
            _ => self.label(open, &[Kind::Close(shape)])?,
        };
        if doubled {
            self.expect(Kind::Close(shape), "flow_second_bracket", CLOSE)?;
        }
        Ok(label)
    }

    /// The text of a label, up to what closes it.
    pub(super) fn label(&mut self, open: Token, closings: &[Kind]) -> Parsed<&'a str> {
        let first = self.next;
        if !matches!(first.kind, Kind::Text | Kind::Quoted) {
            if first.kind == Kind::Bad {
                return self.unclosed(open);
            }
            return self.stop("flow_label", "flow_hint_empty_label");
        }
        self.take();
        let mut end = first.end;
        while self.next.kind == Kind::Text {
            end = self.take().end;
        }
        if closings.contains(&self.next.kind) {
            self.take();
            return Ok(self.text(first, end));
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

    /// A label's text. One in Markdown has its mark before it.
    fn text(&self, first: Token, end: usize) -> &'a str {
        let is_markdown = first.kind == Kind::Quoted && self.written(0, first.start).ends_with("\"`");
        self.written(first.start - usize::from(is_markdown), end)
    }

    fn unclosed<T>(&self, open: Token) -> Parsed<T> {
        fault((open.start, open.end), Message::new("flow_open_label"), CLOSE)
    }

    pub(super) fn id(&mut self, expected: &'static str, hint: &'static str) -> Parsed<&'a str> {
        if !self.next.kind.is_id() {
            return self.stop(expected, hint);
        }
        let Token { start, mut end, .. } = self.next;
        while self.next.kind.is_id() {
            end = self.take().end;
        }
        Ok(self.written(start, end))
    }
}
