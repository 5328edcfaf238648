//! What an engine is for a typist: keys go in, suggestions are shown. One implementation for each engine measured.

use std::time::{Duration, Instant};

use super::buffer::{Buffer, Key};
use super::stretch::Stretch;

/// How long a suggestion is waited for after a key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Patience {
    /// Until it is there or it is clear that none comes: the next key follows at once.
    UntilAnswered,
    /// Until the next key, which comes then whatever was answered.
    UntilNextKey(Duration),
}

impl Patience {
    /// When the next key comes, if it was typed now.
    pub(crate) fn deadline(self) -> Option<Instant> {
        match self {
            Self::UntilAnswered => None,
            Self::UntilNextKey(interval) => Some(Instant::now() + interval),
        }
    }
}

/// What a model had to do for a suggestion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Work {
    /// Nothing: it was there already, or is being computed for an earlier key.
    Nothing,
    /// It wrote, after it had read so many tokens of the prompt.
    Wrote {
        /// Tokens that no cache had; `None` where the engine does not tell.
        tokens_read: Option<f64>,
    },
}

/// What became of a key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Keystroke {
    /// The suggestion that is shown when the next key comes.
    pub(crate) shown: Option<String>,
    /// From the key to the suggestion, in milliseconds.
    pub(crate) latency_ms: f64,
    pub(crate) work: Work,
}

impl Keystroke {
    /// No suggestion.
    pub(crate) fn nothing() -> Self {
        Self {
            shown: None,
            latency_ms: 0.0,
            work: Work::Nothing,
        }
    }
}

/// An engine with an editor in front of it.
pub(crate) trait Typist {
    /// Opens the text of a stretch and lets the engine read it: what is measured after this finds the model warm.
    fn open(&mut self, stretch: &Stretch);

    /// Types a key; `buffer` is the text before it and has it after.
    fn press(&mut self, buffer: &mut Buffer, key: &Key, patience: Patience) -> Keystroke;

    /// Takes the beginning of the shown suggestion.
    fn accept(&mut self, buffer: &mut Buffer, text: &str, patience: Patience) -> Keystroke;

    /// Closes the text and waits until the engine computes nothing.
    fn close(&mut self);
}
