//! `ponder/lastRoute` and `ponder/completed`: who answered the last inline completion, and how fast.

use ponder_complete::Completion;
use ponder_figures::{Source, Stage};
use ponder_model::{Finish, Usage};
use ponder_route::Route;
use serde::Serialize;
use serde_json::{Map, Value};

use tower_lsp::gen_lsp_types::{LspNotificationMethod, MessageDirection, Notification};

use super::chat::AnswerTiming;

#[derive(Debug, Clone, Serialize)]
pub(crate) struct LastCompletion {
    route: Route,
    finish: Finish,
    usage: Usage,
    timing: AnswerTiming,
    /// Where it came from.
    source: Source,
    /// How long each stage took, in milliseconds.
    stages: Map<String, Value>,
    /// The suggestion; null where nothing was worth showing.
    text: Option<String>,
}

impl From<&Completion> for LastCompletion {
    fn from(completion: &Completion) -> Self {
        let stages = completion.stages.iter().map(|(stage, time)| {
            let milliseconds = time.as_secs_f64() * 1e3;
            (format!("{}_ms", stage_name(*stage)), Value::from(milliseconds))
        });
        Self {
            route: completion.route.clone(),
            finish: completion.answer.finished.finish,
            usage: completion.answer.finished.usage,
            timing: AnswerTiming::from(&completion.answer),
            source: completion.source,
            stages: stages.collect(),
            text: completion
                .suggestion
                .as_ref()
                .map(|suggestion| suggestion.text.clone()),
        }
    }
}

/// `ponder/completed`: a [`LastCompletion`], for clients that show it.
#[derive(Debug)]
pub(crate) enum Completed {}

impl Notification for Completed {
    type Params = Value;
    const METHOD: LspNotificationMethod<'static> = LspNotificationMethod::Custom("ponder/completed");
    const MESSAGE_DIRECTION: MessageDirection = MessageDirection::ServerToClient;
}

fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Wait => "wait",
        Stage::Context => "context",
        Stage::Prompt => "prompt",
        Stage::FirstToken => "first_token",
        Stage::Writing => "writing",
        Stage::Trim => "trim",
        Stage::Own => "own",
        Stage::Total => "total",
    }
}
