//! The request and stream rules of an endpoint.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The request and stream rules of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// The `DeepSeek` API.
    Deepseek,
    /// The `OpenAI` API.
    Openai,
    /// `OpenRouter`.
    Openrouter,
    /// `SiliconFlow`.
    Siliconflow,
    /// Ollama's `/v1`.
    Ollama,
    /// LM Studio.
    LmStudio,
    /// llama.cpp's `llama-server`.
    LlamaServer,
    /// vLLM.
    Vllm,
    /// Anything else that speaks like `OpenAI`: One-API, `LiteLLM` and the rest.
    Generic,
    /// The embedded engine. Not for configuration: there is one, and it is always there.
    #[serde(skip_deserializing)]
    Local,
}

impl Dialect {
    /// Every dialect that an endpoint can be given.
    pub const REMOTE: [Self; 9] = [
        Self::Deepseek,
        Self::Openai,
        Self::Openrouter,
        Self::Siliconflow,
        Self::Ollama,
        Self::LmStudio,
        Self::LlamaServer,
        Self::Vllm,
        Self::Generic,
    ];

    /// The name in configuration and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Deepseek => "deepseek",
            Self::Openai => "openai",
            Self::Openrouter => "openrouter",
            Self::Siliconflow => "siliconflow",
            Self::Ollama => "ollama",
            Self::LmStudio => "lm_studio",
            Self::LlamaServer => "llama_server",
            Self::Vllm => "vllm",
            Self::Generic => "generic",
            Self::Local => "local",
        }
    }
}
