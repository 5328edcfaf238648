//! Options of one binding.

use ponder_model::{Effort, FillTemplate, Instructions, Mode, Prices};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A model at an endpoint, in one mode. What a preset's binding of the same name says need not be repeated.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct BindingOptions {
    /// The name of its endpoint. Needed unless the name is a preset's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// The model's id at the endpoint. Needed unless the name is a preset's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Whether the model thinks before it answers. Left out: as its name suggests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// How much it thinks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effort: Option<Effort>,
    /// The temperature whatever the task. Not sent where the endpoint refuses it. Left out: by the intent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 2))]
    pub temperature: Option<f32>,
    /// Only the likeliest tokens that together reach this probability. Not sent where the endpoint refuses it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 1))]
    pub top_p: Option<f32>,
    /// The most tokens of an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1_048_576))]
    pub max_tokens: Option<u32>,
    /// Tokens that one request with its answer can take.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 512, max = 16_777_216))]
    pub window: Option<u32>,
    /// Where instructions go. Left out: where the dialect wants them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instructions: Option<Instructions>,
    /// Whether the model fills holes in text, at the endpoint's path for that. Left out: as its name suggests. A model that
    /// does not is asked for completions by a chat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fills: Option<bool>,
    /// The form of a prompt in which the model fills holes, for endpoints that take a prompt as it is. Left out: as its
    /// name suggests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fill_template: Option<FillTemplate>,
    /// What a million tokens cost, in a currency of your own: `{ input = 0.5, cached_input = 0.1, output = 2.0 }`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prices: Option<Prices>,
}
