//! Where a record comes from: a platform, an id and a link.

use crate::chance::Rng;

/// Sources of different records differ, as the numbers behind their ids do.
pub(crate) struct Source {
    pub(crate) id: String,
    pub(crate) url: String,
    /// Downloads of Bilibili carry the id at the end of the title.
    pub(crate) in_title: bool,
    pub(crate) english: bool,
}

impl Source {
    pub(crate) fn of(seed: u64, index: u64) -> Self {
        // A stream of its own: a duplicate asks for the source of another record.
        let mut rng = Rng::new(!seed, index);
        let spread = Spread { seed, index };
        let english = rng.chance(20);
        let choice = rng.below(100) + if english { 60 } else { 0 };
        let in_title = choice < 85;
        let (id, url) = match choice {
            0..85 => bilibili(&spread, rng.chance(90)),
            85..92 | 100..130 => youtube(&spread),
            92..96 | 130..150 => arxiv(&spread),
            96..98 => xiaoyuzhou(&spread),
            _ => web(index),
        };
        Self { id, url, in_title, english }
    }
}

fn bilibili(spread: &Spread, short: bool) -> (String, String) {
    let id = format!("BV1{}", spread.code(BASE58, 9, 58_u128.pow(9)));
    let url = if short {
        format!("https://b23.tv/{}", spread.code(BASE62, 7, 62_u128.pow(7)))
    } else {
        format!("https://www.bilibili.com/video/{id}/?spm_id_from=333.999")
    };
    (id, url)
}

fn youtube(spread: &Spread) -> (String, String) {
    let id = spread.code(BASE64, 11, 1 << 64);
    let url = format!("https://www.youtube.com/watch?v={id}");
    (id, url)
}

fn arxiv(spread: &Spread) -> (String, String) {
    const PER_MONTH: u128 = 20_000;
    let number = spread.below(36 * PER_MONTH);
    let month = number / PER_MONTH;
    let id = format!("{}{:02}.{:05}", 21 + month / 12, 1 + month % 12, number % PER_MONTH);
    let url = format!("https://arxiv.org/abs/{id}");
    (id, url)
}

fn xiaoyuzhou(spread: &Spread) -> (String, String) {
    let id = format!("6620{}", spread.code(b"0123456789abcdef", 20, 1 << 80));
    let url = format!("https://www.xiaoyuzhoufm.com/episode/{id}");
    (id, url)
}

fn web(index: u64) -> (String, String) {
    let id = format!("talk-{index}");
    let url = format!("https://talks.example.org/{id}?from=feed");
    (id, url)
}

const BASE58: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE62: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Spreads the records' numbers over a range without two of them meeting.
struct Spread {
    seed: u64,
    index: u64,
}

impl Spread {
    fn below(&self, range: u128) -> u128 {
        // A prime shares no factor with the ranges above: its multiples visit
        // every number of a range before they come back to the first.
        const STEP: u128 = 0x9E37_79B9_7F4A_7C15_F3A5;
        let start = Rng::new(self.seed, u64::MAX).next();
        (u128::from(self.index) * STEP + u128::from(start)) % range
    }

    /// A number below `range` in the digits of `alphabet`.
    fn code(&self, alphabet: &[u8], length: usize, range: u128) -> String {
        let base = alphabet.len() as u128;
        let mut number = self.below(range);
        let mut digit = || {
            let digit = alphabet[(number % base) as usize];
            number /= base;
            char::from(digit)
        };
        (0..length).map(|_| digit()).collect()
    }
}
