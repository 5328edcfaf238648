//! `ponder/chat`: a question with its history; deltas come by `$/progress`.

use ponder_model::{Answer, Finish, Message, Timing, Usage};
use ponder_route::{Intent, Route};
use serde::{Deserialize, Serialize};
use tower_lsp::gen_lsp_types::{ProgressToken, Range, TextDocumentIdentifier};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChatParams {
    pub(crate) messages: Vec<Message>,
    #[serde(default)]
    pub(crate) intent: Option<Intent>,
    #[serde(default)]
    pub(crate) text_document: Option<TextDocumentIdentifier>,
    #[serde(default)]
    pub(crate) range: Option<Range>,
    #[serde(default)]
    pub(crate) partial_result_token: Option<ProgressToken>,
}

/// The end of an answer. Where the text was streamed it is not repeated.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChatResult {
    pub(crate) text: Option<String>,
    /// What the model thought, where it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reasoning: Option<String>,
    pub(crate) route: Route,
    pub(crate) finish: Finish,
    pub(crate) usage: Usage,
    pub(crate) timing: AnswerTiming,
    pub(crate) left_out: usize,
    /// Secrets that were masked in what went out.
    pub(crate) masked: usize,
    /// What the answer cost, where the user said what tokens cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cost: Option<f64>,
}

/// Where the time of an answer went, in milliseconds.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AnswerTiming {
    #[serde(flatten)]
    engine: Timing,
    /// From the question to the first text; null where none came.
    first_token_ms: Option<f64>,
    /// From the question to the end.
    total_ms: f64,
}

impl From<&Answer> for AnswerTiming {
    fn from(answer: &Answer) -> Self {
        Self {
            engine: answer.finished.timing,
            first_token_ms: answer.first_token.map(|time| time.as_secs_f64() * 1e3),
            total_ms: answer.total.as_secs_f64() * 1e3,
        }
    }
}
