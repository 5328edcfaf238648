//! Settings: options resolved and checked.

mod assist;
mod binding;
mod discovered;
mod endpoint;
mod known;
mod local;
mod pin;
mod range;
mod roles;
mod routing;

use std::collections::BTreeSet;
use std::sync::Arc;

use ponder_model::Binding;
use ponder_route::Choice;

pub(crate) use assist::own_language;
pub use assist::{AssistSettings, language_name};
pub use discovered::Discovered;
pub use endpoint::EndpointSettings;
pub(crate) use known::Known;
pub use local::LocalSettings;
pub(crate) use local::{MODEL_ID, is_model_id};
pub use pin::{Pin, PinScope};
pub(crate) use range::COMPLETION_TOKENS;
pub use roles::RoleBindings;
pub(crate) use roles::of_names;
pub use routing::RoutingSettings;

use crate::{CompletionList, ConfigError, EditorOptions, Options};

/// Everything that can be set, with a value that can be used.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The embedded engine.
    pub local: LocalSettings,
    /// Inline completions.
    pub completion: CompletionSettings,
    /// Code actions.
    pub assist: AssistSettings,
    /// The endpoints that are used: presets first, then the user's own by name, then discovered ones. The embedded
    /// engine is none of them.
    pub endpoints: Vec<EndpointSettings>,
    /// Every binding that can be named. Each one's endpoint is in `endpoints`, but for the last: the embedded engine's,
    /// under the name `local`.
    pub bindings: Vec<Arc<Binding>>,
    /// Who serves which role.
    pub roles: RoleBindings,
    /// How a task finds its model.
    pub routing: RoutingSettings,
    /// The user's pins, in the order of the file.
    pub pins: Vec<Pin>,
    /// What the editor has pinned for all its documents. The user's own `pins` go before it: a workspace must not send
    /// elsewhere what its owner keeps on this machine.
    pub pin: Option<Choice>,
    /// What was said about endpoints and lists, which decides what discovery may add.
    said: Said,
}

/// Inline completions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompletionSettings {
    /// Whether they are offered.
    pub enable: bool,
    /// When suggestions are items of the completion list.
    pub list: CompletionList,
    /// The most tokens of one suggestion.
    pub max_tokens: u32,
    /// Whether what is typed may go, as it is typed, to endpoints that the completion role does not name. Only the user
    /// can allow it.
    pub remote: bool,
}

/// What the user, or the editor, has said where discovery would otherwise decide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// Whose order is not for discovery to change.
    pub(crate) reasoning: bool,
    /// Likewise.
    pub(crate) general: bool,
    /// Names of endpoints that the user turned off.
    pub(crate) off: BTreeSet<String>,
}

impl Settings {
    /// The user's options with the editor's on top, checked. The environment says which presets have a key.
    pub fn resolve(options: &Options, editor: &EditorOptions) -> Result<Self, ConfigError> {
        let is_set = |variable: &str| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find(|variable| is_set(variable))
            .and_then(|variable| std::env::var(variable).ok());
        Self::resolved(options, editor, is_set, locale.as_deref())
    }

    /// As [`Self::resolve`], where `is_set` says which environment variables are set and not empty; what they say of the
    /// user's language is not heard.
    pub fn resolve_in(
        options: &Options,
        editor: &EditorOptions,
        is_set: impl Fn(&str) -> bool,
    ) -> Result<Self, ConfigError> {
        Self::resolved(options, editor, is_set, None)
    }

    fn resolved(
        options: &Options,
        editor: &EditorOptions,
        is_set: impl Fn(&str) -> bool,
        locale: Option<&str>,
    ) -> Result<Self, ConfigError> {
        let mut settings = Self::of_user(options, is_set, locale)?;
        editor.apply(&mut settings)?;
        Ok(settings)
    }

    fn of_user(
        options: &Options,
        is_set: impl Fn(&str) -> bool,
        locale: Option<&str>,
    ) -> Result<Self, ConfigError> {
        let origin = &options.origin;
        let local = local::resolve(&options.local, origin)?;
        range::within(
            origin,
            "completion.max_tokens",
            options.completion.max_tokens,
            COMPLETION_TOKENS,
        )?;
        let assist = assist::resolve(&options.assist, &options.prompts, locale, origin)?;
        let endpoints = endpoint::resolve(options, is_set)?;
        let known = binding::resolve(options, &endpoints, &local)?;
        let roles = roles::resolve(&options.roles, &known, origin)?;
        let routing = routing::resolve(&options.routing, &known, origin)?;
        let pins = pin::resolve(&options.pins, &known, origin)?;
        Ok(Self {
            local,
            assist,
            completion: CompletionSettings {
                enable: options.completion.enable,
                list: options.completion.list,
                max_tokens: options.completion.max_tokens,
                remote: options.completion.remote,
            },
            said: Said {
                reasoning: options.roles.reasoning.is_some(),
                general: options.roles.general.is_some(),
                off: endpoints.off,
            },
            endpoints: endpoints.used,
            bindings: known.bindings,
            roles,
            routing,
            pins,
            pin: None,
        })
    }

    /// The binding of this name.
    pub fn binding(&self, name: &str) -> Option<&Arc<Binding>> {
        self.bindings.iter().find(|binding| binding.name == name)
    }

    /// The endpoint of this name; `None` for `local`, which is none that is reached over HTTP.
    pub fn endpoint(&self, name: &str) -> Option<&EndpointSettings> {
        self.endpoints.iter().find(|endpoint| endpoint.name == name)
    }

    /// The names that an editor may choose among.
    pub(crate) fn known(&self) -> Known {
        Known {
            bindings: self.bindings.clone(),
            off: BTreeSet::new(),
        }
    }

    /// Remembers that a list is as somebody said.
    pub(crate) fn said(&mut self) -> &mut Said {
        &mut self.said
    }

    /// Has the embedded engine answer with another installed model.
    pub(crate) fn set_local_model(&mut self, model: &str) {
        if model == self.local.model {
            return;
        }
        model.clone_into(&mut self.local.model);
        self.local.mode = ponder_model::remote::mode_hint(model);
        let local = self.local.binding();
        let lists = [
            &mut self.bindings,
            &mut self.roles.reasoning,
            &mut self.roles.general,
            &mut self.roles.completion,
        ];
        for binding in lists.into_iter().flatten() {
            if binding.name == Binding::LOCAL {
                *binding = Arc::clone(&local);
            }
        }
    }
}

/// What holds with no configuration and no key in the environment.
impl Default for Settings {
    fn default() -> Self {
        Self::resolve_in(&Options::default(), &EditorOptions::default(), |_| false)
            .expect("the defaults are within their ranges")
    }
}

#[cfg(test)]
mod tests;
