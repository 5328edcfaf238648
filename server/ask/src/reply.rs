//! An answer on its way, with who gives it and what was sent for it.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use ponder_model::{Answer, AnswerStream, Binding, ModelError, Sent};
use ponder_route::Route;

/// An answer on its way.
pub struct Reply {
    /// Who answers, how, and why; where others were asked before, what became of that.
    pub route: Route,
    /// The answer from its first token on. Dropping it stops the model.
    pub answer: AnswerStream,
    /// The requests that went out for it, those that failed included.
    pub sent: Vec<Sent>,
    /// Secrets that were masked in what went out.
    pub masked: usize,
    /// Who answers.
    pub binding: Arc<Binding>,
    /// When it was asked.
    pub asked: Instant,
}

impl fmt::Debug for Reply {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Reply")
            .field("route", &self.route)
            .field("masked", &self.masked)
            .finish_non_exhaustive()
    }
}

impl Reply {
    /// The whole answer. Dropping the future stops the model.
    pub async fn collect(self) -> Result<Answer, ModelError> {
        Answer::collect_since(self.asked, self.answer, |_| ()).await
    }
}
