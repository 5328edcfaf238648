//! What came in, kept for the tests.

use std::time::Instant;

use serde_json::Value;

use super::Fault;

/// What became of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It broke no rule and was, or is being, answered.
    Accepted,
    /// It broke a rule.
    Rejected {
        /// The HTTP status of the refusal.
        status: u16,
        /// The body of the refusal.
        reason: String,
    },
    /// It broke no rule and failed as the test had ordered. What breaks a rule is rejected before it can fail.
    Failed(Fault),
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// `GET`, `POST`.
    pub method: String,
    /// The path, with its query if it has one.
    pub path: String,
    /// The headers in their order; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
    /// The body, if it is JSON.
    pub json: Option<Value>,
    /// When the last byte of it was read.
    pub received: Instant,
    /// Which connection it came over, counted from 0.
    pub connection: usize,
    /// What became of it.
    pub outcome: Outcome,
    /// When the client hung up, if it did before the answer was complete.
    pub aborted: Option<Instant>,
    /// When the answer was complete, or cut by a fault.
    pub finished: Option<Instant>,
}

impl Recorded {
    /// The first header of that name, which is given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// A field of the JSON body.
    pub fn parameter(&self, name: &str) -> Option<&Value> {
        self.json.as_ref()?.get(name)
    }

    /// The path without its query.
    pub fn route(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }
}
