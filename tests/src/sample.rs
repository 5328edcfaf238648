//! Measurements of one thing, and what is told of them. How they are taken is no concern of this file.

/// Values in the order in which they were measured.
#[derive(Debug, Clone, Default)]
pub struct Sample(Vec<f64>);

impl Sample {
    /// Adds a value.
    pub fn push(&mut self, value: f64) {
        self.0.push(value);
    }

    /// Adds the values of another sample.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The smallest value that at least `percent` of 100 values do not exceed; `None` of nothing.
    pub fn percentile(&self, percent: usize) -> Option<f64> {
        let sorted = self.sorted();
        let rank = (sorted.len() * percent).div_ceil(100).max(1);
        sorted.get(rank - 1).copied()
    }

    /// The value that half of them do not exceed; `None` of nothing.
    pub fn median(&self) -> Option<f64> {
        self.percentile(50)
    }

    /// From the smallest to the largest.
    pub fn sorted(&self) -> Vec<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted
    }
}

impl FromIterator<f64> for Sample {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

/// A count as a number to divide.
#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]
pub fn number(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_measured_value_that_so_many_do_not_exceed() {
        let sample: Sample = (1..=20).rev().map(f64::from).collect();
        assert_eq!(sample.median(), Some(10.0));
        assert_eq!(sample.percentile(95), Some(19.0));
        assert_eq!(sample.percentile(100), Some(20.0));
        assert_eq!(sample.percentile(0), Some(1.0));
    }

    #[test]
    fn nothing_has_no_median_and_one_value_is_its_own() {
        assert_eq!(Sample::default().median(), None);
        assert_eq!(Sample::from_iter([4.0]).percentile(95), Some(4.0));
    }
}
