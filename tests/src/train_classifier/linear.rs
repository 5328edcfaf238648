//! Logistic regression over the features of the classifier, by stochastic descent with a rate for each weight (`AdaGrad`).

use ponder_route::training::{Features, PLACES, Signal, share};

use crate::material::Row;

/// Times that every row is seen.
const EPOCHS: usize = 8;

/// The first rate; it falls to a tenth.
const RATE: f32 = 0.3;

/// The share of the rate that bias and signals have. They are in most rows and need no more.
const DENSE: f32 = 0.3;

/// How strongly a weight is drawn to zero.
const DECAY: f32 = 1e-4;

/// What it costs to take code or logic for something else, where the other error costs 1.
const MISSED: f32 = 2.0;

/// A linear model before its weights are rounded.
pub(crate) struct Linear {
    bias: f32,
    signals: Vec<f32>,
    places: Vec<f32>,
    fold: usize,
}

impl Linear {
    /// Trains on `rows` to tell those that are `wanted`, with `fold` places of the features on one weight.
    pub(crate) fn train(rows: &[&Row], fold: usize, wanted: impl Fn(&Row) -> bool) -> Self {
        let mut model = Self {
            bias: 0.0,
            signals: vec![0.0; Signal::COUNT],
            places: vec![0.0; PLACES / fold],
            fold,
        };
        // The sums start above zero so that the first steps stay bounded.
        let mut sums = Self {
            bias: 0.01,
            signals: vec![0.01; Signal::COUNT],
            places: vec![0.01; PLACES / fold],
            fold,
        };
        let mut order: Vec<usize> = (0..rows.len()).collect();
        let mut random = Random(0x1234_5678_9ABC_DEF1);
        for epoch in 0..EPOCHS {
            random.shuffle(&mut order);
            let rate = RATE * (1.0 - small(epoch) / small(EPOCHS) * 0.9);
            for index in &order {
                let row = rows[*index];
                let (target, cost) = if wanted(row) { (1.0, MISSED) } else { (0.0, 1.0) };
                let slope = (sigmoid(model.score(&row.features)) - target) * row.weight * cost;
                model.step(&mut sums, &row.features, slope, rate);
            }
        }
        model
    }

    /// The log-odds that a text of these features is wanted.
    pub(crate) fn score(&self, features: &Features) -> f32 {
        let parts = features.parts.iter().map(|part| {
            let sum: f32 = part
                .iter()
                .map(|place| self.places[*place as usize / self.fold])
                .sum();
            sum * share(part.len())
        });
        let signals = features
            .signals
            .iter()
            .map(|signal| self.signals[signal as usize]);
        self.bias + parts.sum::<f32>() + signals.sum::<f32>()
    }

    fn step(&mut self, sums: &mut Self, features: &Features, slope: f32, rate: f32) {
        descend(&mut self.bias, &mut sums.bias, slope, rate * DENSE);
        for signal in features.signals.iter() {
            let index = signal as usize;
            let slope = slope + DECAY * self.signals[index];
            descend(
                &mut self.signals[index],
                &mut sums.signals[index],
                slope,
                rate * DENSE,
            );
        }
        for part in &features.parts {
            let share = share(part.len());
            for place in part {
                let index = *place as usize / self.fold;
                let slope = slope * share + DECAY * self.places[index];
                descend(&mut self.places[index], &mut sums.places[index], slope, rate);
            }
        }
    }

    /// Appends the model as the classifier reads it, all weights times `softness`, those of the places in one byte each.
    pub(crate) fn write(&self, softness: f32, into: &mut Vec<u8>) {
        // The few largest weights are cut, as they would coarsen all others.
        let mut sizes: Vec<f32> = self
            .places
            .iter()
            .map(|weight| weight.abs())
            .filter(|size| *size > 0.0)
            .collect();
        sizes.sort_by(f32::total_cmp);
        let largest = sizes
            .get(sizes.len() - sizes.len() / 2000 - 1)
            .copied()
            .unwrap_or(1.0);
        let scale = largest / 127.0;
        for number in [self.bias * softness, scale * softness]
            .into_iter()
            .chain(self.signals.iter().map(|weight| weight * softness))
        {
            into.extend(number.to_le_bytes());
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a cast from float to integer saturates, which cuts the largest"
        )]
        into.extend(
            self.places
                .iter()
                .map(|weight| ((weight / scale).round() as i8).max(-127).cast_unsigned()),
        );
    }
}

fn descend(weight: &mut f32, sum: &mut f32, slope: f32, rate: f32) {
    *sum += slope * slope;
    *weight -= rate * slope / sum.sqrt();
}

/// The share of 1 that a log-odds stands for.
pub(crate) fn sigmoid(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

#[expect(clippy::cast_precision_loss, reason = "counts of epochs")]
fn small(count: usize) -> f32 {
    count as f32
}

/// The same order at each run (xorshift).
struct Random(u64);

impl Random {
    fn shuffle(&mut self, order: &mut [usize]) {
        for last in (1..order.len()).rev() {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            let other = usize::try_from(self.0 % (last as u64 + 1)).expect("it is below a length");
            order.swap(last, other);
        }
    }
}
