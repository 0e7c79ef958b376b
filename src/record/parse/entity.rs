//! References of HTML in texts that are no markup, such as `Q&amp;A`, as programs leave them that read pages and captions.

use std::borrow::Cow;

use super::decode::clean_text;

/// Names in use, and what each stands for. An ampersand is read apart.
const NAMED: [(&str, &str); 16] = [
    ("lt;", "<"),
    ("gt;", ">"),
    ("quot;", "\""),
    ("apos;", "'"),
    ("nbsp;", " "),
    ("lrm;", ""),
    ("rlm;", ""),
    ("hellip;", "…"),
    ("mdash;", "—"),
    ("ndash;", "–"),
    ("middot;", "·"),
    ("lsquo;", "‘"),
    ("rsquo;", "’"),
    ("ldquo;", "“"),
    ("rdquo;", "”"),
    ("times;", "×"),
];

/// An ampersand that is itself written as a reference.
const AMPERSANDS: [&str; 3] = ["amp;", "#38;", "#x26;"];

/// A text with what its references stand for. References that were written twice (`&amp;#39;`) are read to the end, so that
/// reading the result again changes nothing.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    let Some(first) = first_reference(text) else { return text.into() };
    let mut out = text[..first].to_owned();
    let mut rest = &text[first..];
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        let (read, length) = reference(&rest[at..]).unwrap_or(("&".into(), 1));
        out.push_str(&rest[..at]);
        out.push_str(&read);
        rest = &rest[at + length..];
    }
    (out + rest).into()
}

/// Where the first reference begins.
fn first_reference(text: &str) -> Option<usize> {
    memchr::memchr_iter(b'&', text.as_bytes()).find(|at| reference(&text[*at..]).is_some())
}

/// What a reference at the beginning of a text stands for, and how many bytes it has.
pub(super) fn reference(text: &str) -> Option<(Cow<'static, str>, usize)> {
    let mut rest = text.strip_prefix('&')?;
    let mut is_ampersand = false;
    while let Some(after) = AMPERSANDS.iter().find_map(|name| rest.strip_prefix(name)) {
        (rest, is_ampersand) = (after, true);
    }
    let here = text.len() - rest.len();
    let named = NAMED.iter().find(|(name, _)| rest.starts_with(name));
    let found = named.map(|(name, meaning)| (Cow::Borrowed(*meaning), name.len())).or_else(|| numbered(rest));
    match found {
        Some((meaning, length)) => Some((meaning, here + length)),
        None => is_ampersand.then_some((Cow::Borrowed("&"), here)),
    }
}

/// `#39;` or `#x27;`: a character that a page may hold, and how many bytes say so.
fn numbered(text: &str) -> Option<(Cow<'static, str>, usize)> {
    const MAX_DIGITS: usize = 7;
    let digits = text.strip_prefix('#')?;
    let (digits, radix) = digits.strip_prefix(['x', 'X']).map_or((digits, 10), |digits| (digits, 16));
    let end = memchr::memchr(b';', &digits.as_bytes()[..digits.len().min(MAX_DIGITS + 1)])?;
    let number = digits.get(..end).filter(|digits| digits.bytes().all(|b| b.is_ascii_alphanumeric()))?;
    let c = char::from_u32(u32::from_str_radix(number, radix).ok()?)?;
    let is_text = c != '\r' && clean_text(c.encode_utf8(&mut [0; 4])).chars().eq([c]);
    (is_text && c != '&').then(|| (c.to_string().into(), text.len() - digits.len() + end + 1))
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn references_stand_for_what_they_mean() {
        let cases = [
            ("Rock &amp; Roll &#39;n&#x27; &quot;more&quot;", "Rock & Roll 'n' \"more\""),
            ("it&amp;#39;s Q&amp;amp;A &gt;&gt; &#20320;&nbsp;好", "it's Q&A >> 你 好"),
            ("a & b &c; &; &#; &#xZZ; AT&T", "a & b &c; &; &#; &#xZZ; AT&T"),
            ("&#0;&#x110000;&#27;&#xFFFE;", "&#0;&#x110000;&#27;&#xFFFE;"),
            ("一 & 二 &amp; 三", "一 & 二 & 三"),
            ("&amp;lt;script&amp;gt;", "<script>"),
        ];
        for (text, expected) in cases {
            assert_eq!(decoded(text), expected, "{text}");
            assert_eq!(decoded(expected), expected, "{expected}");
        }
    }
}
