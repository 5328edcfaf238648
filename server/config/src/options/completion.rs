//! Options of inline completions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Inline completions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct CompletionOptions {
    /// Whether completions are offered at all.
    pub enable: bool,
    /// Whether suggestions are also offered as items of the ordinary completion list.
    pub list: CompletionList,
    /// The most tokens of one suggestion. Those of a single line end long before.
    #[schemars(range(min = 1, max = 1024))]
    pub max_tokens: u32,
    /// Whether what is typed may go, as it is typed, to endpoints that `roles.completion` does not list: prose to those of
    /// the general role, code to those that an editor chooses.
    pub remote: bool,
}

impl Default for CompletionOptions {
    fn default() -> Self {
        Self {
            enable: true,
            list: CompletionList::Auto,
            max_tokens: 160,
            remote: false,
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
