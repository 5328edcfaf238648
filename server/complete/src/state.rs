//! What is remembered from one key to the next.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ponder_ask::Models;

use crate::anchor::Anchor;
use crate::cache::Cache;
use crate::generation::Generation;
use crate::reuse::Shown;
use crate::trigger::Pace;

/// What is remembered from one request to the next.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// Who is asked.
    models: Option<Models>,
    pub(crate) pace: Pace,
    /// The newest request has its answer.
    pub(crate) is_answered: bool,
    pub(crate) shown: Option<Shown>,
    pub(crate) cache: Cache,
    pub(crate) anchor: Option<Anchor>,
    pub(crate) running: Option<Arc<Generation>>,
    /// What is written as if the shown suggestion were accepted.
    pub(crate) ahead: Option<Arc<Generation>>,
    pub(crate) suggestions: u64,
    /// The suggestion of which a part was accepted, as the text tells, and the bytes that the client did not tell yet.
    pub(crate) untold: Option<(u64, usize)>,
}

impl State {
    /// Ends what is being written.
    pub(crate) fn abandon(&mut self) {
        for generation in [self.running.take(), self.ahead.take()].into_iter().flatten() {
            generation.abandon();
        }
    }

    /// Forgets what other models wrote: the user has chosen anew who answers.
    pub(crate) fn serve(&mut self, models: &Models) {
        if !self.models.as_ref().is_some_and(|served| served.are_same(models)) {
            self.abandon();
            *self = Self {
                models: Some(models.clone()),
                pace: std::mem::take(&mut self.pace),
                suggestions: self.suggestions,
                ..Self::default()
            };
        }
    }
}

/// What is remembered, locked.
pub(crate) fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    // What a panic leaves behind is whole: each field stands for itself.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
