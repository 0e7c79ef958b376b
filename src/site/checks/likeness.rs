//! What tells without two texts at hand how much they have in common.
//!
//! A text is taken for the set of its runs of letters; of each of a few dozen classes of runs, the least by its hash is kept
//! (MinHash with one permutation: Li, Owen, Zhang 2012). Of two texts, as many of these agree as the sets have runs in
//! common, of all that either has.

use serde::{Deserialize, Serialize};

use crate::base::text::is_alphanumeric;

/// So many classes there are.
const CLASSES: usize = 64;

/// A run has so many letters: about one English word, or two or three Chinese ones.
const RUN: usize = 6;

/// Shorter texts are alike by chance.
const MIN_LETTERS: usize = 200;

/// The least run of each class; 0 where a class has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<u16>", into = "Vec<u16>")]
pub struct Likeness([u16; CLASSES]);

impl From<Likeness> for Vec<u16> {
    fn from(Likeness(classes): Likeness) -> Self {
        classes.into()
    }
}

impl TryFrom<Vec<u16>> for Likeness {
    type Error = &'static str;

    fn try_from(classes: Vec<u16>) -> Result<Self, Self::Error> {
        classes.try_into().map(Self).map_err(|_| "another number of classes")
    }
}

impl Likeness {
    /// So many parts [`parts`](Self::parts) gives.
    pub const PARTS: usize = 16;

    /// Of a text; `None` where it is too short to be compared.
    pub fn of(text: &str) -> Option<Self> {
        let mut least = [u64::MAX; CLASSES];
        let mut run = [0; RUN];
        let mut letters = 0;
        let mut hash = 0_u64;
        for c in text.chars().filter(|c| is_alphanumeric(*c)) {
            let letter = u64::from(u32::from(c.to_ascii_lowercase()));
            let place = letters % RUN;
            hash =
                hash.wrapping_mul(FACTOR).wrapping_add(letter).wrapping_sub(LEAVING.wrapping_mul(run[place]));
            run[place] = letter;
            letters += 1;
            if letters >= RUN {
                let mixed = mix(hash);
                let class = (mixed >> 58) as usize;
                least[class] = least[class].min(mixed);
            }
        }
        // Of a small number the lower bits are as good as any.
        let short = |least: u64| if least == u64::MAX { 0 } else { least as u16 | 1 };
        (letters >= MIN_LETTERS).then(|| Self(least.map(short)))
    }

    /// How many percent of their runs two texts have in common, about.
    pub fn percent(&self, other: &Self) -> usize {
        let pairs = || self.0.iter().zip(&other.0).filter(|(own, others)| **own | **others != 0);
        let same = pairs().filter(|(own, others)| own == others).count();
        100 * same / pairs().count().max(1)
    }

    /// What texts are found by that may be alike: of two that have four fifths in common, hardly ever all differ.
    pub fn parts(&self) -> impl Iterator<Item = u64> {
        let parts = self.0.as_chunks::<{ CLASSES / Self::PARTS }>().0.iter();
        parts.map(|part| part.iter().fold(0, |all, class| all << 16 | u64::from(*class)))
    }
}

const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
/// What a letter has become when it leaves the run.
const LEAVING: u64 = FACTOR.wrapping_pow(RUN as u32);

/// The end of SplitMix64: every bit depends on every other.
fn mix(hash: u64) -> u64 {
    let hash = (hash ^ hash >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let hash = (hash ^ hash >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    hash ^ hash >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(numbers: impl Iterator<Item = u32>) -> String {
        numbers
            .map(|n| format!("第{n}条日志写在状态{}之前，重放时{}先到。", n * 7919 % 997, n * 31 % 89))
            .collect()
    }

    #[test]
    fn texts_are_as_like_as_they_have_runs_in_common() {
        let likeness = |text: &str| Likeness::of(text).unwrap();
        let whole = likeness(&sentences(0..100));
        assert_eq!(whole.percent(&likeness(&sentences(0..100))), 100);
        let nearly = whole.percent(&likeness(&sentences((0..100).filter(|n| n % 25 != 3))));
        assert!((80..=99).contains(&nearly), "{nearly}");
        let other = whole
            .percent(&likeness(&"Bread rises while the baker sleeps, and other things of note. ".repeat(9)));
        assert!(other < 10, "{other}");
    }

    #[test]
    fn marks_and_case_do_not_count() {
        let of = |text: &str| Likeness::of(&text.repeat(20)).unwrap();
        assert_eq!(of("**The log** comes first."), of("the log, comes first!\n"));
    }

    #[test]
    fn short_texts_are_not_compared() {
        assert_eq!(Likeness::of("先写日志再改状态"), None);
    }
}
