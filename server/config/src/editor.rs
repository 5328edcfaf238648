//! Options an editor sends: at `initialize` and when its settings change.
//!
//! Editors merge the settings of a workspace into what they send, and a workspace is not the user: a cloned repository
//! must not be able to name a file to load, an endpoint, a key or a command. So these options choose among what the user
//! has and set what can do no harm; anything else in them is refused by name.

use ponder_model::Binding;
use ponder_route::Role;
use serde::{Deserialize, Serialize};

use crate::settings::{COMPLETION_TOKENS, Known, MODEL_ID, is_model_id, of_names, own_language};
use crate::{CompletionList, ConfigError, RoleOptions, Settings, Unsure, reading};

/// What an editor may set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct EditorOptions {
    /// The embedded engine.
    pub local: EditorLocalOptions,
    /// Inline completions.
    pub completion: EditorCompletionOptions,
    /// Code actions.
    pub assist: EditorAssistOptions,
    /// Which of the user's bindings serve which role.
    pub roles: RoleOptions,
    /// How a task finds its model.
    pub routing: EditorRoutingOptions,
    /// One role or binding of the user's for everything that no pin of the user's own holds for.
    pub pin: Option<String>,
    /// Whether the user trusts the workspace. If not, nothing else in these options counts.
    pub workspace_trusted: bool,
}

impl Default for EditorOptions {
    fn default() -> Self {
        Self {
            local: EditorLocalOptions::default(),
            completion: EditorCompletionOptions::default(),
            assist: EditorAssistOptions::default(),
            roles: RoleOptions::default(),
            routing: EditorRoutingOptions::default(),
            pin: None,
            workspace_trusted: true,
        }
    }
}

/// What an editor may set of the embedded engine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct EditorLocalOptions {
    /// The id of an installed model.
    pub model: Option<String>,
}

/// What an editor may set of inline completions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct EditorCompletionOptions {
    /// Whether completions are offered at all.
    pub enable: Option<bool>,
    /// Whether suggestions are also items of the ordinary completion list.
    pub list: Option<CompletionList>,
    /// The most tokens of one suggestion.
    pub max_tokens: Option<u32>,
}

/// What an editor may set of code actions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct EditorAssistOptions {
    /// The user's own language, by its English name or a tag.
    pub language: Option<String>,
}

/// What an editor may set of routing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct EditorRoutingOptions {
    /// Who answers a chat text when it can't be told what it asks for.
    pub unsure: Option<Unsure>,
}

impl EditorOptions {
    /// Reads what an editor sent; `null` means nothing. Settings may stand under a `ponder` key of their own.
    ///
    /// From a workspace that is not trusted nothing is read, not even what is wrong with it.
    pub fn from_json(value: &serde_json::Value) -> Result<Self, ConfigError> {
        let value = value.get("ponder").unwrap_or(value);
        if value.is_null() {
            return Ok(Self::default());
        }
        if value.get("workspace_trusted") == Some(&serde_json::Value::Bool(false)) {
            return Ok(Self {
                workspace_trusted: false,
                ..Self::default()
            });
        }
        reading::from_json(value).map_err(|complaint| refused(complaint.to_string()))
    }

    /// Puts these options on top of the user's settings.
    pub(crate) fn apply(&self, settings: &mut Settings) -> Result<(), ConfigError> {
        if !self.workspace_trusted {
            return Ok(());
        }
        if let Some(model) = &self.local.model {
            if !is_model_id(model) {
                return Err(refused(format!("`local.model` {MODEL_ID}")));
            }
            settings.set_local_model(model);
        }
        if let Some(enable) = self.completion.enable {
            settings.completion.enable = enable;
        }
        if let Some(list) = self.completion.list {
            settings.completion.list = list;
        }
        if let Some(max_tokens) = self.completion.max_tokens {
            if !COMPLETION_TOKENS.contains(&max_tokens) {
                return Err(refused(format!(
                    "`completion.max_tokens` is {max_tokens}, but must be between {} and {}",
                    COMPLETION_TOKENS.start(),
                    COMPLETION_TOKENS.end()
                )));
            }
            settings.completion.max_tokens = max_tokens;
        }
        if let Some(language) = &self.assist.language {
            let name =
                own_language(language).map_err(|reason| refused(format!("`assist.language` {reason}")))?;
            settings.assist.set_language(name);
        }
        let known = settings.known();
        self.choose_roles(settings, &known)?;
        if let Some(unsure) = self.routing.unsure {
            settings.routing.unsure = unsure.role();
        }
        if let Some(pin) = &self.pin {
            let choice = known
                .choice(pin)
                .map_err(|reason| refused(format!("`pin` {reason}")))?;
            settings.pin = Some(choice);
        }
        Ok(())
    }

    fn choose_roles(&self, settings: &mut Settings, known: &Known) -> Result<(), ConfigError> {
        let chosen = |role: Role, names: &[String]| {
            of_names(role, names, known)
                .map_err(|(index, reason)| refused(format!("`roles.{}[{index}]` {reason}", role.name())))
        };
        if let Some(names) = &self.roles.reasoning {
            settings.roles.reasoning = chosen(Role::Reasoning, names)?;
            settings.said().reasoning = true;
        }
        if let Some(names) = &self.roles.general {
            settings.roles.general = chosen(Role::General, names)?;
            settings.said().general = true;
        }
        if let Some(names) = &self.roles.completion {
            let bindings = chosen(Role::Completion, names)?;
            let may_be_typed_to = |name: &str| {
                settings.completion.remote
                    || name == Binding::LOCAL
                    || settings.roles.completion.iter().any(|own| own.name == name)
            };
            // To be listed is what lets keystrokes leave this machine, and that is for the user to say.
            if let Some(binding) = bindings.iter().find(|binding| !may_be_typed_to(&binding.name)) {
                return Err(refused(format!(
                    "`roles.completion` names `{}`, but what is typed may go there only where the user's own \
                     configuration lists it in `roles.completion` or sets `completion.remote`",
                    binding.name
                )));
            }
            settings.roles.completion = bindings;
        }
        Ok(())
    }
}

fn refused(reason: String) -> ConfigError {
    ConfigError::Editor { reason }
}

#[cfg(test)]
mod tests;
