//! Chance that is the same in every run: where holes are cut, how long a typist waits.

use std::time::Duration;

/// The typical time between two keys: about 65 words a minute.
const MEDIAN_INTERVAL_MS: f64 = 150.0;

/// How far intervals spread: their logarithm's standard deviation. Two thirds lie between 91 and 247 ms.
const SPREAD: f64 = 0.5;

/// The longest pause between two keys of one stretch, in milliseconds.
const LONGEST_INTERVAL_MS: f64 = 1200.0;

/// `SplitMix64`.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The chance of this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to `end`, which is left out.
    ///
    /// # Panics
    ///
    /// Never: the rest is below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).expect("the rest is smaller than a usize")
    }

    /// A number above 0 and up to 1.
    fn unit(&mut self) -> f64 {
        let bits = u32::try_from(self.next() >> 32).expect("32 bits are left");
        (f64::from(bits) + 1.0) / 4_294_967_296.0
    }

    /// Puts the items into an order by chance.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            items.swap(end, self.below(end + 1));
        }
    }

    /// The time until a typist's next key: log-normal, as pauses between keys are.
    pub fn interval(&mut self) -> Duration {
        let normal = (-2.0 * self.unit().ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos();
        let milliseconds = (MEDIAN_INTERVAL_MS * (SPREAD * normal).exp()).min(LONGEST_INTERVAL_MS);
        Duration::from_secs_f64(milliseconds / 1e3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Sample;

    #[test]
    fn the_same_seed_types_at_the_same_pace() {
        let intervals = |seed| {
            let mut random = Random::new(seed);
            std::array::from_fn::<_, 8, _>(|_| random.interval())
        };
        assert_eq!(intervals(7), intervals(7));
        assert_ne!(intervals(7), intervals(8));
    }

    #[test]
    fn keys_come_at_a_typists_pace() {
        let mut random = Random::new(1);
        let sample: Sample = (0..4000).map(|_| random.interval().as_secs_f64() * 1e3).collect();
        let median = sample.median().expect("there are values");
        assert!((140.0..160.0).contains(&median), "{median}");
        assert!(sample.percentile(100) <= Some(LONGEST_INTERVAL_MS));
    }

    #[test]
    fn shuffling_loses_nothing() {
        let mut items: Vec<usize> = (0..100).collect();
        Random::new(3).shuffle(&mut items);
        assert_ne!(items, (0..100).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
    }
}
