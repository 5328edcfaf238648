//! Which bindings serve which role.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which models serve which kind of task: names of bindings, the first choice first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct RoleOptions {
    /// For code, logic and mathematics. Left out: the presets' bindings that think.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<Vec<String>>,
    /// For prose. Left out: the presets' bindings that answer at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub general: Option<Vec<String>>,
    /// For code at the cursor; none of them may think. Left out: the embedded engine alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion: Option<Vec<String>>,
}
