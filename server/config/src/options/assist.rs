//! Options of code actions.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Code actions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct AssistOptions {
    /// Your own language, which comments and prose are translated to: its English name, or a tag such as `de` or `zh-CN`.
    /// Left out: the environment's, by `LC_ALL`, `LC_MESSAGES` or `LANG`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The billions of parameters that the embedded engine's model must have at least to be asked for an intent; 0 has a
    /// model of every size asked. What you write is added to the defaults.
    pub least_parameters: BTreeMap<String, f64>,
}

impl Default for AssistOptions {
    fn default() -> Self {
        let least = ["fix", "refactor", "test"].map(|intent| (intent.to_owned(), 1.0));
        Self {
            language: None,
            least_parameters: BTreeMap::from(least),
        }
    }
}
