//! What a dialect takes from a model in a mode. Each dialect's table stands in the file of its name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Dialect, FillTemplate, Mode, remote};

/// What becomes of temperature and `top_p`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Sampling {
    /// They are taken; temperature up to this.
    Free {
        /// The highest temperature that is accepted.
        most: f32,
    },
    /// They are refused or ignored: nothing is sent.
    Fixed,
    /// The endpoint samples a reasoning model as it is told, and its vendor's numbers are needed: without them some
    /// repeat themselves endlessly (`DeepSeek` R1's model card: temperature 0.6, `top_p` 0.95).
    Vendor,
}

/// The name under which the token limit goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenLimit {
    /// `max_tokens`.
    MaxTokens,
    /// `max_completion_tokens`.
    MaxCompletionTokens,
}

/// What the token limit covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitCovers {
    /// The answer alone.
    Answer,
    /// Reasoning and answer together.
    ReasoningAndAnswer,
}

/// Where instructions go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Instructions {
    /// Into a message of the role `system`.
    System,
    /// Into a message of the role `developer`.
    Developer,
    /// In front of the first user message: some models were trained without a system prompt.
    UserTurn,
}

/// How thinking is switched on and off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThinkingSwitch {
    /// It can't be, or nothing is known of it: nothing is sent.
    None,
    /// `thinking.type` and `reasoning_effort`.
    ThinkingType,
    /// `reasoning_effort`, with `none` for off where the model knows it.
    ReasoningEffort,
    /// The object `reasoning`.
    ReasoningObject,
    /// `enable_thinking`.
    EnableThinking,
    /// `chat_template_kwargs`.
    ChatTemplate,
}

/// How a hole in a text is filled (FIM).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FillPath {
    /// It is not.
    None,
    /// `prompt` and `suffix` at `/beta/completions`.
    BetaCompletions,
    /// `prompt` and `suffix` at `/completions`.
    Completions,
    /// A prompt in the model's own form at `/completions`, where prompts are taken as they are.
    RawCompletions(FillTemplate),
    /// The same at Ollama's `/api/generate`, where the prompt is told to be raw.
    RawGenerate(FillTemplate),
    /// `input_prefix` and `input_suffix` at `/infill`.
    Infill,
    /// By the embedded engine.
    Engine,
}

impl FillPath {
    /// Where `dialect` fills holes, with a model that can; `template` is the model's form, where that is known.
    pub fn of(dialect: Dialect, template: Option<FillTemplate>) -> Self {
        match (dialect, template) {
            (Dialect::Deepseek, _) => Self::BetaCompletions,
            (Dialect::LlamaServer, _) => Self::Infill,
            (Dialect::Local, _) => Self::Engine,
            // The template that a model has there may lack a place for the suffix, and has none for other files.
            (Dialect::Ollama, Some(template)) => Self::RawGenerate(template),
            (Dialect::Generic | Dialect::LmStudio | Dialect::Vllm, Some(template)) => {
                Self::RawCompletions(template)
            }
            (Dialect::Siliconflow, _) | (Dialect::Ollama | Dialect::Generic, None) => Self::Completions,
            (Dialect::Openai | Dialect::Openrouter, _) | (Dialect::LmStudio | Dialect::Vllm, None) => {
                Self::None
            }
        }
    }

    /// Where it goes when an endpoint of `dialect` has said that it cannot fill at its usual place.
    pub(crate) fn instead(dialect: Dialect, template: Option<FillTemplate>) -> Self {
        match (dialect, template) {
            // The server looks for the tokens in the model's file, where not each conversion has marked them.
            (Dialect::LlamaServer, Some(template)) => Self::RawCompletions(template),
            _ => Self::None,
        }
    }
}

/// What a dialect takes from a model in a mode.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Capabilities {
    /// What becomes of temperature and `top_p`.
    pub sampling: Sampling,
    /// The name under which the token limit goes.
    pub token_limit: TokenLimit,
    /// What the token limit covers.
    pub limit_covers: LimitCovers,
    /// Where instructions go.
    pub instructions: Instructions,
    /// How thinking is switched.
    pub thinking: ThinkingSwitch,
    /// How a hole is filled.
    pub fill: FillPath,
    /// The most stop texts that are taken; 0 where there is no such parameter.
    pub stop_limit: usize,
    /// Whether usage has to be asked for with `stream_options`.
    pub asks_for_usage: bool,
}

impl Capabilities {
    /// What `dialect` takes for `model` in `mode`.
    pub fn of(dialect: Dialect, model: &str, mode: Mode) -> Self {
        remote::capabilities(dialect, model, mode)
    }
}
