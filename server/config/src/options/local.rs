//! Options of the embedded engine.

use ponder_model::Mode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The embedded engine and its model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct LocalOptions {
    /// The model that answers: an id that `ponder models list` shows.
    pub model: String,
    /// Whether the model thinks before it answers. Left out: as its name suggests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
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
    /// Whether text that is likely to be repeated, such as code that is rewritten, is guessed before the model writes it. The
    /// answers are the same, only sooner.
    pub speculation: bool,
}

impl Default for LocalOptions {
    fn default() -> Self {
        Self {
            model: "qwen2.5-coder-0.5b".to_owned(),
            mode: None,
            context_tokens: 8192,
            threads: None,
            memory_limit_mib: None,
            unload_after_seconds: 600,
            speculation: true,
        }
    }
}
