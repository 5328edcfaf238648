//! A request as it went out, to be shown to the user.

use serde::Serialize;
use serde_json::{Map, Value};

/// A request as it went out. Keys are masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sent {
    /// The name of the endpoint.
    pub endpoint: String,
    /// Where it went: a URL, or the embedded engine.
    pub url: String,
    /// The headers that Ponder set, by name, with the key masked.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte.
    pub body: String,
    /// What of it stands beside the model, the prompt and `stream`.
    #[serde(skip)]
    pub parameters: Map<String, Value>,
}
