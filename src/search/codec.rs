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

#[cfg(test)]
mod tests {
    use super::*;

    fn read_number(digits: &mut impl Iterator<Item = u32>) -> u32 {
        let (mut value, mut shift) = (0, 0);
        loop {
            let digit = digits.next().unwrap();
            value |= (digit & 31) << shift;
            if digit < 32 {
                return value;
            }
            shift += 5;
        }
    }

    fn read(text: &[u8]) -> Vec<u32> {
        let mut digits =
            text.iter().copied().map(|byte| DIGITS.iter().position(|d| *d == byte).unwrap() as u32);
        let size = read_number(&mut digits);
        if size == 0 {
            return Vec::new();
        }
        let first = read_number(&mut digits);
        if size % 2 == 0 {
            let mut numbers = vec![first];
            (1..size / 2).for_each(|_| numbers.push(numbers.last().unwrap() + read_number(&mut digits) + 1));
            return numbers;
        }
        let bits = digits.enumerate().flat_map(|(place, digit)| {
            (0..6).filter(move |bit| digit >> bit & 1 == 1).map(move |bit| first + place as u32 * 6 + bit)
        });
        bits.collect()
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
