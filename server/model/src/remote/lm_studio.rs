//! LM Studio.
//!
//! Source: <https://lmstudio.ai/docs/app/api/endpoints/openai> (the parameters it lists; temperature and `top_p` are
//! used as they come). Thinking is switched per model in the program itself, and `completions` takes no suffix.

use super::model_hint::is_gpt_oss;
use crate::{Capabilities, FillPath, LimitCovers, Mode, Sampling, ThinkingSwitch, TokenLimit};

pub(super) fn capabilities(model: &str, mode: Mode) -> Capabilities {
    Capabilities {
        sampling: match mode {
            // The program's preset is the vendor's.
            Mode::Thinking if is_gpt_oss(model) => Sampling::Fixed,
            Mode::Thinking => Sampling::Vendor,
            Mode::NonThinking => Sampling::Free { most: 2.0 },
        },
        token_limit: TokenLimit::MaxTokens,
        limit_covers: LimitCovers::ReasoningAndAnswer,
        instructions: super::self_sampled_instructions(model, mode),
        thinking: ThinkingSwitch::None,
        fill: FillPath::None,
        stop_limit: super::ANY_NUMBER,
        asks_for_usage: true,
    }
}
