//! A formula as MathML.

use std::sync::LazyLock;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

use super::guard;
use super::tex;
use crate::base::caught::caught;
use crate::markdown::raw;

/// What the library does not know by itself, in what it knows.
const MACROS: [(&str, &str); 25] = [
    ("abs", r"\left\lvert #1\right\rvert"),
    ("E", r"\mathbb{E}"),
    ("KL", r"\operatorname{KL}"),
    ("Tr", r"\operatorname{Tr}"),
    ("argmax", r"\operatorname*{arg\,max}"),
    ("argmin", r"\operatorname*{arg\,min}"),
    ("boxed", r"\begin{darray}{|c|}\hline #1 \\ \hline\end{darray}"),
    ("dd", r"\mathrm{d}"),
    ("diag", r"\operatorname{diag}"),
    ("dv", r"\frac{\mathrm{d}#1}{\mathrm{d}#2}"),
    ("eqref", "(#1)"),
    ("hfill", r"\quad"),
    ("href", "#2"),
    ("norm", r"\left\lVert #1\right\rVert"),
    ("nicefrac", "{#1}/{#2}"),
    ("pdv", r"\frac{\partial #1}{\partial #2}"),
    ("rank", r"\operatorname{rank}"),
    ("set", r"\{#1\}"),
    ("sgn", r"\operatorname{sgn}"),
    ("sign", r"\operatorname{sign}"),
    ("smash", "#1"),
    ("softmax", r"\operatorname{softmax}"),
    ("substack", r"\begin{subarray}{c}#1\end{subarray}"),
    ("tag", r"\qquad(#1)"),
    ("tr", r"\operatorname{tr}"),
];

static LIBRARY: LazyLock<Option<LatexToMathML>> = LazyLock::new(|| {
    let macros = MACROS.iter().map(|(name, meaning)| ((*name).to_owned(), (*meaning).to_owned())).collect();
    // The accents above several letters, which some browsers draw too narrow.
    let config = MathCoreConfig { macros, allow_unreliable_rendering: true, ..MathCoreConfig::default() };
    LatexToMathML::new(config).ok()
});

/// What stands around a formula, and whether it stands on a line of its own.
const MARKS: [(&str, &str, bool); 4] =
    [("$$", "$$", true), ("\\[", "\\]", true), ("\\(", "\\)", false), ("$", "$", false)];

/// A formula with its marks as HTML: drawn, or its source whole where the library cannot read it.
///
/// The source goes with the drawing as an annotation, where programs that copy or convert a page look for it, and not as
/// `alttext`: where a formula has one, screen readers read its backslashes in place of what is drawn.
pub(super) fn html(formula: &str) -> String {
    let inside = |(open, close, is_display): &(&str, &str, bool)| {
        formula.strip_prefix(open)?.strip_suffix(close).map(|tex| (tex, *is_display))
    };
    let (source, is_display) = MARKS.iter().find_map(inside).unwrap_or((formula, true));
    let mut html = String::new();
    let Some(math) = mathml(source, is_display) else {
        html.push_str("<code class=\"tex\">");
        raw::escape(&mut html, formula);
        html.push_str("</code>");
        return html;
    };
    if source.len() <= MAX_NARROW {
        annotated(&mut html, &math, source);
    } else {
        // What is around it scrolls.
        let class = if is_display { "formula" } else { "formula in-line" };
        html.extend(["<span class=\"", class, "\" tabindex=\"0\" role=\"group\">"]);
        annotated(&mut html, &math, source);
        html.push_str("</span>");
    }
    html
}

/// A formula with a longer source may be wider than a phone.
const MAX_NARROW: usize = 40;

/// No formula that means something is drawn with so many bytes, and so many more for each byte of its source. A row of `&` is.
const MAX_BYTES: usize = 2_000;
const MAX_RATIO: usize = 40;

fn mathml(source: &str, is_display: bool) -> Option<String> {
    let readable = tex::readable(source)?;
    let display = if is_display { MathDisplay::Block } else { MathDisplay::Inline };
    let library = LIBRARY.as_ref()?;
    let math = caught(|| library.convert_with_local_state(&readable, display).ok())??.mathml;
    let is_sound = math.len() <= MAX_BYTES + MAX_RATIO * source.len() && guard::is_mathml(&math);
    is_sound.then_some(math)
}

/// Adds a drawing with its source.
fn annotated(html: &mut String, math: &str, source: &str) {
    let inside = math.split_once('>').and_then(|(start, rest)| Some((start, rest.strip_suffix("</math>")?)));
    let Some((start, drawing)) = inside else { return };
    html.push_str(start);
    html.push_str("><semantics><mrow>");
    html.push_str(drawing);
    html.push_str("</mrow><annotation encoding=\"application/x-tex\">");
    raw::escape(html, source.trim());
    html.push_str("</annotation></semantics></math>");
}
