//! Settings of the embedded engine.

use std::sync::Arc;
use std::time::Duration;

use ponder_model::{Binding, Mode, remote};

use crate::origin::Origin;
use crate::settings::range;
use crate::{ConfigError, LocalOptions};

/// The embedded engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalSettings {
    /// The id of the model that answers.
    pub model: String,
    /// Whether it thinks.
    pub mode: Mode,
    /// Tokens that one request with its answer can take.
    pub context_tokens: u32,
    /// Threads that compute.
    pub threads: u32,
    /// The memory the model may take, in bytes; `None`: what is free.
    pub memory_limit: Option<u64>,
    /// When an unused model is unloaded; `None`: never.
    pub unload_after: Option<Duration>,
    /// Whether text that is likely to be repeated is guessed before the model writes it.
    pub speculation: bool,
}

/// What the id of a local model must be.
pub(crate) const MODEL_ID: &str = "must be an id that `ponder models list` shows";

pub(super) fn resolve(options: &LocalOptions, origin: &Origin) -> Result<LocalSettings, ConfigError> {
    if !is_model_id(&options.model) {
        return Err(origin.error("local.model", MODEL_ID));
    }
    range::within(
        origin,
        "local.context_tokens",
        options.context_tokens,
        512..=1_048_576,
    )?;
    let threads = options.threads.unwrap_or_else(cores);
    range::within(origin, "local.threads", threads, 1..=512)?;
    Ok(LocalSettings {
        model: options.model.clone(),
        mode: options.mode.unwrap_or_else(|| remote::mode_hint(&options.model)),
        context_tokens: options.context_tokens,
        threads,
        memory_limit: options.memory_limit_mib.map(|mib| mib.saturating_mul(1 << 20)),
        unload_after: (options.unload_after_seconds > 0)
            .then(|| Duration::from_secs(options.unload_after_seconds)),
        speculation: options.speculation,
    })
}

impl LocalSettings {
    /// The binding `local`.
    pub(super) fn binding(&self) -> Arc<Binding> {
        Arc::new(Binding {
            window: Some(self.context_tokens),
            ..Binding::local(self.model.as_str(), self.mode)
        })
    }
}

/// Whether `id` can name an installed model: never a path, so that no workspace can point at a file.
pub(crate) fn is_model_id(id: &str) -> bool {
    !id.is_empty()
        && !id.starts_with('.')
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

fn cores() -> u32 {
    std::thread::available_parallelism()
        .ok()
        .and_then(|cores| u32::try_from(cores.get()).ok())
        .map_or(1, |cores| cores.min(512))
}
