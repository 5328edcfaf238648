//! Why an endpoint gave no answer, read from the many shapes in which endpoints say it.
//!
//! The status decides wherever there is one; what stands in the body gives the words, the parameter, and the few cases
//! in which the status does not tell enough. Whether and when to try again is left to the endpoint.

mod words;

use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::Value;

use self::words::{in_short, token_counts};
use crate::{EndpointFailure, ModelError};

/// Why an endpoint gave no answer, in its own words and in ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    /// The kind of failure.
    pub(super) failure: EndpointFailure,
    /// The endpoint's own words, or ours where it said nothing: fit to be shown, keys masked.
    pub(super) message: String,
    /// The parameter it names.
    pub(super) parameter: Option<String>,
    /// How long it asks to be left alone.
    pub(super) retry_after: Option<Duration>,
    /// Tokens that were asked for and tokens that the model's window holds, where it says that.
    pub(super) too_long: Option<(u32, u32)>,
    /// Whether the same request can succeed a little later.
    pub(super) may_retry: bool,
    /// Whether it says that it cannot do such a thing at all, whatever the parameters.
    pub(super) is_beyond_it: bool,
}

impl Problem {
    /// A failure in our own words, that is not worth trying again.
    pub(super) fn new(failure: EndpointFailure, message: impl Into<String>) -> Self {
        Self {
            failure,
            message: message.into(),
            parameter: None,
            retry_after: None,
            too_long: None,
            may_retry: false,
            is_beyond_it: false,
        }
    }

    /// The error for the user: what failed, at which endpoint, with which model (empty where none was asked), and what
    /// to do next.
    pub(super) fn into_error(self, endpoint: &str, model: &str) -> ModelError {
        if let Some((tokens, window)) = self.too_long {
            return ModelError::PromptTooLong {
                tokens,
                window,
                remedy: format!("use a model with a larger one than `{model}` at `{endpoint}`"),
            };
        }
        let Self {
            failure,
            message,
            retry_after,
            ..
        } = self;
        let of_model = if model.is_empty() {
            String::new()
        } else {
            format!(" for `{model}`")
        };
        let later = match retry_after {
            Some(wait) => format!("in {} s", wait.as_secs().max(1)),
            None => "later".to_owned(),
        };
        let reason = match failure {
            EndpointFailure::Unreachable => {
                format!(
                    "`{endpoint}` gave no whole answer: {message}; check the network and the endpoint's url, or use another model"
                )
            }
            EndpointFailure::TimedOut => {
                format!("`{endpoint}` took too long: {message}; ask again, or use another model")
            }
            EndpointFailure::Busy => {
                format!("`{endpoint}` is busy or broken: {message}; ask again {later}, or use another model")
            }
            EndpointFailure::Resting => {
                format!(
                    "`{endpoint}` is not asked for a while: {message}; ask again {later}, or use another model"
                )
            }
            EndpointFailure::Unauthorized => {
                format!(
                    "`{endpoint}` refused the key{of_model}: {message}; check the key of this endpoint and what it may do"
                )
            }
            EndpointFailure::QuotaExhausted => {
                format!(
                    "the balance or quota at `{endpoint}` is used up: {message}; top it up, or use another model"
                )
            }
            EndpointFailure::NotFound if model.is_empty() => {
                format!("`{endpoint}` has nothing at its url: {message}; correct the endpoint's url")
            }
            EndpointFailure::NotFound => {
                format!(
                    "`{endpoint}` has no model `{model}`: {message}; `ponder doctor` lists its models; correct the model or the endpoint's url"
                )
            }
            EndpointFailure::Rejected => {
                format!(
                    "`{endpoint}` gave no answer{of_model}: {message}; change the parameters of the model, or use another"
                )
            }
            EndpointFailure::Malformed => {
                format!(
                    "`{endpoint}` sent what is not understood: {message}; check the endpoint's url and dialect"
                )
            }
        };
        ModelError::Endpoint { failure, reason }
    }
}

/// What a response of the HTTP status `status`, which is no success, means. `now` is what an absolute Retry-After
/// is counted from.
pub(super) fn problem_of_response(status: u16, headers: &HeaderMap, body: &[u8], now: SystemTime) -> Problem {
    let said = Said::of_body(body);
    let (failure, may_retry) = judge(status, &said);
    Problem {
        retry_after: headers
            .get(RETRY_AFTER)
            .and_then(|value| retry_after(value.to_str().ok()?, now)),
        may_retry,
        // Ollama says it of a model whose template has no place for a suffix.
        is_beyond_it: status == 501 || said.message.contains("does not support insert"),
        ..said.problem(failure, || format!("HTTP status {status}"))
    }
}

/// What an error inside a stream means that began as a success. `event` is the error object, or the whole event around
/// it.
pub(super) fn problem_in_stream(event: &Value) -> Problem {
    let said = Said::of_value(event);
    let (failure, may_retry) = match said.status {
        Some(status) => judge(status, &said),
        None if said.is_quota() => (EndpointFailure::QuotaExhausted, false),
        None if said.has_code(&[
            "invalid_request_error",
            "context_length_exceeded",
            "exceed_context_size_error",
        ]) =>
        {
            (EndpointFailure::Rejected, false)
        }
        // A server that gives up in the middle of an answer.
        None => (EndpointFailure::Busy, true),
    };
    Problem {
        may_retry,
        ..said.problem(failure, || "an error without a word".to_owned())
    }
}

