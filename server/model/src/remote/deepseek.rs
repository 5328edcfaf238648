//! The `DeepSeek` API.
//!
//! Sources: <https://api-docs.deepseek.com>: "Thinking Mode" (switch, effort, what is ignored), "Create Chat Completion"
//! (roles, at most 16 stop texts, `max_tokens` with the reasoning in it), "Create FIM Completion", "Models & Pricing"
//! (filling only without thinking), "The Temperature Parameter" (0 to 2).

use serde_json::{Map, Value, json};

use crate::{
    Capabilities, Effort, FillPath, Instructions, LimitCovers, Mode, Sampling, ThinkingSwitch, TokenLimit,
};

/// The most tokens that filling generates ("Create FIM Completion": 4K).
pub(super) const FILL_TOKENS: u32 = 4096;

pub(super) fn capabilities(_model: &str, mode: Mode) -> Capabilities {
    Capabilities {
        sampling: match mode {
            // Taken without an error and without effect.
            Mode::Thinking => Sampling::Fixed,
            Mode::NonThinking => Sampling::Free { most: 2.0 },
        },
        token_limit: TokenLimit::MaxTokens,
        limit_covers: LimitCovers::ReasoningAndAnswer,
        // Any role but system, user, assistant and tool is refused.
        instructions: Instructions::System,
        thinking: ThinkingSwitch::ThinkingType,
        fill: match mode {
            Mode::Thinking => FillPath::None,
            Mode::NonThinking => FillPath::BetaCompletions,
        },
        stop_limit: 16,
        asks_for_usage: true,
    }
}

/// The switch: always sent, since thinking is on by default.
pub(super) fn thinking(mode: Mode, effort: Option<Effort>) -> Map<String, Value> {
    let mut switch = Map::new();
    match mode {
        Mode::NonThinking => {
            switch.insert("thinking".to_owned(), json!({ "type": "disabled" }));
        }
        Mode::Thinking => {
            switch.insert("thinking".to_owned(), json!({ "type": "enabled" }));
            if let Some(effort) = effort {
                switch.insert("reasoning_effort".to_owned(), json!(effort_name(effort)));
            }
        }
    }
    switch
}

/// Three steps are documented, and to which of them the others go.
fn effort_name(effort: Effort) -> &'static str {
    match effort {
        Effort::Minimal | Effort::Low => "low",
        Effort::Medium | Effort::High => "high",
        Effort::Max => "max",
    }
}
