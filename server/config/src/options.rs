//! Options as the user writes them in `config.toml`. Every one can be left out.
//!
//! Only their form is given here; whether they fit together is checked where they become [`Settings`](crate::Settings).

mod assist;
mod binding;
mod completion;
mod endpoint;
mod local;
mod pin;
mod roles;
mod routing;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use assist::AssistOptions;
pub use binding::BindingOptions;
pub use completion::{CompletionList, CompletionOptions};
pub use endpoint::EndpointOptions;
pub use local::LocalOptions;
pub use pin::PinOptions;
pub use roles::RoleOptions;
pub use routing::{RoutingOptions, Unsure};

use crate::origin::Origin;
use crate::prompt_file::PromptFolder;
use crate::{ConfigError, reading};

/// The user's configuration file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
#[schemars(title = "Ponder configuration")]
pub struct Options {
    /// The embedded engine and its model.
    pub local: LocalOptions,
    /// Inline completions.
    pub completion: CompletionOptions,
    /// Code actions.
    pub assist: AssistOptions,
    /// Where models are reached over HTTP, by a name of your own or a preset's: `deepseek`, `openai`, `openrouter`,
    /// `siliconflow`, `ollama`, `lm_studio`, `llama_server`.
    pub endpoints: BTreeMap<String, EndpointOptions>,
    /// Models at endpoints, each in one mode, by the name that `@` calls them by.
    pub bindings: BTreeMap<String, BindingOptions>,
    /// Which models serve which kind of task: names of bindings, the first choice first. The embedded engine comes last
    /// without being named. A list that is left out holds the presets' bindings.
    pub roles: RoleOptions,
    /// How a task finds its model.
    pub routing: RoutingOptions,
    /// What is asked about a folder or a language goes to one role or binding. A folder goes before a language, and the
    /// innermost folder before the others.
    pub pins: Vec<PinOptions>,
    /// Where they were written, so that errors can say it.
    #[serde(skip)]
    pub(crate) origin: Origin,
    /// The prompt files beside the configuration.
    #[serde(skip)]
    pub(crate) prompts: PromptFolder,
}

impl Options {
    /// The options in a JSON value of the configuration file's form.
    pub fn from_json(value: &serde_json::Value) -> Result<Self, ConfigError> {
        reading::from_json(value).map_err(|complaint| complaint.at(&Origin::default()))
    }
}

/// The JSON schema of the configuration file.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Options).to_value()
}
