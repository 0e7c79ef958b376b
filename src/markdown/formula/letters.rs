//! A formula on its way through the Markdown parser, which would take its backslashes, stars, bars and line ends for marks: each sign
//! that it knows is put as a letter that it does not. Decoding has replaced these characters, so no record holds them.

use std::borrow::Cow;

/// A formula stands between the two.
const OPEN: char = '\u{FDD2}';
const CLOSE: char = '\u{FDD3}';

/// The signs that stand as the letters from here on.
const FIRST: char = '\u{FDD4}';
const SIGNS: [char; 28] = [
    '\\', '`', '*', '_', '~', '[', ']', '<', '>', '&', '|', '(', ')', '"', '\'', '!', '$', '\n', '\t', '^',
    '#', '+', '-', '=', ':', '@', '{', '}',
];

/// A formula in letters.
pub(in crate::markdown) fn hide(formula: &str) -> String {
    let mut hidden = String::with_capacity(formula.len() * 2);
    hidden.push(OPEN);
    hidden.extend(formula.chars().map(|c| match SIGNS.iter().position(|sign| *sign == c) {
        Some(place) => char::from_u32(FIRST as u32 + place as u32).unwrap_or(c),
        None => c,
    }));
    hidden.push(CLOSE);
    hidden
}

/// A text with its formulas as they were written.
pub(in crate::markdown) fn show(text: &str) -> Cow<'_, str> {
    if !may_have(text) {
        return text.into();
    }
    let sign = |c: char| match u32::from(c).checked_sub(u32::from(FIRST)) {
        Some(place) => SIGNS.get(place as usize).copied().unwrap_or(c),
        None => c,
    };
    text.chars().filter(|c| !matches!(*c, OPEN | CLOSE)).map(sign).collect()
}

/// Whether a text may have formulas in letters.
pub(in crate::markdown) fn may_have(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), "\u{FDD2}".as_bytes()).is_some()
}

/// A piece of a text.
pub(in crate::markdown) enum Piece<'a> {
    Text(&'a str),
    /// A formula in letters, with what it stands between.
    Formula(&'a str),
}

/// Takes a text apart.
pub(in crate::markdown) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let open = rest.find(OPEN).unwrap_or(rest.len());
        let formula = rest[open..].find(CLOSE).map(|end| end + CLOSE.len_utf8()).filter(|_| open == 0);
        let (piece, after) = rest.split_at(formula.unwrap_or(if open == 0 { rest.len() } else { open }));
        rest = after;
        let piece = if formula.is_some() { Piece::Formula(piece) } else { Piece::Text(piece) };
        (!matches!(piece, Piece::Text(""))).then_some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_shown_again() {
        let formula = "$$\n\\frac{a_1^*}{b}\t| <x> & \"y\" #@~`!'(中)[0:1]+2-3=x$$";
        let hidden = hide(formula);
        assert!(!hidden.contains(SIGNS), "{hidden}");
        let text = format!("甲{hidden}乙{hidden}");
        assert_eq!(show(&text), format!("甲{formula}乙{formula}"));
        let pieces: Vec<_> = pieces(&text).map(|piece| matches!(piece, Piece::Formula(_))).collect();
        assert_eq!(pieces, [false, true, false, true]);
    }
}
