//! LM Studio.
//!
//! Source: <https://lmstudio.ai/docs/app/api/endpoints/openai> (the parameters it lists; temperature and `top_p` are
//! used as they come). Thinking is switched per model in the program itself, and `completions` takes no suffix but a prompt as
//! it is.

use crate::{Capabilities, Dialect, LimitCovers, Mode, ThinkingSwitch, TokenLimit};

pub(super) fn capabilities(model: &str, mode: Mode) -> Capabilities {
    Capabilities {
        sampling: super::self_sampled(model, mode),
        token_limit: TokenLimit::MaxTokens,
        limit_covers: LimitCovers::ReasoningAndAnswer,
        instructions: super::self_sampled_instructions(model),
        thinking: ThinkingSwitch::None,
        fill: super::fill_by_name(Dialect::LmStudio, model, mode),
        stop_limit: super::ANY_NUMBER,
        asks_for_usage: true,
    }
}
