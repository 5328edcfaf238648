//! Options of one pin.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One role or binding for a folder or a language: exactly one of the two is given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct PinOptions {
    /// The folder, with all that is in it: a whole path, or one that begins with `~/`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// The language, such as `markdown`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Who answers: `local`, a role, or a binding.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub choice: Option<String>,
}
