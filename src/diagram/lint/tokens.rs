//! The tokens of a flowchart.

/// What a token is to the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Semicolon,
    Newline,
    Space,
    End,
    Graph,
    NoDirection,
    HeadDirection,
    Subgraph,
    EndWord,
    Direction,
    Ampersand,
    ClassMark,
    Colon,
    Comma,
    Number,
    Hash,
    Star,
    Minus,
    Word,
    Letter,
    Down,
    Up,
    TagStart,
    /// `>`, which opens a label.
    TagEnd,
    Link,
    LinkStart,
    LinkId,
    EdgeText,
    Quoted,
    Text,
    Pipe,
    Open(Shape),
    Close(Shape),
    Props,
    Style,
    Default,
    LinkStyle,
    Interpolate,
    ClassDef,
    Class,
    Click,
    Href,
    Target,
    Separator,
    /// Nothing that Mermaid knows.
    Bad,
    /// Something that Mermaid knows and this lexer does not.
    Foreign,
}

/// The brackets around a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Square,
    Round,
    Brace,
    Double,
    Triple,
    Stadium,
    Cylinder,
    Ellipse,
    Slash,
    Backslash,
}

/// A token and its bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

impl Kind {
    /// Whether an id may hold it.
    pub(super) fn is_id(self) -> bool {
        use Kind::{Ampersand, Colon, Comma, Default, Down, Hash, Letter, Minus, Number, Star, Word};
        let ids = [Number, Word, Down, Minus, Default, Comma, Colon, Ampersand, Hash, Star, Letter];
        ids.contains(&self)
    }

    /// Whether the name of a function or a curve may hold it.
    pub(super) fn is_name(self) -> bool {
        (self.is_id() && self != Self::Default) || self == Self::HeadDirection
    }

    /// Whether the title of a subgraph may hold it.
    pub(super) fn is_title(self) -> bool {
        use Kind::{Class, ClassDef, Click, Graph, LinkStart, LinkStyle, Space, Style, Subgraph, Up};
        let words = [Style, LinkStyle, ClassDef, Class, Click, Graph, Subgraph, Self::EndWord, Up];
        let others = [Space, LinkStart, Self::HeadDirection];
        let is_plain = self.is_id() && !matches!(self, Self::Comma | Self::Default);
        is_plain || words.contains(&self) || others.contains(&self)
    }

    /// Whether a style may hold it.
    pub(super) fn is_style(self) -> bool {
        matches!(self, Self::Number | Self::Word | Self::Colon | Self::Space | Self::Hash | Self::Style)
    }

    /// Whether a statement may end with it.
    pub(super) fn ends(self) -> bool {
        matches!(self, Self::Newline | Self::Semicolon | Self::End)
    }
}

/// Words that are not read as ids, where no letter, digit or underscore follows.
pub(super) const KEYWORDS: [(&str, Kind); 15] = [
    ("style", Kind::Style),
    ("default", Kind::Default),
    ("linkStyle", Kind::LinkStyle),
    ("interpolate", Kind::Interpolate),
    ("classDef", Kind::ClassDef),
    ("class", Kind::Class),
    ("flowchart-elk", Kind::Graph),
    ("swimlane-beta", Kind::Graph),
    ("graph", Kind::Graph),
    ("flowchart", Kind::Graph),
    ("subgraph", Kind::Subgraph),
    ("_self", Kind::Target),
    ("_blank", Kind::Target),
    ("_parent", Kind::Target),
    ("_top", Kind::Target),
];
