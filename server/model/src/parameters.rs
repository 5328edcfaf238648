//! The numbers sent along with a request.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is sent beside the prompt. `None` means: not sent, the model's own default holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Parameters {
    /// Sampling temperature; 0 always takes the likeliest token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f32>,
    /// Nucleus sampling: only the likeliest tokens that together reach this probability, in (0, 1].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_p: Option<f32>,
    /// The most tokens that may be generated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u32>,
}
