//! What came of a request for a completion.

use std::time::Duration;

use ponder_figures::{Source, Stage};
use ponder_model::{Answer, Dialect, Finished, Sent, Timing, Usage};
use ponder_route::Route;

/// A text that is offered at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Names it. What is left of it after typing keeps the name.
    pub id: u64,
    /// The text to insert at the cursor, with line feeds as line ends.
    pub text: String,
}

/// What came of a request for a completion.
#[derive(Debug, Clone)]
pub struct Completion {
    /// What is offered; `None` where there is nothing worth showing.
    pub suggestion: Option<Suggestion>,
    /// Who wrote it, and why.
    pub route: Route,
    /// The requests that went out for it.
    pub sent: Vec<Sent>,
    /// How the endpoint is spoken to that wrote it.
    pub dialect: Dialect,
    /// What the model wrote, now or when it went into the cache, before it was trimmed.
    pub answer: Answer,
    /// Where it came from.
    pub source: Source,
    /// Where the time went.
    pub stages: Vec<(Stage, Duration)>,
}

impl Completion {
    /// The same with what is left of its suggestion, for which nobody was asked.
    pub(crate) fn again(&self, suggestion: Suggestion, source: Source) -> Self {
        let finished = Finished {
            usage: Usage::default(),
            timing: Timing::default(),
            ..self.answer.finished.clone()
        };
        Self {
            suggestion: Some(suggestion),
            source,
            answer: Answer {
                finished,
                first_token: None,
                total: Duration::ZERO,
                ..self.answer.clone()
            },
            ..self.clone()
        }
    }
}
