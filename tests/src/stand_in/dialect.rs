//! The dialects by name, and where each keeps its rules.

use std::fmt;
use std::str::FromStr;

use super::provider::Provider;
use super::{deepseek, generic, llama_server, lm_studio, ollama, openai, openrouter, siliconflow, vllm};

/// The request and stream rules of a kind of endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// api.deepseek.com, with its `/beta`.
    Deepseek,
    /// api.openai.com, Chat Completions.
    Openai,
    /// openrouter.ai.
    Openrouter,
    /// api.siliconflow.cn.
    Siliconflow,
    /// A local Ollama: `/v1` and `/api`.
    Ollama,
    /// A local LM Studio.
    LmStudio,
    /// llama.cpp's own server.
    LlamaServer,
    /// A vLLM server.
    Vllm,
    /// One-API, standing for aggregators of which nothing else is known.
    Generic,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Self; 9] = [
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

    /// The name, as in configuration files: `deepseek`, `lm_studio`, …
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
        }
    }

    pub(super) fn base_path(self) -> &'static str {
        match self {
            Self::Deepseek => "",
            Self::Openrouter => "/api/v1",
            _ => "/v1",
        }
    }

    /// What a local server has loaded until a test says otherwise.
    pub(super) fn loaded(self) -> &'static str {
        match self {
            Self::LlamaServer | Self::Vllm | Self::LmStudio => "qwen2.5-coder-1.5b",
            _ => "",
        }
    }

    pub(super) fn provider(self) -> &'static Provider {
        match self {
            Self::Deepseek => &deepseek::PROVIDER,
            Self::Openai => &openai::PROVIDER,
            Self::Openrouter => &openrouter::PROVIDER,
            Self::Siliconflow => &siliconflow::PROVIDER,
            Self::Ollama => &ollama::PROVIDER,
            Self::LmStudio => &lm_studio::PROVIDER,
            Self::LlamaServer => &llama_server::PROVIDER,
            Self::Vllm => &vllm::PROVIDER,
            Self::Generic => &generic::PROVIDER,
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A name that no dialect has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown dialect `{0}`: give one of deepseek, openai, openrouter, siliconflow, ollama, lm_studio, llama_server, vllm, generic"
)]
pub struct UnknownDialect(String);

impl FromStr for Dialect {
    type Err = UnknownDialect;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|dialect| dialect.name() == name)
            .ok_or_else(|| UnknownDialect(name.to_owned()))
    }
}
