//! What comes back from a model: a stream of deltas that ends with [`Finished`].

use std::pin::Pin;
use std::time::{Duration, Instant};

use futures::{Stream, StreamExt};
use serde::{Deserialize, Serialize};

use crate::{ModelError, Sent};

/// Why an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finish {
    /// The model was done, or a stop text came.
    Stop,
    /// The token limit or the window's end was reached.
    Length,
    /// The endpoint withheld the rest.
    ContentFilter,
}

/// Tokens used by one answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// Tokens of the whole prompt.
    pub prompt_tokens: u32,
    /// Of these, tokens taken from a cache instead of being read again.
    pub cached_tokens: u32,
    /// Tokens generated, reasoning included.
    pub completion_tokens: u32,
    /// Of these, tokens of reasoning, as far as the endpoint says.
    #[serde(default)]
    pub reasoning_tokens: u32,
}

impl Usage {
    /// Prompt tokens that really were read for this answer.
    pub fn tokens_read(&self) -> u32 {
        self.prompt_tokens.saturating_sub(self.cached_tokens)
    }
}

/// Where an engine's time went, in milliseconds, waiting and transport not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Timing {
    /// Reading the prompt.
    pub prompt_ms: f64,
    /// Generating the answer.
    pub generation_ms: f64,
}

/// The end of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finished {
    /// Why it ended.
    pub finish: Finish,
    /// Tokens used.
    pub usage: Usage,
    /// Where the time went.
    pub timing: Timing,
}

/// A piece of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Delta {
    /// A request went out. Comes before everything that answers it, again where the request is repeated.
    Sent(Box<Sent>),
    /// The prompt is read, with the tokens that it took; comes before all text, from the embedded engine only. So it is
    /// known what an answer took that is not waited for to its end.
    Read(Usage),
    /// More of the model's thinking: shown apart, never part of the answer.
    Reasoning(String),
    /// More of the answer's text.
    Content(String),
    /// The last delta.
    Finished(Finished),
}

/// An answer as it comes. Dropping it cancels the request.
///
/// It yields reasoning and content in order, then one [`Delta::Finished`]; or an error, after which nothing follows.
pub type AnswerStream = Pin<Box<dyn Stream<Item = Result<Delta, ModelError>> + Send>>;

/// A whole answer, collected.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The text.
    pub text: String,
    /// What the model thought, where it was said.
    pub reasoning: String,
    /// How it ended.
    pub finished: Finished,
    /// From the question to the first text, if any came.
    pub first_token: Option<Duration>,
    /// From the question to the end.
    pub total: Duration,
}

impl Answer {
    /// Reads `stream` to its end, handing each piece of text to `on_text` as it comes. Times count from now.
    pub async fn collect(stream: AnswerStream, on_text: impl FnMut(&str) + Send) -> Result<Self, ModelError> {
        Self::collect_since(Instant::now(), stream, on_text).await
    }

    /// As [`Answer::collect`], but times count from `start`.
    pub async fn collect_since(
        start: Instant,
        mut stream: AnswerStream,
        mut on_text: impl FnMut(&str) + Send,
    ) -> Result<Self, ModelError> {
        let (mut text, mut reasoning) = (String::new(), String::new());
        let mut first_token = None;
        while let Some(delta) = stream.next().await {
            match delta? {
                Delta::Sent(_) | Delta::Read(_) => {}
                Delta::Reasoning(piece) => reasoning.push_str(&piece),
                Delta::Content(piece) => {
                    first_token.get_or_insert_with(|| start.elapsed());
                    on_text(&piece);
                    text.push_str(&piece);
                }
                Delta::Finished(finished) => {
                    return Ok(Self {
                        text,
                        reasoning,
                        finished,
                        first_token,
                        total: start.elapsed(),
                    });
                }
            }
        }
        Err(ModelError::Interrupted {
            reason: "the answer ended without saying why".to_owned(),
        })
    }
}
