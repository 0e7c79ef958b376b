//! The languages that are written in Latin letters, by their small words.

/// Languages, and words that stand in nearly every text of theirs. English comes first, so that it has what is undecided.
const LANGUAGES: [(&str, &str); 7] = [
    (
        "en",
        " the of and to in is that it for on with as are was be this by from at you how what why not can your we an or has ",
    ),
    (
        "de",
        " der die das und ist nicht ein eine einen mit von zu den im für auf des dem sich auch wie wird aus bei wir ",
    ),
    ("fr", " le la les des et est une un du que qui dans pour pas sur avec ce au aux plus par sont en de "),
    ("es", " el la los las de y que en un una por con para es del se como más lo su al "),
    ("pt", " o a os as de e que em um uma por com para é do da dos não se como mais no na ao "),
    ("it", " il la le di e che un una per con non del della è i gli si come più nel lo "),
    ("nl", " de het een en van is dat niet met op voor zijn te aan wordt ook bij hoe "),
];

/// A shorter text has too few words to tell by what is missing.
const MIN_WORDS: usize = 8;
/// A text of another language has so many small words at least: some stand in names.
const MIN_FOUND: usize = 2;

/// What machines read, in the midst of text: addresses, formulas, names of files.
const OF_MACHINES: [char; 9] = ['\\', '/', '_', '^', '{', '=', '@', '$', '<'];

/// A text without what machines read in it, whose letters tell nothing of its language.
pub(super) fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_other = |c: char| c.is_ascii_graphic() != first.is_ascii_graphic();
        let (run, after) = rest.split_at(rest.find(is_other).unwrap_or(rest.len()));
        words.push_str(if run.contains(OF_MACHINES) { "" } else { run });
        rest = after;
    }
    words
}

/// The language of a text in Latin letters, as a BCP 47 tag; empty where it is of none of those that are known.
pub(super) fn of_latin(text: &str) -> &'static str {
    let mut found = [0_usize; LANGUAGES.len()];
    let mut words = 0;
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        let word = format!(" {} ", word.to_lowercase());
        words += 1;
        for (count, (_, known)) in found.iter_mut().zip(LANGUAGES) {
            *count += usize::from(known.contains(&word));
        }
    }
    let most = found.iter().copied().max().unwrap_or_default();
    let best = found.iter().position(|count| *count == most).unwrap_or_default();
    match best {
        0 if most == 0 && words >= MIN_WORDS => "",
        0 => "en",
        best if most >= MIN_FOUND => LANGUAGES[best].0,
        _ if words >= MIN_WORDS => "",
        _ => "en",
    }
}

#[cfg(test)]
mod tests {
    use super::of_latin;
    use crate::base::text::guess_language;

    #[test]
    fn addresses_and_formulas_are_in_no_language() {
        for text in [
            "见 https://example.org/a/long/path?of=a&b=com，完",
            "设 $\\operatorname{softmax}(QK^\\top)$ 为权重",
            "改 src/main_window.rs 一处",
        ] {
            assert_eq!(guess_language(text), "zh", "{text}");
        }
        assert_eq!(guess_language("See https://example.org/的 for the rest"), "en");
    }

    #[test]
    fn small_words_tell_languages_apart() {
        let cases = [
            ("Slow running is easier to keep up", "en"),
            ("Rust async runtime internals", "en"),
            ("Langsames Laufen ist leichter und nicht nur für Anfänger", "de"),
            ("Courir lentement est plus facile pour les débutants", "fr"),
            ("Correr despacio es más fácil para los principiantes", "es"),
            ("Correr devagar é mais fácil para quem não tem tempo", "pt"),
            ("Correre piano è più facile per chi non ha tempo", "it"),
            ("Langzaam lopen is makkelijker voor het hele gezin", "nl"),
            ("Powolne bieganie jest łatwiejsze dla początkujących i zdrowsze dla serca", ""),
            ("Los Angeles", "en"),
            ("", "en"),
        ];
        for (text, expected) in cases {
            assert_eq!(of_latin(text), expected, "{text}");
        }
    }
}
