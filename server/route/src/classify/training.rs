//! What the program that trains the weights shares with the classifier: the features, and the form of the file.

pub use super::LEAST_CONFIDENCE;
pub use super::features::{Features, PARTS, PLACES};
pub use super::signals::{Signal, Signals};
pub use super::weights::{FOLD, FORM, LENGTH, Model, Weights, share};