/// The kind of failure, and whether it can pass.
fn judge(status: u16, said: &Said) -> (EndpointFailure, bool) {
    match status {
        402 => (EndpointFailure::QuotaExhausted, false),
        _ if said.is_quota() => (EndpointFailure::QuotaExhausted, false),
        401 | 403 => (EndpointFailure::Unauthorized, false),
        _ if said.refuses_key() => (EndpointFailure::Unauthorized, false),
        // Gateways say it with any status.
        _ if said.lacks_model() => (EndpointFailure::NotFound, false),
        404 => (EndpointFailure::NotFound, false),
        408 | 429 | 500 | 502 | 503 | 504 | 529 => (EndpointFailure::Busy, true),
        400..=499 | 501 => (EndpointFailure::Rejected, false),
        500.. => (EndpointFailure::Busy, false),
        _ => (EndpointFailure::Malformed, false),
    }
}

/// What an error says, out of whichever shape it came in.
#[derive(Debug, Default)]
struct Said {
    message: String,
    parameter: Option<String>,
    /// Its code and its type, where they are words.
    codes: Vec<String>,
    /// Its code, where that is an HTTP status.
    status: Option<u16>,
    too_long: Option<(u32, u32)>,
}

impl Said {
    fn of_body(body: &[u8]) -> Self {
        // The content type is not looked at: errors in JSON come as `application/octet-stream`, too.
        let text = String::from_utf8_lossy(body);
        let text = text.trim_start_matches('\u{feff}').trim();
        if let Ok(value @ (Value::Object(_) | Value::Array(_))) = serde_json::from_str(text) {
            return Self::of_value(&value);
        }
        if text.starts_with('<') {
            // A page of a proxy, of no use to anybody.
            return Self::default();
        }
        Self {
            message: text.to_owned(),
            too_long: token_counts(text),
            ..Self::default()
        }
    }

    fn of_value(value: &Value) -> Self {
        let error = match value {
            // FastAPI and pydantic.
            Value::Object(object) if object.contains_key("detail") => &value["detail"],
            Value::Object(object) => object
                .get("error")
                .filter(|error| !error.is_null())
                .unwrap_or(value),
            _ => value,
        };
        match error {
            Value::String(message) => Self {
                message: message.clone(),
                too_long: token_counts(message),
                ..Self::default()
            },
            Value::Array(list) => list.first().map(Self::of_validation).unwrap_or_default(),
            _ => Self::of_object(error),
        }
    }

    fn of_object(error: &Value) -> Self {
        let message = ["message", "msg", "error", "detail"]
            .iter()
            .find_map(|name| error[*name].as_str());
        let mut message = message.unwrap_or_default().to_owned();
        // OpenRouter keeps what the provider said apart.
        if let Some(raw) = error["metadata"]["raw"].as_str() {
            message = format!("{message}: {raw}");
        }
        let codes = ["code", "type"].iter().filter_map(|name| error[*name].as_str());
        let status = match &error["code"] {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        let count = |name: &str| error[name].as_u64().and_then(|count| u32::try_from(count).ok());
        Self {
            parameter: error["param"]
                .as_str()
                .filter(|name| !name.is_empty())
                .map(str::to_owned),
            codes: codes.map(str::to_owned).collect(),
            status: status
                .and_then(|status| u16::try_from(status).ok())
                .filter(|status| (400..600).contains(status)),
            // llama-server says it in numbers.
            too_long: count("n_prompt_tokens")
                .zip(count("n_ctx"))
                .or_else(|| token_counts(&message)),
            message,
        }
    }

    /// One entry of a validation error: `{"loc": ["body", "name"], "msg": …, "type": …}`.
    fn of_validation(entry: &Value) -> Self {
        let place = entry["loc"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        let place: Vec<&str> = place.filter(|part| *part != "body").collect();
        let message = entry["msg"]
            .as_str()
            .or(entry["message"].as_str())
            .or(entry.as_str())
            .unwrap_or_default();
        Self {
            message: if place.is_empty() {
                message.to_owned()
            } else {
                format!("`{}`: {message}", place.join("."))
            },
            parameter: (!place.is_empty()).then(|| place.join(".")),
            codes: entry["type"].as_str().map(str::to_owned).into_iter().collect(),
            ..Self::default()
        }
    }

    fn has_code(&self, wanted: &[&str]) -> bool {
        self.codes.iter().any(|code| wanted.contains(&code.as_str()))
    }

    /// One-API's words are "no channel is available"; `LiteLLM` says it with 400.
    fn lacks_model(&self) -> bool {
        self.has_code(&["model_not_found"])
            || self.message.contains("无可用渠道")
            || self.message.contains("Invalid model name passed in")
    }

    /// `LiteLLM` without a database looks for a key that is not its master key there, and says 400.
    fn refuses_key(&self) -> bool {
        self.has_code(&["no_db_connection"])
    }

    fn is_quota(&self) -> bool {
        self.has_code(&[
            "insufficient_quota",
            "insufficient_user_quota",
            "billing_hard_limit_reached",
        ]) || self.message.starts_with("You exceeded your current quota")
            || self.message.eq_ignore_ascii_case("insufficient balance")
    }

    fn problem(self, failure: EndpointFailure, silent: impl FnOnce() -> String) -> Problem {
        let message = in_short(&self.message);
        Problem {
            parameter: self.parameter,
            too_long: self.too_long.filter(|_| failure == EndpointFailure::Rejected),
            ..Problem::new(failure, if message.is_empty() { silent() } else { message })
        }
    }
}

/// Seconds, or a date.
fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let at = httpdate::parse_http_date(value).ok()?;
    Some(at.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests;
