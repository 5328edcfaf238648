//! Ollama's `/v1`.
//!
//! Sources: <https://docs.ollama.com/api/openai-compatibility> and Ollama's `openai/openai.go`: temperature and `top_p`
//! are 1.0 where they are left out, whatever the model file says; `max_tokens` alone is read; `reasoning_effort` is the
//! switch, and `none` is taken for a model that cannot think, too. `suffix` needs a model with the capability `insert`,
//! which those lack that were imported without a template for it and a few of its library; a raw prompt at
//! `/api/generate` (`docs/api.md`) needs none, and has room for other files.

use serde_json::{Map, Value, json};

use crate::{Capabilities, Dialect, Effort, LimitCovers, Mode, ThinkingSwitch, TokenLimit};

pub(super) fn capabilities(model: &str, mode: Mode) -> Capabilities {
    Capabilities {
        sampling: super::self_sampled(model, mode),
        token_limit: TokenLimit::MaxTokens,
        limit_covers: LimitCovers::ReasoningAndAnswer,
        instructions: super::self_sampled_instructions(model),
        thinking: ThinkingSwitch::ReasoningEffort,
        fill: super::fill_by_name(Dialect::Ollama, model, mode),
        stop_limit: super::ANY_NUMBER,
        asks_for_usage: true,
    }
}

/// The switch. A model that can think does so unless it is told not to.
pub(super) fn thinking(mode: Mode, effort: Option<Effort>) -> Map<String, Value> {
    let name = match mode {
        Mode::NonThinking => Some("none"),
        Mode::Thinking => effort.map(|effort| match effort {
            Effort::Minimal | Effort::Low => "low",
            Effort::Medium => "medium",
            Effort::High => "high",
            // Builds before the middle of 2026 refuse it, which is learned from.
            Effort::Max => "max",
        }),
    };
    name.map(|name| ("reasoning_effort".to_owned(), json!(name)))
        .into_iter()
        .collect()
}
