//! Models at endpoints that are reached over HTTP.
//!
//! [`Endpoint`] sends requests and reads streams; what differs between dialects stands in the file of each. Which model
//! serves a task, and what happens when an endpoint gives no answer, is left to others.

mod address;
mod body;
mod breaker;
mod deepseek;
mod endpoint;
mod failure;
mod generic;
mod learned;
mod llama_server;
mod lm_studio;
mod model_hint;
mod ollama;
mod openai;
mod openrouter;
mod retry;
mod siliconflow;
mod stop_text;
mod stream;
mod timeouts;
mod vllm;

pub use body::{PromptKind, wire_parameters};
pub use endpoint::{Endpoint, EndpointReport, EndpointSettings, EndpointState, ReadKey, RemoteModel};
pub use model_hint::{fill_template_hint, mode_hint};
pub use timeouts::Timeouts;

use serde_json::{Map, Value};

use crate::{
    Binding, Capabilities, Dialect, Effort, FillPath, Instructions, LimitCovers, Mode, Sampling,
    ThinkingSwitch, TokenLimit,
};

/// As many stop texts as one likes.
const ANY_NUMBER: usize = usize::MAX;

/// What `dialect` takes for `model` in `mode`.
pub(crate) fn capabilities(dialect: Dialect, model: &str, mode: Mode) -> Capabilities {
    match dialect {
        Dialect::Deepseek => deepseek::capabilities(model, mode),
        Dialect::Openai => openai::capabilities(model, mode),
        Dialect::Openrouter => openrouter::capabilities(model, mode),
        Dialect::Siliconflow => siliconflow::capabilities(model, mode),
        Dialect::Ollama => ollama::capabilities(model, mode),
        Dialect::LmStudio => lm_studio::capabilities(model, mode),
        Dialect::LlamaServer => llama_server::capabilities(model, mode),
        Dialect::Vllm => vllm::capabilities(model, mode),
        Dialect::Generic => generic::capabilities(model, mode),
        Dialect::Local => local(mode),
    }
}

/// The embedded engine: it takes the numbers as they are and knows its models itself.
fn local(mode: Mode) -> Capabilities {
    Capabilities {
        sampling: match mode {
            Mode::Thinking => Sampling::Vendor,
            Mode::NonThinking => Sampling::Free { most: 2.0 },
        },
        token_limit: TokenLimit::MaxTokens,
        limit_covers: LimitCovers::ReasoningAndAnswer,
        instructions: Instructions::System,
        thinking: ThinkingSwitch::None,
        fill: FillPath::Engine,
        stop_limit: ANY_NUMBER,
        asks_for_usage: false,
    }
}

/// How a model of this name fills holes at a server that takes a prompt as it is.
fn fill_by_name(dialect: Dialect, model: &str, mode: Mode) -> FillPath {
    match (mode, fill_template_hint(model)) {
        (Mode::NonThinking, template @ Some(_)) => FillPath::of(dialect, template),
        _ => FillPath::None,
    }
}

/// The parameters that switch the thinking of `binding` and say how much of it.
fn thinking(binding: &Binding) -> Map<String, Value> {
    let (model, mode, effort) = (&binding.model, binding.mode, binding.effort);
    match binding.dialect {
        Dialect::Deepseek => deepseek::thinking(mode, effort),
        Dialect::Openai => openai::thinking(model, mode, effort),
        Dialect::Openrouter => openrouter::thinking(mode, effort),
        Dialect::Siliconflow => siliconflow::thinking(model, mode, effort),
        Dialect::Ollama => ollama::thinking(mode, effort),
        Dialect::LlamaServer => llama_server::thinking(mode, effort),
        Dialect::Vllm => vllm::thinking(mode, effort),
        Dialect::LmStudio | Dialect::Generic | Dialect::Local => Map::new(),
    }
}

/// Sampling at a server that samples as it is told: a model that thinks needs the numbers of its vendor. The R1 family
/// thinks whatever it is told, and gpt-oss has the neutral numbers (1.0), which all these servers take as a default or
/// from the model itself.
fn self_sampled(model: &str, mode: Mode) -> Sampling {
    match mode {
        Mode::Thinking if model_hint::is_gpt_oss(model) => Sampling::Fixed,
        Mode::NonThinking if !model_hint::is_r1_family(model) => Sampling::Free { most: 2.0 },
        Mode::Thinking | Mode::NonThinking => Sampling::Vendor,
    }
}

/// Where instructions go at a server that runs a model as it is: the R1 family was trained without a system prompt,
/// and its vendor says to put everything into the user's turn.
fn self_sampled_instructions(model: &str) -> Instructions {
    if model_hint::is_r1_family(model) {
        Instructions::UserTurn
    } else {
        Instructions::System
    }
}

/// The effort for those that know three steps of it.
fn three_steps(effort: Effort) -> &'static str {
    match effort {
        Effort::Minimal | Effort::Low => "low",
        Effort::Medium => "medium",
        Effort::High | Effort::Max => "high",
    }
}
