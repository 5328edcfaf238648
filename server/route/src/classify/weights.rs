//! The weights of the two linear models, and the scores of a text by them.
//!
//! The first model tells code, logic and mathematics from everything else; the second, of what the first found, tells
//! code from logic and mathematics. A weights file is eight bytes that name its form, then each model: its bias, the
//! scale of its hashed weights, the weight of each signal (little-endian `f32`), and one signed byte for each place.
//! `train-classifier` in `tests` writes it.

use super::features::{Features, PLACES};
use super::signals::Signal;

/// Names the form of the file. It changes with the features, as weights of one form mean nothing in another.
pub const FORM: &[u8; 8] = b"PNDRCLS1";

/// How many places of the first model fall on one of the second, which has an easier task.
pub const FOLD: usize = 8;

const NUMBERS: usize = 4 * (2 + Signal::COUNT);

/// The bytes of a weights file.
pub const LENGTH: usize = FORM.len() + NUMBERS + PLACES + NUMBERS + PLACES / FOLD;

static EMBEDDED: &[u8] = include_bytes!("weights.bin");

/// Both models.
#[derive(Debug, Clone, Copy)]
pub struct Weights<'a> {
    /// Tells code, logic and mathematics (above 0) from everything else.
    pub role: Model<'a>,
    /// Tells logic and mathematics (above 0) from code.
    pub subject: Model<'a>,
}

/// One linear model.
#[derive(Debug, Clone, Copy)]
pub struct Model<'a> {
    numbers: &'a [u8],
    places: &'a [u8],
    fold: usize,
}

impl Weights<'static> {
    /// The weights in the program; `None` if they are of another form, which a test rules out.
    pub fn embedded() -> Option<Self> {
        Self::read(EMBEDDED)
    }
}

impl<'a> Weights<'a> {
    /// The weights in these bytes; `None` if they are of another form.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(FORM)?;
        if bytes.len() != LENGTH {
            return None;
        }
        let (role, subject) = rest.split_at(NUMBERS + PLACES);
        Some(Self {
            role: Model::read(role, 1),
            subject: Model::read(subject, FOLD),
        })
    }
}

impl<'a> Model<'a> {
    fn read(bytes: &'a [u8], fold: usize) -> Self {
        let (numbers, places) = bytes.split_at(NUMBERS);
        Self {
            numbers,
            places,
            fold,
        }
    }

    /// The log-odds of a text of these features.
    pub fn score(&self, features: &Features) -> f32 {
        let scale = self.number(1);
        let parts = features.parts.iter().map(|part| {
            let sum: f32 = part
                .iter()
                .map(|place| f32::from(self.places[*place as usize / self.fold].cast_signed()))
                .sum();
            sum * scale * share(part.len())
        });
        let signals = features.signals.iter().map(|signal| self.of_signal(signal));
        self.number(0) + parts.sum::<f32>() + signals.sum::<f32>()
    }

    /// What a signal adds to the log-odds.
    pub fn of_signal(&self, signal: Signal) -> f32 {
        self.number(2 + signal as usize)
    }

    fn number(&self, index: usize) -> f32 {
        let at = index * 4;
        f32::from_le_bytes([
            self.numbers[at],
            self.numbers[at + 1],
            self.numbers[at + 2],
            self.numbers[at + 3],
        ])
    }
}

/// What one place of a part counts: a long part must not outweigh a short one.
#[expect(
    clippy::cast_precision_loss,
    reason = "a part has some thousands of places at most"
)]
pub fn share(places: usize) -> f32 {
    1.0 / (places.max(1) as f32).sqrt()
}
