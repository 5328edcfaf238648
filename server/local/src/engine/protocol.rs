//! What the language server and its engine process say to one another: JSON, one message a line.

use ponder_model::{Finished, ModelError, Request, Usage};
use serde::{Deserialize, Serialize};

/// From the server to the engine, on the engine's standard input. Its end means: stop.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ToEngine {
    /// Answer this.
    Submit {
        /// Names the request from here on.
        id: u64,
        /// What is asked.
        request: Box<Request>,
    },
    /// Stop answering; nothing more is said about this request.
    Cancel(u64),
}

/// From the engine to the server, on the engine's standard output.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FromEngine {
    /// The model is loaded. The first message, unless [`FromEngine::Failed`] is.
    Ready(Loaded),
    /// The model can't be loaded; the process ends.
    Failed(ModelError),
    /// A request's prompt is read.
    Read {
        /// The request.
        id: u64,
        /// The tokens that it took.
        usage: Usage,
    },
    /// More text of an answer.
    Content {
        /// The request.
        id: u64,
        /// The text.
        text: String,
    },
    /// An answer's end.
    Finished {
        /// The request.
        id: u64,
        /// How it ended.
        finished: Finished,
    },
    /// A request failed; the engine goes on.
    Error {
        /// The request.
        id: u64,
        /// Why.
        error: ModelError,
    },
}

/// What was loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loaded {
    /// Tokens that one request with its answer can take.
    pub window: u32,
    /// Threads that compute.
    pub threads: u32,
    /// Whether the model can fill a hole (FIM) or only continue a text.
    pub fills: bool,
}
