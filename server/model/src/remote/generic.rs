//! Anything else that speaks like `OpenAI`: One-API, `LiteLLM` and the rest.
//!
//! Nothing is known of it, so only what all of them know is sent: a thinking switch would be refused by some and dropped
//! by others. What a model behind it refuses is learned from the refusal.

use crate::{Capabilities, FillPath, Instructions, LimitCovers, Mode, Sampling, ThinkingSwitch, TokenLimit};

pub(super) fn capabilities(_model: &str, mode: Mode) -> Capabilities {
    Capabilities {
        sampling: match mode {
            Mode::Thinking => Sampling::Fixed,
            Mode::NonThinking => Sampling::Free { most: 2.0 },
        },
        token_limit: TokenLimit::MaxTokens,
        limit_covers: LimitCovers::ReasoningAndAnswer,
        instructions: Instructions::System,
        thinking: ThinkingSwitch::None,
        // One-API passes `completions` on without the suffix, and nobody would notice; and what is behind a gateway may
        // have no `completions` at all. Whoever knows that it has says so.
        fill: FillPath::None,
        stop_limit: 4,
        asks_for_usage: true,
    }
}
