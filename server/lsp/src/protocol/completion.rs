//! `ponder/lastRoute`: who answered the last inline completion, and how fast.

use ponder_complete::Completion;
use ponder_model::{Finish, Usage};
use ponder_route::Route;
use serde::Serialize;

use super::chat::AnswerTiming;

#[derive(Debug, Clone, Serialize)]
pub(crate) struct LastCompletion {
    route: Route,
    finish: Finish,
    usage: Usage,
    timing: AnswerTiming,
    /// The suggestion; null where nothing was worth showing.
    text: Option<String>,
}

impl From<&Completion> for LastCompletion {
    fn from(completion: &Completion) -> Self {
        Self {
            route: completion.route.clone(),
            finish: completion.answer.finished.finish,
            usage: completion.answer.finished.usage,
            timing: AnswerTiming::from(&completion.answer),
            text: completion.suggestion.clone(),
        }
    }
}
