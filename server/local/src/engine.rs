//! The embedded engine: a GGUF model served by a child process of the same program.
//!
//! [`Engine`] is the server's side: it starts the process when it is first needed, watches it, and says why an answer
//! failed. `serve` is the process's side. A hostile model file, a failed assertion in C++ or the kernel's
//! out-of-memory killer ends the child and costs an answer, never the language server.
//!
//! Which model serves a task is not decided here.

#[cfg(feature = "local-engine")]
mod draft;
mod failures;
#[cfg(feature = "local-engine")]
mod healing;
#[cfg(feature = "local-engine")]
mod job;
#[cfg(feature = "local-engine")]
mod llama;
#[cfg(feature = "local-engine")]
mod output;
mod process;
#[cfg(feature = "local-engine")]
mod prompt;
mod protocol;
#[cfg(feature = "local-engine")]
mod schedule;
#[cfg(feature = "local-engine")]
mod sequence;
#[cfg(feature = "local-engine")]
mod serve;
mod supervisor;
#[cfg(feature = "local-engine")]
mod template;
#[cfg(feature = "local-engine")]
mod turn;
#[cfg(feature = "local-engine")]
mod work;

use std::path::PathBuf;
use std::time::Duration;

use crate::gguf::Header;
use crate::memory;

pub use protocol::Loaded;
#[cfg(feature = "local-engine")]
pub use serve::serve;
pub use supervisor::{Engine, EngineStatus};

/// Tokens read at once: llama.cpp's own batch, the size at which prompt reading is fastest.
pub(crate) const BATCH: usize = 512;

/// Independent sequences kept side by side: one for fills, one for chats.
pub(crate) const SEQUENCES: u32 = 2;

/// Tokens of a batch that give logits, at most: one, and one for each that is guessed.
pub(crate) const OUTPUTS: u32 = 64;

/// How the engine uses the model of `header` where requests may take `context_tokens`: what its memory is estimated by.
///
/// No model is given more room than it was trained with.
pub fn load(header: &Header, context_tokens: u32) -> memory::Load {
    let asked = u64::from(context_tokens);
    memory::Load {
        context_tokens: header
            .metadata
            .context_length()
            .map_or(asked, |trained| trained.min(asked)),
        sequences: SEQUENCES.into(),
        batch_tokens: BATCH as u64,
        outputs: OUTPUTS.into(),
    }
}

/// What an engine process is started with. Asking with other options than the running process has restarts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineOptions {
    /// The GGUF file.
    pub model: PathBuf,
    /// Tokens that one request with its answer can take; no more than the model was trained with.
    pub context_tokens: u32,
    /// Threads that compute.
    pub threads: u32,
    /// The memory the model may take, in bytes; what is free on this machine if `None`.
    pub memory_limit: Option<u64>,
    /// Whether text that is likely repeated is guessed. The answers are the same.
    pub speculation: bool,
    /// The process ends, and gives its memory back, after this long without a request; never if `None`.
    pub unload_after: Option<Duration>,
}
