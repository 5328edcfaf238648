//! Why a model gave no answer.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How an endpoint failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndpointFailure {
    /// No connection: refused, no route, no such host, or a connection that broke before it answered.
    Unreachable,
    /// It did not connect, begin, or go on in time.
    TimedOut,
    /// It has too much to do: 408, 429, 500, 502, 503, 529.
    Busy,
    /// It is left alone for a while, after it failed.
    Resting,
    /// The key is missing, wrong, or not allowed this: 401, 403.
    Unauthorized,
    /// The account's balance or quota is used up: 402, `insufficient_quota`.
    QuotaExhausted,
    /// It has no such model or path: 404.
    NotFound,
    /// It refuses the request as it is: 400, 413, 422.
    Rejected,
    /// What it sent is not what its dialect allows.
    Malformed,
}

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
         select less text, start a new chat, or {remedy}"
    )]
    PromptTooLong {
        /// Tokens of the prompt.
        tokens: u32,
        /// Tokens the window holds.
        window: u32,
        /// What else can be done, as the end of a sentence.
        remedy: String,
    },
    /// An endpoint gave no answer.
    #[error("{reason}")]
    Endpoint {
        /// The kind of failure.
        failure: EndpointFailure,
        /// What failed, where, and what to do.
        reason: String,
    },
    /// The model cannot do what was asked.
    #[error("{reason}")]
    Unsupported {
        /// What it cannot do, and what can.
        reason: String,
    },
}
