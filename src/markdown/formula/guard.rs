//! What of a foreign renderer's output is taken over. It does not escape all that a record holds (`<` in the name of an operator), so
//! each tag is looked at.

/// Elements that draw, and those that set words.
const ELEMENTS: [&str; 31] = [
    "b",
    "code",
    "em",
    "i",
    "math",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "s",
    "span",
    "u",
];

/// Attributes that say how.
const ATTRIBUTES: [&str; 24] = [
    "accent",
    "accentunder",
    "class",
    "depth",
    "display",
    "displaystyle",
    "fence",
    "form",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "style",
    "symmetric",
    "voffset",
    "width",
];

/// Whether a piece of HTML is MathML alone, and whole.
pub(super) fn is_mathml(html: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(start) = memchr::memchr(b'<', rest.as_bytes()) {
        // What is outside of it is text, which stands nowhere.
        if open.is_empty() && (start > 0 || rest.len() < html.len()) {
            return false;
        }
        rest = &rest[start + 1..];
        let Some(end) = memchr::memchr(b'>', rest.as_bytes()) else { return false };
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return false;
            }
            continue;
        }
        let is_empty = tag.ends_with('/');
        let (name, attributes) =
            tag.trim_end_matches('/').split_once(' ').unwrap_or((tag.trim_end_matches('/'), ""));
        let is_known = ELEMENTS.contains(&name) && (name == "math") == open.is_empty();
        if !is_known || !are_attributes(attributes) {
            return false;
        }
        if !is_empty {
            open.push(name);
        }
    }
    html.starts_with("<math") && open.is_empty() && rest.is_empty()
}

/// Whether a text is attributes that are known, with values that mean nothing else.
fn are_attributes(text: &str) -> bool {
    let mut rest = text.trim();
    while !rest.is_empty() {
        let Some((name, after)) = rest.split_once("=\"") else { return false };
        let Some((value, after)) = after.split_once('"') else { return false };
        let is_value = value.bytes().all(|b| b.is_ascii_alphanumeric() || b" -.:;%#".contains(&b));
        if !ATTRIBUTES.contains(&name) || !is_value {
            return false;
        }
        rest = after.trim_start();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::is_mathml;

    #[test]
    fn nothing_but_mathml_is_let_through() {
        for html in [
            "<math><mi>x</mi></math>",
            "<math display=\"block\"><mrow style=\"border-left: 0.05em solid currentcolor;\"><mspace width=\"1em\"/></mrow></math>",
            "<math><mtext><b>a &lt; b</b></mtext></math>",
        ] {
            assert!(is_mathml(html), "{html}");
        }
        for html in [
            "",
            "x",
            "<mi>x</mi>",
            "<math><mo><script></mo></math>",
            "<math><mo><img src=\"x\"/></mo></math>",
            "<math><mi onclick=\"x\">x</mi></math>",
            "<math><mi href=\"#a\">x</mi></math>",
            "<math><mi id=\"main\">x</mi></math>",
            "<math><mi style=\"background: url(x)\">x</mi></math>",
            "<math><mi class=x>x</mi></math>",
            "<math><mrow></math>",
            "<math></mrow></math>",
            "<math></math><math></math>",
            "<math></math>x",
            "x<math></math>",
            "<math><mo><</mo></math>",
            "<math><math></math></math>",
            "<math",
        ] {
            assert!(!is_mathml(html), "{html}");
        }
    }
}
