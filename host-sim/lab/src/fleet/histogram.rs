//! Histograms whose classes have fixed bounds, so that those of blocks add up.

use serde::{Deserialize, Serialize};

/// Bounds of the classes of a histogram; the last class has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistogramBounds(pub &'static [u64]);

/// Times, in milliseconds.
pub const LATENCY_BOUNDS: HistogramBounds = HistogramBounds(&[
    1_000,
    2_000,
    3_000,
    4_000,
    5_000,
    6_000,
    8_000,
    10_000,
    15_000,
    20_000,
    30_000,
    60_000,
    120_000,
    300_000,
    600_000,
    1_800_000,
    3_600_000,
    7_200_000,
    21_600_000,
    43_200_000,
    86_400_000,
    172_800_000,
]);

/// Balances, in fen.
pub const BALANCE_BOUNDS: HistogramBounds = HistogramBounds(&[
    0, 100, 500, 1_000, 2_000, 3_000, 4_000, 5_000, 7_500, 10_000, 15_000, 20_000, 30_000, 50_000, 75_000, 100_000,
]);

/// Numbers of values by class. A class takes the values up to its bound, which is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Histogram {
    counts: Vec<u64>,
}

impl Histogram {
    /// Counts a value.
    pub fn count(&mut self, value: u64, HistogramBounds(bounds): HistogramBounds) {
        let class = bounds.partition_point(|bound| *bound < value);
        if self.counts.len() <= class {
            self.counts.resize(class.saturating_add(1), 0);
        }
        self.counts.iter_mut().skip(class).take(1).for_each(|count| *count = count.saturating_add(1));
    }

    /// Adds the values of another histogram with the same bounds.
    pub fn add(&mut self, other: &Histogram) {
        if self.counts.len() < other.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        self.counts.iter_mut().zip(&other.counts).for_each(|(count, more)| *count = count.saturating_add(*more));
    }

    /// Returns the number of values.
    pub fn total(&self) -> u64 {
        self.counts.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Returns the classes with their bounds and the numbers of values; the last one has no bound.
    pub fn classes(&self, HistogramBounds(bounds): HistogramBounds) -> impl Iterator<Item = (Option<u64>, u64)> {
        let bounds = bounds.iter().copied().map(Some).chain([None]);
        bounds.zip(self.counts.iter().copied().chain(std::iter::repeat(0)))
    }

    /// Returns the bound of the class in which the value stands that a share of all values, in thousandths, does not
    /// exceed; `None` without values, and for a value of the last class.
    pub fn quantile(&self, thousandths: u32, bounds: HistogramBounds) -> Option<u64> {
        let total = u128::from(self.total());
        // Rounded up, so that the quantile of 1000 is the class of the largest value.
        let rank = total.saturating_mul(thousandths.into()).div_ceil(1000).max(1);
        let mut below = 0_u128;
        self.classes(bounds)
            .find(|(_, count)| {
                below = below.saturating_add(u128::from(*count));
                total > 0 && below >= rank
            })?
            .0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BOUNDS: HistogramBounds = HistogramBounds(&[10, 20, 30]);

    fn of(values: &[u64]) -> Histogram {
        let mut histogram = Histogram::default();
        values.iter().for_each(|value| histogram.count(*value, BOUNDS));
        histogram
    }

    #[test]
    fn value_on_bound_is_in_its_class() {
        let classes: Vec<_> = of(&[0, 10, 11, 31, 31]).classes(BOUNDS).collect();
        assert_eq!(classes, [(Some(10), 2), (Some(20), 1), (Some(30), 0), (None, 2)]);
    }

    #[test]
    fn quantile_is_bound_of_class() {
        let histogram = of(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 25]);
        let quantiles = [0, 500, 900, 901, 1000].map(|share| histogram.quantile(share, BOUNDS));
        assert_eq!(quantiles, [Some(10), Some(10), Some(10), Some(30), Some(30)]);
        assert_eq!(of(&[]).quantile(500, BOUNDS), None);
        assert_eq!(of(&[99]).quantile(500, BOUNDS), None);
    }

    proptest! {
        #[test]
        fn parts_add_up_to_whole(values in prop::collection::vec(0_u64..50, 0..40), at in 0_usize..40) {
            let at = at.min(values.len());
            let mut sum = of(&values[..at]);
            sum.add(&of(&values[at..]));
            let classes = |histogram: &Histogram| histogram.classes(BOUNDS).collect::<Vec<_>>();
            prop_assert_eq!(classes(&sum), classes(&of(&values)));
            prop_assert_eq!(sum.total(), values.len() as u64);
        }
    }
}
