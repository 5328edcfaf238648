//! Why a model gave no answer.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a model gave no answer. The texts are for the user: they say what failed and what to do next.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelError {
    /// There is no model to ask yet.
    #[error("{reason}")]
    Missing {
        /// What is missing and how to get it.
        reason: String,
    },
    /// The engine could not start or could not load the model.
    #[error("{reason}")]
    Unavailable {
        /// What failed and what to do.
        reason: String,
    },
    /// The engine stopped in the middle of the answer.
    #[error("{reason}")]
    Interrupted {
        /// How it stopped.
        reason: String,
    },
    /// The prompt does not fit the model's window.
    #[error(
        "the request takes {tokens} tokens but the model's window holds {window}; \
         select less text, start a new chat, or raise `local.context_tokens`"
    )]
    PromptTooLong {
        /// Tokens of the prompt.
        tokens: u32,
        /// Tokens the window holds.
        window: u32,
    },
    /// The model cannot do what was asked.
    #[error("{reason}")]
    Unsupported {
        /// What it cannot do, and what can.
        reason: String,
    },
}
