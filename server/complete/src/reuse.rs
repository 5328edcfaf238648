//! The suggestion that is shown: typing through it asks nobody.

use ponder_text::Snapshot;

use crate::completion::{Completion, Suggestion};
use crate::sight::{Sight, remaining};

/// The suggestion that is shown, and where.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) sight: Sight,
    pub(crate) suggestion: Suggestion,
    pub(crate) completion: Completion,
}

impl Shown {
    /// Whether all of the suggestion was typed until `now`, and maybe more.
    pub(crate) fn is_typed(&self, now: &Sight, snapshot: &Snapshot) -> bool {
        let typed = self.sight.typed_until(now, snapshot);
        let closed = self.sight.closed_until(now).unwrap_or_default();
        typed.is_some_and(|typed| (typed + closed).starts_with(&self.suggestion.text))
    }

    /// What is left of the suggestion at `now`; `None` where something else was typed, or all of it.
    pub(crate) fn rest(&self, now: &Sight, snapshot: &Snapshot) -> Option<Suggestion> {
        let typed = self.sight.typed_until(now, snapshot)?;
        let closed = self.sight.closed_until(now)?;
        let text = remaining(&self.suggestion.text, &typed, closed)?;
        Some(Suggestion {
            id: self.suggestion.id,
            text,
        })
    }
}
