//! Endpoints that are known without being configured: a key in the environment, or a server on this machine, is enough.

use std::sync::Arc;

use ponder_model::{Binding, Dialect, Effort, Mode, Parameters};

/// An endpoint that is known by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// The endpoint's name.
    pub name: &'static str,
    /// The rules it follows.
    pub dialect: Dialect,
    /// Its base URL.
    pub url: &'static str,
    /// The environment variable with its key; `None` where it wants no key.
    pub key_variable: Option<&'static str>,
    /// Its bindings.
    pub(crate) bindings: &'static [PresetBinding],
}

/// A binding that comes with a preset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PresetBinding {
    pub(crate) name: &'static str,
    pub(crate) model: &'static str,
    pub(crate) mode: Mode,
    pub(crate) effort: Option<Effort>,
}

const fn thinking(name: &'static str, model: &'static str, effort: Effort) -> PresetBinding {
    PresetBinding {
        name,
        model,
        mode: Mode::Thinking,
        effort: Some(effort),
    }
}

const fn at_once(name: &'static str, model: &'static str) -> PresetBinding {
    PresetBinding {
        name,
        model,
        mode: Mode::NonThinking,
        effort: None,
    }
}

/// The providers, in the order in which they serve a role. Each is there as soon as its variable is set.
pub const HOSTED: [Preset; 4] = [
    Preset {
        name: "deepseek",
        dialect: Dialect::Deepseek,
        url: "https://api.deepseek.com",
        key_variable: Some("DEEPSEEK_API_KEY"),
        bindings: &[
            thinking("deepseek-thinking", "deepseek-flash", Effort::High),
            at_once("deepseek", "deepseek-flash"),
        ],
    },
    Preset {
        name: "openai",
        dialect: Dialect::Openai,
        url: "https://api.openai.com/v1",
        key_variable: Some("OPENAI_API_KEY"),
        // From 5.1 on thinking can be switched off.
        bindings: &[
            thinking("openai-thinking", "gpt-5.1", Effort::Medium),
            at_once("openai", "gpt-5.1"),
        ],
    },
    Preset {
        name: "openrouter",
        dialect: Dialect::Openrouter,
        url: "https://openrouter.ai/api/v1",
        key_variable: Some("OPENROUTER_API_KEY"),
        // Thinking is switched by `reasoning.enabled`, as https://openrouter.ai/deepseek/deepseek-v3.2/api says.
        bindings: &[
            thinking("openrouter-thinking", "deepseek/deepseek-v3.2", Effort::High),
            at_once("openrouter", "deepseek/deepseek-v3.2"),
        ],
    },
    Preset {
        name: "siliconflow",
        dialect: Dialect::Siliconflow,
        url: "https://api.siliconflow.cn/v1",
        key_variable: Some("SILICONFLOW_API_KEY"),
        bindings: &[
            thinking("siliconflow-thinking", "deepseek-ai/DeepSeek-V3.2", Effort::High),
            at_once("siliconflow", "deepseek-ai/DeepSeek-V3.2"),
        ],
    },
];

const fn loopback(name: &'static str, dialect: Dialect, url: &'static str) -> Preset {
    Preset {
        name,
        dialect,
        url,
        key_variable: None,
        bindings: &[],
    }
}

/// Where servers on this machine listen by default. They are endpoints only once they have been found there, or where
/// the user names them. llama-server has had three ports: 9931 now, 8080 before, 8012 in its presets for completions.
pub const LOOPBACK: [Preset; 5] = [
    loopback("ollama", Dialect::Ollama, "http://127.0.0.1:11434/v1"),
    loopback("lm_studio", Dialect::LmStudio, "http://127.0.0.1:1234/v1"),
    loopback("llama_server", Dialect::LlamaServer, "http://127.0.0.1:9931/v1"),
    loopback(
        "llama_server_8080",
        Dialect::LlamaServer,
        "http://127.0.0.1:8080/v1",
    ),
    loopback(
        "llama_server_8012",
        Dialect::LlamaServer,
        "http://127.0.0.1:8012/v1",
    ),
];

/// The preset of this name.
pub(crate) fn find(name: &str) -> Option<&'static Preset> {
    HOSTED.iter().chain(&LOOPBACK).find(|preset| preset.name == name)
}

/// The preset that has a binding of this name, and the binding.
pub(crate) fn find_binding(name: &str) -> Option<(&'static Preset, &'static PresetBinding)> {
    HOSTED
        .iter()
        .flat_map(|preset| preset.bindings.iter().map(move |binding| (preset, binding)))
        .find(|(_, binding)| binding.name == name)
}

impl PresetBinding {
    /// The binding, at an endpoint of `preset`'s name.
    pub(crate) fn at(&self, preset: &Preset) -> Arc<Binding> {
        Arc::new(Binding {
            name: self.name.to_owned(),
            endpoint: preset.name.to_owned(),
            dialect: preset.dialect,
            model: self.model.to_owned(),
            mode: self.mode,
            effort: self.effort,
            parameters: Parameters::default(),
            instructions: None,
            fills: None,
            fill_template: None,
            window: None,
            prices: None,
        })
    }
}
