//! `OpenRouter`.
//!
//! Sources: <https://openrouter.ai/docs/use-cases/reasoning-tokens> (the object `reasoning`) and
//! <https://openrouter.ai/docs/api-reference/parameters> (what is passed on).

use serde_json::{Map, Value, json};

use crate::{
    Capabilities, Effort, FillPath, Instructions, LimitCovers, Mode, Sampling, ThinkingSwitch, TokenLimit,
};

pub(super) fn capabilities(_model: &str, mode: Mode) -> Capabilities {
    Capabilities {
        sampling: match mode {
            // Passed on to whichever provider serves the model: what becomes of it there is not known.
            Mode::Thinking => Sampling::Fixed,
            Mode::NonThinking => Sampling::Free { most: 2.0 },
        },
        token_limit: TokenLimit::MaxTokens,
        limit_covers: LimitCovers::ReasoningAndAnswer,
        instructions: Instructions::System,
        thinking: ThinkingSwitch::ReasoningObject,
        fill: FillPath::None,
        stop_limit: 4,
        asks_for_usage: true,
    }
}

/// The switch. A model that does not think has no use for it and is served all the same.
pub(super) fn thinking(mode: Mode, effort: Option<Effort>) -> Map<String, Value> {
    let reasoning = match (mode, effort) {
        (Mode::NonThinking, _) => json!({ "effort": "none" }),
        (Mode::Thinking, Some(effort)) => json!({ "effort": effort_name(effort) }),
        (Mode::Thinking, None) => json!({ "enabled": true }),
    };
    Map::from_iter([("reasoning".to_owned(), reasoning)])
}

fn effort_name(effort: Effort) -> &'static str {
    match effort {
        Effort::Minimal => "minimal",
        Effort::Low => "low",
        Effort::Medium => "medium",
        Effort::High => "high",
        Effort::Max => "xhigh",
    }
}
