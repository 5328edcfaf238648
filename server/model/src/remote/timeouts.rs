//! How long an endpoint may keep somebody waiting.

use std::time::Duration;

use crate::{Binding, Dialect, Mode, Priority};

/// How long an endpoint may keep somebody waiting. What is `None` depends on who is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection: name lookup, TCP and TLS together.
    pub connect: Duration,
    /// From the request to the first token. Comments that keep a connection alive are no tokens.
    pub first_token: Option<Duration>,
    /// From any byte to the next; comments count.
    pub idle: Option<Duration>,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            // Without a network the local model is to answer within 2 seconds.
            connect: Duration::from_millis(1500),
            first_token: None,
            idle: None,
        }
    }
}

impl Timeouts {
    /// How long a request of this priority waits for the first token of `binding`.
    pub(super) fn first_token(&self, binding: &Binding, priority: Priority) -> Duration {
        let usual = match (priority, binding.mode) {
            // What comes later is for a text that is gone.
            (Priority::Keystroke | Priority::Ahead, _) => {
                return Duration::from_secs(5).min(self.first_token.unwrap_or(Duration::MAX));
            }
            (Priority::Question, Mode::NonThinking) if loads_models(binding.dialect) => 180,
            (Priority::Question, Mode::NonThinking) => 45,
            // Not every endpoint shows its thinking: the first token can be that of the answer.
            (Priority::Question, Mode::Thinking) => 600,
        };
        self.first_token.unwrap_or(Duration::from_secs(usual))
    }

    /// How long the stream of `binding` may be silent.
    pub(super) fn idle(&self, binding: &Binding) -> Duration {
        self.idle.unwrap_or(match binding.mode {
            Mode::NonThinking if loads_models(binding.dialect) => Duration::from_secs(180),
            Mode::NonThinking => Duration::from_secs(60),
            Mode::Thinking => Duration::from_secs(300),
        })
    }
}

/// Whether a request may first have to wait for its model to be read from a disk.
fn loads_models(dialect: Dialect) -> bool {
    matches!(
        dialect,
        Dialect::Ollama | Dialect::LmStudio | Dialect::LlamaServer | Dialect::Vllm
    )
}
