//! The kinds of model that serve tasks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Intent, Kind};

/// The kind of model that serves a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Thinks before it answers; for code, logic, mathematics.
    Reasoning,
    /// Writes prose, at a temperature.
    General,
    /// Fills a hole in code (FIM).
    Completion,
    /// The local model, where no other serves.
    Fallback,
}

impl Role {
    /// The role that serves `intent`. A reasoning model never serves a keystroke.
    pub fn of(intent: Intent) -> Self {
        match (intent, intent.kind()) {
            (Intent::CompleteCode, _) => Self::Completion,
            (_, Kind::Code) => Self::Reasoning,
            (_, Kind::Prose) => Self::General,
        }
    }

    /// The name in configuration and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reasoning => "reasoning",
            Self::General => "general",
            Self::Completion => "completion",
            Self::Fallback => "fallback",
        }
    }
}
