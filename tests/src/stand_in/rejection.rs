//! Refusals as they go over the wire.

use serde_json::{Value, json};

/// A refusal: a status and the provider's own body.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rejection {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) content_type: &'static str,
    pub(super) body: String,
}

impl Rejection {
    pub(super) fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            headers: Vec::new(),
            content_type: "application/json",
            body: body.to_string(),
        }
    }

    pub(super) fn text(status: u16, body: &str) -> Self {
        Self {
            status,
            headers: Vec::new(),
            content_type: "text/plain; charset=utf-8",
            body: body.to_owned(),
        }
    }

    /// The shape that `OpenAI` documents: `message`, `type`, `param`, `code`, the last two nullable.
    pub(super) fn openai(
        status: u16,
        message: &str,
        kind: &str,
        param: Option<&str>,
        code: Option<&str>,
    ) -> Self {
        Self::json(
            status,
            &json!({"error": {"message": message, "type": kind, "param": param, "code": code}}),
        )
    }

    /// The refusal of what the provider would take without effect. No provider answers so: it is what makes the
    /// stand-in strict.
    pub(super) fn ignored(parameter: &str, why: &str) -> Self {
        Self::openai(
            400,
            &format!("'{parameter}' has no effect here: {why}"),
            "invalid_request_error",
            Some(parameter),
            Some("ignored_parameter"),
        )
    }
}

/// What providers say in general about a status.
pub(super) fn wording(status: u16) -> &'static str {
    match status {
        400 => "The request could not be understood",
        401 => "Authentication failed",
        402 => "Insufficient balance",
        403 => "Access denied",
        404 => "Not found",
        408 => "The request timed out",
        413 => "Request too large",
        422 => "Invalid parameters",
        429 => "Rate limit reached",
        500 => "The server had an error while processing your request",
        502 => "Bad gateway",
        503 => "The server is overloaded, please try again later",
        504 => "Gateway timeout",
        529 => "Overloaded",
        _ => "The request failed",
    }
}
