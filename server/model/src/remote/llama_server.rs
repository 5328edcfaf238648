//! llama.cpp's `llama-server`.
//!
//! Source: <https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md>: temperature is 0.8 where it is
//! left out; `chat_template_kwargs` reach the model's own template, where `enable_thinking` is the switch that the
//! server itself knows and `reasoning_effort` what gpt-oss reads; `/infill` fills with the model's own tokens.

use serde_json::{Map, Value, json};

use super::model_hint::fill_hint;
use crate::{Capabilities, Effort, FillPath, LimitCovers, Mode, ThinkingSwitch, TokenLimit};

pub(super) fn capabilities(model: &str, mode: Mode) -> Capabilities {
    Capabilities {
        sampling: super::self_sampled(model, mode),
        token_limit: TokenLimit::MaxTokens,
        limit_covers: LimitCovers::ReasoningAndAnswer,
        instructions: super::self_sampled_instructions(model),
        thinking: ThinkingSwitch::ChatTemplate,
        fill: match mode {
            // Without the tokens for it, 501.
            Mode::NonThinking if fill_hint(model) => FillPath::Infill,
            Mode::Thinking | Mode::NonThinking => FillPath::None,
        },
        stop_limit: super::ANY_NUMBER,
        asks_for_usage: true,
    }
}

/// The switch. A template without it ignores it.
pub(super) fn thinking(mode: Mode, effort: Option<Effort>) -> Map<String, Value> {
    let mut template = Map::from_iter([("enable_thinking".to_owned(), json!(mode == Mode::Thinking))]);
    if let (Mode::Thinking, Some(effort)) = (mode, effort) {
        template.insert("reasoning_effort".to_owned(), json!(super::three_steps(effort)));
    }
    Map::from_iter([("chat_template_kwargs".to_owned(), Value::Object(template))])
}
