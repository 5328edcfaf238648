//! Options an editor sends: at `initialize` and when its settings change.
//!
//! Editors merge the settings of a workspace into what they send, and a workspace is not the user: a cloned repository
//! must not be able to name a file to load, an endpoint, a key or a command. So these options choose among what the user
//! has and set what can do no harm; anything else in them is refused by name.

use serde::{Deserialize, Serialize};

use crate::{CompletionList, ConfigError, Options};

/// What an editor may set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EditorOptions {
    /// The embedded engine.
    pub local: EditorLocalOptions,
    /// Inline completions.
    pub completion: EditorCompletionOptions,
}

/// What an editor may set of the embedded engine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EditorLocalOptions {
    /// The id of an installed model.
    pub model: Option<String>,
}

/// What an editor may set of inline completions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EditorCompletionOptions {
    /// Whether completions are offered at all.
    pub enable: Option<bool>,
    /// Whether suggestions are also items of the ordinary completion list.
    pub list: Option<CompletionList>,
    /// The most tokens of one suggestion.
    pub max_tokens: Option<u32>,
}

impl EditorOptions {
    /// Reads what an editor sent; `null` means nothing. Settings may stand under a `ponder` key of their own.
    pub fn from_json(value: &serde_json::Value) -> Result<Self, ConfigError> {
        let value = value.get("ponder").unwrap_or(value);
        if value.is_null() {
            return Ok(Self::default());
        }
        Self::deserialize(value).map_err(|error| ConfigError::Editor {
            reason: error.to_string(),
        })
    }

    /// These options on top of the user's own.
    pub(crate) fn over(&self, options: &Options) -> Options {
        let mut merged = options.clone();
        if let Some(model) = &self.local.model {
            merged.local.model.clone_from(model);
        }
        if let Some(enable) = self.completion.enable {
            merged.completion.enable = enable;
        }
        if let Some(list) = self.completion.list {
            merged.completion.list = list;
        }
        if let Some(max_tokens) = self.completion.max_tokens {
            merged.completion.max_tokens = max_tokens;
        }
        merged
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_editor_chooses_a_model_and_tunes_completions() {
        let sent = json!({ "ponder": { "local": { "model": "small" }, "completion": { "enable": false } } });
        let merged = EditorOptions::from_json(&sent)
            .expect("allowed")
            .over(&Options::default());
        assert_eq!(
            (merged.local.model.as_str(), merged.completion.enable),
            ("small", false)
        );
    }

    #[test]
    fn an_editor_that_sends_nothing_changes_nothing() {
        let merged = EditorOptions::from_json(&json!(null))
            .expect("allowed")
            .over(&Options::default());
        assert_eq!(merged, Options::default());
    }

    #[test]
    fn a_workspace_can_not_define_endpoints_keys_commands_or_limits() {
        for sent in [
            json!({ "endpoints": { "evil": { "url": "https://example.com" } } }),
            json!({ "local": { "memory_limit_mib": 1 } }),
            json!({ "local": { "program": "/bin/sh" } }),
            json!({ "key": "secret-value" }),
        ] {
            let error = EditorOptions::from_json(&sent).expect_err("refused").to_string();
            assert!(error.contains("unknown field"), "{error}");
            assert!(!error.contains("secret-value"), "no value is repeated: {error}");
        }
    }
}
