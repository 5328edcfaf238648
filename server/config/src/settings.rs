//! Settings: options resolved and checked.

use std::time::Duration;

use crate::{CompletionList, ConfigError, EditorOptions, Options};

/// Everything that can be set, with a value that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The id of the local model.
    pub model: String,
    /// Tokens that one request with its answer can take.
    pub context_tokens: u32,
    /// Threads that compute.
    pub threads: u32,
    /// The memory the model may take, in bytes; `None`: what is free.
    pub memory_limit: Option<u64>,
    /// When an unused model is unloaded; `None`: never.
    pub unload_after: Option<Duration>,
    /// Whether completions are offered.
    pub completion: bool,
    /// When suggestions are items of the completion list.
    pub completion_list: CompletionList,
    /// The most tokens of one suggestion.
    pub completion_tokens: u32,
}

impl Settings {
    /// The user's options with the editor's on top, checked.
    pub fn resolve(options: &Options, editor: &EditorOptions) -> Result<Self, ConfigError> {
        let Options { local, completion } = editor.over(options);
        if !is_model_id(&local.model) {
            return Err(ConfigError::Value {
                option: "local.model",
                value: format!("{:?}", local.model),
                allowed: "an id that `ponder models list` shows",
            });
        }
        within(
            "local.context_tokens",
            local.context_tokens,
            512,
            1 << 20,
            "between 512 and 1048576",
        )?;
        within(
            "completion.max_tokens",
            completion.max_tokens,
            1,
            1024,
            "between 1 and 1024",
        )?;
        let threads = local.threads.unwrap_or_else(cores);
        within("local.threads", threads, 1, 512, "between 1 and 512")?;
        Ok(Self {
            model: local.model,
            context_tokens: local.context_tokens,
            threads,
            memory_limit: local.memory_limit_mib.map(|mib| mib.saturating_mul(1 << 20)),
            unload_after: (local.unload_after_seconds > 0)
                .then(|| Duration::from_secs(local.unload_after_seconds)),
            completion: completion.enable,
            completion_list: completion.list,
            completion_tokens: completion.max_tokens,
        })
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::resolve(&Options::default(), &EditorOptions::default())
            .expect("the defaults are within their ranges")
    }
}

fn within(
    option: &'static str,
    value: u32,
    least: u32,
    most: u32,
    allowed: &'static str,
) -> Result<(), ConfigError> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(ConfigError::Value {
        option,
        value: value.to_string(),
        allowed,
    })
}

/// Whether `id` can name an installed model: never a path, so that no workspace can point at a file.
fn is_model_id(id: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(change: impl FnOnce(&mut Options)) -> Result<Settings, ConfigError> {
        let mut options = Options::default();
        change(&mut options);
        Settings::resolve(&options, &EditorOptions::default())
    }

    #[test]
    fn a_model_is_an_id_and_never_a_path() {
        for path in ["/etc/passwd", "../model", "", ".hidden", "a b"] {
            let error = resolve(|options| path.clone_into(&mut options.local.model)).expect_err("refused");
            assert!(error.to_string().contains("local.model"), "{error}");
        }
    }

    #[test]
    fn numbers_out_of_range_are_named() {
        let error = resolve(|options| options.local.context_tokens = 1)
            .expect_err("refused")
            .to_string();
        assert_eq!(
            error,
            "local.context_tokens is 1, but must be between 512 and 1048576; correct it in the configuration"
        );
        assert!(resolve(|options| options.completion.max_tokens = 0).is_err());
        assert!(resolve(|options| options.local.threads = Some(0)).is_err());
    }

    #[test]
    fn zero_seconds_keep_the_model_loaded() {
        let settings = resolve(|options| options.local.unload_after_seconds = 0).expect("valid");
        assert_eq!(settings.unload_after, None);
    }
}
