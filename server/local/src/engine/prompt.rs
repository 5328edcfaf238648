//! From a request to the tokens that the model reads. How a fill is laid out is in `fill`.

mod fill;

use ponder_model::{Message, ModelError, Prompt};

use super::healing::TokenIndex;
use super::llama::{Model, Token};
use super::template::{ChatTemplate, Segment};

/// What a model reads of a request.
#[derive(Debug)]
pub(crate) struct Reading {
    /// The tokens to read.
    pub(crate) tokens: Vec<Token>,
    /// The bytes that the generated tokens have to begin with. The asker has them already: they are no part of the
    /// answer.
    pub(crate) pending: Vec<u8>,
}

/// The tokens of `prompt`, short enough to leave room for an answer in a window of `window` tokens.
pub(crate) fn reading(
    model: &Model,
    template: &ChatTemplate,
    index: &TokenIndex,
    prompt: &Prompt,
    window: usize,
) -> Result<Reading, ModelError> {
    let reading = match prompt {
        Prompt::Chat(messages) => Reading {
            tokens: chat(model, template, messages)?,
            pending: Vec::new(),
        },
        Prompt::Fill(fill) => fill::reading(model, index, fill, window),
    };
    let length = reading.tokens.len();
    if length == 0 {
        return Err(ModelError::Unsupported {
            reason: "there is no text to continue".to_owned(),
        });
    }
    if length >= window {
        return Err(ModelError::PromptTooLong {
            tokens: count(length),
            window: count(window),
            remedy: "raise `local.context_tokens`".to_owned(),
        });
    }
    Ok(reading)
}

fn chat(model: &Model, template: &ChatTemplate, messages: &[Message]) -> Result<Vec<Token>, ModelError> {
    let segments = template
        .render(messages)
        .map_err(|error| ModelError::Unsupported {
            reason: format!("{error:#}"),
        })?;
    let mut tokens = Vec::new();
    for segment in segments {
        tokens.extend(match segment {
            Segment::Markup(text) => model.tokenize_markup(&text),
            Segment::Text(text) => model.tokenize_text(&text),
        });
    }
    // Many templates write the begin token themselves.
    if let Some(begin) = model.begin_token().filter(|begin| tokens.first() != Some(begin)) {
        tokens.insert(0, begin);
    }
    Ok(tokens)
}

fn count(tokens: usize) -> u32 {
    u32::try_from(tokens).unwrap_or(u32::MAX)
}
