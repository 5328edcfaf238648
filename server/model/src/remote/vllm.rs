//! vLLM.
//!
//! Source: <https://docs.vllm.ai>: "OpenAI-Compatible Server" and "Reasoning Outputs": `chat_template_kwargs` reach the
//! model's own template, where the switch is `thinking` for `DeepSeek`'s models and `enable_thinking` for Qwen's and
//! others; a template ignores what it does not know, so both go. `completions` refuses a
//! suffix and takes a prompt as it is.

use serde_json::{Map, Value, json};

use crate::{Capabilities, Dialect, Effort, LimitCovers, Mode, ThinkingSwitch, TokenLimit};

pub(super) fn capabilities(model: &str, mode: Mode) -> Capabilities {
    Capabilities {
        sampling: super::self_sampled(model, mode),
        token_limit: TokenLimit::MaxTokens,
        limit_covers: LimitCovers::ReasoningAndAnswer,
        instructions: super::self_sampled_instructions(model),
        thinking: ThinkingSwitch::ChatTemplate,
        fill: super::fill_by_name(Dialect::Vllm, model, mode),
        stop_limit: super::ANY_NUMBER,
        asks_for_usage: true,
    }
}

/// For a hole: without it ("Completions API", extra parameters) the tokens of the model's form are left out of the answer,
/// and no stop text finds them.
pub(super) fn shown_tokens() -> Map<String, Value> {
    Map::from_iter([("skip_special_tokens".to_owned(), json!(false))])
}

/// The switch, under both of its names.
pub(super) fn thinking(mode: Mode, effort: Option<Effort>) -> Map<String, Value> {
    let on = json!(mode == Mode::Thinking);
    let template = json!({ "enable_thinking": on, "thinking": on });
    let mut switch = Map::from_iter([("chat_template_kwargs".to_owned(), template)]);
    if let (Mode::Thinking, Some(effort)) = (mode, effort) {
        switch.insert("reasoning_effort".to_owned(), json!(super::three_steps(effort)));
    }
    switch
}
