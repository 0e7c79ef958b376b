//! The geometry of plots: scales with round numbers, and the shapes that stand for values.
//!
//! Columns and dots are drawn in units of their own, and the style sheet gives them their size; so lengths have no unit
//! here, or are percent.

use std::fmt::Write as _;

/// From nothing to a round number that no value is above.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    step: f64,
    top: f64,
}

/// So many marks a scale has at most, besides the one at nothing.
const MAX_TICKS: f64 = 4.0;

/// What is computed to be a round number may be a little more.
const ALMOST: f64 = 1.0 - 1e-9;

impl Scale {
    /// For values up to `most`. Its marks are no closer than `least`, as 1 is for what is counted.
    pub fn up_to(most: f64, least: f64) -> Self {
        let rough = (most / MAX_TICKS).max(least).max(f64::MIN_POSITIVE);
        let power = 10_f64.powf(rough.log10().floor());
        let round =
            [1.0, 2.0, 5.0].map(|digit| digit * power).into_iter().find(|step| *step >= rough * ALMOST);
        let step = round.unwrap_or(10.0 * power);
        Self { step, top: step * (most / step * ALMOST).ceil().max(1.0) }
    }

    /// Where the marks are, from the lowest up, without the one at nothing.
    pub fn ticks(self) -> impl Iterator<Item = f64> {
        (1..=(self.top / self.step).round() as u32).map(move |n| f64::from(n) * self.step)
    }

    /// How high a value stands, in percent.
    pub fn percent(self, value: f64) -> f64 {
        rounded(100.0 * value / self.top)
    }
}

/// The part that a value is of the largest, in percent. What there is can be seen, however little it is.
pub fn percent(value: usize, most: usize) -> usize {
    (100 * value).div_ceil(most.max(1))
}

/// How wide a column is with its gap, and how high the highest.
pub const COLUMN: usize = 10;
/// How high a drawing of columns is.
pub const HEIGHT: f64 = 100.0;
const GAP: usize = 1;
/// The least that can be seen.
const MIN: f64 = 1.0;

/// Columns side by side, as the data of an SVG path.
pub fn columns(values: &[f64], scale: Scale) -> String {
    let mut path = String::new();
    for (place, value) in values.iter().enumerate().filter(|(_, value)| **value > 0.0) {
        let (left, width) = (place * COLUMN + GAP, COLUMN - 2 * GAP);
        let top = rounded(HEIGHT - scale.percent(*value).max(MIN));
        // Writing to a string cannot fail.
        let _ = write!(path, "M{left} {HEIGHT}V{top}h{width}V{HEIGHT}z");
    }
    path
}

/// A line at each mark of a scale, across so many columns.
pub fn grid(scale: Scale, columns: usize) -> String {
    let line = |value| format!("M0 {}H{}", rounded(HEIGHT - scale.percent(value)), columns * COLUMN);
    scale.ticks().map(line).collect()
}

/// Of so many months, only those have room for a name on an axis whose number, counted from 0, this divides.
pub fn months_between_names(months: usize) -> i8 {
    const MAX_NAMES: usize = 7;
    let steps = [1_i8, 2, 3, 6];
    steps
        .into_iter()
        .find(|step| months.div_ceil(usize::from(step.unsigned_abs())) <= MAX_NAMES)
        .unwrap_or(12)
}

/// How wide and how high the place of a dot is.
pub const DOT: (f64, f64) = (10.0, 14.0);

/// Dots in rows, each as large in area as its value is, as the data of an SVG path.
pub fn dots<const N: usize>(rows: &[[usize; N]]) -> String {
    let most = rows.iter().flatten().copied().max().unwrap_or_default().max(1);
    let mut path = String::new();
    for (row, values) in rows.iter().enumerate() {
        for (place, value) in values.iter().enumerate().filter(|(_, value)| **value > 0) {
            let radius = rounded((*value as f64 / most as f64).sqrt() * (DOT.0 / 2.0 - 0.25));
            let left = rounded((place as f64 + 0.5) * DOT.0 - radius);
            let middle = (row as f64 + 0.5) * DOT.1;
            let across = rounded(2.0 * radius);
            let _ = write!(
                path,
                "M{left} {middle}a{radius} {radius} 0 1 0 {across} 0a{radius} {radius} 0 1 0-{across} 0z"
            );
        }
    }
    path
}

/// A browser needs no more than two decimals.
fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(most: f64, least: f64) -> Vec<f64> {
        Scale::up_to(most, least).ticks().collect()
    }

    #[test]
    fn marks_are_round_and_reach_the_highest_value() {
        assert_eq!(ticks(10.0, 1.0), [5.0, 10.0]);
        assert_eq!(ticks(37.0, 1.0), [10.0, 20.0, 30.0, 40.0]);
        assert_eq!(ticks(8.0, 1.0), [2.0, 4.0, 6.0, 8.0]);
        assert_eq!(ticks(81.0, 1.0), [50.0, 100.0]);
        assert_eq!(ticks(123_456.0, 1.0), [50_000.0, 100_000.0, 150_000.0]);
        assert_eq!(ticks(1.2, 0.1), [0.5, 1.0, 1.5]);
        for most in 1..5_000 {
            let ticks = ticks(f64::from(most), 1.0);
            assert!(ticks.len() <= 4 && ticks[ticks.len() - 1] >= f64::from(most), "{most}: {ticks:?}");
        }
    }

    #[test]
    fn what_is_counted_has_no_marks_between_whole_numbers() {
        assert_eq!(ticks(1.0, 1.0), [1.0]);
        assert_eq!(ticks(3.0, 1.0), [1.0, 2.0, 3.0]);
        assert_eq!(ticks(0.0, 1.0), [1.0]);
    }

    #[test]
    fn columns_are_as_high_as_their_values_and_nothing_has_none() {
        let scale = Scale::up_to(4.0, 1.0);
        assert_eq!(columns(&[4.0, 0.0, 1.0], scale), "M1 100V0h8V100zM21 100V75h8V100z");
        assert_eq!(columns(&[0.001], scale), "M1 100V99h8V100z");
        assert_eq!(grid(scale, 3), "M0 75H30M0 50H30M0 25H30M0 0H30");
        assert_eq!([percent(0, 3), percent(1, 1000), percent(2, 3), percent(3, 3)], [0, 1, 67, 100]);
        assert_eq!(percent(0, 0), 0);
    }

    #[test]
    fn an_axis_names_as_many_months_as_fit() {
        assert_eq!([1, 7, 8, 14, 15, 36].map(months_between_names), [1, 1, 2, 2, 3, 6]);
    }

    #[test]
    fn dots_have_their_values_as_areas() {
        let path = dots(&[[4, 0], [0, 1]]);
        assert_eq!(
            path,
            "M0.25 7a4.75 4.75 0 1 0 9.5 0a4.75 4.75 0 1 0-9.5 0z\
             M12.62 21a2.38 2.38 0 1 0 4.76 0a2.38 2.38 0 1 0-4.76 0z"
        );
    }
}
