//! `SiliconFlow`.
//!
//! Source: <https://docs.siliconflow.cn/docs/api/chat-completions-post> (`enable_thinking` for most, not all, reasoning
//! models; `reasoning_effort` for a few; `max_tokens` without the reasoning; temperature up to 2; at most 4 stop texts)
//! and its page on FIM completion. Usage comes unasked.

use serde_json::{Map, Value, json};

use crate::{
    Capabilities, Effort, FillPath, Instructions, LimitCovers, Mode, Sampling, ThinkingSwitch, TokenLimit,
};

/// Models that can think and can leave it, by how their names begin behind the publisher. Others refuse the switch with
/// the code 20015.
const SWITCHED: [&str; 9] = [
    "qwen3",
    "deepseek-v3.1",
    "deepseek-v3.2",
    "deepseek-v4",
    "glm-4.5",
    "glm-4.6",
    "glm-4.7",
    "glm-5",
    "hunyuan-a13b",
];
/// Variants of these that were trained for one mode alone.
const ONE_MODE: [&str; 6] = [
    "-instruct-2507",
    "-thinking",
    "-coder",
    "-vl-",
    "-next-",
    "-omni-",
];
/// Models that take an effort.
const WITH_EFFORT: [&str; 2] = ["deepseek-v4", "glm-5.2"];

pub(super) fn capabilities(model: &str, mode: Mode) -> Capabilities {
    Capabilities {
        sampling: match mode {
            // Taken, but the models' own numbers are set on the other side.
            Mode::Thinking => Sampling::Fixed,
            Mode::NonThinking => Sampling::Free { most: 2.0 },
        },
        token_limit: TokenLimit::MaxTokens,
        limit_covers: LimitCovers::Answer,
        instructions: Instructions::System,
        thinking: if is_switched(&own_name(model)) {
            ThinkingSwitch::EnableThinking
        } else {
            ThinkingSwitch::None
        },
        fill: match mode {
            Mode::NonThinking if fills(&own_name(model)) => FillPath::Completions,
            Mode::Thinking | Mode::NonThinking => FillPath::None,
        },
        stop_limit: 4,
        asks_for_usage: false,
    }
}

/// The switch, for the models that have one.
pub(super) fn thinking(model: &str, mode: Mode, effort: Option<Effort>) -> Map<String, Value> {
    let name = own_name(model);
    let mut switch = Map::new();
    if is_switched(&name) {
        switch.insert("enable_thinking".to_owned(), json!(mode == Mode::Thinking));
    }
    let takes_effort = WITH_EFFORT.iter().any(|start| name.starts_with(start));
    if let (Mode::Thinking, true, Some(effort)) = (mode, takes_effort, effort) {
        let effort = if effort == Effort::Max { "max" } else { "high" };
        switch.insert("reasoning_effort".to_owned(), json!(effort));
    }
    switch
}

fn is_switched(name: &str) -> bool {
    SWITCHED.iter().any(|start| name.starts_with(start)) && !ONE_MODE.iter().any(|part| name.contains(part))
}

/// The page on FIM completion lists a few models: coders, and `DeepSeek` V2.5.
fn fills(name: &str) -> bool {
    name.contains("coder") || name.starts_with("deepseek-v2.5")
}

/// The name behind the publisher, as in `Pro/deepseek-ai/DeepSeek-V3.2`.
fn own_name(model: &str) -> String {
    model.rsplit('/').next().unwrap_or(model).to_lowercase()
}
