//! How much a model can take at once, where it is not asked.

use ponder_config::Settings;
use ponder_model::{Binding, Dialect};

/// Tokens that a request to `binding` and its answer can take together.
///
/// Hosted models hold at least this much. What runs on the user's own machine is often loaded with less than it could
/// hold (Ollama: 4,096 tokens on small machines, cutting the rest off without a word), so the guess is low; the user can
/// say `window`.
pub(crate) fn window(binding: &Binding, settings: &Settings) -> u32 {
    binding.window.unwrap_or(match binding.dialect {
        Dialect::Local => settings.local.context_tokens,
        Dialect::Deepseek | Dialect::Openai | Dialect::Openrouter | Dialect::Siliconflow => 65_536,
        Dialect::Generic | Dialect::Vllm => 32_768,
        Dialect::Ollama | Dialect::LmStudio | Dialect::LlamaServer => 8192,
    })
}
