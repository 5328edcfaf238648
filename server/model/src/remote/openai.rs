//! The `OpenAI` API.
//!
//! Sources: <https://github.com/openai/openai-openapi> (`max_completion_tokens`, `reasoning_effort`, `stop`,
//! `stream_options`, roles) and <https://platform.openai.com/docs/guides/reasoning>. Which family a model belongs to is
//! a fact of this API that shows in nothing but its name; what a family takes stands here.

use serde_json::{Map, Value, json};

use super::model_hint::{ReasoningSeries, reasoning_series};
use crate::{
    Capabilities, Effort, FillPath, Instructions, LimitCovers, Mode, Sampling, ThinkingSwitch, TokenLimit,
};

pub(super) fn capabilities(model: &str, mode: Mode) -> Capabilities {
    let series = reasoning_series(model);
    let answers_at_once = match series {
        Some(series) => mode == Mode::NonThinking && can_be_switched_off(series),
        None => mode == Mode::NonThinking,
    };
    Capabilities {
        // A reasoning model refuses temperature and `top_p`, some even as a parameter (`unsupported_parameter`), others
        // any value but 1 (`unsupported_value`); from GPT 5.1 on they are taken at the effort `none`.
        sampling: if answers_at_once {
            Sampling::Free { most: 2.0 }
        } else {
            Sampling::Fixed
        },
        // `max_tokens` is deprecated, and refused by the reasoning models.
        token_limit: TokenLimit::MaxCompletionTokens,
        limit_covers: LimitCovers::ReasoningAndAnswer,
        instructions: match series {
            Some(ReasoningSeries::EarlyO) => Instructions::UserTurn,
            Some(_) => Instructions::Developer,
            None => Instructions::System,
        },
        thinking: match series {
            Some(ReasoningSeries::EarlyO) | None => ThinkingSwitch::None,
            Some(_) => ThinkingSwitch::ReasoningEffort,
        },
        fill: FillPath::None,
        // Not taken by reasoning models from o3 and o4-mini on; what it would save is little.
        stop_limit: if series.is_some() { 0 } else { 4 },
        asks_for_usage: true,
    }
}

/// The effort of `model`, which also is the switch where there is one.
pub(super) fn thinking(model: &str, mode: Mode, effort: Option<Effort>) -> Map<String, Value> {
    let series = match reasoning_series(model) {
        None | Some(ReasoningSeries::EarlyO) => return Map::new(),
        Some(series) => series,
    };
    let name = match mode {
        Mode::NonThinking => Some(if can_be_switched_off(series) {
            "none"
        } else {
            least(series)
        }),
        Mode::Thinking => match effort {
            Some(effort) => Some(effort_name(series, effort)),
            // Some that can be switched off are off by default (GPT 5.1); the others' default is this one.
            None => can_be_switched_off(series).then_some("medium"),
        },
    };
    name.map(|name| ("reasoning_effort".to_owned(), json!(name)))
        .into_iter()
        .collect()
}

fn can_be_switched_off(series: ReasoningSeries) -> bool {
    at_least(series, 1)
}

/// Whether the model is GPT 5 with this minor version, or later.
fn at_least(series: ReasoningSeries, wanted: u32) -> bool {
    matches!(series, ReasoningSeries::Gpt { major, minor } if (major, minor) >= (5, wanted))
}

/// `minimal` was known to GPT 5 alone, before `none` took its place.
fn least(series: ReasoningSeries) -> &'static str {
    match series {
        ReasoningSeries::Gpt { major: 5, minor: 0 } => "minimal",
        _ => "low",
    }
}

fn effort_name(series: ReasoningSeries, effort: Effort) -> &'static str {
    match effort {
        Effort::Minimal => least(series),
        Effort::Low => "low",
        Effort::Medium => "medium",
        // Known from GPT 5.2 on.
        Effort::Max if at_least(series, 2) => "xhigh",
        Effort::High | Effort::Max => "high",
    }
}
