//! Options of one endpoint.

use ponder_model::Dialect;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::KeySource;

/// Where models are reached: a URL, a key, a dialect. What a preset of the same name says need not be repeated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct EndpointOptions {
    /// The rules that it follows. Needed unless the name is a preset's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialect: Option<Dialect>,
    /// Its base URL, the part before `/chat/completions`. Needed unless the name is a preset's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where its key is: `{ env = "NAME" }`, `{ command = ["program", "argument"] }` or `{ keyring = "name" }`. Left out:
    /// a preset's own variable, as long as the URL is on the preset's host; otherwise no key is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<KeySource>,
    /// Whether it is used at all.
    pub enable: bool,
    /// Requests that may run at the same time.
    #[schemars(range(min = 1, max = 64))]
    pub concurrency: u32,
    /// Seconds until a connection must stand.
    #[schemars(range(min = 0, max = 3600))]
    pub connect_timeout_seconds: f64,
    /// Seconds until the first token must come. Left out: longer for a model that thinks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 3600))]
    pub first_token_timeout_seconds: Option<f64>,
    /// Seconds that may pass between tokens. Left out: what the dialect needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 3600))]
    pub idle_timeout_seconds: Option<f64>,
    /// Whether a URL on another machine may be plain `http`. Everybody on the way can then read code and key.
    pub allow_plain_http: bool,
}

impl Default for EndpointOptions {
    fn default() -> Self {
        Self {
            dialect: None,
            url: None,
            key: None,
            enable: true,
            concurrency: 8,
            // Leaves a fifth of a second of the two after which another endpoint should have taken over.
            connect_timeout_seconds: 1.5,
            first_token_timeout_seconds: None,
            idle_timeout_seconds: None,
            allow_plain_http: false,
        }
    }
}
