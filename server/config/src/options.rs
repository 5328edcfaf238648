//! Options as the user writes them in `config.toml`. Every one can be left out.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The user's configuration file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "Ponder configuration")]
pub struct Options {
    /// The embedded engine and its model.
    pub local: LocalOptions,
    /// Inline completions.
    pub completion: CompletionOptions,
}

/// The embedded engine and its model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LocalOptions {
    /// The model that answers: an id that `ponder models list` shows.
    pub model: String,
    /// Tokens that one request with its answer can take. More takes more memory.
    #[schemars(range(min = 512, max = 1_048_576))]
    pub context_tokens: u32,
    /// Threads that compute. Left out: one for each core.
    #[schemars(range(min = 1, max = 512))]
    pub threads: Option<u32>,
    /// The memory the model may take, in MiB. Left out: what is free on this machine.
    pub memory_limit_mib: Option<u64>,
    /// Seconds without a request after which the model is unloaded; 0 keeps it loaded.
    pub unload_after_seconds: u64,
}

impl Default for LocalOptions {
    fn default() -> Self {
        Self {
            model: "qwen2.5-coder-0.5b".to_owned(),
            context_tokens: 8192,
            threads: None,
            memory_limit_mib: None,
            unload_after_seconds: 600,
        }
    }
}

/// Inline completions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CompletionOptions {
    /// Whether completions are offered at all.
    pub enable: bool,
    /// Whether suggestions are also offered as items of the ordinary completion list.
    pub list: CompletionList,
    /// The most tokens of one suggestion.
    #[schemars(range(min = 1, max = 1024))]
    pub max_tokens: u32,
}

impl Default for CompletionOptions {
    fn default() -> Self {
        Self {
            enable: true,
            list: CompletionList::Auto,
            max_tokens: 64,
        }
    }
}

/// When suggestions are items of the ordinary completion list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CompletionList {
    /// In editors that know no inline completions.
    Auto,
    /// In every editor.
    Always,
    /// In no editor.
    Never,
}

/// The JSON schema of the configuration file.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Options).to_value()
}
