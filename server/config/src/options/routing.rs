//! Options of routing.

use std::collections::BTreeMap;

use ponder_route::Role;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a task finds its model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct RoutingOptions {
    /// Who answers a chat text when it can't be told what it asks for.
    pub unsure: Unsure,
    /// A role or binding for an intent, in place of the usual one: `{ document = "reasoning" }`.
    pub intents: BTreeMap<String, String>,
    /// A temperature for an intent, from 0 to 2, in place of the usual one: `{ create = 1.2 }`.
    pub temperatures: BTreeMap<String, f32>,
    /// Whether Ollama, LM Studio and llama-server are looked for on this machine.
    pub discover: bool,
}

impl Default for RoutingOptions {
    fn default() -> Self {
        Self {
            unsure: Unsure::General,
            intents: BTreeMap::new(),
            temperatures: BTreeMap::new(),
            discover: true,
        }
    }
}

/// Who answers a chat text when it can't be told what it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unsure {
    /// As if it were about code.
    Reasoning,
    /// As if it were about anything else.
    General,
}

impl Unsure {
    /// The role.
    pub fn role(self) -> Role {
        match self {
            Self::Reasoning => Role::Reasoning,
            Self::General => Role::General,
        }
    }
}
