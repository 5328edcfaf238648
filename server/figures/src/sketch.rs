//! Quantiles of any number of values in a little space, which can be merged: counts in buckets whose bounds grow by a
//! constant ratio. What the values mean is left to the caller.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The natural logarithm of the ratio of a bucket's bounds, ln(1.04 / 0.96): no value is further than 4 % from its
/// bucket's middle.
const LOG_RATIO: f64 = 0.080_042_707_673_536_51;

/// The last bucket. Reaches 7 × 10¹³, in microseconds two years.
const LAST: u16 = 400;

/// How often a value fell into each bucket: bucket 0 holds zeros, bucket n the values up to the ratio's power of n − 1.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<u16, u64>")]
pub(crate) struct Sketch(BTreeMap<u16, u64>);

impl TryFrom<BTreeMap<u16, u64>> for Sketch {
    type Error = &'static str;

    fn try_from(buckets: BTreeMap<u16, u64>) -> Result<Self, Self::Error> {
        match buckets.last_key_value() {
            Some((last, _)) if *last > LAST => Err("there is no such bucket"),
            _ => Ok(Self(buckets)),
        }
    }
}

impl Sketch {
    pub(crate) fn record(&mut self, value: u64) {
        let count = self.0.entry(bucket(value)).or_default();
        *count = count.saturating_add(1);
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        for (bucket, count) in &other.0 {
            let sum = self.0.entry(*bucket).or_default();
            *sum = sum.saturating_add(*count);
        }
    }

    /// How many values were recorded.
    pub(crate) fn count(&self) -> u64 {
        self.0.values().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// The smallest value that at least `percent` % of the values do not exceed, within 5 %. None without values.
    pub(crate) fn percentile(&self, percent: u8) -> Option<f64> {
        let total: u128 = self.0.values().map(|count| u128::from(*count)).sum();
        let rank = (total * u128::from(percent)).div_ceil(100).max(1);
        let mut seen = 0;
        self.0.iter().find_map(|(bucket, count)| {
            seen += u128::from(*count);
            (seen >= rank).then(|| middle(*bucket))
        })
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "precision is lost where buckets are wide, and logarithms of 1 and more are small positive numbers"
)]
fn bucket(value: u64) -> u16 {
    if value == 0 {
        return 0;
    }
    let steps = ((value as f64).ln() / LOG_RATIO).ceil() as u16;
    (steps + 1).min(LAST)
}

/// The value that is equally far, in relation, from both bounds of a bucket.
fn middle(bucket: u16) -> f64 {
    match bucket.checked_sub(1) {
        None => 0.0,
        Some(steps) => 2.0 * (LOG_RATIO * f64::from(steps)).exp() / (LOG_RATIO.exp() + 1.0),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sketch_of(values: &[u64]) -> Sketch {
        let mut sketch = Sketch::default();
        for value in values {
            sketch.record(*value);
        }
        sketch
    }

    fn exact(values: &[u64], percent: u8) -> u64 {
        let mut sorted = values.to_vec();
        sorted.sort_unstable();
        let rank = (sorted.len() * usize::from(percent)).div_ceil(100).max(1);
        sorted[rank - 1]
    }

    /// Microseconds from none to a day, every order of magnitude as likely as the next.
    fn times() -> impl Strategy<Value = u64> {
        (0_u32..=36, any::<u64>()).prop_map(|(bits, any)| any & ((1 << bits) - 1))
    }

    proptest! {
        #[test]
        fn a_percentile_is_within_5_percent_of_the_exact_one(
            values in prop::collection::vec(times(), 1..300),
            percent in 1_u8..=100,
        ) {
            let expected = f64::from(u32::try_from(exact(&values, percent) >> 8).unwrap()) * 256.0
                + f64::from(u8::try_from(exact(&values, percent) & 0xff).unwrap());
            let found = sketch_of(&values).percentile(percent).unwrap();
            prop_assert!((found - expected).abs() <= 0.05 * expected, "{found} for {expected}");
        }

        #[test]
        fn merging_is_the_same_as_recording_everything_in_one(
            first in prop::collection::vec(times(), 0..100),
            second in prop::collection::vec(times(), 0..100),
        ) {
            let mut merged = sketch_of(&first);
            merged.merge(&sketch_of(&second));
            prop_assert_eq!(merged, sketch_of(&[first, second].concat()));
        }

        #[test]
        fn a_sketch_is_the_same_after_a_way_through_json(values in prop::collection::vec(any::<u64>(), 0..100)) {
            let sketch = sketch_of(&values);
            let json = serde_json::to_string(&sketch).unwrap();
            prop_assert_eq!(serde_json::from_str::<Sketch>(&json).unwrap(), sketch);
        }
    }

    #[test]
    fn small_numbers_are_told_apart() {
        for value in 0_u64..=12 {
            let found = sketch_of(&[value]).percentile(50).unwrap().round();
            assert_eq!(format!("{found}"), value.to_string());
        }
    }

    #[test]
    fn without_values_there_is_no_percentile() {
        assert_eq!(Sketch::default().percentile(50), None);
        assert_eq!(Sketch::default().count(), 0);
    }

    #[test]
    fn a_million_values_take_a_few_kilobytes() {
        let mut sketch = Sketch::default();
        for value in 0..1_000_000 {
            sketch.record(value * 977);
        }
        assert_eq!(sketch.count(), 1_000_000);
        let json = serde_json::to_string(&sketch).unwrap();
        assert!(json.len() < 4_000, "{} bytes", json.len());
    }

    #[test]
    fn a_bucket_that_does_not_exist_is_refused() {
        assert!(serde_json::from_str::<Sketch>(r#"{"401":1}"#).is_err());
        assert!(serde_json::from_str::<Sketch>(r#"{"400":1}"#).is_ok());
    }

    #[test]
    fn counts_at_their_end_stay_there() {
        let mut sketch: Sketch =
            serde_json::from_str(r#"{"1":18446744073709551615,"9":18446744073709551615}"#).unwrap();
        sketch.merge(&sketch.clone());
        assert_eq!(sketch.count(), u64::MAX);
        assert_eq!(sketch.percentile(100), Some(middle(9)));
    }
}
