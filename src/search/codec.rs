//! Ascending numbers as printable text, which a script can hold as it is and a browser reads without decoding.
//!
//! There are 64 digits. A number is digits of five bits, the lowest first, each but the last marked by the sixth bit.
//! `src/web/search/codec.js` reads what is written here.

/// What stands for 0 to 63.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// How many bits a digit of a bitmap holds.
const BITMAP_BITS: u32 = 6;

/// What was written, which is ASCII.
pub fn text(out: Vec<u8>) -> String {
    String::from_utf8(out).unwrap_or_default()
}

/// Writes one digit.
pub fn digit(out: &mut Vec<u8>, value: u32) {
    out.push(DIGITS[(value & 63) as usize]);
}

/// Writes a number.
pub fn number(out: &mut Vec<u8>, mut value: u32) {
    while value >= 32 {
        digit(out, value & 31 | 32);
        value >>= 5;
    }
    digit(out, value);
}

/// The digits that a number takes.
fn length(value: u32) -> usize {
    (u32::BITS - value.leading_zeros()).div_ceil(5).max(1) as usize
}

/// Writes an ascending list: the differences of its numbers, or a bitmap, whichever is shorter.
pub fn list(out: &mut Vec<u8>, numbers: &[u32]) {
    // Most lists have one number.
    let [first, .., last] = numbers else {
        number(out, 2 * numbers.len() as u32);
        numbers.iter().for_each(|only| number(out, *only));
        return;
    };
    let gaps = || numbers.windows(2).map(|pair| pair[1] - pair[0] - 1);
    let digits = (last - first) / BITMAP_BITS + 1;
    let as_gaps = || length(2 * numbers.len() as u32) + gaps().map(length).sum::<usize>();
    // A difference takes one digit, and more only where a bitmap takes five times as many.
    let is_sparse = digits as usize >= 2 * numbers.len();
    if is_sparse || as_gaps() <= length(2 * digits + 1) + digits as usize {
        number(out, 2 * numbers.len() as u32);
        number(out, *first);
        gaps().for_each(|gap| number(out, gap));
    } else {
        number(out, 2 * digits + 1);
        number(out, *first);
        bitmap(out, numbers);
    }
}

fn bitmap(out: &mut Vec<u8>, numbers: &[u32]) {
    let first = numbers[0];
    let (mut bits, mut place) = (0, 0);
    for value in numbers.iter().map(|value| value - first) {
        while value / BITMAP_BITS > place {
            digit(out, bits);
            (bits, place) = (0, place + 1);
        }
        bits |= 1 << (value % BITMAP_BITS);
    }
    digit(out, bits);
}

/// Two digits that change with a text, but for one change in four thousand: the first bits of FNV-1a
/// (<https://www.rfc-editor.org/rfc/rfc9923>), which a browser computes as fast as it reads.
pub fn version(text: &str) -> String {
    let hash =
        text.bytes().fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let mut out = Vec::with_capacity(VERSION);
    digit(&mut out, hash >> 26);
    digit(&mut out, hash >> 20);
    String::from_utf8(out).unwrap_or_default()
}

/// So many digits a version has.
pub const VERSION: usize = 2;

/// Reads what was written here; `None` from where it is damaged.
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads a text from its start.
    pub fn new(text: &'a [u8]) -> Self {
        Self { rest: text }
    }

    /// Whether all is read.
    pub fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// One digit.
    pub fn digit(&mut self) -> Option<u32> {
        let (digit, rest) = self.rest.split_first()?;
        self.rest = rest;
        let value = VALUES[usize::from(*digit)];
        (value != NO_DIGIT).then_some(u32::from(value))
    }

    /// A number.
    pub fn number(&mut self) -> Option<u32> {
        // Most numbers have one digit.
        if let Some((digit, rest)) = self.rest.split_first()
            && VALUES[usize::from(*digit)] < 32
        {
            self.rest = rest;
            return Some(VALUES[usize::from(*digit)].into());
        }
        let mut number = 0_u32;
        for place in 0..=u32::BITS / 5 {
            let digit = self.digit()?;
            number |= (digit & 31).checked_shl(place * 5)?;
            if digit < 32 {
                return Some(number);
            }
        }
        None
    }

    /// An ascending list.
    pub fn list(&mut self, mut take: impl FnMut(u32)) -> Option<()> {
        let head = self.number()?;
        let count = head / 2;
        if head % 2 == 0 {
            let mut next = 0_u32;
            for _ in 0..count {
                let number = next.checked_add(self.number()?)?;
                take(number);
                next = number.checked_add(1)?;
            }
            return Some(());
        }
        let first = self.number()?;
        for place in 0..count {
            let mut bits = self.digit()?;
            let start = first.checked_add(place.checked_mul(BITMAP_BITS)?)?;
            while bits > 0 {
                take(start.checked_add(bits.trailing_zeros())?);
                bits &= bits - 1;
            }
        }
        Some(())
    }
}

const NO_DIGIT: u8 = u8::MAX;

/// What each character is as a digit.
const VALUES: [u8; 256] = {
    let mut values = [NO_DIGIT; 256];
    let mut value = 0;
    while value < DIGITS.len() {
        values[DIGITS[value] as usize] = value as u8;
        value += 1;
    }
    values
};

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Vec<u32> {
        let mut numbers = Vec::new();
        let mut reader = Reader::new(text);
        reader.list(|number| numbers.push(number)).unwrap();
        assert!(reader.is_at_end());
        numbers
    }

    #[test]
    fn a_list_is_read_as_it_was_written() {
        let lists: [Vec<u32>; 7] = [
            vec![],
            vec![0],
            vec![31, 32],
            vec![5, 1_000, 1_000_000],
            (0..500).collect(),
            (7..20_000).filter(|n| n % 3 != 0).collect(),
            (0..100).map(|n| n * n).collect(),
        ];
        for numbers in lists {
            let mut out = Vec::new();
            list(&mut out, &numbers);
            assert_eq!(read(&out), numbers);
        }
    }

    #[test]
    fn a_list_of_nearly_all_takes_little_more_than_a_bit_each() {
        let mut out = Vec::new();
        list(&mut out, &(0..6000).filter(|n| n % 10 != 0).collect::<Vec<_>>());
        assert!(out.len() < 1010, "{}", out.len());
    }
}
